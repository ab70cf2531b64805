"""Read single cells: dates, numbers, yes and no, and the words of a vocabulary.

Every reader takes the cell's text and returns (value, None), or (None, the key of the sentence that says what
is wrong). Nothing is guessed: what can be read in two ways is not read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.frames import VIETNAM_TIME
from geo.names import clean_name, without_accents

Answer = tuple[Any, "str | None"]
Reader = Callable[[str], Answer]

FIRST_DAY: Final = datetime(2019, 1, 1, tzinfo=VIETNAM_TIME)     # no F0 before: it began that December

_TIME = r"(?P<{0}H>\d{{1,2}})(?:[:h](?P<{0}M>\d{{2}})(?::(?P<{0}S>\d{{2}})(?:\.\d+)?)?|h)"
_ZONE = r"\s*(?P<zone>z|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[t ]\s*" + _TIME.format("b") + _ZONE + r")?"
)
_DAY_FIRST = re.compile(
    r"(?:" + _TIME.format("a") + r"\s+)?(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})"
    r"(?:\s+" + _TIME.format("b") + r")?"
)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_WHOLE = re.compile(r"\+?\d+(\.0{1,2}|,0{1,2})?")
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+")
_DECIMAL = re.compile(r"[+-]?\d+([.,]\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_LARGEST_COUNT = 10**9
_WORD_OF_REFUSAL = re.compile(r"\b(không|chưa|ngoài|khong|chua|ngoai|not|non)\b")


def read_all(texts: pd.Series, read: Reader) -> tuple[pd.Series, pd.Series]:
    """Return (values, sentence keys) for a column of text; an empty cell is None and no problem.

    Each different text is read once: a column of 100,000 dates holds a few hundred.
    """
    cells = texts.tolist()
    answers = {text: read(text) if text else (None, None) for text in dict.fromkeys(cells)}
    values, keys = ([answers[text][part] for text in cells] for part in (0, 1))
    return (pd.Series(values, index=texts.index, dtype="object", name=texts.name),
            pd.Series(keys, index=texts.index, dtype="object", name=texts.name))


def read_moment(text: str) -> Answer:
    """Read a day or a moment, Việt Nam time when no zone is said; a day is its 00:00, 24:00 the next day.

    2021-09-07T18:00+07:00, 07/09/2021 18:00, 18h ngày 7/9/21, and Excel's own number of days (44446.75).
    """
    plain = text.lower()
    if _SERIAL.fullmatch(plain):
        return _from_serial(float(plain))
    match = _YEAR_FIRST.fullmatch(plain) or _DAY_FIRST.fullmatch(plain)
    match = match or _DAY_FIRST.fullmatch(_unworded(plain))
    if match is None:
        return None, "intake.not_a_date"
    parts = match.groupdict()
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        day = datetime(year, int(parts["m"]), int(parts["d"]), tzinfo=_zone(parts.get("zone")))
    except ValueError:
        return None, "intake.no_such_day"
    hour, minute, second = _clock(parts, "b") if parts.get("bH") else _clock(parts, "a")
    if not ((hour < 24 and minute < 60 and second < 60) or (hour, minute, second) == (24, 0, 0)):
        return None, "intake.no_such_time"
    try:
        return (day + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(VIETNAM_TIME), None
    except OverflowError:
        return None, "intake.no_such_day"


def _unworded(text: str) -> str:
    """Return "15h30 7/9/2021" for "15 giờ 30, ngày 7/9/2021"."""
    text = re.sub(r"\s*giờ\s*(?=\d{2}\b)|\s*giờ\b|(?<=\d)g(?=\d|\b)", "h", text)
    return " ".join(re.sub(r"\bngày\b|,", " ", text).split())


def read_past_moment(text: str, *, now: datetime) -> Answer:
    """Read a moment that can be neither before 2019 nor after `now`."""
    moment, key = read_moment(text)
    if key is None and moment < FIRST_DAY:
        return None, "intake.too_early"
    if key is None and moment > now:
        return None, "intake.in_future"
    return moment, key


def read_count(text: str) -> Answer:
    """Read a whole number of zero or more: 15076, 15.076, 3.0; not 3.5, not -1."""
    plain = text.strip().replace("\u00a0", " ")
    if _THOUSANDS.fullmatch(plain):
        number = int(re.sub(r"[., ]", "", plain))
    elif _WHOLE.fullmatch(plain):
        number = int(re.split(r"[.,]", plain)[0])
    elif re.fullmatch(r"[-−–]\s*\d.*", plain):
        return None, "intake.negative"
    else:
        return None, "intake.not_whole" if _DECIMAL.fullmatch(plain) else "intake.not_a_number"
    return (number, None) if number <= _LARGEST_COUNT else (None, "intake.too_large")


def read_number(text: str) -> Answer:
    """Read a number with a decimal point or a decimal comma."""
    plain = text.strip()
    if not _DECIMAL.fullmatch(plain):
        return None, "intake.not_a_number"
    number = float(plain.replace(",", "."))
    return (number, None) if abs(number) < 1e15 else (None, "intake.too_large")


def read_share(text: str) -> Answer:
    """Read a share as a fraction: 0.939, 93,9 %, 93.9."""
    number, key = read_number(text.rstrip().removesuffix("%"))
    if key is not None:
        return None, key
    share = number / 100 if text.rstrip().endswith("%") or number > 1 else number
    return (share, None) if 0 <= share <= 1 else (None, "intake.not_a_share")


def read_word(text: str, *, table: str) -> Answer:
    """Read a word of a vocabulary; what it does not hold, or holds in two senses, is not understood."""
    words, bare = _vocabulary(table)
    cleaned = clean_name(text)
    found = _sense(cleaned, words, bare)
    if found is None:
        pieces = [clean_name(piece) for piece in re.split(r"[(),;/]|\s[-–]\s", text)]
        found = _agreed([_sense(piece, words, bare) for piece in pieces if piece])
    return (found, None) if found is not None else (None, "intake.unknown_word")


def read_phrase(text: str, *, table: str) -> Answer:
    """Read a phrase by the longest words of a vocabulary in it: "Cửa hàng tiện ích số 5" is a shop."""
    exact, key = read_word(text, table=table)
    cleaned = clean_name(text)
    if key is None or _WORD_OF_REFUSAL.search(cleaned):
        return exact, key
    words, bare = _vocabulary(table)
    known, phrase = (bare, cleaned) if cleaned.isascii() else (words, cleaned)
    rest = f" {phrase} "
    senses: list[str | None] = []
    for word in sorted(known, key=len, reverse=True):
        if f" {word} " in rest:
            senses.append(known[word])
            rest = rest.replace(f" {word} ", "  ")
    found = _agreed(senses)
    return (found, None) if found is not None else (None, "intake.unknown_word")


def read_flag(text: str) -> Answer:
    """Read yes or no."""
    word, key = read_word(text, table="flag")
    return (None, key) if key else (word == "true", None)


def read_text(text: str) -> Answer:
    """Take a text as it stands, its white space tidied."""
    return " ".join(text.split()), None


def read_ring(text: str) -> Answer:
    """Read the number of a belt: 2, "Vành đai 2", "lớp 2", "Vòng 2"."""
    words = without_accents(clean_name(text))
    match = re.fullmatch(r"(?:vanh dai|lop|vong|belt)?(?: so)? ?([123])", words)
    return (int(match[1]), None) if match else (None, "intake.no_such_belt")


def senses(table: str) -> list[str]:
    """Return the values that words of a vocabulary can mean, in its own order."""
    return list(_vocabularies()[table])


def past_moment(now: datetime) -> Reader:
    """Return a reader of moments up to `now`."""
    return partial(read_past_moment, now=now)


def word_of(table: str) -> Reader:
    """Return a reader of the words of one vocabulary."""
    return partial(read_word, table=table)


def phrase_of(table: str) -> Reader:
    """Return a reader of phrases that hold words of one vocabulary."""
    return partial(read_phrase, table=table)


def _sense(cleaned: str, words: dict[str, str], bare: dict[str, str]) -> str | None:
    return words.get(cleaned) or (bare.get(cleaned) if cleaned.isascii() else None)


def _agreed(senses: list[str | None]) -> str | None:
    return senses[0] if senses and senses[0] is not None and len(set(senses)) == 1 else None


@lru_cache(maxsize=1)
def _vocabularies() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def _vocabulary(table: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return {cleaned word: value}, as written and without accents; our own values are words too.

    "đúng" and "dừng" are one word without accents: such a word means nothing.
    """
    entries = _vocabularies()[table]
    words = {clean_name(word): value for value, written in entries.items() for word in [value, *written]}
    senses: dict[str, set[str]] = {}
    for word, value in words.items():
        senses.setdefault(without_accents(word), set()).add(value)
    return words, {word: min(values) for word, values in senses.items() if len(values) == 1}


def _zone(text: str | None) -> timezone:
    if not text:
        return VIETNAM_TIME
    if text == "z":
        return timezone(timedelta(0), "UTC")
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _clock(parts: dict[str, Any], name: str) -> tuple[int, int, int]:
    hour, minute, second = (int(parts.get(f"{name}{unit}") or 0) for unit in "HMS")
    return hour, minute, second


def _from_serial(days: float) -> Answer:
    """Read Excel's count of days since 30/12/1899, to the second."""
    moment = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=round(days * 86400))
    return moment.replace(tzinfo=VIETNAM_TIME), None
