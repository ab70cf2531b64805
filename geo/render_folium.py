"""Draw a MapModel on the screen: folium's map page, live from our routes or as a stand-alone file."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, Final

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.elements import MacroElement
from folium.template import Template

from geo import page_files
from geo.mapmodel import Card, MapModel
from geo.page_state import card_json, compact_json, geometries, geometry_sha, state

DEEPEST_ZOOM: Final = 21


def page_html(asset_base: str, config: Mapping[str, Any]) -> str:
    """Return folium's map page without any data: it fetches them as `config` says.

    `asset_base` is the address under which `geo.page_files` are served, without a slash at the end. `config`:
    place, language, as_of (may be None), words (for the time before the first state), and the addresses
    `state`, `geometry`, `why`, `sheet`.
    """
    figure = _figure(config)
    for name in page_files.STYLES:
        figure.header.add_child(CssLink(f"{asset_base}/{name}"))
    for name in page_files.SCRIPTS:
        figure.header.add_child(JavascriptLink(f"{asset_base}/{name}"))
    return str(figure.render())


def draw_html(asset_base: str, config: Mapping[str, Any]) -> str:
    """Return folium's page for drawing, without any data: it fetches them as `config` says.

    `config`: place, language, words (for the time before the first state), and the addresses `state`, `fixed`,
    `change`, `save`, `end`.
    """
    figure = _figure(config, "DrawPage")
    for name in page_files.DRAW_STYLES:
        figure.header.add_child(CssLink(f"{asset_base}/{name}"))
    for name in page_files.DRAW_SCRIPTS:
        figure.header.add_child(JavascriptLink(f"{asset_base}/{name}"))
    return str(figure.render())


def standalone_html(model: MapModel, cards: Mapping[str, Card] | None = None) -> str:
    """Return one HTML file with everything inside: it opens from a disk, with no server and no network.

    `cards` (by card id) answer "Vì sao?" in the file; things without one are shown by title only.
    """
    bodies = geometries(model)
    shas = {layer_id: geometry_sha(body) for layer_id, body in bodies.items()}
    figure = _figure({
        "place": model.place_id,
        "language": model.language,
        "as_of": None,
        "words": dict(model.words),
        "file": {
            "state": state(model, shas),
            "geometries": {shas[layer_id]: json.loads(body) for layer_id, body in bodies.items()},
            "cards": {card_id: card_json(card) for card_id, card in (cards or {}).items()},
        },
    })
    for name in page_files.STYLES:
        figure.header.add_child(_verbatim(f"<style>{_inlined_style(name)}</style>"))
    for name in page_files.SCRIPTS:
        figure.header.add_child(_verbatim(f"<script>{_inlined_script(name)}</script>"))
    return str(figure.render())


def _figure(config: Mapping[str, Any], starter: str = "PlaceMap") -> Figure:
    """Make folium's map with nothing of what it would fetch elsewhere, and our own start after it."""
    page_map = folium.Map(
        location=[21.03, 105.85], zoom_start=12, tiles=None, zoom_control=False,
        # camelCase reaches Leaflet; folium keeps `max_zoom` for a tile layer, and there is none
        attributionControl=False, maxZoom=DEEPEST_ZOOM, minZoom=8, zoomSnap=0.25, zoomDelta=0.5,
        wheelPxPerZoomLevel=90,
    )
    page_map._id = "place"             # not random: the same page is the same bytes, and its script one hash
    page_map.default_js, page_map.default_css = [], []
    start = MacroElement()
    start._name, start.config, start.starter = "start", _script_safe(compact_json(config)), starter
    start._template = Template(
        "{% macro html(this, kwargs) %}"
        '<script type="application/json" id="map-config">{{ this.config }}</script>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}{{ this.starter }}.start({{ this._parent.get_name() }});{% endmacro %}"
    )
    page_map.add_child(start)
    figure: Figure = page_map.get_root()
    figure.header.add_child(_verbatim('<link rel="icon" href="data:,">'))   # else browsers ask for a favicon
    return figure


def _verbatim(text: str) -> Element:
    """Make a page element of a text that may hold braces."""
    element = Element("{{ this.text }}")
    element.text = text
    return element


def _script_safe(body: bytes) -> str:
    """Return JSON that cannot end the script element it stands in, whatever names it holds."""
    text = body.decode("utf-8")
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _inlined_script(name: str) -> str:
    text = page_files.read(name).decode("utf-8").replace("</script", "<\\/script")
    return re.sub(r"//# sourceMappingURL=\S+", "", text)


def _inlined_style(name: str) -> str:
    """Return a style sheet with our letters inside, without Leaflet's little pictures (not used)."""
    text = page_files.read(name).decode("utf-8")
    text = re.sub(r"url\(images/[^)]*\)", "none", text)
    for font in page_files.FONTS:
        data = base64.b64encode(page_files.read(font)).decode("ascii")
        text = text.replace(f'url("../{font}")', f'url("data:font/ttf;base64,{data}")')
    return text
