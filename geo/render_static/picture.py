"""Draw a map for a telephone's screen, as on a paper of that size: a picture of 76 mm is read as the screen is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.figure import Figure

from geo.book import Picture
from geo.mapmodel import LegendSection, MapModel, NoticeKind
from geo.render_static import finished
from geo.render_static.lettering import BOLD, LINE, REGULAR, SMALLEST_TYPE_PT, width, wrap
from geo.render_static.map.frame import Ground, MapFrame
from geo.render_static.map.furniture import NORTH_PT, draw_frame, draw_north
from geo.render_static.map.layers import draw_map
from geo.render_static.page import GREY, INK, Page, Rect
from geo.render_static.stamp import draw_code
from geo.render_static.symbols import draw_area
from geo.render_static.tables.columns import write_lines
from geo.sheet import Paper, SheetKind, SheetOptions, Stamp

_SIDE_MM: Final = 76.2             # 1080 pixels at PICTURE_DPI
PAPERS: Final = {
    SheetKind.SQUARE: Paper("1080×1080", _SIDE_MM, _SIDE_MM, 1.0, _SIDE_MM),
    SheetKind.TALL: Paper("1080×1920", _SIDE_MM, _SIDE_MM * 1920 / 1080, 1.0, _SIDE_MM),
}
_MARGIN_PT: Final = 5.0
_TITLE_PT: Final = 9.0
_SUBTITLE_PT: Final = 6.6
_BODY_PT: Final = 6.4              # 32 pixels of 1080: as large as a telephone's own text
_CODE_PT: Final = 50.0             # the side of a QR code, with its quiet zone


def draw_picture(picture: Picture, options: SheetOptions, stamp: Stamp) -> Figure:
    """Return the picture: title, map, the levels with their units, data time and rule."""
    model = picture.model
    page = Page(PAPERS[options.kind])
    body = Rect(_MARGIN_PT, _MARGIN_PT, page.width - _MARGIN_PT, page.height - _MARGIN_PT)
    top = _draw_title(page, model, body)
    foot = _draw_foot(page, model, body, stamp)
    bottom = _draw_levels(page, model, Rect(body.left, top, body.right, foot), tall=options.kind is SheetKind.TALL)
    _draw_map(page, model, Rect(body.left, top, body.right, bottom))
    return finished(page, model.watermark, options, stamp)


def _draw_title(page: Page, model: MapModel, body: Rect) -> float:
    y = body.top
    middle = (body.left + body.right) / 2
    block = model.title_block
    for text, face, size in ((block.issuer, REGULAR, SMALLEST_TYPE_PT), (block.title, BOLD, _TITLE_PT),
                             (block.subtitle, BOLD, _SUBTITLE_PT)):
        lines = wrap(text, face, size, body.width) if text else []
        write_lines(page, lines, (middle, y), face, size, align="center")
        y += len(lines) * LINE * size
    return y + 2


def _draw_foot(page: Page, model: MapModel, body: Rect, stamp: Stamp) -> float:
    """Write facts, warnings and the stamp along the bottom; return the y over them."""
    aside = _CODE_PT + 4 if stamp.code else 0.0
    size, wide = SMALLEST_TYPE_PT, body.width - aside
    warnings = [notice.text for notice in model.notices if notice.kind is NoticeKind.WARNING]
    rows = [(line, face) for texts, face in (((*stamp.lines, *warnings), BOLD), (model.facts, REGULAR))
            for text in texts for line in wrap(text, face, size, wide)]
    high = max(len(rows) * LINE * size, _CODE_PT if stamp.code else 0.0)
    y = body.bottom - high
    for line, face in rows:
        write_lines(page, [line], (body.left, y), face, size)
        y += LINE * size
    if stamp.code:
        draw_code(page, stamp.code, Rect(body.right - _CODE_PT, body.bottom - _CODE_PT, body.right, body.bottom))
    return body.bottom - high - 2


def _draw_levels(page: Page, model: MapModel, room: Rect, *, tall: bool) -> float:
    """Draw the legend's first section at the foot of the room; return the y over it.

    A tall picture has a line for each level with all its numbers; a square one puts two levels into a line, with the
    number of units alone.
    """
    if not model.legend:
        return room.bottom
    section = model.legend[0]
    entries = [entry for entry in section.entries if entry.style is not None]
    columns = 1 if tall else 2
    size = _BODY_PT
    wide, line = room.width / columns, LINE * size + 1.2
    head = LINE * SMALLEST_TYPE_PT if tall else 0.0
    rows = -(-len(entries) // columns)
    top = room.bottom - rows * line - head
    if tall:
        _draw_heads(page, section, Rect(room.left, top, room.right, top + head))
    for place, entry in enumerate(entries):
        column, row = divmod(place, rows)
        cell = Rect(room.left + column * wide, top + head + row * line, room.left + (column + 1) * wide - 4, 0.0)
        sample = Rect(cell.left, cell.top + 0.6, cell.left + 15, cell.top + line - 0.9)
        style = model.styles[entry.style or ""]
        draw_area(page, sample.path(), style, z=57, gid=f"legend/{style.key}")
        page.text((sample.left + sample.right) / 2, sample.bottom - 1.4, style.letter, BOLD, size, align="center",
                  z=58, halo=0.8)
        values = entry.values if tall else entry.values[:1]
        rights = _rights(section, cell.right, len(values))
        space = (rights[0] - 24 if rights else cell.right) - sample.right - 3
        words = entry.label if width(entry.label, REGULAR, size) <= space else entry.label.split(" – ")[0]
        write_lines(page, [words], (sample.right + 3, cell.top), REGULAR, size)
        for value, right in zip(values, rights, strict=True):
            write_lines(page, [value], (right, cell.top), BOLD, size, align="right")
    return top - 2


def _rights(section: LegendSection, right: float, count: int) -> list[float]:
    """Return the right edges of the value columns."""
    widths = [
        max(width(text, BOLD, _BODY_PT) for text in
            (*(entry.values[place] for entry in section.entries if place < len(entry.values)), "00")) + 5
        for place in range(count)
    ]
    return [right - sum(widths[place + 1:]) for place in range(count)]


def _draw_heads(page: Page, section: LegendSection, room: Rect) -> None:
    count = max((len(entry.values) for entry in section.entries), default=0)
    for head, right in zip(section.columns, _rights(section, room.right - 4, count), strict=False):
        write_lines(page, [head], (right, room.top), BOLD, SMALLEST_TYPE_PT, color=GREY, align="right")


def _draw_map(page: Page, model: MapModel, room: Rect) -> None:
    ground = Ground(model)
    frame = ground.fit(room)
    north = _north(ground, frame)
    draw_map(page, model, frame, [north])
    draw_north(page, model, north)
    draw_frame(page, frame)
    page.box(frame.rect, z=53.6, thick=0.7, stroke=INK)


def _north(ground: Ground, frame: MapFrame) -> Rect:
    wide, high = NORTH_PT
    inside = frame.rect.inset(3)
    corners: Sequence[Rect] = [
        Rect(left, top, left + wide, top + high)
        for top in (inside.top, inside.bottom - high) for left in (inside.right - wide, inside.left)
    ]
    return min(corners, key=lambda corner: ground.covered(frame, corner))
