"""Edit the lanes and house numbers of a closure as a table, and see whether they add up to what its decision says."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from geo.frames import FrameError, rows_of
from zones.compose.field_index import say_line
from zones.lockdowns import SIDES
from zones.places import Place
from zones.screens.fields import complain, done, heading
from zones.situation import Situation
from zones.usecases import CommandPost
from zones.wording import number, t

COLUMNS = ("street", "lane", "branch_lane", "side", "from_number", "to_number", "households", "people", "note")


def names_of(lines: pd.DataFrame, speech: str) -> list[str]:
    """Return each line as decisions write it."""
    return [say_line(row, speech) for row in rows_of(lines)]


def show(
    post: CommandPost, place: Place, situation: Situation, row: dict[str, Any], speech: str, author: str
) -> None:
    """Draw the table of one closure and its button."""
    lines = situation.lockdown_lines[situation.lockdown_lines["lockdown_id"] == row["lockdown_id"]]
    heading(t("field.house_lines", speech))
    shown = lines[["line_id", *COLUMNS]].reset_index(drop=True)
    sides = {side: t(f"field.side_{side}", speech) for side in SIDES}
    shown["side"] = shown["side"].map(sides)
    # the id is not for people: a new row has none
    config: dict[str, Any] = {"line_id": None}
    config |= {name: st.column_config.TextColumn(t(f"duty.line_{name}", speech)) for name in COLUMNS}
    config["side"] = st.column_config.SelectboxColumn(t("duty.line_side", speech), options=list(sides.values()))
    for name in ("households", "people"):
        config[name] = st.column_config.NumberColumn(t(f"duty.line_{name}", speech), min_value=0, step=1)
    edited = st.data_editor(shown, key=f"lines_{row['lockdown_id']}_{situation.revision}", num_rows="dynamic",
                            placeholder="", hide_index=True, width="stretch", column_config=config)
    _compare(edited, row, speech)
    if not st.button(t("duty.save_lines", speech), key="save_lines") or complain(speech, author):
        return
    written = edited.dropna(how="all", subset=["street", "lane", "branch_lane"])
    back = {words: side for side, words in sides.items()}
    written = written.assign(side=written["side"].map(back))
    try:
        changed = post.put_lines(place.id, row["lockdown_id"], written, author)
    except FrameError:
        st.error(t("duty.lines_wrong", speech))
    else:
        done(t("duty.lines_saved", speech, name=row["name"], count=changed))


def _compare(edited: pd.DataFrame, row: dict[str, Any], speech: str) -> None:
    """Say where the lines' sums are not those of the decision."""
    for column, whole in (("households", "households"), ("people", "population")):
        counts = pd.to_numeric(edited[column], errors="coerce").dropna()
        if len(counts) and pd.notna(row[whole]) and int(counts.sum()) != int(row[whole]):
            st.caption(t("duty.lines_differ", speech, what=t(f"field.{column}", speech).lower(),
                         lines=number(int(counts.sum()), speech), decision=number(int(row[whole]), speech)))
