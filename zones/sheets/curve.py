"""Count the cases of each day for a small curve; a day of which nobody reported stays open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
        int(counts.get(day, 0)) if day in counts.index or reported else None
        for day, reported in zip(days, _reported(told, days, situation.as_of), strict=True)
    )
    marks = tuple(
        f"{day:%d/%m}" if (DAYS - 1 - place) % _MARKED == _MARKED - 1 else "" for place, day in enumerate(days)
    )
    title = t("sheets.chart_gaps" if None in values else "sheets.chart", language, days=DAYS)
    return Chart(title, values, marks)


def _reported(reports: pd.DataFrame, days: list[pd.Timestamp], as_of: datetime) -> NDArray[np.bool_]:
    """Tell for each day whether any report reaches into it, as far as it had passed."""
    starts = pd.DatetimeIndex(days)
    ends = pd.DatetimeIndex([min(day + timedelta(days=1), pd.Timestamp(as_of)) for day in days])
    begin, end = (pd.DatetimeIndex(reports[name]).to_numpy()[:, None] for name in ("period_start", "period_end"))
    reaching = (begin < ends.to_numpy()) & (end > starts.to_numpy())
    return np.asarray(reaching.any(axis=0), dtype=np.bool_)
