"""Collect what is wrong with rows, without a person's data, and sort it into piles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from zones.intake.examination import PROBLEM_COLUMNS

ASKED: Final = "asked"
REFUSED: Final = "refused"
REMARK: Final = "remark"

_MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d{1,2}:\d{2}(:\d{2})?)?")
_SIGNS_OF_NUMBERS = re.compile(r"[\d\s/.,:+%−–-]{1,25}")


class Findings:
    """The problems of one file. `names` are the file's own column names by ours."""

    def __init__(self, kind: str, index: pd.Index, names: Mapping[str, str]) -> None:
        self._about_people = kind == "cases"
        self._index = index
        self._names = names
        self._lines: list[pd.DataFrame] = []

    def add(
        self,
        pile: str,
        rows: pd.Series,
        key: str | pd.Series,
        column: str = "",
        values: pd.Series | None = None,
        **fields: Any,
    ) -> None:
        """Record a problem for the rows where `rows` is true. `key` and each field may be a series by row."""
        where = rows[rows].index
        if where.empty:
            return
        texts = values.loc[where].map(self.showable) if values is not None else ""
        self._lines.append(pd.DataFrame({
            "row": where,
            "column": self._names.get(column, ""),
            "value": texts,
            "key": key.loc[where] if isinstance(key, pd.Series) else key,
            "fields": pd.Series(_each(fields, where), index=where, dtype="object"),
            "pile": pile,
        }))

    def name_of(self, column: str) -> str:
        """Return the file's own name of a column of ours."""
        return self._names.get(column, column)

    def rows_of(self, *piles: str) -> pd.Series:
        """Return which rows have a problem of these piles."""
        found: set[int] = set()
        for lines in self._lines:
            if lines["pile"].iloc[0] in piles:
                found.update(lines["row"])
        return pd.Series(self._index.isin(found), index=self._index)

    def piles(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Return the problems of rows asked about, refused, and taken all the same, each in the file's order.

        A row with a reason to be refused is refused, whatever else could be asked about it.
        """
        columns = [*PROBLEM_COLUMNS, "pile"]
        lines = pd.concat(self._lines, ignore_index=True) if self._lines else pd.DataFrame(columns=columns)
        lines = lines.sort_values("row", kind="stable", ignore_index=True)
        weight = lines["pile"].map({REFUSED: 2, ASKED: 1, REMARK: 0}).astype("int64")
        heaviest = weight.groupby(lines["row"]).transform("max") if len(lines) else weight
        telling = weight > 0
        asked, refused = lines[telling & (heaviest == 1)], lines[telling & (heaviest == 2)]
        remarks = lines[heaviest == 0]
        return _tidy(asked), _tidy(refused), _tidy(remarks)

    def showable(self, text: str) -> str:
        """Return the cell as it may be shown: in a list of people, one in the wrong column may be a name."""
        if not self._about_people:
            return text[:60]
        short_number = _SIGNS_OF_NUMBERS.fullmatch(text) and sum(map(str.isdigit, text)) <= 8
        return text if short_number or _MOMENT.fullmatch(text) else ""


def _each(fields: Mapping[str, Any], where: pd.Index) -> list[dict[str, Any]]:
    by_row = {name: each.loc[where].tolist() for name, each in fields.items() if isinstance(each, pd.Series)}
    same = {name: value for name, value in fields.items() if name not in by_row}
    if not by_row:
        return [same] * len(where)
    return [{**same, **dict(zip(by_row, row, strict=True))} for row in zip(*by_row.values(), strict=True)]


def _tidy(lines: pd.DataFrame) -> pd.DataFrame:
    return lines[list(PROBLEM_COLUMNS)].reset_index(drop=True)
