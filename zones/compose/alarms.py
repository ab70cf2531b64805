"""Say on the live map what must be decided now: 12-hour clocks that run, lockdowns that end. No sheet has it."""

from __future__ import annotations

import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import Notice, NoticeKind
from zones.clocks import Clock
from zones.compose.names import say_age, short_name
from zones.situation import Situation
from zones.times import say_start
from zones.wording import number, t

MOST_NAMED = 3      # more than these are counted: a map under a wall of notices is no map


def make_live_notices(situation: Situation, language: str) -> tuple[Notice, ...]:
    """Return what the command post must not overlook, the clocks first."""
    words = [*_clocks(situation, language), *_endings(situation, language)]
    return tuple(Notice(NoticeKind.WARNING, sentence) for sentence in words)


def say_clock(situation: Situation, clock: Clock, language: str) -> str:
    """Say of one clock where it runs, for how many cases, and what is left of it."""
    names = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))
    where = short_name(names[clock.area_id]) if clock.area_id in names else t("field.clock_unplaced", language)
    left = clock.left(situation.as_of)
    key = "field.clock_left" if left.total_seconds() > 0 else "field.clock_over"
    cases = t("field.clock_cases", language, count=number(clock.cases, language)) if clock.cases else (
        t("field.clock_by_hand", language))
    return t(key, language, where=where, cases=cases, age=say_short_age(abs(left.total_seconds()), language),
             due=say_start(clock.due))


def say_short_age(seconds: float, language: str) -> str:
    """Return "5 giờ 10 phút", or days and hours beyond two days."""
    minutes = int(seconds // 60)
    if minutes >= 48 * 60:
        return say_age(pd.Timedelta(minutes=minutes).to_pytimedelta(), language)
    return t("field.hours_minutes", language, hours=minutes // 60, minutes=minutes % 60)


def _clocks(situation: Situation, language: str) -> list[str]:
    if not situation.clocks:
        return []
    named = [say_clock(situation, clock, language) for clock in situation.clocks[:MOST_NAMED]]
    if len(situation.clocks) > MOST_NAMED:
        named.append(t("field.clock_more", language, count=len(situation.clocks) - MOST_NAMED))
    return [t("field.notice_clocks", language, clocks="; ".join(named))]


def _endings(situation: Situation, language: str) -> list[str]:
    rows = {row["lockdown_id"]: row for row in rows_of(situation.lockdown_records)}
    named = [
        t("field.ending", language, name=rows[key]["name"], moment=say_start(rows[key]["valid_to"]))
        for key in situation.to_decide[:MOST_NAMED]
    ]
    if len(situation.to_decide) > MOST_NAMED:
        named.append(t("field.clock_more", language, count=len(situation.to_decide) - MOST_NAMED))
    return [t("field.notice_to_decide", language, names="; ".join(named))] if named else []
