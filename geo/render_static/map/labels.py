"""Find a place for each name and letter: inside its area, along its line, beside its point; never on another.

Greedy by priority, each with many alternatives: other spots, broken into lines, a smaller size. What fits
nowhere is dropped, lowest priority first, except on a map of few names, where it is led out by a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.render_static.lettering import SMALLEST_TYPE_PT
from geo.render_static.map.beside import place_beside
from geo.render_static.map.markers import Room
from geo.render_static.map.names import Placed, Wanted, along_line, box_of, forms, largest, size_of, small_lines
from geo.render_static.page import Rect

_GRID: Final = 11  # spots tried across an area and down it, on a map of many names
_FINE_GRID: Final = 27  # and on one of few
_FEW: Final = 40  # up to so many names on a map, none is dropped: leaders are still readable
_HALF: Final = 0.55  # how much of a name must lie in its area when it cannot lie in it whole


def place_labels(wanted: Sequence[Wanted], room: Room) -> list[Placed]:
    """Place what can be placed and take those places in the room; the order of equals is the order given.

    Names that have room in their own areas come first, with the letters at them; then those that must stand beside
    theirs, then the lines' names, then the letters that found no place at a name.
    """
    few = sum(1 for want in wanted if not want.droppable) <= _FEW
    tiny = [want for want in wanted if few and not want.droppable and not want.by_name and _is_tiny(want)]
    inside = [want for want in wanted if want not in tiny and not want.by_name and not _is_line(want)]
    placed: list[Placed] = []

    def take(found: Placed | None) -> None:
        if found is not None:
            placed.append(found)
            room.take(box_of(found))
            if found.leader is not None:
                room.take_line(LineString(found.leader), 0.6)

    for want in sorted(inside, key=lambda want: -want.priority):
        take(_place(want, room, few=few))
    letters = sorted((want for want in wanted if want.by_name), key=lambda want: -want.priority)
    names = [name for name in placed if name.wanted.around is None]  # areas' own: a point's name answers for the point
    without: list[Wanted] = []
    for want in letters:
        found = _at_name(want, names, room)
        take(found)
        if found is None and not want.only_by_name:
            without.append(want)
    for beside in place_beside(tiny, room):
        take(beside)
    for want in sorted(filter(_is_line, wanted), key=lambda want: -want.priority):
        take(along_line(want, room, placed))
    for want in without:
        take(_place(want, room, few=False))
    return placed


def _is_line(want: Wanted) -> bool:
    return isinstance(want.target, LineString | MultiLineString)


def _place(want: Wanted, room: Room, *, few: bool) -> Placed | None:
    if want.around is not None:
        return _beside_point(want, want.around, room)
    area = largest(want.target)
    if area is None:
        return None
    shapely.prepare(area)
    found = _in_area(want, area, room, few=few)
    if found is None and few and not want.droppable:
        found = next(iter(place_beside([want], room)), None)
    return found


def _is_tiny(want: Wanted) -> bool:
    """Tell whether an area cannot hold its name even set small and in two lines."""
    if not isinstance(want.target, Polygon | MultiPolygon) or want.target.is_empty:
        return False
    wide, high = size_of(small_lines(want), want, SMALLEST_TYPE_PT)
    left, top, right, bottom = want.target.bounds
    return right - left < wide or bottom - top < high


# --- in an area -----------------------------------------------------------------------------------


def _spots(area: Polygon, at: Point | None, count: int) -> np.ndarray:
    """Return points inside an area: where asked for, else where it is widest, then others around it."""
    left, top, right, bottom = area.bounds
    steps = (np.arange(count) + 0.5) / count
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


def _in_area(want: Wanted, area: Polygon, room: Room, *, few: bool) -> Placed | None:
    spots = _spots(area, want.at, _FINE_GRID if few else _GRID)
    for part_inside in (1.0, _HALF):
        for lines, size in forms(want):
            wide, high = size_of(lines, want, size)
            if wide * high * part_inside > area.area:
                continue
            half = np.array([wide, high]) / 2
            boxes = np.column_stack([spots - half, spots + half])
            free = np.flatnonzero(room.free(boxes))
            inside = free[_lies_in(area, boxes[free], part_inside)]
            if len(inside):
                x, y = spots[inside[0]]
                return Placed(want, lines, size, float(x), float(y))
    return _remarks_alone(want, area, spots, room) if want.remarks else None


def _remarks_alone(want: Wanted, area: Polygon, spots: np.ndarray, room: Room) -> Placed | None:
    """Write only what stands under the name, where the name itself has no room: a count must not be lost."""
    alone = replace(want, text="\n" + "\n".join(want.remarks))
    half = np.array(size_of(want.remarks, alone, SMALLEST_TYPE_PT)) / 2
    boxes = np.column_stack([spots - half, spots + half])
    fitting = np.flatnonzero(room.free(boxes) & _lies_in(area, boxes, _HALF))
    if not len(fitting):
        return None
    x, y = spots[fitting[0]]
    return Placed(alone, want.remarks, SMALLEST_TYPE_PT, float(x), float(y))


def _lies_in(area: Polygon, boxes: np.ndarray, part: float) -> np.ndarray:
    if part == 1.0:
        return np.asarray(shapely.covers(area, shapely.box(*boxes.T)))
    # by a sample of 7 by 5 points: the exact overlap takes half of a city sheet's time
    across, down = np.meshgrid(np.linspace(0, 1, 7), np.linspace(0, 1, 5))
    x = boxes[:, :1] + (boxes[:, 2:3] - boxes[:, :1]) * across.ravel()
    y = boxes[:, 1:2] + (boxes[:, 3:] - boxes[:, 1:2]) * down.ravel()
    return np.asarray(shapely.contains_xy(area, x, y).mean(axis=1) >= part)


def _at_name(want: Wanted, placed: Sequence[Placed], room: Room) -> Placed | None:
    """Place a letter over, beside or under the name in its area; None when there is no name, or no room at it."""
    area = largest(want.target)
    if area is None:
        return None
    shapely.prepare(area)
    inside = shapely.contains_xy(area, [name.x for name in placed], [name.y for name in placed])
    for index in np.flatnonzero(inside)[:1]:
        name = placed[index]
        wide, high = size_of((want.text,), want, want.size)
        name_wide, name_high = size_of(name.lines, name.wanted, name.size)
        # a hair more than touching: what touches counts as covered when the last digit falls badly
        across, down = (name_wide + wide) / 2 + 0.01, (name_high + high) / 2 + 0.01
        half = np.array([wide, high]) / 2
        spots = np.add((name.x, name.y), [(0, -down), (-across, 0), (across, 0), (0, down)])
        boxes = np.column_stack([spots - half, spots + half])
        free = np.flatnonzero(room.free(boxes) & _lies_in(area, boxes, 1.0))
        if len(free):
            x, y = spots[free[0]]
            return Placed(want, (want.text,), want.size, float(x), float(y))
    return None


def _beside_point(want: Wanted, around: Rect, room: Room) -> Placed | None:
    for lines, size in forms(want):
        wide, high = size_of(lines, want, size)
        middle_x, middle_y = (around.left + around.right) / 2, (around.top + around.bottom) / 2
        right, left = around.right + wide / 2, around.left - wide / 2
        above, below = around.top - high / 2, around.bottom + high / 2
        for x, y in (
            (right, middle_y), (left, middle_y), (middle_x, below), (middle_x, above),
            (right, above), (right, below), (left, above), (left, below),
        ):
            if room.is_free(Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)):
                return Placed(want, lines, size, x, y)
    return None


def letters_of(geometry: BaseGeometry, at_most: int = 3) -> list[Polygon]:
    """Return the largest parts of an area: a zone may lie in several pieces, and each gets its letter."""
    parts = shapely.get_parts(geometry) if isinstance(geometry, MultiPolygon) else [geometry]
    areas = [part for part in parts if isinstance(part, Polygon)]
    return sorted(areas, key=lambda part: -part.area)[:at_most]
