"""Declare what a frame must hold, and name all that is wrong with one at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from geopandas.array import from_shapely

from geo.crs import LONLAT

# texts, and names of columns, as Python's strings: on the tables of a ward arrow takes longer to begin than to work
pd.set_option("mode.string_storage", "python")

VIETNAM_TIME: Final = timezone(timedelta(hours=7))
# one dtype for every time in every frame; Việt Nam has had no summer time since 1975
MOMENT: Final = pd.DatetimeTZDtype("us", VIETNAM_TIME)
TEXT: Final = "str"
COUNT: Final = "Int64"
NUMBER: Final = "Float64"
FLAG: Final = "boolean"

Records = Mapping[str, pd.DataFrame]       # kind ("areas", "sites" …) -> frame of its contract
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its dtype (TEXT, COUNT, NUMBER, FLAG, MOMENT), whether it may be empty, what it may hold."""

    dtype: Any
    nullable: bool = False
    unique: bool = False
    among: tuple[Any, ...] | None = None
    at_least: float | None = None
    at_most: float | None = None
    meaning: str = ""
    internal: bool = False          # for the command post: never on a map, a card, a sheet or a file that leaves


class FrameError(ValueError):
    """A frame breaks its contract; `problems` holds (row label, column, what) for each breach."""

    def __init__(self, name: str, problems: list[tuple[Any, str, str]]) -> None:
        self.frame_name = name
        self.problems = problems
        shown = "; ".join(f"row {row}, {column}: {what}" for row, column, what in problems[:5])
        super().__init__(f"{name}: {len(problems)} problem(s): {shown}")


@dataclass(frozen=True, slots=True)
class Contract:
    """The columns of one kind of frame, in order; with a geometry column (EPSG:4326) when `geometry` is set."""

    name: str
    key: str                               # the column that identifies a record
    columns: dict[str, Column]
    geometry: bool = False

    def empty(self) -> pd.DataFrame:
        """Return a frame with these columns and no rows."""
        return self.made({}, pd.RangeIndex(0))

    def tidy(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with exactly these columns and dtypes: missing ones empty, others dropped."""
        given = set(frame.columns)
        names = [*self.columns, *(["geometry"] if self.geometry else [])]
        return self.made({name: frame[name].array for name in names if name in given}, frame.index)

    def made(self, cells: Mapping[str, Any], index: pd.Index) -> pd.DataFrame:
        """Return a frame of these columns from arrays of cells by name; a column that is not given is empty."""
        blank: dict[str, Any] = {}
        columns = {}
        for name, column in self.columns.items():
            if name in cells:
                columns[name] = _cast(cells[name], column.dtype)
                continue
            kind = str(column.dtype)
            if kind not in blank:
                blank[kind] = _cast(np.full(len(index), None, dtype=object), column.dtype)
            columns[name] = blank[kind]
        # all at once: setting column after column makes the frame's index of names anew each time
        if not self.geometry:
            return pd.DataFrame(columns, index=index)
        shapes = from_shapely(list(cells.get("geometry", [None] * len(index))), crs=LONLAT)
        framed: pd.DataFrame = gpd.GeoDataFrame({**columns, "geometry": shapes}, index=index, geometry="geometry")
        return framed

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the tidy frame; raise FrameError naming every breach at once."""
        import pandera.errors  # a quarter of a second, for those who write only

        tidy = self.tidy(frame)
        try:
            self._schema().validate(pd.DataFrame(tidy[list(self.columns)]), lazy=True)
        except pandera.errors.SchemaErrors as error:
            cases = error.failure_cases
            problems = [
                (row, str(column), f"{check} ({case!r})")
                for row, column, check, case in zip(
                    cases["index"], cases["column"], cases["check"], cases["failure_case"], strict=True
                )
            ]
            raise FrameError(self.name, problems) from None
        return tidy

    def _schema(self) -> Any:
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {
                name: pa.Column(None, _checks(column), nullable=column.nullable, unique=column.unique)
                for name, column in self.columns.items()
            }
        )


def rows_of(frame: pd.DataFrame) -> Rows:
    """Return a frame's records as plain dictionaries."""
    names = list(frame.columns)
    columns = [frame[name].tolist() for name in names]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _cast(cells: Any, dtype: Any) -> Any:
    """Return an array of this dtype; cells that have it already stay as they are."""
    if getattr(cells, "dtype", None) == dtype:
        return cells
    if dtype == MOMENT:
        moments = pd.Series(pd.to_datetime(pd.Series(cells), errors="raise", utc=True) if len(cells) else cells)
        return moments.astype("datetime64[us, UTC]").dt.tz_convert(VIETNAM_TIME).array
    plain = np.array(cells, dtype=object)
    plain[pd.isna(plain)] = None if dtype == TEXT else pd.NA
    return pd.array(plain, dtype=dtype)


def _checks(column: Column) -> list[Any]:
    import pandera.pandas as pa

    checks = []
    if column.among is not None:
        checks.append(pa.Check.isin(list(column.among)))
    if column.at_least is not None:
        checks.append(pa.Check.ge(column.at_least))
    if column.at_most is not None:
        checks.append(pa.Check.le(column.at_most))
    return checks
