"""Find where a kept belt crosses a road, what stands there, and which posts need not be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.checkpoints import COVERS_M, CrossingState, crossings, states
from geo.crs import one_to_lonlat, one_to_metric, to_metric
from geo.frames import rows_of
from zones.field.ground import Ground
from zones.levels import Level

AT_AREA_M: Final = 20.0        # a post on a border stands in both areas
ON_BELT_M: Final = 50.0        # a post this near to a belt of its number stands on it


@dataclass(frozen=True, slots=True)
class BeltCrossing:
    """Where roads pass a kept belt: `point` in EPSG:4326, the posts that hold it, soft posts there without people."""

    id: str
    belt_id: str
    belt_name: str
    number: int
    point: shapely.Point
    state: CrossingState
    posts: tuple[str, ...]
    unstaffed: tuple[str, ...]
    roads: tuple[str, ...]


def in_service(checkpoints: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the posts that are drawn and neither planned nor suspended."""
    return checkpoints[~checkpoints["status"].isin(("planned", "suspended")) & checkpoints.geometry.notna()]


def find_crossings(
    belts: gpd.GeoDataFrame, checkpoints: gpd.GeoDataFrame, ground: Ground
) -> tuple[BeltCrossing, ...]:
    """Return every crossing of the belts (EPSG:4326) that are kept, belt 3 first, in order along each belt.

    A barrier closes; a soft post holds with people only. Without roads nobody can say: none.
    """
    if ground.streets is None:
        return ()
    posts = in_service(checkpoints)
    points = to_metric(posts.geometry.to_numpy(), ground.crs)
    ids, hard = posts["checkpoint_id"].to_numpy(), (posts["kind"] == "hard").to_numpy(dtype=bool)
    manned = posts["staffed"].fillna(False).to_numpy(dtype=bool)
    holding = hard | manned
    kept = [row for row in rows_of(belts) if bool(row["active"]) and row["geometry"] is not None]
    found = []
    for row in sorted(kept, key=lambda row: (-row["number"], row["belt_id"])):
        passed = crossings(one_to_metric(row["geometry"], ground.crs), ground.streets.roads)
        for crossing, (state, held_by) in zip(
            passed, states(passed, points[holding], hard[holding]), strict=True
        ):
            idle = ~holding & shapely.dwithin(points, crossing.point, COVERS_M) if len(points) else ~holding
            found.append(BeltCrossing(
                f"{row['belt_id']}_{crossing.point.x:.0f}_{crossing.point.y:.0f}", row["belt_id"], row["name"],
                int(row["number"]), one_to_lonlat(crossing.point, ground.crs), state,
                tuple(ids[holding][list(held_by)]), tuple(ids[idle]), ground.streets.named(crossing.sources),
            ))
    return tuple(found)


def open_crossings(found: Iterable[BeltCrossing]) -> tuple[BeltCrossing, ...]:
    """Return the crossings where neither a post nor a closure stands ("hở")."""
    return tuple(crossing for crossing in found if crossing.state is CrossingState.OPEN)


def optional_posts(
    checkpoints: gpd.GeoDataFrame, belts: gpd.GeoDataFrame, ground: Ground, area_levels: Mapping[str, Level],
    shut: Iterable[tuple[Level, Any]],
) -> frozenset[str]:
    """Return the posts of belts 1 and 2 that need not be kept: NQ 54-NQ/ĐU, "tại các tổ dân phố" in the new normal.

    Every area at the post must be green, and the belt that it stands on must be kept round nothing orange or red:
    `shut` holds (level, EPSG:4326 shape) of the places that were cut out of their areas.
    """
    posts = checkpoints[checkpoints["belt"].isin((1, 2)) & checkpoints.geometry.notna()]
    if posts.empty or not len(ground.areas):
        return frozenset()
    points = to_metric(posts.geometry.to_numpy(), ground.crs)
    near_post, near_area = shapely.STRtree(ground.areas).query(points, predicate="dwithin", distance=AT_AREA_M)
    levels = np.array([area_levels[area_id] is Level.GREEN for area_id in ground.area_ids])
    green = np.bincount(near_post, levels[near_area], len(points)) == np.bincount(near_post, minlength=len(points))
    green &= np.bincount(near_post, minlength=len(points)) > 0
    needed = _guarding(posts, points, belts, ground.crs, shut)
    return frozenset(posts["checkpoint_id"].to_numpy()[green & ~needed])


def _guarding(
    posts: pd.DataFrame, points: np.ndarray, belts: gpd.GeoDataFrame, crs: str, shut: Iterable[tuple[Level, Any]]
) -> np.ndarray:
    """Tell which posts stand on a kept belt of theirs that encloses an orange or red place."""
    high = [shape for level, shape in shut if level.severity >= Level.ORANGE.severity]
    places = to_metric(np.array(high, dtype=object), crs)
    guarding = np.zeros(len(points), dtype=bool)
    for row in rows_of(belts):
        if not bool(row["active"]) or row["geometry"] is None or not len(places):
            continue
        line = one_to_metric(row["geometry"], crs)
        edges = shapely.get_parts(line.boundary if shapely.get_dimensions(line) == 2 else line)
        inside = shapely.union_all(shapely.get_parts(shapely.polygonize(edges)))
        if shapely.area(shapely.intersection(places, inside)).max() > 1.0:
            guarding |= (posts["belt"] == row["number"]).to_numpy(dtype=bool) & shapely.dwithin(points, line, ON_BELT_M)
    return guarding
