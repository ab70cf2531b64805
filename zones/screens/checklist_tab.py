"""Answer the factors of a checklist for a unit: yes, no or not known, each yes with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from geo.frames import VIETNAM_TIME, rows_of
from zones.cards.sentences import say_why
from zones.checklist import CAPACITY, Answer, answers_in_force
from zones.places import Place
from zones.ruleset import Ruleset
from zones.screens.options import area_names
from zones.situation import Assessment, Situation
from zones.usecases import CommandPost
from zones.wording import t

WHOLE_PLACE = ""
CHOICES = ("yes", "no", "unknown")


def show(post: CommandPost, place: Place, speech: str, author: str) -> None:
    """Draw the tab "Bảng kiểm"."""
    if (done := st.session_state.pop("checklist_done", None)) is not None:
        st.success(done)
    situation = post.situation(place.id)
    lists = _lists(situation)
    if not lists:
        st.info(t("checklist.none", speech))
        return
    left, right = st.columns(2)
    chosen = left.selectbox(t("checklist.which", speech), list(lists), key="checklist_ruleset",
                            format_func=lambda key: lists[key].ruleset.document.title[speech])
    names = area_names(situation.areas)
    area_id = right.selectbox(t("checklist.area", speech), [*names, WHOLE_PLACE], key="checklist_area",
                              format_func=lambda key: names.get(key, t("checklist.whole_place", speech)))
    ruleset = lists[chosen].ruleset
    if ruleset.factors:
        st.caption(t("checklist.about", speech, scale=ruleset.scale.name[speech]))
    if area_id != WHOLE_PLACE:
        why = say_why(ruleset, lists[chosen].decisions[area_id], speech)
        st.markdown(t("checklist.now", speech, why=why))
    _offer(post, place, situation, ruleset, area_id, names.get(area_id, t("checklist.whole_place", speech)),
           speech, author)


def _lists(situation: Situation) -> dict[str, Assessment]:
    """Return by ruleset what asks questions here: rules in force with factors or a capacity, and the checklist."""
    scales = [*([situation.checklist] if situation.checklist else []), *situation.scales]
    found = {scale.ruleset.id: scale.assessment for scale in scales if scale.ruleset.factors}
    return found | {one.ruleset.id: one for one in situation.assessments if _questions(one.ruleset, None, "vi")}


def _questions(ruleset: Ruleset, unit_level: str | None, speech: str) -> dict[str, str]:
    """Return the question's id and its words: the factors for units of that level, and criterion 3 where it holds."""
    level = ruleset.reads_as(unit_level) or ruleset.unit_levels[0]
    asked = {
        factor.id: f"{factor.text[speech]} {t('checklist.gives', speech, level=t(f'level.{factor.level}', speech))}"
        for factor in ruleset.factors_for(level)
    }
    if any(hold.when.indicator == CAPACITY for hold in ruleset.holds):
        asked[CAPACITY] = t("checklist.capacity", speech)
    return asked


def _offer(
    post: CommandPost, place: Place, situation: Situation, ruleset: Ruleset, area_id: str, area_name: str,
    speech: str, author: str,
) -> None:
    levels = dict(zip(situation.areas["area_id"], situation.areas["area_level"], strict=True))
    unit_level = levels.get(area_id) or next(iter(levels.values()), None)
    questions = _questions(ruleset, unit_level, speech)
    standing = _standing(post, place, ruleset, area_id, situation.as_of)
    key = f"checklist_{ruleset.id}_{area_id}"
    given: dict[str, Answer] = {}
    with st.form(key, border=True):
        for question, words in questions.items():
            before = standing.get(question, Answer(question, None))
            st.markdown(words)
            left, right = st.columns([1, 2])
            answer = left.radio(
                words, CHOICES, index=CHOICES.index(before.answer or "unknown"), horizontal=True,
                key=f"{key}_{question}", label_visibility="collapsed",
                format_func=lambda choice: t(f"checklist.{choice}", speech),
            )
            reason = right.text_input(t("checklist.reason", speech), value=before.reason, key=f"{key}_{question}_why",
                                      label_visibility="collapsed", placeholder=t("checklist.reason", speech)).strip()
            given[question] = Answer(question, None if answer == "unknown" else answer, reason)
        left, right = st.columns(2)
        document = left.text_input(t("checklist.document", speech), key=f"{key}_document").strip()
        local = situation.as_of.astimezone(VIETNAM_TIME).replace(tzinfo=None)
        start = right.datetime_input(t("checklist.from", speech), value=local, format="DD/MM/YYYY",
                                     step=timedelta(minutes=1), key=f"{key}_from")
        sent = st.form_submit_button(t("checklist.record", speech), type="primary")
    if not sent or start is None:
        return
    changed = [answer for question, answer in given.items() if answer != standing.get(question, Answer(question, None))]
    bare = [questions[one.question] for one in changed
            if one.answer == "yes" and not one.reason and one.question != CAPACITY]
    if not author:
        st.error(t("screen.author_missing", speech))
    elif bare:
        st.error(t("checklist.needs_reason", speech, names="; ".join(bare)))
    elif not changed:
        st.info(t("checklist.nothing", speech))
    else:
        post.record_answers(
            place.id, changed, area_id=area_id or None, ruleset_id=ruleset.id, document=document,
            valid_from=start.replace(tzinfo=VIETNAM_TIME), author=author,
        )
        st.session_state["checklist_done"] = t("checklist.recorded", speech, area=area_name, count=len(changed))
        st.rerun()


def _standing(
    post: CommandPost, place: Place, ruleset: Ruleset, area_id: str, as_of: datetime
) -> dict[str, Answer]:
    """Return the answers that hold now for this very unit (or for the whole place, when that is chosen)."""
    answers = answers_in_force(post.store.read(place.id, "answers"), ruleset.id, as_of)
    mine = answers[answers["area_id"].isna() if area_id == WHOLE_PLACE else answers["area_id"] == area_id]
    return {
        row["question"]: Answer(row["question"], row["answer"] if pd.notna(row["answer"]) else None,
                                row["reason"] if pd.notna(row["reason"]) else "")
        for row in rows_of(mine)
    }
