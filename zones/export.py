"""Turn a composed map into the bytes that leave the room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from geo.mapmodel import Card, MapModel

FORMS: Final = ("png", "pdf", "svg", "html")


def export_map(
    model: MapModel, form: str, *, paper: str | None = None, dpi: int = 300, cards: Mapping[str, Card] | None = None
) -> bytes:
    """Return the map as "png", "pdf", "svg" (a sheet) or "html" (one file that needs no network).

    `cards` (by card id) let the HTML file answer "Vì sao?". ValueError for another form.
    """
    # what must be decided tonight is for the command post's own map
    model = replace(model, live_notices=())
    # each renderer brings a heavy library: only the one that is asked for is loaded
    match form:
        case "png" | "pdf" | "svg":
            from geo.render_static import render_sheet

            return render_sheet(model, form, paper=paper, dpi=dpi)
        case "html":
            from geo.render_folium import standalone_html

            return standalone_html(model, cards).encode("utf-8")
        case _:
            raise ValueError(f"unknown form {form!r}; known: {', '.join(FORMS)}")
