"""Answer what the field looks like at one moment, each question computed once and only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Final, Protocol, TypeVar

import geopandas as gpd
import pandas as pd

from geo.frames import Records
from zones.field.crossings import BeltCrossing, find_crossings, open_crossings, optional_posts
from zones.field.ground import Ground, digest, ground_of, streets_of
from zones.field.ways import Way, barriers_of, find_ways
from zones.levels import Level

T = TypeVar("T")
# ways are a ward's question; of a city's hundreds of units nobody asks it on one map
MOST_AREAS: Final = 100


class Keep(Protocol):
    """Return what was made under a key before, or make it now: the desk's memory."""

    def __call__(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return the value of `key`."""
        ...


def make_anew(key: tuple[Any, ...], make: Callable[[], T]) -> T:  # noqa: ARG001 - a memory that keeps nothing
    """Keep nothing."""
    return make()


class Field:
    """Crossings, posts that need not be kept and ways out, from frames that were valid at the moment."""

    def __init__(
        self, frames: Records, crs: str, area_levels: Mapping[str, Level], shut: Iterable[tuple[Level, Any]],
        keep: Keep = make_anew,
    ) -> None:
        """Look at frames (areas, belts, checkpoints, underlay); `shut` as in `optional_posts`."""
        self._areas, self._underlay = _shapes(frames["areas"]), _shapes(frames["underlay"])
        self._belts, self._posts = _shapes(frames["belts"]), _shapes(frames["checkpoints"])
        self._crs, self._levels, self._shut, self._keep = crs, area_levels, tuple(shut), keep

    @cached_property
    def ground(self) -> Ground:
        """The areas and streets in metres."""
        underlay, crs = self._underlay, self._crs
        streets = self._keep(("streets", crs, digest(underlay)), lambda: streets_of(underlay, crs))
        return self._keep(("ground", crs, digest(self._areas, underlay)),
                          lambda: ground_of(self._areas, streets, crs))

    @property
    def has_roads(self) -> bool:
        """Whether anybody can say where roads cross a belt and whether a vehicle gets out."""
        return self.ground.streets is not None

    @cached_property
    def crossings(self) -> tuple[BeltCrossing, ...]:
        """Where kept belts cross roads, with what stands there."""
        if not self._belts["active"].fillna(False).any():
            return ()
        made_of = digest(self._underlay, self._belts, self._posts, also=("active", "number", "staffed", "status"))
        return self._keep(("crossings", self._crs, made_of),
                          lambda: find_crossings(self._belts, self._posts, self.ground))

    @property
    def open_crossings(self) -> tuple[BeltCrossing, ...]:
        """Where nothing stands ("hở")."""
        return open_crossings(self.crossings)

    @cached_property
    def optional_posts(self) -> frozenset[str]:
        """Posts of belts 1 and 2 that need not be kept."""
        return optional_posts(self._posts, self._belts, self.ground, self._levels, self._shut)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The way out of each area, in the areas' order; none without roads, and none of a whole city."""
        if len(self._areas) > MOST_AREAS or not self.has_roads:
            return ()
        barriers = barriers_of(self._posts)
        key = ("ways", self._crs, digest(self._areas, self._underlay, barriers))
        return self._keep(key, lambda: find_ways(self.ground, self._posts))

    def way_of(self, area_id: str) -> Way | None:
        """Return the answer for one area; None where nobody can say."""
        return next((way for way in self.ways if way.area_id == area_id), None)


def _shapes(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    assert isinstance(frame, gpd.GeoDataFrame)
    return frame
