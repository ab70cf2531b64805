"""Show the three piles of a file: how many rows, which rows, and why."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.frames import MOMENT, rows_of
from zones.intake import KINDS, Examination
from zones.intake.harmless import harmless_frame
from zones.times import say_day, say_start
from zones.usecases import CommandPost
from zones.usecases.tray import Tray
from zones.wording import has, number, t

SHOWN_ROWS = 200
_HIDDEN = frozenset({"case_id", "located_by", "lon", "lat", "disease"})
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>$~:-])")


def plain(text: str) -> str:
    """Return a text of a file as Markdown shows it, letter by letter."""
    return _MARKDOWN.sub(r"\\\1", text)


def show_notices(tray: Tray, speech: str) -> None:
    """Say what there is to know before the piles: a file that came before, a store that moved, a kind on a guess."""
    found = tray.found
    assert found is not None
    if tray.before is not None:
        revision, when = tray.before
        st.info(t("tray.seen_before", speech, when=say_start(when), number=revision))
    if tray.store_moved:
        st.warning(t("tray.store_moved", speech))
    if not tray.kind_is_sure:
        st.warning(t("tray.kind_guessed", speech, kind=t(f"kind.data_{tray.kind}", speech)))


def show_counts(tray: Tray, speech: str) -> None:
    """Draw the four numbers that add up, and the sentences about the file."""
    found = tray.found
    assert found is not None
    piles = {"pile_rows": found.rows_in_file, "pile_taken": found.rows_taken, "pile_asked": found.rows_asked,
             "pile_refused": found.rows_refused}
    row = st.container(horizontal=True)        # wraps on a telephone, two and two
    for name, count in piles.items():
        row.metric(t(f"screen.{name}", speech), number(count, speech), border=True, width=160)
    first, *rest = found.summary(speech)
    st.markdown(plain(first))
    if rest:
        with _particulars(tray, speech):
            st.markdown("\n".join(f"- {plain(sentence)}" for sentence in rest))


def _particulars(tray: Tray, speech: str) -> DeltaGenerator:
    """Return the fold as it was left: while an answer is worked in it is not drawn, and would come back shut.

    Its state goes through the session and not through `expanded`, which is a part of Streamlit's identity for it: with
    another identity the browser drew it anew, and a list that somebody had just opened below it was shut again.
    """
    key, left_open = f"particulars_{tray.id}", f"particulars_open_{tray.id}"
    st.session_state.setdefault(key, st.session_state.get(left_open, False))

    def remember() -> None:
        st.session_state[left_open] = st.session_state[key]

    return st.expander(t("tray.particulars", speech), key=key, on_change=remember)


def show_rows(post: CommandPost, tray: Tray, speech: str) -> None:
    """Draw the rows of the pile that is chosen."""
    found = tray.found
    assert found is not None
    counts = {"asked": found.rows_asked, "refused": found.rows_refused, "taken": found.rows_taken}
    names = [pile for pile, count in counts.items() if count]
    if not names:
        return
    chosen = st.segmented_control(
        t("tray.rows_of", speech), names, default=names[0], key=f"pile_{tray.id}", required=True,
        format_func=lambda pile: f"{t(f'screen.pile_{pile}', speech)} · {number(counts[pile], speech)}",
    )
    table = pile_table(found, str(chosen), speech, _area_names(post, tray.place_id))
    st.dataframe(table, hide_index=True, width="stretch")
    if counts[str(chosen)] > SHOWN_ROWS:
        st.caption(t("tray.first_rows", speech, shown=SHOWN_ROWS, all=number(counts[str(chosen)], speech)))


def pile_table(found: Examination, pile: str, speech: str, areas: dict[str, str]) -> pd.DataFrame:
    """Return the first rows of a pile as people read them, with the reasons; no cell of it comes alive elsewhere."""
    lines = {"asked": found.asked, "refused": found.refused, "taken": found.remarks}[pile]
    rows = list(found.taken.index if pile == "taken" else dict.fromkeys(lines["row"]))[:SHOWN_ROWS]
    told = lines[lines["row"].isin(rows)]
    reasons: dict[int, list[str]] = {}
    for line in rows_of(told):
        reasons.setdefault(int(line["row"]), []).append(found.say_problem(line, speech))
    read = found.read.loc[rows]
    out = {t("intake.head_row", speech): rows}
    for name, column in KINDS[found.kind].contract.columns.items():
        if name in _HIDDEN or read[name].isna().all():
            continue
        values = read[name]
        if name == "area_id" and found.kind != "areas":
            values = values.map(lambda one: areas.get(one, one), na_action="ignore")
        elif column.dtype == MOMENT:
            values = values.map(_say_moment, na_action="ignore")
        else:
            values = values.map(lambda one, name=name: _say_value(name, one, speech), na_action="ignore")
        head = "unit" if name == "area_id" and found.kind != "areas" else name
        out[_head(head, speech)] = values.where(values.notna(), "").astype("str").to_list()
    out[t("intake.head_reason", speech)] = [" ".join(dict.fromkeys(reasons.get(row, []))) for row in rows]
    return harmless_frame(pd.DataFrame(out))


def _head(name: str, speech: str) -> str:
    return t(f"column.{name}", speech) if has(f"column.{name}", speech) else name


def _say_value(name: str, value: object, speech: str) -> str:
    key = f"word.{name}_{value}"
    if has(key, speech):
        return t(key, speech)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value, speech, 0 if float(value).is_integer() else 2)
    return str(value)


def _say_moment(moment: pd.Timestamp) -> str:
    plain_day = (moment.hour, moment.minute) == (0, 0)
    return say_day(moment.date()) if plain_day else say_start(moment.to_pydatetime())


def _area_names(post: CommandPost, place_id: str) -> dict[str, str]:
    areas = post.situation(place_id).areas
    return dict(zip(areas["area_id"], areas["name"], strict=True))
