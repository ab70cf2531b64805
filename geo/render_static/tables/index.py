"""Set an index table in compact rows: the number in its marker's colour, the name, and what else is known."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.grid import LETTERS
from geo.mapmodel import IndexRow, IndexTable, MapModel
from geo.render_static.lettering import BOLD, LINE, NO_BREAK, REGULAR, balanced, longest_word, width, wrap
from geo.render_static.page import GREY, INK, Page, Rect
from geo.render_static.symbols import draw_number, draw_sample
from geo.render_static.tables.columns import COLUMN_GAP, Block, Row, lefts, smaller, text_row, write_lines

_HAIRLINE: Final = "#D5D8DC"
_LONG_RUN: Final = 3.0  # rows: cells that stay the same for so many, on average, are said once over them
_AIR: Final = 0.5  # between two rows
_DOT: Final = " · "


@dataclass(frozen=True, slots=True)
class _Measures:
    """The widths that all rows of one table share, in points."""

    width: float
    size: float
    badge: float  # of the numbers' badges
    columns: tuple[float, ...]  # of the cells, gaps included
    figures: tuple[bool, ...]  # which of them hold numbers and are set to the right

    @property
    def cells_left(self) -> float:
        """Return where the first cell begins."""
        return self.badge + 0.45 * self.size


def index_blocks(tables: Sequence[IndexTable], model: MapModel, width_pt: float, size: float) -> list[Block]:
    """Return the tables' rows in the model's order for a column of `width_pt`, set in `size` points.

    Cells that stay the same over many rows are said once, over those rows. What is left stands in columns or,
    where that takes less room, behind the name. Where a table breaks, it says that it goes on.
    """
    return [block for table in tables if table.rows for block in _table(table, model, width_pt, size)]


def _table(table: IndexTable, model: MapModel, width_pt: float, size: float) -> list[Block]:
    said = _said(table.rows)
    shared = _shared(table.rows, said)
    own = [index for index in said if index not in shared]
    cells = [[row.cells[index] if index < len(row.cells) else "" for index in own] for row in table.rows]
    heads = [table.columns[index] if index < len(table.columns) else "" for index in own]
    in_columns = _measure(table.rows, cells, heads, width_pt, size)
    # what is looked for on the map, the square, keeps a column of its own
    apart = [index for index in range(1, len(heads)) if all(_is_square(row[index]) for row in cells)]
    run_in = [
        [_run_in([row[index] for index in range(len(heads)) if index not in apart],
                 [heads[index] for index in range(len(heads)) if index not in apart], width_pt, size),
         *(row[index] for index in apart)]
        for row in cells
    ]
    few_heads = ["", *(heads[index] for index in apart)]
    as_text = _measure(table.rows, run_in, few_heads, width_pt, size)
    best, words = in_columns, cells
    # a bare number behind a name says nothing: figures need a heading
    if not any(in_columns.figures[1:]) and (
        sum(_lines(row, as_text) for row in run_in) < sum(_lines(row, in_columns) for row in cells)
    ):
        best, words, heads = as_text, run_in, few_heads
    rows = [_row(row, line, model, best, table.of_pages) for row, line in zip(table.rows, words, strict=True)]
    title = _title(table.title, heads, best)
    again = _title(model.words["continued"].format(title=table.title), heads, best)
    if not shared:
        # in columns so narrow that "(tiếp theo)" would stand in three lines, the one beside says what they are
        return [Block((title, *rows), (again,), loose=again.height > 1.8 * LINE * size)]
    blocks: list[Block] = []
    runs = itertools.groupby(zip(table.rows, rows, strict=True), key=lambda pair: _values(pair[0], shared))
    for values, run in runs:
        heading = _DOT.join(
            f"{table.columns[index]}: {value}" for index, value in zip(shared, values, strict=True)
        )
        inner = [row for _, row in run]
        group = _group(heading, best)
        # the columns' headings are needed again, the table's title is not
        further = _title(model.words["continued"].format(title=heading), heads, best)
        if blocks:
            blocks.append(Block((group, *inner), (further,), gap=1.0, loose=True))
        else:
            blocks.append(Block((title, group, *inner), (further,), loose=True))
    return blocks


def _run_in(cells: Sequence[str], heads: Sequence[str], width_pt: float, size: float) -> str:
    """Return the cells behind the name; a short one is never broken, a word in small letters answers its heading."""
    parts = [cells[0]]
    for head, cell in zip(heads[1:], cells[1:], strict=True):
        said = f"{head}: {cell}" if head and cell[:1].islower() else cell
        parts.append(said.replace(" ", NO_BREAK) if width(said, REGULAR, size) < width_pt / 3 else said)
    return _DOT.join(filter(None, parts))


def _values(row: IndexRow, shared: Sequence[int]) -> tuple[str, ...]:
    return tuple(row.cells[index] if index < len(row.cells) else "" for index in shared)


def _said(rows: Sequence[IndexRow]) -> list[int]:
    """Return the columns in which anything is said, and the first."""
    count = max(len(row.cells) for row in rows)
    return [index for index in range(count) if not index or any(_column(rows, index))]


def _shared(rows: Sequence[IndexRow], said: Sequence[int]) -> list[int]:
    """Return the columns, but the first, whose cells stay the same over long runs of rows; of gaps there is no run."""
    long = [
        index for index in said
        if index and all(_column(rows, index)) and _mean_run(rows, [index]) >= _LONG_RUN
    ]
    return long if _mean_run(rows, long) >= _LONG_RUN else long[:1]


def _column(rows: Sequence[IndexRow], index: int) -> list[str]:
    return [row.cells[index] if index < len(row.cells) else "" for row in rows]


def _mean_run(rows: Sequence[IndexRow], columns: Sequence[int]) -> float:
    return len(rows) / sum(1 for _ in itertools.groupby(rows, key=lambda row: _values(row, columns)))


def _measure(
    rows: Sequence[IndexRow], cells: Sequence[Sequence[str]], heads: Sequence[str], width_pt: float, size: float
) -> _Measures:
    small = smaller(size, 1.0)
    badge = max(width(str(row.number), BOLD, small) for row in rows) + 0.6 * size
    badge = max(badge, 1.5 * size)
    columns = [[row[index] for row in cells] for index in range(len(heads))]
    needed = [
        max(longest_word([head], BOLD, small), *(width(text, REGULAR, size) for text in column)) + COLUMN_GAP
        for head, column in zip(heads, columns, strict=True)
    ]
    # the last column needs no gap after it
    available = width_pt - badge - 0.45 * size + COLUMN_GAP
    figures = tuple(any(column) and all(_is_figure(text) for text in column) for column in columns)
    return _Measures(width_pt, size, badge, _share(needed, available), figures)


def _is_square(text: str) -> bool:
    return text == "" or (text[:1] in LETTERS and text[1:].isdigit())


def _is_figure(text: str) -> bool:
    return text == "" or text.translate(str.maketrans("", "", ".,+-–% ")).isdigit()


def _share(needed: Sequence[float], available: float) -> tuple[float, ...]:
    """Share a width: narrow columns get what they need, the wide ones equal parts of the rest."""
    shares = list(needed)
    rest, waiting = available, len(needed)
    for index in sorted(range(len(needed)), key=lambda index: needed[index]):
        shares[index] = min(needed[index], rest / waiting)
        rest, waiting = rest - shares[index], waiting - 1
    if shares:  # what is left goes to the widest
        shares[max(range(len(needed)), key=lambda index: needed[index])] += rest
    return tuple(shares)


def _lines(cells: Sequence[str], measures: _Measures) -> int:
    """Return how many lines a row takes."""
    rooms = zip(cells, measures.columns, strict=False)
    return max(len(wrap(text, REGULAR, measures.size, column - COLUMN_GAP + 0.1)) for text, column in rooms)


# --- rows -----------------------------------------------------------------------------------------


def _title(title: str, heads: Sequence[str], measures: _Measures) -> Row:
    """Return the table's title, which heads the names, and the headings of the other columns beside it."""
    size, small = measures.size, smaller(measures.size, 1.0)
    starts = list(lefts(measures.columns, measures.cells_left))
    wrapped = [
        wrap(text, BOLD, small, column - COLUMN_GAP + 0.1) if index else []
        for index, (text, column) in enumerate(zip(heads, measures.columns, strict=True))
    ]
    room = (starts[1] if any(map(len, wrapped)) else measures.width) - 1
    titles = wrap(title, BOLD, size, room)
    lines = max([0, *(len(part) for part in wrapped)])
    base = max(len(titles) * LINE * size, lines * LINE * small)
    rule = base + 0.4

    def draw(page: Page, x: float, y: float) -> None:
        write_lines(page, titles, (x, y + base - len(titles) * LINE * size), BOLD, size)
        tops = [y + base - len(part) * LINE * small for part in wrapped]
        _cells(page, wrapped, measures, x, tops, size=small, head=True)
        page.rule(x, y + rule, x + measures.width, y + rule, thick=0.4, color=GREY)

    return Row(rule + 1.0, draw, with_next=True)


def _group(text: str, measures: _Measures) -> Row:
    return text_row(text, BOLD, smaller(measures.size, 0.5), measures.width, with_next=True, color=GREY)


def _row(row: IndexRow, cells: Sequence[str], model: MapModel, measures: _Measures, of_pages: bool) -> Row:
    size, style = measures.size, model.styles[row.style]
    height = _lines(cells, measures) * LINE * size + _AIR

    def draw(page: Page, x: float, y: float) -> None:
        rooms = zip(cells, measures.columns, strict=False)
        wrapped = [balanced(text, REGULAR, size, column - COLUMN_GAP + 0.1) for text, column in rooms]
        badge = Rect(x, y + 0.35, x + measures.badge, y + LINE * size - 0.15)
        gid = f"index/{style.key}/{row.number}"
        if of_pages:
            draw_sample(page, style, badge, gid=gid, size=smaller(size, 1.0))
        else:
            draw_number(page, badge, style, row.number, size=smaller(size, 1.0), gid=gid)
        _cells(page, wrapped, measures, x, [y] * len(wrapped), size=size, head=False)
        line = y + height - _AIR / 2
        page.rule(x + measures.cells_left, line, x + measures.width, line, thick=0.25, color=_HAIRLINE)

    return Row(height, draw)


def _cells(
    page: Page, wrapped: Sequence[Sequence[str]], measures: _Measures, x: float, tops: Sequence[float], *,
    size: float, head: bool,
) -> None:
    face, color = (BOLD, GREY) if head else (REGULAR, INK)
    starts = lefts(measures.columns, measures.cells_left)
    for lines, left, column, figure, top in zip(
        wrapped, starts, measures.columns, measures.figures, tops, strict=False
    ):
        at = (x + left + column - COLUMN_GAP, top) if figure else (x + left, top)
        write_lines(page, lines, at, face, size, color=color, align="right" if figure else "left")
