"""Settle whether 03/04/2021 is the third of April or the fourth of March: by the column's other days or a question."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from geo.names import clean_name
from zones.intake.asking import Choice
from zones.intake.draft import Draft
from zones.intake.examination import Note
from zones.intake.values import FIRST_DAY, read_moment
from zones.intake.windows import Period

_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})((?:T.*)?)")
_LAST_MONTH: Final = 12
_CHOICES: Final = ("day_first", "month_first")


def settle_order(draft: Draft, name: str, source: str, now: datetime, period: Period | None = None) -> pd.Series:
    """Return a column's texts so that reading the day first gives what the file means.

    Other days of the column decide where they can: 25/04/2021 has no other reading, and a list of the past holds no
    day of the future, or none outside the `period` that the file's head names. What stays open is one question for the
    whole column.
    """
    texts = draft.cells[name]
    parts = {text: match for text in texts.unique() if (match := _DAY.search(text))}
    first_is_day = any(int(match[1]) > _LAST_MONTH for match in parts.values())
    second_is_day = any(int(match[3]) > _LAST_MONTH >= int(match[1]) for match in parts.values())
    open_texts = [text for text, match in parts.items()
                  if max(int(match[1]), int(match[3])) <= _LAST_MONTH and int(match[1]) != int(match[3])]
    if second_is_day and not first_is_day:
        draft.notes.append(Note("ask.note_month_first", {"column": draft.findings.name_of(name)}))
        return texts.map({text: _swapped(text) for text in parts}.get).fillna(texts)
    if not open_texts or (first_is_day and not second_is_day) or not all(
            _plausible(_swapped(text), now) for text in open_texts) or _all_within(open_texts, period):
        return _unswapped_by_excel(draft, name, texts, parts, source)
    return _ask(draft, name, texts, open_texts, source)


def _ask(draft: Draft, name: str, texts: pd.Series, open_texts: list[str], source: str) -> pd.Series:
    rows = texts.isin(open_texts)
    example = open_texts[0]
    answers = _answers(draft, "date_order", name, rows, source, lambda: _readings(example), _CHOICES)
    swapped = texts.map({text: _swapped(text) for text in open_texts}.get)
    return texts.where(answers != "month_first", swapped)


def _unswapped_by_excel(
    draft: Draft, name: str, texts: pd.Series, parts: dict[str, re.Match[str]], source: str
) -> pd.Series:
    """An American Excel takes "03/04/2021" for the fourth of March and leaves "25/04/2021" as a text: the column then
    holds real dates of days up to 12, and texts of days from 13 on, and nothing else."""
    real = {text: match for text in texts.unique() if (match := _ISO.fullmatch(text))}
    if not real or not parts or any(int(match[3]) > _LAST_MONTH for match in real.values()) or any(
            int(match[1]) <= _LAST_MONTH for match in parts.values()):
        return texts
    doubtful = [text for text, match in real.items() if match[2] != match[3]]
    if not doubtful:
        return texts
    rows = texts.isin(doubtful)
    example = real[doubtful[0]]
    answers = _answers(draft, "date_swapped", name, rows, source, lambda: {
        "text": f"{example[3]}/{example[2]}/{example[1]}",
        "day_first": f"{example[2]}/{example[3]}/{example[1]}",
        "month_first": f"{example[3]}/{example[2]}/{example[1]}",
    }, ("swapped", "as_it_stands"))
    turned = texts.map({text: f"{m[1]}-{m[3]}-{m[2]}{m[4]}" for text, m in real.items()}.get)
    return texts.where(answers != "swapped", turned)


def _answers(draft: Draft, topic: str, name: str, rows: pd.Series, source: str, fields: object,
             choices: tuple[str, str]) -> pd.Series:
    said: dict[str, object] = fields()  # type: ignore[operator]
    column = draft.findings.name_of(name)
    subject = pd.Series(f"{source}/{clean_name(column)}", index=rows.index)
    return draft.ask(
        topic, subject, rows, f"ask.{topic}_row",
        lambda _subject: tuple(Choice(one, f"ask.{one}", said) for one in choices),
        question=f"ask.{topic}", column=name, fields=lambda _subject: {"column": column, **said},
    )


def _readings(text: str) -> dict[str, object]:
    match = _DAY.search(text)
    assert match is not None
    day, month, year = int(match[1]), int(match[3]), match[4]
    return {"text": match[0], "day_first": f"{day:02}/{month:02}/{year}", "month_first": f"{month:02}/{day:02}/{year}"}


def _swapped(text: str) -> str:
    return _DAY.sub(lambda match: f"{match[3]}{match[2]}{match[1]}{match[2]}{match[4]}", text, count=1)


def _all_within(texts: list[str], period: Period | None) -> bool:
    if period is None:
        return False
    moments = [read_moment(text)[0] for text in texts]
    # a day without an hour is its 00:00: that of the window's first day lies before an 18:00
    return all(moment is not None and period[0] - timedelta(days=1) <= moment < period[1] for moment in moments)


def _plausible(text: str, now: datetime) -> bool:
    moment, key = read_moment(text)
    return key is None and FIRST_DAY <= moment <= now
