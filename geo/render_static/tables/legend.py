"""Set the legend, the facts and the notices: short sections in two columns or side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from geo.mapmodel import LegendEntry, LegendSection, MapModel, Notice, NoticeKind
from geo.render_static.lettering import (
    BOLD,
    ITALIC,
    LINE,
    REGULAR,
    wrap,
)
from geo.render_static.page import Page, Rect
from geo.render_static.tables.columns import Block, Row, smaller, text_row, write_lines
from geo.render_static.tables.entries import SAMPLE_EM, Measures, entry_row, heading, needed_width, value_widths

_BETWEEN_EM: Final = 1.2  # between the two columns of a section that is set in two
_SPLITS: Final = sorted((0.32 + 0.02 * step for step in range(19)), key=lambda share: abs(share - 0.5))
_SAVES: Final = 0.3  # of its rows, at least, does a section save that is set in two columns
_WARNING_FILL: Final = "#FDECEA"
_WARNING_EDGE: Final = "#B3261E"
_PAD: Final = 3.5
_WHOLE: Final = 6  # a section of so few rows is never broken


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
    sample = 0.0 if not sampled else 1.7 * size if set(sampled) == {"point"} else SAMPLE_EM[0] * size
    whole = Measures(0.0, width_pt, size, sample, value_widths(section, width_pt, size))
    halves = _in_two(entries, whole)
    measures = halves or [whole]
    head = heading(section.title, section.columns, measures)
    again = heading(model.words["continued"].format(title=section.title), section.columns, measures)
    rows = [entry_row(cells, model.styles, kinds) for cells in _cells(entries, whole, halves)]
    if len(rows) <= _WHOLE:
        rows = [*(replace(row, with_next=True) for row in rows[:-1]), *rows[-1:]]
    return Block((head, *rows), (again,))


# --- two columns ----------------------------------------------------------------------------------


def _beside_each_other(
    sections: Sequence[LegendSection], model: MapModel, kinds: Mapping[str, str], width_pt: float, size: float
) -> list[Block]:
    """Set the sections one under the other, but two neighbours side by side where that saves much height."""
    blocks: list[Block] = []
    waiting = list(sections)
    while waiting:
        alone = [_section(section, model, kinds, width_pt, size) for section in waiting[:2]]
        pair = _pair(waiting[:2], alone, model, kinds, width_pt, size)
        blocks.append(alone[0] if pair is None else pair)
        del waiting[: 1 if pair is None else 2]
    return blocks


def _pair(
    sections: Sequence[LegendSection], alone: Sequence[Block], model: MapModel, kinds: Mapping[str, str],
    width_pt: float, size: float,
) -> Block | None:
    """Return two sections side by side; None where that would save little, or break words into many lines."""
    if len(sections) < 2 or not all(_is_narrow(section) for section in sections):
        return None
    most = (1 - _SAVES) * (sum(_stack(block).height for block in alone) + alone[1].gap)
    if (max(len(section.entries) for section in sections) + 1) * LINE * size > most:
        return None
    room = width_pt - _BETWEEN_EM * size
    best: tuple[float, float] | None = None
    chosen: Row | None = None
    for share in _SPLITS:
        halves: list[Row] = []
        for section, part in zip(sections, (share, 1 - share), strict=True):
            half = _section(section, model, kinds, room * part, size)
            stacked = _stack(half)
            if stacked.height > (most if best is None else best[0]) or not _is_tidy(half, size):
                break                                # no better, whatever the other half is
            halves.append(stacked)
        if len(halves) < 2:
            continue
        left, right = halves
        # the lowest, and of those the one with the fewest broken lines
        cost = max(left.height, right.height), left.height + right.height
        if best is None or cost < best:
            best, chosen = cost, _side_by_side(left, right, width_pt - room * (1 - share))
    return None if chosen is None else Block((chosen,))


def _is_tidy(section: Block, size: float) -> bool:
    """Tell whether the title stands in one line with its headings, and no entry in more than two."""
    title, *entries = section.rows
    return title.height < 1.9 * LINE * size and all(row.height < 2.4 * LINE * size for row in entries)


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


def _in_two(entries: Sequence[LegendEntry], whole: Measures) -> list[Measures] | None:
    """Return the two columns of a section of short entries with at most one value each; None: it stays in one."""
    if len(whole.columns) > 1 or len(entries) < 2:
        return None
    needed = [needed_width(entry, whole) for entry in entries]
    room = whole.width - _BETWEEN_EM * whole.size
    counts = {share: len(_pairs(needed, room * share, room * (1 - share))) for share in _SPLITS}
    share = min(_SPLITS, key=lambda share: counts[share])
    if counts[share] > (1 - _SAVES) * len(entries) + 0.1:
        return None
    start = whole.width - room * (1 - share)
    return [replace(whole, width=room * share), replace(whole, left=start, width=room * (1 - share))]


def _pairs(needed: Sequence[float], left: float, right: float) -> list[list[int]]:
    """Put two neighbours in one row where both stand there in one line; return the places of each row's entries."""
    rows: list[list[int]] = []
    for place, wide in enumerate(needed):
        if wide <= right and rows and len(rows[-1]) == 1 and needed[place - 1] <= left:
            rows[-1].append(place)
        else:
            rows.append([place])
    return rows


def _cells(
    entries: Sequence[LegendEntry], whole: Measures, halves: Sequence[Measures] | None
) -> Iterator[list[tuple[LegendEntry, Measures]]]:
    """Yield each row's entries with their columns: both halves, the left one alone, or the whole width."""
    if halves is None:
        yield from ([(entry, whole)] for entry in entries)
        return
    needed = [needed_width(entry, whole) for entry in entries]
    for row in _pairs(needed, halves[0].width, halves[1].width):
        wide = len(row) == 1 and needed[row[0]] > halves[0].width
        yield [(entries[place], part) for place, part in zip(row, [whole] if wide else halves, strict=False)]


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
