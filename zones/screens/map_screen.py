"""Show the live map: a frame around the map page, which keeps itself up to date without a rerun."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import streamlit as st

from zones.places import Place
from zones.wording import t

# the map takes what the window has below the head row
_STYLE: Final = """<style>
.stMainBlockContainer {padding-bottom: 0; padding-left: 0.6rem; padding-right: 0.6rem;}
.stMainBlockContainer iframe {height: calc(100vh - 7.6rem); min-height: 26rem; border: 0;}
.stMainBlockContainer [data-testid="stVerticalBlock"] {gap: 0.35rem;}
@media (max-width: 640px) {.stMainBlockContainer iframe {height: calc(100vh - 10.6rem);}}
@media (min-width: 900px) {
.stMainBlockContainer {padding-top: 3.8rem;}
.stMainBlockContainer iframe {height: calc(100vh - 4.3rem);}
}
</style>"""


def show(place: Place, speech: str) -> None:
    """Draw the screen "Bản đồ"."""
    st.html(_STYLE)
    # The frame keeps its map, zoom and open card as long as this address stays the same.
    st.iframe("/map?" + urlencode({"place": place.id, "lang": speech}), height=640, alt=t("screen.map", speech))
