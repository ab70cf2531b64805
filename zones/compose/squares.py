"""Lay the lettered squares over a place, and name the square of anything on its map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import one_to_metric, to_metric
from geo.grid import Grid, make_grid
from zones.situation import Situation


@dataclass(frozen=True, slots=True)
class Squares:
    """The grid of a place; None while the place has no boundaries."""

    grid: Grid | None
    metric_crs: str

    def of(self, geometry: BaseGeometry | None) -> str:
        """Return the name of the square in which a thing (EPSG:4326) lies, "" where it has none."""
        if self.grid is None or geometry is None or geometry.is_empty:
            return ""
        point = one_to_metric(geometry.representative_point(), self.metric_crs)
        return self.grid.square(point.x, point.y)


def make_squares(situation: Situation) -> Squares:
    """Return the squares over all areas, sites and checkpoints of a place."""
    crs = situation.place.metric_crs
    if situation.areas.empty:
        return Squares(None, crs)
    # posts and sites widen the grid only where they stand near the place: a stray point must not blow it up
    areas = to_metric(situation.areas.geometry.to_numpy(), crs)
    west, south, east, north = shapely.total_bounds(areas)
    reach = 0.1 * max(east - west, north - south)
    near = shapely.box(west - reach, south - reach, east + reach, north + reach)
    points = pd.concat([situation.sites.geometry, situation.checkpoints.geometry]).dropna().to_numpy()
    spots = shapely.centroid(to_metric(points, crs)) if len(points) else np.array([], dtype=object)
    around = shapely.total_bounds(np.concatenate([areas, spots[shapely.within(spots, near)]]))
    bounds = tuple(float(value) for value in around)
    return Squares(make_grid((bounds[0], bounds[1], bounds[2], bounds[3])), crs)
