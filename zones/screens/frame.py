"""Draw what frames every screen: the navigation's words, which place, which language."""

from __future__ import annotations

from typing import Final

import streamlit as st

from zones.compose.names import told_apart
from zones.places import Place
from zones.settings import database_url
from zones.usecases import CommandPost, open_post
from zones.wording import LANGUAGES, t

_LANGUAGE_NAMES: Final = {"vi": "Tiếng Việt", "en": "English"}

# Streamlit's wide margins would cost the map a fifth of the window (on a wide screen place and language stand beside
# the navigation), a table's buttons lie over the tabs above it on a narrow one, and its uploader speaks English only.
_STYLE: Final = """<style>
.stMainBlockContainer {{padding: 4.2rem 1rem 1rem 1rem;}}
@media (min-width: 1280px) {{
.st-key-frame {{position: fixed; top: 0.6rem; left: 48.5rem; right: 1rem; width: auto; z-index: 999991;}}
}}
.st-key-frame [data-testid="stColumn"]:first-child {{flex: 1 1 0; min-width: 9rem;}}
.st-key-frame [data-testid="stColumn"]:last-child {{flex: 0 0 auto; width: auto; min-width: 11.8rem;}}
.st-key-frame [data-testid="stHorizontalBlock"] {{flex-wrap: nowrap; gap: 0.6rem;}}
@media (max-width: 899px) {{
[data-testid="stElementToolbar"] {{display: none;}}
}}
[data-testid="stFileUploaderDropzone"] button p {{font-size: 0;}}
[data-testid="stFileUploaderDropzoneInstructions"] span {{font-size: 0;}}
[data-testid="stFileUploaderDropzone"] button p::after {{content: "{upload}"; font-size: 0.9rem;}}
[data-testid="stFileUploaderDropzoneInstructions"] span::after {{content: "{limit}"; font-size: 0.9rem;}}
</style>"""


def command_post() -> CommandPost:
    """Return the process's command post (the routes of the map use the same one)."""
    return open_post(database_url())


def language() -> str:
    """Return the language in view: the address says it at first, then the switch; Vietnamese is the default."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def head_row(post: CommandPost, speech: str) -> Place:
    """Draw the row above every screen and return the place chosen. Place and language stand in the address."""
    words = {name: t(f"screen.{name}", speech) for name in ("upload", "limit")}
    st.html(_STYLE.format(**words))
    places = {place.id: place for place in post.list_places()}
    labels = told_apart({place.id: _place_label(place, speech) for place in places.values()})
    _start_from_address("place", list(places))
    _start_from_address("lang", LANGUAGES)
    left, right = st.container(key="frame").columns([5, 1.6], vertical_alignment="center")
    chosen = left.selectbox(
        t("screen.place", speech), list(places), key="place", label_visibility="collapsed",
        format_func=labels.__getitem__,
    )
    right.segmented_control(
        t("screen.language", speech), LANGUAGES, key="lang", required=True, label_visibility="collapsed",
        format_func=_LANGUAGE_NAMES.__getitem__,
    )
    st.query_params.update({"place": chosen, "lang": speech})
    return places[chosen]


def _start_from_address(name: str, known: list[str] | tuple[str, ...]) -> None:
    """Give a switch its first value: what the address asks for, when that is known."""
    if st.session_state.get(name) not in known:
        asked = st.query_params.get(name, known[0])
        st.session_state[name] = asked if asked in known else known[0]


def _place_label(place: Place, speech: str) -> str:
    kind = t("screen.exercise", speech) if place.exercise else ""
    # an exercise must be told from the real thing even where the rest of the name has no room
    return " – ".join(part for part in (kind, place.name, place.within, place.issuer.annex.strip("()")) if part)
