"""Lay the rows beside and under the map, and give the map what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from geo.mapmodel import MapModel
from geo.render_static.blocks import build
from geo.render_static.furniture import STRIP_PT, TICKS_PT
from geo.render_static.lettering import SMALLEST_TYPE_PT
from geo.render_static.mapframe import MapFrame, fit
from geo.render_static.page import PAPERS, POINTS_PER_MM, Paper, Rect
from geo.render_static.rows import Block, Row

_BODY_PT: Final = 8.0
_STEP_PT: Final = 0.5
_BETWEEN_PT: Final = 12.0  # between map and column, and between columns
_MAP_WIDTH: Final = 0.34  # of the body: the map never gets less
_UNDER_MAP: Final = 0.5  # of the body's height, at most, for tables under the map

BlocksAt = Callable[[float], Sequence[Block]]  # the blocks, set for a column of that width


class SheetTooSmall(ValueError):
    """The legend and the tables do not fit on this paper even in the smallest readable type."""

    def __init__(self, paper: str) -> None:
        self.paper = paper
        larger = list(PAPERS)[list(PAPERS).index(paper) + 1 :]
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
    """Where the map stands, the strip under it with scale and note, and every row beside it."""

    frame: MapFrame
    strip: Rect
    spots: tuple[Spot, ...]
    size: float


def arrange(model: MapModel, paper: Paper, body: Rect) -> Layout:
    """Return the layout of the sheet's body. SheetTooSmall when even 6 pt and all columns do not suffice.

    One column in full-sized type when that holds everything. Else smaller type (down to 6 pt), more columns
    or tables under the map: what leaves the map the largest scale, then the largest type.
    """
    plain = _lay(model, body, _built(model, _BODY_PT * paper.type_scale), _side(paper, body, 1), [])
    if plain is not None:
        return Layout(*plain, _BODY_PT * paper.type_scale)
    found: list[Layout] = []
    for size in _sizes(paper):
        fitting = _at_size(model, paper, body, size)
        if not fitting:
            break  # what does not fit at this size does not fit set larger
        found += fitting
    if not found:
        raise SheetTooSmall(paper.name)
    return min(found, key=lambda layout: (layout.frame.denominator, -layout.size))


def _sizes(paper: Paper) -> list[float]:
    """Return the sizes of type to try, the smallest first."""
    full, step = _BODY_PT * paper.type_scale, _STEP_PT * paper.type_scale
    steps = int((full - SMALLEST_TYPE_PT) / step)
    return sorted({SMALLEST_TYPE_PT, *(full - step * count for count in range(steps + 1))})


def _built(model: MapModel, size: float) -> BlocksAt:
    return cache(lambda width: build(model, width, size))


def _at_size(model: MapModel, paper: Paper, body: Rect, size: float) -> list[Layout]:
    found: list[Layout] = []
    blocks_at = _built(model, size)
    for count in (1, 2, 3):
        side = _side(paper, body, count)
        if side[0].left - body.left < body.width * _MAP_WIDTH:
            break
        beside = _lay(model, body, blocks_at, side, [])
        if beside is not None:
            # more columns, or tables under the map, would only cost it room
            return [*found, Layout(*beside, size)]
        under = _lowest(model, paper, body, blocks_at, side)
        if under is not None:
            found.append(Layout(*under, size))
    return found


def _side(paper: Paper, body: Rect, count: int) -> list[Rect]:
    """Return the columns on the right of the map, from left to right."""
    column = paper.column_mm * POINTS_PER_MM
    lefts = [body.right - column - place * (column + _BETWEEN_PT) for place in reversed(range(count))]
    return [Rect(left, body.top + TICKS_PT, left + column, body.bottom) for left in lefts]


def _lowest(
    model: MapModel, paper: Paper, body: Rect, blocks_at: BlocksAt, side: Sequence[Rect]
) -> tuple[MapFrame, Rect, tuple[Spot, ...]] | None:
    """Lay what the side columns do not hold under the map, in the lowest columns that hold it."""
    left, right = body.left + TICKS_PT, side[0].left - _BETWEEN_PT
    count = max(1, round((right - left + _BETWEEN_PT) / (paper.column_mm * POINTS_PER_MM + _BETWEEN_PT)))
    wide = (right - left - (count - 1) * _BETWEEN_PT) / count
    height = 20.0
    while height <= body.height * _UNDER_MAP:
        lefts = [left + place * (wide + _BETWEEN_PT) for place in range(count)]
        under = [Rect(x, body.bottom - height, x + wide, body.bottom) for x in lefts]
        laid = _lay(model, body, blocks_at, side, under)
        if laid is not None:
            return laid
        height += 6.0
    return None


def _lay(
    model: MapModel, body: Rect, blocks_at: BlocksAt, side: Sequence[Rect], under: Sequence[Rect]
) -> tuple[MapFrame, Rect, tuple[Spot, ...]] | None:
    spots = flow(blocks_at, [*side, *under])
    if spots is None:
        return None
    bottom = under[0].top - 3 if under else body.bottom
    window = Rect(body.left + TICKS_PT, body.top + TICKS_PT, side[0].left - _BETWEEN_PT, bottom - STRIP_PT)
    return fit(model, window), Rect(window.left, window.bottom, window.right, bottom), tuple(spots)


def flow(blocks_at: BlocksAt, columns: Sequence[Rect]) -> list[Spot] | None:
    """Fill the columns with the blocks' rows in order; None when they do not all fit.

    A heading never stands last in a column; a block that breaks repeats its heading in the next one.
    """
    spots: list[Spot] = []
    number, y = 0, columns[0].top
    blocks = blocks_at(columns[0].width)
    for position in range(len(blocks)):
        if y > columns[number].top:
            y += blocks[position].gap
        for index in range(len(blocks[position].rows)):
            if y + _kept_together(blocks[position].rows, index) > columns[number].bottom:
                number += 1
                if number == len(columns):
                    return None
                y, blocks = columns[number].top, blocks_at(columns[number].width)
                if index and not blocks[position].rows[index - 1].with_next:
                    for again in blocks[position].again:
                        spots.append(Spot(again, columns[number].left, y))
                        y += again.height
                if y + _kept_together(blocks[position].rows, index) > columns[number].bottom:
                    return None
            row = blocks[position].rows[index]
            spots.append(Spot(row, columns[number].left, y))
            y += row.height
    return spots


def _kept_together(rows: Sequence[Row], index: int) -> float:
    height = rows[index].height
    while rows[index].with_next and index + 1 < len(rows):
        index += 1
        height += rows[index].height
    return height
