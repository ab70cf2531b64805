"""Draw the stamp as a row of the sheet: headline and lines, beside them the QR as one sharp shape."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import segno
from matplotlib.path import Path

from geo.render_static.lettering import BOLD, LINE, REGULAR, wrap
from geo.render_static.page import INK, POINTS_PER_MM, WHITE, Page, Rect
from geo.render_static.tables.columns import Row, smaller, write_lines
from geo.stamp import Stamp, StampKind

QR_MM: Final = 19.0  # a module of 0.5 mm and more is read from a hand's distance by any phone
_QUIET: Final = 4  # modules of white round the code: ISO/IEC 18004
_PAD: Final = 3.5
_BODY_PT: Final = 7.0  # of the type on A4
_CODE_GROWS: Final = 2.0  # the code is read aloud on the telephone: larger than the rest
_DRAFT_FILL: Final = "#FFF8E1"


@lru_cache(maxsize=64)
def qr_matrix(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of an address as rows of modules, True is dark, without the white round it (level M)."""
    code = segno.make_qr(address, error="m")
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def stamp_row(stamp: Stamp, width_pt: float, size: float) -> Row:
    """Return the stamp as one row of a column of `width_pt`, set in `size` points; it does not break."""
    small = smaller(size, 0.5)
    # the code grows with the type: a poster is read from afar
    side = QR_MM * POINTS_PER_MM * max(1.0, size / _BODY_PT) if stamp.address else 0.0
    beside = width_pt - 2 * _PAD - (side + _PAD if side else 0.0)
    texts = [(line, BOLD, size) for line in wrap(stamp.headline, BOLD, size, beside)]
    if stamp.code:
        texts.append((stamp.code, BOLD, size + _CODE_GROWS))
    texts += [(part, REGULAR, small) for line in stamp.lines for part in wrap(line, REGULAR, small, beside)]
    high = sum(LINE * points for _, _, points in texts)
    height = max(high, side) + 2 * _PAD

    def draw(page: Page, x: float, y: float) -> None:
        fill = _DRAFT_FILL if stamp.kind is StampKind.DRAFT else WHITE
        page.box(Rect(x, y, x + width_pt, y + height), fill=fill, thick=0.9, gid="stamp")
        top = y + _PAD
        for text, face, points in texts:
            write_lines(page, [text], (x + _PAD, top), face, points)
            top += LINE * points
        if side:
            right = x + width_pt - _PAD
            _draw_qr(page, stamp.address, Rect(right - side, y + _PAD, right, y + _PAD + side))

    return Row(height, draw)


def _draw_qr(page: Page, address: str, rect: Rect) -> None:
    """Draw the code with its quiet zone into a square: one filled shape, sharp at any size."""
    matrix = qr_matrix(address)
    step = rect.width / (len(matrix) + 2 * _QUIET)
    page.box(rect, z=57, fill=WHITE, stroke=None)
    runs = [run for down, row in enumerate(matrix) for run in _runs(row, down, rect, step)]
    page.path(Path.make_compound_path(*(run.path() for run in runs)), z=58, fill=INK, gid="stamp-qr")


def _runs(row: tuple[bool, ...], down: int, rect: Rect, step: float) -> list[Rect]:
    """Join neighbouring dark modules of a row: no hairline shows between them."""
    runs: list[Rect] = []
    start: int | None = None
    for across, dark in enumerate((*row, False)):
        if dark and start is None:
            start = across
        elif not dark and start is not None:
            left, top = rect.left + (start + _QUIET) * step, rect.top + (down + _QUIET) * step
            runs.append(Rect(left, top, left + (across - start) * step, top + step * 1.02))
            start = None
    return runs
