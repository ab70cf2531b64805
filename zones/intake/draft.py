"""Hold a file's rows while they are being understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.crs import LONLAT
from geo.readings import Around
from zones.intake.asking import SKIP, Asking, Choice, skip_choice
from zones.intake.examination import Note
from zones.intake.findings import ASKED, REFUSED, Findings
from zones.intake.kinds import Kind


@dataclass(slots=True)
class Draft:
    """`cells` are the file's texts under our column names; `values` what they were read as, by row.

    `around` is the place that the file is about.
    """

    kind: Kind
    cells: pd.DataFrame
    findings: Findings
    notes: list[Note]
    asking: Asking = field(default_factory=Asking)
    values: dict[str, pd.Series] = field(default_factory=dict)
    around: Around = field(default_factory=lambda: Around([]))
    mark: str = ""                                  # of its columns: the next file of this source has it too
    known_ids: frozenset[str] = frozenset()        # of records that stand: what a row leaves unsaid of them, they keep
    shapes: gpd.GeoSeries = field(default_factory=gpd.GeoSeries)

    def __post_init__(self) -> None:
        self.shapes = gpd.GeoSeries([None] * len(self.cells), index=self.cells.index, crs=LONLAT)

    def column(self, name: str) -> pd.Series:
        """Return what was read for a column; None everywhere when the file has none."""
        if name in self.values:
            return self.values[name]
        return pd.Series([None] * len(self.cells), index=self.cells.index, dtype="object")

    def ask(
        self,
        topic: str,
        subjects: pd.Series,
        rows: pd.Series,
        key: str | pd.Series,
        choices: Callable[[str], tuple[Choice, ...]],
        *,
        question: str,
        column: str = "",
        texts: pd.Series | None = None,
        fields: Callable[[str], Mapping[str, object]] = lambda _subject: {},
        any_area: bool = False,
        **row_fields: Any,
    ) -> pd.Series:
        """Ask about rows and sort them: the unanswered wait with the sentence `key`, those left out are refused.

        `question` is the sentence of the question itself. Return the answers by row; None where there is none.
        """
        if not rows.any():
            return pd.Series([None] * len(rows), index=rows.index, dtype="object")

        def offered(subject: str) -> tuple[Choice, ...]:
            return (*choices(subject), skip_choice())

        answers = self.asking.ask(topic, subjects, rows, question, offered, fields, any_area)
        self.findings.add(ASKED, rows & answers.isna(), key, column, texts, **row_fields)
        self.findings.add(REFUSED, answers == SKIP, "ask.left_out", column, texts)
        return answers

    def text(self, name: str) -> pd.Series:
        """Return a column's texts; empty everywhere when the file has none."""
        if name in self.cells:
            return self.cells[name]
        return pd.Series("", index=self.cells.index, dtype="str")
