"""Settle features that come from anywhere: EPSG:4326, two dimensions, no collections, composed text."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.crs import ProjectedCRS
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from geo.crs import LONLAT
from geo.unpack import FileError


def settle(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return the features in EPSG:4326, all rows kept; `name` is the file's, for the sentence.

    A frame without a CRS is taken as longitude and latitude when its numbers can be that. Raises FileError.
    """
    return _in_lonlat(_composed(_flat(frame)), name)


def _flat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn collections into their parts of highest dimension, and what holds no place into None."""
    shapes = frame.geometry.to_numpy()
    collections = np.flatnonzero(shapely.get_type_id(shapes) == 7)
    for position in collections:
        parts = shapely.get_parts(shapes[position])
        while (shapely.get_type_id(parts) >= 4).any():
            parts = shapely.get_parts(parts)
        parts = parts[~shapely.is_empty(parts)]
        dimensions = shapely.get_dimensions(parts)
        shapes[position] = _gathered(parts[dimensions == dimensions.max(initial=0)])
    bounds = shapely.bounds(shapes)
    shapes[shapely.is_empty(shapes) | ~np.isfinite(bounds).all(axis=1)] = None
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _gathered(parts: np.ndarray) -> Any:
    if len(parts) == 0:
        return None
    if len(parts) == 1:
        return parts[0]
    gather = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
    return gather[shapely.get_dimensions(parts[0])](parts)


def _composed(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Compose every text and column name (NFC): two signs for an accented letter are one."""
    frame.columns = [unicodedata.normalize("NFC", str(column)) for column in frame.columns]
    for column in frame.columns.drop(frame.geometry.name):
        if pd.api.types.is_string_dtype(frame[column]):
            frame[column] = frame[column].str.normalize("NFC")
    return frame


def _in_lonlat(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    if frame.crs is None:
        if not _fits_degrees(frame):
            raise FileError(_why_not_degrees(frame) or "files.crs_missing", name=name)
        return frame.set_crs(LONLAT)
    try:
        moved = frame.set_crs(_with_datum_shift(CRS(frame.crs), name), allow_override=True).to_crs(LONLAT)
    except (CRSError, ProjError) as error:
        raise FileError("files.crs_unknown", name=name) from error
    if not _fits_degrees(moved):
        raise FileError(_why_not_degrees(moved) or "files.not_lonlat", name=name)
    return moved


def _with_datum_shift(crs: CRS, name: str) -> CRS:
    """Return a CRS that PROJ knows the way from to WGS 84: without it a map of Hà Nội lies 224 m off."""
    code = crs.to_epsg()
    if code is not None:
        return CRS.from_epsg(code)
    operations = TransformerGroup(crs, LONLAT, always_xy=True).transformers
    if operations and "ballpark" not in operations[0].description.lower():
        return crs
    base = crs.geodetic_crs
    named = "" if base is None else f"{base.name} {base.datum}"
    if re.search(r"vn.?2000|viet.?nam.?2000", named, re.IGNORECASE) and crs.coordinate_operation is not None:
        return ProjectedCRS(crs.coordinate_operation, name=crs.name, geodetic_crs=CRS.from_epsg(4756))
    raise FileError("files.crs_without_shift", name=name, crs=crs.name)


def _fits_degrees(frame: gpd.GeoDataFrame) -> bool:
    west, south, east, north = frame.total_bounds
    if np.isnan([west, south, east, north]).all():
        return True                                # no row has a place at all: nothing to doubt
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def _why_not_degrees(frame: gpd.GeoDataFrame) -> str | None:
    west, south, east, north = frame.total_bounds
    # Việt Nam with the two numbers in the wrong order: 8-24 first, 102-118 second
    return "files.axes_swapped" if 8 <= west <= east <= 24 and 102 <= south <= north <= 118 else None
