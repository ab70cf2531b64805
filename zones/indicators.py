"""Compute what the rules look at, per area: pure functions of cases, reports, areas and a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

from zones.decisions import Observed

WEEK_DAYS = 7


def cases_in_window(cases: pd.DataFrame, as_of: datetime, days: int, numerator: str) -> pd.Series:
    """Sum `count` per area_id over (as_of − days, as_of]. `numerator` is "community" or "all".

    A case without a known place of detection counts as community: leaving it out would make an area greener for
    want of a word.
    """
    end = pd.Timestamp(as_of)
    chosen = cases[(cases["date_reporting"] > end - timedelta(days=days)) & (cases["date_reporting"] <= end)]
    if numerator == "community":
        chosen = chosen[chosen["detection"].isna() | (chosen["detection"] == "community")]
    placed = chosen[chosen["area_id"].notna()]
    return placed.groupby("area_id")["count"].sum()


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
    days: int, numerator: str, defaults: dict[str, float] | None = None,
) -> dict[str, Observed]:
    """Return for each area_id what the rules may look at; None where the data are silent.

    `defaults` are the place's own values (a ward-wide vaccination share) for areas that hold none.
    """
    counts = cases_in_window(cases, as_of, days, numerator)
    reported = reported_areas(reports, areas["area_id"], as_of, days)
    observed: dict[str, Observed] = {}
    for row in areas.drop(columns="geometry", errors="ignore").to_dict("records"):
        area_id = row["area_id"]
        # a case proves that somebody reported, even where no report was filed
        count = int(counts.get(area_id, 0))
        known = bool(reported[area_id]) or count > 0
        population = None if pd.isna(row["population"]) or row["population"] == 0 else int(row["population"])
        rate = weekly_rate_per_100k(count, days, population) if known and population else None
        observed[area_id] = {
            "cases_in_window": Fraction(count) if known else None,
            "population": Fraction(population) if population else None,
            "new_cases_weekly_per_100k": rate,
            "adult_dose1_share": _share(row["adult_dose1_share"], "adult_dose1_share", defaults),
            "elderly_full_share": _share(row["elderly_full_share"], "elderly_full_share", defaults),
            "designation": None,
        }
    return observed


def observe_example(given: Mapping[str, Fraction | str], days: int) -> Observed:
    """Complete an example's inputs with the rate that follows from them, as `observe` does for an area."""
    cases, population = given.get("cases_in_window"), given.get("population")
    rate = None
    if isinstance(cases, Fraction) and isinstance(population, Fraction):
        rate = weekly_rate_per_100k(int(cases), days, int(population))
    return {**given, "new_cases_weekly_per_100k": rate}


def _share(value: Any, name: str, defaults: dict[str, float] | None) -> Fraction | None:
    if not pd.isna(value):
        return Fraction(str(value))  # by its decimal writing: 0.7 is seven tenths
    if defaults and name in defaults:
        return Fraction(str(defaults[name]))
    return None
