"""Ask what a file leaves open, in place: one answer settles all rows of the same question."""

from __future__ import annotations

from typing import Final

import streamlit as st

from zones.compose.names import told_apart
from zones.intake.asking import ALL, AREA, OUTSIDE, SKIP, Choice, Question
from zones.places import Place
from zones.screens.import_piles import plain
from zones.screens.options import area_names
from zones.usecases import CommandPost
from zones.usecases.tray import Tray
from zones.wording import number, t

AT_ONCE: Final = 6                     # questions shown at a time: the next come when these are answered
SHOWN_ROWS: Final = 6
WITH_A_BULK_ANSWER: Final = 3


def show(post: CommandPost, place: Place, tray: Tray, speech: str) -> None:
    """Draw the open questions, those about most rows first, and what was answered."""
    assert tray.found is not None
    waiting = tray.found.open_questions
    if waiting:
        rows = len({row for question in waiting for row in question.rows})
        st.markdown("###### " + t("tray.questions", speech, questions=number(len(waiting), speech),
                                  rows=number(rows, speech)))
        _bulk_answers(post, tray, waiting, speech)
        for question in waiting[:AT_ONCE]:
            _ask(post, place, tray, question, speech)
        if len(waiting) > AT_ONCE:
            st.caption(t("tray.more_questions", speech, count=number(len(waiting) - AT_ONCE, speech)))
    unanswerable = tray.found.rows_asked - len({row for one in waiting for row in one.rows})
    if unanswerable > 0:
        st.caption(t("tray.not_here", speech, rows=number(unanswerable, speech)))
    _answered(post, tray, speech)


def _bulk_answers(post: CommandPost, tray: Tray, waiting: tuple[Question, ...], speech: str) -> None:
    """Offer one answer for many names at once: a city's list names a hundred places that are not the city's."""
    names = [question for question in waiting if question.topic in {"unit", "unit_none"}]
    if len(names) >= WITH_A_BULK_ANSWER:
        rows = number(sum(len(question.rows) for question in names), speech)
        label = t("tray.all_outside", speech, names=number(len(names), speech), rows=rows)
        if st.button(label, key=f"all_outside_{tray.id}"):
            post.answer(tray, {f"unit:{ALL}": OUTSIDE, f"unit_none:{ALL}": OUTSIDE})
            st.rerun()
    for topic in ("person", "same_person"):
        alike = [question for question in waiting if question.topic == topic]
        if len(alike) >= WITH_A_BULK_ANSWER:
            labels = _labels(alike[0].choices, speech)
            choice = st.selectbox(
                t(f"tray.all_{topic}", speech, count=number(len(alike), speech)), list(labels), index=None,
                key=f"all_{topic}_{tray.id}", placeholder=t("tray.choose", speech), format_func=labels.__getitem__,
            )
            if choice:
                post.answer(tray, {f"{topic}:{ALL}": choice})
                st.rerun()


def _ask(post: CommandPost, place: Place, tray: Tray, question: Question, speech: str) -> None:
    key = f"q_{tray.id}_{question.id}"

    def answered() -> None:
        if (value := st.session_state.get(key)) is not None:
            post.answer(tray, {question.id: value})

    labels = _labels(question.choices, speech)
    if question.any_area:
        rest = {value: label for value, label in _areas(post, place).items() if value not in labels}
        labels = told_apart(labels | rest)
    with st.container(border=True):
        sentence, choice = st.columns([3, 2], vertical_alignment="center")
        sentence.markdown(f"**{plain(t(question.key, speech, **question.fields))}**  \n"
                          f"{t('tray.its_rows', speech, rows=_rows(question, speech))}")
        choice.selectbox(
            plain(t(question.key, speech, **question.fields)), list(labels), index=None, key=key,
            placeholder=t("tray.choose", speech), format_func=labels.__getitem__, on_change=answered,
            label_visibility="collapsed",
        )


def _answered(post: CommandPost, tray: Tray, speech: str) -> None:
    assert tray.found is not None
    done = [question for question in tray.found.questions if question.answer is not None]
    if not done:
        return
    with st.expander(t("tray.answered", speech, count=number(len(done), speech))):
        for question in done[:50]:
            words, back = st.columns([5, 1], vertical_alignment="center")
            label = _labels(question.choices, speech).get(str(question.answer))
            label = label or str(question.answer).removeprefix(AREA)
            memory = f" ({t('tray.remembered', speech)})" if question.remembered else ""
            words.markdown(f"{plain(t(question.key, speech, **question.fields))} → **{plain(label)}**{memory}")
            if question.remembered:
                if back.button(t("tray.skip_once", speech), key=f"not_{tray.id}_{question.id}"):
                    post.answer(tray, {question.id: SKIP})
                    st.rerun()
            elif back.button(t("tray.change", speech), key=f"change_{tray.id}_{question.id}"):
                st.session_state.pop(f"q_{tray.id}_{question.id}", None)
                post.answer(tray, {question.id: None, f"{question.topic}:{ALL}": None})
                st.rerun()


def _labels(choices: tuple[Choice, ...], speech: str) -> dict[str, str]:
    return told_apart({choice.value: t(choice.key, speech, **choice.fields) for choice in choices})


def _areas(post: CommandPost, place: Place) -> dict[str, str]:
    return {AREA + area_id: name for area_id, name in area_names(post.situation(place.id).areas).items()}


def _rows(question: Question, speech: str) -> str:
    first = ", ".join(str(row) for row in question.rows[:SHOWN_ROWS])
    more = len(question.rows) - SHOWN_ROWS
    return first + (t("tray.and_more", speech, count=number(more, speech)) if more > 0 else "")
