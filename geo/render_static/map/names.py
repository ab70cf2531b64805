"""Describe a text that wants a place on the map, the ways to write it, and the room each takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.affinity import rotate
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from geo.render_static.lettering import REGULAR, SMALLEST_TYPE_PT, Face, width
from geo.render_static.map.markers import Room
from geo.render_static.page import Rect

LABEL_LINE: Final = 1.2  # baseline to baseline inside a label, in em: the dot of "ạ" must not meet the mark of "ắ"
_ABOVE: Final = 1.0  # room over the first baseline and under the last, in em
_BELOW: Final = 0.27
AIR_PT: Final = 1.0  # between one label and the next
_APART_PT: Final = 160.0  # between the same road's name and itself
_BESIDE_PT: Final = 1.5  # between a line and a name that stands beside it
_STRETCHES: Final = (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9)  # where along a line a name is tried


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that wants a place. `target` is in page points; `around` is the marker of a point's label.

    What stands after a line break (a count under a name) belongs to it and is set in the regular face.
    """

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
    by_name: bool = False  # a letter: stands at the name that stands in the same area
    only_by_name: bool = False  # and nowhere else
    strokes: BaseGeometry | None = None  # a line's name: the thick lines that it should not lie on

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return the lines under the name."""
        return tuple(self.text.split("\n")[1:])


@dataclass(frozen=True, slots=True)
class Placed:
    """A text and its place: the middle of its box, its turn (degrees, to the left), the leader's two ends."""

    wanted: Wanted
    lines: tuple[str, ...]
    size: float
    x: float
    y: float
    angle: float = 0.0
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None

    def baselines(self) -> Iterator[tuple[str, Face, float, float]]:
        """Yield each line with its face and the middle of its baseline."""
        top = -height_of(len(self.lines), self.size) / 2
        turn = np.radians(self.angle)
        for index, (line, face) in enumerate(zip(self.lines, _faces(self.lines, self.wanted), strict=True)):
            down = top + (_ABOVE + index * LABEL_LINE) * self.size
            yield line, face, self.x + down * float(np.sin(turn)), self.y + down * float(np.cos(turn))


def _faces(lines: Sequence[str], want: Wanted) -> list[Face]:
    under = len(want.remarks)
    return [want.face] * (len(lines) - under) + [REGULAR] * under


def height_of(lines: int, size: float) -> float:
    """Return the height of a label of so many lines, from its highest mark to its lowest tail."""
    return (_ABOVE + _BELOW + (lines - 1) * LABEL_LINE) * size


def size_of(lines: Sequence[str], want: Wanted, size: float) -> tuple[float, float]:
    """Return the width and height that a label takes, with its air."""
    wide = max(width(line, face, size) for line, face in zip(lines, _faces(lines, want), strict=True))
    return wide + AIR_PT, height_of(len(lines), size) + AIR_PT


def box_of(placed: Placed) -> Rect | Polygon:
    """Return the room that a placed label takes; a polygon when it is turned."""
    wide, high = size_of(placed.lines, placed.wanted, placed.size)
    box = Rect(placed.x - wide / 2, placed.y - high / 2, placed.x + wide / 2, placed.y + high / 2)
    return box if placed.angle == 0 else _turned(box, placed.angle)


def _turned(box: Rect, angle: float) -> Polygon:
    # y grows downwards on the page, so a turn to the left is a negative one here
    return rotate(shapely.box(box.left, box.top, box.right, box.bottom), -angle, origin="center")


def forms(want: Wanted) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield the ways to write a label, best first: whole, in two lines, in three; then the same smaller."""
    name, remarks = want.text.split("\n")[0], want.remarks
    counts = range(1, _most_lines(name, want) + 1)
    breaks = [(*in_lines(name, count, want.face), *remarks) for count in counts] or [(name, *remarks)]
    size = want.size
    while True:
        for lines in breaks:
            yield lines, size
        if size <= SMALLEST_TYPE_PT:
            return
        size = max(SMALLEST_TYPE_PT, size - 1.0)


def in_lines(text: str, count: int, face: Face) -> tuple[str, ...]:
    """Break a text into `count` lines, as equal in width as can be."""
    words = text.split()
    if count == 1:
        return (" ".join(words),)
    options = [
        (" ".join(words[:cut]), *in_lines(" ".join(words[cut:]), count - 1, face))
        for cut in range(1, len(words) - count + 2)
    ]
    return min(options, key=lambda lines: max(width(line, face, 1.0) for line in lines))


def small_lines(want: Wanted) -> tuple[str, ...]:
    """Return a label in two short lines, and what stands under it."""
    name = want.text.split("\n")[0]
    return (*in_lines(name, min(2, _most_lines(name, want)), want.face), *want.remarks)


def _most_lines(name: str, want: Wanted) -> int:
    """Return in how many lines a name may be broken: in one where what stands under it is wider than the whole."""
    if any(width(remark, REGULAR, 1.0) >= width(name, want.face, 1.0) for remark in want.remarks):
        return 1
    return max(1, min(len(name.split()), 2 if want.remarks else 3))


def largest(geometry: BaseGeometry) -> Polygon | None:
    """Return the largest part of an area; None when it has none."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon) and not part.is_empty]
    return max(parts, key=lambda part: part.area, default=None)


# --- along a line ---------------------------------------------------------------------------------


def along_line(want: Wanted, room: Room, placed: Sequence[Placed]) -> Placed | None:
    """Place a road's or belt's name once on its longest straight stretch that is free; None when there is none.

    None, too, when the same name stands nearby already: a road comes in many pieces.
    """
    merged = linemerge(want.target) if isinstance(want.target, MultiLineString) else want.target
    visible = shapely.clip_by_rect(merged, room.frame.left, room.frame.top, room.frame.right, room.frame.bottom)
    lines = [part for part in shapely.get_parts(visible) if isinstance(part, LineString)]
    text = " ".join(want.text.split())
    same = [other for other in placed if other.lines == (text,)]
    # on its line; beside it, where a thick line runs along it; at last on both
    ways = [(want.strokes, 0.0), (want.strokes, 1.0), (want.strokes, -1.0), (None, 0.0)]
    for strokes, side in ways if want.strokes is not None else ways[-1:]:
        for line in sorted(lines, key=lambda part: -part.length):
            for size in dict.fromkeys((want.size, SMALLEST_TYPE_PT)):
                found = _on_stretch(want, text, size, line, room, strokes, side)
                if found is not None and all(
                    np.hypot(found.x - other.x, found.y - other.y) > _APART_PT for other in same
                ):
                    return found
    return None


def _on_stretch(
    want: Wanted, text: str, size: float, line: LineString, room: Room, strokes: BaseGeometry | None, side: float
) -> Placed | None:
    wide, high = size_of((text,), want, size)
    spare = line.length - wide
    if spare < 0:
        return None
    for share in _STRETCHES:
        start, middle, end = (line.interpolate(spare * share + wide * part) for part in (0.0, 0.5, 1.0))
        chord = LineString([start, end])
        # a name is written straight: only where the line runs straight, too
        if chord.length < 0.96 * wide or chord.distance(middle) > 0.25 * high:
            continue
        angle = float(np.degrees(np.arctan2(start.y - end.y, end.x - start.x)))
        angle = (angle + 90) % 180 - 90
        turn, aside = np.radians(angle), side * (high / 2 + _BESIDE_PT)
        x, y = (start.x + end.x) / 2 - aside * float(np.sin(turn)), (start.y + end.y) / 2 - aside * float(np.cos(turn))
        box = Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        aslant = _turned(box, angle)
        if room.is_free(aslant) and (strokes is None or not strokes.intersects(aslant)):
            return Placed(want, (text,), size, x, y, angle)
    return None
