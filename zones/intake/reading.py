"""Read the cells of each column as what its contract says, and say of each cell that is not what is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pandas as pd

from geo.frames import COUNT, FLAG, MOMENT, NUMBER, Column
from zones.intake.asking import Choice
from zones.intake.date_order import settle_order
from zones.intake.draft import Draft
from zones.intake.findings import REFUSED, REMARK
from zones.intake.kinds import ASK, LEAVE_EMPTY, Vocabulary
from zones.intake.values import (
    Reader,
    past_moment,
    phrase_of,
    read_all,
    read_count,
    read_flag,
    read_moment,
    read_number,
    read_ring,
    read_share,
    read_text,
    senses,
    word_of,
)
from zones.intake.windows import Period

_ZONE_NUMBER = r"(?i)^\s*(?:kv|khu vực|khu vuc|vùng|vung|cấp|cấp độ|cap|cap do|mức|muc)?\s*\d\s*$"
# columns that `places` fills: they are read together, not cell by cell
_READ_WITH_THE_PLACE: Final = frozenset({"area_id", "located_by", "area_text", "lon", "lat"})


def read_columns(draft: Draft, source: str, now: datetime, period: Period | None = None) -> None:
    """Fill the draft's values. `source` is the mark of where the file comes from: what was answered for it holds.

    `period` is what the lines above the table say; it tells days from months.
    """
    for name, column in draft.kind.contract.columns.items():
        if name in draft.cells and name not in _READ_WITH_THE_PLACE:
            texts = draft.cells[name]
            if column.dtype == MOMENT and name in draft.kind.past_only:
                texts = settle_order(draft, name, source, now, period)
            _read_column(draft, name, column, texts, now)
    _check_order_of_times(draft)


def _read_column(draft: Draft, name: str, column: Column, texts: pd.Series, now: datetime) -> None:
    words = draft.kind.words.get(name)
    draft.values[name], keys = read_all(texts, _reader(draft, name, column, words, now))
    wrong = keys.notna()
    if words is None:
        draft.findings.add(REFUSED, wrong, keys, name, texts)
    elif words.unknown == ASK:
        _ask_about_words(draft, name, words, texts, wrong)
    else:
        taken_for = None if words.unknown == LEAVE_EMPTY else words.unknown
        draft.values[name] = draft.values[name].where(~wrong, taken_for)
        key = "intake.word_left_out" if taken_for is None else "intake.word_taken_for_other"
        draft.findings.add(REMARK, wrong, key, name, texts)
    _check_range(draft, name, column, texts)


def _ask_about_words(draft: Draft, name: str, words: Vocabulary, texts: pd.Series, wrong: pd.Series) -> None:
    """Ask what a word means, once for each word; a word in a list of people is not shown, it may be anybody's name."""
    zone_number = texts.str.match(_ZONE_NUMBER) & (name == "level")
    keys = zone_number.map({True: "intake.level_is_a_zone_number", False: "intake.unknown_word"})
    shown = {text: draft.findings.showable(text) for text in texts[wrong].unique()}
    answers = draft.ask(
        f"word_{name}", texts, wrong, keys,
        lambda _subject: tuple(Choice(value, _said_as(words.table, value)) for value in senses(words.table)),
        question="ask.word", column=name, texts=texts,
        fields=lambda subject: {"word": shown[subject] or "…", "column": draft.findings.name_of(name)},
    )
    draft.values[name] = draft.values[name].where(~wrong, answers.where(answers != "skip", None)).astype("object")


def _said_as(table: str, value: str) -> str:
    """Return the sentence key that names a vocabulary's value for people."""
    return f"level.{value}" if table == "level" else f"word.{table}_{value}"


def _reader(draft: Draft, name: str, column: Column, words: Vocabulary | None, now: datetime) -> Reader:
    if words is not None:
        return phrase_of(words.table) if words.phrase else word_of(words.table)
    if column.dtype == MOMENT:
        return past_moment(now) if name in draft.kind.past_only else read_moment
    if column.dtype == COUNT:
        return read_ring if column.among is not None else read_count
    if column.dtype == NUMBER:
        return read_share if name.endswith("_share") else read_number
    return read_flag if column.dtype == FLAG else read_text


def _check_range(draft: Draft, name: str, column: Column, texts: pd.Series) -> None:
    if column.at_most is None and not (column.dtype == NUMBER and column.at_least is not None):
        return
    numbers = pd.to_numeric(draft.values[name], errors="coerce")
    low = float("-inf") if column.at_least is None else column.at_least
    high = float("inf") if column.at_most is None else column.at_most
    outside = numbers.notna() & ~numbers.between(low, high)
    draft.findings.add(REFUSED, outside, "intake.out_of_range", name, texts, low=f"{low:g}", high=f"{high:g}")


def _check_order_of_times(draft: Draft) -> None:
    for first, last in (("valid_from", "valid_to"), ("period_start", "period_end")):
        if first not in draft.values or last not in draft.values:
            continue
        start, end = (pd.to_datetime(draft.values[name], utc=True) for name in (first, last))
        draft.findings.add(REFUSED, (end <= start).astype("bool"), "intake.ends_before_it_starts", last,
                           draft.cells[last])
