"""Choose the map's scale, bring lon/lat to the page true to that scale, and tell what ground the map needs."""

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
_AIR_PT: Final = 1.5 * POINTS_PER_MM  # between the outermost border and the frame; double where there are signs


@dataclass(frozen=True, slots=True)
class MapFrame:
    """The window in which the map is seen: its place on the page, its scale 1:denominator, its middle."""

    rect: Rect
    denominator: int
    middle: tuple[float, float]  # metres in the model's metric CRS
    crs: str
    band: float = 0.0  # around the frame: the room of the grid's letters and numbers

    @property
    def outer(self) -> Rect:
        """Return the window with the strip of the grid's letters about it."""
        return self.rect.inset(-self.band)

    @property
    def points_per_metre(self) -> float:
        """Return how many points on paper one metre on the ground takes."""
        return points_per_metre(self.denominator)

    def project(self, geometries: Sequence[BaseGeometry | None]) -> np.ndarray:
        """Bring lon/lat geometries (EPSG:4326) to page points; None stays None."""
        array = np.empty(len(geometries), dtype=object)
        array[:] = list(geometries)
        factor, centre = self.points_per_metre, self._centre

        def move(metres: np.ndarray) -> np.ndarray:
            return (metres - self.middle) * (factor, -factor) + centre

        return np.asarray(shapely.transform(to_metric(array, self.crs), move))

    def to_ground(self, points: np.ndarray) -> np.ndarray:
        """Bring page points (n, 2) to metres in the model's metric CRS."""
        factor = self.points_per_metre
        return np.asarray((points - self._centre) / (factor, -factor) + self.middle)

    @property
    def _centre(self) -> tuple[float, float]:
        return (self.rect.left + self.rect.right) / 2, (self.rect.top + self.rect.bottom) / 2


def points_per_metre(denominator: int) -> float:
    """Return how many points on paper one metre on the ground takes at 1:denominator."""
    return 1000 * POINTS_PER_MM / denominator


class DoesNotFit(ValueError):
    """The bounds at the scale asked for are larger than the room for the map."""


class Ground:
    """What of the ground a map is about: its bounds, and the areas and numbered points that nothing may cover.

    `denominator` asks for that very scale; None: the largest round one. `band` points around each frame are left for
    the grid's letters and numbers.
    """

    def __init__(self, model: MapModel, denominator: int | None = None, band: float = 0.0) -> None:
        self.crs = model.metric_crs
        self.scales = SCALES if denominator is None else (denominator,)
        self.asked = denominator is not None
        self.band = band
        # the box's sides are curves in metres: with points along them, nothing at their middle is cut off
        box = shapely.segmentize(shapely.box(*model.bounds), max(np.ptp(model.bounds[0::2]), 1e-6) / 20)
        self.bounds: tuple[float, float, float, float] = to_metric(np.array([box], dtype=object), self.crs)[0].bounds
        features = [feature for layer in model.layers if layer.on_sheet for feature in layer.features]
        shown = [
            feature.geometry for feature in features
            if "Line" not in feature.geometry.geom_type and (
                feature.label or feature.number is not None or model.styles[feature.style].letter
            )
        ]
        if model.focus is not None:
            shown = [model.focus, *(shape for shape in shown if "Point" in shape.geom_type)]
        self._shapes = to_metric(np.array(shown, dtype=object), self.crs)
        # a sign on the border must not be pushed inwards by the frame
        has_signs = bool((shapely.get_dimensions(self._shapes) == 0).any())
        self._air = _AIR_PT * (1 if not has_signs else 1.3 if band else 2)
        self._tree = shapely.STRtree(self._shapes)

    @property
    def is_known(self) -> bool:
        """Tell whether anything on the map is named, lettered or numbered."""
        return len(self._shapes) > 0

    def points_needed(self, denominator: int) -> tuple[float, float]:
        """Return the width and height in points that all of the bounds take at a scale, with air around them."""
        west, south, east, north = self.bounds
        factor = points_per_metre(denominator)
        return (east - west) * factor + 2 * self._air, (north - south) * factor + 2 * self._air

    def fit(self, rect: Rect, *, beside: float = 0.0, lift: float = 0.0) -> MapFrame:
        """Return the frame at the largest round scale at which the bounds lie inside `rect`, the band about it too.

        beside: so many points on the right of the frame are kept free of the bounds. lift: 0.0 sets the bounds
        in the middle of the height, 1.0 at the upper edge. DoesNotFit when a scale was asked for that is too large.
        """
        rect = rect.inset(self.band)
        fitting = (
            scale for scale in self.scales
            if (size := self.points_needed(scale))[0] <= rect.width - beside + 1e-6 and size[1] <= rect.height + 1e-6
        )
        found = next(fitting, None)
        if found is None and self.asked:
            raise DoesNotFit
        denominator = SCALES[-1] if found is None else found
        west, south, east, north = self.bounds
        factor = points_per_metre(denominator)
        up = lift * max(0.0, rect.height - self.points_needed(denominator)[1]) / 2
        middle = ((west + east) / 2 + beside / 2 / factor, (south + north) / 2 - up / factor)
        return MapFrame(rect, denominator, middle, self.crs, self.band)

    def covered(self, frame: MapFrame, box: Rect, air: float = 6.0) -> float:
        """Return how much of the map's ground a box on the page would cover, in square points; 0.0: none.

        A point counts as much as the whole box. `air` points around the box count as the box.
        """
        box = box.inset(-air)
        (west, north), (east, south) = frame.to_ground(np.array([[box.left, box.top], [box.right, box.bottom]]))
        room = shapely.box(west, south, east, north)
        hit = self._shapes[self._tree.query(room)]
        points = shapely.get_dimensions(hit) == 0
        inside = shapely.area(shapely.clip_by_rect(hit[~points], *room.bounds)).sum()
        return float(inside + points.sum() * room.area) * frame.points_per_metre**2
