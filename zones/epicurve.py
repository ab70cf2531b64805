"""Count the cases of each day by where they were found; a day that nobody reported on is a gap, not a zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np
import pandas as pd

from geo.frames import VIETNAM_TIME
from zones.cases import DETECTION

NOON: Final = time(12)
UNKNOWN: Final = "unknown"                 # nobody wrote where the case was found
FOUND: Final = (*DETECTION, UNKNOWN)


@dataclass(frozen=True, slots=True)
class DayCount:
    """The cases of one calendar day in Việt Nam. `found` follows FOUND; `reporting` is how many units reported."""

    day: date
    found: tuple[int, ...]
    reporting: int

    @property
    def total(self) -> int:
        """All cases of the day."""
        return sum(self.found)

    @property
    def known(self) -> bool:
        """Whether the number says something: somebody reported, or a case proves that somebody did."""
        return self.reporting > 0 or self.total > 0


@dataclass(frozen=True, slots=True)
class CaseSpan:
    """New cases of a span of time; `known` False: nobody reported on it, so 0 says nothing."""

    total: int
    community: int
    known: bool


def count_span(cases: pd.DataFrame, reports: pd.DataFrame, start: datetime, end: datetime) -> CaseSpan:
    """Count the cases of (start, end], placed or not. The span is known where its middle lies in a report's period.

    A case without a place of detection counts as community, as in the rules.
    """
    inside = (cases["date_reporting"] > pd.Timestamp(start)) & (cases["date_reporting"] <= pd.Timestamp(end))
    mine = cases[inside]
    total = int(mine["count"].sum())
    found = mine["detection"].fillna(DETECTION[0])
    middle = pd.Timestamp(start + (end - start) / 2)
    covered = (reports["period_start"] < middle) & (reports["period_end"] >= middle)
    return CaseSpan(total, int(mine.loc[found == DETECTION[0], "count"].sum()), total > 0 or bool(covered.any()))


def count_days(
    cases: pd.DataFrame, reports: pd.DataFrame, days: Sequence[date], units: Sequence[str],
    as_of: datetime | None = None,
) -> tuple[DayCount, ...]:
    """Count each of the `days` (in a row, ascending) over the cases placed in `units`, and those placed nowhere.

    Pass one unit and cases of that unit alone for its own curve. A unit has reported on a day whose noon lies in the
    period of one of its reports, or of one on the whole place: a report of 18:00-18:00 so belongs to the day on which
    it ends. `as_of` cuts off what came later.
    """
    if not days:
        return ()
    known = cases if as_of is None else cases[cases["date_reporting"] <= pd.Timestamp(as_of)]
    table = np.zeros((len(days), len(FOUND)), dtype=np.int64)
    position = (known["date_reporting"].dt.date - days[0]).map(lambda gap: gap.days).to_numpy(dtype=np.int64)
    inside = (position >= 0) & (position < len(days))
    order = {name: index for index, name in enumerate(FOUND)}
    column = known["detection"].fillna(UNKNOWN).map(order).to_numpy(dtype=np.int64)
    np.add.at(table, (position[inside], column[inside]), known["count"].to_numpy(dtype=np.int64)[inside])
    reporting = _reporting(reports, days, units, as_of)
    return tuple(
        DayCount(day, tuple(int(count) for count in found), int(units_reporting))
        for day, found, units_reporting in zip(days, table, reporting, strict=True)
    )


def _reporting(
    reports: pd.DataFrame, days: Sequence[date], units: Sequence[str], as_of: datetime | None
) -> np.ndarray:
    """Return for each day how many units a report covers."""
    index = {unit: number for number, unit in enumerate(units)}
    covered = np.zeros((len(days), len(units)), dtype=bool)
    noons = [datetime.combine(day, NOON, tzinfo=VIETNAM_TIME) for day in days]
    stamps = np.array([noon.timestamp() for noon in noons])
    if as_of is not None:
        stamps = np.where(stamps <= as_of.timestamp(), stamps, np.inf)
    for area_id, start, end in zip(reports["area_id"], reports["period_start"], reports["period_end"], strict=True):
        hit = (stamps > start.timestamp()) & (stamps <= end.timestamp())
        if pd.isna(area_id):
            covered[hit] = True
        elif area_id in index:
            covered[hit, index[area_id]] = True
    counted: np.ndarray = covered.sum(axis=1)
    return counted


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Return all days from `first` to `last`, both included."""
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))
