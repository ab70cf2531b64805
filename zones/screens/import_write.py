"""Write what is taken, after a yes: all of it or nothing; then give the file back, or take the import back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

import streamlit as st

from geo.frames import VIETNAM_TIME
from zones.intake import Examination
from zones.screens import import_log
from zones.usecases import CommandPost
from zones.usecases.tray import Tray
from zones.wording import number, t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Period = tuple[datetime, datetime]


def offer(post: CommandPost, tray: Tray, speech: str, author: str) -> None:
    """Draw what will be written and the button."""
    found = tray.found
    assert found is not None
    if found.taken.empty:
        st.info(t("screen.nothing_to_write", speech))
        _return_button(post, tray, speech)
        return
    with st.container(border=True):
        complete = _complete_period(found, tray, speech) if found.kind == "cases" else None
        replace = _mode(found, tray, speech) == "replace"
        rest = found.rows_asked + found.rows_refused
        if rest:
            st.caption(t("tray.not_written", speech, rows=number(rest, speech)))
        left, right = st.columns([1, 1])
        label = t("tray.write", speech, rows=number(found.rows_taken, speech))
        with right:
            _return_button(post, tray, speech)
        # what is to be done next stands out: the questions first, then this
        urgent: Literal["primary", "secondary"] = "secondary" if found.open_questions else "primary"
        if not left.button(label, type=urgent, key="import_write", width="stretch"):
            return
    if not author:
        st.error(t("screen.author_missing", speech))
        return
    post.write(tray, author, replace=replace, complete=complete)
    st.rerun()


def show_written(post: CommandPost, tray: Tray, speech: str, author: str) -> None:
    """Say what was written, and what can be done next."""
    written = tray.written
    assert written is not None
    key = "screen.written" if written.changed else "screen.unchanged"
    st.success(t(key, speech, count=number(written.changed, speech), file=tray.filename))
    again, back, undo = st.columns(3)
    if again.button(t("tray.next_file", speech), type="primary", key="import_next", width="stretch"):
        _close(post, tray)
    with back:
        _return_button(post, tray, speech)
    if undo.button(t("tray.undo", speech), key="import_undo", width="stretch") and import_log.undo(
            post, tray.place_id, written.revision, speech, author):
        _close(post, tray)


def _close(post: CommandPost, tray: Tray) -> None:
    post.put_away(tray.id)
    st.session_state.pop("tray", None)
    st.session_state["import_turn"] = st.session_state.get("import_turn", 0) + 1
    st.rerun()


def _return_button(post: CommandPost, tray: Tray, speech: str) -> None:
    stem = tray.filename.rpartition(".")[0] or tray.filename
    st.download_button(
        t("tray.returned", speech), lambda: post.returned_file(tray, speech), f"{stem}-ket-qua.xlsx", XLSX,
        key=f"return_{tray.id}", on_click="ignore", width="stretch", help=t("tray.returned_help", speech),
    )


def _mode(found: Examination, tray: Tray, speech: str) -> str:
    default = 1 if found.kind in ("areas", "underlay") else 0
    mode = st.radio(
        t("screen.mode", speech), ("put", "replace"), index=default, horizontal=True,
        format_func=lambda name: t(f"screen.mode_{name}", speech), key=f"import_mode_{found.kind}_{tray.id}",
    )
    if mode == "replace":
        st.caption(t("screen.replace_warning", speech))
    return str(mode)


def _complete_period(found: Examination, tray: Tray, speech: str) -> Period | None:
    """Ask for which days the list is complete: from it follows the difference between "0" and "no report"."""
    if found.period is None:
        return None
    said = found.said_period
    if not st.checkbox(t("screen.complete", speech), value=True, key=f"import_complete_{tray.id}",
                       help=t("screen.complete_help", speech)):
        return None
    hours = st.radio(
        t("tray.day_runs", speech), ("midnight", "evening"), horizontal=True, key=f"import_day_{tray.id}",
        index=1 if said is not None and said[1].astimezone(VIETNAM_TIME).hour == 18 else 0,
        format_func=lambda name: t(f"tray.day_{name}", speech),
    )
    first, last = _days(found, said, evening=hours == "evening")
    left, right = st.columns(2)
    day = "DD/MM/YYYY"
    start: date = left.date_input(t("screen.complete_from", speech), value=first, format=day,
                                  key=f"import_from_{tray.id}_{hours}")
    end: date = right.date_input(t("screen.complete_to", speech), value=last, format=day,
                                 key=f"import_to_{tray.id}_{hours}")
    return window(start, end, evening=hours == "evening")


def window(first: date, last: date, *, evening: bool) -> Period:
    """Return [start, end) of case days: from 00:00 to 24:00, or from 18:00 of the day before to 18:00."""
    hour = time(18, 0, tzinfo=VIETNAM_TIME) if evening else time(0, 0, tzinfo=VIETNAM_TIME)
    shift = timedelta(days=1)
    if evening:
        return datetime.combine(first - shift, hour), datetime.combine(last, hour)
    return datetime.combine(first, hour), datetime.combine(last + shift, hour)


def _days(found: Examination, said: Period | None, *, evening: bool) -> tuple[date, date]:
    """Return the first and last case day: those that the file's head names, else those of its cases."""
    period = said or found.period
    assert period is not None
    start, end = (moment.astimezone(VIETNAM_TIME) for moment in period)
    if said is not None:
        return (start + timedelta(hours=6)).date(), (end - timedelta(minutes=1)).date()
    if not evening:
        return start.date(), end.date()
    shift = timedelta(hours=6)         # 19:00 belongs to the next case day
    return (start + shift).date(), (end + shift).date()
