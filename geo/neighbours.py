"""Find which areas of a coverage share a border: positive length, not a mere corner."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

TOLERANCE_M: Final = 0.1    # files keep 6 or 7 decimals of a degree, so one border drawn twice lies apart by that much
SEEN_FROM_M: Final = 1.0    # … and then counts from this length on: a corner is within tolerance of itself


def shared_borders(polygons: np.ndarray) -> np.ndarray:
    """Return the pairs (i, j), i < j, of metric polygons with a common border: an int array of shape (n, 2), sorted.

    A border is common where both boundaries run on the same line for any length; where they were drawn apart by less
    than `TOLERANCE_M`, or only one has a vertex on the other's edge, from `SEEN_FROM_M` on. A common corner is none.
    """
    polygons = np.asarray(polygons, dtype=object)
    first, second = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=TOLERANCE_M)
    ordered = first < second
    pairs = np.column_stack([first[ordered], second[ordered]]).astype(np.int64).reshape(-1, 2)
    if not len(pairs):
        return pairs
    borders = shapely.boundary(polygons)
    one, other = borders[pairs[:, 0]], borders[pairs[:, 1]]
    common = shapely.length(shapely.intersection(one, other)) > 0
    unsure = np.flatnonzero(~common)
    strips = shapely.buffer(other[unsure], TOLERANCE_M)
    common[unsure] = shapely.length(shapely.intersection(one[unsure], strips)) > SEEN_FROM_M
    found: np.ndarray = pairs[common]
    return found[np.lexsort((found[:, 1], found[:, 0]))]
