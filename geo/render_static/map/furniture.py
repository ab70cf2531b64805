"""Draw what makes a picture a map sheet: frame with degrees, north arrow, scale bar and watermark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path
from pyproj import CRS

from geo.crs import to_lonlat
from geo.mapmodel import MapModel
from geo.render_static.lettering import (
    ASCENT,
    BOLD,
    DESCENT,
    HEIGHT_OF_CAPITALS,
    ITALIC,
    LINE,
    REGULAR,
    SMALLEST_TYPE_PT,
    width,
    wrap,
)
from geo.render_static.map.frame import MapFrame
from geo.render_static.page import GREY, INK, WHITE, Page, Rect
from geo.sheet import Paper

NORTH_PT: Final = (18.0, 36.0)  # the room of the north arrow
_TICK_PT: Final = 4.0
_CORNER_PT: Final = 24.0  # no degrees so near to a corner
_BAR_SHARE: Final = 0.21  # of the map's width, at most, for the scale bar
_SEGMENTS: Final = 4
_PAD: Final = 5.0  # inside the scale's plate
_TICK_SECONDS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000)
_IMPRINT_PT: Final = 8.0
_WATERMARK: Final = "#101820"  # dark: a red word cannot be seen on red and orange zones


def say_number(value: float, words: Mapping[str, str]) -> str:
    """Write a number with the map language's marks: 1.234,5 in Vietnamese. No more decimals than it has."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", words["thousands_mark"] + words["decimal_mark"]))


# --- frame and degrees ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Degrees:
    """A meridian's or parallel's figure at the frame: the text, the middle of its baseline, its turn, its box."""

    text: str
    x: float
    y: float
    angle: float
    box: Rect

    def draw(self, page: Page) -> None:
        """Write the figure over the map."""
        size = SMALLEST_TYPE_PT
        page.text(self.x, self.y, self.text, size=size, color=GREY, align="center", z=51, angle=self.angle, halo=0.8)


def draw_frame(page: Page, frame: MapFrame) -> None:
    """Draw the map's frame, with ticks at round degrees on all sides."""
    rect = frame.rect
    page.box(rect, z=53.5, thick=0.9)
    for far in (False, True):
        edge, inwards = (rect.bottom, -_TICK_PT) if far else (rect.top, _TICK_PT)
        for _, at in _round_degrees(frame, along_x=True, far=far):
            page.rule(at, edge, at, edge + inwards, thick=0.5, z=51)
        edge, inwards = (rect.right, -_TICK_PT) if far else (rect.left, _TICK_PT)
        for _, at in _round_degrees(frame, along_x=False, far=far):
            page.rule(edge, at, edge + inwards, at, thick=0.5, z=51)


def degrees(model: MapModel, frame: MapFrame) -> Iterator[Degrees]:
    """Yield the figures at the ticks: longitude inside the upper side, latitude inside the left one."""
    inwards = _TICK_PT + 1.5 + SMALLEST_TYPE_PT * HEIGHT_OF_CAPITALS
    for along_x in (True, False):
        for seconds, at in _round_degrees(frame, along_x=along_x, far=False):
            text = _say_degrees(seconds, model.words["east" if along_x else "north"])
            half = width(text, REGULAR, SMALLEST_TYPE_PT) / 2 + 1
            if along_x:
                y = frame.rect.top + inwards
                yield Degrees(text, at, y, 0.0, Rect(at - half, frame.rect.top + _TICK_PT, at + half, y + 2))
            else:
                x = frame.rect.left + inwards
                yield Degrees(text, x, at, 90.0, Rect(frame.rect.left + _TICK_PT, at - half, x + 2, at + half))


def _round_degrees(frame: MapFrame, *, along_x: bool, far: bool) -> Iterator[tuple[int, float]]:
    """Yield (arc seconds, position on the page) where round meridians or parallels cross one side."""
    rect = frame.rect
    start, end = (rect.left, rect.right) if along_x else (rect.top, rect.bottom)
    fixed = (rect.bottom if far else rect.top) if along_x else (rect.right if far else rect.left)
    positions = np.linspace(start, end, 50)
    across = np.full_like(positions, fixed)
    metres = frame.to_ground(np.column_stack([positions, across] if along_x else [across, positions]))
    lonlat = shapely.get_coordinates(to_lonlat(np.asarray(shapely.points(metres)), frame.crs))
    seconds = lonlat[:, 0 if along_x else 1] * 3600
    if not along_x:  # latitude falls as y grows
        seconds, positions = seconds[::-1], positions[::-1]
    wanted = max(1.0, abs(end - start) / 110)
    step = next((s for s in _TICK_SECONDS if (seconds[-1] - seconds[0]) / s <= wanted), _TICK_SECONDS[-1])
    for value in range(int(np.ceil(seconds[0] / step)) * step, int(seconds[-1]) + 1, step):
        at = float(np.interp(value, seconds, positions))
        if min(abs(at - start), abs(at - end)) > _CORNER_PT:
            yield value, at


def _say_degrees(seconds: int, side: str) -> str:
    whole, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{whole}°{minutes:02d}′{left:02d}″{side}" if left else f"{whole}°{minutes:02d}′{side}"


def draw_north(page: Page, model: MapModel, rect: Rect) -> None:
    """Draw the north arrow and its letter (the map's north: grid north, up) into a room of NORTH_PT."""
    middle, tip, foot = (rect.left + rect.right) / 2, rect.top + 12, rect.bottom - 2
    half, notch = 6.0, foot - 6
    left = Path([(middle, tip), (middle - half, foot), (middle, notch), (middle, tip)], closed=True)
    right = Path([(middle, tip), (middle + half, foot), (middle, notch), (middle, tip)], closed=True)
    page.path(left, z=53, fill=INK, stroke=INK, stroke_width=0.6)
    page.path(right, z=53, fill=WHITE, stroke=INK, stroke_width=0.6)
    page.text(middle, rect.top + 10, model.words["north"], BOLD, 11, align="center", z=53, halo=1.2)


# --- scale ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """The numeric scale, the bar and the note on the coordinate system: what they say, and the room they take."""

    numeric: str
    metres: float  # of one of the bar's segments
    points: float
    unit: str
    size: float
    note: tuple[str, ...]
    bar_left: float
    width: float
    height: float


def measure_scale(model: MapModel, frame: MapFrame, paper: Paper) -> Scale:
    """Return the scale's words and sizes for a plate in the frame or under it."""
    grown, words = min(paper.type_scale, 1.4), model.words
    size, figures = 8.5 * grown, 6.0 * grown
    numeric = words["scale"].format(denominator=say_number(frame.denominator, words))
    room = frame.rect.width * _BAR_SHARE / _SEGMENTS
    steps = [step * 10**power for power in range(6) for step in (1, 2, 2.5, 5)]
    metres = max((step for step in steps if step * frame.points_per_metre <= room), default=1)
    unit = words["unit_km" if metres * _SEGMENTS > 1000 else "unit_m"]
    bar_left = _PAD + width(numeric, BOLD, size) + 10 * grown
    points = metres * frame.points_per_metre
    wide = bar_left + _SEGMENTS * points + 4 + width(unit, REGULAR, figures) + _PAD
    note = words["sheet_note"].format(crs=CRS.from_user_input(model.metric_crs).name)
    wide = max(wide, min(width(note, ITALIC, figures) + 2 * _PAD + 0.1, 1.3 * wide))  # in one line where that does it
    lines = tuple(wrap(note, ITALIC, figures, wide - 2 * _PAD))
    high = _PAD + figures * HEIGHT_OF_CAPITALS + 2.5 + 4 * grown + len(lines) * LINE * figures + 5
    return Scale(numeric, metres, points, unit, size, lines, bar_left, wide, high)


def draw_scale(page: Page, model: MapModel, scale: Scale, rect: Rect, *, inside: bool) -> None:
    """Draw the scale into its room: on a white plate inside the map, or plain under it."""
    grown = scale.size / 8.5
    high, figures = 4.0 * grown, 6.0 * grown
    if inside:
        page.box(rect, z=52, fill=WHITE, thick=0.5)
    start = rect.left if inside else rect.left - _PAD
    baseline = rect.top + _PAD + figures * HEIGHT_OF_CAPITALS + 2.5 + high
    page.text(start + _PAD, baseline, scale.numeric, BOLD, scale.size, gid="scale", z=53)
    left = start + scale.bar_left
    for index in range(_SEGMENTS):
        box = Rect(left + index * scale.points, baseline - high, left + (index + 1) * scale.points, baseline)
        page.box(box, z=53, fill=WHITE if index % 2 else INK, thick=0.6, gid=f"scale-bar/{index}")
    in_km = scale.metres * _SEGMENTS > 1000
    for index in range(_SEGMENTS + 1):
        value = say_number(scale.metres * index / (1000 if in_km else 1), model.words)
        page.text(left + index * scale.points, baseline - high - 2.5, value, size=figures, align="center", z=53)
    page.text(left + _SEGMENTS * scale.points + 4, baseline, scale.unit, size=figures, z=53)
    for index, line in enumerate(scale.note):
        y = baseline + 2.5 + (ASCENT + index * (ASCENT + DESCENT)) * figures
        page.text(start + _PAD, y, line, ITALIC, figures, color=GREY, z=53)


def draw_watermark(page: Page, text: str) -> None:
    """Write a word large, aslant and translucent over the whole sheet, so that it can't be cut away.

    It lies over the map and under everything that is written beside it.
    """
    diagonal = float(np.hypot(page.width, page.height))
    size = min(0.62 * diagonal / width(text, BOLD, 1.0), page.height * 0.34)
    angle = float(np.degrees(np.arctan2(page.height, page.width)))
    # the baseline's middle is moved so that the middle of the capitals lies on the middle of the sheet
    down, turn = size * HEIGHT_OF_CAPITALS / 2, np.radians(angle)
    x = page.width / 2 + down * float(np.sin(turn))
    y = page.height / 2 + down * float(np.cos(turn))
    page.text(x, y, text, BOLD, size, color=_WATERMARK, align="center", z=50, angle=angle, alpha=0.13, gid="watermark")


def draw_imprint(page: Page, text: str) -> None:
    """Repeat a line faintly all over the sheet: whoever passes a part of it on passes on who printed it."""
    size = _IMPRINT_PT * min(page.paper.type_scale, 1.6)
    wide = width(text, BOLD, size) + 3 * size
    step_y = 9 * size
    for row in range(int(page.height / step_y) + 1):
        y = (row + 0.7) * step_y
        x = -wide * (0.5 if row % 2 else 0.0)
        while x < page.width:
            page.text(x, y, text, BOLD, size, color=_WATERMARK, z=49, angle=12.0, alpha=0.16, gid="imprint")
            x += wide
