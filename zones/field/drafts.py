"""Work out the shapes of what is proposed: rings of belts, narrow and wide areas, the posts at their edges."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.belts import BeltError, Ring, RingSource, ring_along_roads, rings_round
from geo.checkpoints import crossings
from geo.containment import ContainmentError, Narrow, Wide, propose_narrow, propose_wide
from geo.crs import one_to_metric, to_metric
from zones.field.ground import Ground
from zones.proposals import CannotPropose

# a tổ dân phố of Gia Thụy covers 70,000 to 200,000 m²: a ring round as much is no mouth of a lane any more
BELT_1_MOST_M2: Final = 70_000.0
WHOLE: Final = 0.99


@dataclass(frozen=True, slots=True)
class Draft:
    """A shape in metres with its edge, how it was found ("areas", "roads", "block" …), and where roads cross it."""

    ground: BaseGeometry
    edge: BaseGeometry
    source: str
    posts: tuple[shapely.Point, ...]
    street: str = ""                       # the lane that was taken


def belt_round_areas(ground: Ground, area_ids: Collection[str]) -> Draft:
    """Return belt 3 (all areas) or belt 2 (some): a ring for each group that hangs together. CannotPropose."""
    chosen = np.isin(np.array(ground.area_ids, dtype=object), list(area_ids))
    try:
        return _ringed(ground, rings_round(ground.areas[chosen]))
    except BeltError as error:
        raise CannotPropose(error.key, **error.fields) from error


def belt_round_target(ground: Ground, target: BaseGeometry) -> Draft:
    """Return belt 1: the lanes round a metric shape, or a line round it where no lanes enclose it. CannotPropose."""
    within = ground.outline if len(ground.areas) and ground.outline.covers(target) else None
    try:
        ring = ring_along_roads(target, ground.lines, within=within, max_area_m2=BELT_1_MOST_M2)
    except BeltError as error:
        raise CannotPropose(error.key, **error.fields) from error
    return _ringed(ground, (ring,))


def narrow_and_wide(ground: Ground, point: shapely.Point) -> tuple[Draft, Draft, Wide]:
    """Return what to close round a metric point, and the areas to search round it. CannotPropose."""
    if not len(ground.areas):
        raise CannotPropose("containment.point_outside")
    try:
        narrow = propose_narrow(point, ground.lines, within=ground.outline)
        wide = propose_wide(point, ground.areas)
    except ContainmentError as error:
        raise CannotPropose(error.key, **error.fields) from error
    return _closed(ground, narrow), _edged(ground, wide.ground, RingSource.AREAS), wide


def footprint(frame: gpd.GeoDataFrame, key: str, crs: str) -> BaseGeometry:
    """Return a site's or lockdown's ground in metres: its shape, or the circle of its radius. CannotPropose."""
    row = frame[frame.iloc[:, 0] == key]
    if row.empty or row.geometry.iloc[0] is None or row.geometry.iloc[0].is_empty:
        raise CannotPropose("belts.no_target")
    shape: BaseGeometry = one_to_metric(row.geometry.iloc[0], crs)
    radius = row["radius_m"].iloc[0] if "radius_m" in row else pd.NA
    return shape.buffer(float(radius)) if shapely.get_dimensions(shape) == 0 and pd.notna(radius) else shape


def areas_within(ground: Ground, shape: BaseGeometry) -> tuple[str, ...]:
    """Return the areas that lie in a metric shape, up to what rounded coordinates cut off."""
    common = shapely.area(shapely.intersection(ground.areas, shape))
    return tuple(np.array(ground.area_ids, dtype=object)[common >= WHOLE * shapely.area(ground.areas)])


def lies_in(frame: gpd.GeoDataFrame, shape: BaseGeometry, crs: str) -> np.ndarray:
    """Tell which records (EPSG:4326) have their middle in a metric shape."""
    drawn = frame.geometry.notna().to_numpy()
    inside = np.zeros(len(frame), dtype=bool)
    if drawn.any():
        points = shapely.point_on_surface(to_metric(frame.geometry.to_numpy()[drawn], crs))
        inside[drawn] = shapely.covers(shape, points)
    return inside


def _ringed(ground: Ground, rings: Sequence[Ring]) -> Draft:
    inside = shapely.union_all([ring.inside for ring in rings])
    return _edged(ground, inside, rings[0].source, [ring.line for ring in rings])


def _edged(
    ground: Ground, shape: BaseGeometry, source: str, lines: Sequence[shapely.LineString] | None = None
) -> Draft:
    parts = list(lines) if lines is not None else [
        shapely.LineString(part.exterior) for part in shapely.get_parts(shape)
    ]
    edge = parts[0] if len(parts) == 1 else shapely.multilinestrings(parts)
    passed = crossings(edge, ground.streets.roads) if ground.streets else ()
    return Draft(shape, edge, str(source), tuple(crossing.point for crossing in passed))


def _closed(ground: Ground, narrow: Narrow) -> Draft:
    draft = _edged(ground, narrow.ground, narrow.shape)
    if narrow.lane is None or ground.streets is None:
        return draft
    street = ground.streets.named([int(ground.streets.roads.source[narrow.lane])])
    return Draft(draft.ground, draft.edge, draft.source, draft.posts, "".join(street))
