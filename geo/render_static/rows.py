"""Hold the rows beside the map: their heights are known before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.render_static.lettering import ASCENT, LINE, SMALLEST_TYPE_PT, Face, wrap
from geo.render_static.page import INK, Align, Page

COLUMN_GAP: Final = 6.0  # between two columns of values or cells

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
    gap: float = 7.0  # above it, unless it begins a column


def write_lines(
    page: Page,
    lines: Sequence[str],
    at: tuple[float, float],
    face: Face,
    size: float,
    *,
    color: str = INK,
    align: Align = "left",
) -> None:
    """Write lines one under the other from `at` (x, top) down, each aligned to x."""
    x, top = at
    for index, line in enumerate(lines):
        page.text(x, top + (ASCENT + index * LINE) * size, line, face, size, color=color, align=align)


def text_row(
    text: str, face: Face, size: float, width_pt: float, *, centred: bool = False, with_next: bool = False
) -> Row:
    """Return a row of text, broken to the width."""
    lines = wrap(text, face, size, width_pt)

    def draw(page: Page, x: float, y: float) -> None:
        if centred:
            write_lines(page, lines, (x + width_pt / 2, y), face, size, align="center")
        else:
            write_lines(page, lines, (x, y), face, size)

    return Row(len(lines) * LINE * size, draw, with_next)


def smaller(size: float, by: float) -> float:
    """Return a size a little smaller than the body's, for headings and remarks, but never unreadable."""
    return max(SMALLEST_TYPE_PT, size - by)


def lefts(columns: Sequence[float], start: float) -> Iterator[float]:
    """Yield where each column begins, the first at `start`."""
    for column in columns:
        yield start
        start += column
