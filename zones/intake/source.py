"""Open a file as rows of text with or without shapes, whatever format it has."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.files import Features, holds_features, open_features
from geo.readings import Around
from geo.unpack import FileError, require_size
from zones.intake.examination import Note
from zones.intake.header import cell_text
from zones.intake.tables import open_table


@dataclass(frozen=True, slots=True)
class Source:
    """A file's rows: `cells` (text, "" when empty) and `shapes` (EPSG:4326) on the index of row numbers.

    `notes` say how it was read; with `options` no shape has a place until a person names the file's system.
    """

    cells: pd.DataFrame
    shapes: gpd.GeoSeries | None
    sha256: str
    rows_empty: int = 0
    overlong: tuple[int, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    header_row: int = 1
    notes: tuple[Note, ...] = ()
    options: tuple[str, ...] = ()
    raw: gpd.GeoSeries | None = None       # the shapes as the file has them, where their system is not clear


def open_source(kind: str | None, data: bytes, filename: str, around: Around | None = None) -> Source:
    """Read a table (of a kind, or of any) or a file of features: what it is, its bytes say. Raises FileError.

    `around` is the place that the file is about: it tells how to read coordinates that name no system.
    """
    require_size(data, filename)
    sha256 = hashlib.sha256(data).hexdigest()
    if holds_features(data, filename):
        return _from_features(open_features(data, filename, around=around), sha256)
    table = open_table(data, filename, kind)
    if table.cells.empty:
        raise FileError("intake.no_rows", name=filename)
    return Source(
        table.cells, None, sha256, table.rows_empty, table.overlong, table.sheet, table.other_sheets, table.titles,
        table.header_row, table.notes,
    )


def _from_features(read: Features, sha256: str) -> Source:
    features = read.frame
    features.index = pd.RangeIndex(1, len(features) + 1, name="row")
    plain = pd.DataFrame(features.drop(columns=features.geometry.name)).astype("object")
    cells = plain.where(plain.notna(), "").map(cell_text).astype(str)
    notes = tuple(Note(remark.key, remark.fields) for remark in read.remarks)
    raw = None if read.raw is None else read.raw.set_axis(features.index)
    return Source(cells, gpd.GeoSeries(features.geometry, name="geometry"), sha256, notes=notes, options=read.options,
                  raw=raw)
