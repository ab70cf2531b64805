"""Draw a map for a telephone's screen, as on a paper of that size: a picture of 76 mm is read as the screen is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.figure import Figure

from geo.book import Picture
from geo.mapmodel import LegendEntry, MapModel, NoticeKind
from geo.render_static import finished
from geo.render_static.head import HIGHER, title_lines
from geo.render_static.lettering import BOLD, LINE, REGULAR, SMALLEST_TYPE_PT, width, wrap
from geo.render_static.map.frame import Ground, MapFrame
from geo.render_static.map.furniture import NORTH_PT, draw_north
from geo.render_static.map.layers import draw_map
from geo.render_static.page import Page, Rect
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
_TITLE_PT: Final = (9.0, 8.2, 7.4)  # the largest at which the title stands in one line
_SUBTITLE_PT: Final = 6.6
_BODY_PT: Final = 6.4              # 32 pixels of 1080: as large as a telephone's own text
_SAMPLE_PT: Final = 15.0           # the width of a level's sample
_CODE_PT: Final = 50.0             # the side of a QR code, with its quiet zone


def draw_picture(picture: Picture, options: SheetOptions, stamp: Stamp) -> Figure:
    """Return the picture: title, map, the levels with their units, data time and rule."""
    model = picture.model
    page = Page(PAPERS[options.kind])
    body = Rect(_MARGIN_PT, _MARGIN_PT, page.width - _MARGIN_PT, page.height - _MARGIN_PT)
    top = _draw_title(page, model, body)
    foot = _draw_foot(page, model, body, stamp)
    bottom = _draw_levels(page, model, Rect(body.left, top, body.right, foot))
    _draw_map(page, model, Rect(body.left, top, body.right, bottom))
    return finished(page, model.watermark, options, stamp)


def _draw_title(page: Page, model: MapModel, body: Rect) -> float:
    y, middle = body.top, (body.left + body.right) / 2
    block = model.title_block
    title = next((size for size in _TITLE_PT if width(block.title, BOLD, size) <= body.width), _TITLE_PT[0])
    for text, face, size in ((block.issuer, REGULAR, SMALLEST_TYPE_PT), (block.title, BOLD, title),
                             (block.subtitle, BOLD, _SUBTITLE_PT)):
        lines = title_lines(text, face, size, body.width) if text else []
        y += HIGHER * size if face is BOLD else 0.0
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


def _draw_levels(page: Page, model: MapModel, room: Rect) -> float:
    """Draw the legend's entries at the foot of the room, in as many columns as have room; return the y over them."""
    entries = [entry for section in model.legend[:1] for entry in section.entries if entry.style is not None]
    if not entries:
        return room.bottom
    value = max((width(text, BOLD, _BODY_PT) for entry in entries for text in entry.values), default=0.0) + 4
    around = _SAMPLE_PT + 3 + value
    longest = max(width(entry.label, REGULAR, _BODY_PT) for entry in entries)
    columns = next((count for count in (3, 2) if longest + around + 4 <= room.width / count), 1)
    wide = room.width / columns
    rows = [entries[start:start + columns] for start in range(0, len(entries), columns)]
    said = [[wrap(entry.label, REGULAR, _BODY_PT, wide - around - 4) for entry in row] for row in rows]
    heights = [max(len(lines) for lines in row) * LINE * _BODY_PT + 1.2 for row in said]
    top = y = room.bottom - sum(heights)
    for row, texts, height in zip(rows, said, heights, strict=True):
        for column, (entry, lines) in enumerate(zip(row, texts, strict=True)):
            left = room.left + column * wide
            _draw_level(page, model, entry, lines, Rect(left, y, left + wide - 4, y + height))
        y += height
    return top - 2


def _draw_level(page: Page, model: MapModel, entry: LegendEntry, lines: Sequence[str], cell: Rect) -> None:
    style = model.styles[entry.style or ""]
    sample = Rect(cell.left, cell.top + 0.6, cell.left + _SAMPLE_PT, cell.top + LINE * _BODY_PT + 0.3)
    draw_area(page, sample.path(), style, z=57, gid=f"legend/{style.key}")
    page.text((sample.left + sample.right) / 2, sample.bottom - 1.4, style.letter, BOLD, _BODY_PT, align="center",
              z=58, halo=0.8)
    write_lines(page, lines, (sample.right + 3, cell.top), REGULAR, _BODY_PT)
    for value in entry.values[:1]:
        write_lines(page, [value], (cell.right, cell.top), BOLD, _BODY_PT, align="right")


def _draw_map(page: Page, model: MapModel, room: Rect) -> None:
    ground = Ground(model)
    frame = ground.fit(room)
    north = _north(ground, frame)
    draw_map(page, model, frame, [north], with_degrees=False)
    draw_north(page, model, north)
    page.box(frame.rect, z=53.5, thick=0.7)


def _north(ground: Ground, frame: MapFrame) -> Rect:
    wide, high = NORTH_PT
    inside = frame.rect.inset(3)
    corners: Sequence[Rect] = [
        Rect(left, top, left + wide, top + high)
        for top in (inside.top, inside.bottom - high) for left in (inside.right - wide, inside.left)
    ]
    return min(corners, key=lambda corner: ground.covered(frame, corner))
