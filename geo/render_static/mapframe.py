"""Choose the map's scale and bring lon/lat to the page, true to that scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import to_metric
from geo.mapmodel import MapModel
from geo.render_static.page import POINTS_PER_MM, Rect

_ROUND: Final = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 7.5, 8.0, 9.0)
SCALES: Final = tuple(int(step * 10**power) for power in range(2, 8) for step in _ROUND)
_AIR_MM: Final = 3.0  # between the outermost border and the frame


@dataclass(frozen=True, slots=True)
class MapFrame:
    """The window in which the map is seen: its place on the page, its scale 1:denominator, its middle."""

    rect: Rect
    denominator: int
    middle: tuple[float, float]  # metres in the model's metric CRS
    crs: str

    @property
    def points_per_metre(self) -> float:
        """Return how many points on paper one metre on the ground takes."""
        return 1000 * POINTS_PER_MM / self.denominator

    def project(self, geometries: Sequence[BaseGeometry | None]) -> np.ndarray:
        """Bring lon/lat geometries (EPSG:4326) to page points; None stays None."""
        factor = self.points_per_metre
        centre = ((self.rect.left + self.rect.right) / 2, (self.rect.top + self.rect.bottom) / 2)
        array = np.empty(len(geometries), dtype=object)
        array[:] = list(geometries)

        def move(metres: np.ndarray) -> np.ndarray:
            return (metres - self.middle) * (factor, -factor) + centre

        return np.asarray(shapely.transform(to_metric(array, self.crs), move))


def _extent(model: MapModel) -> tuple[float, float, float, float]:
    # the box's sides are curves in metres: with points along them, nothing at their middle is cut off
    box = shapely.segmentize(shapely.box(*model.bounds), max(np.ptp(model.bounds[0::2]), 1e-6) / 20)
    west, south, east, north = to_metric(np.array([box], dtype=object), model.metric_crs)[0].bounds
    return west, south, east, north


def fit(model: MapModel, rect: Rect) -> MapFrame:
    """Return the frame at the largest round scale at which all of model.bounds lies inside `rect`."""
    west, south, east, north = _extent(model)
    air = 2 * _AIR_MM * POINTS_PER_MM
    needed = (
        max((east - west) / (rect.width - air), (north - south) / (rect.height - air)) * 1000 * POINTS_PER_MM
    )
    denominator = next((scale for scale in SCALES if scale >= needed), SCALES[-1])
    return MapFrame(rect, denominator, ((west + east) / 2, (south + north) / 2), model.metric_crs)
