"""Show the live map: a frame around the map page, which keeps itself up to date without a rerun."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import streamlit as st

from zones.screens.frame import command_post, head_row
from zones.wording import t

# The map takes what the window has below the head row; Streamlit's own wide margins would cost a fifth of it.
_STYLE: Final = """<style>
.stMainBlockContainer {padding: 3.6rem 0.6rem 0 0.6rem;}
.stMainBlockContainer iframe {height: calc(100vh - 7.6rem); min-height: 26rem; border: 0;}
.stMainBlockContainer [data-testid="stVerticalBlock"] {gap: 0.35rem;}
@media (max-width: 640px) {.stMainBlockContainer iframe {height: calc(100vh - 11rem);}}
</style>"""


def show() -> None:
    """Draw the screen "Bản đồ"."""
    st.html(_STYLE)
    place, speech = head_row(command_post())
    # The frame keeps its map, zoom and open card as long as this address stays the same.
    st.iframe("/map?" + urlencode({"place": place.id, "lang": speech}), height=640, alt=t("screen.map", speech))
