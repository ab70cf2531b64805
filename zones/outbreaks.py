"""Find outbreaks ("ổ dịch") among cases: merged circles round houses (dengue), or one place (hand, foot and mouth)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import to_metric
from zones.ruleset import OutbreakRule

QUARTER_SEGMENTS = 32      # a circle of 200 m is drawn within 0,25 m of the true one; distances are compared exactly


@dataclass(frozen=True, slots=True)
class Outbreak:
    """One outbreak. `cases` are indices into the arrays that were given, `area` its merged circles in metres.

    It is active from its first case up to, not including, `ends`: a case at that very moment begins another.
    """

    cases: tuple[int, ...]
    start: datetime
    last_case: datetime
    ends: datetime
    place: str = ""
    area: BaseGeometry | None = None

    def active(self, as_of: datetime) -> bool:
        """Tell whether the outbreak was active at a moment. Ask with the cases known then: later ones move the end."""
        return self.start <= as_of < self.ends


def circle_outbreaks(
    points: np.ndarray, moments: Sequence[datetime], confirmed: np.ndarray, larvae: np.ndarray, rule: OutbreakRule
) -> list[Outbreak]:
    """Find outbreaks by distance, the earliest first; the order of the cases does not matter.

    `points` are metric points (one CRS, metres) of the cases' houses, `moments` aware and of the same length, as are
    the flags `confirmed` (by a laboratory) and `larvae` (larvae or vectors found at that house). ValueError for a
    rule without a radius.

    A case makes an outbreak by itself when it is one of `confirmed_cases` confirmed ones, or one of `cases` of any
    kind, within `radius_m` of it and within `window_days` of each other (with larvae at one of those houses, where
    the rule asks for them). A case within the radius of an outbreak's house and less than `ends_after_days` from its
    cases belongs to it. Circles that meet while both outbreaks go on are one outbreak.
    """
    if rule.radius_m is None:
        raise ValueError("a rule without a radius has no circles")
    radius = float(rule.radius_m)
    points = np.asarray(points, dtype=object)
    near = _pairs_within(points, radius)
    seconds = _seconds(moments)
    lasting = rule.ends_after_days * 86_400
    made = _qualifying(near, seconds, np.asarray(confirmed, dtype=bool), np.asarray(larvae, dtype=bool), rule)
    groups = _components(len(points), near[np.abs(seconds[near[:, 0]] - seconds[near[:, 1]]) < lasting])
    members = np.isin(groups, groups[made])
    meeting = _pairs_within(points, 2 * radius)
    meeting = meeting[members[meeting].all(axis=1)
                      & (np.abs(seconds[meeting[:, 0]] - seconds[meeting[:, 1]]) < lasting)]
    merged = _components(len(points), meeting)
    found = []
    for group in np.unique(merged[members]):
        cases = np.flatnonzero(members & (merged == group))
        circles = shapely.buffer(points[cases], radius, quad_segs=QUARTER_SEGMENTS)
        found.append(_outbreak(cases, moments, rule, area=shapely.union_all(circles)))
    return _ordered(found)


def place_outbreaks(places: Sequence[str | None], moments: Sequence[datetime], rule: OutbreakRule) -> list[Outbreak]:
    """Find outbreaks by shared place, the earliest first.

    `places` name the class, school or household in which the investigation linked each case; None: not linked to
    any. An outbreak is `cases` of one place within `window_days`, with all cases of the place that follow each other
    by less than `ends_after_days`.
    """
    seconds = _seconds(moments)
    found = []
    for place in sorted({place for place in places if place}):
        cases = np.array([index for index, name in enumerate(places) if name == place])
        cases = cases[np.argsort(seconds[cases], kind="stable")]
        gaps = np.flatnonzero(np.diff(seconds[cases]) >= rule.ends_after_days * 86_400)
        found += [
            _outbreak(np.sort(run), moments, rule, place=place) for run in np.split(cases, gaps + 1)
            if _most_within(seconds[run], rule.window_days) >= rule.cases
        ]
    return _ordered(found)


def find_outbreaks(cases: pd.DataFrame, rule: OutbreakRule, metric_crs: str) -> tuple[Outbreak, ...]:
    """Find the outbreaks of one disease among its cases (a frame of `zones.cases.CASES`), the earliest first.

    `Outbreak.cases` are positions in the frame. By circles where the rule has a radius, among cases with a point;
    else by the class, school or site that links them. A flag that nobody set counts as "no".
    """
    if rule.radius_m is None:
        return tuple(_of_places(cases, "linked_to", cases["linked_to"].notna(), rule))
    has_point = cases["lon"].notna() & cases["lat"].notna()
    drawn = cases[has_point]
    points = np.asarray(shapely.points(drawn["lon"].to_numpy(float), drawn["lat"].to_numpy(float)))
    circles = circle_outbreaks(
        to_metric(points, metric_crs), _moments(drawn), _flags(drawn["confirmed"]), _flags(drawn["larvae"]), rule
    )
    found = _renumbered(circles, has_point)
    if rule.confirmed_cases is not None:
        pointless = ~has_point & cases["confirmed"].fillna(False).astype(bool) & cases["area_id"].notna()
        by_laboratory = replace(rule, cases=rule.confirmed_cases)
        found += [replace(one, place="") for one in _of_places(cases, "area_id", pointless, by_laboratory)]
    return tuple(_ordered(found))


def _of_places(cases: pd.DataFrame, column: str, chosen: pd.Series, rule: OutbreakRule) -> list[Outbreak]:
    some = cases[chosen]
    return _renumbered(place_outbreaks(some[column].tolist(), _moments(some), rule), chosen)


def _renumbered(found: Sequence[Outbreak], chosen: pd.Series) -> list[Outbreak]:
    """Turn positions among the chosen cases into positions among all."""
    positions = np.flatnonzero(chosen.to_numpy(bool))
    return [replace(one, cases=tuple(int(positions[case]) for case in one.cases)) for one in found]


def reached_by(
    outbreaks: Sequence[Outbreak], areas: gpd.GeoDataFrame, cases: pd.DataFrame, metric_crs: str, as_of: datetime
) -> dict[str, tuple[Outbreak, ...]]:
    """Return per area_id the outbreaks active at `as_of` that reach it: by their circles, else by their cases' areas.

    `cases` is the frame in which `find_outbreaks` found them.
    """
    reached: dict[str, list[Outbreak]] = {}
    area_ids = areas["area_id"].tolist()
    shapes = to_metric(areas.geometry.to_numpy(), metric_crs)
    for outbreak in outbreaks:
        if not outbreak.active(as_of):
            continue
        named = set(cases["area_id"].iloc[list(outbreak.cases)].dropna())
        touched = np.zeros(len(shapes), dtype=bool)
        if outbreak.area is not None:
            touched = shapely.intersects(shapes, outbreak.area)
        for area_id, touches in zip(area_ids, touched, strict=True):
            if touches or area_id in named:
                reached.setdefault(area_id, []).append(outbreak)
    return {area_id: tuple(found) for area_id, found in reached.items()}


def _moments(cases: pd.DataFrame) -> list[datetime]:
    return [moment.to_pydatetime() for moment in cases["date_reporting"]]


def _flags(column: pd.Series) -> np.ndarray:
    flags: np.ndarray = column.fillna(False).to_numpy(bool)
    return flags


def _outbreak(
    cases: np.ndarray, moments: Sequence[datetime], rule: OutbreakRule, *, place: str = "",
    area: BaseGeometry | None = None,
) -> Outbreak:
    known = [moments[index] for index in cases]
    last = max(known)
    return Outbreak(tuple(int(index) for index in cases), min(known), last, last + timedelta(days=rule.ends_after_days),
                    place, area)


def _ordered(found: list[Outbreak]) -> list[Outbreak]:
    return sorted(found, key=lambda outbreak: (outbreak.start, outbreak.place, outbreak.cases))


def _seconds(moments: Sequence[datetime]) -> np.ndarray:
    return np.array([moment.timestamp() for moment in moments], dtype=np.float64)


def _pairs_within(points: np.ndarray, distance: float) -> np.ndarray:
    """Return pairs (i, j), i < j, of points at most that far from each other: an int array of shape (n, 2)."""
    if not len(points):
        return np.empty((0, 2), dtype=np.int64)
    first, second = shapely.STRtree(points).query(points, predicate="dwithin", distance=distance)
    ordered = first < second
    return np.column_stack([first[ordered], second[ordered]]).astype(np.int64)


def _qualifying(
    near: np.ndarray, seconds: np.ndarray, confirmed: np.ndarray, larvae: np.ndarray, rule: OutbreakRule
) -> np.ndarray:
    """Tell which cases make an outbreak together with those around them."""
    around: list[list[int]] = [[index] for index in range(len(seconds))]
    for one, other in near.tolist():
        around[one].append(other)
        around[other].append(one)
    made = np.zeros(len(seconds), dtype=bool)
    for index, beside in enumerate(around):
        members = np.array(beside)
        proven = members[confirmed[members]]
        by_laboratory = rule.confirmed_cases is not None and confirmed[index] and (
            _most_with(seconds, proven, index, rule.window_days) >= rule.confirmed_cases
        )
        infested = not rule.needs_larvae or bool(larvae[members].any())
        made[index] = by_laboratory or (
            infested and _most_with(seconds, members, index, rule.window_days) >= rule.cases
        )
    return made


def _most_with(seconds: np.ndarray, members: np.ndarray, index: int, days: int) -> int:
    """Return the largest number of members within a window of that many days that holds one of them."""
    close = members[np.abs(seconds[members] - seconds[index]) <= days * 86_400]
    times = np.sort(seconds[close])
    holding = [start for start in times if start <= seconds[index] <= start + days * 86_400]
    return max((int(((times >= start) & (times <= start + days * 86_400)).sum()) for start in holding), default=0)


def _most_within(times: np.ndarray, days: int) -> int:
    """Return the largest number of moments within any window of that many days."""
    ordered = np.sort(times)
    ends = np.searchsorted(ordered, ordered + days * 86_400, side="right")
    return int((ends - np.arange(len(ordered))).max(initial=0))


def _components(size: int, pairs: np.ndarray) -> np.ndarray:
    """Return for each of `size` nodes the smallest node that the pairs connect it with."""
    roots = np.arange(size)

    def root(node: int) -> int:
        while roots[node] != node:
            roots[node] = roots[roots[node]]
            node = int(roots[node])
        return node

    for one, other in pairs.tolist():
        low, high = sorted((root(one), root(other)))
        roots[high] = low
    return np.array([root(node) for node in range(size)], dtype=np.int64)
