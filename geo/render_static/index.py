"""Set an index table: the sign and number of each point, and its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.mapmodel import IndexTable, MapModel, Style
from geo.render_static.lettering import BOLD, DESCENT, LINE, REGULAR, longest_word, width, wrap
from geo.render_static.page import GREY, INK, Page
from geo.render_static.rows import COLUMN_GAP, Block, Row, lefts, smaller, text_row, write_lines
from geo.render_static.symbols import draw_marker

HAIRLINE: Final = "#D5D8DC"


@dataclass(frozen=True, slots=True)
class _Measures:
    """The widths that all rows of one table share, in points."""

    width: float
    size: float
    sign: float  # of the sign at the row's head
    number_right: float  # where the numbers end
    columns: tuple[float, ...]  # of the cells, gaps included
    figures: tuple[bool, ...]  # which of them hold numbers and are set to the right

    @property
    def cells_left(self) -> float:
        """Return where the first cell begins."""
        return self.number_right + COLUMN_GAP


def index_block(table: IndexTable, model: MapModel, width_pt: float, size: float) -> Block:
    """Return the table's rows in the model's order; it repeats its heading where it breaks."""
    measures = _measure(table, model.words["index_number"], width_pt, size)
    title = text_row(table.title, BOLD, size, width_pt, with_next=True)
    again = text_row(model.words["continued"].format(title=table.title), BOLD, size, width_pt, with_next=True)
    heads = _heads(table.columns, model.words["index_number"], measures)
    rows = [_row(row.number, row.cells, model.styles[row.style], measures) for row in table.rows]
    return Block((title, heads, *rows), (again, heads))


def _measure(table: IndexTable, number_head: str, width_pt: float, size: float) -> _Measures:
    sign = size * 1.2
    number = max(
        [
            width(number_head, BOLD, smaller(size, 1.0)),
            *(width(str(row.number), BOLD, size) for row in table.rows),
        ]
    )
    count = max([len(table.columns), *(len(row.cells) for row in table.rows)])
    texts = [[row.cells[index] for row in table.rows if index < len(row.cells)] for index in range(count)]
    needed = [
        max(
            [
                longest_word(table.columns[index : index + 1], BOLD, smaller(size, 1.0)),
                *(width(text, REGULAR, size) for text in column),
            ]
        )
        + COLUMN_GAP
        for index, column in enumerate(texts)
    ]
    available = width_pt - sign - 3 - number - COLUMN_GAP
    # the last column needs no gap after it
    columns = _share(needed, available + COLUMN_GAP)
    figures = tuple(any(column) and all(_is_figure(text) for text in column) for column in texts)
    return _Measures(width_pt, size, sign, sign + 3 + number, columns, figures)


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


def _heads(headings: Sequence[str], number_head: str, measures: _Measures) -> Row:
    small = smaller(measures.size, 1.0)
    wrapped = [
        wrap(text, BOLD, small, column - COLUMN_GAP + 0.1)
        for text, column in zip(headings, measures.columns, strict=False)
    ]
    height = max([1, *(len(lines) for lines in wrapped)]) * LINE * small + 1.5

    def draw(page: Page, x: float, y: float) -> None:
        base = y + height - 1.5
        page.text(
            x + measures.number_right,
            base - DESCENT * small,
            number_head,
            BOLD,
            small,
            color=GREY,
            align="right",
        )
        _cells(
            page,
            wrapped,
            measures,
            x,
            [base - len(lines) * LINE * small for lines in wrapped],
            size=small,
            head=True,
        )
        page.rule(x, y + height - 1, x + measures.width, y + height - 1, thick=0.4, color=GREY)

    return Row(height, draw, with_next=True)


def _row(number: int, cells: Sequence[str], style: Style, measures: _Measures) -> Row:
    size = measures.size
    wrapped = [
        wrap(text, REGULAR, size, column - COLUMN_GAP + 0.1)
        for text, column in zip(cells, measures.columns, strict=False)
    ]
    height = max([1, *(len(lines) for lines in wrapped)]) * LINE * size + 1.5

    def draw(page: Page, x: float, y: float) -> None:
        middle = y + LINE * size / 2
        draw_marker(
            page,
            x + measures.sign / 2,
            middle,
            style,
            z=57,
            size=measures.sign,
            gid=f"index/{style.key}/{number}",
        )
        write_lines(page, [str(number)], (x + measures.number_right, y), BOLD, size, align="right")
        _cells(page, wrapped, measures, x, [y] * len(wrapped), size=size, head=False)
        page.rule(x, y + height - 0.6, x + measures.width, y + height - 0.6, thick=0.25, color=HAIRLINE)

    return Row(height, draw)


def _cells(
    page: Page,
    wrapped: Sequence[Sequence[str]],
    measures: _Measures,
    x: float,
    tops: Sequence[float],
    *,
    size: float,
    head: bool,
) -> None:
    face, color = (BOLD, GREY) if head else (REGULAR, INK)
    starts = lefts(measures.columns, measures.cells_left)
    for lines, left, column, figure, top in zip(
        wrapped, starts, measures.columns, measures.figures, tops, strict=False
    ):
        if figure:
            write_lines(
                page, lines, (x + left + column - COLUMN_GAP, top), face, size, color=color, align="right"
            )
        else:
            write_lines(page, lines, (x + left, top), face, size, color=color)
