"""Set one row of the legend: samples drawn as on the map, words, and values under their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from matplotlib.path import Path

from geo.mapmodel import LegendEntry, LegendSection, Style
from geo.render_static.lettering import (
    BOLD,
    DESCENT,
    LINE,
    REGULAR,
    SMALLEST_TYPE_PT,
    Face,
    balanced,
    longest_word,
    width,
    wrap,
)
from geo.render_static.page import GREY, Page, Rect
from geo.render_static.symbols import draw_line, draw_marker, draw_sample, paper_size
from geo.render_static.tables.columns import COLUMN_GAP, Row, smaller, write_lines

_HEADS_SHARE: Final = 0.45  # of the width: if the columns' headings need no more, none of them is broken
SAMPLE_EM: Final = (2.8, 1.3)  # width and height of the sample of an area


@dataclass(frozen=True, slots=True)
class Measures:
    """What all entries of one column of a section share, in points."""

    left: float
    width: float
    size: float
    sample: float  # of the samples; 0: the section has none
    columns: tuple[float, ...]  # of the values

    def rights(self) -> list[float]:
        """Return the right edge of each value column."""
        right = self.left + self.width
        return [right - sum(self.columns[index + 1 :]) for index in range(len(self.columns))]

    @property
    def indent(self) -> float:
        """Return where the words begin, counted from the left."""
        return self.sample + 0.6 * self.size if self.sample else 0.0


def needed_width(entry: LegendEntry, measures: Measures) -> float:
    """Return the width that an entry takes in one line."""
    value = sum(measures.columns) if entry.values else 0.0
    return measures.indent + width(entry.label, _face(entry), measures.size) + value


def value_widths(section: LegendSection, width_pt: float, size: float) -> tuple[float, ...]:
    """Return the widths of a section's value columns, gaps included."""
    values = [entry.values for entry in section.entries]
    count = max([len(section.columns), *(len(row) for row in values)])
    heads = [section.columns[index] if index < len(section.columns) else "" for index in range(count)]
    widest = [
        max((width(row[index], BOLD, size) for row in values if index < len(row)), default=0.0)
        for index in range(count)
    ]
    small = smaller(size, 1.0)
    whole = [max(value, width(head, BOLD, small)) + COLUMN_GAP for head, value in zip(heads, widest, strict=True)]
    if sum(whole) <= width_pt * _HEADS_SHARE:
        return tuple(whole)
    return tuple(
        max(value, longest_word([head], BOLD, small)) + COLUMN_GAP for head, value in zip(heads, widest, strict=True)
    )


def _face(entry: LegendEntry) -> Face:
    return BOLD if entry.emphasis else REGULAR


def heading(title: str, heads: Sequence[str], measures: Sequence[Measures]) -> Row:
    """Return the section's title with the columns' headings on the same line, or under it where it is too long."""
    first, size = measures[0], measures[0].size
    whole = measures[-1].left + measures[-1].width
    small = smaller(size, 1.0)
    wrapped = [
        wrap(text, BOLD, small, column - COLUMN_GAP + 0.1) if text else []
        for text, column in zip(heads, first.columns, strict=False)
    ]
    starts = [
        right - max(width(line, BOLD, small) for line in lines)
        for lines, right in zip(wrapped, first.rights(), strict=False) if lines
    ]
    below = bool(starts) and width(title, BOLD, size) + COLUMN_GAP > min(starts)
    titles = wrap(title, BOLD, size, whole)
    high = max([0, *(len(lines) for lines in wrapped)]) * LINE * small
    height = (len(titles) * LINE * size + high if below else max(len(titles) * LINE * size, high)) + 2.2
    base = height - 2.2

    def draw(page: Page, x: float, y: float) -> None:
        write_lines(page, titles, (x, y if below else y + base - len(titles) * LINE * size), BOLD, size)
        for part in measures:
            for lines, right in zip(wrapped, part.rights(), strict=False):
                # on the title's own baseline: it is set larger, and its tails hang lower
                top = y + base - len(lines) * LINE * small - (0 if below else DESCENT * (size - small))
                write_lines(page, lines, (x + right, top), BOLD, small, color=GREY, align="right")
        page.rule(x, y + base + 0.6, x + whole, y + base + 0.6, thick=0.4, color=GREY)

    return Row(height, draw, with_next=True)


def entry_row(
    cells: Sequence[tuple[LegendEntry, Measures]], styles: Mapping[str, Style], kinds: Mapping[str, str]
) -> Row:
    """Return a row of one entry, or of two side by side, each with the measures of its column."""
    size = cells[0][1].size
    # without values a line may run under their columns
    rooms = [part.width - part.indent - (sum(part.columns) if entry.values else 0.0) for entry, part in cells]
    heights = [
        len(wrap(entry.label, _face(entry), size, room)) * LINE * size
        for (entry, _), room in zip(cells, rooms, strict=True)
    ]
    samples = [0.0 if entry.style is None else _sample_height(styles[entry.style], kinds, size) for entry, _ in cells]
    height = max(*heights, *samples) + 0.16 * size

    def draw(page: Page, x: float, y: float) -> None:
        for (entry, part), available, high in zip(cells, rooms, heights, strict=True):
            lines = balanced(entry.label, _face(entry), size, available)
            left, top = x + part.left, y + (height - high) / 2
            if entry.style is not None:
                room = Rect(left, y, left + part.sample, y + height)
                _sample(page, styles[entry.style], kinds[entry.style], room, size)
            write_lines(page, lines, (left + part.indent, top), _face(entry), size)
            for value, right in zip(entry.values, part.rights(), strict=False):
                write_lines(page, [value], (x + right, top), _face(entry), size, align="right")

    return Row(height, draw)


def _sample_height(style: Style, kinds: Mapping[str, str], size: float) -> float:
    return _sign_size(style, size) if kinds[style.key] == "point" else SAMPLE_EM[1] * size


def _sign_size(style: Style, size: float) -> float:
    # as on the map, but no larger than goes with the words beside it
    return min(paper_size(style), 1.5 * size)


def _short_dashes(style: Style, width: float) -> Style:
    """Shorten a line's dashes until a sample shows how they follow each other: its first dash alone looks solid."""
    if not style.dash_pt:
        return style
    shown = sum(style.dash_pt) + style.dash_pt[0] / 2
    return replace(style, dash_pt=tuple(length * min(1.0, width / shown) for length in style.dash_pt))


def _sample(page: Page, style: Style, kind: str, room: Rect, size: float) -> None:
    gid = f"legend/{style.key}"
    middle, across = (room.top + room.bottom) / 2, (room.left + room.right) / 2
    if kind == "point":
        draw_marker(page, across, middle, style, z=57, gid=gid, size=_sign_size(style, size))
    elif kind == "line":
        cap = style.stroke_width_pt / 2  # round ends stick out by so much
        line = Path([(room.left + cap, middle), (room.right - cap, middle)])
        draw_line(page, line, _short_dashes(style, room.width - 2 * cap), z=57, gid=gid)
    else:
        half = SAMPLE_EM[1] * size / 2 - 0.2
        box = Rect(room.left, middle - half, room.right, middle + half)
        draw_sample(page, style, box, gid=gid, size=max(SMALLEST_TYPE_PT, 0.85 * size))
