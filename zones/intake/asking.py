"""Ask what a file leaves open, and take the answers: one answer settles all rows of the same question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

SKIP: Final = "skip"                   # leave these rows out
OUTSIDE: Final = "outside"             # not a unit of this place: counted, not on the map
AREA: Final = "area:"                  # "area:<area_id>"
ALL: Final = "*"                       # as a subject: whatever is open of this topic


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be given: what is kept, and the sentence that a person reads."""

    value: str
    key: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one or more rows. `id` is "topic:subject" and never holds a person's data in the clear."""

    id: str
    topic: str
    key: str                           # the sentence
    choices: tuple[Choice, ...]
    rows: tuple[int, ...]
    fields: Mapping[str, object] = field(default_factory=dict)
    any_area: bool = False             # any unit of the place may be the answer
    answer: str | None = None
    remembered: bool = False           # the answer was given for an earlier file

    def with_rows(self, rows: tuple[int, ...]) -> Question:
        """Return the question about other rows."""
        return replace(self, rows=rows)


class Asking:
    """The questions of one file. `given` are the answers of the person at the desk, `remembered` those of earlier
    files; both map a question's id, or "topic:*" for all of a topic, to a choice's value."""

    def __init__(self, given: Mapping[str, str] | None = None, remembered: Mapping[str, str] | None = None) -> None:
        self._given = dict(given or {})
        self._remembered = dict(remembered or {})
        self.questions: list[Question] = []

    def answer_to(self, topic: str, subject: str) -> tuple[str | None, bool]:
        """Return (answer, whether it is remembered): for this question, else an earlier one, else for the topic."""
        own = f"{topic}:{subject}"
        if own in self._given:
            return self._given[own], False
        if own in self._remembered:
            return self._remembered[own], True
        return self._given.get(f"{topic}:{ALL}"), False

    def ask(
        self,
        topic: str,
        subjects: pd.Series,
        rows: pd.Series,
        key: str,
        choices: Callable[[str], tuple[Choice, ...]],
        fields: Callable[[str], Mapping[str, object]] = lambda _subject: {},
        any_area: bool = False,
    ) -> pd.Series:
        """Ask about the rows where `rows` is true, once for each subject; return the answers by row (None: open).

        An answer that is no longer among the choices (a unit that is gone) does not count.
        """
        told = subjects[rows]
        answered: dict[object, str | None] = {}
        for subject, members in told.groupby(told, sort=False).groups.items():
            offered = choices(str(subject))
            answer, remembered = self.answer_to(topic, str(subject))
            if answer not in {choice.value for choice in offered} and not (
                    any_area and answer is not None and answer.startswith(AREA)):
                answer, remembered = None, False
            self.questions.append(Question(
                f"{topic}:{subject}", topic, key, offered, tuple(map(int, members)), fields(str(subject)), any_area,
                answer, remembered,
            ))
            answered[subject] = answer
        answers = pd.Series([None] * len(rows), index=rows.index, dtype="object")
        answers[told.index] = pd.Series([answered[subject] for subject in told], index=told.index, dtype="object")
        return answers


def skip_choice() -> Choice:
    """Return the choice that every question has: leave the rows out."""
    return Choice(SKIP, "ask.skip")


def still_open(questions: list[Question], asked: set[int], kept: set[int]) -> tuple[Question, ...]:
    """Return the questions about rows that wait or were taken; a row that is refused anyway needs no answer."""
    found: list[Question] = []
    for question in questions:
        rows = tuple(row for row in question.rows if row in asked or (question.answer is not None and row in kept))
        if rows or question.answer is not None:
            found.append(question.with_rows(rows or question.rows))
    return tuple(found)


def plain(mapping: Mapping[str, Any]) -> dict[str, str]:
    """Return a mapping of texts, for answers that come from a screen's widgets."""
    return {str(name): str(value) for name, value in mapping.items() if value is not None}
