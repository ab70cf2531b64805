"""Take data in and change them: files in three piles, site designations, the log, a new place."""

from __future__ import annotations

import streamlit as st

from zones.places import Place
from zones.screens import import_tab, place_tab, sites_tab
from zones.times import say_start
from zones.usecases import CommandPost
from zones.wording import has, t


def show(post: CommandPost, place: Place, speech: str) -> None:
    """Draw the screen "Dữ liệu"."""
    author = st.text_input(t("screen.author", speech), key="author", help=t("screen.author_help", speech)).strip()
    names = ("tab_import", "tab_sites", "tab_history", "tab_place")
    files, sites, log, new = st.tabs([t(f"screen.{name}", speech) for name in names])
    with files:
        import_tab.show(post, place, speech, author)
    with sites:
        sites_tab.show(post, place, speech, author)
    with log:
        _history(post, place, speech)
    with new:
        place_tab.show(post, speech, author)


def _history(post: CommandPost, place: Place, speech: str) -> None:
    rows = [
        {
            t("screen.history_when", speech): say_start(entry.recorded_at),
            t("screen.history_who", speech): entry.author,
            t("screen.history_what", speech): _action(entry.action, speech),
            t("screen.history_detail", speech): ", ".join(
                f"{name}: {value}" for name, value in entry.detail.items() if name != "sha256"
            ),
        }
        for entry in post.store.history(place.id)
    ]
    st.dataframe(rows, hide_index=True, width="stretch")


def _action(action: str, speech: str) -> str:
    key = f"screen.action_{action}"
    return t(key, speech) if has(key, speech) else action
