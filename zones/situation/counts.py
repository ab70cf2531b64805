"""Count what the legend says: units, points, people and km² of each level; cases placed and not placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.frames import rows_of
from zones.levels import WORST_FIRST, Level
from zones.situation.partition import Zone

M2_PER_KM2: Final = 1e6


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


def count_levels(
    zones: tuple[Zone, ...], areas: gpd.GeoDataFrame, area_levels: Mapping[str, Level],
    sites: gpd.GeoDataFrame, site_levels: Mapping[str, Level],
    lockdowns: gpd.GeoDataFrame, lockdown_levels: Mapping[str, Level],
) -> tuple[LevelCount, ...]:
    """Return for each level, the worst first, what the legend says of it."""
    square: Counter[Level] = Counter()
    for zone in zones:
        square[zone.level] += zone.area_m2  # type: ignore[assignment]
    units = Counter(area_levels.values())
    points = Counter(site_levels.values()) + Counter(lockdown_levels.values())
    undrawn = Counter(
        site_levels[row["site_id"]]
        for row, shape in zip(rows_of(sites), sites.geometry, strict=True)
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
    population = {row["area_id"]: row["population"] for row in rows_of(areas)}
    known = {("site", row["site_id"]): row["population"] for row in rows_of(sites)}
    known |= {("lockdown", row["lockdown_id"]): row["population"] for row in rows_of(lockdowns)}
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


def count_cases(cases: Sequence[tuple[pd.DataFrame, int]], as_of: datetime) -> CaseCount:
    """Count the cases of one or more diseases, each with the days of its window, up to an aware moment."""
    end = pd.Timestamp(as_of)
    known = [(frame[frame["date_reporting"] <= end], days) for frame, days in cases]
    placed = pd.concat([frame[frame["area_id"].notna()] for frame, _ in known])
    return CaseCount(
        total=sum(int(frame["count"].sum()) for frame, _ in known), placed=int(placed["count"].sum()),
        areas=int(placed["area_id"].nunique()),
        in_window=sum(
            int(frame.loc[frame["date_reporting"] > end - timedelta(days=days), "count"].sum()) for frame, days in known
        ),
    )
