"""Count the cases of each day for a small curve; a day of which nobody reported stays open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from geo.frames import VIETNAM_TIME
from geo.mapmodel import Chart
from zones.situation import Situation
from zones.wording import t

DAYS: Final = 28
_MARKED: Final = 7                 # every so many days has its date


def daily_chart(
    situation: Situation, cases: pd.DataFrame, reports: pd.DataFrame, area_id: str | None, language: str
) -> Chart:
    """Return the cases of all diseases on the map by day of report, the last DAYS days up to the situation's moment."""
    diseases = {one.ruleset.disease for one in situation.assessments}
    last = pd.Timestamp(situation.as_of).tz_convert(VIETNAM_TIME).normalize()
    days = [last - timedelta(days=DAYS - 1 - place) for place in range(DAYS)]
    mine = cases[cases["disease"].isin(diseases) & (cases["date_reporting"] <= pd.Timestamp(situation.as_of))]
    if area_id is not None:
        mine = mine[mine["area_id"] == area_id]
    dated = mine["date_reporting"].dt.tz_convert(VIETNAM_TIME).dt.normalize()
    counts = mine.groupby(dated)["count"].sum()
    told = reports[reports["disease"].isin(diseases)]
    told = told[told["area_id"].isna() | (told["area_id"] == area_id)] if area_id is not None else told
    values = tuple(
        int(counts.get(day, 0)) if day in counts.index or _reported(told, day, situation.as_of) else None
        for day in days
    )
    marks = tuple(
        f"{day:%d/%m}" if (DAYS - 1 - place) % _MARKED == _MARKED - 1 else "" for place, day in enumerate(days)
    )
    title = t("sheets.chart_gaps" if None in values else "sheets.chart", language, days=DAYS)
    return Chart(title, values, marks)


def _reported(reports: pd.DataFrame, day: pd.Timestamp, as_of: datetime) -> bool:
    """Tell whether any report reaches into a day, as far as it had passed."""
    end = min(day + timedelta(days=1), pd.Timestamp(as_of))
    return bool(((reports["period_start"] < end) & (reports["period_end"] > day)).any())
