"""Freeze everything about one place at one moment: levels, zones, counts, and how old the data are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import coverage
from geo.areas import valid_at
from geo.crs import to_lonlat, to_metric
from zones import indicators
from zones.acts import acts_in_force
from zones.classify import classify
from zones.decisions import Decision, Reason, ReasonKind
from zones.levels import WORST_FIRST, Level
from zones.places import Place
from zones.ruleset import Ruleset

Records = Mapping[str, pd.DataFrame]       # kind ("areas", "cases" …) -> frame of its contract
M2_PER_KM2 = 1e6


@dataclass(frozen=True, slots=True)
class Zone:
    """One piece of the zone map's partition. `source` is "area", "site" or "lockdown"; geometry EPSG:4326."""

    id: str
    level: Level
    area_id: str
    source: str
    source_id: str
    geometry: BaseGeometry
    area_m2: float


@dataclass(frozen=True, slots=True)
class LevelCount:
    """What the legend says of one level. `points` are designated sites and lockdowns, `undrawn` those of them
    without a place on the map; `people` is None where nobody knows."""

    level: Level
    units: int
    points: int
    undrawn: int
    people: int | None
    area_km2: float


@dataclass(frozen=True, slots=True)
class CaseCount:
    """Cases up to the moment: all, placed in an area, not placed; and those of the rule's window."""

    total: int
    placed: int
    areas: int
    in_window: int

    @property
    def unplaced(self) -> int:
        """Cases that no area could be found for: counted, shown, never dropped."""
        return self.total - self.placed


@dataclass(frozen=True, slots=True)
class Situation:
    """One place at one moment under one rule; all frames hold only what was valid then."""

    place: Place
    ruleset: Ruleset
    as_of: datetime
    revision: int
    numerator: str
    areas: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    lockdowns: gpd.GeoDataFrame
    checkpoints: gpd.GeoDataFrame
    belts: gpd.GeoDataFrame
    forces: pd.DataFrame
    underlay: gpd.GeoDataFrame
    acts: pd.DataFrame                         # the commander's, in force
    area_decisions: Mapping[str, Decision]     # what the rules say
    area_levels: Mapping[str, Level]           # what the map shows: the act's level where one is in force
    site_decisions: Mapping[str, Decision]     # only sites that have a designation
    site_levels: Mapping[str, Level]           # those, and sites that an act gave a level
    lockdown_levels: Mapping[str, Level]
    case_counts: Mapping[str, int]             # area_id -> all cases in the window, whatever the numerator
    zones: tuple[Zone, ...]
    level_counts: tuple[LevelCount, ...]       # the worst level first
    cases: CaseCount
    data_time: datetime | None

    @property
    def stale_by(self) -> timedelta | None:
        """How old the data are, when that is more than the place allows; None when they are fresh enough."""
        if self.data_time is None:
            return None
        age = self.as_of - self.data_time
        return age if age > timedelta(hours=self.place.stale_after_hours) else None


def build_situation(
    place: Place, records: Records, ruleset: Ruleset, as_of: datetime, revision: int
) -> Situation:
    """Compute the situation: a pure function of the stored rows, the ruleset and an aware moment."""
    areas = valid_at(records["areas"], as_of)
    sites = valid_at(records["sites"], as_of)
    lockdowns = valid_at(records["lockdowns"], as_of)
    numerator = _numerator(place, ruleset)
    cases = _cases_of(records["cases"], ruleset.disease)
    reports = _cases_of(records["reports"], ruleset.disease)
    observed = indicators.observe(
        areas, cases, reports, as_of, days=ruleset.window_days, numerator=numerator, defaults=dict(place.options)
    )
    area_decisions = {area_id: classify(seen, ruleset, as_of) for area_id, seen in observed.items()}
    site_decisions = _decide_sites(sites, ruleset, as_of)
    acts = acts_in_force(records["acts"], as_of)
    area_levels = _with_acts({key: d.level for key, d in area_decisions.items()}, acts, "area")
    site_levels = _with_acts({key: d.level for key, d in site_decisions.items()}, acts, "site")
    site_levels = {key: level for key, level in site_levels.items() if key in set(sites["site_id"])}
    lockdown_levels = {
        row["lockdown_id"]: Level(row["level"]) if pd.notna(row["level"]) else ruleset.lockdown_level
        for row in _rows(lockdowns)
    }
    zones = _zones(place, areas, area_levels, sites, site_levels, lockdowns, lockdown_levels)
    window = indicators.cases_in_window(cases, as_of, ruleset.window_days, "all")
    return Situation(
        place=place, ruleset=ruleset, as_of=as_of, revision=revision, numerator=numerator,
        areas=areas, sites=sites, lockdowns=lockdowns,
        checkpoints=valid_at(records["checkpoints"], as_of), belts=valid_at(records["belts"], as_of),
        forces=valid_at(records["forces"], as_of), underlay=records["underlay"],
        acts=acts, area_decisions=area_decisions, area_levels=area_levels, site_decisions=site_decisions,
        site_levels=site_levels, lockdown_levels=lockdown_levels,
        case_counts={str(area_id): int(count) for area_id, count in window.items()},
        zones=zones,
        level_counts=_count_levels(zones, areas, area_levels, sites, site_levels, lockdowns, lockdown_levels),
        cases=_count_cases(cases, as_of, ruleset.window_days),
        data_time=indicators.data_time(reports, as_of),
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pd.DataFrame(frame).to_dict("records")  # type: ignore[assignment]
    return rows


def _numerator(place: Place, ruleset: Ruleset) -> str:
    choices = ruleset.options.get("numerator", ("community",))
    wanted = str(place.options.get("numerator", choices[0]))
    return wanted if wanted in choices else choices[0]


def _cases_of(frame: pd.DataFrame, disease: str) -> pd.DataFrame:
    return frame[frame["disease"] == disease]


def _decide_sites(sites: pd.DataFrame, ruleset: Ruleset, as_of: datetime) -> dict[str, Decision]:
    """Give each designated site its level: by the ruleset's clause where it has one, else by the site's own paper."""
    decided = {}
    for row in _rows(sites[sites["level"].notna()]):
        observed = {"designation": str(row["level"])}
        if ruleset.rules or (ruleset.outside_validity == "grey" and not ruleset.in_force(as_of)):
            decided[row["site_id"]] = classify(observed, ruleset, as_of)
        else:
            level = Level(row["level"])
            reason = Reason(ReasonKind.DESIGNATION, "designation", {}, level)
            decided[row["site_id"]] = Decision(level, (reason,), observed)
    return decided


def _with_acts(levels: dict[str, Level], acts: pd.DataFrame, target: str) -> dict[str, Level]:
    """Put the levels of the commander's acts over the rules' results; the latest act for one thing counts.

    An act on the whole place counts for every area, and an act on the area itself counts more.
    """
    given = acts[acts["kind"] == "level"].sort_values("valid_from")
    shown = dict(levels)
    if target == "area":
        for level in given.loc[given["target"] == "place", "level"]:
            shown = dict.fromkeys(shown, Level(level))
    for row in _rows(given[given["target"] == target]):
        if target == "site" or row["target_id"] in shown:
            shown[row["target_id"]] = Level(row["level"])
    return shown


def _zones(
    place: Place, areas: gpd.GeoDataFrame, area_levels: Mapping[str, Level],
    sites: gpd.GeoDataFrame, site_levels: Mapping[str, Level],
    lockdowns: gpd.GeoDataFrame, lockdown_levels: Mapping[str, Level],
) -> tuple[Zone, ...]:
    """Cut the designated sites and the lockdowns out of the areas; the highest level wins at every point."""
    if areas.empty:
        return ()
    area_ids = areas["area_id"].tolist()
    levels = [area_levels[area_id] for area_id in area_ids]
    patches = [
        ("site", row["site_id"], site_levels[row["site_id"]], shape)
        for row, shape in zip(_rows(sites), _footprints(sites, place.metric_crs), strict=True)
        if row["site_id"] in site_levels and shape is not None
    ] + [
        ("lockdown", row["lockdown_id"], lockdown_levels[row["lockdown_id"]], shape)
        for row, shape in zip(_rows(lockdowns), _footprints(lockdowns, place.metric_crs), strict=True)
        if shape is not None
    ]
    pieces = coverage.partition(
        to_metric(areas.geometry.to_numpy(), place.metric_crs), np.array([level.severity for level in levels]),
        np.array([shape for *_, shape in patches], dtype=object),
        np.array([level.severity for _, _, level, _ in patches], dtype=int),
    )
    shapes = np.array([piece.geometry for piece in pieces], dtype=object)
    on_globe = to_lonlat(shapes, place.metric_crs)
    zones = []
    for piece, geometry, area_m2 in zip(pieces, on_globe, shapely.area(shapes), strict=True):
        area_id = area_ids[piece.unit]
        if piece.patch is None:
            source, source_id, level = "area", area_id, levels[piece.unit]
            zone_id = f"area/{area_id}"
        else:
            source, source_id, level, _ = patches[piece.patch]
            zone_id = f"{source}/{source_id}/{area_id}"
        zones.append(Zone(zone_id, level, area_id, source, source_id, geometry, float(area_m2)))
    return tuple(zones)


def _footprints(frame: gpd.GeoDataFrame, metric_crs: str) -> list[BaseGeometry | None]:
    """Return what each record covers in metres: its polygon, or the circle of `radius_m` round its point."""
    if frame.empty:
        return []
    shapes: list[BaseGeometry | None] = []
    radii = frame["radius_m"] if "radius_m" in frame.columns else pd.Series(pd.NA, index=frame.index)
    for shape, radius in zip(to_metric(frame.geometry.to_numpy(), metric_crs), radii, strict=True):
        if shape is None or shape.is_empty:
            shapes.append(None)
        elif shape.geom_type in ("Polygon", "MultiPolygon"):
            shapes.append(shape)
        else:
            shapes.append(shape.buffer(float(radius)) if pd.notna(radius) else None)
    return shapes


def _count_levels(
    zones: tuple[Zone, ...], areas: gpd.GeoDataFrame, area_levels: Mapping[str, Level],
    sites: gpd.GeoDataFrame, site_levels: Mapping[str, Level],
    lockdowns: gpd.GeoDataFrame, lockdown_levels: Mapping[str, Level],
) -> tuple[LevelCount, ...]:
    square: Counter[Level] = Counter()
    for zone in zones:
        square[zone.level] += zone.area_m2  # type: ignore[assignment]
    units = Counter(area_levels.values())
    points = Counter(site_levels.values()) + Counter(lockdown_levels.values())
    undrawn = Counter(
        site_levels[row["site_id"]]
        for row, shape in zip(_rows(sites), sites.geometry, strict=True)
        if row["site_id"] in site_levels and shape is None
    )
    people = _people(zones, areas, area_levels, sites, lockdowns)
    return tuple(
        LevelCount(level, units[level], points[level], undrawn[level],
                   people.get(level, 0 if not points[level] and not units[level] else None),
                   square[level] / M2_PER_KM2)
        for level in WORST_FIRST
    )


def _people(
    zones: tuple[Zone, ...], areas: gpd.GeoDataFrame, area_levels: Mapping[str, Level],
    sites: gpd.GeoDataFrame, lockdowns: gpd.GeoDataFrame,
) -> dict[Level, int]:
    """Count people per level. Those of a site or lockdown move out of its unit only where their number is known."""
    population = {row["area_id"]: row["population"] for row in _rows(areas)}
    known = {("site", row["site_id"]): row["population"] for row in _rows(sites)}
    known |= {("lockdown", row["lockdown_id"]): row["population"] for row in _rows(lockdowns)}
    largest: dict[tuple[str, str], Zone] = {}
    for zone in zones:
        key = (zone.source, zone.source_id)
        if zone.source != "area" and (key not in largest or zone.area_m2 > largest[key].area_m2):
            largest[key] = zone
    people: Counter[Level] = Counter()
    moved: Counter[str] = Counter()
    for key, zone in largest.items():
        inside = population[zone.area_id]
        if pd.notna(known[key]) and pd.notna(inside):
            count = min(int(known[key]), int(inside) - moved[zone.area_id])
            people[zone.level] += count
            moved[zone.area_id] += count
    for area_id, count in population.items():
        if pd.notna(count):
            people[area_levels[area_id]] += int(count) - moved[area_id]
    return dict(people)


def _count_cases(cases: pd.DataFrame, as_of: datetime, window_days: int) -> CaseCount:
    until = cases[cases["date_reporting"] <= pd.Timestamp(as_of)]
    placed = until[until["area_id"].notna()]
    window = until[until["date_reporting"] > pd.Timestamp(as_of) - timedelta(days=window_days)]
    return CaseCount(
        total=int(until["count"].sum()), placed=int(placed["count"].sum()),
        areas=int(placed["area_id"].nunique()), in_window=int(window["count"].sum()),
    )
