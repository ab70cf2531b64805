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
"""

from __future__ import annotations

from typing import Final, Literal

from matplotlib.figure import Figure

from geo.mapmodel import MapModel
from geo.render_static.head import draw_head
from geo.render_static.layout import SheetTooSmall, arrange
from geo.render_static.map.furniture import draw_frame, draw_north, draw_scale, draw_watermark
from geo.render_static.map.layers import draw_map
from geo.render_static.page import PAPERS, POINTS_PER_MM, WHITE, Page, Rect
from geo.render_static.save import save

__all__ = ["PAPERS", "WORDS", "SheetTooSmall", "draw_figure", "render_sheet"]

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
_LEFT_MM: Final = 15.0
_MARGIN_MM: Final = 10.0


def draw_figure(model: MapModel, paper: str | None = None) -> Figure:
    """Return the sheet as a matplotlib Figure of the paper's size, landscape; None: the model's own paper.

    There are no axes: every artist stands on the page, in points. An artist that draws a feature has the gid
    "layer/feature". When the tables do not fit, a named paper raises SheetTooSmall (its `larger` says what to
    try); the model's own paper gives way to the next larger one. KeyError for an unknown paper.
    """
    name = model.paper if paper is None else paper
    while True:
        try:
            return _draw(model, name)
        except SheetTooSmall as small:
            if paper is not None or small.larger is None:
                raise
            name = small.larger


def _draw(model: MapModel, paper: str) -> Figure:
    page = Page(PAPERS[paper])
    margin = _MARGIN_MM * POINTS_PER_MM
    inside = Rect(_LEFT_MM * POINTS_PER_MM, margin, page.width - margin, page.height - margin)
    top = draw_head(page, model.title_block, inside)
    layout = arrange(model, page.paper, Rect(inside.left, top, inside.right, inside.bottom))
    draw_map(page, model, layout.frame, layout.kept_free)
    for plate in layout.plates:
        page.box(plate, z=52, fill=WHITE, thick=0.5)
    draw_scale(page, model, layout.scale, layout.scale_room, inside=layout.scale_inside)
    draw_north(page, model, layout.north)
    draw_frame(page, layout.frame)
    for spot in layout.spots:
        spot.row.draw(page, spot.left, spot.top)
    if model.watermark:
        draw_watermark(page, model.watermark)
    return page.figure


def render_sheet(
    model: MapModel, form: Literal["png", "pdf", "svg"], *, paper: str | None = None, dpi: int = 300
) -> bytes:
    """Return the sheet as a PNG (at `dpi`), PDF or SVG file. The same model always gives the same bytes.

    paper: "A4" to "A0", landscape; None: model.paper, or the next larger one that holds its tables.
    Safe to call from several threads at once. Raises SheetTooSmall and KeyError as draw_figure does.
    """
    title = " – ".join(text for text in (model.title_block.title, model.title_block.subtitle) if text)
    return save(draw_figure(model, paper), form, title, dpi)
