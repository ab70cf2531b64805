"""Go between stored longitude/latitude (EPSG:4326) and the metric CRS of a place (VN-2000)."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

LONLAT: Final = "EPSG:4326"
HANOI_METRIC: Final = "EPSG:5897"  # VN-2000 / TM-3 zone 482, central meridian 105°00' (domain §9.2)

G = TypeVar("G", bound=BaseGeometry)


@lru_cache(maxsize=64)          # making one takes a tenth of a second, and geo.readings tries some twenty
def _transformer(source: str, target: str) -> Transformer:
    # by EPSG code, never by a proj4 string: those drop the datum shift, and the point moves 224 m (domain §9.2)
    return Transformer.from_crs(source, target, always_xy=True)


@lru_cache(maxsize=1)
def _thread_of(process: int) -> ThreadPoolExecutor:
    """Return the one thread of a process that projects.

    PROJ's objects belong to the thread that made them, and pyproj makes them anew in each: a twentieth of a second for
    every rerun of a Streamlit page, which is a new thread. By process, because a fork takes no thread along.
    """
    return ThreadPoolExecutor(1, thread_name_prefix=f"proj-{process}")


def transform(x: np.ndarray, y: np.ndarray, source: str, target: str) -> tuple[np.ndarray, np.ndarray]:
    """Bring coordinates (x = easting or longitude) from one CRS to another; what cannot be brought is infinite."""
    work = _thread_of(os.getpid()).submit(lambda: _transformer(source, target).transform(x, y))
    moved_x, moved_y = work.result()
    return np.asarray(moved_x, dtype=float), np.asarray(moved_y, dtype=float)


def _move(geometries: np.ndarray, source: str, target: str) -> np.ndarray:
    def move(coordinates: np.ndarray) -> np.ndarray:
        return np.column_stack(transform(coordinates[:, 0], coordinates[:, 1], source, target))

    return shapely.transform(geometries, move)


def to_metric(geometries: np.ndarray, crs: str = HANOI_METRIC) -> np.ndarray:
    """Project an array of lon/lat geometries to metres (x = easting, y = northing). None stays None."""
    return _move(np.asarray(geometries, dtype=object), LONLAT, crs)


def to_lonlat(geometries: np.ndarray, crs: str = HANOI_METRIC) -> np.ndarray:
    """Bring an array of metric geometries back to longitude/latitude. None stays None."""
    return _move(np.asarray(geometries, dtype=object), crs, LONLAT)


def one_to_metric(geometry: G, crs: str = HANOI_METRIC) -> G:
    """Project a single lon/lat geometry to metres."""
    moved: G = to_metric(np.array([geometry], dtype=object), crs)[0]
    return moved


def one_to_lonlat(geometry: G, crs: str = HANOI_METRIC) -> G:
    """Bring a single metric geometry back to longitude/latitude."""
    moved: G = to_lonlat(np.array([geometry], dtype=object), crs)[0]
    return moved
