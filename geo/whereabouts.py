"""Bring features to longitude and latitude, whatever system their file names, or none."""

from __future__ import annotations

import re
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.crs import ProjectedCRS
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from geo.crs import LONLAT
from geo.readings import (
    DEGREES,
    METRES,
    READINGS,
    Around,
    Verdict,
    fits_better,
    judge,
    northing_first,
    title,
    titles,
    to_degrees,
    units_of,
)
from geo.telling import FileError, Remark


class Placed(NamedTuple):
    """Features in EPSG:4326; or, with `options`, without places, and `raw` as the file's numbers (x = easting)."""

    frame: gpd.GeoDataFrame
    remarks: tuple[Remark, ...] = ()
    options: tuple[str, ...] = ()
    raw: gpd.GeoSeries | None = None


def in_lonlat(frame: gpd.GeoDataFrame, name: str, around: Around) -> Placed:
    """Return the frame in EPSG:4326, or the readings among which a person has to choose. Raises FileError."""
    x, y = shapely.get_coordinates(frame.geometry.to_numpy()).T
    if not len(x):
        return Placed(frame.set_crs(LONLAT, allow_override=True))
    remarks: tuple[Remark, ...] = ()
    if 2 * np.count_nonzero(northing_first(x, y)) > len(x):
        remarks = (Remark("coordinates.northing_first"),)
        frame, x, y = frame.set_geometry(_swapped(frame)), y, x
    if frame.crs is not None:
        placed, options = _by_its_own_crs(frame, x, y, name, around)
        return _asking("coordinates.crs_contradicts", frame, remarks, options) if options else Placed(placed, remarks)
    verdict = _reading_of(x, y, name, around)
    if not verdict.reading:
        return _asking("coordinates.file_unclear", frame, remarks, verdict.options)
    if verdict.reading != LONLAT:
        remarks = (*remarks, Remark("coordinates.read_as", {"reading": title(verdict.reading)}))
    moved = frame.set_geometry(read_as(frame.geometry, verdict.reading))
    if not _fits_degrees(moved):
        raise FileError("files.not_lonlat", name=name)
    return Placed(moved, remarks)


def read_as(raw: gpd.GeoSeries, reading: str) -> gpd.GeoSeries:
    """Return shapes whose numbers stand in one reading (geo.readings.READINGS) in EPSG:4326."""
    if reading == LONLAT:
        return raw.set_crs(LONLAT, allow_override=True)
    return raw.set_crs(CRS.from_user_input(reading), allow_override=True).to_crs(LONLAT)


def _asking(key: str, frame: gpd.GeoDataFrame, remarks: tuple[Remark, ...], options: tuple[str, ...]) -> Placed:
    nowhere = gpd.GeoSeries([None] * len(frame), index=frame.index, crs=LONLAT)
    said = Remark(key, {"readings": titles(options)})
    return Placed(frame.set_geometry(nowhere), (*remarks, said), options, frame.geometry)


def _reading_of(x: np.ndarray, y: np.ndarray, name: str, around: Around) -> Verdict:
    """Decide on a file that names no CRS."""
    units = set(units_of(x, y))
    if units not in ({DEGREES}, {METRES}):
        raise FileError("files.crs_missing", name=name)
    verdict = judge(x, y, units.pop(), around)
    if not verdict.reading and not verdict.options:
        raise FileError("files.fits_no_reading", name=name)
    if verdict.reading:
        _require_near(*to_degrees(x, y, verdict.reading), name, around)
    return verdict


def _by_its_own_crs(
    frame: gpd.GeoDataFrame, x: np.ndarray, y: np.ndarray, name: str, around: Around
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Follow the CRS that the file names, unless its features would then lie away from the place."""
    try:
        crs = _with_datum_shift(CRS(frame.crs), name)
        moved = frame.set_crs(crs, allow_override=True).to_crs(LONLAT)
    except (CRSError, ProjError) as error:
        raise FileError("files.crs_unknown", name=name) from error
    code = crs.to_epsg()
    declared = f"EPSG:{code}" if code is not None else ""
    lon, lat = shapely.get_coordinates(moved.geometry.to_numpy()).T
    lost = not _fits_degrees(moved) or not around.count_near(lon, lat)
    # degrees are called WGS 84 by files that say nothing else; metres of a named system may be of another
    options = _other_readings(x, y, declared, around) if lost or declared in READINGS[2:] else ()
    if options:
        return frame, tuple(dict.fromkeys((*([] if lost else [declared]), *options)))
    if not _fits_degrees(moved):
        raise FileError("files.not_lonlat", name=name)
    _require_near(lon, lat, name, around)
    return moved, ()


def _other_readings(x: np.ndarray, y: np.ndarray, declared: str, around: Around) -> tuple[str, ...]:
    return fits_better(x, y, declared or LONLAT, around) if set(units_of(x, y)) <= {DEGREES, METRES} else ()


def _require_near(lon: np.ndarray, lat: np.ndarray, name: str, around: Around) -> None:
    """Refuse the file of another place: a ward of another province has no business on this map."""
    if around.known and not around.count_near(lon, lat):
        raise FileError("files.far_away", name=name, distance_km=around.distance_km(lon, lat))


def _swapped(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda coordinates: coordinates[:, ::-1])
    return gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)


def _with_datum_shift(crs: CRS, name: str) -> CRS:
    """Return a CRS that PROJ knows the way from to WGS 84: without it a map of Hà Nội lies 224 m off."""
    code = crs.to_epsg()
    if code is not None:
        return CRS.from_epsg(code)
    try:
        operations = TransformerGroup(crs, LONLAT, always_xy=True).transformers
    except IndexError:                             # pyproj's own, for a system that leads nowhere
        operations = []
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
