"""Record the commander's decisions, see what is in force and what ends, withdraw one by another."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from geo.frames import VIETNAM_TIME, rows_of
from zones.acts import ending_between
from zones.compose.footnotes import act_rows, say_term, say_what, target_name
from zones.compose.names import told_apart
from zones.levels import WORST_FIRST, Level
from zones.places import Place
from zones.screens.options import area_names
from zones.situation import Situation
from zones.times import say_moment
from zones.usecases import CommandPost
from zones.wording import t

SOON = timedelta(days=2)
DAY = "DD/MM/YYYY"


def show(post: CommandPost, place: Place, speech: str, author: str) -> None:
    """Draw the tab "Quyết định"."""
    if (done := st.session_state.pop("act_done", None)) is not None:
        st.success(done)
    situation = post.situation(place.id)
    _show_standing(situation, speech)
    _offer_withdrawal(post, place, situation, speech, author)
    _offer_new(post, place, situation, speech, author)


def _show_standing(situation: Situation, speech: str) -> None:
    rows = act_rows(situation)
    if not rows:
        st.info(t("act.none", speech, moment=say_moment(situation.as_of)))
        return
    ending = ending_between(situation.acts, situation.as_of, situation.as_of + SOON)
    if len(ending):
        names = "; ".join(f"{row['document']} ({say_term(row, speech)})" for row in rows_of(ending))
        st.warning(t("act.ending", speech, names=names))
    st.dataframe([
        {
            t("act.where", speech): target_name(situation, row, speech),
            t("act.what", speech): say_what(situation, row, speech),
            t("act.document", speech): row["document"],
            t("act.signer", speech): row["signer"],
            t("act.reason", speech): row["reason"],
            t("act.term", speech): say_term(row, speech),
        }
        for row in rows
    ], hide_index=True, width="stretch")


def _offer_withdrawal(post: CommandPost, place: Place, situation: Situation, speech: str, author: str) -> None:
    rows = {row["act_id"]: row for row in act_rows(situation)}
    if not rows:
        return
    names = told_apart({key: f"{row['document']} – {target_name(situation, row, speech)}" for key, row in rows.items()})
    with st.expander(t("act.withdraw", speech)), st.form("withdraw", border=False):
        act_id = st.selectbox(t("act.withdraw_which", speech), list(names), key="withdraw_id",
                              format_func=names.__getitem__)
        given = _paper_fields(speech, "withdraw")
        start = _moment_field(t("act.from", speech), situation.as_of, "withdraw_from")
        sent = st.form_submit_button(t("act.withdraw", speech))
    if not sent or _complain(speech, author, given, []):
        return
    post.withdraw_act(place.id, act_id, **given, valid_from=start, author=author)
    st.session_state["act_done"] = t("act.withdrawn", speech, where=target_name(situation, rows[act_id], speech))
    st.rerun()


def _offer_new(post: CommandPost, place: Place, situation: Situation, speech: str, author: str) -> None:
    targets = {("place", ""): t("act.whole_place", speech)}
    targets |= {("area", area_id): name for area_id, name in area_names(situation.areas).items()}
    targets |= {("site", row["site_id"]): row["name"] for row in rows_of(situation.sites)}
    targets = told_apart(targets)
    levels = {
        level: f"{t(f'level.{level}', speech)} – {t(f'level.{level}_risk', speech)}"
        for level in WORST_FIRST if level is not Level.UNASSESSED
    }
    with st.form("act", border=True):
        left, right = st.columns(2)
        kind = left.selectbox(t("act.kind", speech), ("level", "measure", "uplift"), key="act_kind",
                              format_func=lambda item: t(f"act.kind_{item}", speech))
        target = right.selectbox(t("act.where", speech), list(targets), key="act_target",
                                 format_func=targets.__getitem__)
        level = left.selectbox(t("act.level", speech), list(levels), index=None, key="act_level", placeholder="",
                               format_func=levels.__getitem__)
        directive = right.text_input(t("act.directive", speech), key="act_directive").strip()
        text = st.text_input(t("act.text", speech), key="act_text").strip()
        given = _paper_fields(speech, "act")
        start = _moment_field(t("act.from", speech), situation.as_of, "act_from")
        open_end = st.checkbox(t("act.open_end", speech), key="act_open")
        end = _moment_field(t("act.to", speech), situation.as_of + timedelta(days=14), "act_to")
        sent = st.form_submit_button(t("act.record", speech), type="primary")
    if not sent:
        return
    needs = ["level"] if kind == "level" and level is None else []
    needs += ["measure"] if kind == "measure" and not (directive or text) else []
    if _complain(speech, author, given, needs):
        return
    if not open_end and end <= start:
        st.error(t("act.ends_before", speech))
        return
    post.record_act(
        place.id, kind=kind, target=target[0], target_id=target[1] or None, level=level if kind == "level" else None,
        directive=directive, text=text, **given, valid_from=start, valid_to=None if open_end else end, author=author,
    )
    words = directive or text or t("act.kind_uplift", speech)
    if kind == "level":
        words = t(f"level.{level}", speech)
    st.session_state["act_done"] = t("act.recorded", speech, where=targets[target], what=words)
    st.rerun()


def _paper_fields(speech: str, key: str) -> dict[str, str]:
    """Ask for what makes a decision an act: its paper, its signer, its reason."""
    columns = st.columns(3)
    return {
        name: column.text_input(t(f"act.{name}", speech), key=f"{key}_{name}").strip()
        for name, column in zip(("document", "signer", "reason"), columns, strict=True)
    }


def _moment_field(label: str, moment: datetime, key: str) -> datetime:
    local = moment.astimezone(VIETNAM_TIME).replace(tzinfo=None)
    chosen: datetime = st.datetime_input(label, value=local, format=DAY, step=timedelta(minutes=1), key=key)
    return chosen.replace(tzinfo=VIETNAM_TIME)


def _complain(speech: str, author: str, given: dict[str, str], needs: list[str]) -> bool:
    """Say what is missing; True when something is."""
    if not author:
        st.error(t("screen.author_missing", speech))
        return True
    missing = [*needs, *(name for name, value in given.items() if not value)]
    if missing:
        st.error(t("act.missing", speech, names=", ".join(t(f"act.needs_{name}", speech) for name in missing)))
    return bool(missing)
