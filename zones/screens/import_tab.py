"""Load a file: look at its three piles first, write only after a yes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

import pandas as pd
import streamlit as st

from geo.files import FileError
from geo.frames import VIETNAM_TIME
from zones.intake import Examination
from zones.places import Place
from zones.screens import coordinates_choice
from zones.usecases import CommandPost
from zones.wording import number, t

KINDS: Final = ("cases", "areas", "sites", "checkpoints", "belts", "lockdowns", "underlay", "reports", "forces")
WITH_GEOMETRY: Final = ("areas", "sites", "checkpoints", "belts", "lockdowns", "underlay")
PREVIEW_ROWS: Final = 50
Period = tuple[datetime, datetime]


def show(post: CommandPost, place: Place, speech: str, author: str) -> None:
    """Draw the tab "Nạp tệp"."""
    if (done := st.session_state.pop("import_done", None)) is not None:
        st.success(done)
    kind = st.selectbox(
        t("screen.kind", speech), KINDS, key="import_kind", format_func=lambda name: t(f"kind.data_{name}", speech)
    )
    if kind == "cases" and post.situation(place.id).areas.empty:
        st.warning(t("screen.needs_areas", speech))
    hint = "screen.file_help_features" if kind in WITH_GEOMETRY else "screen.file_help_table"
    # a new key empties the uploader after a write, so that the same file is not offered twice
    turn = st.session_state.setdefault("import_turn", 0)
    file = st.file_uploader(t("screen.file", speech), key=f"import_file_{turn}", help=t(hint, speech))
    if file is None:
        return
    try:
        found = _examined(post, place.id, kind, file.getvalue(), file.name)
        if found.options and (
            named := coordinates_choice.choose(found.options, speech, f"import_coordinates_{turn}_{kind}")
        ):
            found = _examined(post, place.id, kind, file.getvalue(), file.name, named)
    except FileError as error:
        st.error(t(error.key, speech, **error.fields))
        return
    _show_piles(found, speech)
    if found.taken.empty:
        st.info(t("screen.nothing_to_write", speech))
        return
    _offer_to_write(post, place, found, speech, author)


def _examined(
    post: CommandPost, place_id: str, kind: str, data: bytes, name: str, coordinates: str = ""
) -> Examination:
    """Examine once, not at every rerun; the key holds the revision, since the areas decide what is placed."""
    key = (place_id, post.store.revision(place_id), kind, name, len(data), hash(data))
    if st.session_state.get("examined_key") != key:
        st.session_state["examined_key"], st.session_state["examined"] = key, {}
    kept: dict[str, Examination] = st.session_state["examined"]
    if coordinates not in kept:
        kept[coordinates] = post.examine_file(place_id, kind, data, name, coordinates=coordinates)
    return kept[coordinates]


def _show_piles(found: Examination, speech: str) -> None:
    piles = {"pile_rows": found.rows_in_file, "pile_taken": found.rows_taken, "pile_asked": found.rows_asked,
             "pile_refused": found.rows_refused}
    for column, (name, count) in zip(st.columns(len(piles)), piles.items(), strict=True):
        column.metric(t(f"screen.{name}", speech), number(count, speech), border=True)
    st.markdown("\n".join(f"- {sentence}" for sentence in found.summary(speech)))
    problems = found.problem_table(speech)
    if len(problems):
        with st.expander(t("screen.problems", speech), expanded=True):
            st.dataframe(problems, hide_index=True, width="stretch")
    if len(found.taken):
        with st.expander(t("screen.preview", speech)):
            shown = pd.DataFrame(found.taken).drop(columns="geometry", errors="ignore")
            st.dataframe(shown.head(PREVIEW_ROWS), hide_index=True, width="stretch")


def _offer_to_write(post: CommandPost, place: Place, found: Examination, speech: str, author: str) -> None:
    default = 1 if found.kind in ("areas", "underlay") else 0
    mode = st.radio(
        t("screen.mode", speech), ("put", "replace"), index=default, horizontal=True,
        format_func=lambda name: t(f"screen.mode_{name}", speech), key=f"import_mode_{found.kind}",
    )
    if mode == "replace":
        st.caption(t("screen.replace_warning", speech))
    complete = _complete_period(found, speech) if found.kind == "cases" else None
    if not st.button(t("screen.write", speech), type="primary", key="import_write"):
        return
    if not author:
        st.error(t("screen.author_missing", speech))
        return
    changed = post.take_in(place.id, found, author, replace=mode == "replace", complete=complete)
    key = "screen.written" if changed else "screen.unchanged"
    st.session_state["import_done"] = t(key, speech, count=number(changed, speech), file=found.filename)
    st.session_state["import_turn"] += 1
    st.rerun()


def _complete_period(found: Examination, speech: str) -> Period | None:
    """Ask for which days the list is complete: from it follows the difference between "0" and "no report"."""
    if found.period is None:
        return None
    first, last = (moment.date() for moment in found.period)
    if not st.checkbox(t("screen.complete", speech), value=True, key="import_complete",
                       help=t("screen.complete_help", speech)):
        return None
    left, right = st.columns(2)
    day = "DD/MM/YYYY"
    start: date = left.date_input(t("screen.complete_from", speech), value=first, format=day, key="import_from")
    end: date = right.date_input(t("screen.complete_to", speech), value=last, format=day, key="import_to")
    midnight = time(0, 0, tzinfo=VIETNAM_TIME)
    return datetime.combine(start, midnight), datetime.combine(end + timedelta(days=1), midnight)
