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
from geo.render_static.linelabels import along_line
from geo.render_static.page import Rect
from geo.render_static.room import Room
from geo.render_static.wanted import AIR_PT, Placed, Wanted, box_of, forms, height_of, size_of

_GRID: Final = 11  # spots tried across an area and down it
_FEW: Final = 40  # up to so many names on a map, none is dropped: leaders are still readable
_HALF: Final = 0.55  # how much of a name must lie in its area when it cannot lie in it whole


def place_labels(wanted: Sequence[Wanted], room: Room) -> list[Placed]:
    """Place what can be placed and take those places in the room; the order of equals is the order given."""
    few = sum(1 for want in wanted if not want.droppable) <= _FEW
    placed: list[Placed] = []
    for want in sorted(wanted, key=lambda want: -want.priority):
        if isinstance(want.target, LineString | MultiLineString):
            found = along_line(want, room, placed)
        elif want.around is not None:
            found = _beside(want, want.around, room)
        else:
            found = _in_area(_under_its_name(want, placed) if want.under_names else want, room)
            if found is None and few and not want.droppable:
                found = _led_out(want, room)
        if found is not None:
            placed.append(found)
            room.take(box_of(found))
            if found.leader_to is not None:
                room.take_line(LineString([(found.x, found.y), found.leader_to]), 0.8)
    return placed


def _under_its_name(want: Wanted, placed: Sequence[Placed]) -> Wanted:
    shapely.prepare(want.target)
    inside = shapely.contains_xy(want.target, [name.x for name in placed], [name.y for name in placed])
    if not inside.any():
        return want
    name = placed[int(np.argmax(inside))]
    # a hair more than touching: what touches counts as covered when the last digit falls badly
    down = (height_of(len(name.lines), name.size) + height_of(1, want.size)) / 2 + AIR_PT + 0.01
    return replace(want, at=Point(name.x, name.y + down))


def _spots(area: Polygon, at: Point | None) -> np.ndarray:
    """Return points inside an area: where asked for, else where it is widest, then others around it."""
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
        for lines, size in forms(want):
            wide, high = size_of(lines, want.face, size)
            if wide * high * part_inside > area.area:
                continue
            half = np.array([wide, high]) / 2
            boxes = np.column_stack([spots - half, spots + half])
            free = np.flatnonzero(room.free(boxes))
            inside = free[_lies_in(area, boxes[free], part_inside)]
            if len(inside):
                x, y = spots[inside[0]]
                return Placed(want, lines, size, float(x), float(y))
    return None


def _lies_in(area: Polygon, boxes: np.ndarray, part: float) -> np.ndarray:
    if part == 1.0:
        return np.asarray(shapely.covers(area, shapely.box(*boxes.T)))
    # by a sample of 7 by 5 points: the exact overlap takes half of a city sheet's time
    across, down = np.meshgrid(np.linspace(0, 1, 7), np.linspace(0, 1, 5))
    x = boxes[:, :1] + (boxes[:, 2:3] - boxes[:, :1]) * across.ravel()
    y = boxes[:, 1:2] + (boxes[:, 3:] - boxes[:, 1:2]) * down.ravel()
    return np.asarray(shapely.contains_xy(area, x, y).mean(axis=1) >= part)


def _led_out(want: Wanted, room: Room) -> Placed | None:
    area = _largest(want.target)
    if area is None:
        return None
    x0, y0 = _spots(area, want.at)[0]
    size = SMALLEST_TYPE_PT
    lines = (" ".join(want.text.split()),)
    wide, high = size_of(lines, want.face, size)
    for radius in np.arange(high, 40 * high, high / 2):
        for turn in range(24):
            angle = 2 * np.pi * turn / 24
            x, y = float(x0 + radius * 1.4 * np.cos(angle)), float(y0 + radius * np.sin(angle))
            if room.is_free(Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)):
                return Placed(want, lines, size, x, y, leader_to=(float(x0), float(y0)))
    return None


def _beside(want: Wanted, around: Rect, room: Room) -> Placed | None:
    for lines, size in forms(want):
        wide, high = size_of(lines, want.face, size)
        middle_x, middle_y = (around.left + around.right) / 2, (around.top + around.bottom) / 2
        right, left = around.right + wide / 2, around.left - wide / 2
        above, below = around.top - high / 2, around.bottom + high / 2
        for x, y in (
            (right, middle_y),
            (left, middle_y),
            (middle_x, below),
            (middle_x, above),
            (right, above),
            (right, below),
            (left, above),
            (left, below),
        ):
            if room.is_free(Rect(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)):
                return Placed(want, lines, size, x, y)
    return None


def letters_of(geometry: BaseGeometry, at_most: int = 3) -> list[Polygon]:
    """Return the largest parts of an area: a zone may lie in several pieces, and each gets its letter."""
    parts = shapely.get_parts(geometry) if isinstance(geometry, MultiPolygon) else [geometry]
    areas = [part for part in parts if isinstance(part, Polygon)]
    return sorted(areas, key=lambda part: -part.area)[:at_most]
