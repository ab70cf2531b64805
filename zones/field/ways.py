"""Answer for each area whether an ambulance gets out past the barriers, and which post must open if not."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.access import Verdict, WayOut, ways_out
from geo.crs import one_to_lonlat, to_metric
from zones.field.crossings import in_service
from zones.field.ground import Ground


@dataclass(frozen=True, slots=True)
class Way:
    """One area's answer: `way` (EPSG:4326) to a gate, `must_open` the ids of the posts on it and in its cut-off parts.

    `cut_off` are the roads (EPSG:4326) from which no way leads out.
    """

    area_id: str
    name: str
    verdict: Verdict
    way: BaseGeometry | None
    cut_off: BaseGeometry | None
    must_open: tuple[str, ...]

    @property
    def shut(self) -> bool:
        """Whether a vehicle from here, or from a part of it, does not get out."""
        return self.verdict in (Verdict.LOCKED, Verdict.PARTLY)


def barriers_of(checkpoints: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the posts that nobody passes: chốt cứng in service."""
    posts = in_service(checkpoints)
    return posts[posts["kind"] == "hard"]


def find_ways(
    ground: Ground, checkpoints: gpd.GeoDataFrame, beside: gpd.GeoDataFrame | None = None
) -> tuple[Way, ...]:
    """Return the answer for each area of the ground, then for each shape of `beside` (keyed by its first column).

    Without roads nobody can say: none.
    """
    if ground.streets is None or not len(ground.areas):
        return ()
    barriers = barriers_of(checkpoints)
    ids, names, shapes = list(ground.area_ids), list(ground.names), ground.areas
    if beside is not None and len(beside):
        ids += beside.iloc[:, 0].tolist()
        names += beside["name"].tolist()
        shapes = np.concatenate([shapes, to_metric(beside.geometry.to_numpy(), ground.crs)])
    answers = ways_out(shapes, ground.outline, ground.streets.roads,
                       to_metric(barriers.geometry.to_numpy(), ground.crs))
    posts = barriers["checkpoint_id"].tolist()
    return tuple(_named(answer, ids[answer.area], names[answer.area], posts, ground.crs) for answer in answers)


def _named(answer: WayOut, area_id: str, name: str, posts: list[str], crs: str) -> Way:
    opened = dict.fromkeys(posts[row] for pocket in answer.pockets for row in pocket.must_open)
    roads = shapely.union_all([pocket.roads for pocket in answer.pockets]) if answer.pockets else None
    return Way(
        area_id, name, answer.verdict, one_to_lonlat(answer.way, crs) if answer.way is not None else None,
        one_to_lonlat(roads, crs) if roads is not None else None, tuple(opened),
    )
