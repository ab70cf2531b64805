"""Set a section of the legend: samples drawn as on the map, words, and values under their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.path import Path

from geo.mapmodel import LegendEntry, LegendSection, MapModel, Style
from geo.render_static.lettering import (
    BOLD,
    HEIGHT_OF_CAPITALS,
    LINE,
    REGULAR,
    SMALLEST_TYPE_PT,
    longest_word,
    width,
    wrap,
)
from geo.render_static.page import GREY, Page, Rect
from geo.render_static.rows import COLUMN_GAP, Block, Row, smaller, text_row, write_lines
from geo.render_static.symbols import draw_area, draw_line, draw_marker

_HEADS_SHARE = 0.45  # of the width: if the columns' headings need no more, none of them is broken


@dataclass(frozen=True, slots=True)
class _Measures:
    """The widths that all rows of one section share, in points."""

    width: float
    size: float
    sample: float  # of the samples; 0: the section has none
    columns: tuple[float, ...]  # of the values

    def rights(self) -> list[float]:
        """Return the right edge of each value column."""
        return [self.width - sum(self.columns[index + 1 :]) for index in range(len(self.columns))]


def legend_block(
    section: LegendSection, model: MapModel, kinds: Mapping[str, str], width_pt: float, size: float
) -> Block:
    """Return the section's rows in the model's order. kinds: "area", "line" or "point" for each style."""
    sampled = any(entry.style is not None for entry in section.entries)
    measures = _Measures(
        width_pt, size, 3.2 * size if sampled else 0.0, _value_widths(section, width_pt, size)
    )
    title = text_row(section.title, BOLD, size, width_pt, with_next=True)
    again = text_row(
        model.words["continued"].format(title=section.title), BOLD, size, width_pt, with_next=True
    )
    heads = (_heads(section.columns, measures),) if any(section.columns) else ()
    return Block(
        (title, *heads, *(_entry(entry, model.styles, kinds, measures) for entry in section.entries)),
        (again, *heads),
    )


def _value_widths(section: LegendSection, width_pt: float, size: float) -> tuple[float, ...]:
    values = [entry.values for entry in section.entries]
    count = max([len(section.columns), *(len(row) for row in values)])
    heads = [section.columns[index] if index < len(section.columns) else "" for index in range(count)]
    widest = [
        max((width(row[index], BOLD, size) for row in values if index < len(row)), default=0.0)
        for index in range(count)
    ]
    whole = [
        max(value, width(head, BOLD, smaller(size, 1.0))) + COLUMN_GAP
        for head, value in zip(heads, widest, strict=True)
    ]
    if sum(whole) <= width_pt * _HEADS_SHARE:
        return tuple(whole)
    return tuple(
        max(value, longest_word([head], BOLD, smaller(size, 1.0))) + COLUMN_GAP
        for head, value in zip(heads, widest, strict=True)
    )


def _heads(headings: Sequence[str], measures: _Measures) -> Row:
    small = smaller(measures.size, 1.0)
    wrapped = [
        wrap(text, BOLD, small, column - COLUMN_GAP + 0.1)
        for text, column in zip(headings, measures.columns, strict=False)
    ]
    height = max(len(lines) for lines in wrapped) * LINE * small + 1.5

    def draw(page: Page, x: float, y: float) -> None:
        for lines, right in zip(wrapped, measures.rights(), strict=False):
            top = y + height - 1.5 - len(lines) * LINE * small
            write_lines(page, lines, (x + right, top), BOLD, small, color=GREY, align="right")
        page.rule(x, y + height - 1, x + measures.width, y + height - 1, thick=0.4, color=GREY)

    return Row(height, draw, with_next=True)


def _entry(
    entry: LegendEntry, styles: Mapping[str, Style], kinds: Mapping[str, str], measures: _Measures
) -> Row:
    size, face = measures.size, BOLD if entry.emphasis else REGULAR
    style = None if entry.style is None else styles[entry.style]
    indent = measures.sample + 5 if measures.sample else 0.0
    # without values a line may run under their columns
    taken = sum(measures.columns) if entry.values else 0.0
    lines = wrap(entry.label, face, size, measures.width - indent - taken)
    text_height = len(lines) * LINE * size
    kind = None if style is None else kinds[style.key]
    sample_height = (
        0.0 if kind is None else _sign_size(style, size) if kind == "point" and style else 1.3 * size
    )
    height = max(text_height, sample_height) + 2.0

    def draw(page: Page, x: float, y: float) -> None:
        if style is not None and kind is not None:
            _sample(page, style, kind, Rect(x, y + 1, x + measures.sample, y + height - 1), size)
        top = y + (height - text_height) / 2
        write_lines(page, lines, (x + indent, top), face, size)
        for value, right in zip(entry.values, measures.rights(), strict=False):
            write_lines(page, [value], (x + right, top), face, size, align="right")

    return Row(height, draw)


def _sign_size(style: Style, size: float) -> float:
    # as on the map, but no larger than goes with the words beside it
    return min(style.size_pt, 1.6 * size)


def _sample(page: Page, style: Style, kind: str, room: Rect, size: float) -> None:
    gid = f"legend/{style.key}"
    middle, across = (room.top + room.bottom) / 2, (room.left + room.right) / 2
    if kind == "point":
        draw_marker(page, across, middle, style, z=57, gid=gid, size=_sign_size(style, size))
    elif kind == "line":
        cap = style.stroke_width_pt / 2  # round ends stick out by so much
        draw_line(page, Path([(room.left + cap, middle), (room.right - cap, middle)]), style, z=57, gid=gid)
    else:
        half = 0.65 * size
        draw_area(
            page, Rect(room.left, middle - half, room.right, middle + half).path(), style, z=57, gid=gid
        )
        if style.letter:
            letter_pt = max(SMALLEST_TYPE_PT, 0.85 * size)
            page.text(
                across,
                middle + letter_pt * HEIGHT_OF_CAPITALS / 2,
                style.letter,
                BOLD,
                letter_pt,
                color=style.text_color,
                align="center",
                z=58,
                halo=0.8,
                gid=f"{gid}#letter",
            )
