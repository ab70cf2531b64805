"""Propose what to close round a point: narrow along the lanes, wide by whole areas; and cut stretches out of lanes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.belts import blocks_round
from geo.neighbours import shared_borders
from geo.roads import part_of_line

MAX_BLOCK_M2: Final = 20_000.0     # some 150 houses of a Hà Nội ward: more is no narrow closure
LANE_M: Final = 120.0              # of a longer lane, so much round the point
BESIDE_LANE_M: Final = 15.0        # one row of houses on each side
IN_REACH_M: Final = 80.0           # a lane farther off is not the one that the house stands on
ALONE_M: Final = 40.0              # where there is no lane at all


class ContainmentError(ValueError):
    """What cannot be proposed; `kind` names the reason, `key` its sentence, `fields` fill it."""

    def __init__(self, kind: str, **fields: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.key = f"containment.{kind}"
        self.fields = fields


class Shape(StrEnum):
    """How the narrow area was found."""

    BLOCK = "block"          # the city block that roads enclose
    LANE = "lane"            # a stretch of lane with the houses along it
    CIRCLE = "circle"        # no block and no lane near


@dataclass(frozen=True, slots=True)
class Narrow:
    """The ground to close: a metric polygon that holds the point; for a lane, its row and the stretch taken."""

    ground: BaseGeometry
    shape: Shape
    lane: int | None
    stretch: shapely.LineString | None


@dataclass(frozen=True, slots=True)
class Wide:
    """The areas round it: the row of the one that holds the point, the rows of its neighbours, all of them as one."""

    home: int
    neighbours: tuple[int, ...]
    ground: BaseGeometry


def propose_narrow(
    point: shapely.Point, roads: np.ndarray,
    *, within: BaseGeometry | None = None, max_block_m2: float = MAX_BLOCK_M2, lane_m: float = LANE_M,
) -> Narrow:
    """Return the block that roads (metric lines) enclose round the point; if too large, the lane before the house.

    Of the lane so much is taken as lies within `lane_m`, half to either side; the whole of a shorter one. `within` (the
    ward's outline) encloses as a road does, and nothing beyond it is proposed. Raises ContainmentError: no_point,
    point_outside.
    """
    if point.is_empty or not np.isfinite([point.x, point.y]).all():
        raise ContainmentError("no_point")
    if within is not None and not within.covers(point):
        raise ContainmentError("point_outside")
    block = blocks_round(point, roads, within)
    if block is not None and block.area <= max_block_m2:
        return Narrow(_cut(block, within, point), Shape.BLOCK, None, None)
    away = shapely.distance(roads, point) if len(roads) else np.array([])
    if not len(away) or not away.min() <= IN_REACH_M:
        return Narrow(_cut(point.buffer(ALONE_M), within, point), Shape.CIRCLE, None, None)
    row = int(np.nanargmin(away))
    stretch = _round_point(roads[row], point, lane_m)
    along = stretch.buffer(BESIDE_LANE_M, cap_style="flat", join_style="round")
    path = shapely.shortest_line(point, stretch).buffer(BESIDE_LANE_M)   # to a house in the second row or past the end
    ground = max(shapely.get_parts(along.union(path)), key=lambda part: float(part.area))
    ground = shapely.Polygon(ground.exterior)
    return Narrow(_cut(ground, within, point), Shape.LANE, row, stretch)


def propose_wide(point: shapely.Point, areas: np.ndarray, pairs: np.ndarray | None = None) -> Wide:
    """Return the area (metric polygons) that holds the point, with all that share a border with it.

    `pairs` are those of `geo.neighbours.shared_borders`, where they are known already.
    Raises ContainmentError (point_outside).
    """
    areas = np.asarray(areas, dtype=object)
    holds = np.flatnonzero(shapely.covers(areas, point))
    if not len(holds):
        raise ContainmentError("point_outside")
    home = int(holds[0])
    pairs = shared_borders(areas) if pairs is None else pairs
    beside = np.unique(pairs[(pairs == home).any(axis=1)])
    neighbours = tuple(int(row) for row in beside if row != home)
    return Wide(home, neighbours, shapely.union_all(areas[[home, *neighbours]]))


def lane_stretch(
    lane: BaseGeometry, start: float | shapely.Point, end: float | shapely.Point, *, beside_m: float = BESIDE_LANE_M
) -> tuple[shapely.Polygon, shapely.LineString]:
    """Return (ground, line) of a lane (metric line) from `start` to `end`: shares of its length or points near it.

    "Ngõ 9, số 3 đến 25": the two points are those of the houses. Whichever comes first, the ground is the same.
    Raises ContainmentError: no_lane, no_length.
    """
    line = _one_line(lane)
    along = sorted(_along(line, place) for place in (start, end))
    if not np.isfinite(along).all() or not beside_m > 0 or along[1] - along[0] < 1.0:
        raise ContainmentError("no_length")
    stretch = part_of_line(line, *along)
    ground = stretch.buffer(beside_m, cap_style="flat", join_style="round")
    return shapely.Polygon(ground.exterior), stretch


def _along(line: shapely.LineString, place: float | shapely.Point) -> float:
    if isinstance(place, shapely.Point):
        return float("nan") if place.is_empty else float(line.project(place))
    return float(min(max(place, 0.0), 1.0)) * line.length


def _one_line(lane: BaseGeometry) -> shapely.LineString:
    """Return the lane as one line; of a lane in pieces, the longest that they join to."""
    merged = shapely.line_merge(lane) if isinstance(lane, shapely.MultiLineString) else lane
    parts = [part for part in shapely.get_parts(merged) if isinstance(part, shapely.LineString) and part.length > 0]
    if not parts:
        raise ContainmentError("no_lane")
    return max(parts, key=lambda part: part.length)


def _round_point(lane: BaseGeometry, point: shapely.Point, length_m: float) -> shapely.LineString:
    parts: list[shapely.LineString] = list(shapely.get_parts(lane))
    line = min(parts, key=lambda part: part.distance(point))
    if line.length <= length_m:
        return line
    foot = line.project(point)
    start = min(max(foot - length_m / 2, 0.0), line.length - length_m)
    return part_of_line(line, start, start + length_m)


def _cut(ground: BaseGeometry, within: BaseGeometry | None, point: shapely.Point) -> BaseGeometry:
    """Return the part of the ground inside the outline that holds the point."""
    if within is None:
        return ground
    parts = [part for part in shapely.get_parts(ground.intersection(within)) if isinstance(part, shapely.Polygon)]
    return min(parts, key=lambda part: part.distance(point))
