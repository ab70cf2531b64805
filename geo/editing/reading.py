"""Read what a person drew: coordinates that anyone may send become a sound polygon, line or point, or an EditError."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage import GRID_M
from geo.editing.errors import EditError

MAX_VERTICES: Final = 20_000    # a province's border has less; a drawn ward has hundreds
MIN_AREA_M2: Final = 1.0
FAR_M: Final = 50_000.0         # Hà Nội is 60 km wide: what is drawn farther from its place than this is a mistake
EARTH_M: Final = 1e8            # no projected coordinate on earth is larger: its girth is 4e7 m
_DECIMALS: Final = round(-np.log10(GRID_M))
_PLACE = re.compile(r"\[(-?[\d.]+(?:e[+-]?\d+)?) (-?[\d.]+(?:e[+-]?\d+)?)\]", re.IGNORECASE)


def on_grid(coordinates: np.ndarray) -> np.ndarray:
    """Round coordinates in metres to the noding grid: two areas that share a vertex then share its very numbers."""
    rounded: np.ndarray = np.round(coordinates, _DECIMALS)
    return rounded


def read_area(rings: Sequence[Any], near: BaseGeometry | None = None) -> shapely.Polygon:
    """Return the polygon of rings [[[x, y], …], …] in metres: the first is its edge, the others are holes.

    `near` is the place that it must belong to. Raises EditError: not_coordinates, not_finite, not_on_earth,
    too_few_points, too_many_vertices, self_crossing, hole_outside, zero_area, far_away.
    """
    if not isinstance(rings, Sequence) or isinstance(rings, str) or not rings:
        raise EditError("not_coordinates")
    arrays = [_numbers(ring) for ring in rings]
    _require_count(sum(len(array) for array in arrays))
    for array in arrays:
        if len(np.unique(array, axis=0)) < 3:
            raise EditError("too_few_points", count=len(np.unique(array, axis=0)), needed=3)
    polygon = shapely.remove_repeated_points(shapely.Polygon(arrays[0], arrays[1:]))
    _require_sound(polygon)
    _require_near(polygon, near)
    return polygon


def read_line(points: Sequence[Any], near: BaseGeometry | None = None) -> shapely.LineString:
    """Return the line of points [[x, y], …] in metres. It may be closed, and may not cross itself. Raises EditError."""
    array = _numbers(points)
    _require_count(len(array))
    distinct = len(np.unique(array, axis=0))
    if distinct < 2:
        raise EditError("too_few_points", count=distinct, needed=2)
    line = shapely.remove_repeated_points(shapely.LineString(array))
    if not line.is_simple:
        raise EditError("line_self_crossing", at=line)
    _require_near(line, near)
    return line


def read_point(point: Sequence[Any], near: BaseGeometry | None = None) -> shapely.Point:
    """Return the point [x, y] in metres. Raises EditError."""
    array = _numbers([point])
    place = shapely.Point(array[0])
    _require_near(place, near)
    return place


def require_area(area_id: str, shape: Any) -> shapely.Polygon | shapely.MultiPolygon:
    """Return the shape on the grid if it is a polygon with a surface, though it may cross itself. Raises EditError."""
    if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon) or shape.is_empty:
        raise EditError("not_an_area", area_id=area_id)
    coordinates = shapely.get_coordinates(shape)
    if not np.isfinite(coordinates).all():
        raise EditError("not_finite")
    rounded = shapely.remove_repeated_points(shapely.transform(shapely.force_2d(shape), on_grid))
    if rounded.convex_hull.area < MIN_AREA_M2:           # a bow-tie's own area may be zero
        raise EditError("zero_area", at=shape)
    return rounded


def crossing_of(polygon: BaseGeometry) -> shapely.Point | None:
    """Return where an invalid polygon crosses or touches itself, as GEOS names the place."""
    found = _PLACE.search(shapely.is_valid_reason(polygon))
    return shapely.Point(float(found[1]), float(found[2])) if found else None


def _numbers(points: Any) -> np.ndarray:
    """Return an (n, 2) array of finite numbers on the grid."""
    if not isinstance(points, Sequence | np.ndarray) or isinstance(points, str):
        raise EditError("not_coordinates")
    _require_count(len(points))
    try:
        array = np.asarray(points, dtype=float)
    except (TypeError, ValueError) as error:
        raise EditError("not_coordinates") from error
    if array.ndim != 2 or array.shape[1] < 2:
        raise EditError("not_coordinates")
    if not np.isfinite(array).all():
        raise EditError("not_finite")
    if np.abs(array).max(initial=0.0) > EARTH_M:         # such numbers overflow when they are rounded or multiplied
        raise EditError("not_on_earth")
    return on_grid(array[:, :2])


def _require_count(count: int) -> None:
    if count > MAX_VERTICES:
        raise EditError("too_many_vertices", count=count, limit=MAX_VERTICES)


def _require_sound(polygon: shapely.Polygon) -> None:
    reason = shapely.is_valid_reason(polygon)
    if polygon.convex_hull.area < MIN_AREA_M2 or (polygon.is_valid and polygon.area < MIN_AREA_M2):
        raise EditError("zero_area", at=polygon)
    if "Hole lies outside" in reason or "Holes are nested" in reason:
        raise EditError("hole_outside", at=crossing_of(polygon))
    if not polygon.is_valid:
        raise EditError("self_crossing", at=crossing_of(polygon), area_id="")


def _require_near(shape: BaseGeometry, near: BaseGeometry | None) -> None:
    if near is None:
        return
    away = float(shapely.distance(shape, near))
    if away > FAR_M:
        raise EditError("far_away", distance_km=round(away / 1000))
