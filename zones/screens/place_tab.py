"""Make a new place: its name, its rule, the head of its paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from geo.mapmodel import HeadForm
from zones.compose.names import capitalised, kind_name
from zones.places import Issuer, Place
from zones.ruleset import Ruleset
from zones.usecases import CommandPost
from zones.wording import t

BY_DATE: Final = ""      # no fixed ruleset: the one that held on the day shown


def show(post: CommandPost, speech: str, author: str) -> None:
    """Draw the tab "Địa bàn mới"."""
    if (done := st.session_state.pop("place_done", None)) is not None:
        st.success(done)
    rulesets = {ruleset.id: ruleset for ruleset in post.library()}
    place, live, sent = _form(rulesets, speech)
    if not sent:
        return
    if problem := _problem(place, post.places(), author, speech):
        st.error(problem)
        return
    # the newest moment of the data is shown, however old: they cannot be older than the first rule
    opens_from = (rulesets[place.ruleset].valid_from if place.ruleset
                  else min(one.valid_from for one in rulesets.values()))
    post.create_place(replace(place, pinned_as_of=None if live else opens_from), author)
    st.session_state["place_done"] = t("screen.place_created", speech, name=place.name)
    st.rerun()


def _form(rulesets: Mapping[str, Ruleset], speech: str) -> tuple[Place, bool, bool]:
    """Return what the form says, whether the place shows the present, and whether the button was pressed."""
    usual = Place("", "").diseases
    diseases = list(dict.fromkeys((*usual, *(ruleset.disease for ruleset in rulesets.values()))))
    with st.form("new_place", border=True):
        left, right = st.columns(2)
        name = left.text_input(t("screen.place_name", speech), help=t("screen.place_name_help", speech),
                               key="place_name")
        within = right.text_input(t("screen.place_within", speech), help=t("screen.place_within_help", speech),
                                  key="place_within")
        ruleset = left.selectbox(t("screen.place_ruleset", speech), [BY_DATE, *list(rulesets)[::-1]],
                                 key="place_ruleset",
                                 format_func=lambda key: _rule_name(rulesets.get(key), speech))
        form = right.selectbox(t("screen.place_form", speech), [str(item) for item in HeadForm], key="place_form",
                               format_func=lambda item: t(f"screen.place_form_{item}", speech))
        superior = left.text_input(t("screen.place_superior", speech), key="place_superior")
        issuer = right.text_input(t("screen.place_issuer", speech), key="place_issuer")
        place_name = left.text_input(t("screen.place_issuer_place", speech), key="place_issuer_place")
        paper = right.selectbox(t("screen.place_paper", speech), ("A4", "A3"), key="place_paper")
        watched = right.multiselect(t("screen.place_diseases", speech), diseases, default=usual,
                                    key="place_diseases", placeholder="",
                                    format_func=lambda key: capitalised(kind_name("disease", key, speech)))
        stale = left.number_input(t("screen.place_stale", speech), min_value=1, value=24, key="place_stale")
        live = st.checkbox(t("screen.place_live", speech), value=True, key="place_live")
        sent = st.form_submit_button(t("screen.place_create", speech), type="primary")
    place = Place(
        id=slug(name), name=name.strip(), within=within.strip(), ruleset=ruleset, paper=paper, stale_after_hours=stale,
        diseases=tuple(watched) or usual,
        issuer=Issuer(HeadForm(form), superior.strip(), issuer.strip(), place_name.strip()),
    )
    return place, live, sent


def _problem(place: Place, taken: Container[str], author: str, speech: str) -> str:
    """Return why the place cannot be made; "" where it can."""
    if not author:
        return t("screen.author_missing", speech)
    if not place.id:
        return t("screen.place_name_missing", speech)
    return t("screen.place_exists", speech, name=place.name) if place.id in taken else ""


def _rule_name(ruleset: Ruleset | None, speech: str) -> str:
    return ruleset.document.title[speech] if ruleset else t("screen.rule_by_date", speech)


def slug(name: str) -> str:
    """Return a plain key for a name: "Phường Gia Thụy" gives "phuong-gia-thuy"."""
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
