"""Keep what is taken on the map, and find free places for markers and their leader lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from geo.render_static.page import Rect

_RINGS: Final = 16  # how far a marker may be moved: rings of half a marker's size each
_DIRECTIONS: Final = 16

Offsets = tuple[float, float, float, float]  # a box around (0, 0): left, top, right, bottom


_HAIR_PT: Final = 1e-6  # a marker pushed to the frame's very edge still lies inside


class Room:
    """The taken places of one map frame, in page points: upright boxes, and turned ones as polygons."""

    def __init__(self, frame: Rect) -> None:
        self.frame = frame
        self._edge = frame.inset(-_HAIR_PT)
        self._boxes = np.empty((256, 4))
        self._shapes: list[Polygon | None] = []

    def take(self, box: Rect | Polygon) -> None:
        """Mark a place as taken."""
        count = len(self._shapes)
        if count == len(self._boxes):
            self._boxes = np.concatenate([self._boxes, np.empty_like(self._boxes)])
        if isinstance(box, Rect):
            self._boxes[count] = (box.left, box.top, box.right, box.bottom)
            self._shapes.append(None)
        else:
            self._boxes[count] = box.bounds
            self._shapes.append(box)

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


def place_markers(
    anchors: Sequence[tuple[float, float]], sizes: Sequence[Offsets], room: Room
) -> list[tuple[float, float]]:
    """Return where each marker's middle goes, and take those places in the room.

    anchors: the true positions in page points, the most important first; sizes: each marker's box about its
    middle. Who stands alone stays; of those who crowd, the first stays and the others step aside to the
    nearest free place from which the leader line back crosses no other marker. Anchors beyond the frame come
    to its edge.
    """
    frame = room.frame
    start = [
        (
            min(max(x, frame.left - box[0]), frame.right - box[2]),
            min(max(y, frame.top - box[1]), frame.bottom - box[3]),
        )
        for (x, y), box in zip(anchors, sizes, strict=True)
    ]
    places: list[tuple[float, float] | None] = [None] * len(start)
    crowded = _crowded(start, sizes)
    for index, (place, box) in enumerate(zip(start, sizes, strict=True)):
        if not crowded[index] and room.is_free(_moved(box, *place)):
            places[index] = place
            room.take(_moved(box, *place))
    for index, place in enumerate(start):
        if places[index] is None:
            # the true positions of those who still wait are left uncovered where that can be had
            waiting = [
                start[other] for other in range(len(start)) if places[other] is None and other != index
            ]
            found = _step_aside(place, sizes[index], room, waiting)
            places[index] = found
            if found != place:
                room.take_line(LineString([place, found]), 1.0)
            room.take(_moved(sizes[index], *found))
    return [place for place in places if place is not None]


def _moved(box: Offsets, x: float, y: float) -> Rect:
    return Rect(x + box[0], y + box[1], x + box[2], y + box[3])


def _crowded(places: Sequence[tuple[float, float]], sizes: Sequence[Offsets]) -> np.ndarray:
    if not places:
        return np.zeros(0, dtype=bool)
    boxes = np.asarray(sizes) + np.asarray(places)[:, [0, 1, 0, 1]]
    tree = shapely.STRtree(shapely.box(*boxes.T))
    first, second = tree.query(tree.geometries, predicate="intersects")
    crowded = np.zeros(len(places), dtype=bool)
    crowded[first[first != second]] = True
    return crowded


def _step_aside(
    place: tuple[float, float], box: Offsets, room: Room, waiting: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    if room.is_free(_moved(box, *place)):
        return place
    size = _longer_side(box)
    fallback: tuple[float, float] | None = None
    for ring in range(_RINGS):
        radius = size * (0.9 + 0.5 * ring)
        for turn in range(_DIRECTIONS):
            # beginning at the upper right, as a hand would
            angle = 2 * np.pi * (turn / _DIRECTIONS) - np.pi / 4
            spot = (place[0] + radius * float(np.cos(angle)), place[1] + radius * float(np.sin(angle)))
            target = _moved(box, *spot)
            if not room.is_free(target):
                continue
            fallback = fallback or spot
            covers = any(
                target.left < x < target.right and target.top < y < target.bottom for x, y in waiting
            )
            if not covers and room.is_free(_leader(place, spot, box)):
                return spot
    return fallback or place


def _leader(place: tuple[float, float], spot: tuple[float, float], box: Offsets) -> Polygon:
    # the last stretch lies under the marker itself, the first under whoever stands at the true place
    line = LineString([place, spot])
    away = min(line.length * 0.5, max(box[2], -box[0]) * 1.1)
    start, end = (
        line.interpolate(away),
        line.interpolate(max(away + 0.1, line.length - _longer_side(box) / 2)),
    )
    shape = shapely.buffer(LineString([start, end]), 0.5, cap_style="flat")
    return shape if isinstance(shape, Polygon) else Polygon()


def _longer_side(box: Offsets) -> float:
    return max(box[2] - box[0], box[3] - box[1])
