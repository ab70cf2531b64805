"""Read coordinates as people write them: decimals with point or comma, degrees-minutes-seconds, two in one cell."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

# which number a letter stands beside: N/S and B/N (bắc, nam) are latitudes, E and Đ (đông) longitudes
_EASTWARD: Final = "east"
_NORTHWARD: Final = "north"
_LETTERS: Final = {"n": _NORTHWARD, "b": _NORTHWARD, "bắc": _NORTHWARD, "bac": _NORTHWARD, "e": _EASTWARD,
                   "đ": _EASTWARD, "d": _EASTWARD, "đông": _EASTWARD, "dong": _EASTWARD, "x": "", "y": "",
                   "lat": _NORTHWARD, "lon": _EASTWARD, "long": _EASTWARD, "vĩ độ": _NORTHWARD, "kinh độ": _EASTWARD,
                   "m": ""}
_WORD: Final = "|".join(sorted(map(re.escape, _LETTERS), key=len, reverse=True))
_NUMBER: Final = r"[+-]?\d+(?:[.,]\d+)?"
_AROUND: Final = re.compile(rf"(?:({_WORD})\s*[:=]?\s*(?=[\d+-]))?(.*?)\s*(?:({_WORD}))?", re.IGNORECASE)
_DECIMAL: Final = re.compile(rf"({_NUMBER})\s*[°º]?")
# a grouped number of metres: 591.477,130 or 2,327,191.392 or 591 477,13
_GROUPED: Final = re.compile(r"\d{1,3}(?:(?P<g>[. ,\u00a0])\d{3})(?:(?P=g)\d{3})*(?:(?!(?P=g))[.,]\d+)?")
_THOUSANDS: Final = re.compile(r"\d{3}[.,]\d{3}")
_SEXAGESIMAL: Final = re.compile(
    r"(\d{1,3})\s*[°ºo˚:d ]\s*(\d{1,2}(?:[.,]\d+)?)\s*"
    r"(?:['’′:m]?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|”|″|''|’’|′′|s)?)?|['’′])"
)


def read_coordinate(text: str) -> tuple[float, str] | None:
    """Return (number, "east", "north" or "" where no letter tells), None for a text that is no coordinate.

    Degrees as 105,882 or 105.882° or 105°52'55,2"Đ or 21 02 09.6 N; metres as 591477.130 or 591.477,130.
    """
    match = _AROUND.fullmatch(text.strip())
    if match is None or not match[2]:
        return None
    axes = {_LETTERS[letter.lower()] for letter in (match[1], match[3]) if letter} - {""}
    value = _value(match[2].strip())
    return (value, axes.pop() if axes else "") if value is not None and len(axes) < 2 else None


def split_pair(text: str) -> tuple[str, str] | None:
    """Return the two coordinates of one cell: "21.036, 105.882", "21,036; 105,882", "21°02'09"N 105°52'55"E"."""
    plain = text.strip().strip("()[]")
    for separator in (r"\s*[;|/]\s*", r"\s*,\s+", r"(?<=[A-Za-zĐđ\"”″])\s*,?\s+(?=\d)", r"\s*,\s*", r"\s+"):
        parts = re.split(separator, plain)
        if len(parts) == 2 and all(read_coordinate(part) for part in parts):
            return parts[0], parts[1]
    return None


def read_coordinates(texts: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (numbers, axes, unread) of a column of text: NaN and "" for an empty or unread cell."""
    answers = {text: read_coordinate(text) if text else None for text in texts.unique()}
    found = [answers[text] for text in texts]
    numbers = np.array([np.nan if one is None else one[0] for one in found], dtype=float)
    axes = np.array(["" if one is None else one[1] for one in found], dtype=object)
    unread = np.array([one is None and text != "" for one, text in zip(found, texts, strict=True)], dtype=bool)
    return numbers, axes, unread


def _value(text: str) -> float | None:
    if _DECIMAL.fullmatch(text):
        value = _number(text.rstrip("°º "))
        if _THOUSANDS.fullmatch(text) and value > 180:        # no degree: "591.477" are metres in groups
            value *= 1000
        return value if abs(value) < 1e8 else None
    if _GROUPED.fullmatch(text):
        return _grouped(text)
    match = _SEXAGESIMAL.fullmatch(text)
    if match is None:
        return None
    degrees, minutes, seconds = int(match[1]), _number(match[2]), _number(match[3] or "0")
    if degrees > 180 or minutes >= 60 or seconds >= 60:
        return None
    return degrees + minutes / 60 + seconds / 3600


def _grouped(text: str) -> float:
    sign = next(mark for mark in text if not mark.isdigit())
    return _number(text.replace(sign, ""))


def _number(text: str) -> float:
    return float(text.replace(",", "."))
