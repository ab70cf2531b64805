"""Ask where the unit that a row names and the point that it gives are two places."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_metric
from zones.intake.asking import Choice
from zones.intake.draft import Draft

# a position from a telephone and a drawn boundary are each some tens of metres wrong: less is no disagreement
TOLERANCE_M: Final = 100.0


def ask_about_points(
    draft: Draft, areas: gpd.GeoDataFrame, ids: pd.Series, lon: np.ndarray, lat: np.ndarray, named: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return (area ids, which rows were settled by their point) after asking about the rows that contradict themselves.

    `named` are the rows that a name or a code put where `ids` says; lon, lat in degrees, NaN where there is none.
    """
    nobody = pd.Series(False, index=ids.index)
    wanted = np.flatnonzero(named.to_numpy() & np.isfinite(lon) & np.isfinite(lat))
    if not len(wanted):
        return ids, nobody
    shapes: np.ndarray = np.asarray(areas.geometry.to_numpy(), dtype=object)
    position = pd.Series(range(len(areas)), index=areas["area_id"].astype("object"))
    at = position[ids.iloc[wanted]].to_numpy()
    points = np.asarray(shapely.points(lon[wanted], lat[wanted]), dtype=object)
    off = ~shapely.intersects(shapes[at], points)
    wanted, at, points = wanted[off], at[off], points[off]
    away = shapely.distance(to_metric(shapes[at]), to_metric(points)) if len(wanted) else np.array([])
    far = away > TOLERANCE_M
    wanted, at, points, away = wanted[far], at[far], points[far], away[far]
    if not len(wanted):
        return ids, nobody
    there = _areas_of(areas, points, areas["area_level"].to_numpy()[at])
    labels = dict(zip(areas["area_id"], areas["name"].astype("object"), strict=True))
    rows_off, own = ids.index[wanted], areas["area_id"].to_numpy(dtype=object)[at]
    pairs = pd.Series([f"{one}|{other or ''}" for one, other in zip(own, there, strict=True)], index=rows_off)
    subjects = pairs.reindex(ids.index, fill_value="").astype("object")
    metres = pd.Series(np.round(away), index=rows_off).reindex(ids.index, fill_value=0).astype("int64")
    rows = subjects != ""

    def choices(subject: str) -> tuple[Choice, ...]:
        own, _, other = subject.partition("|")
        by_point = (Choice("point", "ask.by_point", {"unit": labels[other]}),) if other else ()
        return (Choice("name", "ask.by_name", {"unit": labels[own]}), *by_point)

    def fields(subject: str) -> dict[str, object]:
        own, _, other = subject.partition("|")
        return {"unit": labels[own], "other": labels.get(other, "–"), "metres": int(metres[subjects == subject].max())}

    answers = draft.ask("point", subjects, rows, "ask.point_elsewhere", choices, question="ask.point",
                        fields=fields, metres=metres)
    by_point = (answers == "point").astype("bool")
    moved = subjects.map(lambda subject: subject.partition("|")[2] or None)
    return ids.where(~by_point, moved).astype("object"), by_point


def _areas_of(areas: gpd.GeoDataFrame, points: np.ndarray, levels: np.ndarray) -> list[str | None]:
    """Return for each point the area of that level in which it lies."""
    found: list[str | None] = [None] * len(points)
    hits, hit_areas = areas.sindex.query(points, predicate="intersects")
    ids, own = areas["area_id"].to_numpy(dtype=object), areas["area_level"].to_numpy()
    for point, area in zip(hits, hit_areas, strict=True):
        if found[point] is None and own[area] == levels[point]:
            found[point] = ids[area]
    return found
