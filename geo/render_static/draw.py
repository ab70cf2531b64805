"""Draw any kind of sheet: what content it is decides who draws it."""

from __future__ import annotations

from collections.abc import Callable

from geo.book import Book, Content, Cover, Picture, Poster
from geo.render_static import draw_figure, title_of
from geo.render_static.atlas import draw_book, draw_cover
from geo.render_static.picture import draw_picture
from geo.render_static.poster import draw_poster
from geo.render_static.save import save, save_picture
from geo.sheet import SheetOptions, Stamp

Progress = Callable[[int, int], None]      # pages done, pages in all


def draw_content(
    content: Content, form: str, options: SheetOptions, stamp: Stamp, progress: Progress | None = None
) -> bytes:
    """Return the file of a map, a book, a poster or a picture. The same content always gives the same bytes."""
    match content:
        case Book():
            return draw_book(content, options, stamp, progress)
        case Cover():
            return save(draw_cover(content.book, options, stamp), form, title_of(content.book.overview), options.dpi)
        case Picture():
            return save_picture(draw_picture(content, options, stamp), form, title_of(content.model))
        case Poster():
            return save(draw_poster(content, options, stamp), form, content.headline, options.dpi)
        case _:
            return save(draw_figure(content, options, stamp), form, title_of(content), options.dpi)
