"""Follow a place over its days ("diễn biến"): the levels, counts and cut-outs at the end of each, computed together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from geo.areas import valid_at
from geo.frames import Records
from zones.course.levels import Judged, Stretch, judge, window_counts
from zones.epicurve import DayCount, count_days
from zones.field.state import Keep, make_anew
from zones.levels import WORST_FIRST, Level
from zones.places import Place
from zones.situation import Assessment, LevelCount, Rules, Situation, View, Zone, build_situation, with_acts
from zones.situation.counts import count_levels
from zones.situation.partition import make_zones
from zones.times import end_of_day

__all__ = ["Course", "DayState", "build_course"]

_BY_SEVERITY = {level.severity: level for level in WORST_FIRST}


@dataclass(frozen=True, slots=True)
class DayState:
    """A place at the end of a day (23:59). `zones` are the cut-outs alone: sites and lockdowns of that day; `outbreaks`
    are the assessments of those diseases that have outbreaks."""

    day: date
    levels: Mapping[str, Level]
    cases: Mapping[str, int]                 # area_id -> cases in the rule's window; units without are left out
    counts: tuple[LevelCount, ...]           # the worst level first, as the legend has them
    zones: tuple[Zone, ...]
    outbreaks: tuple[Assessment, ...]
    scene: int                               # which of Course.scenes holds the day's sites, belts, posts, lockdowns


@dataclass(frozen=True, slots=True)
class Course:
    """All days of a place as known at a revision. `scenes` are situations of the days on which a record began or
    ended; between two of them only levels and numbers change."""

    place: Place
    view: View
    revision: int
    days: tuple[DayState, ...]
    curve: tuple[DayCount, ...]
    scenes: tuple[Situation, ...]

    def on(self, day: date) -> DayState | None:
        """Return the state of a day; None outside of the course."""
        return next((state for state in self.days if state.day == day), None)


def build_course(
    place: Place, records: Records, rules_at: Callable[[datetime], Rules], days: Sequence[date], revision: int,
    view: View, keep: Keep = make_anew,
) -> Course:
    """Compute the states of `days` (in a row, ascending). Each equals the situation at 23:59 of its day.

    `keep` remembers what is costly and the same for all days, as in `build_situation`.
    """
    moments = [end_of_day(day) for day in days]
    rules = [rules_at(moment) for moment in moments]
    scenes, scene_of = _scenes(place, records, rules, moments, revision, view, keep)
    judged = _judge(place, records, rules, moments)
    states, kept = [], _Kept(place)
    for index, day in enumerate(days):
        scene = scenes[scene_of[index]]
        by_rule, outbreaks = judged[index]
        levels = by_rule if scene.acts.empty else with_acts(by_rule, scene.acts, "area")
        zones, counts = kept.zones_of(scene_of[index], scene, levels)
        cut = tuple(zone for zone in zones if zone.source != "area")
        states.append(DayState(day, levels, {}, counts, cut, outbreaks, scene_of[index]))
    states = _with_cases(states, records, rules, moments)
    return Course(place, view, revision, tuple(states), _curve(records, rules, days, scenes), tuple(scenes))


def _scenes(
    place: Place, records: Records, rules: Sequence[Rules], moments: Sequence[datetime], revision: int, view: View,
    keep: Keep,
) -> tuple[list[Situation], list[int]]:
    """Build one situation for each stretch in which no record began or ended, and tell which one each moment has."""
    epochs = _epochs(records.values(), moments)
    scenes: list[Situation] = []
    known: dict[Any, int] = {}
    scene_of = []
    for moment, rule, epoch in zip(moments, rules, epochs, strict=True):
        signature = (epoch, tuple((ruleset.id, ruleset.in_force(moment)) for ruleset in rule.own))
        if signature not in known:
            known[signature] = len(scenes)
            scenes.append(build_situation(place, records, rule, moment, revision, view, keep))
        scene_of.append(known[signature])
    return scenes, scene_of


def _epochs(frames: Iterable[pd.DataFrame], moments: Sequence[datetime]) -> list[int]:
    """Number the stretches between the moments at which any record begins or ends, and return those of `moments`."""
    turns = {
        turn.timestamp() for frame in frames if {"valid_from", "valid_to"} <= set(frame.columns)
        for name in ("valid_from", "valid_to") for turn in frame[name].dropna()
    }
    numbers: list[int] = np.searchsorted(
        np.array(sorted(turns)), [moment.timestamp() for moment in moments], side="right").tolist()
    return numbers


def _judge(
    place: Place, records: Records, rules: Sequence[Rules], moments: Sequence[datetime]
) -> list[tuple[dict[str, Level], tuple[Assessment, ...]]]:
    """Return for each moment the rules' level of each unit, the worst of the diseases on the map, and the assessments
    of those that have outbreaks."""
    epochs = _epochs([records["areas"]], moments)

    def held(index: int) -> tuple[int, tuple[str, ...]]:
        return epochs[index], tuple(ruleset.id for ruleset in rules[index].own)

    judged: list[tuple[dict[str, Level], tuple[Assessment, ...]]] = []
    for _, group in groupby(range(len(moments)), held):
        indices = list(group)
        areas = valid_at(records["areas"], moments[indices[0]])
        span = tuple(moments[index] for index in indices)
        found = [judge(place, records, Stretch(areas, ruleset, span)) for ruleset in rules[indices[0]].own]
        worst = np.max([one.severities for one in found], axis=0)
        area_ids = areas["area_id"].tolist()
        judged += [
            ({area_id: _BY_SEVERITY[int(severity)] for area_id, severity in zip(area_ids, column, strict=True)},
             _with_outbreaks(found, number))
            for number, column in enumerate(worst.T)
        ]
    return judged


def _with_outbreaks(found: Sequence[Judged], number: int) -> tuple[Assessment, ...]:
    made = [one.assessments[number] for one in found if one.assessments]
    return tuple(assessment for assessment in made if assessment.ruleset.outbreak)


class _Kept:
    """The partitions that were cut already: most days differ from the one before in nothing."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.found: dict[Any, tuple[tuple[Zone, ...], tuple[LevelCount, ...]]] = {}
        self.whole: dict[int, tuple[Zone, ...]] = {}

    def zones_of(
        self, scene: int, situation: Situation, levels: Mapping[str, Level]
    ) -> tuple[tuple[Zone, ...], tuple[LevelCount, ...]]:
        """Return the zones and what the legend counts, with these levels of the units."""
        key = (scene, tuple(levels.values()))
        if key not in self.found:
            zones = self._cut(scene, situation, levels)
            self.found[key] = zones, count_levels(
                zones, situation.areas, levels, situation.sites, situation.site_levels, situation.lockdowns,
                situation.lockdown_levels,
            )
        return self.found[key]

    def _cut(self, scene: int, situation: Situation, levels: Mapping[str, Level]) -> tuple[Zone, ...]:
        if scene in self.whole:
            return tuple(replace(zone, level=levels[zone.area_id]) for zone in self.whole[scene])
        zones = make_zones(
            self.place, situation.areas, levels, situation.sites, situation.site_levels, situation.lockdowns,
            situation.lockdown_levels,
        )
        if not situation.site_levels and situation.lockdowns.empty:
            self.whole[scene] = zones      # nothing is cut out: only colours change
        return zones


def _with_cases(
    states: Sequence[DayState], records: Records, rules: Sequence[Rules], moments: Sequence[datetime]
) -> list[DayState]:
    """Put beside each day's levels the cases that the map writes into its units."""
    area_ids = list(dict.fromkeys(area_id for state in states for area_id in state.levels))
    counted: list[Counter[str]] = [Counter() for _ in states]
    for wanted in dict.fromkeys((one.disease, one.window_days) for rule in rules for one in rule.own):
        disease, days = wanted
        cases = records["cases"][records["cases"]["disease"] == disease]
        table = window_counts(cases, area_ids, moments, days, "all")
        for index, rule in enumerate(rules):
            if wanted in {(one.disease, one.window_days) for one in rule.own}:
                for row in np.flatnonzero(table[:, index]):
                    counted[index][area_ids[row]] += int(table[row, index])
    return [replace(state, cases=dict(found)) for state, found in zip(states, counted, strict=True)]


def _curve(
    records: Records, rules: Sequence[Rules], days: Sequence[date], scenes: Sequence[Situation]
) -> tuple[DayCount, ...]:
    diseases = {ruleset.disease for rule in rules for ruleset in rule.own}
    units = list(dict.fromkeys(area_id for scene in scenes for area_id in scene.areas["area_id"]))
    cases, reports = (frame[frame["disease"].isin(diseases)] for frame in (records["cases"], records["reports"]))
    return count_days(cases, reports, days, units)
