"""Cut a coverage of areas into zones, simplify it with shared borders kept, find its gaps and overlaps.

Everything here works in metres (arrays of metric geometries): bring them with `geo.crs.to_metric`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

GRID_M: Final = 1e-4  # noding grid: 0,1 mm. Far below any survey, far above double precision at 2,3e6 m


@dataclass(frozen=True, slots=True)
class Piece:
    """One zone of the partition: part of `unit`, made by `patch` (None: what is left of the unit)."""

    unit: int
    patch: int | None
    geometry: BaseGeometry


def partition(
    units: np.ndarray, unit_ranks: np.ndarray, patches: np.ndarray, patch_ranks: np.ndarray
) -> list[Piece]:
    """Cut the patches (sites, lockdowns) out of the units so that every point lies in exactly one piece.

    `units` are metric polygons that form a coverage; `patches` are metric polygons anywhere (what lies outside
    the units is left out). At each point the highest rank wins; where ranks are equal the patch does, being the
    more particular, and of two patches the smaller. A patch of lower rank than its unit cuts nothing.

    The lines are noded together and polygonised, so neighbours share exact borders: no gap, no overlap, and
    the areas add up to those of the units.
    """
    order = [p for p in _strongest_first(patches, patch_ranks) if not shapely.is_empty(patches[p])]
    if not order:
        return [Piece(unit, None, geometry) for unit, geometry in enumerate(units)]
    faces = faces_between(np.concatenate([units, patches[order]]))
    inside = shapely.point_on_surface(faces)
    owner = first_containing(units, inside)
    winner = np.full(len(faces), -1)
    for patch in reversed(order):  # the strongest is written last
        covered = shapely.contains_properly(patches[patch], inside)
        stronger = covered & (owner >= 0) & (patch_ranks[patch] >= unit_ranks[np.maximum(owner, 0)])
        winner[stronger] = patch
    return _dissolve(faces, owner, winner)


def _strongest_first(patches: np.ndarray, ranks: np.ndarray) -> list[int]:
    areas = shapely.area(patches)
    return sorted(range(len(patches)), key=lambda p: (-ranks[p], areas[p], p))


def faces_between(shapes: np.ndarray) -> np.ndarray:
    """Node all borders (of polygons, or lines) on one grid and return the polygons between them."""
    borders = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
    lines = shapely.union_all(borders, grid_size=GRID_M)
    return np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))))


def first_containing(polygons: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return for each point the index of a polygon that holds it, or -1."""
    tree = shapely.STRtree(polygons)
    found = np.full(len(points), -1)
    point_index, polygon_index = tree.query(points, predicate="within")
    found[point_index] = polygon_index
    return found


def _dissolve(faces: np.ndarray, owner: np.ndarray, winner: np.ndarray) -> list[Piece]:
    pieces = []
    inside = np.flatnonzero(owner >= 0)
    keys = sorted({(int(owner[i]), int(winner[i])) for i in inside})
    for unit, patch in keys:
        members = faces[inside[(owner[inside] == unit) & (winner[inside] == patch)]]
        geometry = shapely.coverage_union_all(members) if len(members) > 1 else members[0]
        pieces.append(Piece(unit, None if patch < 0 else patch, geometry))
    return pieces


def simplify(polygons: np.ndarray, tolerance_m: float) -> np.ndarray:
    """Simplify a metric coverage; shared borders stay shared, so no gap opens at any zoom."""
    if tolerance_m <= 0 or len(polygons) == 0:
        return polygons
    return np.asarray(shapely.coverage_simplify(polygons, tolerance_m))


@dataclass(frozen=True, slots=True)
class CoverageFaults:
    """What keeps areas from being a coverage; lines and polygons in metres."""

    invalid_edges: int
    gaps_m2: float
    overlaps_m2: float

    @property
    def sound(self) -> bool:
        """True when there is neither gap nor overlap above 1 m² (GeoJSON's six decimals are 0,1 m)."""
        return self.gaps_m2 < 1 and self.overlaps_m2 < 1


def faults(polygons: np.ndarray) -> CoverageFaults:
    """Measure gaps (holes inside the union) and overlaps of metric polygons."""
    bad = shapely.coverage_invalid_edges(polygons)
    union = shapely.union_all(polygons)
    rings = [
        shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors
    ]
    gaps = float(sum(ring.area for ring in rings))
    overlaps = max(0.0, float(shapely.area(polygons).sum()) - float(union.area))
    return CoverageFaults(int((~shapely.is_empty(bad)).sum()), gaps, overlaps)


def label_points(polygons: np.ndarray) -> np.ndarray:
    """Return for each metric polygon the centre of its largest inner circle: where a name has most room."""
    circles = shapely.maximum_inscribed_circle(polygons, tolerance=1.0)
    return np.asarray(shapely.get_point(circles, 0))
