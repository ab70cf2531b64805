"""Find where a place lies among its neighbours: in the boundaries of the other places that the store holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.crs import one_to_lonlat, to_metric
from geo.frames import rows_of
from geo.mapmodel import Feature, Inset, MapModel
from geo.names import read_name, same_words
from zones import look
from zones.compose.names import short_name
from zones.places import Place
from zones.wording import t

_REACH: Final = 0.9                # of the place's own size: so far around it neighbours are shown
_SIMPLE_M: Final = 8.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The units around a place, and itself: names with EPSG:4326 geometries."""

    whole: str                     # "quận Long Biên", as the place says what it lies in
    own: BaseGeometry
    own_name: str
    others: tuple[tuple[str, BaseGeometry], ...]


def find_surroundings(place: Place, areas: gpd.GeoDataFrame, others: Iterable[gpd.GeoDataFrame]) -> Surroundings | None:
    """Return the place among the areas of other places; None where the store has none around it.

    A frame of areas counts when one of them has the place's name and lies over the place's own ground, and when it has
    neighbours; the one with the most is taken.
    """
    if areas.empty:
        return None
    found = [one for one in (_among(place, areas, frame) for frame in others) if one is not None]
    return max(found, key=lambda one: len(one.others), default=None)


def _among(place: Place, areas: gpd.GeoDataFrame, frame: gpd.GeoDataFrame) -> Surroundings | None:
    crs = place.metric_crs
    ground = shapely.union_all(to_metric(areas.geometry.to_numpy(), crs))
    metric = to_metric(frame.geometry.to_numpy(), crs)
    rows: list[dict[str, Any]] = rows_of(frame)
    own = next((
        number for number, row in enumerate(rows)
        if _same_unit(place.name, str(row["name"])) and metric[number].intersects(ground)
    ), None)
    if own is None:
        return None
    west, south, east, north = metric[own].bounds
    reach = _REACH * max(east - west, north - south)
    window = shapely.box(west - reach, south - reach, east + reach, north + reach)
    near = [number for number in range(len(rows)) if number != own and metric[number].intersects(window)]
    if not near:
        return None
    parts = [part.strip() for part in place.within.split(",") if part.strip()]
    return Surroundings(
        parts[0] if parts else place.name, _back(metric[own], window, crs), short_name(str(rows[own]["name"])),
        tuple((short_name(str(rows[number]["name"])), _back(metric[number], window, crs)) for number in near),
    )


def _same_unit(one: str, two: str) -> bool:
    return any(
        a.kind in ("", b.kind) and same_words(a.words, b.words) for a in read_name(one)[:1] for b in read_name(two)[:1]
    )


def _back(shape: BaseGeometry, window: BaseGeometry, crs: str) -> BaseGeometry:
    seen = shapely.simplify(shape, _SIMPLE_M).intersection(window)
    polygons = [part for part in shapely.get_parts(seen) if part.geom_type == "Polygon"]
    return one_to_lonlat(MultiPolygon(polygons), crs)


def with_surroundings(model: MapModel, around: Surroundings | None, language: str) -> MapModel:
    """Return the map with the small map of where it lies; without one where nothing is known around it."""
    if around is None:
        return model
    features = (
        *(Feature(f"other-{number}", "inset.other", shape, label=name)
          for number, (name, shape) in enumerate(around.others)),
        Feature("own", "inset.own", around.own, label=around.own_name),
    )
    inset = Inset(t("sheets.inset", language, whole=around.whole), features)
    return replace(model, inset=inset, styles={**model.styles, **look.FOCUS_STYLES})
