"""Show the drawing page: a frame around it, which keeps what is drawn through Streamlit's reruns."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import streamlit as st

from zones.places import Place
from zones.wording import t

# the page takes what the window has below the head row
_STYLE: Final = """<style>
.stMainBlockContainer {padding-bottom: 0; padding-left: 0.6rem; padding-right: 0.6rem;}
.stMainBlockContainer iframe {height: calc(100vh - 7.6rem); min-height: 30rem; border: 0;}
.stMainBlockContainer [data-testid="stVerticalBlock"] {gap: 0.35rem;}
@media (max-width: 640px) {.stMainBlockContainer iframe {height: calc(100vh - 10.6rem);}}
@media (min-width: 1280px) {
.stMainBlockContainer {padding-top: 3.8rem;}
.stMainBlockContainer iframe {height: calc(100vh - 4.3rem);}
}
</style>"""


def show(place: Place, speech: str) -> None:
    """Draw the screen "Vẽ bản đồ"."""
    st.html(_STYLE)
    st.iframe("/draw?" + urlencode({"place": place.id, "lang": speech}), height=640, alt=t("draw_page.title", speech))
