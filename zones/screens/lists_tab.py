"""Edit the facilities and the teams as tables: rows are added, changed, or ended; none is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.frames import FrameError
from zones.compose.names import kind_name
from zones.facilities import KINDS as FACILITY_KINDS
from zones.places import Place
from zones.screens.fields import complain, done
from zones.situation import Situation
from zones.store import CONTRACTS
from zones.usecases import CommandPost
from zones.wording import has, t

FORCE_KINDS = ("community_team", "community_group", "patrol_team", "mobile_team")
FACILITY_COLUMNS = ("name", "kind", "area_id", "address", "capacity", "used", "counted_at", "hours", "managed_by",
                    "document", "note")
FORCE_COLUMNS = ("kind", "area_id", "count", "people", "hours", "document")


def show_facilities(post: CommandPost, place: Place, situation: Situation, speech: str, author: str) -> None:
    """Draw the tab "Cơ sở"."""
    st.caption(t("duty.facilities_help", speech))
    _list(post, place, situation, situation.facilities, "facilities", FACILITY_COLUMNS,
          {kind: kind_name("facility", kind, speech) for kind in FACILITY_KINDS}, speech, author)


def show_forces(post: CommandPost, place: Place, situation: Situation, speech: str, author: str) -> None:
    """Draw the tab "Lực lượng"."""
    st.caption(t("duty.forces_help", speech))
    _list(post, place, situation, situation.forces, "forces", FORCE_COLUMNS,
          {kind: kind_name("force", kind, speech) for kind in FORCE_KINDS}, speech, author)


def _list(
    post: CommandPost, place: Place, situation: Situation, frame: pd.DataFrame, kind: str, columns: tuple[str, ...],
    kinds: Mapping[str, str], speech: str, author: str,
) -> None:
    contract = CONTRACTS[kind]
    areas = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))
    # a kind of a user's own stays what it is
    kinds = {**kinds, **{own: own for own in frame["kind"].dropna() if own not in kinds}}
    shown = pd.DataFrame(frame)[[contract.key, *columns]].reset_index(drop=True)
    shown["kind"], shown["area_id"] = shown["kind"].map(kinds), shown["area_id"].map(areas)
    edited = st.data_editor(
        shown, key=f"{kind}_{place.id}_{situation.revision}", num_rows="dynamic", placeholder="", hide_index=True,
        width="stretch", column_config=_config(kind, columns, list(kinds.values()), list(areas.values()), speech),
    )
    if not st.button(t("duty.save_list", speech), key=f"save_{kind}") or complain(speech, author):
        return
    back = {name: area_id for area_id, name in areas.items()}
    written = edited.assign(
        kind=edited["kind"].map({words: key for key, words in kinds.items()}), area_id=edited["area_id"].map(back),
    )
    ended = [key for key in shown[contract.key] if key not in set(written[contract.key].dropna())]
    try:
        changed = post.save_rows(place.id, kind, written, ended=ended, moment=situation.as_of, author=author)
    except (FrameError, ValueError):
        st.error(t("duty.rows_wrong", speech))
    else:
        done(t("duty.rows_saved", speech, count=changed))


def _config(
    kind: str, columns: tuple[str, ...], kinds: list[str], areas: list[str], speech: str
) -> dict[str, Any]:
    contract = CONTRACTS[kind]
    config: dict[str, Any] = {contract.key: None}      # the id is not for people: a new row has none
    for name in columns:
        label = t(f"duty.{kind}_{name}" if has(f"duty.{kind}_{name}", speech) else f"duty.list_{name}", speech)
        needed = not contract.columns[name].nullable
        if name == "kind":
            config[name] = st.column_config.SelectboxColumn(label, options=kinds, required=True)
        elif name == "area_id":
            config[name] = st.column_config.SelectboxColumn(label, options=areas)
        elif name == "counted_at":
            config[name] = st.column_config.DatetimeColumn(label, format="DD/MM/YYYY HH:mm", step=60)
        elif name in ("capacity", "used", "count", "people"):
            config[name] = st.column_config.NumberColumn(label, min_value=0, step=1, required=needed)
        else:
            config[name] = st.column_config.TextColumn(label, required=needed)
    return config
