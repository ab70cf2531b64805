"""Lay the rows beside the map, and give the map what is left: one column, else two, else a strip under the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.mapmodel import MapModel
from geo.render_static.blocks import Block, Row, build
from geo.render_static.furniture import STRIP_PT, TICKS_PT
from geo.render_static.mapframe import MapFrame, fit
from geo.render_static.page import POINTS_PER_MM, PAPERS, Paper, Rect
from geo.render_static.symbols import SMALLEST_TYPE_PT

_BODY_PT: Final = 8.0
_STEP_PT: Final = 0.5
_BETWEEN_PT: Final = 12.0          # between map and column, and between columns
_MAP_SHARE: Final = 0.38           # the map never gets less of the width
_STRIP_SHARE: Final = 0.5          # of the height, at most, for a strip under the map


class SheetTooSmall(ValueError):
    """The legend and the tables do not fit on this paper even in the smallest readable type."""

    def __init__(self, paper: str) -> None:
        self.paper = paper
        larger = list(PAPERS)[list(PAPERS).index(paper) + 1:]
        self.larger: str | None = larger[0] if larger else None
        super().__init__(f"the tables do not fit on {paper}; try {self.larger or 'fewer points'}")


@dataclass(frozen=True, slots=True)
class Spot:
    """A row and its place."""

    row: Row
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the map stands, and every row beside it."""

    frame: MapFrame
    strip: Rect                    # under the map: scale and note
    spots: tuple[Spot, ...]
    size: float


def arrange(model: MapModel, paper: Paper, body: Rect) -> Layout:
    """Return the layout of the body of the sheet. SheetTooSmall when even 6 pt and all columns do not suffice.

    One column is kept as long as its type can shrink (8 to 6 pt on A4). Then the tables go on in further columns or
    under the map, whichever leaves the map the larger scale.
    """
    column = paper.column_mm * POINTS_PER_MM
    sizes = list(_sizes(paper))
    for size in sizes:
        layout = _in_columns(model, body, build(model, column, size), column, 1, size)
        if layout is not None:
            return layout
    found: list[Layout] = []
    for size in sizes[-3:]:
        blocks = build(model, column, size)
        most = int((body.width * (1 - _MAP_SHARE)) // (column + _BETWEEN_PT))
        choices = [_in_columns(model, body, blocks, column, count, size) for count in range(2, most + 1)]
        choices.append(_with_strip(model, body, blocks, column, size))
        found += [layout for layout in choices if layout is not None]
    if not found:
        raise SheetTooSmall(paper.name)
    return min(found, key=lambda layout: (layout.frame.denominator, -layout.size))


def _sizes(paper: Paper) -> Iterator[float]:
    size = _BODY_PT * paper.type_scale
    while size > SMALLEST_TYPE_PT:
        yield size
        size -= _STEP_PT * paper.type_scale
    yield SMALLEST_TYPE_PT


def _map_rects(left: float, right: float, body: Rect, bottom: float) -> tuple[Rect, Rect]:
    window = Rect(left + TICKS_PT, body.top + TICKS_PT, right, bottom - STRIP_PT)
    return window, Rect(window.left, window.bottom, window.right, bottom)


def _in_columns(
    model: MapModel, body: Rect, blocks: Sequence[Block], column: float, count: int, size: float
) -> Layout | None:
    lefts = [body.right - column - place * (column + _BETWEEN_PT) for place in reversed(range(count))]
    spots = flow(blocks, [Rect(left, body.top + TICKS_PT, left + column, body.bottom) for left in lefts])
    if spots is None:
        return None
    window, strip = _map_rects(body.left, lefts[0] - _BETWEEN_PT, body, body.bottom)
    return Layout(fit(model, window), strip, tuple(spots), size)


def _with_strip(model: MapModel, body: Rect, blocks: Sequence[Block], column: float, size: float) -> Layout | None:
    side = Rect(body.right - column, body.top + TICKS_PT, body.right, body.bottom)
    room = side.left - _BETWEEN_PT - body.left
    count = int((room + _BETWEEN_PT) // (column + _BETWEEN_PT))
    if count < 1:
        return None
    step = column + (room - count * column) / max(1, count - 1) if count > 1 else 0.0
    height, most = size * 6, body.height * _STRIP_SHARE
    while height <= most:
        under = [
            Rect(body.left + place * step, body.bottom - height, body.left + place * step + column, body.bottom)
            for place in range(count)
        ]
        spots = flow(blocks, [side, *under])
        if spots is not None:
            window, strip = _map_rects(body.left, side.left - _BETWEEN_PT, body, body.bottom - height - 4)
            return Layout(fit(model, window), strip, tuple(spots), size)
        height += size
    return None


def flow(blocks: Sequence[Block], columns: Sequence[Rect]) -> list[Spot] | None:
    """Fill the columns with the blocks' rows in order; None when they do not all fit.

    A heading never stands last in a column; a block that breaks repeats its heading in the next one.
    """
    spots: list[Spot] = []
    number, y = 0, columns[0].top
    for block in blocks:
        if y > columns[number].top:
            y += block.gap
        for index, row in enumerate(block.rows):
            if y + _kept_together(block.rows, index) > columns[number].bottom:
                number += 1
                if number == len(columns):
                    return None
                y = columns[number].top
                if index and not block.rows[index - 1].with_next:
                    for again in block.again:
                        spots.append(Spot(again, columns[number].left, y))
                        y += again.height
                if y + _kept_together(block.rows, index) > columns[number].bottom:
                    return None
            spots.append(Spot(row, columns[number].left, y))
            y += row.height
    return spots


def _kept_together(rows: Sequence[Row], index: int) -> float:
    height = rows[index].height
    while rows[index].with_next and index + 1 < len(rows):
        index += 1
        height += rows[index].height
    return height
