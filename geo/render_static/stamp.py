"""Draw the stamp as a row of the sheet: number, short code and lines, beside them the QR as one sharp shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from matplotlib.path import Path

from geo.render_static.lettering import BOLD, LINE, REGULAR, wrap
from geo.render_static.page import INK, POINTS_PER_MM, WHITE, Page, Rect
from geo.render_static.tables.columns import Block, Row, smaller, write_lines
from geo.sheet import Stamp

_QR_MM: Final = 19.0  # a module of 0.5 mm on A4: any phone reads it from a hand's distance
_BODY_PT: Final = 7.0  # of the type on A4: the code grows with it, a poster is read from afar
_QUIET: Final = 4  # modules of white round the code: ISO/IEC 18004
_PAD: Final = 3.5
_CODE_GROWS: Final = 2.0
_DRAFT_FILL: Final = "#FFF8E1"


def stamp_blocks(stamp: Stamp | None, width_pt: float, size: float) -> list[Block]:
    """Return the stamp as one row that does not break, set in `size` points; nothing where none was given."""
    if stamp is None or not (stamp.headline or stamp.short_code or stamp.lines or stamp.code):
        return []
    small = smaller(size, 0.5)
    side = _QR_MM * POINTS_PER_MM * max(1.0, size / _BODY_PT) if stamp.code else 0.0
    beside = width_pt - 2 * _PAD - (side + _PAD if side else 0.0)
    texts = [(line, BOLD, size) for line in wrap(stamp.headline, BOLD, size, beside) if line]
    if stamp.short_code:
        texts.append((stamp.short_code, BOLD, size + _CODE_GROWS))
    texts += [(part, REGULAR, small) for line in stamp.lines for part in wrap(line, REGULAR, small, beside)]
    height = max(sum(LINE * points for _, _, points in texts), side) + 2 * _PAD

    def draw(page: Page, x: float, y: float) -> None:
        fill = _DRAFT_FILL if stamp.status else WHITE
        if stamp.headline:                # that there is no number is a remark, not a stamp
            page.box(Rect(x, y, x + width_pt, y + height), fill=fill, thick=0.9, gid="stamp")
        top = y + _PAD
        for text, face, points in texts:
            write_lines(page, [text], (x + _PAD, top), face, points)
            top += LINE * points
        if side:
            right = x + width_pt - _PAD
            draw_code(page, stamp.code, Rect(right - side, y + _PAD, right, y + _PAD + side))

    return [Block((Row(height, draw),))]


def draw_code(page: Page, code: Sequence[Sequence[bool]], room: Rect) -> None:
    """Draw a QR code with its quiet zone into a square: one filled shape on white, sharp at any size."""
    step = room.width / (len(code) + 2 * _QUIET)
    page.box(room, z=57, fill=WHITE, stroke=None)
    runs = [run for down, row in enumerate(code) for run in _runs(row, down, room, step)]
    page.path(Path.make_compound_path(*(run.path() for run in runs)), z=58, fill=INK, gid="code")


def _runs(row: Sequence[bool], down: int, room: Rect, step: float) -> Iterator[Rect]:
    """Join neighbouring dark modules of a row, a hair over the next row: no white line shows between them."""
    start: int | None = None
    top = room.top + (down + _QUIET) * step
    for across, dark in enumerate((*row, False)):
        if dark and start is None:
            start = across
        elif not dark and start is not None:
            left = room.left + (start + _QUIET) * step
            yield Rect(left, top, left + (across - start) * step, top + step * 1.02)
            start = None
