"""Freeze everything about one place at one moment: levels, zones, counts, and how old the data are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.areas import valid_at
from geo.frames import Records, rows_of
from zones import indicators
from zones.acts import acts_in_force
from zones.classify import classify
from zones.clocks import Clock, running_clocks
from zones.closing import is_wide, to_decide
from zones.decisions import Decision, Reason, ReasonKind
from zones.field.state import Field, Keep, make_anew
from zones.levels import Level
from zones.measures import Applied, apply_measures
from zones.places import Place
from zones.ruleset import Ruleset
from zones.situation.assessment import Assessment, Scale, assess
from zones.situation.counts import CaseCount, LevelCount, count_cases, count_levels
from zones.situation.partition import Zone, make_zones
from zones.situation.view import View

__all__ = [
    "Assessment", "CaseCount", "LevelCount", "Rules", "Scale", "Situation", "View", "Zone", "build_situation",
    "with_acts",
]

# what holds from one day to another
_DATED: Final = ("areas", "sites", "lockdowns", "checkpoints", "belts", "forces", "facilities")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rulesets of one map: `own` colours it, one for each disease that it speaks of, the first leads; `beside`
    held at the same time or were announced; `checklist` asks its questions where a rate says little."""

    own: tuple[Ruleset, ...]
    beside: tuple[Ruleset, ...] = ()
    checklist: Ruleset | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """One place at one moment under its rules; all frames hold only what was valid then."""

    place: Place
    view: View
    as_of: datetime
    revision: int
    assessments: tuple[Assessment, ...]        # what the rules say: one for each disease on this map
    scales: tuple[Scale, ...]                  # other rulesets of the same hour, or announced
    checklist: Scale | None
    areas: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    lockdowns: gpd.GeoDataFrame
    checkpoints: gpd.GeoDataFrame
    belts: gpd.GeoDataFrame
    forces: pd.DataFrame
    facilities: gpd.GeoDataFrame
    lockdown_lines: pd.DataFrame
    lockdown_records: pd.DataFrame             # all of them, whenever they held: what continues what
    underlay: gpd.GeoDataFrame
    acts: pd.DataFrame                         # the commander's, in force
    area_decisions: Mapping[str, Decision]     # of the disease that leads in each area
    area_levels: Mapping[str, Level]           # what the map shows: the act's level where one is in force
    site_decisions: Mapping[str, Decision]     # only sites that have a designation
    site_levels: Mapping[str, Level]           # those, and sites that an act gave a level
    lockdown_levels: Mapping[str, Level]       # a wide area has one only where its document gives it
    applied: Mapping[str, Applied]             # area_id -> which measures apply, beside what was assessed
    case_counts: Mapping[str, int]             # area_id -> all cases in the window, whatever the numerator
    zones: tuple[Zone, ...]
    level_counts: tuple[LevelCount, ...]       # the worst level first
    cases: CaseCount
    data_time: datetime | None                 # of the disease whose data are the oldest
    unreported: tuple[str, ...]                # diseases on this map of which nobody ever reported
    field: Field                               # crossings, posts not needed, ways out: computed when asked
    clocks: tuple[Clock, ...]                  # the 12-hour clocks that run
    to_decide: tuple[str, ...]                 # lockdowns to be lifted or extended, the soonest first

    @property
    def ruleset(self) -> Ruleset:
        """The rule that colours the map; with several diseases, that of the first."""
        return self.assessments[0].ruleset

    @property
    def numerator(self) -> str:
        """Which cases that rule counts: "community" or "all"."""
        return self.assessments[0].numerator

    @property
    def combined(self) -> bool:
        """Whether the map shows the worst of several diseases."""
        return len(self.assessments) > 1

    @property
    def stale_by(self) -> timedelta | None:
        """How old the data are, when that is more than the place allows; None when they are fresh enough."""
        if self.data_time is None:
            return None
        age = self.as_of - self.data_time
        return age if age > timedelta(hours=self.place.stale_after_hours) else None

    @property
    def locked(self) -> gpd.GeoDataFrame:
        """The lockdowns that are closed: without the wide areas round them, which are only searched and tested."""
        closed: gpd.GeoDataFrame = self.lockdowns[self.lockdowns["ring"] != "wide"]
        return closed

    def leading(self, area_id: str) -> Assessment:
        """Return the assessment of the disease that stands worst in an area; the first of those that stand alike."""
        return _worst(self.assessments, area_id)


def build_situation(
    place: Place, records: Records, rules: Rules | Ruleset, as_of: datetime, revision: int, view: View | None = None,
    keep: Keep = make_anew,
) -> Situation:
    """Compute the situation: a pure function of the stored rows, the rules and an aware moment.

    `keep` remembers what is costly and does not change from moment to moment (the road graph, the ways out).
    """
    if isinstance(rules, Ruleset):
        rules = Rules((rules,))
    view = view or View(place.id)
    lead = rules.own[0]
    # sites, lockdowns and belts are drawn for the place's first disease: another's map must not be coloured by them
    is_main = lead.disease == place.diseases[0] or len(rules.own) > 1
    dated = {kind: valid_at(records[kind], as_of) for kind in _DATED}
    areas, sites, lockdowns = dated["areas"], dated["sites"], dated["lockdowns"]
    if not is_main:
        lockdowns = dated["lockdowns"] = lockdowns.iloc[:0]

    def scale(ruleset: Ruleset) -> Scale:
        return Scale(ruleset, not ruleset.in_force(as_of), lambda: assess(place, records, areas, ruleset, as_of))

    assessments = tuple(assess(place, records, areas, ruleset, as_of) for ruleset in rules.own)
    leading = _leading(assessments)
    decisions = {area_id: one.decisions[area_id] for area_id, one in leading.items()}
    site_decisions = _decide_sites(sites, lead, as_of) if is_main else {}
    acts = acts_in_force(records["acts"], as_of)
    area_levels = with_acts({key: d.level for key, d in decisions.items()}, acts, "area")
    site_levels = with_acts({key: d.level for key, d in site_decisions.items()}, acts, "site")
    site_levels = {key: level for key, level in site_levels.items() if key in set(sites["site_id"])}
    lockdown_levels = _lockdown_levels(lockdowns, lead)
    zones = make_zones(place, areas, area_levels, sites, site_levels, lockdowns, lockdown_levels)
    by_disease = {
        ruleset.disease: {name: _of_disease(records[name], ruleset.disease) for name in ("cases", "reports")}
        for ruleset in rules.own
    }
    data_times = {
        disease: indicators.data_time(frames["reports"], as_of) for disease, frames in by_disease.items()
    }
    return Situation(
        place=place, view=view, as_of=as_of, revision=revision, assessments=assessments,
        scales=tuple(scale(ruleset) for ruleset in rules.beside),
        checklist=scale(rules.checklist) if rules.checklist else None,
        **dated, lockdown_lines=records["lockdown_lines"], lockdown_records=records["lockdowns"],
        underlay=records["underlay"],
        acts=acts, area_decisions=decisions, area_levels=area_levels, site_decisions=site_decisions,
        site_levels=site_levels, lockdown_levels=lockdown_levels,
        applied=apply_measures(area_levels, {key: one.ruleset for key, one in leading.items()}, acts),
        case_counts=_count_in_window(rules.own, by_disease, as_of),
        zones=zones,
        level_counts=count_levels(zones, areas, area_levels, sites, site_levels, lockdowns, lockdown_levels),
        cases=count_cases([(by_disease[one.disease]["cases"], one.window_days) for one in rules.own], as_of),
        data_time=min((moment for moment in data_times.values() if moment is not None), default=None),
        unreported=tuple(disease for disease, moment in data_times.items() if moment is None),
        field=Field({**dated, "underlay": records["underlay"]}, place.metric_crs, area_levels,
                    [(zone.level, zone.geometry) for zone in zones if zone.source != "area"], keep),
        clocks=running_clocks(records, as_of, place.diseases[0]) if _has_groups(areas) else (),
        to_decide=tuple(row["lockdown_id"] for row in to_decide(records["lockdowns"], as_of)),
    )


def _lockdown_levels(lockdowns: pd.DataFrame, lead: Ruleset) -> dict[str, Level]:
    """Give each closed area its document's level, else the ruleset's; a wide one has only what its document says."""
    return {
        row["lockdown_id"]: Level(row["level"]) if pd.notna(row["level"]) else lead.lockdown_level
        for row in rows_of(lockdowns) if pd.notna(row["level"]) or not is_wide(row)
    }


def _has_groups(areas: pd.DataFrame) -> bool:
    """Tell whether the place is a ward: it is the ward that has 12 hours for its proposal, not a city."""
    return bool((areas["area_level"] == "residential_group").any())


def _of_disease(frame: pd.DataFrame, disease: str) -> pd.DataFrame:
    return frame[frame["disease"] == disease]


def _leading(assessments: Sequence[Assessment]) -> dict[str, Assessment]:
    """Find for each area the disease that stands worst there; the first of those that stand alike."""
    return {
        area_id: _worst(assessments, area_id)
        for area_id in assessments[0].decisions
    }


def _worst(assessments: Sequence[Assessment], area_id: str) -> Assessment:
    return max(assessments, key=lambda one: one.decisions[area_id].level.severity)


def _count_in_window(
    rulesets: Sequence[Ruleset], by_disease: Mapping[str, Mapping[str, pd.DataFrame]], as_of: datetime
) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for ruleset in rulesets:
        cases = by_disease[ruleset.disease]["cases"]
        window = indicators.cases_in_window(cases, as_of, ruleset.window_days, "all")
        counts.update({str(area_id): int(count) for area_id, count in window.items()})
    return dict(counts)


def _decide_sites(sites: pd.DataFrame, ruleset: Ruleset, as_of: datetime) -> dict[str, Decision]:
    """Give each designated site its level: by the ruleset's clause where it has one, else by the site's own paper."""
    asked = "designation" in ruleset.indicators()
    decided = {}
    for row in rows_of(sites[sites["level"].notna()]):
        observed = {"designation": str(row["level"])}
        if asked or (ruleset.outside_validity == "grey" and not ruleset.in_force(as_of)):
            decided[row["site_id"]] = classify(observed, ruleset, as_of)
        else:
            level = Level(row["level"])
            reason = Reason(ReasonKind.DESIGNATION, "designation", {}, level)
            decided[row["site_id"]] = Decision(level, (reason,), observed)
    return decided


def with_acts(levels: dict[str, Level], acts: pd.DataFrame, target: str) -> dict[str, Level]:
    """Put the levels of the commander's acts over the rules' results; the latest act for one thing counts.

    An act on the whole place counts for every area, and an act on the area itself counts more.
    """
    given = acts[acts["kind"] == "level"].sort_values("valid_from")
    shown = dict(levels)
    if target == "area":
        for level in given.loc[given["target"] == "place", "level"]:
            shown = dict.fromkeys(shown, Level(level))
    for row in rows_of(given[given["target"] == target]):
        if target == "site" or row["target_id"] in shown:
            shown[row["target_id"]] = Level(row["level"])
    return shown
