"""Work out what coordinates mean – WGS 84 or VN-2000, which projection, which order – by where they would lie.

A pair of metres can be read in many systems; only some of the readings fall into the place that the file is
about. One that fits and no rival: it is taken, and said. Two that fit: a person is asked. X is northing and
Y easting on Vietnamese papers (domain §9.2); which of two numbers is which their size tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from geo.crs import LONLAT, transform

DEGREES: Final = "degrees"
METRES: Final = "metres"

# Hà Nội's cadastral maps, topographic maps, and what a hand-held GPS gives: the usual ones, and easily confused
USUAL: Final = ("EPSG:5897", "EPSG:3405", "EPSG:32648")
# the same for other provinces: tens of kilometres away, so that they are never taken for one another by chance
NEIGHBOURS: Final = ("EPSG:9209", "EPSG:9210", "EPSG:9208", "EPSG:9207", "EPSG:9206", "EPSG:9205", "EPSG:5896",
                     "EPSG:9211", "EPSG:9212", "EPSG:9213", "EPSG:9214", "EPSG:9215", "EPSG:9216", "EPSG:5899",
                     "EPSG:5898", "EPSG:9217", "EPSG:9218", "EPSG:3406", "EPSG:32649")
VN2000_DEGREES: Final = "EPSG:4756"
READINGS: Final = (LONLAT, VN2000_DEGREES, *USUAL, *NEIGHBOURS)
_MERIDIANS: Final = {"5896": "102°00'", "9205": "103°00'", "9206": "104°00'", "9207": "104°30'", "9208": "104°45'",
                     "5897": "105°00'", "9209": "105°30'", "9210": "105°45'", "9211": "106°00'", "9212": "106°15'",
                     "9213": "106°30'", "9214": "107°00'", "9215": "107°15'", "9216": "107°30'", "5899": "107°45'",
                     "5898": "108°00'", "9217": "108°15'", "9218": "108°30'"}
_UTM: Final = {"3405": "VN-2000 / UTM 48N", "3406": "VN-2000 / UTM 49N", "32648": "WGS 84 / UTM 48N",
               "32649": "WGS 84 / UTM 49N", "4326": "WGS 84", "4756": "VN-2000"}

# the mainland, the islands and the sea around them
WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 24.0
_EASTING = (100_000.0, 900_000.0)
_NORTHING = (650_000.0, 2_700_000.0)
_AT_THE_BORDER = 0.0005            # degrees, some 50 m: a post on the ward's border lies in the ward
_NEAR = 0.2                        # degrees, some 20 km: a list may reach beyond the place, but not by a province
_SAMPLE = 2000                     # points looked at: more of them tell nothing new


class Around:
    """The place that a file is about, as the polygons (EPSG:4326) that its points should fall into."""

    def __init__(self, polygons: Sequence[shapely.Geometry | None] | np.ndarray) -> None:
        shapes = np.asarray(polygons, dtype=object)
        self._shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
        self._tree = shapely.STRtree(self._shapes)
        self.known = len(self._shapes) > 0
        self._bounds = shapely.total_bounds(self._shapes) if self.known else np.array([WEST, SOUTH, EAST, NORTH])

    def count_inside(self, lon: np.ndarray, lat: np.ndarray) -> int:
        """Return how many points lie in the place, or at its border."""
        near = self._near(lon, lat, _AT_THE_BORDER)
        if not self.known or not near.any():
            return int(near.sum())
        points = shapely.points(lon[near], lat[near])
        hits = self._tree.query(points, predicate="dwithin", distance=_AT_THE_BORDER)[0]
        return len(np.unique(hits))

    def count_near(self, lon: np.ndarray, lat: np.ndarray) -> int:
        """Return how many points lie within some 20 km of the place."""
        return int(self._near(lon, lat, _NEAR).sum())

    def distance_km(self, lon: np.ndarray, lat: np.ndarray) -> int:
        """Return how far the middle of the points lies from the middle of the place, in whole kilometres."""
        west, south, east, north = self._bounds
        away = (np.nanmedian(lon) - (west + east) / 2) * np.cos(np.radians((south + north) / 2))
        return round(float(np.hypot(away, np.nanmedian(lat) - (south + north) / 2)) * 111.2)

    def _near(self, lon: np.ndarray, lat: np.ndarray, margin: float) -> np.ndarray:
        west, south, east, north = self._bounds
        margin = margin if self.known else 0.0
        within: np.ndarray = ((lon >= west - margin) & (lon <= east + margin)
                              & (lat >= south - margin) & (lat <= north + margin))
        return within


@dataclass(frozen=True, slots=True)
class Verdict:
    """How coordinates are to be read: `reading` is one of READINGS, or "" with the `options` that a person has."""

    reading: str
    options: tuple[str, ...] = ()


def title(reading: str) -> str:
    """Return a reading's name, the same in every language: "VN-2000 105°00' (EPSG:5897)"."""
    code = reading.removeprefix("EPSG:")
    return f"{_UTM.get(code) or 'VN-2000 ' + _MERIDIANS[code]} ({reading})"


def titles(readings: Sequence[str]) -> str:
    """Return the names of several readings in one line."""
    return "; ".join(map(title, readings))


def northing_first(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Tell for each pair of numbers whether the first is the latitude or northing."""
    degrees = _between(first, (SOUTH, NORTH)) & _between(second, (WEST, EAST))
    metres = _between(first, _NORTHING) & _between(second, _EASTING) & (first > second)
    found: np.ndarray = degrees | metres
    return found


def units_of(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Return DEGREES, METRES or "" (can be neither) for each pair, whatever its order."""
    low, high = np.minimum(east, north), np.maximum(east, north)
    units = np.full(len(low), "", dtype=object)
    units[(abs(low) <= 90) & (abs(high) <= 180)] = DEGREES
    units[_between(low, _EASTING) & _between(high, _NORTHING)] = METRES
    return units


def judge(east: np.ndarray, north: np.ndarray, unit: str, around: Around) -> Verdict:
    """Decide in which system these numbers stand, by how many of them fall into the place in each.

    Degrees are WGS 84 unless only VN-2000 fits: the two differ by 224 m, and nobody writes which.
    """
    east, north = _sample(east), _sample(north)
    if unit == DEGREES:
        return Verdict(_degrees(east, north, around))
    if not around.known:
        return Verdict("", USUAL)
    counts = {name: around.count_inside(*to_degrees(east, north, name)) for name in (*USUAL, *NEIGHBOURS)}
    best = max(counts.values())
    if best == 0:
        near = tuple(name for name in counts if around.count_near(*to_degrees(east, north, name)))
        return Verdict("", near)
    # points beyond the border are no proof: a rival is out only when it loses a clear part of them
    margin = max(2, best // 10)
    rivals = tuple(name for name, count in counts.items() if count and best - count < margin)
    return Verdict(rivals[0]) if len(rivals) == 1 else Verdict("", rivals)


def fits_better(east: np.ndarray, north: np.ndarray, declared: str, around: Around) -> tuple[str, ...]:
    """Return the readings that put nearly all points into the place where the declared one leaves many outside."""
    east, north = _sample(east), _sample(north)
    if not around.known or not len(east):
        return ()
    if around.count_inside(*to_degrees(east, north, declared)) * 10 >= len(east) * 9:
        return ()
    names = READINGS[2:] if (units_of(east, north) == METRES).all() else READINGS[:2]
    return tuple(name for name in names if name != declared
                 and around.count_inside(*to_degrees(east, north, name)) * 20 >= len(east) * 19)


def to_degrees(east: np.ndarray, north: np.ndarray, reading: str) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude (WGS 84) of numbers in one reading; what cannot be is NaN."""
    lon, lat = (east, north) if reading == LONLAT else transform(east, north, reading, LONLAT)
    good = np.isfinite(lon) & np.isfinite(lat)
    return np.where(good, lon, np.nan), np.where(good, lat, np.nan)


def _degrees(lon: np.ndarray, lat: np.ndarray, around: Around) -> str:
    if around.count_inside(lon, lat) or not around.known:
        return LONLAT
    return VN2000_DEGREES if around.count_inside(*to_degrees(lon, lat, VN2000_DEGREES)) else LONLAT


def _sample(numbers: np.ndarray) -> np.ndarray:
    return numbers[:: max(1, len(numbers) // _SAMPLE)]


def _between(numbers: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    within: np.ndarray = (numbers >= bounds[0]) & (numbers <= bounds[1])
    return within
