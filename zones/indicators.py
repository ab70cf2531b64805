"""Compute what the rules look at, per area: pure functions of cases, reports, areas and a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from zones.decisions import Observed
from zones.levels import Level

WEEK_DAYS = 7


def chosen_cases(cases: pd.DataFrame, as_of: datetime, days: int, numerator: str) -> pd.DataFrame:
    """Return the placed cases of (as_of − days, as_of] that count. `numerator` is "community" or "all".

    A case without a known place of detection counts as community: leaving it out would make an area greener for
    want of a word.
    """
    end = pd.Timestamp(as_of)
    chosen = cases[(cases["date_reporting"] > end - timedelta(days=days)) & (cases["date_reporting"] <= end)]
    if numerator == "community":
        chosen = chosen[chosen["detection"].isna() | (chosen["detection"] == "community")]
    return chosen[chosen["area_id"].notna()]


def cases_in_window(cases: pd.DataFrame, as_of: datetime, days: int, numerator: str) -> pd.Series:
    """Sum `count` per area_id over the cases that `chosen_cases` returns."""
    return chosen_cases(cases, as_of, days, numerator).groupby("area_id")["count"].sum()


def window_counts(daily: np.ndarray, days: int) -> np.ndarray:
    """Sum a table (units, days) of daily counts over each day and the days before it: the window at each day's end.

    Days before the table's first are taken to hold no case; drop the first `days` − 1 columns where they may not.
    """
    sums = np.cumsum(daily, axis=-1, dtype=np.int64)
    sums[..., days:] -= sums[..., :-days].copy()
    return sums


def reported_areas(reports: pd.DataFrame, area_ids: pd.Series, as_of: datetime, days: int) -> pd.Series:
    """Tell per area whether its window is covered: True where reports reach from the window's start into it.

    A report without area_id covers all areas. Zero cases and no report are two things: an area that nobody
    reported on is not assessed. Reports that stop before `as_of` still count (the map says how old they are),
    until a whole window has passed without one.
    """
    end = pd.Timestamp(as_of)
    start = end - timedelta(days=days)
    usable = reports[(reports["period_start"] <= start) & (reports["period_end"] > start)]
    if usable["area_id"].isna().any():
        return pd.Series(True, index=area_ids.to_numpy())
    return pd.Series(area_ids.isin(usable["area_id"].dropna()).to_numpy(), index=area_ids.to_numpy())


def data_time(reports: pd.DataFrame, as_of: datetime) -> datetime | None:
    """Return the moment up to which the case list was complete, not later than `as_of`; None: no report."""
    begun = reports[reports["period_start"] <= pd.Timestamp(as_of)]
    if begun.empty:
        return None
    latest: datetime = begun["period_end"].max().to_pydatetime()
    return min(latest, as_of)


def weekly_rate_per_100k(cases: int, days: int, population: int) -> Fraction:
    """Return the mean of the window's weeks per 100,000 people, exactly (domain §3.3)."""
    return Fraction(cases) * 100_000 * WEEK_DAYS / (days * population)


def observe(
    areas: pd.DataFrame, cases: pd.DataFrame, reports: pd.DataFrame, as_of: datetime, *,
    days: int, numerator: str, defaults: Mapping[str, Any] | None = None, within: str = "",
    recorded: Mapping[str, Observed] | None = None,
) -> dict[str, Observed]:
    """Return for each area_id what the rules may look at; None where the data are silent.

    `defaults` are the place's own values (a ward-wide vaccination share, a response capacity) for areas that hold none,
    `within` names the units around the place, `recorded` holds what people answered per area (factors, criterion 3).
    """
    counts = cases_in_window(cases, as_of, days, numerator)
    reported = reported_areas(reports, areas["area_id"], as_of, days)
    common = {name: _exact(value) for name, value in (defaults or {}).items()}
    observed: dict[str, Observed] = {}
    for row in areas.drop(columns="geometry", errors="ignore").to_dict("records"):
        area_id = row["area_id"]
        # a case proves that somebody reported, even where no report was filed
        count = int(counts.get(area_id, 0))
        known = bool(reported[area_id]) or count > 0
        population = None if pd.isna(row["population"]) or row["population"] == 0 else int(row["population"])
        rate = weekly_rate_per_100k(count, days, population) if known and population else None
        parent = row["parent_name"]
        observed[area_id] = {
            **common,
            "unit_name": row["name"], "unit_level": row["area_level"],
            "within": ", ".join(name for name in (None if pd.isna(parent) else parent, within) if name) or None,
            "cases_in_window": Fraction(count) if known else None,
            "population": Fraction(population) if population else None,
            "new_cases_weekly_per_100k": rate,
            "adult_dose1_share": _share(row["adult_dose1_share"], common.get("adult_dose1_share")),
            "elderly_full_share": _share(row["elderly_full_share"], common.get("elderly_full_share")),
            "designation": None,
            **(recorded or {}).get(area_id, {}),
        }
    return observed


def observe_children(parents: Mapping[str, str], levels: Mapping[str, Level]) -> dict[str, Observed]:
    """Count for each parent its units of each level: what the rules on shares of a district or province look at.

    `parents` maps a unit to the unit above it, `levels` a unit to its level; a unit without one is not assessed.
    """
    counts: dict[str, Counter[Level]] = {}
    for unit, parent in parents.items():
        counts.setdefault(parent, Counter())[levels.get(unit, Level.UNASSESSED)] += 1
    return {
        parent: {"children": Fraction(found.total()),
                 **{f"children_{level}": Fraction(found[level]) for level in Level}}
        for parent, found in counts.items()
    }


def observe_example(given: Mapping[str, Fraction | str], days: int) -> Observed:
    """Complete an example's inputs with the rates that follow from them, as `observe` does for an area."""
    population = given.get("population")
    rates: dict[str, Fraction | str | None] = {"new_cases_weekly_per_100k": None}
    if isinstance(population, Fraction):
        for count, rate in (("cases_in_window", "new_cases_weekly_per_100k"),
                            ("deaths_in_window", "deaths_weekly_per_100k")):
            found = given.get(count)
            if isinstance(found, Fraction):
                rates[rate] = weekly_rate_per_100k(int(found), days, int(population))
    return {**given, **rates}


def _share(value: Any, default: Fraction | str | None) -> Fraction | str | None:
    return default if pd.isna(value) else _exact(value)


def _exact(value: Any) -> Fraction | str | None:
    """Return a number by its decimal writing: 0.7 is seven tenths. Words stay words, a tick is "yes" or "no"."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return Fraction(str(value))
