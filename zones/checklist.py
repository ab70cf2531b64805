"""Hold what people answered: factors of a checklist, treatment capacity; each answer dated, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd

from geo.areas import valid_at
from geo.frames import MOMENT, TEXT, Column, Contract, rows_of

CAPACITY: Final = "capacity_met"      # criterion 3 of QĐ 4800: may the level go down?
ANSWER_WORDS: Final = ("yes", "no")

# An answer is never changed: a later one takes its place from its own moment on, and past maps keep theirs.
ANSWERS: Final = Contract(
    name="answers",
    key="answer_id",
    columns={
        "answer_id": Column(TEXT, unique=True),
        "area_id": Column(TEXT, nullable=True, meaning="empty: the whole place"),
        "ruleset": Column(TEXT, nullable=True, meaning="whose question it is; empty: any ruleset's"),
        "question": Column(TEXT, meaning="a factor's id, or an indicator that a rule looks at"),
        "answer": Column(TEXT, nullable=True, among=ANSWER_WORDS, meaning="empty: not known any more"),
        "reason": Column(TEXT, nullable=True),
        "document": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT),
        "valid_to": Column(MOMENT, nullable=True),
    },
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answered: "yes", "no", or None for "not known any more"."""

    question: str
    answer: str | None
    reason: str = ""


def answers_in_force(answers: pd.DataFrame, ruleset_id: str, as_of: datetime) -> pd.DataFrame:
    """Return for each (area_id, question) of a ruleset the latest answer that held at an aware moment."""
    standing = valid_at(answers, as_of)
    standing = standing[standing["ruleset"].isna() | (standing["ruleset"] == ruleset_id)]
    return standing.sort_values("valid_from", kind="stable").drop_duplicates(["area_id", "question"], keep="last")


def recorded_answers(
    answers: pd.DataFrame, area_ids: pd.Series, ruleset_id: str, as_of: datetime
) -> Mapping[str, dict[str, str]]:
    """Return per area_id {question: "yes" or "no", "<question>.reason": …}; an area's own answer beats the place's."""
    standing = answers_in_force(answers, ruleset_id, as_of)
    recorded: dict[str, dict[str, str]] = {}
    for for_all in (True, False):
        for row in rows_of(standing[standing["area_id"].isna() == for_all]):
            for area_id in area_ids if for_all else (row["area_id"],):
                given = recorded.setdefault(area_id, {})
                given.pop(row["question"], None)
                if pd.notna(row["answer"]):
                    given[row["question"]] = row["answer"]
                    if pd.notna(row["reason"]):
                        given[f"{row['question']}.reason"] = row["reason"]
    return recorded
