"""Build what stands beside the map: legend, index tables, facts and notices, as rows that can be laid anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.path import Path

from geo.mapmodel import IndexTable, LegendEntry, LegendSection, MapModel, Notice, NoticeKind, Style
from geo.render_static.lettering import (
    ASCENT, BOLD, DESCENT, HEIGHT_OF_CAPITALS, ITALIC, LINE, REGULAR, Face, longest_word, width, wrap,
)
from geo.render_static.page import GREY, INK, Page, Rect
from geo.render_static.symbols import draw_area, draw_line, draw_marker

HAIRLINE: Final = "#DADCE0"
_WARNING_FILL: Final = "#FDECEA"
_WARNING_EDGE: Final = "#B3261E"
_COLUMN_GAP: Final = 6.0           # between two columns of values or cells

Draw = Callable[[Page, float, float], None]      # page, left, top


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
    gap: float = 7.0               # above it, unless it begins a column


def kind_of(style: Style, model: MapModel) -> str:
    """Return "area", "line" or "point": what the style is used for on the map, else what its fields suit."""
    for layer in model.layers:
        for feature in layer.features:
            if feature.style == style.key:
                name = feature.geometry.geom_type
                return "point" if "Point" in name else "line" if "LineString" in name else "area"
    if style.icon is not None or any(row.style == style.key for table in model.indexes for row in table.rows):
        return "point"
    return "area" if style.fill is not None or style.letter else "line"


def build(model: MapModel, width_pt: float, size: float) -> list[Block]:
    """Return the blocks in the model's order for a column of `width_pt`, set in `size` points."""
    heading = _text_row(model.words["legend"].upper(), BOLD, size + 1.5, width_pt, centred=True, with_next=True)
    kinds = {key: kind_of(style, model) for key, style in model.styles.items()}
    blocks = [_legend_block(section, model, kinds, width_pt, size) for section in model.legend]
    if blocks:
        blocks[0] = Block((heading, *blocks[0].rows), blocks[0].again)
    blocks += [_index_block(table, model, width_pt, size) for table in model.indexes if table.rows]
    facts = tuple(_text_row(fact, REGULAR, size - 0.5, width_pt) for fact in model.facts)
    if facts:
        rule = Row(4.0, lambda page, x, y: page.rule(x, y + 1, x + width_pt, y + 1))
        blocks.append(Block((rule, *facts)))
    blocks += [Block((_notice_row(notice, width_pt, size),), gap=4.0) for notice in model.notices]
    return blocks


def _lines(
    page: Page, lines: Sequence[str], x: float, top: float, face: Face, size: float, *, color: str = INK,
    shift: float | None = None,
) -> None:
    """Write lines one under the other; `shift` (a width) sets them right-aligned at x + shift."""
    for index, line in enumerate(lines):
        y = top + ASCENT * size + index * LINE * size
        if shift is None:
            page.text(x, y, line, face, size, color=color)
        else:
            page.text(x + shift, y, line, face, size, color=color, align="right")


def _text_row(
    text: str, face: Face, size: float, width_pt: float, *, centred: bool = False, with_next: bool = False
) -> Row:
    lines = wrap(text, face, size, width_pt)

    def draw(page: Page, x: float, y: float) -> None:
        if not centred:
            _lines(page, lines, x, y, face, size)
            return
        for index, line in enumerate(lines):
            baseline = y + ASCENT * size + index * LINE * size
            page.text(x + width_pt / 2, baseline, line, face, size, align="center")

    return Row(len(lines) * LINE * size, draw, with_next)


def _notice_row(notice: Notice, width_pt: float, size: float) -> Row:
    if notice.kind is NoticeKind.INFO:
        return _text_row(notice.text, ITALIC, size - 0.5, width_pt)
    pad = 4.0
    lines = wrap(notice.text, BOLD, size, width_pt - 2 * pad - 3)
    height = len(lines) * LINE * size + 2 * pad

    def draw(page: Page, x: float, y: float) -> None:
        page.box(Rect(x, y, x + width_pt, y + height), fill=_WARNING_FILL, stroke=_WARNING_EDGE, thick=0.8, gid="notice")
        page.box(Rect(x, y, x + 3, y + height), z=56, fill=_WARNING_EDGE, stroke=None)
        _lines(page, lines, x + pad + 3, y + pad, BOLD, size)

    return Row(height, draw)


def _columns(headings: Sequence[str], cells: Sequence[Sequence[str]], size: float) -> list[float]:
    """Return the widths that value columns need: the widest value, and the longest word of the heading."""
    count = max([len(headings), *(len(values) for values in cells)], default=0)
    return [
        max(
            longest_word(headings[index:index + 1], BOLD, size - 1),
            max((width(values[index], BOLD, size) for values in cells if index < len(values)), default=0.0),
        ) + _COLUMN_GAP
        for index in range(count)
    ]


def _legend_block(
    section: LegendSection, model: MapModel, kinds: dict[str, str], width_pt: float, size: float
) -> Block:
    columns = _columns(section.columns, [entry.values for entry in section.entries], size)
    sampled = [model.styles[entry.style] for entry in section.entries if entry.style is not None]
    markers = [style.size_pt for style in sampled if kinds[style.key] == "point"]
    sample = max(22.0, *markers) if markers else 22.0 if sampled else 0.0
    title = _text_row(section.title, BOLD, size, width_pt, with_next=True)
    head = (title,) if not any(section.columns) else (title, _value_heads(section.columns, columns, width_pt, size))
    entries = [_legend_row(entry, model, kinds, sample, columns, width_pt, size) for entry in section.entries]
    again = _text_row(model.words["continued"].format(title=section.title), BOLD, size, width_pt, with_next=True)
    return Block((*head, *entries), (again, *head[1:]))


def _value_heads(headings: Sequence[str], columns: Sequence[float], width_pt: float, size: float) -> Row:
    small = size - 1
    wrapped = [
        wrap(text, BOLD, small, column - _COLUMN_GAP + 0.1) for text, column in zip(headings, columns, strict=False)
    ]
    height = max(len(lines) for lines in wrapped) * LINE * small + 1.5

    def draw(page: Page, x: float, y: float) -> None:
        for lines, right in zip(wrapped, _right_edges(columns, width_pt), strict=False):
            top = y + height - 1.5 - len(lines) * LINE * small
            _lines(page, lines, x, top, BOLD, small, color=GREY, shift=right)
        page.rule(x, y + height - 1, x + width_pt, y + height - 1, thick=0.4, color=GREY)

    return Row(height, draw, with_next=True)


def _right_edges(columns: Sequence[float], width_pt: float) -> list[float]:
    return [width_pt - sum(columns[index + 1:]) for index in range(len(columns))]


def _legend_row(
    entry: LegendEntry, model: MapModel, kinds: dict[str, str], sample: float, columns: Sequence[float],
    width_pt: float, size: float,
) -> Row:
    face = BOLD if entry.emphasis else REGULAR
    style = None if entry.style is None else model.styles[entry.style]
    indent = sample + 6 if sample else 0.0
    # a line without sample and value is a remark: it takes the whole width
    right = sum(columns[:]) if entry.values else 0.0
    lines = wrap(entry.label, face, size, width_pt - indent - right)
    text_height = len(lines) * LINE * size
    sample_height = 0.0
    if style is not None:
        sample_height = style.size_pt + 2 if kinds[style.key] == "point" else 11.5
    height = max(text_height, sample_height) + 1.5

    def draw(page: Page, x: float, y: float) -> None:
        if style is not None:
            _draw_sample(page, style, kinds[style.key], x, y + height / 2, sample)
        top = y + (height - text_height) / 2
        _lines(page, lines, x + indent, top, face, size)
        for value, edge in zip(entry.values, _right_edges(columns, width_pt), strict=False):
            _lines(page, [value], x, top, face, size, shift=edge)

    return Row(height, draw)


def _draw_sample(page: Page, style: Style, kind: str, x: float, middle: float, wide: float) -> None:
    gid = f"legend/{style.key}"
    if kind == "point":
        draw_marker(page, x + wide / 2, middle, style, z=57, gid=gid)
    elif kind == "line":
        draw_line(page, Path([(x, middle), (x + wide, middle)]), style, z=57, gid=gid)
    else:
        draw_area(page, Rect(x, middle - 5, x + wide, middle + 5).path(), style, z=57, gid=gid)
        if style.letter:
            page.text(
                x + wide / 2, middle + 7 * HEIGHT_OF_CAPITALS / 2, style.letter, BOLD, 7, color=style.text_color,
                align="center", z=58, halo=1.0, gid=f"{gid}#letter",
            )


def _index_block(table: IndexTable, model: MapModel, width_pt: float, size: float) -> Block:
    sign = size * 1.15
    figure = max(
        max(width(str(row.number), BOLD, size) for row in table.rows), width(model.words["index_number"], BOLD, size - 1)
    )
    indent = sign + 3 + figure + _COLUMN_GAP
    columns = _cell_widths(table, width_pt - indent, size)
    title = _text_row(table.title, BOLD, size, width_pt, with_next=True)
    heads = _index_heads(table, model.words["index_number"], sign, figure, columns, width_pt, size)
    rows = [_index_row(row.number, row.cells, model.styles[row.style], sign, figure, columns, width_pt, size)
            for row in table.rows]
    again = _text_row(model.words["continued"].format(title=table.title), BOLD, size, width_pt, with_next=True)
    return Block((title, heads, *rows), (again, heads))


def _cell_widths(table: IndexTable, available: float, size: float) -> list[float]:
    """Share the width among text columns: the narrow ones get what they need, the wide ones the rest in equal parts."""
    count = max([len(table.columns), *(len(row.cells) for row in table.rows)])
    texts = [[row.cells[index] for row in table.rows if index < len(row.cells)] for index in range(count)]
    needed = [
        max([longest_word(table.columns[index:index + 1], BOLD, size - 1),
             *(width(text, REGULAR, size) for text in column)]) + _COLUMN_GAP
        for index, column in enumerate(texts)
    ]
    shares: dict[int, float] = {}
    rest = available
    for index in sorted(range(count), key=lambda index: needed[index]):
        equal = rest / (count - len(shares))
        shares[index] = min(needed[index], equal)
        rest -= shares[index]
    if rest > 0 and count:                       # all fit: the widest takes what is left
        shares[max(range(count), key=lambda index: needed[index])] += rest
    return [shares[index] for index in range(count)]


def _lefts(columns: Sequence[float], start: float) -> Iterator[float]:
    for column in columns:
        yield start
        start += column


def _index_heads(
    table: IndexTable, number_head: str, sign: float, figure: float, columns: Sequence[float], width_pt: float,
    size: float,
) -> Row:
    small = size - 1
    wrapped = [wrap(text, BOLD, small, column - _COLUMN_GAP + 0.1)
               for text, column in zip(table.columns, columns, strict=False)]
    height = max([1, *(len(lines) for lines in wrapped)]) * LINE * small + 1.5

    def draw(page: Page, x: float, y: float) -> None:
        base = y + height - 1.5 - DESCENT * small
        page.text(x + sign + 3 + figure, base, number_head, BOLD, small, color=GREY, align="right")
        for lines, left in zip(wrapped, _lefts(columns, sign + 3 + figure + _COLUMN_GAP), strict=False):
            _lines(page, lines, x + left, y + height - 1.5 - len(lines) * LINE * small, BOLD, small, color=GREY)
        page.rule(x, y + height - 1, x + width_pt, y + height - 1, thick=0.4, color=GREY)

    return Row(height, draw, with_next=True)


def _index_row(
    number: int, cells: Sequence[str], style: Style, sign: float, figure: float, columns: Sequence[float],
    width_pt: float, size: float,
) -> Row:
    wrapped = [wrap(text, REGULAR, size, column - _COLUMN_GAP + 0.1) for text, column in zip(cells, columns, strict=False)]
    height = max([1, *(len(lines) for lines in wrapped)]) * LINE * size + 1.5

    def draw(page: Page, x: float, y: float) -> None:
        draw_marker(page, x + sign / 2, y + LINE * size / 2, style, z=57, size=sign, gid=f"index/{style.key}/{number}")
        _lines(page, [str(number)], x, y, BOLD, size, shift=sign + 3 + figure)
        for lines, left in zip(wrapped, _lefts(columns, sign + 3 + figure + _COLUMN_GAP), strict=False):
            _lines(page, lines, x + left, y, REGULAR, size)
        page.rule(x, y + height - 0.6, x + width_pt, y + height - 0.6, thick=0.25, color=HAIRLINE)

    return Row(height, draw)
