"""Draw the squares by which a place is named on the telephone: thin lines, letters and numbers at the frame."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from geo.grid import LETTERS
from geo.mapmodel import MapModel
from geo.render_static.lettering import BOLD, HEIGHT_OF_CAPITALS, SMALLEST_TYPE_PT
from geo.render_static.map.frame import MapFrame
from geo.render_static.page import GREY, INK, Page
from geo.sheet import Paper

_BAND_PT: Final = 7.5          # the strip about the frame that holds letters and numbers, on A4
_MOST_GROWN: Final = 1.8
_LINE: Final = "#7A7A7A"
_LEAST_PT: Final = 9.0         # a stretch shorter than this has no room for its letter


def band_width(model: MapModel, paper: Paper) -> float:
    """Return the width of the strip about the frame; 0 where the map has no squares."""
    return 0.0 if model.grid is None else _BAND_PT * _grown(paper)


def _grown(paper: Paper) -> float:
    return min(paper.type_scale, _MOST_GROWN)


def draw_squares(page: Page, model: MapModel, frame: MapFrame) -> None:
    """Draw the lines inside the frame, and its letters (from the west) and numbers (from the north) about it."""
    grid = model.grid
    if grid is None:
        return
    rect = frame.rect
    page.box(frame.outer, z=53.4, thick=0.5)
    columns, rows = _on_page(frame, grid.column_edges(), 0), _on_page(frame, grid.row_edges(), 1)
    top, bottom = max(rows[0], rect.top), min(rows[-1], rect.bottom)
    left, right = max(columns[0], rect.left), min(columns[-1], rect.right)
    for x in columns:
        if rect.left < x < rect.right:
            page.rule(x, top, x, bottom, thick=0.3, color=_LINE, z=44)
            for edge in (rect.top, rect.bottom + frame.band):
                page.rule(x, edge - frame.band, x, edge, thick=0.5, color=INK, z=53.4)
    for y in rows:
        if rect.top < y < rect.bottom:
            page.rule(left, y, right, y, thick=0.3, color=_LINE, z=44)
            for edge in (rect.left, rect.right + frame.band):
                page.rule(edge - frame.band, y, edge, y, thick=0.5, color=INK, z=53.4)
    _write(page, frame, columns, rows)


def _write(page: Page, frame: MapFrame, columns: list[float], rows: list[float]) -> None:
    rect, band = frame.rect, frame.band
    size = max(SMALLEST_TYPE_PT, SMALLEST_TYPE_PT * band / _BAND_PT)
    down = size * HEIGHT_OF_CAPITALS / 2
    for place, middle in _middles(columns, rect.left, rect.right):
        for y in (rect.top - band / 2, rect.bottom + band / 2):
            page.text(middle, y + down, LETTERS[place], BOLD, size, color=GREY, align="center", gid=f"square-{place}")
    for place, middle in _middles(rows, rect.top, rect.bottom):
        for x in (rect.left - band / 2, rect.right + band / 2):
            page.text(x, middle + down, str(place + 1), BOLD, size, color=GREY, align="center", gid=f"square-{place}")


def _middles(edges: list[float], start: float, end: float) -> list[tuple[int, float]]:
    """Return (place, middle) of each column or row as far as it is seen between two sides of the frame."""
    seen = [(max(low, start), min(high, end)) for low, high in pairwise(edges)]
    return [(place, (low + high) / 2) for place, (low, high) in enumerate(seen) if high - low > _LEAST_PT]


def _on_page(frame: MapFrame, edges: list[float], axis: int) -> list[float]:
    """Bring metres along one axis to points on the page."""
    rect = frame.rect
    corners = frame.to_ground(np.array([[rect.left, rect.top], [rect.right, rect.bottom]]))
    pages = np.array([[rect.left, rect.top], [rect.right, rect.bottom]])
    (start, end), (first, last) = corners[:, axis], pages[:, axis]
    return [float(first + (edge - start) / (end - start) * (last - first)) for edge in edges]
