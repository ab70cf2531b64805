"""Show the live map: a frame around the map page, which keeps itself up to date without a rerun."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import streamlit as st

from zones.compose.names import capitalised, kind_name
from zones.places import Place
from zones.situation.view import COMBINED, View
from zones.wording import t

SWITCH_ROOM: Final = "2.9rem"     # the row that switches between diseases
# the map takes what the window has below the head row
_STYLE: Final = """<style>
.stMainBlockContainer {padding-bottom: 0; padding-left: 0.6rem; padding-right: 0.6rem;}
.stMainBlockContainer iframe {height: calc(100vh - 7.6rem - ROOM); min-height: 20rem; border: 0;}
.stMainBlockContainer [data-testid="stVerticalBlock"] {gap: 0.35rem;}
@media (max-width: 640px) {.stMainBlockContainer iframe {height: calc(100vh - 10.6rem - ROOM);}}
@media (min-width: 1280px) {
.stMainBlockContainer {padding-top: 3.8rem;}
.stMainBlockContainer iframe {height: calc(100vh - 4.3rem - ROOM);}
}
</style>"""


def show(place: Place, speech: str) -> None:
    """Draw the screen "Bản đồ"."""
    several = len(place.diseases) > 1
    st.html(frame_style(SWITCH_ROOM if several else "0rem"))
    view = choose_view(place, speech) if several else View(place.id)
    # The frame keeps its map, zoom and open card as long as this address stays the same.
    st.iframe("/map?" + urlencode({"place": view.address, "lang": speech}), height=640, alt=t("screen.map", speech))


def frame_style(room: str) -> str:
    """Return the style of a screen that is one frame; `room` is taken by what stands above it."""
    return _STYLE.replace("ROOM", room)


def choose_view(place: Place, speech: str, key: str = "view") -> View:
    """Offer the map of each disease, and the one of all; `key` keeps the choices of two screens apart."""
    views = {disease: View(place.id, disease="" if first else disease)
             for first, disease in zip((True, *(False,) * len(place.diseases)), place.diseases, strict=False)}
    views[COMBINED] = View(place.id, combined=True)
    chosen = st.segmented_control(
        t("screen.disease", speech), list(views), default=place.diseases[0], required=True, key=f"{key}_{place.id}",
        label_visibility="collapsed", format_func=lambda key: _view_name(key, speech),
    )
    return views[chosen or place.diseases[0]]


def _view_name(key: str, speech: str) -> str:
    return t("screen.all_diseases", speech) if key == COMBINED else capitalised(kind_name("disease", key, speech))
