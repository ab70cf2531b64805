"""Level every unit on every day at once: by the table of all days where the rule allows it, else day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.frames import Records
from zones import indicators
from zones.adjacency import looks_at_neighbours
from zones.checklist import CAPACITY
from zones.classify_many import classify_many
from zones.columns import Numbers, stack, weekly_rates, whole
from zones.places import Place
from zones.ruleset import Ruleset
from zones.situation.assessment import Assessment, assess, choose_numerator

RATE: Final = "new_cases_weekly_per_100k"
CASES: Final = "cases_in_window"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Moments in a row on which the same units were valid and the same rule held."""

    areas: gpd.GeoDataFrame
    ruleset: Ruleset
    moments: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a ruleset says over a stretch: `severities` int8 (units, moments), 4 red … 1 green, 0 grey. `assessments`
    hold the whole assessment of each moment where it was made one by one; empty where it was not."""

    severities: np.ndarray
    assessments: tuple[Assessment, ...] = ()


def judge(place: Place, records: Records, stretch: Stretch) -> Judged:
    """Apply a ruleset to all units at all moments of a stretch.

    The same as `assess` gives one moment after the other (a test compares them), without the reasons.
    """
    if stretch.areas.empty:
        return Judged(np.zeros((0, len(stretch.moments)), dtype=np.int8))
    if _plain(place, records, stretch.ruleset):
        return Judged(_at_once(place, records, stretch))
    made = tuple(assess(place, records, stretch.areas, stretch.ruleset, moment) for moment in stretch.moments)
    table = [[one.decisions[area_id].level.severity for area_id in stretch.areas["area_id"]] for one in made]
    return Judged(np.array(table, dtype=np.int8).T, made)


def window_counts(
    cases: pd.DataFrame, area_ids: Sequence[str], moments: Sequence[datetime], days: int, numerator: str
) -> np.ndarray:
    """Return int64 (units, moments): the cases that count in the window that ends at each moment."""
    counts = np.zeros((len(area_ids), len(moments)), dtype=np.int64)
    every = timedelta(days=36_500)     # all that were placed, whenever; the windows are cut below
    if not moments:
        return counts
    chosen = indicators.chosen_cases(cases, max(moments), every.days, numerator)
    row = chosen["area_id"].map({area_id: number for number, area_id in enumerate(area_ids)})
    chosen, row = chosen[row.notna()], row[row.notna()].astype(int)
    if chosen.empty:
        return counts
    begins = _seconds(chosen["date_reporting"])
    ends = np.array([moment.timestamp() for moment in moments])
    # a case counts at the moments m with begin <= m < begin + window
    first = np.searchsorted(ends, begins, side="left")
    last = np.searchsorted(ends, begins + days * 86_400, side="left")
    steps = np.zeros((len(area_ids), len(moments) + 1), dtype=np.int64)
    amount = chosen["count"].to_numpy(dtype=np.int64)
    np.add.at(steps, (row.to_numpy(), first), amount)
    np.add.at(steps, (row.to_numpy(), last), -amount)
    found: np.ndarray = np.cumsum(steps, axis=1)[:, :-1]
    return found


def _plain(place: Place, records: Records, ruleset: Ruleset) -> bool:
    """Tell whether only cases, reports and the calendar move the levels: no answers, outbreaks, neighbours, holds."""
    answers = records["answers"]
    asked = answers["ruleset"].isna() | (answers["ruleset"] == ruleset.id)
    held = bool(ruleset.holds) and CAPACITY in place.options
    return not (asked.any() or ruleset.outbreak or looks_at_neighbours(ruleset) or held)


def _at_once(place: Place, records: Records, stretch: Stretch) -> np.ndarray:
    ruleset, moments = stretch.ruleset, stretch.moments
    cases = records["cases"][records["cases"]["disease"] == ruleset.disease]
    reports = records["reports"][records["reports"]["disease"] == ruleset.disease]
    plain = pd.DataFrame(stretch.areas.drop(columns="geometry"))
    area_ids = plain["area_id"].tolist()
    numerator = choose_numerator(place, ruleset)
    seen = indicators.observe(
        plain, cases, reports, moments[-1], days=ruleset.window_days, numerator=numerator,
        defaults=dict(place.options), within=place.unit,
    )
    columns = stack([seen[area_id] for area_id in area_ids])
    counts = window_counts(cases, area_ids, moments, ruleset.window_days, numerator)
    reported = np.array([
        indicators.reported_areas(reports, plain["area_id"], moment, ruleset.window_days).to_numpy(bool)
        for moment in moments
    ]).T
    known = reported | (counts > 0)
    population = _whole_numbers(columns["population"], len(area_ids))
    moving: Mapping[str, Numbers] = {
        CASES: whole(counts, known), RATE: weekly_rates(counts, known, population, ruleset.window_days),
    }
    # a ruleset that did not hold yet is applied as on its first minute, as `assess` does
    return classify_many({**columns, **moving}, ruleset, [max(moment, ruleset.valid_from) for moment in moments])


def _whole_numbers(column: Numbers | np.ndarray, units: int) -> np.ndarray:
    if not isinstance(column, Numbers):
        return np.zeros((units, 1), dtype=np.int64)
    values: np.ndarray = np.where(column.known, column.numerator, 0).astype(np.int64)
    return values


def _seconds(moments: pd.Series) -> np.ndarray:
    return np.array([moment.timestamp() for moment in moments], dtype=np.float64)
