"""Turn composed content into the bytes that leave the room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from geo.book import Content
from geo.mapmodel import Card, MapModel
from geo.sheet import SheetKind, SheetOptions, Stamp

# which files each kind of sheet can be
FORMS_OF: Final = {
    SheetKind.MAP: ("pdf", "png", "svg"),
    SheetKind.ATLAS: ("pdf",),
    SheetKind.SQUARE: ("png", "jpg"),
    SheetKind.TALL: ("png", "jpg"),
    SheetKind.POSTER: ("pdf", "png", "svg"),
}
Progress = Callable[[int, int], None]      # pages done, pages in all


@dataclass(frozen=True, slots=True)
class Order:
    """A sheet to draw: plain data that can be handed to another process."""

    content: Content
    form: str
    options: SheetOptions
    stamp: Stamp


def draw(order: Order, progress: Progress | None = None) -> bytes:
    """Return the sheet's file. ValueError for a form that this kind of sheet cannot have; see geo.sheet for others."""
    if order.form not in FORMS_OF[order.options.kind]:
        raise ValueError(f"{order.options.kind} as {order.form!r}; known: {', '.join(FORMS_OF[order.options.kind])}")
    # matplotlib is heavy: only who draws loads it
    from geo.render_static.draw import draw_content

    return draw_content(order.content, order.form, order.options, order.stamp, progress)


def export_page(model: MapModel, cards: Mapping[str, Card] | None = None) -> bytes:
    """Return the map as one HTML file that needs no network; `cards` (by card id) answer "Vì sao?" in it."""
    from geo.render_folium import standalone_html

    # what must be decided tonight is for the command post's own map
    return standalone_html(replace(model, live_notices=()), cards).encode("utf-8")
