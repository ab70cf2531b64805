"""Keep what is taken on the map, and find places for markers, their numbers and their leader lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from geo.render_static.page import Rect

_HAIR_PT: Final = 1e-6  # a marker pushed to the frame's very edge still lies inside
_STEP_PT: Final = 1.5  # from one distance tried to the next
_STEPS: Final = 110
_DIRECTIONS: Final = 24
# What a bad place costs, in points of distance: rather so much farther away than a leader that runs over another
# sign, or a sign that stands on the true position of one still waiting.
_CROSSING_PT: Final = 9.0
_COVERING_PT: Final = 6.0


class Room:
    """The taken places of one map frame, in page points: upright boxes, and turned ones as polygons."""

    def __init__(self, frame: Rect) -> None:
        self.frame = frame
        self._edge = frame.inset(-_HAIR_PT)
        self._boxes = np.empty((256, 4))
        self._shapes: list[Polygon | None] = []

    def take(self, box: Rect | Polygon) -> int:
        """Mark a place as taken; return the number under which `leave` gives it up."""
        count = len(self._shapes)
        if count == len(self._boxes):
            self._boxes = np.concatenate([self._boxes, np.empty_like(self._boxes)])
        if isinstance(box, Rect):
            self._boxes[count] = (box.left, box.top, box.right, box.bottom)
            self._shapes.append(None)
        else:
            self._boxes[count] = box.bounds
            self._shapes.append(box)
        return count

    def leave(self, number: int) -> None:
        """Give up a place that was taken."""
        self._boxes[number] = np.nan  # nothing overlaps it any more: no comparison with it is true

    def take_line(self, line: LineString, width: float) -> None:
        """Mark the places under a line of `width` points as taken."""
        for start, end in zip(line.coords[:-1], line.coords[1:], strict=True):
            shape = shapely.buffer(LineString([start, end]), width / 2, cap_style="square")
            if isinstance(shape, Polygon):
                self.take(shape)

    def is_free(self, box: Rect | Polygon) -> bool:
        """Tell whether a box lies inside the frame and touches nothing that is taken."""
        if isinstance(box, Rect):
            return bool(self.free(np.array([[box.left, box.top, box.right, box.bottom]]))[0])
        left, top, right, bottom = box.bounds
        frame, taken = self._edge, self._boxes[: len(self._shapes)]
        if left < frame.left or top < frame.top or right > frame.right or bottom > frame.bottom:
            return False
        hits = np.flatnonzero(
            (taken[:, 0] < right) & (taken[:, 2] > left) & (taken[:, 1] < bottom) & (taken[:, 3] > top)
        )
        return not any(box.intersects(self._shapes[hit] or shapely.box(*taken[hit])) for hit in hits)

    def free(self, boxes: np.ndarray) -> np.ndarray:
        """Tell for each upright box (n, 4: left, top, right, bottom) whether it is free, as is_free does."""
        left, top, right, bottom = boxes.T
        frame, taken = self._edge, self._boxes[: len(self._shapes)]
        near = np.flatnonzero(
            (taken[:, 0] < right.max(initial=-np.inf))
            & (taken[:, 2] > left.min(initial=np.inf))
            & (taken[:, 1] < bottom.max(initial=-np.inf))
            & (taken[:, 3] > top.min(initial=np.inf))
        )
        taken = taken[near]
        free = (left >= frame.left) & (top >= frame.top) & (right <= frame.right) & (bottom <= frame.bottom)
        hits = (
            (taken[:, 0] < right[:, None])
            & (taken[:, 2] > left[:, None])
            & (taken[:, 1] < bottom[:, None])
            & (taken[:, 3] > top[:, None])
        )
        for index, hit in np.argwhere(hits & free[:, None]):
            shape = self._shapes[near[hit]]
            if free[index] and (shape is None or shape.intersects(shapely.box(*boxes[index]))):
                free[index] = False
        return np.asarray(free)


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands for a point: its shape's box about its middle, and its number's badge, if that stands outside."""

    wide: float
    high: float
    badge: tuple[float, float] | None = None

    def core(self, x: float, y: float) -> Rect:
        """Return the box of the shape with its middle at (x, y)."""
        return Rect(x - self.wide / 2, y - self.high / 2, x + self.wide / 2, y + self.high / 2)

    def badges(self, x: float, y: float) -> Iterator[Rect]:
        """Yield the places for the badge at the shape's corners, then at its sides, the best first."""
        if self.badge is None:
            return
        wide, high = self.badge
        across, down = self.wide * 0.3, self.high * 0.26
        for right, below in ((1, -1), (1, 1), (-1, -1), (-1, 1)):
            left = x + across if right > 0 else x - across - wide
            top = y + down if below > 0 else y - down - high
            yield Rect(left, top, left + wide, top + high)
        for left, top in (
            (x + self.wide / 2 - 0.5, y - high / 2), (x - self.wide / 2 + 0.5 - wide, y - high / 2),
            (x - wide / 2, y + self.high / 2 - 0.5), (x - wide / 2, y - self.high / 2 + 0.5 - high),
        ):
            yield Rect(left, top, left + wide, top + high)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a sign stands: its middle, and its badge's box when it has one."""

    x: float
    y: float
    badge: Rect | None = None


def place_signs(anchors: Sequence[tuple[float, float]], signs: Sequence[Sign], room: Room) -> list[Stand]:
    """Return where each sign goes, and take those places in the room.

    anchors: the true positions in page points, the most important first. Who stands alone stays; of those whose
    shapes would cover each other, the first stays and the others step aside to the nearest good place. Then each
    number takes a free corner of its own shape; only where there is none, its sign is moved, too. Anchors beyond
    the frame come to its edge.
    """
    frame = room.frame
    start = [
        (
            min(max(x, frame.left + sign.wide / 2), frame.right - sign.wide / 2),
            min(max(y, frame.top + sign.high / 2), frame.bottom - sign.high / 2),
        )
        for (x, y), sign in zip(anchors, signs, strict=True)
    ]
    middles: list[tuple[float, float] | None] = [None] * len(start)
    taken = [-1] * len(start)
    crowded = _crowded(start, signs)
    order = sorted(range(len(start)), key=lambda index: bool(crowded[index]))
    for index in order:
        waiting = [start[other] for other in order if middles[other] is None and other != index]
        middle = start[index]
        if not room.is_free(signs[index].core(*middle)):
            middle = _step_aside(middle, signs[index], room, waiting)
            if is_led(start[index], middle, signs[index]):
                room.take_line(_leader(start[index], middle, signs[index]), 0.6)
        middles[index] = middle
        taken[index] = room.take(signs[index].core(*middle))
    found = [middle for middle in middles if middle is not None]
    return [_numbered(middle, sign, room, own) for middle, sign, own in zip(found, signs, taken, strict=True)]


def is_led(anchor: tuple[float, float], middle: tuple[float, float], sign: Sign) -> bool:
    """Tell whether a moved sign needs a leader: when it no longer covers its true position."""
    return abs(anchor[0] - middle[0]) > sign.wide / 2 or abs(anchor[1] - middle[1]) > sign.high / 2


def _crowded(places: Sequence[tuple[float, float]], signs: Sequence[Sign]) -> np.ndarray:
    if not places:
        return np.zeros(0, dtype=bool)
    boxes = _boxes([sign.core(*place) for place, sign in zip(places, signs, strict=True)])
    tree = shapely.STRtree(shapely.box(*boxes.T))
    first, second = tree.query(tree.geometries, predicate="intersects")
    crowded = np.zeros(len(places), dtype=bool)
    crowded[first[first != second]] = True
    return crowded


def _boxes(rects: Sequence[Rect]) -> np.ndarray:
    return np.array([(rect.left, rect.top, rect.right, rect.bottom) for rect in rects]).reshape(-1, 4)


def _around(place: tuple[float, float]) -> np.ndarray:
    """Return points about a place, the nearest first, each ring beginning at the upper right, as a hand would."""
    radii = _STEP_PT * np.arange(_STEPS + 1)
    angles = 2 * np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS - np.pi / 4
    x, y = radii[:, None] * np.cos(angles), radii[:, None] * np.sin(angles)
    return np.column_stack([x.ravel(), y.ravel()])[_DIRECTIONS - 1 :] + place


def _step_aside(
    place: tuple[float, float], sign: Sign, room: Room, waiting: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    spots = _around(place)
    half = np.array([sign.wide, sign.high]) / 2
    free = spots[room.free(np.column_stack([spots - half, spots + half]))]
    best, cost = place, np.inf
    for x, y in free:
        away = float(np.hypot(x - place[0], y - place[1]))
        if away >= cost:
            break  # they come nearest first
        core = sign.core(x, y)
        if any(core.left < ax < core.right and core.top < ay < core.bottom for ax, ay in waiting):
            away += _COVERING_PT
        if is_led(place, (x, y), sign) and not room.is_free(_strip(_leader(place, (x, y), sign))):
            away += _CROSSING_PT
        if away < cost:
            best, cost = (float(x), float(y)), away
    return best


def _leader(place: tuple[float, float], middle: tuple[float, float], sign: Sign) -> LineString:
    """Return the part of a leader that is seen: not what lies under the sign itself, nor about its true position."""
    line = LineString([place, middle])
    end = line.length - min(sign.wide, sign.high) / 2
    begin = min(2.0, end / 2)
    return LineString([line.interpolate(begin), line.interpolate(max(end, begin + 0.1))])


def _strip(line: LineString) -> Polygon:
    shape = shapely.buffer(line, 0.3, cap_style="flat")
    return shape if isinstance(shape, Polygon) else Polygon()


def _numbered(middle: tuple[float, float], sign: Sign, room: Room, own: int) -> Stand:
    """Put the number at a free corner of its shape; where there is none, move both to where there is."""
    if sign.badge is None:
        return Stand(*middle)
    room.leave(own)
    badges = list(sign.badges(*middle))
    free = np.flatnonzero(room.free(_boxes(badges)))
    if len(free):
        stand = Stand(*middle, badges[free[0]])
    else:
        stand = _moved_with_number(middle, sign, room) or Stand(*middle, badges[0])
    room.take(sign.core(stand.x, stand.y))
    if stand.badge is not None:
        room.take(stand.badge)
    return stand


def _moved_with_number(place: tuple[float, float], sign: Sign, room: Room) -> Stand | None:
    spots = _around(place)
    half = np.array([sign.wide, sign.high]) / 2
    for x, y in spots[room.free(np.column_stack([spots - half, spots + half]))]:
        badges = list(sign.badges(x, y))
        free = np.flatnonzero(room.free(_boxes(badges)))
        if len(free):
            return Stand(float(x), float(y), badges[free[0]])
    return None
