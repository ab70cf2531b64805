"""Place the names of areas too small to hold them: beside their areas, each where it can't be taken for another's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from geo.render_static.lettering import SMALLEST_TYPE_PT
from geo.render_static.map.markers import Room
from geo.render_static.map.names import Placed, Wanted, largest, size_of, small_lines

_TOUCHING_PT: Final = 3.5  # a name no farther than this from its area needs no leader
_APART_PT: Final = 6.0  # by so much a name should stand nearer to its own area than to another's
_MISTAKEN_PT: Final = 80.0  # rather so much farther away than where it seems to be another's
_OFF_MIDDLE: Final = 0.03
_LED_IN_PT: Final = 5.0  # a leader that ended on a border would be either side's
_AROUND: Final = 24  # places along each side of the area, at each distance
_DISTANCES: Final = np.concatenate([np.arange(1.5, 12, 1.5), np.arange(12, 400, 6.0)])
_CANDIDATES: Final = 150  # for each name, the nearest
_TURNS: Final = 120  # orders in which a handful of names is tried: all orders of five


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place for a name, what it covers, and what it costs in points of distance."""

    placed: Placed
    ink: BaseGeometry  # its box and its leader
    cost: float


def place_beside(wanted: Sequence[Wanted], room: Room) -> list[Placed]:
    """Return places beside the names' areas, in two short lines each, the farther ones with a thin leader.

    The room is not changed. A handful of names is placed together, so that the first one does not take the only
    good place of the next; a name that fits nowhere is left out.
    """
    options = []
    for want in wanted:
        others = shapely.union_all([other.target for other in wanted if other is not want])
        options.append(list(itertools.islice(_candidates(want, room, others), _CANDIDATES)))
    best: list[_Candidate] = []
    best_worth = (-1, 0.0)
    for order in itertools.islice(itertools.permutations(range(len(options))), _TURNS):
        chosen = _choose([options[index] for index in order])
        worth = (len(chosen), -sum(candidate.cost for candidate in chosen))
        if worth > best_worth:
            best, best_worth = chosen, worth
    return [candidate.placed for candidate in best]


def _choose(options: Sequence[Sequence[_Candidate]]) -> list[_Candidate]:
    chosen: list[_Candidate] = []
    for candidates in options:
        free = (
            candidate for candidate in candidates
            if not any(candidate.ink.intersects(other.ink) for other in chosen)
        )
        found = next(free, None)
        if found is not None:
            chosen.append(found)
    return chosen


def _candidates(want: Wanted, room: Room, others: BaseGeometry) -> Iterator[_Candidate]:
    """Yield places around an area, the best first: near to it, and not nearer to the others'."""
    area = largest(want.target)
    if area is None:
        return
    lines = small_lines(want)
    size = np.add(size_of(lines, want, SMALLEST_TYPE_PT), (3.0, 0.5))  # a little more air
    spots = _around(area.bounds, size)
    boxes = np.column_stack([spots - size / 2, spots + size / 2])
    free = room.free(boxes)
    spots, boxes = spots[free], boxes[free]
    shapes = shapely.box(*boxes.T)
    ground = shapely.shortest_line(shapes, area)
    far = shapely.length(ground)
    # of equally near ones, the place that lies best in the middle
    middle = np.array([(area.bounds[0] + area.bounds[2]) / 2, (area.bounds[1] + area.bounds[3]) / 2])
    cost = far + _OFF_MIDDLE * np.hypot(*(spots - middle).T)
    if not others.is_empty:
        to_others = shapely.distance(shapes, others)
        cost += _MISTAKEN_PT * (to_others <= far) + _APART_PT * (to_others < far + _APART_PT)
    inside, core = area.representative_point(), shapely.buffer(area, -_LED_IN_PT)
    for index in np.argsort(cost, kind="stable"):
        x, y = (float(value) for value in spots[index])
        if far[index] <= _TOUCHING_PT:
            yield _Candidate(Placed(want, lines, SMALLEST_TYPE_PT, x, y), shapes[index], float(cost[index]))
            continue
        led_in = [] if core.is_empty else [shapely.shortest_line(shapes[index], core)]
        for leader in (*led_in, shapely.shortest_line(shapes[index], inside), ground[index]):
            if room.is_free(shapely.buffer(leader, 0.3, cap_style="flat")):
                yield _led(want, lines, (x, y), leader, shapes[index], float(cost[index]))
                break


def _led(
    want: Wanted, lines: tuple[str, ...], at: tuple[float, float], leader: LineString, shape: BaseGeometry, cost: float
) -> _Candidate:
    (x0, y0), (x1, y1) = leader.coords
    placed = Placed(want, lines, SMALLEST_TYPE_PT, *at, leader=((x0, y0), (x1, y1)))
    return _Candidate(placed, shapely.union(shape, leader), cost)


def _around(bounds: tuple[float, float, float, float], size: np.ndarray) -> np.ndarray:
    """Return middles of boxes of a size that lie around a box, on all sides and at many distances."""
    left, top, right, bottom = bounds
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    along = np.linspace(-1, 1, _AROUND)
    edge = np.ones_like(along)
    ring = np.concatenate([
        np.column_stack([along, -edge]), np.column_stack([edge, along]),
        np.column_stack([along, edge]), np.column_stack([-edge, along]),
    ])
    reach = (np.array([right - left, bottom - top]) + size) / 2
    return np.concatenate([middle + ring * (reach + away) for away in _DISTANCES])
