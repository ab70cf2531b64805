"""Find a place for each name and letter: inside its area, along its line, beside its point; never on another.

Greedy by priority, each with many alternatives: other spots, broken into lines, a smaller size. What fits nowhere
is dropped, lowest priority first, except on a map of few names, where it is led out by a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.affinity import rotate
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from geo.render_static.lettering import Face, width
from geo.render_static.page import Rect
from geo.render_static.room import Room
from geo.render_static.symbols import SMALLEST_TYPE_PT

LABEL_LINE: Final = 1.15           # baseline to baseline inside a label, in em
_ABOVE: Final = 0.93               # room over the first baseline and under the last, in em
_BELOW: Final = 0.27
_AIR_PT: Final = 1.0               # between one label and the next
_GRID: Final = 11                  # spots tried across an area and down it
_FEW: Final = 40                   # up to so many names on a map, none is dropped: leaders are still readable
_HALF: Final = 0.55                # how much of a name must lie in its area when it cannot lie in it whole


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that wants a place. `target` is in page points; `around` is a marker's box for a point's label."""

    gid: str
    text: str
    face: Face
    size: float
    color: str
    target: BaseGeometry
    priority: int
    at: Point | None = None
    around: Rect | None = None
    droppable: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """A text and its place: the middle of its box, the turn in degrees (counter-clockwise), the leader's far end."""

    wanted: Wanted
    lines: tuple[str, ...]
    size: float
    x: float
    y: float
    angle: float = 0.0
    leader_to: tuple[float, float] | None = None

    def baselines(self) -> Iterator[tuple[str, float, float]]:
        """Yield each line with the middle of its baseline."""
        top = -_height(len(self.lines), self.size) / 2
        turn = np.radians(self.angle)
        for index, line in enumerate(self.lines):
            down = top + (_ABOVE + index * LABEL_LINE) * self.size
            yield line, self.x + down * float(np.sin(turn)), self.y + down * float(np.cos(turn))


def place_labels(wanted: Sequence[Wanted], room: Room) -> list[Placed]:
    """Place what can be placed and take those places in the room; the order of equals is the order given."""
    few = sum(1 for want in wanted if not want.droppable) <= _FEW
    placed: list[Placed] = []
    for want in sorted(wanted, key=lambda want: -want.priority):
        if isinstance(want.target, LineString | MultiLineString):
            found = _along_line(want, room, placed)
        elif want.around is not None:
            found = _beside(want, want.around, room)
        else:
            found = _in_area(want, room)
            if found is None and few and not want.droppable:
                found = _led_out(want, room)
        if found is not None:
            placed.append(found)
            room.take(_box(found))
            if found.leader_to is not None:
                room.take_line(LineString([(found.x, found.y), found.leader_to]), 0.8)
    return placed


def _height(lines: int, size: float) -> float:
    return (_ABOVE + _BELOW + (lines - 1) * LABEL_LINE) * size


def _size_of(lines: Sequence[str], face: Face, size: float) -> tuple[float, float]:
    wide = max(width(line, face, size) for line in lines)
    return wide + _AIR_PT, _height(len(lines), size) + _AIR_PT


def _box(placed: Placed) -> Rect | Polygon:
    wide, high = _size_of(placed.lines, placed.wanted.face, placed.size)
    box = Rect(placed.x - wide / 2, placed.y - high / 2, placed.x + wide / 2, placed.y + high / 2)
    return box if placed.angle == 0 else _turned(box, placed.angle)


def _turned(box: Rect, angle: float) -> Polygon:
    # y grows downwards on the page, so a turn to the left is a negative one here
    return rotate(shapely.box(box.left, box.top, box.right, box.bottom), -angle, origin="center")


def _forms(want: Wanted) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield the ways to write a label, best first: whole, in two lines, in three; then the same smaller."""
    breaks = [tuple(want.text.split("\n"))]
    words = want.text.split()
    if len(breaks[0]) == 1:
        breaks += [_balanced(words, count, want.face) for count in (2, 3) if count <= len(words)]
    size = want.size
    while True:
        for lines in breaks:
            yield lines, size
        if size <= SMALLEST_TYPE_PT:
            return
        size = max(SMALLEST_TYPE_PT, size - 1.0)


def _balanced(words: Sequence[str], count: int, face: Face) -> tuple[str, ...]:
    if count == 1:
        return (" ".join(words),)
    options = [
        (" ".join(words[:cut]), *_balanced(words[cut:], count - 1, face)) for cut in range(1, len(words) - count + 2)
    ]
    return min(options, key=lambda lines: max(width(line, face, 1.0) for line in lines))


def _spots(area: Polygon, at: Point | None) -> np.ndarray:
    """Return points inside an area, the best first: where asked for, else where the area is widest, then around."""
    left, top, right, bottom = area.bounds
    steps = (np.arange(_GRID) + 0.5) / _GRID
    xs, ys = np.meshgrid(left + (right - left) * steps, top + (bottom - top) * steps)
    grid = np.column_stack([xs.ravel(), ys.ravel()])
    grid = grid[shapely.contains_xy(area, grid[:, 0], grid[:, 1])]
    if at is not None:
        first = np.array([[at.x, at.y]])
    elif len(grid):
        deep = shapely.distance(area.boundary, shapely.points(grid))
        first = grid[[int(np.argmax(deep))]]
    else:
        inside = area.representative_point()
        return np.array([[inside.x, inside.y]])
    order = np.argsort(np.hypot(*(grid - first[0]).T), kind="stable")
    return np.concatenate([first, grid[order]])


def _largest(geometry: BaseGeometry) -> Polygon | None:
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon) and not part.is_empty]
    return max(parts, key=lambda part: part.area, default=None)


def _in_area(want: Wanted, room: Room) -> Placed | None:
    area = _largest(want.target)
    if area is None:
        return None
    shapely.prepare(area)
    spots = _spots(area, want.at)
    for part_inside in (1.0, _HALF):
        for lines, size in _forms(want):
            wide, high = _size_of(lines, want.face, size)
            if part_inside == 1.0 and wide * high > area.area:
                continue
            left, top = spots[:, 0] - wide / 2, spots[:, 1] - high / 2
            boxes = shapely.box(left, top, left + wide, top + high)
            if part_inside == 1.0:
                fits = shapely.covers(area, boxes)
            else:
                fits = shapely.area(shapely.intersection(area, boxes)) >= part_inside * wide * high
            for x, y in spots[fits]:
                if room.is_free(Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)):
                    return Placed(want, lines, size, float(x), float(y))
    return None


def _led_out(want: Wanted, room: Room) -> Placed | None:
    area = _largest(want.target)
    if area is None:
        return None
    x0, y0 = _spots(area, want.at)[0]
    size = SMALLEST_TYPE_PT
    lines = (" ".join(want.text.split()),)
    wide, high = _size_of(lines, want.face, size)
    for radius in np.arange(high, 40 * high, high / 2):
        for turn in range(24):
            angle = 2 * np.pi * turn / 24
            x, y = float(x0 + radius * 1.4 * np.cos(angle)), float(y0 + radius * np.sin(angle))
            if room.is_free(Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)):
                return Placed(want, lines, size, x, y, leader_to=(float(x0), float(y0)))
    return None


def _beside(want: Wanted, around: Rect, room: Room) -> Placed | None:
    for lines, size in _forms(want):
        wide, high = _size_of(lines, want.face, size)
        middle_x, middle_y = (around.left + around.right) / 2, (around.top + around.bottom) / 2
        right, left = around.right + wide / 2, around.left - wide / 2
        above, below = around.top - high / 2, around.bottom + high / 2
        for x, y in ((right, middle_y), (left, middle_y), (middle_x, below), (middle_x, above),
                     (right, above), (right, below), (left, above), (left, below)):
            if room.is_free(Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)):
                return Placed(want, lines, size, x, y)
    return None


def _along_line(want: Wanted, room: Room, placed: Sequence[Placed]) -> Placed | None:
    merged = linemerge(want.target) if isinstance(want.target, MultiLineString) else want.target
    visible = shapely.clip_by_rect(merged, room.frame.left, room.frame.top, room.frame.right, room.frame.bottom)
    lines = [part for part in shapely.get_parts(visible) if isinstance(part, LineString)]
    text = " ".join(want.text.split())
    same = [other for other in placed if other.lines == (text,)]
    for line in sorted(lines, key=lambda part: -part.length):
        for size in {want.size: None, SMALLEST_TYPE_PT: None}:
            found = _on_stretch(want, text, size, line, room)
            # a road comes in many pieces: its name once in a while is enough
            if found is not None and all(np.hypot(found.x - o.x, found.y - o.y) > 160 for o in same):
                return found
    return None


def _on_stretch(want: Wanted, text: str, size: float, line: LineString, room: Room) -> Placed | None:
    wide, high = _size_of((text,), want.face, size)
    spare = line.length - wide
    if spare < 0:
        return None
    for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
        start, middle, end = (line.interpolate(spare * share + wide * part) for part in (0.0, 0.5, 1.0))
        chord = LineString([start, end])
        # a name is written straight: only where the line runs straight, too
        if chord.length < 0.96 * wide or chord.distance(middle) > 0.25 * high:
            continue
        angle = float(np.degrees(np.arctan2(start.y - end.y, end.x - start.x)))
        angle = (angle + 90) % 180 - 90
        x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
        box = Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if room.is_free(_turned(box, angle)):
            return Placed(want, (text,), size, x, y, angle)
    return None


def letters_of(geometry: BaseGeometry, at_most: int = 3) -> list[Polygon]:
    """Return the largest parts of an area, each of which gets its letter: a zone may lie in several pieces."""
    parts = shapely.get_parts(geometry) if isinstance(geometry, MultiPolygon) else [geometry]
    areas = [part for part in parts if isinstance(part, Polygon)]
    return sorted(areas, key=lambda part: -part.area)[:at_most]
