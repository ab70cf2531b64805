"""Assess all areas of a place by one ruleset: what was observed, outbreaks, neighbours, holds, levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import to_metric
from geo.frames import Records, rows_of
from geo.neighbours import shared_borders
from zones import indicators
from zones.adjacency import decide_units, looks_at_neighbours
from zones.checklist import CAPACITY, answers_in_force, recorded_answers
from zones.decisions import Decision, Observed
from zones.levels import Level
from zones.outbreaks import Outbreak, find_outbreaks, reached_by
from zones.places import Place
from zones.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one ruleset says of every area. `window` holds the placed cases that were counted; `reaching` the active
    outbreaks by area_id."""

    ruleset: Ruleset
    numerator: str
    decisions: Mapping[str, Decision]
    window: pd.DataFrame
    outbreaks: tuple[Outbreak, ...]
    reaching: Mapping[str, tuple[Outbreak, ...]]

    def dated_cases(self, area_id: str) -> list[tuple[datetime, int]]:
        """Return an area's counted cases as (moment, count)."""
        mine = self.window[self.window["area_id"] == area_id]
        return [(row["date_reporting"].to_pydatetime(), int(row["count"])) for row in rows_of(mine)]


class Scale:
    """A ruleset that held beside the one that colours the map, or was announced; assessed when somebody asks."""

    def __init__(self, ruleset: Ruleset, announced: bool, work: Callable[[], Assessment]) -> None:
        self.ruleset = ruleset
        self.announced = announced
        self._work = work

    @cached_property
    def assessment(self) -> Assessment:
        """The levels on this scale."""
        return self._work()


def assess(place: Place, records: Records, areas: gpd.GeoDataFrame, ruleset: Ruleset, as_of: datetime) -> Assessment:
    """Apply a ruleset to the areas that were valid at an aware moment. A pure function of rows, rule and moment.

    A ruleset that was announced and did not hold yet is applied as on its first minute.
    """
    numerator = choose_numerator(place, ruleset)
    cases = records["cases"][records["cases"]["disease"] == ruleset.disease]
    reports = records["reports"][records["reports"]["disease"] == ruleset.disease]
    known = cases[cases["date_reporting"] <= pd.Timestamp(as_of)]
    outbreaks = find_outbreaks(known, ruleset.outbreak, place.metric_crs) if ruleset.outbreak else ()
    reaching = reached_by(outbreaks, areas, known, place.metric_crs, as_of) if ruleset.outbreak else {}
    pairs = None
    if looks_at_neighbours(ruleset) and len(areas):
        pairs = shared_borders(to_metric(areas.geometry.to_numpy(), place.metric_crs))
    plain = pd.DataFrame(areas.drop(columns="geometry"))

    def observe(moment: datetime, chosen: pd.DataFrame) -> dict[str, Observed]:
        return indicators.observe(
            chosen, cases, reports, moment, days=ruleset.window_days, numerator=numerator,
            defaults=dict(place.options), within=place.unit,
            recorded=recorded_answers(records["answers"], chosen["area_id"], ruleset.id, moment),
        )

    observed = observe(as_of, plain)
    if ruleset.outbreak:
        observed = {
            area_id: _with_outbreaks(seen, len(reaching.get(area_id, ()))) for area_id, seen in observed.items()
        }
    applied_at = max(as_of, ruleset.valid_from)
    if ruleset.holds:
        former = _former_levels(observe, observed, plain, records["answers"], ruleset, as_of)
        observed = {
            area_id: {**seen, "former_level": former[area_id]} if area_id in former else seen
            for area_id, seen in observed.items()
        }
    decisions = decide_units(observed, pairs, ruleset, applied_at)
    return Assessment(
        ruleset, numerator, decisions,
        indicators.chosen_cases(cases, as_of, ruleset.window_days, numerator), tuple(outbreaks), reaching,
    )


def choose_numerator(place: Place, ruleset: Ruleset) -> str:
    """Return which cases are counted: the place's choice where the ruleset offers it, else the ruleset's first."""
    choices = ruleset.options.get("numerator", ("community",))
    wanted = str(place.options.get("numerator", choices[0]))
    return wanted if wanted in choices else choices[0]


def _with_outbreaks(seen: Observed, active: int) -> Observed:
    """Put the number of active outbreaks beside the cases; none is known only where somebody reported."""
    known = active > 0 or seen["cases_in_window"] is not None
    return {**seen, "active_outbreaks": Fraction(active) if known else None}


def _former_levels(
    observe: Callable[[datetime, pd.DataFrame], dict[str, Observed]], observed: Mapping[str, Observed],
    areas: pd.DataFrame, answers: pd.DataFrame, ruleset: Ruleset, as_of: datetime,
) -> dict[str, Level]:
    """Return the highest level since capacity was found wanting, for the areas where it still is.

    "May not go down" means: not below any level that the area has had since then, the one just before included.
    """
    short = [area_id for area_id, seen in observed.items() if seen.get(CAPACITY) == "no"]
    if not short:
        return {}
    standing = answers_in_force(answers, ruleset.id, as_of)
    since = standing.loc[standing["question"] == CAPACITY].groupby("area_id", dropna=False)["valid_from"].max()
    for_all = since[since.index.isna()].max()      # NaT: no answer for the whole place
    begun = pd.Series({area_id: since.get(area_id, for_all) for area_id in short})
    highest: dict[str, Level] = {}
    # a capacity that is a setting of the place, not an answer, has no beginning to look back to
    for start, group in begun.dropna().groupby(begun):
        chosen = areas[areas["area_id"].isin(group.index)]
        for moment in _days(start.to_pydatetime(), as_of):
            seen = {area_id: {**values, CAPACITY: None} for area_id, values in observe(moment, chosen).items()}
            for area_id, decision in decide_units(seen, None, ruleset, moment).items():
                if decision.level.severity > highest.get(area_id, Level.UNASSESSED).severity:
                    highest[area_id] = decision.level
    return highest


def _days(start: datetime, end: datetime) -> list[datetime]:
    """Return the minute before `start`, then a moment a day up to `end`, which is left out: it is being decided."""
    days = int(np.ceil((end - start) / timedelta(days=1)))
    return [start - timedelta(minutes=1), *(start + timedelta(days=day) for day in range(days))]
