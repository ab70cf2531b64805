"""Find what keeps areas from covering their outline exactly: each fault with its place, its areas and its size."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage import GRID_M
from geo.editing.errors import EditError
from geo.editing.reading import crossing_of, require_area
from geo.editing.topology import Coverage

SEEN_FROM_M2: Final = 0.01    # a hand's breadth; smaller is the rounding of a file
NARROW_M: Final = 1.0         # narrower on the mean: one border drawn twice, and nobody's ground
HAIR_M: Final = 10 * GRID_M   # thinner: a node on a long straight border was rounded to the grid
BESIDE_M: Final = 0.1


class FaultKind(StrEnum):
    """What is wrong with areas, in the order in which it is mended."""

    SELF_CROSSING = "self_crossing"
    OVERLAP = "overlap"
    OUTSIDE = "outside"            # part of an area beyond the outline
    GAP = "gap"                    # ground inside the outline that no area has
    SLIVER = "sliver"              # a thin part that lies apart from its area


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its geometry in metres (a point for a self-crossing), the areas concerned, its size in m²."""

    kind: FaultKind
    geometry: BaseGeometry
    ids: tuple[str, ...]
    size_m2: float

    @property
    def narrow(self) -> bool:
        """True where one border was drawn twice: it can be mended without asking whose ground it is."""
        if self.kind in (FaultKind.SELF_CROSSING, FaultKind.SLIVER):
            return True
        return bool(2 * self.size_m2 < NARROW_M * self.geometry.length)


def check(coverage: Coverage, outline: BaseGeometry | None = None) -> tuple[Fault, ...]:
    """Return all faults, by kind and then the largest first; without an outline, gaps are holes between areas.

    An area that crosses itself is measured as if it were untied. Raises EditError when the outline is no sound area.
    """
    ground = None if outline is None else _sound_outline(outline)
    shapes = untied(coverage.shapes)
    found = _self_crossings(coverage, shapes)
    if not len(found) and shapely.coverage_is_valid(shapes):       # a hundred times faster than to look at all pairs
        union = shapely.coverage_union_all(shapes)
    else:
        found += _overlaps(coverage, shapes)
        union = shapely.union_all(shapes, grid_size=GRID_M)
    found += _gaps(coverage, shapes, union, ground) + _outside(coverage, shapes, ground)
    found += _slivers(coverage, shapes)
    order = list(FaultKind)
    return tuple(sorted(found, key=lambda fault: (order.index(fault.kind), -fault.size_m2, fault.ids)))


def untied(shapes: np.ndarray) -> np.ndarray:
    """Return the polygons with self-crossings cut apart: what a bow-tie covers is two triangles."""
    invalid = ~shapely.is_valid(shapes)
    sound = shapes.copy()
    sound[invalid] = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    return sound


def polygons_of(geometry: BaseGeometry) -> list[shapely.Polygon]:
    """Return the polygons in a geometry that is the result of an overlay; lines and points are dropped."""
    parts = shapely.get_parts(geometry)
    if shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION:
        parts = shapely.get_parts(parts)
    return [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]


def is_seen(part: shapely.Polygon) -> bool:
    """Tell a fault from the rounding of coordinates, which leaves crumbs and hairs."""
    return bool(part.area > SEEN_FROM_M2 and 2 * part.area > HAIR_M * part.length)


def _sound_outline(outline: BaseGeometry) -> BaseGeometry:
    ground = require_area("", outline)
    if not ground.is_valid:
        raise EditError("self_crossing", at=crossing_of(ground), area_id="")
    return ground


def _self_crossings(coverage: Coverage, sound: np.ndarray) -> list[Fault]:
    faults = []
    for index in np.flatnonzero(~shapely.is_valid(coverage.shapes)):
        parts = sorted((part.area for part in polygons_of(sound[index])), reverse=True)
        place = crossing_of(coverage.shapes[index]) or coverage.shapes[index].representative_point()
        faults.append(Fault(FaultKind.SELF_CROSSING, place, (coverage.ids[index],), float(sum(parts[1:]))))
    return faults


def _overlaps(coverage: Coverage, shapes: np.ndarray) -> list[Fault]:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    ordered = first < second
    first, second = first[ordered], second[ordered]
    deep = shapely.area(shapely.intersection(shapes[first], shapes[second])) > SEEN_FROM_M2 / 2
    first, second = first[deep], second[deep]
    common = shapely.intersection(shapes[first], shapes[second], grid_size=GRID_M)
    return [
        Fault(FaultKind.OVERLAP, part, (coverage.ids[one], coverage.ids[other]), float(part.area))
        for one, other, shared in zip(first, second, common, strict=True)
        for part in polygons_of(shared) if is_seen(part)
    ]


def _gaps(
    coverage: Coverage, shapes: np.ndarray, union: BaseGeometry, ground: BaseGeometry | None
) -> list[Fault]:
    if ground is None:
        holes = [shapely.Polygon(hole) for part in polygons_of(union) for hole in part.interiors]
    else:
        holes = polygons_of(shapely.difference(ground, union, grid_size=GRID_M))
    tree = shapely.STRtree(shapes)
    return [
        Fault(FaultKind.GAP, hole,
              tuple(coverage.ids[at] for at in sorted(tree.query(hole, predicate="dwithin", distance=BESIDE_M))),
              float(hole.area))
        for hole in holes if is_seen(hole)
    ]


def _outside(coverage: Coverage, shapes: np.ndarray, ground: BaseGeometry | None) -> list[Fault]:
    if ground is None:
        return []
    shapely.prepare(ground)
    crossing = np.flatnonzero(~shapely.covers(ground, shapes))
    beyond = shapely.difference(shapes[crossing], ground, grid_size=GRID_M)
    return [
        Fault(FaultKind.OUTSIDE, part, (coverage.ids[position],), float(part.area))
        for position, rest in zip(crossing, beyond, strict=True)
        for part in polygons_of(rest) if is_seen(part)
    ]


def _slivers(coverage: Coverage, shapes: np.ndarray) -> list[Fault]:
    """Name the thin parts that lie apart from their area: nobody draws a unit of land like that."""
    faults = []
    for area_id, shape in zip(coverage.ids, shapes, strict=True):
        parts = sorted(polygons_of(shape), key=lambda part: -part.area)
        faults += [
            Fault(FaultKind.SLIVER, part, (area_id,), float(part.area))
            for part in parts[1:] if 2 * part.area < NARROW_M * part.length or part.area < 1
        ]
    return faults
