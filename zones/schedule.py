"""Say when a set of maps is due, whether it must be made now, and whether it is overdue: pure rules over the clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from geo.frames import VIETNAM_TIME

RETRY: Final = timedelta(minutes=5)        # after a failure
GRACE: Final = timedelta(minutes=30)       # a set may take so long before anybody is told that it is missing
_HOUR: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The daily hours of one place's sets and what became of them. `since`: when these hours were first set;
    `reason`: why the last try failed, by language; all moments are aware."""

    place_id: str
    folder: str
    hours: tuple[time, ...]
    since: datetime
    last_ok: datetime | None = None
    last_try: datetime | None = None
    failed_at: datetime | None = None
    reason: tuple[tuple[str, str], ...] = ()


def read_hour(text: str) -> time:
    """Read "06:00" or "6:00". ValueError for anything else."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))


def last_due(hours: Sequence[time], now: datetime) -> datetime | None:
    """Return the newest due moment up to now; None where there are no hours."""
    return max((moment for moment in _around(hours, now) if moment <= now), default=None)


def next_due(hours: Sequence[time], now: datetime) -> datetime | None:
    """Return the first due moment after now; None where there are no hours."""
    return min((moment for moment in _around(hours, now) if moment > now), default=None)


def must_run(schedule: Schedule, now: datetime) -> bool:
    """Tell whether a set must be made now: one is due and not there, and the last try is not too fresh.

    A machine that was off at the hour catches up when it is on again. What was due before the hours were set is not.
    """
    due = last_due(schedule.hours, now)
    if due is None or due < schedule.since or (schedule.last_ok is not None and schedule.last_ok >= due):
        return False
    tried = schedule.last_try
    return tried is None or tried < due or now - tried >= RETRY


def missing_since(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the due moment whose set is missing although its time and the grace have passed; None: all is well."""
    due = last_due(schedule.hours, now - GRACE)
    if due is None or due < schedule.since:
        return None
    return None if schedule.last_ok is not None and schedule.last_ok >= due else due


def _around(hours: Sequence[time], now: datetime) -> list[datetime]:
    today = now.astimezone(VIETNAM_TIME).date()
    return [
        datetime.combine(today + timedelta(days=day), hour, VIETNAM_TIME) for day in (-1, 0, 1) for hour in hours
    ]
