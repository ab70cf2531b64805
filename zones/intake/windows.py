"""Read from the lines above a table for which hours it speaks: a case day may run from 18:00 to 18:00."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from zones.intake.values import read_moment

_FROM_TO = re.compile(r"từ\s+(?P<start>.*?\d.*?)\s*(?:đến|-|–)\s*(?:hết\s+)?(?P<end>.*\d.*)", re.IGNORECASE)
_UP_TO = re.compile(r"(?:tính đến|số liệu đến|cập nhật đến)\s+(?P<end>.*\d.*)", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(r"(?<![\d/.-])\d{1,2}[/.-]\d{1,2}(?![\d/.-])")
_YEAR = re.compile(r"\b20\d\d\b")
_CLOCK = re.compile(r"\d{1,2}\s*(?:h|giờ|:)", re.IGNORECASE)
_TRAILING = re.compile(r"[\s).,;*]+$")
Period = tuple[datetime, datetime]


def said_period(titles: Iterable[str]) -> Period | None:
    """Return [start, end) that a title line names, None when none does.

    "(Từ 18h00 ngày 06/9 đến 18h00 ngày 07/9/2021)": a day without a year takes the other's, a last day without an
    hour is meant to its end.
    """
    for title in titles:
        line = " ".join(title.split())
        match = _FROM_TO.search(line)
        if match is None:
            continue
        start, end = (_moment(match[part], line) for part in ("start", "end"))
        if start is None or end is None:
            continue
        if not _CLOCK.search(match["end"]):
            end += timedelta(days=1)
        if start < end:
            return start, end
    return None


def said_end(titles: Iterable[str]) -> datetime | None:
    """Return the moment up to which a title line says that the data go: "Số liệu đến 18h00 ngày 07/9/2021"."""
    for title in titles:
        line = " ".join(title.split())
        match = _UP_TO.search(line)
        moment = _moment(match["end"], line) if match else None
        if moment is not None and match is not None:
            return moment if _CLOCK.search(match["end"]) else moment + timedelta(days=1)
    return None


def _moment(text: str, line: str) -> datetime | None:
    plain = _TRAILING.sub("", text.strip().strip("("))
    year = _YEAR.search(line)
    if year:
        plain = _WITHOUT_YEAR.sub(lambda match: f"{match[0]}/{year[0]}", plain)
    moment, key = read_moment(plain)
    return moment if key is None else None
