"""Settle features that come from anywhere: EPSG:4326, two dimensions, no collections, Unicode text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.encodings import restore
from geo.readings import Around
from geo.telling import Remark
from geo.whereabouts import in_lonlat


@dataclass(frozen=True, slots=True)
class Features:
    """A file's features: `frame` in EPSG:4326, one row each in the file's order.

    With `options` the file's coordinates can be read in more than one way (names of geo.readings.READINGS), and no
    row has a geometry: `raw` keeps the shapes as the file has them for `geo.whereabouts.read_as`.
    """

    frame: gpd.GeoDataFrame
    remarks: tuple[Remark, ...] = ()
    options: tuple[str, ...] = ()
    raw: gpd.GeoSeries | None = None


def settle(frame: gpd.GeoDataFrame, name: str, around: Around | None = None) -> Features:
    """Return the features in EPSG:4326, all rows kept; `name` is the file's, for the sentence.

    `around` is the place they are about: coordinates without a CRS are read so that they fall into it. Raises
    FileError.
    """
    plain, remarks = _in_unicode(_flat(frame))
    placed = in_lonlat(plain, name, around or Around([]))
    return Features(placed.frame, (*remarks, *placed.remarks), placed.options, placed.raw)


def _flat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn collections into their parts of highest dimension, and what holds no place into None."""
    shapes = shapely.force_2d(frame.geometry.to_numpy())
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


def _in_unicode(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[Remark, ...]]:
    """Compose every text and column name (NFC), and turn those of old fonts into Unicode."""
    frame.columns = [str(column) for column in frame.columns]
    names = [column for column in frame.columns if column != frame.geometry.name]
    texts = [column for column in names if pd.api.types.is_string_dtype(frame[column])]
    restored = restore([names, *([text for text in frame[column] if isinstance(text, str)] for column in texts)])
    for column, changes in zip(texts, restored.texts[1:], strict=True):
        if changes:
            frame[column] = frame[column].map(lambda text, said=changes: said.get(text, text), na_action="ignore")
    for column in texts:
        frame[column] = frame[column].str.normalize("NFC")
    new_names = _distinct([unicodedata.normalize("NFC", restored.texts[0].get(column, column)) for column in names])
    frame = frame.rename(columns=dict(zip(names, new_names, strict=True)))
    return frame, restored.remarks()


def _distinct(names: list[str]) -> list[str]:
    """Keep names apart that became one ("Tên" in two encodings)."""
    return [name if name not in names[:n] else f"{name} ({names[:n].count(name) + 1})" for n, name in enumerate(names)]
