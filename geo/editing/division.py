"""Divide an outline from one point per unit (Voronoi, in metres): a first proposal to be corrected by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage import GRID_M, faces_between
from geo.editing.errors import EditError
from geo.editing.reading import crossing_of, require_area
from geo.editing.topology import Coverage, tie

APART_M: Final = 1.0    # two meeting houses do not stand nearer to each other


def divide(outline: BaseGeometry, points: Mapping[str, shapely.Point]) -> Coverage:
    """Return the coverage that gives each point the ground nearest to it. Everything in metres.

    Each piece contains its point, and together they are the outline. What the outline cuts off from a piece goes to the
    neighbour with the longest border, so that every piece hangs together (as far as the outline does).
    Raises EditError: too_few_points, point_outside, points_coincide, self_crossing, not_an_area, not_finite.
    """
    ground = require_area("", outline)
    if not ground.is_valid:
        raise EditError("self_crossing", at=crossing_of(ground), area_id="")
    names, places = list(points), np.array(list(points.values()), dtype=object)
    _require_places(ground, names, places)
    if len(names) == 1:
        return Coverage.of({names[0]: ground})
    faces = faces_between(np.append(_cells(ground, places), np.array([ground], dtype=object)))
    inner = shapely.point_on_surface(faces)
    shapely.prepare(ground)
    faces = faces[shapely.contains(ground, inner)]
    owner = shapely.STRtree(places).nearest(shapely.point_on_surface(faces))
    owner = _joined(faces, owner, places)
    shapes = np.array([shapely.coverage_union_all(faces[owner == index]) for index in range(len(names))], dtype=object)
    shapes = np.array([shapely.get_parts(shape)[0] if shapely.get_num_geometries(shape) == 1 else shape
                       for shape in shapes], dtype=object)
    return tie(Coverage(tuple(names), shapes), range(len(names)))


def _cells(ground: BaseGeometry, places: np.ndarray) -> np.ndarray:
    """Return the Voronoi cells over the whole ground. Computed near the origin, where doubles are finest."""
    origin = shapely.get_coordinates(ground.centroid)[0]
    cells = shapely.voronoi_polygons(
        shapely.multipoints(shapely.get_coordinates(places) - origin),
        extend_to=shapely.transform(shapely.box(*ground.buffer(100).bounds), lambda c: c - origin),
    )
    return np.asarray(shapely.transform(shapely.get_parts(cells), lambda c: c + origin))


def _joined(faces: np.ndarray, owner: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Give each stray face (not joined to its point's own) to the neighbour with the longest shared border."""
    home = np.zeros(len(faces), dtype=bool)
    for index, place in enumerate(places):
        own = np.flatnonzero(owner == index)
        home[own[int(shapely.distance(faces[own], place).argmin())]] = True
    result = np.where(home, owner, -1)
    waiting = np.flatnonzero(~home)
    while len(waiting):
        settled = np.flatnonzero(result >= 0)
        touching, shared = _longest_border(faces, waiting, settled)
        if shared.max() <= 0:                    # an island of the outline: to whom its nearest point belongs
            result[waiting] = owner[waiting]
            break
        best = int(shared.argmax())
        result[waiting[best]] = result[touching[best]]
        waiting = np.delete(waiting, best)
    return result


def _longest_border(faces: np.ndarray, waiting: np.ndarray, settled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each waiting face the settled face with which it shares most border, and the length in metres."""
    first, second = shapely.STRtree(faces[settled]).query(faces[waiting], predicate="dwithin", distance=GRID_M)
    edges = shapely.boundary(faces)
    lengths = shapely.length(shapely.intersection(edges[waiting[first]], edges[settled[second]]))
    table = np.zeros((len(waiting), len(settled)))
    table[first, second] = lengths
    return settled[table.argmax(axis=1)], table.max(axis=1)


def _require_places(ground: BaseGeometry, names: list[str], places: np.ndarray) -> None:
    if not names:
        raise EditError("too_few_points", count=0, needed=1)
    if not np.isfinite(shapely.get_coordinates(places)).all() or shapely.is_empty(places).any():
        raise EditError("not_finite")
    for name, place, inside in zip(names, places, shapely.contains_properly(ground, places), strict=True):
        if not inside:
            raise EditError("point_outside", at=place, area_id=name)
    first, second = shapely.STRtree(places).query(places, predicate="dwithin", distance=APART_M)
    close = first < second
    if close.any():
        one, other = int(first[close][0]), int(second[close][0])
        raise EditError("points_coincide", at=places[one], area_id=names[one], other_id=names[other])
