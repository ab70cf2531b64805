"""Cut the designated sites and the lockdowns out of the areas: every point of the place lies in exactly one zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import coverage
from geo.crs import to_lonlat, to_metric
from geo.frames import rows_of
from zones.levels import Level
from zones.places import Place


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


def make_zones(
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
        for row, shape in zip(rows_of(sites), _footprints(sites, place.metric_crs), strict=True)
        if row["site_id"] in site_levels and shape is not None
    ] + [
        ("lockdown", row["lockdown_id"], lockdown_levels[row["lockdown_id"]], shape)
        for row, shape in zip(rows_of(lockdowns), _footprints(lockdowns, place.metric_crs), strict=True)
        if shape is not None and row["lockdown_id"] in lockdown_levels
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
