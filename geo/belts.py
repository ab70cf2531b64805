"""Propose belt rings round areas or along the lanes that enclose a site, and tell inside from outside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage import GRID_M, faces_between
from geo.neighbours import TOLERANCE_M

AROUND_M: Final = 20.0        # where no lanes enclose a site: how far round it the ring runs
HAIR_M2: Final = 0.01         # a block that a site touches by less is not one that it lies in
REACHES_M: Final = (300.0, 1500.0, float("inf"))    # blocks are looked for near the site first: a city has many roads


class BeltError(ValueError):
    """A belt cannot be proposed; `kind` names the reason, `key` its sentence, `fields` fill it."""

    def __init__(self, kind: str, **fields: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.key = f"belts.{kind}"
        self.fields = fields


class RingSource(StrEnum):
    """What a ring follows."""

    AREAS = "areas"           # the outer border of areas
    ROADS = "roads"           # lanes that enclose
    DISTANCE = "distance"     # no lanes enclose: a line round it at a distance


class Side(StrEnum):
    """Where a shape lies as a ring sees it; what only touches the line from within is inside."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    ACROSS = "across"


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed belt: `line` is the edge of the polygon `inside`; metres."""

    inside: shapely.Polygon
    source: RingSource

    @property
    def line(self) -> shapely.LineString:
        """The closed line."""
        return shapely.LineString(self.inside.exterior)


def rings_round(shapes: np.ndarray) -> tuple[Ring, ...]:
    """Return the ring round areas (metric polygons): one for each group that hangs together, the largest first.

    Belt 3 is the ring round all areas of a ward, belt 2 that round one or a group. Ground in the middle that belongs
    to none of them lies inside; borders drawn twice less than 0.1 m apart do not part a group. Raises BeltError.
    """
    shapes = np.asarray(shapes, dtype=object)
    if not len(shapes) or shapely.is_empty(shapes).all():
        raise BeltError("no_areas")
    union = shapely.union_all(shapely.make_valid(shapes), grid_size=GRID_M)
    if shapely.get_num_geometries(union) > 1:
        closed = union.buffer(TOLERANCE_M, join_style="mitre").buffer(-TOLERANCE_M, join_style="mitre")
        union = shapely.union(union, closed)
    filled = [shapely.Polygon(part.exterior) for part in shapely.get_parts(union) if isinstance(part, shapely.Polygon)]
    outer = [one for one in filled if not any(other is not one and other.contains(one) for other in filled)]
    return tuple(Ring(part, RingSource.AREAS) for part in sorted(outer, key=lambda part: -part.area))


def ring_along_roads(
    target: BaseGeometry, roads: np.ndarray,
    *, within: BaseGeometry | None = None, max_area_m2: float = float("inf"), around_m: float = AROUND_M,
) -> Ring:
    """Return the smallest closed way of road stretches that encloses the target (a metric point, line or polygon).

    It is the edge of the city blocks that the target lies in: no closed way along these roads encloses it with less
    ground. `roads` are metric lines, `within` adds an edge that encloses as a road does (the ward's outline). Where no
    roads enclose the target, or only ground larger than `max_area_m2`, the ring runs round it at `around_m`.
    Raises BeltError (no_target).
    """
    if target.is_empty or not np.isfinite(shapely.get_coordinates(target)).all():
        raise BeltError("no_target")
    blocks = blocks_round(target, roads, within)
    if blocks is not None and blocks.area <= max_area_m2:
        return Ring(blocks, RingSource.ROADS)
    whole = target if shapely.get_num_geometries(target) == 1 else target.convex_hull
    return Ring(shapely.Polygon(whole.buffer(around_m).exterior), RingSource.DISTANCE)


def blocks_round(
    target: BaseGeometry, roads: np.ndarray, within: BaseGeometry | None = None
) -> shapely.Polygon | None:
    """Return the ground of all city blocks that the target lies in, without holes; None: it lies not wholly in blocks.

    All in metres. A target that runs through a corner of four blocks takes all four.
    """
    edges = [] if within is None else list(shapely.get_parts(within.boundary))
    lines = np.array([*roads, *edges], dtype=object)
    for reach_m in REACHES_M:
        frame = shapely.box(*target.buffer(min(reach_m, 1e7)).bounds)
        close = lines[shapely.intersects(lines, frame)]
        found = _blocks_among(target, close)
        # what lies in the frame is bounded by lines that reach into it: no other line could make it smaller
        if found is not None and (frame.contains(found) or len(close) == len(lines)):
            return found
    return None


def _blocks_among(target: BaseGeometry, lines: np.ndarray) -> shapely.Polygon | None:
    if not len(lines):
        return None
    faces = faces_between(lines)
    touched = faces[shapely.STRtree(faces).query(target, predicate="intersects")]
    attempts = [touched]
    if target.area > 0:
        common = shapely.area(shapely.intersection(touched, target))
        attempts.insert(0, touched[common > min(HAIR_M2, target.area / 2)])
    for blocks in attempts:
        ground = shapely.union_all(blocks, grid_size=GRID_M)
        parts = [part for part in shapely.get_parts(ground) if isinstance(part, shapely.Polygon)]
        for filled in (shapely.Polygon(part.exterior) for part in parts):
            if filled.buffer(GRID_M).covers(target):
                return filled
    return None


def sides(ring: Ring, shapes: np.ndarray) -> list[Side]:
    """Return for each metric geometry on which side of the ring it lies."""
    shapes = np.asarray(shapes, dtype=object)
    shapely.prepare(ring.inside)
    inside = shapely.covers(ring.inside, shapes)
    outside = shapely.disjoint(ring.inside, shapes) | shapely.touches(ring.inside, shapes)
    # a point or line on the ring touches it and is covered by it: it lies inside, as the belt's own lane does
    return [Side.INSIDE if held else Side.OUTSIDE if out else Side.ACROSS
            for held, out in zip(inside, outside, strict=True)]
