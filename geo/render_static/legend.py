"""Set the legend, the facts and the notices: samples drawn as on the map, words, and values under their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from matplotlib.path import Path

from geo.mapmodel import LegendEntry, LegendSection, MapModel, Notice, NoticeKind, Style
from geo.render_static.columns import COLUMN_GAP, Block, Row, smaller, text_row, write_lines
from geo.render_static.lettering import (
    BOLD,
    DESCENT,
    HEIGHT_OF_CAPITALS,
    ITALIC,
    LINE,
    REGULAR,
    SMALLEST_TYPE_PT,
    Face,
    longest_word,
    width,
    wrap,
)
from geo.render_static.page import GREY, Page, Rect
from geo.render_static.symbols import draw_area, draw_line, draw_marker, paper_size

_HEADS_SHARE: Final = 0.45  # of the width: if the columns' headings need no more, none of them is broken
_SAMPLE_EM: Final = (2.8, 1.3)  # width and height of the sample of an area
_BETWEEN_EM: Final = 1.2  # between the two columns of a section that is set in two
_SPLITS: Final = sorted((0.32 + 0.02 * step for step in range(19)), key=lambda share: abs(share - 0.5))
_SAVES: Final = 0.3  # of its rows, at least, does a section save that is set in two columns
_WARNING_FILL: Final = "#FDECEA"
_WARNING_EDGE: Final = "#B3261E"
_PAD: Final = 3.5


@dataclass(frozen=True, slots=True)
class _Measures:
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


def legend_blocks(model: MapModel, width_pt: float, size: float) -> list[Block]:
    """Return the legend's sections in the model's order for a column of `width_pt`, set in `size` points."""
    kinds = style_kinds(model)
    blocks = _beside_each_other(model.legend, model, kinds, width_pt, size)
    if blocks:
        heading = text_row(model.words["legend"].upper(), BOLD, size + 1.5, width_pt, centred=True, with_next=True)
        blocks[0] = Block((replace(heading, height=heading.height + 1), *blocks[0].rows), blocks[0].again)
    return blocks


def note_blocks(model: MapModel, width_pt: float, size: float) -> list[Block]:
    """Return the facts, all in one place (data time, rule and document belong together), then the notices."""
    small = smaller(size, 0.5)
    facts = tuple(text_row(fact, REGULAR, small, width_pt, with_next=True) for fact in model.facts)
    notices = [Block((_notice_row(notice, width_pt, size),), gap=2.5) for notice in model.notices]
    return [*([Block(facts)] if facts else []), *notices]


def style_kinds(model: MapModel) -> dict[str, str]:
    """Return "area", "line" or "point" for each style: its use on the map, else what its fields suit."""
    signs = {row.style for table in model.indexes for row in table.rows}
    kinds = {
        key: "point" if style.icon is not None or key in signs
        else "area" if style.fill is not None or style.letter else "line"
        for key, style in model.styles.items()
    }
    for layer in model.layers:
        for feature in layer.features:
            name = feature.geometry.geom_type
            kinds[feature.style] = "point" if "Point" in name else "line" if "Line" in name else "area"
    return kinds


def _section(
    section: LegendSection, model: MapModel, kinds: Mapping[str, str], width_pt: float, size: float
) -> Block:
    entries = section.entries
    sampled = [kinds[entry.style] for entry in entries if entry.style is not None]
    sample = 0.0 if not sampled else 1.7 * size if set(sampled) == {"point"} else _SAMPLE_EM[0] * size
    whole = _Measures(0.0, width_pt, size, sample, _value_widths(section, width_pt, size))
    halves = _in_two(entries, whole)
    measures = [whole] if halves is None else halves
    head = _heading(section.title, section.columns, measures)
    again = _heading(model.words["continued"].format(title=section.title), section.columns, measures)
    rows = [
        _entries(list(zip(row, _across(row, whole, halves), strict=False)), model.styles, kinds)
        for row in _pairs(entries, halves)
    ]
    return Block((head, *rows), (again,))


def _value_widths(section: LegendSection, width_pt: float, size: float) -> tuple[float, ...]:
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


# --- two columns ----------------------------------------------------------------------------------


def _beside_each_other(
    sections: Sequence[LegendSection], model: MapModel, kinds: Mapping[str, str], width_pt: float, size: float
) -> list[Block]:
    """Set the sections one under the other, but two neighbours side by side where that saves much height."""
    blocks: list[Block] = []
    waiting = list(sections)
    while waiting:
        alone = [_section(section, model, kinds, width_pt, size) for section in waiting[:2]]
        stacked = sum(_stack(block).height for block in alone) + alone[-1].gap
        least = (max(len(section.entries) for section in waiting[:2]) + 1) * LINE * size
        may = len(alone) == 2 and least <= (1 - _SAVES) * stacked
        if may and all(_is_narrow(section) for section in waiting[:2]):
            room = width_pt - _BETWEEN_EM * size
            pairs = [
                (_stack(_section(waiting[0], model, kinds, room * share, size)),
                 _stack(_section(waiting[1], model, kinds, room * (1 - share), size)), width_pt - room * (1 - share))
                for share in _SPLITS
            ]
            left, right, start = min(pairs, key=lambda pair: max(pair[0].height, pair[1].height))
            if max(left.height, right.height) <= (1 - _SAVES) * stacked:
                blocks.append(Block((_side_by_side(left, right, start),)))
                del waiting[:2]
                continue
        blocks.append(alone[0])
        del waiting[0]
    return blocks


def _is_narrow(section: LegendSection) -> bool:
    return max((len(entry.values) for entry in section.entries), default=0) <= 1


def _stack(block: Block) -> Row:
    """Return the rows of a block as one that does not break."""

    def draw(page: Page, x: float, y: float) -> None:
        for row in block.rows:
            row.draw(page, x, y)
            y += row.height

    return Row(sum(row.height for row in block.rows), draw)


def _side_by_side(left: Row, right: Row, start: float) -> Row:
    def draw(page: Page, x: float, y: float) -> None:
        left.draw(page, x, y)
        right.draw(page, x + start, y)

    return Row(max(left.height, right.height), draw)


def _in_two(entries: Sequence[LegendEntry], whole: _Measures) -> list[_Measures] | None:
    """Return the two columns of a section of short entries with at most one value each; None: it stays in one."""
    if len(whole.columns) > 1 or len(entries) < 2:
        return None
    between = _BETWEEN_EM * whole.size
    options = []
    for split in _SPLITS:
        left = (whole.width - between) * split
        right = whole.width - between - left
        options.append([replace(whole, width=left), replace(whole, left=left + between, width=right)])
    best = min(options, key=lambda halves: len(_pairs(entries, halves)))
    return best if len(_pairs(entries, best)) <= (1 - _SAVES) * len(entries) + 0.1 else None


def _pairs(entries: Sequence[LegendEntry], halves: Sequence[_Measures] | None) -> list[list[LegendEntry]]:
    """Put two neighbours in one row where both stand there in one line."""
    rows: list[list[LegendEntry]] = []
    for entry in entries:
        beside = halves is not None and rows and len(rows[-1]) == 1
        if beside and halves and _fits(rows[-1][0], halves[0]) and _fits(entry, halves[1]):
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return rows


def _across(
    row: Sequence[LegendEntry], whole: _Measures, halves: Sequence[_Measures] | None
) -> Sequence[_Measures]:
    """Return the columns of one row: both halves, the left one alone, or the whole width."""
    return [whole] if halves is None or (len(row) == 1 and not _fits(row[0], halves[0])) else halves


def _fits(entry: LegendEntry, measures: _Measures) -> bool:
    value = sum(measures.columns) if entry.values else 0.0
    return measures.indent + width(entry.label, _face(entry), measures.size) + value <= measures.width


def _face(entry: LegendEntry) -> Face:
    return BOLD if entry.emphasis else REGULAR


# --- rows -----------------------------------------------------------------------------------------


def _heading(title: str, heads: Sequence[str], measures: Sequence[_Measures]) -> Row:
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


def _entries(
    cells: Sequence[tuple[LegendEntry, _Measures]], styles: Mapping[str, Style], kinds: Mapping[str, str]
) -> Row:
    size = cells[0][1].size
    # without values a line may run under their columns
    wrapped = [
        wrap(
            entry.label, _face(entry), size, part.width - part.indent - (sum(part.columns) if entry.values else 0.0)
        )
        for entry, part in cells
    ]
    heights = [len(lines) * LINE * size for lines in wrapped]
    samples = [0.0 if entry.style is None else _sample_height(styles[entry.style], kinds, size) for entry, _ in cells]
    height = max(*heights, *samples) + 0.16 * size

    def draw(page: Page, x: float, y: float) -> None:
        for (entry, part), lines, high in zip(cells, wrapped, heights, strict=True):
            left, top = x + part.left, y + (height - high) / 2
            if entry.style is not None:
                room = Rect(left, y, left + part.sample, y + height)
                _sample(page, styles[entry.style], kinds[entry.style], room, size)
            write_lines(page, lines, (left + part.indent, top), _face(entry), size)
            for value, right in zip(entry.values, part.rights(), strict=False):
                write_lines(page, [value], (x + right, top), _face(entry), size, align="right")

    return Row(height, draw)


def _sample_height(style: Style, kinds: Mapping[str, str], size: float) -> float:
    return _sign_size(style, size) if kinds[style.key] == "point" else _SAMPLE_EM[1] * size


def _sign_size(style: Style, size: float) -> float:
    # as on the map, but no larger than goes with the words beside it
    return min(paper_size(style), 1.5 * size)


def _sample(page: Page, style: Style, kind: str, room: Rect, size: float) -> None:
    gid = f"legend/{style.key}"
    middle, across = (room.top + room.bottom) / 2, (room.left + room.right) / 2
    if kind == "point":
        draw_marker(page, across, middle, style, z=57, gid=gid, size=_sign_size(style, size))
    elif kind == "line":
        cap = style.stroke_width_pt / 2  # round ends stick out by so much
        draw_line(page, Path([(room.left + cap, middle), (room.right - cap, middle)]), style, z=57, gid=gid)
    else:
        half = _SAMPLE_EM[1] * size / 2 - 0.2
        draw_area(page, Rect(room.left, middle - half, room.right, middle + half).path(), style, z=57, gid=gid)
        if style.letter:
            letter_pt = max(SMALLEST_TYPE_PT, 0.85 * size)
            page.text(
                across, middle + letter_pt * HEIGHT_OF_CAPITALS / 2, style.letter, BOLD, letter_pt,
                color=style.text_color, align="center", z=58, halo=0.8, gid=f"{gid}#letter",
            )


def _notice_row(notice: Notice, width_pt: float, size: float) -> Row:
    small = smaller(size, 0.5)
    if notice.kind is NoticeKind.INFO:
        return text_row(notice.text, ITALIC, small, width_pt)
    bar = 2.5
    lines = wrap(notice.text, BOLD, small, width_pt - 2 * _PAD - bar)
    height = len(lines) * LINE * small + 2 * _PAD - 1

    def draw(page: Page, x: float, y: float) -> None:
        box = Rect(x, y, x + width_pt, y + height)
        page.box(box, fill=_WARNING_FILL, stroke=_WARNING_EDGE, thick=0.8, gid="notice")
        page.box(replace(box, right=x + bar), z=56, fill=_WARNING_EDGE, stroke=None)
        write_lines(page, lines, (x + _PAD + bar, y + _PAD - 0.5), BOLD, small)

    return Row(height, draw)
