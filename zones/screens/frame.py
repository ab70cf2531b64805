"""Hold what all screens share: the command post, the language, the place in view."""

from __future__ import annotations

from typing import Final

import streamlit as st

from zones.places import Place
from zones.settings import database_url
from zones.usecases import CommandPost, open_post
from zones.wording import LANGUAGES, t

_LANGUAGE_NAMES: Final = {"vi": "Tiếng Việt", "en": "English"}


def command_post() -> CommandPost:
    """Return the process's command post (the routes of the map use the same one)."""
    return open_post(database_url())


def language() -> str:
    """Return the language in view: the address says it, Vietnamese is the default."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def head_row(post: CommandPost) -> tuple[Place, str]:
    """Draw the row above every screen: which place, which language. Both stand in the address."""
    speech = language()
    left, right = st.columns([5, 2], vertical_alignment="center")
    places = {place.id: place for place in post.list_places()}
    chosen = left.selectbox(
        t("screen.place", speech), list(places), key="place", bind="query-params", label_visibility="collapsed",
        format_func=lambda place_id: _place_label(places[place_id], speech),
    )
    right.segmented_control(
        t("screen.language", speech), LANGUAGES, default=speech, key="lang", bind="query-params", required=True,
        format_func=_LANGUAGE_NAMES.__getitem__, label_visibility="collapsed",
    )
    return places[chosen], language()


def _place_label(place: Place, speech: str) -> str:
    kind = t("screen.exercise", speech) if place.exercise else ""
    return " – ".join(part for part in (place.name, place.within, place.issuer.annex.strip("()"), kind) if part)
