"""Run the 12-hour clocks, list closures with their terms, extend and lift them, write their house numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from geo.frames import rows_of
from zones.cards.field import say_decision
from zones.closing import chain_of, in_force, is_wide, to_decide
from zones.compose.alarms import say_clock
from zones.compose.field import say_left
from zones.compose.names import text, told_apart
from zones.places import Place
from zones.screens import lines_table
from zones.screens.fields import complain, done, heading, moment_field
from zones.screens.options import area_names
from zones.situation import Situation
from zones.times import say_start
from zones.usecases import CannotDecide, CommandPost
from zones.wording import number, t

TERM = timedelta(days=14)


def show(post: CommandPost, place: Place, situation: Situation, speech: str, author: str) -> None:
    """Draw the tab "Khoanh vùng"."""
    _clocks(post, place, situation, speech, author)
    _due(situation, speech)
    _standing(situation, speech)
    standing = rows_of(in_force(situation.lockdowns, situation.as_of))
    # what must be decided first, then what has house numbers
    standing.sort(key=lambda row: (row["lockdown_id"] not in situation.to_decide, is_wide(row)))
    rows = {row["lockdown_id"]: row for row in standing}
    if not rows:
        return
    names = told_apart({key: str(row["name"]) for key, row in rows.items()})
    chosen = st.selectbox(t("duty.choose_closure", speech), list(rows), key="closure", format_func=names.__getitem__)
    row = rows[chosen]
    chain = chain_of(situation.lockdown_records, chosen)
    if len(chain) > 1:
        st.caption(t("field.history", speech) + ": " + " → ".join(say_decision(one, speech) for one in chain))
    lines_table.show(post, place, situation, row, speech, author)
    _decide(post, place, situation, row, speech, author)


def _clocks(post: CommandPost, place: Place, situation: Situation, speech: str, author: str) -> None:
    heading(t("duty.clocks", speech))
    clocks = {f"{clock.area_id}|{clock.started_at.isoformat()}": clock for clock in situation.clocks}
    if clocks:
        with st.form("proposal", border=True):
            key = st.selectbox(t("duty.which_clock", speech), list(clocks), key="clock",
                               format_func=lambda name: say_clock(situation, clocks[name], speech))
            left, right = st.columns(2)
            document = left.text_input(t("duty.proposal_document", speech), key="proposal_document").strip()
            groups = [None, *dict.fromkeys(situation.lockdowns["containment_id"].dropna())]
            closed = right.selectbox(t("duty.proposal_closure", speech), groups, key="proposal_closure",
                                     format_func=lambda group: _group_name(situation, group, speech))
            moment = moment_field(t("duty.proposal_at", speech), situation.as_of, "proposal_at")
            sent = st.form_submit_button(t("duty.record_proposal", speech), type="primary")
        if sent and not complain(speech, author, document=document):
            try:
                post.record_proposal(place.id, clocks[key], document=document, recorded_at=moment, author=author,
                                     containment_id=closed)
            except CannotDecide as error:
                st.error(t(error.key, speech, **error.fields))
            else:
                done(t("duty.proposal_recorded", speech, document=document))
    else:
        st.info(t("duty.no_clock", speech))
    with st.expander(t("duty.start_clock", speech)), st.form("start_clock", border=False):
        areas = area_names(situation.areas)
        where = st.selectbox(t("duty.clock_area", speech), [None, *areas], key="clock_area",
                             format_func=lambda area: areas.get(area, t("field.clock_unplaced", speech)))
        reason = st.text_input(t("duty.clock_reason", speech), key="clock_reason",
                               help=t("duty.clock_reason_help", speech)).strip()
        begun = moment_field(t("duty.clock_from", speech), situation.as_of, "clock_from")
        if st.form_submit_button(t("duty.start_clock", speech)) and not complain(speech, author, reason=reason):
            post.start_clock(place.id, area_id=where, started_at=begun, started_by=reason, author=author)
            done(t("duty.clock_started", speech))


def _group_name(situation: Situation, group: str | None, speech: str) -> str:
    if group is None:
        return t("duty.no_closure", speech)
    names = situation.lockdowns.loc[situation.lockdowns["containment_id"] == group, "name"]
    return "; ".join(names)


def _due(situation: Situation, speech: str) -> None:
    rows = to_decide(situation.lockdown_records, situation.as_of)
    heading(t("duty.due", speech))
    if not rows:
        st.info(t("duty.none_due", speech))
        return
    st.dataframe([
        {t("duty.closure", speech): row["name"], t("field.ring", speech): _ring(row, speech),
         t("duty.until", speech): say_start(row["valid_to"]),
         t("card.ends_in", speech): say_left(situation, row, speech).partition(" – ")[0]
         if row["valid_to"] > pd.Timestamp(situation.as_of) else t("duty.ran_out", speech),
         t("card.document", speech): text(row["document"])}
        for row in rows
    ], hide_index=True, width="stretch")


def _standing(situation: Situation, speech: str) -> None:
    heading(t("duty.standing", speech))
    rows = rows_of(in_force(situation.lockdowns, situation.as_of))
    if not rows:
        st.info(t("duty.none_standing", speech))
        return
    outbreaks = {group: order for order, group in enumerate(
        dict.fromkeys(text(row["containment_id"]) or row["lockdown_id"] for row in rows), start=1)}
    st.dataframe([
        {
            t("duty.outbreak", speech): outbreaks[text(row["containment_id"]) or row["lockdown_id"]],
            t("field.ring", speech): _ring(row, speech),
            t("duty.closure", speech): row["name"],
            t("field.households", speech): _count(row["households"], speech),
            t("field.people", speech): _count(row["population"], speech),
            t("card.document", speech): text(row["document"]),
            t("duty.from", speech): say_start(row["valid_from"]) if pd.notna(row["valid_from"]) else "",
            t("duty.until", speech): say_start(row["valid_to"]) if pd.notna(row["valid_to"]) else "",
            t("card.ends_in", speech): say_left(situation, row, speech) if pd.notna(row["valid_to"]) else "",
        }
        for row in rows
    ], hide_index=True, width="stretch")


def _ring(row: dict[str, Any], speech: str) -> str:
    return t(f"field.ring_{'wide' if is_wide(row) else 'narrow'}", speech)


def _count(value: Any, speech: str) -> str:
    return "" if pd.isna(value) else number(value, speech)


def _decide(
    post: CommandPost, place: Place, situation: Situation, row: dict[str, Any], speech: str, author: str
) -> None:
    """Extend, lift a part, lift the whole: each by a document."""
    choices = ("extend", "part", "lift")
    lines = situation.lockdown_lines[situation.lockdown_lines["lockdown_id"] == row["lockdown_id"]]
    with st.form("decide_closure", border=True):
        what = st.radio(t("duty.decision", speech), choices, key="decision", horizontal=True,
                        format_func=lambda name: t(f"duty.decision_{name}", speech))
        left, right = st.columns(2)
        document = left.text_input(t("screen.document", speech), key="closure_document").strip()
        decided_by = right.text_input(t("screen.decided_by", speech), value=place.issuer.name,
                                      key="closure_decided_by").strip()
        end = row["valid_to"].to_pydatetime() + TERM if pd.notna(row["valid_to"]) else situation.as_of + TERM
        new_end = moment_field(t("duty.new_end", speech), end, "closure_new_end")
        start = moment_field(t("duty.lift_from", speech), situation.as_of, "closure_lift_from")
        names = told_apart(dict(zip(lines["line_id"], lines_table.names_of(lines, speech), strict=True)))
        kept = st.multiselect(t("duty.kept_lines", speech), list(names), key="closure_kept",
                              format_func=names.__getitem__, placeholder="", help=t("duty.kept_lines_help", speech))
        sent = st.form_submit_button(t("duty.record_decision", speech), type="primary")
    if not sent or complain(speech, author, document=document):
        return
    key = row["lockdown_id"]
    try:
        if what == "extend":
            post.extend_lockdown(place.id, key, document=document, decided_by=decided_by, valid_to=new_end,
                                 author=author)
        elif what == "part":
            post.lift_part(place.id, key, document=document, decided_by=decided_by, valid_from=start, kept_lines=kept,
                           author=author)
        else:
            post.lift_lockdown(place.id, key, valid_from=start, document=document, author=author)
    except CannotDecide as error:
        st.error(t(error.key, speech, **error.fields))
    else:
        done(t(f"duty.done_{what}", speech, name=row["name"]))
