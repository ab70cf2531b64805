"""Write the name of a road or a belt along its line, where it runs straight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.ops import linemerge

from geo.render_static.lettering import SMALLEST_TYPE_PT
from geo.render_static.page import Rect
from geo.render_static.room import Room
from geo.render_static.wanted import Placed, Wanted, size_of, turned

_APART_PT: Final = 160.0  # between the same name and itself

# where along a line a name is tried, as shares of the line's spare length
_STRETCHES: Final = (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9)


def along_line(want: Wanted, room: Room, placed: Sequence[Placed]) -> Placed | None:
    """Place a name once on its line's longest straight stretch that is free; None when there is none.

    None, too, when the same name stands nearby already: a road comes in many pieces.
    """
    merged = linemerge(want.target) if isinstance(want.target, MultiLineString) else want.target
    visible = shapely.clip_by_rect(
        merged, room.frame.left, room.frame.top, room.frame.right, room.frame.bottom
    )
    lines = [part for part in shapely.get_parts(visible) if isinstance(part, LineString)]
    text = " ".join(want.text.split())
    same = [other for other in placed if other.lines == (text,)]
    for line in sorted(lines, key=lambda part: -part.length):
        for size in {want.size: None, SMALLEST_TYPE_PT: None}:
            found = _on_stretch(want, text, size, line, room)
            if found is not None and all(
                np.hypot(found.x - other.x, found.y - other.y) > _APART_PT for other in same
            ):
                return found
    return None


def _on_stretch(want: Wanted, text: str, size: float, line: LineString, room: Room) -> Placed | None:
    wide, high = size_of((text,), want.face, size)
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
        x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
        box = Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if room.is_free(turned(box, angle)):
            return Placed(want, (text,), size, x, y, angle)
    return None
