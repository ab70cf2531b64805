"""Take data in and change them: files in three piles, site designations, the log, a new place."""

from __future__ import annotations

import streamlit as st

from zones.places import Place
from zones.screens import acts_tab, checklist_tab, import_tab, place_tab, sites_tab
from zones.store import Revision
from zones.times import say_start
from zones.usecases import SAMPLE_AUTHOR, CommandPost
from zones.wording import has, t


def show(post: CommandPost, place: Place, speech: str) -> None:
    """Draw the screen "Dữ liệu"."""
    left, _ = st.columns([1, 2])
    author = left.text_input(t("screen.author", speech), key="author", help=t("screen.author_help", speech)).strip()
    names = ("screen.tab_import", "screen.tab_sites", "act.tab", "checklist.tab", "screen.tab_history",
             "screen.tab_place")
    files, sites, acts, answers, log, new = st.tabs([t(name, speech) for name in names])
    with files:
        import_tab.show(post, place, speech, author)
    with sites:
        sites_tab.show(post, place, speech, author)
    with acts:
        acts_tab.show(post, place, speech, author)
    with answers:
        checklist_tab.show(post, place, speech, author)
    with log:
        _history(post, place, speech)
    with new:
        place_tab.show(post, speech, author)


def _history(post: CommandPost, place: Place, speech: str) -> None:
    rows = [
        {
            t("screen.history_number", speech): entry.revision,
            t("screen.history_when", speech): say_start(entry.recorded_at),
            t("screen.history_who", speech): _author(entry.author, speech),
            t("screen.history_what", speech): _action(entry.action, speech),
            t("screen.history_detail", speech): _detail(entry, speech),
        }
        for entry in post.store.history(place.id)
    ]
    st.dataframe(rows, hide_index=True, width="stretch")


def _author(author: str, speech: str) -> str:
    return t("screen.program", speech) if author == SAMPLE_AUTHOR else author


def _action(action: str, speech: str) -> str:
    key = "tray.action_undo" if action == "undo" else f"screen.action_{action}"
    return t(key, speech) if has(key, speech) else action


def _detail(entry: Revision, speech: str) -> str:
    """Say in words what a write was about."""
    fields = dict(entry.detail)
    match entry.action:
        case "import":
            fields["kind"] = t(f"kind.data_{fields['kind']}", speech)
            return t("screen.detail_import", speech, **fields)
        case "undo":
            return t("tray.detail_undo", speech, **fields)
        case "designate":
            level = t(f"level.{fields['level']}", speech) if fields["level"] else t("screen.site_level_none", speech)
            return t("screen.detail_designate", speech, site=fields["site"], level=level)
        case "list":
            return t(f"kind.data_{fields['kind']}", speech)
        case "answers":
            return t("screen.detail_answers", speech, **fields)
        case _:
            return ", ".join(str(value) for value in fields.values())
