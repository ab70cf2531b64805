"""Bring a place's ground to metres once: its areas, its outline, its roads with their names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import to_metric
from geo.roads import RoadError, Roads, roads_from_frame

ROAD: Final = "road_"        # road_main, road_street, road_lane: the kinds of the underlay that a vehicle uses


@dataclass(frozen=True, slots=True)
class Streets:
    """A road graph in metres; `names` are those of the file's rows ("" where a road has none)."""

    roads: Roads
    names: tuple[str, ...]

    def named(self, sources: Iterable[int]) -> tuple[str, ...]:
        """Return the names of some rows, each once."""
        return tuple(dict.fromkeys(self.names[row] for row in sources if self.names[row]))


@dataclass(frozen=True)
class Ground:
    """The areas (EPSG:`crs`, metres) that were valid at a moment, and the streets; None where no road was loaded."""

    crs: str
    area_ids: tuple[str, ...]
    names: tuple[str, ...]
    areas: np.ndarray
    streets: Streets | None

    @cached_property
    def outline(self) -> BaseGeometry:
        """The edge of all areas together, as a polygon."""
        return shapely.union_all(self.areas, grid_size=1e-4)

    @property
    def lines(self) -> np.ndarray:
        """All stretches of road; none where no road was loaded."""
        return self.streets.roads.lines if self.streets else np.array([], dtype=object)


def ground_of(areas: gpd.GeoDataFrame, streets: Streets | None, crs: str) -> Ground:
    """Return the ground under areas (EPSG:4326)."""
    shapes = to_metric(areas.geometry.to_numpy(), crs)
    return Ground(crs, tuple(areas["area_id"]), tuple(areas["name"]), shapes, streets)


def streets_of(underlay: gpd.GeoDataFrame, crs: str) -> Streets | None:
    """Return the streets of an underlay (EPSG:4326): its lines of the kinds road_*; None where it has none."""
    rows = underlay[underlay["kind"].str.startswith(ROAD)]
    names = tuple("" if pd.isna(name) else str(name) for name in rows["name"])
    try:
        return Streets(roads_from_frame(rows, crs), names)
    except RoadError:
        return None


def digest(*frames: gpd.GeoDataFrame, also: Sequence[str] = ()) -> str:
    """Return what changes when a shape, a row's key, name, kind or one of the columns `also` does: cheaper by far than
    a road graph."""
    found = hashlib.sha256()
    for frame in frames:
        for words in (frame[name] for name in (frame.columns[0], "name", "kind", *also) if name in frame):
            found.update("\n".join("" if pd.isna(word) else str(word) for word in words).encode())
        for shape in shapely.to_wkb(frame.geometry.to_numpy()):
            found.update(shape or b"-")
    return found.hexdigest()[:16]
