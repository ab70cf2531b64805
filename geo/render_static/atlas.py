"""Draw a book of maps into one PDF: overview with contents, a page for each unit, lists; each page numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from matplotlib.figure import Figure

from geo.book import Book, Listing
from geo.mapmodel import MapModel
from geo.render_static import body_of, draw_figure, finished
from geo.render_static.head import draw_heading, draw_page_number
from geo.render_static.page import Page, Rect
from geo.render_static.save import save_pages
from geo.render_static.tables.columns import Block, BlocksAt, Spot, flow
from geo.render_static.tables.index import index_blocks
from geo.sheet import SheetOptions, SheetTooSmall, Stamp

_LIST_PT: Final = 8.5
_APART_PT: Final = 14.0            # between the columns of a list
_PAGES_APART: Final = 100_000.0    # the pages of a list are laid one under the other, so far apart
_MOST_PAGES: Final = 400           # of one list


def draw_book(
    book: Book, options: SheetOptions, stamp: Stamp, progress: Callable[[int, int], None] | None = None
) -> bytes:
    """Return the book as a PDF. `progress` is told after each page how many are done, and of how many.

    One page is in memory at a time. SheetTooSmall and ScaleTooLarge as draw_figure does, for the overview alone.
    """
    paper = options.paper or book.overview.paper
    options = replace(options, paper=paper)
    first, listings = _overview(book, options, stamp)
    lists = [(listing, _laid_out(listing, book.overview, options)) for listing in listings]
    total = 1 + len(book.maps) + sum(len(pages) for _, pages in lists)

    def figures() -> Iterator[Figure]:
        yield first
        number = 1
        for model in book.maps:
            number += 1
            yield _unit_page(model, replace(options, denominator=None), _numbered(stamp, number, total))
        for listing, pages in lists:
            for spots in pages:
                number += 1
                yield _list_page(listing, spots, book.overview, options, _numbered(stamp, number, total))

    def counted() -> Iterator[Figure]:
        for done, figure in enumerate(figures()):
            if progress is not None and done:
                progress(done, total)
            yield figure
        if progress is not None:
            progress(total, total)

    return save_pages(counted(), book.title)


def draw_cover(book: Book, options: SheetOptions, stamp: Stamp) -> Figure:
    """Return the book's first page, the very one that draw_book begins with. Raises what draw_book raises."""
    return _overview(book, replace(options, paper=options.paper or book.overview.paper), stamp)[0]


def _overview(book: Book, options: SheetOptions, stamp: Stamp) -> tuple[Figure, list[Listing]]:
    """Return the first page and the lists; contents that find no room on it become a list of their own."""
    listings = [listing for listing in book.listings if any(table.rows for table in listing.tables)]
    try:
        return draw_figure(replace(book.overview, indexes=(book.contents,)), options, stamp), listings
    except SheetTooSmall:
        bare = draw_figure(replace(book.overview, indexes=()), options, stamp)
        return bare, [Listing(book.contents.title, (book.contents,)), *listings]


def _unit_page(model: MapModel, options: SheetOptions, stamp: Stamp) -> Figure:
    """Return a unit's page; where its points are too many for the paper, they are in the lists all the same."""
    try:
        return draw_figure(model, options, stamp)
    except SheetTooSmall:
        return draw_figure(replace(model, indexes=()), options, stamp)


def _numbered(stamp: Stamp, number: int, total: int) -> Stamp:
    return replace(stamp, page=f"{number}/{total}")


# --- lists ----------------------------------------------------------------------------------------


def _laid_out(listing: Listing, model: MapModel, options: SheetOptions) -> list[list[Spot]]:
    """Return the rows of a list page by page, each with its place on its page. SheetTooSmall when there is no end."""
    page = Page(options.paper_of(options.paper or model.paper))
    body = body_of(page)
    top = _draw_list_head(page, listing, Stamp(page="1/1"))
    count = max(1, round(body.width / (96 * page.paper.type_scale * 72 / 25.4)))
    wide = (body.width - (count - 1) * _APART_PT) / count
    lefts = [body.left + place * (wide + _APART_PT) for place in range(count)]

    def blocks(width: float) -> list[Block]:
        return index_blocks(listing.tables, model, width, _LIST_PT * page.paper.type_scale)

    for pages in range(1, _MOST_PAGES):
        columns = [
            Rect(left, top + sheet * _PAGES_APART, left + wide, body.bottom + sheet * _PAGES_APART)
            for sheet in range(pages) for left in lefts
        ]
        spots = flow(_once(blocks, wide), columns)
        if spots is not None:
            return [_of_page(spots, sheet) for sheet in range(pages)]
    raise SheetTooSmall(page.paper.name)


def _once(blocks: BlocksAt, width: float) -> BlocksAt:
    made = blocks(width)
    return lambda _width: made


def _of_page(spots: list[Spot], sheet: int) -> list[Spot]:
    shift = sheet * _PAGES_APART
    return [
        replace(spot, top=spot.top - shift) for spot in spots if shift <= spot.top < shift + _PAGES_APART
    ]


def _list_page(
    listing: Listing, spots: list[Spot], model: MapModel, options: SheetOptions, stamp: Stamp
) -> Figure:
    page = Page(options.paper_of(options.paper or model.paper))
    _draw_list_head(page, listing, stamp)
    for spot in spots:
        spot.row.draw(page, spot.left, spot.top)
    return finished(page, model.watermark, options, stamp)


def _draw_list_head(page: Page, listing: Listing, stamp: Stamp) -> float:
    body = body_of(page)
    # a list has no room for the stamp: its number and code stand beside the page's number, for a loose page
    top = draw_page_number(page, " · ".join(filter(None, (stamp.headline, stamp.short_code, stamp.page))), body)
    return draw_heading(page, listing.title, replace(body, top=top))
