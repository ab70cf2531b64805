"""Designate a risk site: level, document, who decided, from when."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from geo.frames import VIETNAM_TIME, rows_of
from zones.compose.names import kind_name, told_apart
from zones.levels import WORST_FIRST, Level
from zones.places import Place
from zones.times import say_moment, say_start
from zones.usecases import CommandPost
from zones.wording import t

CHOICES: tuple[Level | None, ...] = (*(level for level in WORST_FIRST if level is not Level.UNASSESSED), None)


def show(post: CommandPost, place: Place, speech: str, author: str) -> None:
    """Draw the tab "Địa điểm nguy cơ"."""
    if (done := st.session_state.pop("site_done", None)) is not None:
        st.success(done)
    situation = post.situation(place.id)
    rows = rows_of(situation.sites)
    if not rows:
        st.info(t("screen.no_sites", speech, moment=say_moment(situation.as_of)))
        return
    st.dataframe([
        {
            t("screen.site", speech): row["name"],
            t("card.kind", speech): kind_name("site", row["kind"], speech),
            t("screen.site_level", speech): _level_name(row["level"], speech),
            t("card.zone_label", speech): "" if pd.isna(row["zone_label"]) else row["zone_label"],
            t("screen.document", speech): "" if pd.isna(row["document"]) else row["document"],
            t("screen.valid_from", speech): "" if pd.isna(row["valid_from"]) else say_start(row["valid_from"]),
        }
        for row in rows
    ], hide_index=True, width="stretch")
    names = told_apart({row["site_id"]: row["name"] for row in rows})
    with st.form("designate", border=True):
        site_id = st.selectbox(t("screen.site", speech), list(names), format_func=names.__getitem__, key="site_id")
        level = st.selectbox(t("screen.site_level", speech), CHOICES, key="site_level",
                             format_func=lambda item: _level_name(item, speech))
        document = st.text_input(t("screen.document", speech), key="site_document").strip()
        decided_by = st.text_input(
            t("screen.decided_by", speech), value=place.issuer.name, key="site_decided_by"
        ).strip()
        moment = situation.as_of.astimezone(VIETNAM_TIME).replace(tzinfo=None)
        start = st.datetime_input(t("screen.valid_from", speech), value=moment, format="DD/MM/YYYY",
                                  step=timedelta(minutes=1), key="site_from")
        sent = st.form_submit_button(t("screen.designate", speech), type="primary")
    if not sent:
        return
    if not author or (level and not document):
        st.error(t("screen.document_missing" if author else "screen.author_missing", speech))
        return
    post.designate_site(
        place.id, site_id, level, document=document, decided_by=decided_by,
        valid_from=start.replace(tzinfo=VIETNAM_TIME), author=author,
    )
    st.session_state["site_done"] = t("screen.designated", speech, site=names[site_id],
                                      level=_level_name(level, speech))
    st.rerun()


def _level_name(level: object, speech: str) -> str:
    if level is None or pd.isna(level):  # type: ignore[call-overload]
        return t("screen.site_level_none", speech)
    return f"{t(f'level.{level}', speech)} – {t(f'level.{level}_risk', speech)}"
