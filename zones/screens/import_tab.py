"""Load a file: bring it, answer what it leaves open, look at its three piles, write only after a yes."""

from __future__ import annotations

from typing import Final

import streamlit as st

from zones import intake
from zones.places import Place
from zones.screens import import_columns, import_log, import_piles, import_questions, import_write
from zones.times import say_start
from zones.usecases import CommandPost
from zones.usecases.tray import Tray, TrayState
from zones.wording import number, t

_OFTEN: Final = ("cases", "areas", "sites", "checkpoints", "belts", "lockdowns")
KINDS: Final = (*_OFTEN, *(kind for kind in intake.KINDS if kind not in _OFTEN))
PATIENCE_SECONDS: Final = 1.5          # small files are done by then: no flicker of a progress bar
PASTED: Final = "o-dan.tsv"


def show(post: CommandPost, place: Place, speech: str, author: str) -> None:
    """Draw the tab "Nạp tệp"."""
    tray = _current(post, place)
    if tray is None:
        _bring(post, place, speech)
        _waiting(post, place, speech)
        import_log.show(post, place, speech, author)
        return
    if tray.busy and not tray.wait(PATIENCE_SECONDS):
        _working(post, tray.id, speech)
        return
    if tray.state is TrayState.WRITTEN:
        import_write.show_written(post, tray, speech, author)
    elif tray.state is TrayState.CANCELLED:
        post.put_away(tray.id)
        _forget()
        st.rerun()
    else:
        _looked_at(post, place, tray, speech, author)


def _current(post: CommandPost, place: Place) -> Tray | None:
    """Return the file that this tab works on; it lives in the process, so another tab can take it up."""
    tray = post.tray(st.session_state.get("tray", ""))
    return tray if tray is not None and tray.place_id == place.id else None


def _forget() -> None:
    st.session_state.pop("tray", None)
    st.session_state["import_turn"] = st.session_state.get("import_turn", 0) + 1    # an empty uploader


def _bring(post: CommandPost, place: Place, speech: str) -> None:
    if post.store.last_change(place.id, ("areas",)) == (0,):
        st.warning(t("screen.needs_areas", speech))
    turn = st.session_state.setdefault("import_turn", 0)
    left, right = st.columns([3, 2])
    file = left.file_uploader(t("tray.file", speech), key=f"import_file_{turn}", help=t("tray.file_help", speech))
    with right:
        pasted = st.text_area(t("tray.paste", speech), key=f"import_paste_{turn}", height=110,
                              placeholder=t("tray.paste_hint", speech))
        sent = st.button(t("tray.paste_read", speech), key="import_paste_read", disabled=not pasted.strip())
    if file is not None:
        st.session_state["tray"] = post.receive(place.id, file.getvalue(), file.name).id
        st.rerun()
    if sent and pasted.strip():
        st.session_state["tray"] = post.receive(place.id, pasted.encode("utf-8"), PASTED).id
        st.rerun()


def _waiting(post: CommandPost, place: Place, speech: str) -> None:
    """Offer the files that somebody began with and did not write: a closed tab loses nothing."""
    for tray in post.trays(place.id):
        with st.container(border=True):
            words, go, drop = st.columns([4, 1, 1], vertical_alignment="center")
            words.markdown(t("tray.waiting", speech, name=import_piles.plain(tray.filename),
                             when=say_start(tray.brought_at)))
            if go.button(t("tray.go_on", speech), key=f"go_{tray.id}", type="primary", width="stretch"):
                st.session_state["tray"] = tray.id
                st.rerun()
            if drop.button(t("tray.drop", speech), key=f"drop_{tray.id}", width="stretch"):
                post.put_away(tray.id)
                st.rerun()


@st.fragment(run_every=1.0)
def _working(post: CommandPost, tray_id: str, speech: str) -> None:
    """Show how far the worker is; when it is done, the screen is drawn anew."""
    tray = post.tray(tray_id)
    if tray is None or not tray.busy:
        st.rerun()
        return
    progress = tray.progress()
    st.markdown(t("tray.working", speech, name=import_piles.plain(tray.filename)))
    words = t(f"tray.step_{progress.step}", speech)
    if progress.rows:
        words += " " + t("tray.pace", speech, rows=number(progress.rows, speech),
                         pace=number(progress.rows_per_second, speech))
    if progress.seconds_left is not None:
        words += " " + t("tray.left", speech, seconds=number(max(1, progress.seconds_left), speech))
    st.progress(max(progress.share, 0.02), text=words)
    if tray.state is not TrayState.WRITING and st.button(t("tray.cancel", speech), key="import_cancel"):
        tray.stop()
        st.caption(t("tray.cancelling", speech))


def _looked_at(post: CommandPost, place: Place, tray: Tray, speech: str, author: str) -> None:
    name, kind, drop = st.columns([3, 2, 1], vertical_alignment="bottom")
    name.markdown(f"##### {import_piles.plain(tray.filename)}")
    chosen = kind.selectbox(
        t("screen.kind", speech), KINDS, index=KINDS.index(tray.kind) if tray.kind else None,
        key=f"import_kind_{tray.id}", placeholder=t("tray.choose", speech),
        format_func=lambda one: t(f"kind.data_{one}", speech),
    )
    if drop.button(t("tray.drop", speech), key="import_drop", width="stretch"):
        post.put_away(tray.id)
        _forget()
        st.rerun()
    if chosen and chosen != tray.kind:
        post.set_kind(tray, chosen)
        st.rerun()
    if not tray.kind and tray.trouble is None:
        st.warning(t("tray.kind_unknown", speech))
        return
    if tray.trouble is not None:
        key, fields = tray.trouble
        st.error(t(key, speech, **fields))
        if tray.source is not None and key.startswith("intake.no_column"):
            import_columns.show(post, tray, speech, opened=True)
        if tray.found is None or tray.state is TrayState.FAILED:
            return
    import_piles.show_notices(tray, speech)
    import_piles.show_counts(tray, speech)
    import_questions.show(post, place, tray, speech)
    import_write.offer(post, tray, speech, author)
    import_columns.show(post, tray, speech, opened=False)
    import_piles.show_rows(post, tray, speech)
