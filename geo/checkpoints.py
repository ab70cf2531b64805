"""Find where roads cross a belt, place posts along it, and say which crossings are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.clusters import clusters
from geo.roads import Roads

ON_BELT_M: Final = 0.25      # a lane this near to the belt runs on it: files keep 6 decimals of a degree, 0.1 m
MERGE_M: Final = 8.0         # two carriageways of one street are one crossing
COVERS_M: Final = 25.0       # staff see and hold this far
CLOSES_M: Final = 15.0       # a barrier closes the one road it stands on


class CrossingState(StrEnum):
    """What stands where a road crosses a belt."""

    STAFFED = "staffed"      # a post with staff
    CLOSED = "closed"        # a barrier
    OPEN = "open"            # neither ("hở")


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where roads pass a belt: the point on the belt (metres), its distance from the belt's start, the roads' rows.

    `points` are the single passages that were taken together, `stretches` the numbers of the road stretches.
    """

    point: shapely.Point
    along_m: float
    points: tuple[shapely.Point, ...]
    stretches: tuple[int, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlacedPost:
    """A post seen from its belt: where on the line it stands, its order along it, and how far off it was drawn."""

    number: int                  # its row among the posts
    order: int                   # 1, 2, … along the belt
    point: shapely.Point
    along_m: float
    off_m: float


def crossings(belt: BaseGeometry, roads: Roads, *, merge_m: float = MERGE_M) -> tuple[Crossing, ...]:
    """Return every place where a road passes the belt (a metric line, closed or not), in order along it.

    A road that runs on the belt for a while passes where it leaves it outwards; of an open line every side is outside.
    A road that ends on the belt counts (files are often cut there); one that only touches it from one side does not.
    Passages within `merge_m` of each other are one crossing.
    """
    line = _as_line(belt)
    if line.is_empty or line.length == 0:
        return ()
    passages = [passage for contact in _contacts(line, roads) for passage in _passages(line, contact)]
    if not passages:
        return ()
    places = np.array([[point.x, point.y] for point, _ in passages])
    groups = clusters(places, merge_m)
    merged = [
        _crossing(line, roads, [passages[at] for at in np.flatnonzero(groups == group)])
        for group in range(groups.max() + 1)
    ]
    return tuple(sorted(merged, key=lambda crossing: crossing.along_m))


def place_posts(posts: np.ndarray, belt: BaseGeometry, *, reach_m: float = 50.0) -> tuple[PlacedPost, ...]:
    """Return the posts (metric points) within `reach_m` of the belt, snapped to it and in order along it."""
    line = _as_line(belt)
    if line.is_empty or not len(posts):
        return ()
    off = shapely.distance(line, posts)
    along = np.array([line.project(post) for post in posts])
    near = [number for number in np.lexsort((np.arange(len(posts)), along)) if off[number] <= reach_m]
    return tuple(
        PlacedPost(int(number), order, line.interpolate(along[number]), float(along[number]), float(off[number]))
        for order, number in enumerate(near, start=1)
    )


def states(
    found: Sequence[Crossing], posts: np.ndarray, hard: np.ndarray,
    *, covers_m: float = COVERS_M, closes_m: float = CLOSES_M,
) -> tuple[tuple[CrossingState, tuple[int, ...]], ...]:
    """Return for each crossing its state and the rows of the posts (metric points) that make it so.

    `hard` (bool) marks barriers. Staff cover every crossing within `covers_m`. A barrier closes the one crossing
    nearest to it, within `closes_m`: concrete in one lane does not shut the next. Where both stand, staff decide.
    """
    staffed: dict[int, list[int]] = defaultdict(list)
    closed: dict[int, list[int]] = defaultdict(list)
    passages = np.array([shapely.MultiPoint([crossing.point, *crossing.points]) for crossing in found], dtype=object)
    for number, post in enumerate(posts if len(found) else ()):
        off = shapely.distance(passages, post)
        if hard[number]:
            if off.min() <= closes_m:
                closed[int(off.argmin())].append(number)
        else:
            for at in np.flatnonzero(off <= covers_m):
                staffed[int(at)].append(number)
    return tuple(
        (CrossingState.STAFFED, tuple(staffed[at])) if at in staffed
        else (CrossingState.CLOSED, tuple(closed[at])) if at in closed
        else (CrossingState.OPEN, ())
        for at in range(len(found))
    )


def _as_line(belt: BaseGeometry) -> BaseGeometry:
    return belt.boundary if isinstance(belt, shapely.Polygon | shapely.MultiPolygon) else belt


@dataclass(frozen=True, slots=True)
class _Contact:
    """A connected piece of road on the belt: its stretches, its length there, and the arms that leave it."""

    pieces: BaseGeometry
    stretches: tuple[int, ...]
    arms: tuple[tuple[int, shapely.LineString], ...]      # (stretch, what of it lies off the belt)
    ends: tuple[shapely.Point, ...]                       # dead ends on the belt


def _contacts(line: BaseGeometry, roads: Roads) -> list[_Contact]:
    """Return what lies within a hand's breadth of the belt, joined where roads join."""
    corridor = line.buffer(ON_BELT_M)
    near = roads.tree.query(corridor, predicate="intersects")
    inside = shapely.intersection(roads.lines[near], corridor)
    pieces, of = shapely.get_parts(inside, return_index=True)
    kept = shapely.get_dimensions(pieces) == 1
    pieces, of = pieces[kept], near[of[kept]]
    if not len(pieces):
        return []
    group = _grouped(pieces, of, roads)
    arms, arm_of = shapely.get_parts(shapely.difference(roads.lines[near], corridor), return_index=True)
    arm_of = near[arm_of]
    dead = np.array([shapely.Point(roads.nodes[node]) for node in np.flatnonzero(roads.degree == 1)], dtype=object)
    found = []
    for number in range(group.max() + 1):
        own = shapely.multilinestrings(pieces[group == number])
        stretches = np.unique(of[group == number])
        mine = np.flatnonzero(np.isin(arm_of, stretches))
        mine = mine[shapely.dwithin(arms[mine], own, 1e-6)]
        found.append(_Contact(
            own, tuple(stretches.tolist()), tuple((int(arm_of[at]), arms[at]) for at in mine),
            tuple(dead[shapely.dwithin(dead, own, 1e-6)]) if len(dead) else (),
        ))
    return found


def _grouped(pieces: np.ndarray, of: np.ndarray, roads: Roads) -> np.ndarray:
    """Return a number for each piece, the same for pieces of stretches that meet in a node on the belt."""
    names: dict[tuple[str, int], list[int]] = defaultdict(list)
    for at, (piece, stretch) in enumerate(zip(pieces, of.tolist(), strict=True)):
        for node in roads.ends[stretch].tolist():
            if shapely.dwithin(piece, shapely.Point(roads.nodes[node]), 1e-6):
                names["node", node].append(at)
    group = np.arange(len(pieces))
    for members in names.values():
        joined = np.isin(group, group[members])
        group[joined] = group[members].min()
    numbers: np.ndarray = np.unique(group, return_inverse=True)[1].reshape(-1)
    return numbers


def _passages(line: BaseGeometry, contact: _Contact) -> list[tuple[shapely.Point, int]]:
    """Return the points at which one contact lets a vehicle pass, each with the stretch that leads there."""
    ground = _enclosed(line)
    outward = [arm for arm in contact.arms if ground is None or not _lies_in(ground, arm[1])]
    inward = [arm for arm in contact.arms if ground is not None and _lies_in(ground, arm[1])]
    leaving = outward
    if ground is not None and not (outward and inward):
        runs_along = contact.pieces.length > 8 * ON_BELT_M
        if contact.ends and not (outward and runs_along):
            return [(_on(line, end), contact.stretches[0]) for end in contact.ends]
        if not runs_along:      # it touches from one side, or cuts a corner of the belt by a hand's breadth
            leaving = (outward or inward) if _on_both_sides(ground, contact.pieces) else []
    exact = shapely.get_parts(shapely.intersection(contact.pieces, line))
    exact = exact[shapely.get_dimensions(exact) == 0]
    return [(_nearest_exact(line, exact, _foot(arm, contact.pieces)), stretch) for stretch, arm in leaving]


def _enclosed(line: BaseGeometry) -> BaseGeometry | None:
    """Return the ground inside a closed belt; None for an open one."""
    parts = shapely.get_parts(line)
    if not shapely.is_closed(parts).all():
        return None
    ground: BaseGeometry = shapely.union_all([shapely.Polygon(part.coords) for part in parts])
    return ground


def _on_both_sides(ground: BaseGeometry, pieces: BaseGeometry) -> bool:
    inside = pieces.intersection(ground).length
    return bool(min(inside, pieces.length - inside) > 1e-3)


def _lies_in(ground: BaseGeometry, arm: BaseGeometry) -> bool:
    return bool(ground.contains(arm.interpolate(0.5, normalized=True)))


def _foot(arm: shapely.LineString, pieces: BaseGeometry) -> shapely.Point:
    """Return the end of the arm that lies on the belt."""
    ends = [shapely.Point(arm.coords[0]), shapely.Point(arm.coords[-1])]
    return min(ends, key=lambda end: end.distance(pieces))


def _on(line: BaseGeometry, point: shapely.Point) -> shapely.Point:
    return line.interpolate(line.project(point))


def _nearest_exact(line: BaseGeometry, exact: np.ndarray, foot: shapely.Point) -> shapely.Point:
    if len(exact):
        away = shapely.distance(exact, foot)
        # a lane on the belt wavers over it in many places: only one near the turning is where it is left
        if len(exact) == 1 or away.min() <= 8 * ON_BELT_M:
            nearest: shapely.Point = exact[int(away.argmin())]
            return nearest
    return _on(line, foot)


def _crossing(line: BaseGeometry, roads: Roads, passages: list[tuple[shapely.Point, int]]) -> Crossing:
    points = [point for point, _ in passages]
    middle = _on(line, shapely.MultiPoint(points).centroid)
    stretches = sorted({stretch for _, stretch in passages})
    return Crossing(middle, float(line.project(middle)), tuple(points), tuple(stretches),
                    tuple(sorted({int(roads.source[stretch]) for stretch in stretches})))
