"""Count the cases of each day for a small curve; a day of which nobody reported stays open."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frames import VIETNAM_TIME
from geo.mapmodel import Chart
from zones.situation import Situation
from zones.wording import t

DAYS: Final = 28
_MARKED: Final = 7                 # every so many days has its date


class DailyCharts:
    """The curves of a place's units, of all diseases on the map: the cases are counted once for all of them."""

    def __init__(self, situation: Situation, cases: pd.DataFrame, reports: pd.DataFrame, language: str) -> None:
        """`cases` and `reports` are all of the place; nothing is counted before the first curve is asked for."""
        diseases = {one.ruleset.disease for one in situation.assessments}
        last = pd.Timestamp(situation.as_of).tz_convert(VIETNAM_TIME).normalize()
        self._days = [last - timedelta(days=DAYS - 1 - place) for place in range(DAYS)]
        self._as_of, self._language = situation.as_of, language
        self._count = cache(lambda: _count(cases[cases["disease"].isin(diseases)], situation.as_of))
        self._reports = cache(lambda: reports[reports["disease"].isin(diseases)])
        self._told_of_all = cache(lambda: self._told(self._reports()["area_id"].isna()))

    def of(self, area_id: str | None) -> Chart:
        """Return the last DAYS days up to the situation's moment, by day of report; None: of the whole place."""
        counts = self._count().get(area_id, {})
        if area_id is None:
            reported = self._told(slice(None))
        else:
            reported = self._told_of_all() | self._told(self._reports()["area_id"] == area_id)
        values = tuple(
            counts.get(day, 0 if told else None) for day, told in zip(self._days, reported, strict=True)
        )
        marks = tuple(
            f"{day:%d/%m}" if (DAYS - 1 - place) % _MARKED == _MARKED - 1 else ""
            for place, day in enumerate(self._days)
        )
        title = t("sheets.chart_gaps" if None in values else "sheets.chart", self._language, days=DAYS)
        return Chart(title, values, marks)

    def _told(self, which: Any) -> NDArray[np.bool_]:
        return _reported(self._reports()[which], self._days, self._as_of)


def _count(cases: pd.DataFrame, as_of: datetime) -> dict[str | None, dict[pd.Timestamp, int]]:
    """Count by unit and day of report what was reported up to a moment; None: of all units and of none."""
    known = cases[cases["date_reporting"] <= pd.Timestamp(as_of)]
    days = known["date_reporting"].dt.tz_convert(VIETNAM_TIME).dt.normalize()
    whole = known.groupby(days)["count"].sum()
    counts: dict[str | None, dict[pd.Timestamp, int]] = {
        None: {day: int(count) for day, count in zip(whole.index, whole, strict=True)}
    }
    by_unit = known.groupby([known["area_id"], days])["count"].sum()
    for area_id, day, count in zip(*(by_unit.index.get_level_values(level) for level in (0, 1)), by_unit, strict=True):
        counts.setdefault(area_id, {})[day] = int(count)
    return counts


def _reported(reports: pd.DataFrame, days: list[pd.Timestamp], as_of: datetime) -> NDArray[np.bool_]:
    """Tell for each day whether any report reaches into it, as far as it had passed."""
    starts = pd.DatetimeIndex(days)
    ends = pd.DatetimeIndex([min(day + timedelta(days=1), pd.Timestamp(as_of)) for day in days])
    begin, end = (pd.DatetimeIndex(reports[name]).to_numpy()[:, None] for name in ("period_start", "period_end"))
    reaching = (begin < ends.to_numpy()) & (end > starts.to_numpy())
    return np.asarray(reaching.any(axis=0), dtype=np.bool_)
