"""List the nodes and shared borders of a coverage: what a person takes hold of on the map."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely

from geo.editing.topology import Border, Coverage, Node


@dataclass(frozen=True, slots=True)
class _Edges:
    """The distinct edges between vertices, with the areas on their sides (a frozen set of positions)."""

    vertices: np.ndarray                          # (n, 2)
    sides: dict[tuple[int, int], frozenset[int]]  # (lower vertex, higher vertex) -> areas
    around: dict[int, list[int]]                  # vertex -> vertices that an edge leads to


def nodes_of(coverage: Coverage) -> tuple[Node, ...]:
    """Return every vertex once, with the areas that share it, in order of their coordinates."""
    edges = _edges(coverage)
    owners: dict[int, set[int]] = defaultdict(set)
    for ends, areas in edges.sides.items():
        for vertex in ends:
            owners[vertex] |= areas
    return tuple(
        Node(
            shapely.Point(edges.vertices[vertex]),
            tuple(coverage.ids[area] for area in sorted(owners[vertex])),
            _is_junction(edges, vertex),
        )
        for vertex in range(len(edges.vertices))
    )


def borders_of(coverage: Coverage) -> tuple[Border, ...]:
    """Return the lines between junctions, each once. Every edge of every area lies on exactly one of them."""
    edges = _edges(coverage)
    junctions = [vertex for vertex in sorted(edges.around) if _is_junction(edges, vertex)]
    left = dict.fromkeys(edges.sides)             # an ordered set: what no walk has passed yet
    walks = [_walk(edges, left, start, step) for start in junctions for step in sorted(edges.around[start])]
    while left:                                   # islands: rings without a junction
        start, step = next(iter(left))
        walks.append(_walk(edges, left, start, step))
    return tuple(
        Border(
            shapely.LineString(edges.vertices[walk]),
            tuple(coverage.ids[area] for area in sorted(edges.sides[_key(walk[0], walk[1])])),
        )
        for walk in walks if len(walk) > 1
    )


def _walk(edges: _Edges, left: dict[tuple[int, int], None], start: int, step: int) -> list[int]:
    """Follow a border from a vertex until the next junction, or around."""
    walk = [start]
    while _key(walk[-1], step) in left:
        del left[_key(walk[-1], step)]
        walk.append(step)
        if step == start or _is_junction(edges, step):
            break
        one, other = edges.around[step]
        step = other if one == walk[-2] else one
    return walk


def _edges(coverage: Coverage) -> _Edges:
    parts, part_of = shapely.get_parts(coverage.shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    coordinates, of_ring = shapely.get_coordinates(rings, return_index=True)
    vertices, name = np.unique(coordinates, axis=0, return_inverse=True)
    name = name.reshape(-1)
    joined = (of_ring[1:] == of_ring[:-1]) & (name[1:] != name[:-1])
    starts, ends = name[:-1][joined], name[1:][joined]
    areas = part_of[ring_of[of_ring[:-1][joined]]]
    sides: dict[tuple[int, int], set[int]] = defaultdict(set)
    for start, end, area in zip(starts.tolist(), ends.tolist(), areas.tolist(), strict=True):
        sides[_key(start, end)].add(area)
    around: dict[int, list[int]] = defaultdict(list)
    for start, end in sides:
        around[start].append(end)
        around[end].append(start)
    return _Edges(vertices, {key: frozenset(value) for key, value in sides.items()}, around)


def _key(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _is_junction(edges: _Edges, vertex: int) -> bool:
    steps = edges.around[vertex]
    return len(steps) != 2 or edges.sides[_key(vertex, steps[0])] != edges.sides[_key(vertex, steps[1])]
