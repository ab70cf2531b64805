"""Draw what holds in one unit as a poster: the colour as large as it goes, the measures, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.figure import Figure

from geo.book import Poster
from geo.mapmodel import MapModel, NoticeKind, Style
from geo.render_static import body_of, finished
from geo.render_static.head import draw_head
from geo.render_static.lettering import ASCENT, BOLD, HEIGHT_OF_CAPITALS, ITALIC, LINE, REGULAR, Face, width, wrap
from geo.render_static.map.frame import Ground
from geo.render_static.map.furniture import draw_north
from geo.render_static.map.layers import draw_map
from geo.render_static.page import GREY, INK, WHITE, Page, Rect
from geo.render_static.stamp import draw_code
from geo.render_static.symbols import draw_area
from geo.render_static.tables.columns import write_lines
from geo.sheet import SheetOptions, SheetTooSmall, Stamp

_LARGEST_PT: Final = 22.0          # of the measures, on A4
_LEAST_PT: Final = 9.0
_MOST_MAP: Final = 0.34            # of the body's height
_LEAST_MAP: Final = 0.2
_FACT_PT: Final = 8.0
_DOT: Final = "•"
_CODE_PT: Final = 66.0
_PALE: Final = 130.0               # brightness of 255 from which ink is dark on a band


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    face: Face
    size: float
    indent: float
    dot: bool = False
    gap: float = 0.0


def draw_poster(poster: Poster, options: SheetOptions, stamp: Stamp) -> Figure:
    """Return the poster; SheetTooSmall when its measures do not fit even in small type."""
    name = poster.model.paper if options.paper is None else options.paper
    page = Page(options.paper_of(name))
    body = body_of(page)
    grown = page.paper.type_scale
    head = draw_head(page, poster.model.title_block, body)
    bottom = _draw_foot(page, poster.model, body, stamp)
    top = _draw_band(page, poster, Rect(body.left, head, body.right, bottom))
    for share in (_MOST_MAP, (_MOST_MAP + _LEAST_MAP) / 2, _LEAST_MAP):
        over_map = bottom - share * body.height
        room = Rect(body.left, top + 6 * grown, body.right, over_map - 6 * grown)
        lines = _fitted(poster, room, grown)
        if lines is not None:
            written = _write(page, lines, room)
            # what the words leave, but no more than half: the map only says where
            over_map = max(written + 8 * grown, bottom - 0.5 * body.height)
            _draw_map(page, poster.model, Rect(body.left, over_map, body.right, bottom - 4 * grown))
            return finished(page, poster.model.watermark, options, stamp)
    raise SheetTooSmall(page.paper.name)


def _draw_band(page: Page, poster: Poster, room: Rect) -> float:
    """Draw the band of the level: its colour, its hatch along both ends, the headline; return the y under it."""
    grown, style = page.paper.type_scale, poster.model.styles[poster.style]
    small, place = 15.0 * grown, 20.0 * grown
    size = min(96.0 * grown, 0.72 * room.width / width(poster.headline, BOLD, 1.0))
    places = wrap(poster.place, BOLD, place, room.width * 0.72)
    high = (LINE * small) + LINE * size * 1.03 + len(places) * LINE * place + 8 * grown
    band = Rect(room.left, room.top, room.right, room.top + high)
    page.box(band, z=55, fill=style.fill, stroke=INK, thick=1.2 * grown, gid="band")
    side = 0.11 * room.width
    for end in (Rect(band.left, band.top, band.left + side, band.bottom),
                Rect(band.right - side, band.top, band.right, band.bottom)):
        _draw_end(page, end, style)
    ink = INK if style.fill is None or _bright(style.fill) >= _PALE else WHITE
    middle = (band.left + band.right) / 2
    y = band.top + 3 * grown
    write_lines(page, [poster.above], (middle, y), BOLD, small, color=ink, align="center")
    y += LINE * small + (ASCENT + 0.04) * size
    page.text(middle, y, poster.headline, BOLD, size, color=ink, align="center", z=60, gid="headline")
    write_lines(page, places, (middle, y + 0.22 * size), BOLD, place, color=ink, align="center")
    return band.bottom


def _draw_end(page: Page, end: Rect, style: Style) -> None:
    """Draw an end of the band as the zone is drawn on the map: on a photocopy, hatch and letter say the colour."""
    page.box(end, z=56, fill=WHITE, stroke=None)
    draw_area(page, end.path(), style, z=56.5, gid="band-end")
    size = min(0.7 * end.width, 0.5 * end.height)
    middle = (end.left + end.right) / 2, (end.top + end.bottom) / 2 + size * HEIGHT_OF_CAPITALS / 2
    page.text(*middle, style.letter, BOLD, size, align="center", z=60, halo=0.08 * size)


def _bright(color: str) -> float:
    red, green, blue = (int(color[place:place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _fitted(poster: Poster, room: Rect, grown: float) -> list[_Line] | None:
    """Return the measures set as large as the room allows."""
    size = _LARGEST_PT
    while size >= _LEAST_PT:
        lines = _set(poster, room.width, size * grown)
        if sum(LINE * line.size + line.gap for line in lines) <= room.height:
            return lines
        size -= 0.5
    return None


def _set(poster: Poster, wide: float, size: float) -> list[_Line]:
    lines: list[_Line] = []
    for heading, sentences in poster.items:
        gap = 0.35 * size if lines else 0.0
        if heading:
            for text in wrap(heading, BOLD, size, wide):
                lines.append(_Line(text, BOLD, size, 0.0, gap=gap))
                gap = 0.0
        indent = 0.9 * size
        for sentence in sentences:
            for place, text in enumerate(wrap(sentence, REGULAR, size, wide - indent)):
                lines.append(_Line(text, REGULAR, size, indent, dot=place == 0, gap=gap))
                gap = 0.0
            gap = 0.15 * size
    return lines


def _write(page: Page, lines: list[_Line], room: Rect) -> float:
    y = room.top
    for line in lines:
        y += line.gap
        if line.dot:
            write_lines(page, [_DOT], (room.left + 0.15 * line.size, y), BOLD, line.size)
        write_lines(page, [line.text], (room.left + line.indent, y), line.face, line.size)
        y += LINE * line.size
    return y


def _draw_foot(page: Page, model: MapModel, body: Rect, stamp: Stamp) -> float:
    """Write facts, warnings and the stamp along the bottom; return the y over them."""
    grown = page.paper.type_scale
    size, code = _FACT_PT * grown, _CODE_PT * grown if stamp.code else 0.0
    wide = body.width - (code + 6 * grown if code else 0.0)
    notices = [(notice.text, BOLD if notice.kind is NoticeKind.WARNING else ITALIC) for notice in model.notices]
    issued = [(text, BOLD) for text in (stamp.headline, stamp.short_code) if text]
    plain = [(text, REGULAR) for text in (*stamp.lines, *model.facts)]
    rows = [(line, face) for text, face in (*issued, *plain, *notices) for line in wrap(text, face, size, wide)]
    high = max(len(rows) * LINE * size, code)
    y = body.bottom - high
    for line, face in rows:
        write_lines(page, [line], (body.left, y), face, size, color=GREY if face is ITALIC else INK)
        y += LINE * size
    if code:
        draw_code(page, stamp.code, Rect(body.right - code, body.bottom - code, body.right, body.bottom))
    return body.bottom - high - 4 * grown


def _draw_map(page: Page, model: MapModel, room: Rect) -> None:
    frame = Ground(model).fit(room)
    arrow = Rect(room.right - 24, room.top + 4, room.right - 6, room.top + 40)
    draw_map(page, model, frame, [arrow], with_degrees=False)
    draw_north(page, model, arrow)
    page.box(frame.rect, z=53.5, thick=0.9)
