"""Set what is said beside the map of one unit: its numbers and sentences, its curve."""

from __future__ import annotations

from typing import Final

from geo.mapmodel import CardSection, Chart, Panel
from geo.render_static.lettering import BOLD, LINE, REGULAR, width, wrap
from geo.render_static.page import GREY, INK, Page, Rect
from geo.render_static.tables.columns import COLUMN_GAP, Block, Row, smaller, text_row, write_lines

_VALUE_SHARE: Final = 0.45     # of the width, at most, for a value beside its label
_CHART_EM: Final = 9.0         # the height of the bars' room
_BAR: Final = "#455A64"
_NO_REPORT: Final = "#E0E0E0"


def panel_blocks(panel: Panel | None, width_pt: float, size: float) -> list[Block]:
    """Return the panel's sections and its chart for a column of `width_pt`; nothing where there is no panel."""
    if panel is None:
        return []
    blocks = [_section(section, width_pt, size) for section in panel.sections if section.lines]
    return [*blocks, *([_chart(panel.chart, width_pt, size)] if panel.chart else [])]


def _section(section: CardSection, width_pt: float, size: float) -> Block:
    head = _title(section.title, width_pt, size)
    return Block((head, *(_line(label, value, width_pt, size) for label, value in section.lines)), (head,))


def _title(title: str, width_pt: float, size: float) -> Row:
    words = text_row(title, BOLD, size, width_pt)

    def draw(page: Page, x: float, y: float) -> None:
        words.draw(page, x, y)
        page.rule(x, y + words.height + 0.4, x + width_pt, y + words.height + 0.4, thick=0.4, color=GREY)

    return Row(words.height + 1.6, draw, with_next=True)


def _line(label: str, value: str, width_pt: float, size: float) -> Row:
    """Return a sentence, or a label with its value at the right where that is short, else under it."""
    if not label:
        return text_row(value, REGULAR, size, width_pt)
    wide = width(value, BOLD, size)
    if wide > width_pt * _VALUE_SHARE:
        return text_row(f"{label}: {value}", REGULAR, size, width_pt)
    labels = wrap(label, REGULAR, size, width_pt - wide - COLUMN_GAP)

    def draw(page: Page, x: float, y: float) -> None:
        write_lines(page, labels, (x, y), REGULAR, size)
        write_lines(page, [value], (x + width_pt, y), BOLD, size, align="right")

    return Row(len(labels) * LINE * size, draw)


def _chart(chart: Chart, width_pt: float, size: float) -> Block:
    small = smaller(size, 1.0)
    high, foot = _CHART_EM * size, LINE * small
    title = _title(chart.title, width_pt, size)

    def draw(page: Page, x: float, y: float) -> None:
        _bars(page, chart, Rect(x, y + LINE * small, x + width_pt, y + high), small)

    return Block((title, Row(high + foot, draw)))


def _bars(page: Page, chart: Chart, room: Rect, small: float) -> None:
    """Draw the bars, the highest with its number; a day without report is a pale strip over the whole height."""
    most = max((value for value in chart.values if value is not None), default=0)
    step = room.width / max(1, len(chart.values))
    highest_written = False
    for place, (value, mark) in enumerate(zip(chart.values, chart.marks, strict=True)):
        left, right = room.left + place * step, room.left + (place + 1) * step - min(0.8, 0.15 * step)
        if value is None:
            page.box(Rect(left, room.top, right, room.bottom), z=56, fill=_NO_REPORT, stroke=None)
        elif value:
            top = room.bottom - room.height * value / most
            page.box(Rect(left, top, right, room.bottom), z=57, fill=_BAR, stroke=None, gid=f"bar/{place}")
            if value == most and not highest_written:
                at = min(max((left + right) / 2, room.left + 4), room.right - 4)
                write_lines(page, [str(value)], (at, top - LINE * small), BOLD, small, align="center")
                highest_written = True
        if mark:
            page.rule(left, room.bottom, left, room.bottom + 2, thick=0.5, color=GREY)
            write_lines(page, [mark], (left, room.bottom + 1), REGULAR, small, color=GREY)
    page.rule(room.left, room.bottom, room.right, room.bottom, thick=0.6, color=INK)

