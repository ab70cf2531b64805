"""Move, insert and remove shared nodes, and replace shared borders: all areas that share them follow."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.editing.errors import EditError
from geo.editing.judge import settled
from geo.editing.reading import on_grid
from geo.editing.topology import FOUND_M, Coverage, find_node, near, rewritten, snap, with_vertices


def move_node(coverage: Coverage, at: shapely.Point, to: shapely.Point) -> Coverage:
    """Move the node at `at` (within 5 cm); every area that shares it moves along.

    Raises EditError: no_such_node, self_crossing, overlaps, too_few_points.
    """
    old, new = find_node(coverage, at), on_grid(np.array([to.x, to.y]))

    def move(ring: np.ndarray) -> np.ndarray:
        moved = ring.copy()
        moved[(ring == old).all(axis=1)] = new
        return _without_repeats(moved)

    touched = _with_node(coverage, old)
    return _rewrite(coverage, touched, {position: rewritten(coverage.shapes[position], move) for position in touched})


def insert_node(coverage: Coverage, at: shapely.Point, tolerance_m: float = FOUND_M) -> Coverage:
    """Put a node on the border nearest to `at`; where there is a node already, nothing changes.

    Raises EditError (no_border) when no border is within the tolerance.
    """
    snapped = snap(coverage, at, tolerance_m)
    if snapped.kind == "free":
        raise EditError("no_border", at=at)
    if snapped.kind == "node":
        return coverage
    point = shapely.get_coordinates(snapped.point)
    return coverage.changed({
        coverage.ids[position]: with_vertices(coverage.shapes[position], point)
        for position in near(coverage, snapped.point)
    })


def remove_node(coverage: Coverage, at: shapely.Point) -> Coverage:
    """Take a node out of the border that it bends. Raises EditError: no_such_node, junction, too_few_points …"""
    old = find_node(coverage, at)
    touched = _with_node(coverage, old)
    if len(_beside(coverage, touched, old)) > 2:
        raise EditError("junction", at=shapely.Point(old))

    def remove(ring: np.ndarray) -> np.ndarray:
        kept = ring[~(ring == old).all(axis=1)]
        return kept if len(kept) == len(ring) else _closed(kept)

    return _rewrite(coverage, touched, {position: rewritten(coverage.shapes[position], remove) for position in touched})


def replace_border(coverage: Coverage, border: shapely.LineString, line: shapely.LineString) -> Coverage:
    """Draw a stretch of border anew: `border` runs from node to node of the coverage, `line` between the same two ends.

    Both neighbours follow. A closed border (an island's) is replaced by a closed line.
    Raises EditError: no_such_node, no_such_border, ends_differ, junction, self_crossing, overlaps.
    """
    old = np.array([find_node(coverage, shapely.Point(place)) for place in shapely.get_coordinates(border)])
    new = _without_repeats(on_grid(shapely.get_coordinates(line)))
    closed = bool((old[0] == old[-1]).all())
    if not closed:
        new = _from_same_ends(old, new, line)
    elif not bool((new[0] == new[-1]).all()) or len(new) < 4:
        raise EditError("ends_differ", at=line)
    inner = old[1:-1] if len(old) > 2 else old
    touched = np.unique(np.concatenate([_with_node(coverage, vertex) for vertex in inner]))
    shapes = {int(position): _chain_replaced(coverage.shapes[position], old, new) for position in touched}
    following = {position: shape for position, shape in shapes.items() if shape is not None}
    if not following:
        raise EditError("no_such_border", at=border)
    if len(old) > 2 and len(following) < len(shapes):    # a third area hangs on the stretch and would be torn off
        raise EditError("junction", at=border)
    return _rewrite(coverage, np.array(list(following)), following)


def _rewrite(coverage: Coverage, touched: np.ndarray, shapes: dict[int, BaseGeometry]) -> Coverage:
    new = {coverage.ids[position]: shapes[int(position)] for position in touched}
    return settled(coverage, coverage.changed(new), new)


def _with_node(coverage: Coverage, vertex: np.ndarray) -> np.ndarray:
    """Return the positions of the areas that have exactly this vertex."""
    candidates = near(coverage, shapely.Point(vertex))
    coordinates, owner = shapely.get_coordinates(coverage.shapes[candidates], return_index=True)
    sharing: np.ndarray = candidates[np.unique(owner[(coordinates == vertex).all(axis=1)])]
    return sharing


def _beside(coverage: Coverage, touched: np.ndarray, vertex: np.ndarray) -> set[tuple[float, float]]:
    """Return the vertices that an edge joins to this one."""
    found: set[tuple[float, float]] = set()
    rings = shapely.get_rings(shapely.get_parts(coverage.shapes[touched]))
    for ring in (shapely.get_coordinates(ring)[:-1] for ring in rings):
        for index in np.flatnonzero((ring == vertex).all(axis=1)):
            found |= {tuple(ring[index - 1].tolist()), tuple(ring[(index + 1) % len(ring)].tolist())}
    return found


def _from_same_ends(old: np.ndarray, new: np.ndarray, line: shapely.LineString) -> np.ndarray:
    """Return the new line from the old one's first to its last vertex, turned round if it was drawn so."""
    ends = np.array([old[0], old[-1]])
    for candidate in (new, new[::-1]):
        if np.hypot(*(candidate[[0, -1]] - ends).T).max() <= FOUND_M:
            return np.concatenate([old[:1], candidate[1:-1], old[-1:]])
    raise EditError("ends_differ", at=line)


def _chain_replaced(
    shape: BaseGeometry, old: np.ndarray, new: np.ndarray
) -> BaseGeometry | None:
    """Return the polygon with the vertices `old`, in a row in one of its rings, replaced by `new`; None: not there."""
    found = False

    def replace(ring: np.ndarray) -> np.ndarray:
        nonlocal found
        vertices, count = ring[:-1], len(ring) - 1
        for chain, instead in ((old, new), (old[::-1], new[::-1])):
            for start in np.flatnonzero((vertices == chain[0]).all(axis=1)):
                turned = np.roll(vertices, -start, axis=0)
                row = turned[np.arange(len(chain)) % count]
                if len(chain) <= count + 1 and (row == chain).all():
                    found = True
                    return _closed(np.concatenate([instead, turned[len(chain):]]))
        return ring

    result = rewritten(shape, replace)
    return result if found else None


def _closed(ring: np.ndarray) -> np.ndarray:
    ring = ring if len(ring) and (ring[0] == ring[-1]).all() else np.concatenate([ring, ring[:1]])
    return _without_repeats(ring)


def _without_repeats(ring: np.ndarray) -> np.ndarray:
    different = np.append(True, (ring[1:] != ring[:-1]).any(axis=1))
    kept: np.ndarray = ring[different]
    return kept
