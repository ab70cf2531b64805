"""Find what part of the map a page shows: the box round its things, with some ground around them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zones.situation import Situation

Box = tuple[float, float, float, float]     # west, south, east, north in degrees
MARGIN = 0.12                               # of the longer side, on each side
WIDE_MARGIN = 0.6                           # where one wants to see what lies around
SMALLEST = 0.0016                           # degrees: about 170 m
AROUND_A_SITE = 0.004                       # about 430 m: one site alone shows where in the ward it is


def bounds_of(situation: Situation, feature_ids: Iterable[str], margin: float = MARGIN) -> Box | None:
    """Return the box round units given as "area/…"; None when there is none of them."""
    wanted = {feature_id.removeprefix("area/") for feature_id in feature_ids}
    areas = situation.areas
    return box_round(areas.geometry[areas["area_id"].isin(wanted)], margin)


def box_round(
    shapes: Iterable[BaseGeometry | None], margin: float = MARGIN, smallest: float = SMALLEST
) -> Box | None:
    """Return the box round shapes in degrees, widened by `margin` of its longer side; None when there is none."""
    known = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if not known:
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(np.array(known, dtype=object)))
    longer = max(east - west, north - south)
    added = max(margin * longer, (smallest - longer) / 2)
    return west - added, south - added, east + added, north + added
