"""Turn a composed map into the bytes that leave the room."""

from __future__ import annotations

from typing import Final

from geo.render_folium import standalone_html
from geo.render_static import render_sheet

from geo.mapmodel import MapModel

# form -> the media type under which it is sent
FORMS: Final = {
    "png": "image/png", "pdf": "application/pdf", "svg": "image/svg+xml", "html": "text/html; charset=utf-8",
}


def export_map(model: MapModel, form: str, *, paper: str | None = None, dpi: int = 300) -> bytes:
    """Return the map as "png", "pdf", "svg" (a sheet) or "html" (one file that needs no network)."""
    match form:
        case "png" | "pdf" | "svg":
            return render_sheet(model, form, paper=paper, dpi=dpi)
        case "html":
            return standalone_html(model).encode("utf-8")
        case _:
            raise ValueError(f"unknown form {form!r}; known: {', '.join(FORMS)}")
