"""Hold what stands beside and under the map as rows, and let them flow through columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.render_static.lettering import ASCENT, LINE, SMALLEST_TYPE_PT, Face, wrap
from geo.render_static.page import INK, Align, Page, Rect

COLUMN_GAP: Final = 4.0  # between two columns of values or cells

Draw = Callable[[Page, float, float], None]  # page, left, top


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a given height; `with_next`: never the last of a column (a heading)."""

    height: float
    draw: Draw
    with_next: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together. Where it must break, `again` stands at the head of the next column."""

    rows: tuple[Row, ...]
    again: tuple[Row, ...] = ()
    gap: float = 5.0  # above it, unless it begins a column
    loose: bool = False  # `again` is not needed where the next column stands right beside


@dataclass(frozen=True, slots=True)
class Spot:
    """A row and its place."""

    row: Row
    left: float
    top: float


BlocksAt = Callable[[float], Sequence[Block]]  # the blocks, set for a column of that width


def flow(blocks_at: BlocksAt, columns: Sequence[Rect]) -> list[Spot] | None:
    """Fill the columns with the blocks' rows in order; None when they do not all fit.

    A heading never stands last in a column; a block that breaks repeats its heading in the next one.
    """
    if not columns:
        return None
    spots: list[Spot] = []
    number, y = 0, columns[0].top
    blocks = blocks_at(columns[0].width)
    for position in range(len(blocks)):
        if y > columns[number].top:
            y += blocks[position].gap
        for index in range(len(blocks[position].rows)):
            rows = blocks[position].rows
            again: tuple[Row, ...] = ()
            while y + sum(row.height for row in again) + _kept_together(rows, index) > columns[number].bottom:
                number += 1
                if number == len(columns):
                    return None
                y, blocks = columns[number].top, blocks_at(columns[number].width)
                rows = blocks[position].rows
                broken = index > 0 and not rows[index - 1].with_next
                beside = blocks[position].loose and columns[number].top == columns[number - 1].top
                again = blocks[position].again if broken and not beside else ()
            for row in (*again, rows[index]):
                spots.append(Spot(row, columns[number].left, y))
                y += row.height
    return spots


def _kept_together(rows: Sequence[Row], index: int) -> float:
    height = rows[index].height
    while rows[index].with_next and index + 1 < len(rows):
        index += 1
        height += rows[index].height
    return height


def write_lines(
    page: Page, lines: Sequence[str], at: tuple[float, float], face: Face, size: float, *,
    color: str = INK, align: Align = "left",
) -> None:
    """Write lines one under the other from `at` (x, top) down, each aligned to x."""
    x, top = at
    for index, line in enumerate(lines):
        page.text(x, top + (ASCENT + index * LINE) * size, line, face, size, color=color, align=align)


def text_row(
    text: str, face: Face, size: float, width_pt: float, *,
    centred: bool = False, with_next: bool = False, color: str = INK,
) -> Row:
    """Return a row of text, broken to the width."""
    lines = wrap(text, face, size, width_pt)

    def draw(page: Page, x: float, y: float) -> None:
        align: Align = "center" if centred else "left"
        write_lines(page, lines, (x + width_pt / 2 if centred else x, y), face, size, color=color, align=align)

    return Row(len(lines) * LINE * size, draw, with_next)


def smaller(size: float, by: float) -> float:
    """Return a size a little smaller than the body's, for headings and remarks, but never unreadable."""
    return max(SMALLEST_TYPE_PT, size - by)


def lefts(columns: Sequence[float], start: float) -> Iterator[float]:
    """Yield where each column begins, the first at `start`."""
    for column in columns:
        yield start
        start += column
