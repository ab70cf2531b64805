"""Open a file as rows of text with or without shapes, whatever format it has."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.files import read_features
from geo.unpack import ZIP_MAGIC, FileError, open_zip, require_size
from zones.intake.header import cell_text
from zones.intake.tables import open_table

_FEATURE_STARTS = (b"{", b"<", b"SQLite format 3\x00")


@dataclass(frozen=True, slots=True)
class Source:
    """A file's rows: `cells` (text, "" when empty) and `shapes` (EPSG:4326) on the index of row numbers."""

    cells: pd.DataFrame
    shapes: gpd.GeoSeries | None
    sha256: str
    rows_empty: int = 0
    overlong: tuple[int, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    header_row: int = 1


def open_source(kind: str | None, data: bytes, filename: str) -> Source:
    """Read a table (of a kind, or of any) or a file of features: what it is, its bytes say. Raises FileError."""
    require_size(data, filename)
    sha256 = hashlib.sha256(data).hexdigest()
    if _holds_features(data, filename):
        return _from_features(read_features(data, filename), sha256)
    table = open_table(data, filename, kind)
    if table.cells.empty:
        raise FileError("intake.no_rows", name=filename)
    return Source(
        table.cells, None, sha256, table.rows_empty, table.overlong, table.sheet, table.other_sheets, table.titles,
        table.header_row,
    )


def _holds_features(data: bytes, filename: str) -> bool:
    if data.startswith(ZIP_MAGIC):
        return any(entry.lower().endswith(".shp") for entry in open_zip(data, filename).namelist())
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_FEATURE_STARTS)


def _from_features(features: gpd.GeoDataFrame, sha256: str) -> Source:
    features.index = pd.RangeIndex(1, len(features) + 1, name="row")
    plain = pd.DataFrame(features.drop(columns=features.geometry.name)).astype("object")
    cells = plain.where(plain.notna(), "").map(cell_text).astype(str)
    return Source(cells, gpd.GeoSeries(features.geometry, name="geometry"), sha256)
