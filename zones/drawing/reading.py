"""Read what a browser sent: longitudes and latitudes that anyone may make up become sound shapes in metres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import one_to_lonlat, one_to_metric
from geo.editing.errors import EditError
from geo.editing.reading import MAX_VERTICES, read_area, read_line, read_point
from zones.drawing.errors import DrawError

VIETNAM: Final = (102.0, 7.0, 118.0, 24.0)     # west, south, east, north, with the islands


@dataclass(frozen=True, slots=True)
class Pen:
    """Turns sent coordinates into metres of `crs`; `near` (metres, None: nothing there yet) is where they belong."""

    crs: str
    near: BaseGeometry | None = None

    def area(self, rings: Any) -> shapely.Polygon:
        """Return the polygon of rings [[[lon, lat], …], …]. Raises EditError, DrawError (outside_vietnam)."""
        if not isinstance(rings, list) or not rings:
            raise EditError("not_coordinates")
        _require_few(sum(len(ring) for ring in rings if isinstance(ring, list)))
        return read_area([self._metres(ring) for ring in rings], self.near)

    def line(self, points: Any) -> shapely.LineString:
        """Return the line of points [[lon, lat], …]. Raises EditError, DrawError."""
        return read_line(self._metres(points), self.near)

    def point(self, place: Any) -> shapely.Point:
        """Return the point [lon, lat]. Raises EditError, DrawError."""
        return read_point(self._metres([place])[0], self.near)

    def shape(self, geometry: Any) -> BaseGeometry:
        """Return the shape of a GeoJSON Point, LineString or Polygon. Raises EditError, DrawError."""
        if not isinstance(geometry, Mapping):
            raise EditError("not_coordinates")
        coordinates = geometry.get("coordinates")
        match geometry.get("type"):
            case "Point":
                return self.point(coordinates)
            case "LineString":
                return self.line(coordinates)
            case "Polygon":
                return self.area(coordinates)
        raise EditError("not_coordinates")

    def lonlat(self, shape: BaseGeometry) -> BaseGeometry:
        """Bring a shape in metres back to longitude and latitude, for the browser and the store."""
        return one_to_lonlat(shape, self.crs)

    def metric(self, shape: BaseGeometry) -> BaseGeometry:
        """Project a stored shape to metres."""
        return one_to_metric(shape, self.crs)

    def _metres(self, points: Any) -> Any:
        array = _numbers(points)
        west, south, east, north = VIETNAM
        lon, lat = array.T
        if not ((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).all():
            raise DrawError("outside_vietnam")
        return shapely.get_coordinates(self.metric(shapely.MultiPoint(array)))


def _numbers(points: Any) -> np.ndarray:
    if not isinstance(points, Sequence) or isinstance(points, str) or not points:
        raise EditError("not_coordinates")
    _require_few(len(points))
    try:
        array = np.asarray(points, dtype=float)
    except (TypeError, ValueError) as error:
        raise EditError("not_coordinates") from error
    if array.ndim != 2 or array.shape[1] < 2:
        raise EditError("not_coordinates")
    if not np.isfinite(array).all():
        raise EditError("not_finite")
    return array[:, :2]


def _require_few(count: int) -> None:
    if count > MAX_VERTICES:
        raise EditError("too_many_vertices", count=count, limit=MAX_VERTICES)
