"""Show how a place fares over its days: a frame around the page "Diễn biến", which keeps its own choices."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from zones.places import Place
from zones.screens.map_screen import SWITCH_ROOM, choose_view, frame_style
from zones.situation.view import View
from zones.wording import t


def show(place: Place, speech: str) -> None:
    """Draw the screen "Diễn biến"."""
    several = len(place.diseases) > 1
    st.html(frame_style(SWITCH_ROOM if several else "0rem"))
    view = choose_view(place, speech, "course") if several else View(place.id)
    address = "/dien-bien?" + urlencode({"place": view.address, "lang": speech})
    st.iframe(address, height=640, alt=t("course.screen", speech))
