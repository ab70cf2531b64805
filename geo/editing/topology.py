"""Hold areas as a coverage whose neighbours share their vertices exactly; name its nodes and borders; snap to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.clusters import clusters
from geo.coverage import GRID_M
from geo.editing.errors import EditError
from geo.editing.reading import on_grid, require_area

# A vertex this near to an edge lies on it: rounding to the grid moves a point by up to 0.71 of a step. Two vertices are
# a whole step apart, so that what lies on an edge is never as near to the edge's end: both neighbours see one order.
TIED_M: Final = 0.8 * GRID_M
FEW: Final = 20            # so many areas are looked up by their boxes; for more an index is worth its building
FOUND_M: Final = 0.05        # a node is named by its place; files and browsers keep 7 decimals of a degree: 1 cm

Rewrite = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Named areas in metres: `shapes[i]` (Polygon or MultiPolygon, on the grid) belongs to `ids[i]`. Never changed."""

    ids: tuple[str, ...]
    shapes: np.ndarray

    @classmethod
    def of(cls, areas: Mapping[str, BaseGeometry]) -> Coverage:
        """Return the coverage of metric polygons; where a corner of one lies on an edge of another, both get a node.

        Gaps, overlaps and self-crossings are kept: `geo.editing.checking` names them. Raises EditError: no area.
        """
        shapes = np.array([require_area(name, shape) for name, shape in areas.items()], dtype=object)
        whole = cls(tuple(areas), _of_one_mind(shapes))
        return tie(whole, range(len(shapes)))

    def position(self, area_id: str) -> int:
        """Return the place of an area in `shapes`. Raises EditError (no_such_area)."""
        try:
            return self.ids.index(area_id)
        except ValueError:
            raise EditError("no_such_area", area_id=area_id) from None

    def __getitem__(self, area_id: str) -> BaseGeometry:
        shape: BaseGeometry = self.shapes[self.position(area_id)]
        return shape

    def areas(self) -> dict[str, BaseGeometry]:
        """Return id -> metric polygon, for the store."""
        return dict(zip(self.ids, self.shapes, strict=True))

    def changed(self, new: Mapping[str, BaseGeometry | None]) -> Coverage:
        """Return a coverage with these areas replaced, added (at the end) or, for None, removed."""
        at = {area_id: index for index, area_id in enumerate(self.ids)}
        known = {at[area_id]: shape for area_id, shape in new.items() if area_id in at}
        added = {area_id: shape for area_id, shape in new.items() if area_id not in at and shape is not None}
        shapes = np.concatenate([self.shapes, np.array(list(added.values()), dtype=object)])
        for position, shape in known.items():
            shapes[position] = shape
        ids = (*self.ids, *added)
        gone = {position for position, shape in known.items() if shape is None}
        if not gone:
            return Coverage(ids, shapes)
        kept = [position for position in range(len(ids)) if position not in gone]
        return Coverage(tuple(ids[position] for position in kept), shapes[kept])


def _of_one_mind(shapes: np.ndarray) -> np.ndarray:
    """Make one of vertices that two areas rounded to different sides of the grid's middle."""
    vertices, which = np.unique(shapely.get_coordinates(shapes), axis=0, return_inverse=True)
    name = clusters(vertices, 1.5 * GRID_M)
    if len(vertices) == 0 or name.max() == len(vertices) - 1:
        return shapes
    agreed = vertices[np.unique(name, return_index=True)[1]][name[which.reshape(-1)]]
    return np.array(shapely.remove_repeated_points(shapely.transform(shapes, lambda _: agreed)), dtype=object)


@dataclass(frozen=True, slots=True)
class Node:
    """A vertex of the coverage, shared by `areas`; at a junction three borders or more meet, or two end."""

    point: shapely.Point
    areas: tuple[str, ...]
    junction: bool


@dataclass(frozen=True, slots=True)
class Border:
    """The line between two junctions (closed: an island's) that `areas` share; one area alone: an outer edge."""

    line: shapely.LineString
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapped:
    """Where a drawn point belongs: on a "node", on a "border", or where it is ("free")."""

    point: shapely.Point
    kind: str


def near(coverage: Coverage, shape: BaseGeometry, distance_m: float = TIED_M) -> np.ndarray:
    """Return the positions of the areas whose box lies within `distance_m` of the box of `shape`."""
    west, south, east, north = shapely.bounds(shape)
    boxes = shapely.bounds(coverage.shapes).reshape(-1, 4)
    beside = (boxes[:, 0] > east + distance_m) | (boxes[:, 2] < west - distance_m)
    return np.flatnonzero(~beside & (boxes[:, 1] <= north + distance_m) & (boxes[:, 3] >= south - distance_m))


def find_node(coverage: Coverage, at: shapely.Point) -> np.ndarray:
    """Return the exact [x, y] of the node nearest to `at`, within 5 cm. Raises EditError (no_such_node)."""
    snapped = _nearest_vertex(coverage, at, FOUND_M)
    if snapped is None:
        raise EditError("no_such_node", at=at)
    return snapped


def snap(coverage: Coverage, point: shapely.Point, tolerance_m: float) -> Snapped:
    """Return the nearest node within the tolerance, else the nearest point of a border, else the point itself."""
    vertex = _nearest_vertex(coverage, point, tolerance_m)
    if vertex is not None:
        return Snapped(shapely.Point(vertex), "node")
    borders = shapely.boundary(coverage.shapes[near(coverage, point, tolerance_m)])
    away = shapely.distance(borders, point)
    if not len(borders) or away.min() > tolerance_m:
        return Snapped(point, "free")
    foot = shapely.get_point(shapely.shortest_line(borders[int(away.argmin())], point), 0)
    return Snapped(shapely.Point(on_grid(shapely.get_coordinates(foot))[0]), "border")


def _nearest_vertex(coverage: Coverage, point: shapely.Point, tolerance_m: float) -> np.ndarray | None:
    vertices = shapely.get_coordinates(coverage.shapes[near(coverage, point, tolerance_m)])
    if not len(vertices):
        return None
    away = np.hypot(*(vertices - [point.x, point.y]).T)
    best: np.ndarray = vertices[int(away.argmin())]
    return best if away.min() <= tolerance_m else None


def rewritten(shape: BaseGeometry, rewrite: Rewrite) -> BaseGeometry:
    """Return the polygon with each ring's closed coordinates (n, 2) rewritten. Raises EditError (too_few_points)."""
    parts = [_rewritten_part(part, rewrite) for part in shapely.get_parts(shape)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rewritten_part(part: shapely.Polygon, rewrite: Rewrite) -> shapely.Polygon:
    rings = [rewrite(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)]
    for ring in rings:
        if len(ring) < 4:
            raise EditError("too_few_points", at=part, count=max(len(ring) - 1, 0), needed=3)
    return shapely.Polygon(rings[0], rings[1:])


def tie(coverage: Coverage, positions: Iterable[int]) -> Coverage:
    """Give these areas and their neighbours a common node wherever a vertex of one lies on an edge of another.

    Without it a border that only one of two neighbours has a vertex on would tear when that vertex moves. An edge that
    two areas share whole stays as it is beside a vertex that one of them has elsewhere: only one could take it.
    """
    positions = np.fromiter(positions, dtype=np.int64)
    pairs = _beside(coverage, positions)
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    shapes = coverage.shapes.copy()
    for owner in np.unique(pairs[:, 0]):
        others = coverage.shapes[pairs[pairs[:, 0] == owner, 1]]
        missing = _missing(coverage.shapes[owner], shapely.get_coordinates(others))
        missing = missing[~_across_a_neck(coverage, owner, missing)]
        if len(missing):
            shapes[owner] = rewritten(with_vertices(coverage.shapes[owner], missing), _without_spikes)
    return Coverage(coverage.ids, shapes)


def _beside(coverage: Coverage, positions: np.ndarray) -> np.ndarray:
    """Return (n, 2) pairs of one of these positions and an area that may touch it."""
    shapes = coverage.shapes
    if len(positions) >= FEW:
        first, second = shapely.STRtree(shapes).query(shapes[positions], predicate="dwithin", distance=TIED_M)
        return np.column_stack([positions[first], second])
    pairs = [(position, other) for position in positions for other in near(coverage, shapes[position])]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _missing(shape: BaseGeometry, vertices: np.ndarray) -> np.ndarray:
    """Return those vertices that lie on the shape's edges and are none of its own."""
    west, south, east, north = shapely.bounds(shape) + np.array([-TIED_M, -TIED_M, TIED_M, TIED_M])
    x, y = vertices.T
    vertices = vertices[(x >= west) & (x <= east) & (y >= south) & (y <= north)]
    own = {tuple(vertex) for vertex in shapely.get_coordinates(shape).tolist()}
    others = {vertex for vertex in map(tuple, vertices.tolist()) if vertex not in own}
    foreign = np.array(sorted(others)).reshape(-1, 2)
    if not len(foreign):
        return foreign
    border = shape.boundary
    shapely.prepare(border)
    on_edge: np.ndarray = foreign[shapely.dwithin(border, shapely.points(foreign), TIED_M)]
    return on_edge


def _across_a_neck(coverage: Coverage, owner: np.int64, points: np.ndarray) -> np.ndarray:
    """Return for each point (k, 2) whether the owner's edge beside it is also an edge of an area that has the point.

    That area is a neck thinner than `TIED_M` there: its far side has the point, its near side is the common edge.
    """
    if not len(points):
        return np.zeros(0, dtype=bool)
    own, _ = _edges(coverage.shapes[owner:owner + 1])
    beside = near(coverage, coverage.shapes[owner])
    edges, holder = _edges(coverage.shapes[beside[beside != owner]])
    found = []
    for point in points:
        edge = own[int(_away(point, own[:, :2], own[:, 2:]).argmin())]
        same = (edges == edge).all(axis=1) | (edges == np.roll(edge, 2)).all(axis=1)
        having = holder[(edges[:, :2] == point).all(axis=1)]
        found.append(bool(np.isin(holder[same], having).any()))
    return np.array(found)


def _edges(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges (n, 4) of polygons as x, y of both ends in metres, and for each the position of its polygon."""
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    vertices, vertex_of = shapely.get_coordinates(rings, return_index=True)
    inside = vertex_of[:-1] == vertex_of[1:]
    edges = np.column_stack([vertices[:-1], vertices[1:]])[inside]
    return edges, part_of[ring_of[vertex_of[:-1][inside]]]


def _without_spikes(ring: np.ndarray) -> np.ndarray:
    """Take away corners at which a ring runs back on itself.

    Where two edges leave a corner at an angle so flat that a new vertex lies on both, it was put on one of them; the
    neighbour may have it on the other.
    """
    while len(ring) > 4:
        here = ring[:-1]
        before, after = np.roll(here, 1, axis=0), np.roll(here, -1, axis=0)
        back = np.minimum(_away(before, here, after), _away(after, here, before)) <= TIED_M
        if not back.any():
            return ring
        kept = np.delete(here, int(back.argmax()), axis=0)
        ring = np.concatenate([kept, kept[:1]])
    return ring


def _away(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the distance of each point from the edge with the same row."""
    step = end - start
    share = ((points - start) * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), GRID_M**2)
    away: np.ndarray = np.hypot(*(points - (start + np.clip(share, 0, 1)[:, None] * step)).T)
    return away


def with_vertices(shape: BaseGeometry, points: np.ndarray) -> BaseGeometry:
    """Return the polygon with these points (k, 2) as vertices of the edges that they lie on."""
    def insert(ring: np.ndarray) -> np.ndarray:
        start, step = ring[:-1], np.diff(ring, axis=0)
        length2 = np.maximum((step**2).sum(axis=1), GRID_M**2)
        share = np.clip(((points[:, None] - start) * step).sum(axis=2) / length2, 0, 1)
        away = np.hypot(*np.moveaxis(points[:, None] - (start + share[..., None] * step), 2, 0))
        edge = away.argmin(axis=1)
        row = np.arange(len(points))
        # a point at the very end of an edge is that end's neighbour on the grid, or the end itself
        on_it = (away[row, edge] <= TIED_M) & ~(points[:, None] == ring).all(axis=2).any(axis=1)
        order = np.lexsort((share[row, edge], edge))
        order = order[on_it[order]]
        return np.insert(ring, edge[order] + 1, points[order], axis=0)

    return rewritten(shape, insert)
