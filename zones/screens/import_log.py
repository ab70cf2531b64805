"""List the newest imports of a place, and take one back."""

from __future__ import annotations

import streamlit as st

from zones.places import Place
from zones.screens.import_piles import plain
from zones.times import say_start
from zones.usecases import CannotUndo, CommandPost
from zones.wording import number, t

SHOWN = 8


def show(post: CommandPost, place: Place, speech: str, author: str) -> None:
    """Draw the list with a button for each import that still counts."""
    if (done := st.session_state.pop("undo_done", None)) is not None:
        st.success(done)
    entries = post.imports(place.id)[:SHOWN]
    if not entries:
        return
    st.markdown("###### " + t("tray.imports", speech))
    for entry, undone in entries:
        words, back = st.columns([5, 1], vertical_alignment="center")
        detail = entry.detail
        line = t("tray.import_line", speech, when=say_start(entry.recorded_at), who=plain(entry.author),
                 kind=t(f"kind.data_{detail['kind']}", speech), file=plain(str(detail["file"])),
                 taken=number(int(detail["taken"]), speech), asked=number(int(detail["asked"]), speech),
                 refused=number(int(detail["refused"]), speech), sha=str(detail["sha256"])[:8])
        words.markdown(f"~~{line}~~ {t('tray.undone', speech)}" if undone else line)
        pressed = not undone and back.button(t("tray.undo", speech), key=f"undo_{entry.revision}", width="stretch")
        if pressed and undo(post, place.id, entry.revision, speech, author):
            st.rerun()


def undo(post: CommandPost, place_id: str, revision: int, speech: str, author: str) -> bool:
    """Take an import back and say what it did; tell whether it was done."""
    if not author:
        st.error(t("screen.author_missing", speech))
        return False
    try:
        undone = post.undo_import(place_id, revision, author)
    except CannotUndo as error:
        st.error(t(error.key, speech))
        return False
    words = t("tray.undo_done", speech, count=number(undone.taken_back, speech))
    if undone.changed_since:
        words += " " + t("tray.undo_kept", speech, count=number(undone.changed_since, speech))
    st.session_state["undo_done"] = words
    return True
