"""Read drawings (DXF): closed lines are areas, and a text inside an area is its name.

A cadastral drawing has no table. Its lines lie on layers, its names are texts laid into the parcels.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.files.gdal import decode_frame, read_layer
from geo.telling import FileError

START: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\b")
BINARY_START: Final = b"AutoCAD Binary DXF"
DWG_START: Final = re.compile(rb"\AAC10\d\d")

_CODE_PAGE: Final = re.compile(rb"(\$DWGCODEPAGE\s+3\r?\n\s*)[\w-]+")
_ESCAPE: Final = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_HEAD: Final = 20_000              # bytes in which the drawing's header stands
_KEPT: Final = ("Layer", "Text")
NAME: Final = "name"


def read_dxf(data: bytes, name: str, folder: Path) -> Any:
    """Return the drawn shapes, one row each, with `Layer`, `Text` and the `name` that lies inside; no CRS.

    Raises FileError.
    """
    # GDAL decodes by the page that is named; under the Western one every byte comes through, and is decoded here:
    # UTF-8 since AutoCAD 2007, before that cp1258, whose tones GDAL loses, or an old font
    data = _CODE_PAGE.sub(rb"\g<1>ANSI_1252", data[:_HEAD], count=1) + data[_HEAD:]
    path = folder / "features.dxf"
    path.write_bytes(data)
    frame = read_layer(path, name)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise FileError("files.no_features", name=name)
    frame = gpd.GeoDataFrame({column: _texts(frame, column) for column in _KEPT}, geometry=frame.geometry)
    frame = decode_frame(frame, name, "")
    frame["Text"] = frame["Text"].map(_unescaped, na_action="ignore")
    return _named(frame.set_geometry(_closed(frame)).set_crs(None, allow_override=True))


def _texts(frame: gpd.GeoDataFrame, column: str) -> pd.Series:
    if column not in frame.columns:
        return pd.Series([None] * len(frame), index=frame.index, dtype="str")
    texts: pd.Series = frame[column].astype("object").where(frame[column].notna(), None).astype("str")
    return texts


def _unescaped(text: str) -> str:
    """Return the letters that AutoCAD writes as \\U+1ED5."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _closed(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return the shapes with every closed line made an area."""
    shapes: np.ndarray = frame.geometry.to_numpy().copy()
    lines = shapely.get_type_id(shapes) == 1
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    whole = lines & finite & shapely.is_closed(shapes) & (shapely.get_num_coordinates(shapes) >= 4)
    for position in np.flatnonzero(whole):
        shapes[position] = shapely.polygons(shapely.get_coordinates(shapes[position]))
    return shapes


def _named(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give each area the one text that lies in it and in no smaller one; such a text is no row of its own."""
    shapes = frame.geometry.to_numpy()
    areas = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    has_text = frame["Text"].map(lambda text: bool(text) and not pd.isna(text)).to_numpy(bool)
    labels = np.flatnonzero(has_text & (shapely.get_type_id(shapes) == 0))
    names = pd.Series([None] * len(frame), index=frame.index, dtype="object")
    if not len(areas) or not len(labels):
        return frame.assign(**{NAME: names})
    inside, around = shapely.STRtree(shapes[areas]).query(shapes[labels], predicate="intersects")
    order = np.lexsort((shapely.area(shapes[areas])[around], inside))
    first = np.unique(inside[order], return_index=True)[1]
    label, area = labels[inside[order][first]], areas[around[order][first]]
    alone = np.isin(area, [one for one, count in zip(*np.unique(area, return_counts=True), strict=True) if count == 1])
    names.iloc[area[alone]] = frame["Text"].to_numpy(dtype=object)[label[alone]]
    named = frame.assign(**{NAME: names})
    return named.drop(index=frame.index[label[alone]])
