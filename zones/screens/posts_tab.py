"""Show what posts need and have, where belts are open, which posts need not be kept; edit the posts' people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo.coverage import first_containing
from geo.crs import to_metric
from geo.frames import FrameError, rows_of
from zones.compose.field import open_places
from zones.compose.names import short_name, text
from zones.field.staffing import NO_GROUP, staffing
from zones.places import Place
from zones.posts import MANAGING_LEVELS, STATUSES
from zones.screens.fields import complain, done, heading
from zones.situation import Situation
from zones.usecases import CommandPost
from zones.wording import number, t

GROUPS = ("belt", "unit", "area")
COUNTS = ("posts", "optional", "required", "assigned", "short", "required_a_day", "assigned_a_day", "unknown")
WORDS = ("name", "managed_by", "head", "phone")
NUMBERS = ("required_per_shift", "people_per_shift", "shifts_per_day")


def show(post: CommandPost, place: Place, situation: Situation, speech: str, author: str) -> None:
    """Draw the tab "Chốt và vành đai"."""
    rows = rows_of(situation.checkpoints)
    if not rows:
        st.info(t("duty.no_posts", speech))
        return
    _sums(situation, rows, speech)
    left, right = st.columns(2)
    with left:
        _open(situation, speech)
    with right:
        _optional(situation, rows, speech)
    _table(post, place, situation, speech, author)


def _sums(situation: Situation, rows: list[dict[str, Any]], speech: str) -> None:
    heading(t("duty.staffing", speech))
    chosen = st.segmented_control(t("duty.group_by", speech), GROUPS, default="belt", required=True, key="group_by",
                                  label_visibility="collapsed", format_func=lambda name: t(f"duty.by_{name}", speech))
    found = staffing(rows, situation.field.optional_posts, _grouping(situation, rows, chosen or "belt", speech))
    short = sum(one.short for one in found)
    if short:
        st.warning(t("duty.short", speech, count=number(short, speech)))
    st.dataframe([
        {t(f"duty.by_{chosen}", speech): one.group or t("duty.no_group", speech),
         **{t(f"duty.column_{name}", speech): getattr(one, name) for name in COUNTS}}
        for one in found
    ], hide_index=True, width="stretch")


def _grouping(
    situation: Situation, rows: list[dict[str, Any]], by: str, speech: str
) -> Callable[[dict[str, Any]], str]:
    if by == "unit":
        return lambda row: text(row["managed_by"])
    if by == "belt":
        return lambda row: NO_GROUP if pd.isna(row["belt"]) else t("map.layer_belt", speech, number=row["belt"])
    names = situation.areas["name"].tolist()
    crs = situation.place.metric_crs
    points = to_metric(np.array([row["geometry"] for row in rows], dtype=object), crs)
    held = first_containing(to_metric(situation.areas.geometry.to_numpy(), crs), points)
    where = {row["checkpoint_id"]: short_name(names[at]) if at >= 0 else NO_GROUP
             for row, at in zip(rows, held.tolist(), strict=True)}
    return lambda row: where[row["checkpoint_id"]]


def _open(situation: Situation, speech: str) -> None:
    heading(t("field.layer_open", speech))
    if not situation.field.has_roads:
        st.info(t("field.no_roads", speech))
        return
    places = open_places(situation)
    if not places:
        st.success(t("duty.none_open", speech, count=len(situation.field.crossings)))
        return
    names = dict(zip(situation.checkpoints["checkpoint_id"], situation.checkpoints["name"], strict=True))
    st.dataframe([
        {t("card.belt", speech): ", ".join(dict.fromkeys(crossing.belt_name for crossing in place)),
         t("field.road", speech): ", ".join(dict.fromkeys(
             road for crossing in place for road in crossing.roads)) or t("field.unnamed_road", speech),
         t("duty.place", speech): f"{place[0].point.y:.5f}, {place[0].point.x:.5f}",
         t("duty.idle_post", speech): ", ".join(dict.fromkeys(
             names[post] for crossing in place for post in crossing.unstaffed))}
        for place in places
    ], hide_index=True, width="stretch")


def _optional(situation: Situation, rows: list[dict[str, Any]], speech: str) -> None:
    heading(t("duty.optional", speech))
    found = [row for row in rows if row["checkpoint_id"] in situation.field.optional_posts]
    st.caption(t("field.optional_why", speech))
    if not found:
        st.info(t("duty.none_optional", speech))
        return
    st.dataframe([
        {t("duty.post", speech): row["name"], t("card.belt", speech): text(row["belt"]),
         t("card.staffed", speech): t("map.yes" if bool(row["staffed"]) else "map.no", speech)}
        for row in found
    ], hide_index=True, width="stretch")


def _table(post: CommandPost, place: Place, situation: Situation, speech: str, author: str) -> None:
    """Let a person write what each post needs and has; its place is drawn on the map."""
    heading(t("duty.posts", speech))
    st.caption(t("duty.posts_help", speech))
    frame = pd.DataFrame(situation.checkpoints.drop(columns="geometry")).set_index("checkpoint_id")
    levels = {level: t(f"field.managing_{level}", speech) for level in MANAGING_LEVELS}
    statuses = {status: t(f"field.status_{status}", speech) for status in STATUSES}
    shown = pd.DataFrame({
        "name": frame["name"], "kind": frame["kind"].map(lambda kind: t(f"map.{kind}_post", speech)),
        "belt": frame["belt"], "staffed": frame["staffed"].fillna(False).astype(bool),
        "status": frame["status"].fillna("active").map(statuses), **{name: frame[name] for name in NUMBERS},
        "managing_level": frame["managing_level"].map(levels), "managed_by": frame["managed_by"],
        "head": frame["head"], "phone": frame["phone"],
    })
    config: dict[str, Any] = {name: st.column_config.TextColumn(t(f"duty.post_{name}", speech)) for name in WORDS}
    config |= {name: st.column_config.NumberColumn(t(f"duty.post_{name}", speech), min_value=0, max_value=24 if
               name == "shifts_per_day" else None, step=1) for name in NUMBERS}
    config |= {
        "kind": st.column_config.TextColumn(t("card.kind", speech), disabled=True),
        "belt": st.column_config.NumberColumn(t("map.index_column_belt", speech), disabled=True),
        "staffed": st.column_config.CheckboxColumn(t("map.index_column_state", speech)),
        "status": st.column_config.SelectboxColumn(t("field.status", speech), options=list(statuses.values())),
        "managing_level": st.column_config.SelectboxColumn(t("field.managing_level", speech),
                                                           options=list(levels.values())),
    }
    edited = st.data_editor(shown, key=f"posts_{place.id}_{situation.revision}", placeholder="", hide_index=True,
                            width="stretch", column_config=config)
    if not st.button(t("duty.save_posts", speech), key="save_posts") or complain(speech, author):
        return
    back = {words: key for key, words in (levels | statuses).items()}
    given = edited.reset_index().drop(columns=["kind", "belt"])
    given = given.assign(**{name: given[name].map(back) for name in ("status", "managing_level")})
    given = given[~(edited.astype(object).where(edited.notna(), None) == shown.astype(object).where(
        shown.notna(), None)).all(axis=1).to_numpy()]
    try:
        changed = post.save_rows(place.id, "checkpoints", given, ended=(), moment=situation.as_of, author=author)
    except FrameError:
        st.error(t("duty.rows_wrong", speech))
    else:
        done(t("duty.rows_saved", speech, count=changed))
