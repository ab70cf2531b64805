"""Describe a text that wants a place on the map, the ways to write it, and the room each takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.affinity import rotate
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.render_static.lettering import SMALLEST_TYPE_PT, Face, width
from geo.render_static.page import Rect

LABEL_LINE: Final = 1.15  # baseline to baseline inside a label, in em
_ABOVE: Final = 1.0  # room over the first baseline and under the last, in em
_BELOW: Final = 0.27
AIR_PT: Final = 1.0  # between one label and the next


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that wants a place. `target` is in page points; `around` is the marker of a point's label."""

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
    under_names: bool = False  # a letter: best right under the name that stands in the same area


@dataclass(frozen=True, slots=True)
class Placed:
    """A text and its place: the middle of its box, its turn (degrees, to the left), the leader's far end."""

    wanted: Wanted
    lines: tuple[str, ...]
    size: float
    x: float
    y: float
    angle: float = 0.0
    leader_to: tuple[float, float] | None = None

    def baselines(self) -> Iterator[tuple[str, float, float]]:
        """Yield each line with the middle of its baseline."""
        top = -height_of(len(self.lines), self.size) / 2
        turn = np.radians(self.angle)
        for index, line in enumerate(self.lines):
            down = top + (_ABOVE + index * LABEL_LINE) * self.size
            yield line, self.x + down * float(np.sin(turn)), self.y + down * float(np.cos(turn))


def height_of(lines: int, size: float) -> float:
    """Return the height of a label of so many lines, from its highest mark to its lowest tail."""
    return (_ABOVE + _BELOW + (lines - 1) * LABEL_LINE) * size


def size_of(lines: Sequence[str], face: Face, size: float) -> tuple[float, float]:
    """Return the width and height that a label takes, with its air."""
    wide = max(width(line, face, size) for line in lines)
    return wide + AIR_PT, height_of(len(lines), size) + AIR_PT


def box_of(placed: Placed) -> Rect | Polygon:
    """Return the room that a placed label takes; a polygon when it is turned."""
    wide, high = size_of(placed.lines, placed.wanted.face, placed.size)
    box = Rect(placed.x - wide / 2, placed.y - high / 2, placed.x + wide / 2, placed.y + high / 2)
    return box if placed.angle == 0 else turned(box, placed.angle)


def turned(box: Rect, angle: float) -> Polygon:
    """Return a box turned to the left about its middle, by degrees."""
    # y grows downwards on the page, so a turn to the left is a negative one here
    return rotate(shapely.box(box.left, box.top, box.right, box.bottom), -angle, origin="center")


def forms(want: Wanted) -> Iterator[tuple[tuple[str, ...], float]]:
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
        (" ".join(words[:cut]), *_balanced(words[cut:], count - 1, face))
        for cut in range(1, len(words) - count + 2)
    ]
    return min(options, key=lambda lines: max(width(line, face, 1.0) for line in lines))
