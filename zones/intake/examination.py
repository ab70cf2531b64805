"""Say what became of a file: three piles that add up to it, and the sentences about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from zones.intake.asking import Question
from zones.times import say_day
from zones.wording import number, t

if TYPE_CHECKING:
    from zones.intake.headings import Heading
    from zones.intake.people import People

# a line for each thing that is wrong with a row: where, with what value (never a person's), and the sentence
PROBLEM_COLUMNS: Final = ("row", "column", "value", "key", "fields")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say about the file as a whole."""

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return the sentence; counts are written the country's way."""
        return t(self.key, language, **{name: _say(value, language) for name, value in self.fields.items()})


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """What a file holds, before anything is written.

    `taken` keeps the contract of its kind and is indexed by the row's number in the file. `asked`, `refused`
    and `remarks` have PROBLEM_COLUMNS, and more than one line for a row with more than one problem; remarks
    are about rows that were taken. rows_taken + rows_asked + rows_refused == rows_in_file, or this raises.
    """

    kind: str
    filename: str
    sha256: str
    taken: pd.DataFrame
    asked: pd.DataFrame
    refused: pd.DataFrame
    remarks: pd.DataFrame
    rows_in_file: int              # rows with content; rows_empty are not among them
    rows_empty: int = 0
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()           # answered ones among them: an answer can be changed
    headings: tuple[Heading, ...] = ()
    source: str = ""                               # the mark of its columns: the next file of this source has it too
    said_period: tuple[datetime, datetime] | None = None      # what the lines above the table say
    read: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)      # every row, as it was understood
    people: People | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.rows_taken + self.rows_asked + self.rows_refused != self.rows_in_file:
            raise AssertionError(
                f"the piles do not add up: {self.rows_taken} + {self.rows_asked} + {self.rows_refused} "
                f"!= {self.rows_in_file}"
            )

    @property
    def options(self) -> tuple[str, ...]:
        """Return the systems among which a person has to name that of the file's coordinates."""
        open_ones = [one for one in self.questions
                     if one.topic == "coordinates" and not (one.answer or "").startswith("EPSG:")]
        return tuple(choice.value for one in open_ones for choice in one.choices if choice.value.startswith("EPSG:"))

    @property
    def rows_taken(self) -> int:
        """Return how many rows can be written."""
        return len(self.taken)

    @property
    def rows_asked(self) -> int:
        """Return how many rows wait for an answer."""
        return int(self.asked["row"].nunique())

    @property
    def rows_refused(self) -> int:
        """Return how many rows cannot be used."""
        return int(self.refused["row"].nunique())

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Return the questions that wait for an answer, those about most rows first."""
        waiting = [question for question in self.questions if question.answer is None]
        return tuple(sorted(waiting, key=lambda question: -len(question.rows)))

    @property
    def count_total(self) -> int:
        """Return the number of cases in the rows taken (a row may be a day's total); 0 for other kinds."""
        return self._cases(slice(None))

    @property
    def count_placed(self) -> int:
        """Return the number of those cases that lie in an area."""
        return self._cases(self.taken["area_id"].notna()) if self._of_cases else 0

    @property
    def count_unplaced(self) -> int:
        """Return the number of those cases that could not be placed: counted, never dropped."""
        return self.count_total - self.count_placed

    @property
    def areas_with_cases(self) -> int:
        """Return in how many areas there is at least one case."""
        if not self._of_cases:
            return 0
        return int(self.taken.loc[(self.taken["count"] > 0).fillna(False), "area_id"].nunique())

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """Return the first and last moment of the cases taken."""
        if not self._of_cases or self.taken.empty:
            return None
        dates = self.taken["date_reporting"]
        return dates.min().to_pydatetime(), dates.max().to_pydatetime()

    def summary(self, language: str) -> list[str]:
        """Return what there is to say, most important first; no sentence holds a person's data."""
        piles = Note("intake.piles", {
            "name": self.filename, "rows": self.rows_in_file, "taken": self.rows_taken,
            "asked": self.rows_asked, "refused": self.rows_refused,
        })
        return [note.say(language) for note in (piles, *self._counts(), *self.notes)]

    def problem_table(self, language: str) -> pd.DataFrame:
        """Return one line for each problem in the file's order: row, column, result and reason, in words."""
        piles = (("refused", self.refused), ("asked", self.asked), ("remark", self.remarks))
        lines = pd.concat([frame.assign(pile=pile) for pile, frame in piles], ignore_index=True)
        lines = lines.sort_values("row", kind="stable")
        said = {pile: t(f"intake.result_{pile}", language) for pile, _ in piles}
        problems = zip(lines["key"], lines["value"], lines["fields"], strict=True)
        return pd.DataFrame({
            t("intake.head_row", language): lines["row"].astype("int64"),
            t("intake.head_column", language): lines["column"].astype("str"),
            t("intake.head_result", language): lines["pile"].map(said).astype("str"),
            t("intake.head_reason", language): pd.Series(
                [_reason(*problem, language) for problem in problems], index=lines.index, dtype="str"
            ),
        }).reset_index(drop=True)

    def say_problem(self, line: Mapping[str, Any], language: str) -> str:
        """Return the sentence of one line of `asked`, `refused` or `remarks`."""
        return _reason(line["key"], line["value"], line["fields"], language)

    @property
    def _of_cases(self) -> bool:
        return self.kind == "cases"

    def _cases(self, rows: Any) -> int:
        return int(self.taken.loc[rows, "count"].sum()) if self._of_cases else 0

    def _counts(self) -> list[Note]:
        if not self._of_cases or self.period is None:
            return []
        first, last = self.period
        notes = [
            Note("intake.cases_period", {
                "cases": self.count_total, "first": say_day(first.date()), "last": say_day(last.date()),
            }),
            Note("intake.cases_placed", {"placed": self.count_placed, "areas": self.areas_with_cases}),
        ]
        unplaced = Note("intake.cases_unplaced", {"unplaced": self.count_unplaced})
        return [*notes, unplaced] if self.count_unplaced else notes


def _say(value: object, language: str) -> object:
    return number(value, language) if isinstance(value, int) and not isinstance(value, bool) else value


def _reason(key: str, value: str, fields: Mapping[str, object], language: str) -> str:
    sentence = Note(key, fields).say(language)
    return t("intake.with_value", language, sentence=sentence, value=value) if value else sentence
