"""Hold a file's rows while they are being understood."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from geo.crs import LONLAT
from geo.readings import Around
from zones.intake.examination import Note
from zones.intake.findings import Findings
from zones.intake.kinds import Kind


@dataclass(slots=True)
class Draft:
    """`cells` are the file's texts under our column names; `values` what they were read as, by row.

    `around` is the place that the file is about; `chosen` the system of its coordinates that a person named, and
    `options` those among which one has to be named.
    """

    kind: Kind
    cells: pd.DataFrame
    findings: Findings
    notes: list[Note]
    values: dict[str, pd.Series] = field(default_factory=dict)
    around: Around = field(default_factory=lambda: Around([]))
    chosen: str = ""
    options: tuple[str, ...] = ()
    shapes: gpd.GeoSeries = field(default_factory=gpd.GeoSeries)

    def __post_init__(self) -> None:
        self.shapes = gpd.GeoSeries([None] * len(self.cells), index=self.cells.index, crs=LONLAT)

    def column(self, name: str) -> pd.Series:
        """Return what was read for a column; None everywhere when the file has none."""
        if name in self.values:
            return self.values[name]
        return pd.Series([None] * len(self.cells), index=self.cells.index, dtype="object")

    def text(self, name: str) -> pd.Series:
        """Return a column's texts; empty everywhere when the file has none."""
        if name in self.cells:
            return self.cells[name]
        return pd.Series("", index=self.cells.index, dtype="str")
