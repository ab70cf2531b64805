"""Group points that lie near one another."""

from __future__ import annotations

import numpy as np
import shapely


def clusters(points: np.ndarray, distance_m: float) -> np.ndarray:
    """Return a number from 0 on for each point (n, 2), the same for points joined by steps of at most `distance_m`."""
    if not len(points):
        return np.zeros(0, dtype=np.int64)
    places, back = np.unique(points, axis=0, return_inverse=True)
    marks = np.array(shapely.points(places), dtype=object)
    one, other = shapely.STRtree(marks).query(marks, predicate="dwithin", distance=distance_m)
    root = np.arange(len(places))
    while True:                                   # the lowest number spreads along the steps
        lowest = root.copy()
        np.minimum.at(lowest, one, root[other])
        lowest = lowest[lowest]
        if (lowest == root).all():
            break
        root = lowest
    names: np.ndarray = np.unique(root, return_inverse=True)[1].reshape(-1)[back.reshape(-1)]
    return names
