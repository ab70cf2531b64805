"""Draw a MapModel as a printed sheet (PNG, PDF, SVG) with head, legend, tables, scale and facts.

The map comes first: `layout` gives it half of the paper or more and the largest round scale, in type that can still
be read. `head` stands over it, `tables` (legend, notes, numbered points) beside and under it, `corners` uses the
ground about it that shows nothing, `map` draws it. `page`, `lettering`, `symbols` and `save` serve them all.

The renderer decides nothing about content: words, colours, numbers and their order stand in the model. Its
own few words are `model.words[…]`:

| key | what for |
|---|---|
| legend | the heading of the column, set in capitals: Chú giải |
| scale | the numeric scale, with {denominator}: Tỷ lệ 1:{denominator} |
| sheet_note | the note under the map, with {crs}: the coordinate system's name |
| north, east | the arrow's letter, and the sides of the degrees at the frame: B, Đ |
| unit_m, unit_km | the unit after the scale bar |
| decimal_mark, thousands_mark | of numbers: "," and "." in Vietnamese |
| continued | the heading of a table that goes on in the next column, with {title} |

What a person chooses (paper, turn, scale, ink) comes as `SheetOptions`, what is put on a sheet beside its content as
`Stamp`.
"""

from __future__ import annotations

from typing import Final, Literal

from matplotlib.figure import Figure

from geo.mapmodel import MapModel
from geo.render_static.grey import to_grey
from geo.render_static.head import draw_head, draw_page_number
from geo.render_static.layout import arrange
from geo.render_static.map.furniture import draw_frame, draw_imprint, draw_north, draw_scale, draw_watermark
from geo.render_static.map.graticule import draw_squares
from geo.render_static.map.inset import draw_inset
from geo.render_static.map.layers import draw_map
from geo.render_static.page import POINTS_PER_MM, WHITE, Page, Rect
from geo.render_static.save import save
from geo.sheet import PAPERS, SheetOptions, SheetTooSmall, Stamp

__all__ = ["PAPERS", "WORDS", "SheetTooSmall", "draw_figure", "render_sheet", "title_of"]

WORDS: Final = (
    "legend",
    "scale",
    "sheet_note",
    "north",
    "east",
    "unit_m",
    "unit_km",
    "decimal_mark",
    "thousands_mark",
    "continued",
)

# NĐ 30/2020 asks 30 mm on the left of a letter, for binding. A map sheet is filed by its left edge too, but
# needs the width: 15 mm hold the holes of a punch (12 mm); 10 mm elsewhere every office printer can print.
LEFT_MM: Final = 15.0
MARGIN_MM: Final = 10.0
PLAIN: Final = SheetOptions()


def draw_figure(model: MapModel, options: SheetOptions = PLAIN, stamp: Stamp | None = None) -> Figure:
    """Return the sheet as a matplotlib Figure of the paper's size.

    There are no axes: every artist stands on the page, in points. An artist that draws a feature has the gid
    "layer/feature". When the tables do not fit, a named paper raises SheetTooSmall (its `larger` says what to
    try); the model's own paper gives way to the next larger one. ScaleTooLarge when an exact scale was asked for at
    which the place is larger than the paper. KeyError for an unknown paper.
    """
    name = model.paper if options.paper is None else options.paper
    while True:
        try:
            return _draw(model, name, options, stamp or Stamp())
        except SheetTooSmall as small:
            if options.paper is not None or small.larger is None:
                raise
            name = small.larger


def _draw(model: MapModel, paper: str, options: SheetOptions, stamp: Stamp) -> Figure:
    page = Page(options.paper_of(paper))
    inside = body_of(page)
    top = draw_page_number(page, stamp.page, inside)
    top = draw_head(page, model.title_block, Rect(inside.left, top, inside.right, inside.bottom))
    body = Rect(inside.left, top, inside.right, inside.bottom)
    layout = arrange(model, page.paper, body, denominator=options.denominator, stamp=stamp)
    draw_map(page, model, layout.frame, layout.kept_free)
    for plate in layout.plates:
        page.box(plate, z=52, fill=WHITE, thick=0.5)
    draw_scale(page, model, layout.scale, layout.scale_room, inside=layout.scale_inside)
    draw_north(page, model, layout.north)
    if layout.inset is not None:
        draw_inset(page, model, layout.inset)
    draw_frame(page, layout.frame)
    draw_squares(page, model, layout.frame)
    for spot in layout.spots:
        spot.row.draw(page, spot.left, spot.top)
    return finished(page, model.watermark, options, stamp)


def body_of(page: Page) -> Rect:
    """Return what the margins leave of a page."""
    margin = MARGIN_MM * POINTS_PER_MM
    return Rect(LEFT_MM * POINTS_PER_MM, margin, page.width - margin, page.height - margin)


def finished(page: Page, watermark: str, options: SheetOptions, stamp: Stamp) -> Figure:
    """Put on a drawn page what lies over everything, in the ink that was asked for, and return its figure."""
    across = " – ".join(filter(None, (watermark, stamp.status)))
    if across:
        draw_watermark(page, across)
    if stamp.imprint:
        draw_imprint(page, stamp.imprint)
    if options.black_and_white:
        to_grey(page.figure)
    return page.figure


def render_sheet(
    model: MapModel, form: Literal["png", "pdf", "svg"], options: SheetOptions = PLAIN, stamp: Stamp | None = None
) -> bytes:
    """Return the sheet as a PNG (at `options.dpi`), PDF or SVG file. The same model always gives the same bytes.

    Safe to call from several threads at once. Raises what draw_figure raises.
    """
    return save(draw_figure(model, options, stamp), form, title_of(model), options.dpi)


def title_of(model: MapModel) -> str:
    """Return the title that the file itself carries."""
    return " – ".join(text for text in (model.title_block.title, model.title_block.subtitle) if text)
