"""Draw what makes a picture a map sheet: frame with degrees, north arrow, scale bar and watermark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path
from pyproj import CRS

from geo.crs import to_lonlat
from geo.mapmodel import MapModel
from geo.render_static.lettering import BOLD, HEIGHT_OF_CAPITALS, ITALIC, LINE, width, wrap
from geo.render_static.mapframe import MapFrame
from geo.render_static.page import GREY, INK, WHITE, Page, Rect

STRIP_PT: Final = 26.0  # under the map: scale and note
TICKS_PT: Final = 9.0  # over the map and on its left: degrees
NORTH_PT: Final = (20.0, 38.0)  # the room of the north arrow
_BAR_SHARE: Final = 0.34  # of the map's width, at most, for the scale bar
_SEGMENTS: Final = 4
_TICK_SECONDS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000)
_WATERMARK: Final = "#B3261E"


def say_number(value: float, words: Mapping[str, str]) -> str:
    """Write a number with the map language's marks: 1.234,5 in Vietnamese. No more decimals than it has."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", words["thousands_mark"] + words["decimal_mark"]))


def draw_frame(page: Page, model: MapModel, frame: MapFrame) -> None:
    """Draw the map's frame, with ticks at round degrees on all sides and figures above and on the left."""
    rect = frame.rect
    page.box(rect, z=50, thick=0.9)
    for along_x, far in ((True, False), (True, True), (False, False), (False, True)):
        for seconds, at in _round_degrees(frame, along_x, far):
            if along_x:
                edge, inwards = (rect.bottom, -4) if far else (rect.top, 4)
                page.rule(at, edge, at, edge + inwards, thick=0.5, z=51)
            else:
                edge, inwards = (rect.right, -4) if far else (rect.left, 4)
                page.rule(edge, at, edge + inwards, at, thick=0.5, z=51)
            if not far:
                text = _say_degrees(seconds, model.words["east" if along_x else "north"])
                spot = (at, rect.top - 2.2) if along_x else (rect.left - 2.2, at)
                page.text(*spot, text, size=6, color=GREY, align="center", angle=0 if along_x else 90)


def _round_degrees(frame: MapFrame, along_x: bool, far: bool) -> Iterator[tuple[int, float]]:
    """Yield (arc seconds, position on the page) where round meridians or parallels cross one side."""
    rect = frame.rect
    start, end = (rect.left, rect.right) if along_x else (rect.top, rect.bottom)
    fixed = (rect.bottom if far else rect.top) if along_x else (rect.right if far else rect.left)
    positions = np.linspace(start, end, 50)
    across = np.full_like(positions, fixed)
    page_points = np.column_stack([positions, across] if along_x else [across, positions])
    centre = ((rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2)
    factor = frame.points_per_metre
    metres = (page_points - centre) / (factor, -factor) + frame.middle
    lonlat = shapely.get_coordinates(to_lonlat(np.asarray(shapely.points(metres)), frame.crs))
    seconds = lonlat[:, 0 if along_x else 1] * 3600
    if not along_x:  # latitude falls as y grows
        seconds, positions = seconds[::-1], positions[::-1]
    wanted = max(1.0, abs(end - start) / 110)
    step = next((s for s in _TICK_SECONDS if (seconds[-1] - seconds[0]) / s <= wanted), _TICK_SECONDS[-1])
    # figures need their own room: none within 24 pt of a corner
    for value in range(int(np.ceil(seconds[0] / step)) * step, int(seconds[-1]) + 1, step):
        at = float(np.interp(value, seconds, positions))
        if min(abs(at - start), abs(at - end)) > 24:
            yield value, at


def _say_degrees(seconds: int, side: str) -> str:
    degrees, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{degrees}°{minutes:02d}′{left:02d}″{side}" if left else f"{degrees}°{minutes:02d}′{side}"


def draw_north(page: Page, model: MapModel, rect: Rect) -> None:
    """Draw the north arrow and its letter (the map's north: grid north, up) into a room of NORTH_PT."""
    page.box(rect, z=52, fill=WHITE, stroke=None)
    middle, tip, foot = (rect.left + rect.right) / 2, rect.top + 13, rect.bottom - 2
    half, notch = 6.5, foot - 6
    left = Path([(middle, tip), (middle - half, foot), (middle, notch), (middle, tip)], closed=True)
    right = Path([(middle, tip), (middle + half, foot), (middle, notch), (middle, tip)], closed=True)
    page.path(left, z=53, fill=INK, stroke=INK, stroke_width=0.6)
    page.path(right, z=53, fill=WHITE, stroke=INK, stroke_width=0.6)
    page.text(middle, rect.top + 10.5, model.words["north"], BOLD, 11, align="center", z=53)


def scale_bar(frame: MapFrame) -> tuple[float, float]:
    """Return the length of one of the bar's segments: (metres, points)."""
    room = frame.rect.width * _BAR_SHARE / _SEGMENTS
    steps = [step * 10**power for power in range(6) for step in (1, 2, 2.5, 5)]
    metres = max((step for step in steps if step * frame.points_per_metre <= room), default=1)
    return metres, metres * frame.points_per_metre


def draw_strip(page: Page, model: MapModel, frame: MapFrame, rect: Rect) -> None:
    """Write the numeric scale, the scale bar and the note on the coordinate system under the map."""
    words, scale = model.words, min(page.paper.type_scale, 1.4)
    size = 9.0 * scale
    baseline = rect.top + 10 + size * HEIGHT_OF_CAPITALS
    numeric = words["scale"].format(denominator=say_number(frame.denominator, words))
    page.text(rect.left, baseline, numeric, BOLD, size, gid="scale")
    left = rect.left + width(numeric, BOLD, size) + 20 * scale
    metres, points = scale_bar(frame)
    in_km = metres * _SEGMENTS > 1000
    high, figures = 4.0 * scale, 6.5 * scale
    for index in range(_SEGMENTS):
        box = Rect(left + index * points, baseline - high, left + (index + 1) * points, baseline)
        page.box(box, fill=WHITE if index % 2 else INK, thick=0.6, gid=f"scale-bar/{index}")
    for index in range(_SEGMENTS + 1):
        value = say_number(metres * index / (1000 if in_km else 1), words)
        page.text(left + index * points, baseline - high - 2.5, value, size=figures, align="center")
    end = left + _SEGMENTS * points
    unit = words["unit_km" if in_km else "unit_m"]
    page.text(end + 4, baseline, unit, size=figures)
    note = words["sheet_note"].format(crs=CRS.from_user_input(model.metric_crs).name)
    room_left = end + 4 + width(unit, ITALIC, figures) + 24 * scale
    lines = wrap(note, ITALIC, figures, rect.right - room_left)
    for index, line in enumerate(lines):
        y = baseline + (index - (len(lines) - 1) / 2) * figures * LINE
        page.text(rect.right, y, line, ITALIC, figures, color=GREY, align="right")


def draw_watermark(page: Page, text: str) -> None:
    """Write a word large, aslant and translucent over the whole sheet, so that it can't be cut away."""
    diagonal = float(np.hypot(page.width, page.height))
    size = min(0.62 * diagonal / width(text, BOLD, 1.0), page.height * 0.34)
    angle = float(np.degrees(np.arctan2(page.height, page.width)))
    # the baseline's middle is moved so that the middle of the capitals lies on the middle of the sheet
    down, turn = size * HEIGHT_OF_CAPITALS / 2, np.radians(angle)
    x = page.width / 2 + down * float(np.sin(turn))
    y = page.height / 2 + down * float(np.cos(turn))
    page.text(
        x,
        y,
        text,
        BOLD,
        size,
        color=_WATERMARK,
        align="center",
        z=90,
        angle=angle,
        alpha=0.11,
        gid="watermark",
    )
