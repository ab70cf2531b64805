"""Mend chosen faults of a coverage and say in data what was done; what is right is left as it was drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage import GRID_M, faces_between
from geo.editing.checking import BESIDE_M, Fault, FaultKind, is_seen, polygons_of, untied
from geo.editing.reading import MIN_AREA_M2
from geo.editing.topology import Coverage, tie


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done about one fault: the ground `geometry` (metres) went from `gives` to `takes`.

    None: from nobody (a gap), or to nobody (cut off). A self-crossing untied gives `gives` = `takes`.
    """

    kind: FaultKind
    geometry: BaseGeometry
    gives: str | None
    takes: str | None
    size_m2: float


def repair(
    coverage: Coverage, outline: BaseGeometry | None, faults: Sequence[Fault]
) -> tuple[Coverage, tuple[Repair, ...]]:
    """Return the coverage with these faults (from `check` of it) mended, and what was done about each.

    An area that crosses itself is untied. What lies outside the outline is cut off. Overlapping ground stays with
    the area to which it is joined more, a gap goes to the neighbour with the longest border; where one border was
    drawn twice (narrow faults), the larger area's line stands. No area is ever lost: a fault that could be mended only
    so is left, and so is a gap that touches no area. What is not mentioned keeps its shape.
    """
    done: list[Repair] = []
    coverage = _untie(coverage, faults, done)
    ground = [fault for fault in faults if fault.kind is not FaultKind.SELF_CROSSING]
    if not ground:
        return coverage, tuple(done)
    acts = [act for act in (_decided(coverage, fault) for fault in ground) if act is not None]
    positions = _around(coverage, acts)
    if not acts or not len(positions):
        return coverage, tuple(done)
    return _carried_out(coverage, outline, positions, acts, done)


def _untie(coverage: Coverage, faults: Iterable[Fault], done: list[Repair]) -> Coverage:
    new: dict[str, BaseGeometry | None] = {}
    for fault in (fault for fault in faults if fault.kind is FaultKind.SELF_CROSSING):
        (area_id,) = fault.ids
        position = coverage.position(area_id)
        parts = polygons_of(untied(coverage.shapes[position:position + 1])[0])
        kept = [part for part in parts if part.area >= MIN_AREA_M2] or parts
        new[area_id] = kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
        done.append(Repair(fault.kind, fault.geometry, area_id, area_id, fault.size_m2))
    if not new:
        return coverage
    changed = coverage.changed(new)
    return tie(changed, [changed.position(area_id) for area_id in new])


def _decided(coverage: Coverage, fault: Fault) -> Repair | None:
    """Return who gives the ground of a fault to whom; None: nobody can."""
    gives: str | None
    takes: str | None
    if fault.kind is FaultKind.OUTSIDE:
        gives, takes = fault.ids[0], None
    elif fault.kind is FaultKind.OVERLAP:
        takes, gives = _overlap_sides(coverage, fault)
    elif fault.kind is FaultKind.GAP:
        gives, takes = None, _taker(coverage, fault, fault.ids)
    else:
        gives = fault.ids[0]
        beside = [name for name in _names_beside(coverage, fault.geometry) if name != gives]
        takes = _taker(coverage, fault, tuple(beside))
        if takes is None:
            return None
    if gives is None and takes is None:
        return None
    if gives is not None and coverage[gives].area - fault.size_m2 < MIN_AREA_M2:
        return None                                           # the area would be lost
    return Repair(fault.kind, fault.geometry, gives, takes, fault.size_m2)


def _overlap_sides(coverage: Coverage, fault: Fault) -> tuple[str, str]:
    """Return (who keeps the ground, who gives it)."""
    one, other = sorted(fault.ids, key=lambda name: (-coverage[name].area, name))
    if not fault.narrow:
        edge = fault.geometry.boundary
        joined = {name: _joined_m(edge, shapely.difference(coverage[name], fault.geometry, grid_size=GRID_M))
                  for name in (one, other)}
        if joined[other] > joined[one]:
            one, other = other, one
    if coverage[other].area < 2 * fault.size_m2:              # it would lose most of itself: an area drawn in another
        one, other = other, one
    return one, other


def _taker(coverage: Coverage, fault: Fault, names: tuple[str, ...]) -> str | None:
    if not names:
        return None
    if fault.kind is FaultKind.GAP and fault.narrow and len(names) == 2:
        return min(names, key=lambda name: (coverage[name].area, name))     # the larger one's line stands
    edge = fault.geometry.boundary
    lengths = [_joined_m(edge, coverage[name]) for name in names]
    return names[int(np.argmax(lengths))] if max(lengths) > 0 else None


def _joined_m(edge: BaseGeometry, shape: BaseGeometry) -> float:
    """Return how many metres of the edge run along the shape."""
    return float(edge.intersection(shape.buffer(10 * GRID_M)).length)


def _names_beside(coverage: Coverage, geometry: BaseGeometry) -> tuple[str, ...]:
    found = shapely.STRtree(coverage.shapes).query(geometry, predicate="dwithin", distance=BESIDE_M)
    return tuple(coverage.ids[position] for position in sorted(found))


def _around(coverage: Coverage, acts: Sequence[Repair]) -> np.ndarray:
    """Return the positions of the valid areas beside the ground of an act: their line-work is made anew together."""
    grounds = np.array([act.geometry for act in acts], dtype=object)
    if not len(grounds):
        return np.array([], dtype=np.int64)
    found = np.unique(shapely.STRtree(coverage.shapes).query(grounds, predicate="dwithin", distance=BESIDE_M)[1])
    sound: np.ndarray = found[shapely.is_valid(coverage.shapes[found])]
    return sound


def _carried_out(
    coverage: Coverage, outline: BaseGeometry | None, positions: np.ndarray, acts: Sequence[Repair], done: list[Repair]
) -> tuple[Coverage, tuple[Repair, ...]]:
    shapes = coverage.shapes[positions]
    lines = shapes if outline is None else np.append(shapes, np.array([outline], dtype=object))
    faces = faces_between(lines)
    inner = shapely.point_on_surface(faces)
    owns = np.zeros((len(faces), len(shapes)), dtype=bool)
    owns[tuple(shapely.STRtree(shapes).query(inner, predicate="within"))] = True
    before = owns.copy()
    place = {coverage.ids[position]: column for column, position in enumerate(positions)}
    tree = shapely.STRtree(inner)
    for act in acts:
        if any(name is not None and name not in place for name in (act.gives, act.takes)):
            continue                                          # beside an area that still crosses itself
        rows = tree.query(shapely.buffer(act.geometry, GRID_M), predicate="contains")
        if act.kind is FaultKind.OVERLAP:                     # an earlier act may have settled a threefold overlap
            rows = rows[owns[rows, place[str(act.takes)]]]
        if act.gives is not None:                             # or have cut off a thin part that lies outside
            rows = rows[owns[rows, place[act.gives]]]
            owns[rows, place[act.gives]] = False
        if act.takes is not None:
            owns[rows, place[act.takes]] = True
        done.append(act)
    _settle_crumbs(shapes, outline, faces, owns)
    return _assembled(coverage, positions, faces, owns, (owns != before).any(axis=0)), tuple(done)


def _settle_crumbs(shapes: np.ndarray, outline: BaseGeometry | None, faces: np.ndarray, owns: np.ndarray) -> None:
    """Give each face too small to be named a fault to exactly one area, or nodes beside the mended ones stay untied."""
    for row in np.flatnonzero(owns.sum(axis=1) != 1):
        if is_seen(faces[row]):
            continue
        if outline is not None and not outline.contains(faces[row].representative_point()):
            owns[row] = False
            continue
        joined = np.array([_joined_m(faces[row].boundary, shape) for shape in shapes])
        if joined.max() > 0:
            owns[row] = np.arange(len(shapes)) == int(joined.argmax())


def _assembled(
    coverage: Coverage, positions: np.ndarray, faces: np.ndarray, owns: np.ndarray, changed: np.ndarray
) -> Coverage:
    """Put the faces together again: of areas that changed, and of those whose edge got a node in the new line-work.

    The line-work is noded, and no area is noded again by itself: it might lose a neck as thin as the grid that its
    neighbours keep.
    """
    shapes = [polygons_of(shapely.coverage_union_all(faces[own])) for own in owns.T]
    _settle_crumb_parts(shapes)
    new: dict[str, BaseGeometry | None] = {}
    for parts, position, differs in zip(shapes, positions, changed, strict=True):
        after = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
        if parts and (differs or _vertices(after) != _vertices(coverage.shapes[position])):
            new[coverage.ids[position]] = after
    tied = coverage.changed(new)
    return tie(tied, [tied.position(area_id) for area_id in new])


def _settle_crumb_parts(shapes: list[list[shapely.Polygon]]) -> None:
    """Join crumbs that the line-work cut off from their area to the area that they touch."""
    crumbs = [part for parts in shapes if len(parts) > 1 for part in parts if not is_seen(part)]
    for parts in shapes:
        if len(parts) > 1:
            parts[:] = [part for part in parts if is_seen(part)] or parts
    for crumb in crumbs:
        joined = [max((_joined_m(crumb.boundary, part) for part in parts), default=0.0) for parts in shapes]
        best = int(np.argmax(joined))
        if joined[best] > 0 and crumb not in shapes[best]:
            shapes[best][:] = polygons_of(shapely.union_all([*shapes[best], crumb]))


def _vertices(shape: BaseGeometry) -> set[tuple[float, ...]]:
    return set(map(tuple, shapely.get_coordinates(shape).tolist()))
