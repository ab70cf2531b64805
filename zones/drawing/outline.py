"""Let the place's outline follow its units' outer nodes, or hold them on it while it is locked."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.editing.reading import crossing_of, on_grid
from geo.editing.topology import FOUND_M, Coverage, rewritten, with_vertices
from zones.drawing.errors import DrawError

SLIP_M2: Final = 1.0         # what rounding to the grid does to the ground beside a long edge
STRAIGHT_M: Final = 0.01     # a vertex that bends the outline by less is none of its corners


def is_on(outline: BaseGeometry | None, place: shapely.Point) -> bool:
    """Tell whether a node lies on the outline."""
    return outline is not None and bool(outline.boundary.distance(place) <= FOUND_M)


def follow(
    outline: BaseGeometry | None, units: Coverage, at: shapely.Point, to: shapely.Point, locked: bool
) -> tuple[BaseGeometry | None, shapely.Point]:
    """Return (outline, target) when the node at `at` is dragged to `to`.

    A node inside the place leaves the outline alone. On a locked outline a node slides along it, and its own corners
    do not move (DrawError: outline_locked); an unlocked one moves along with the node, between the same neighbours as
    the units' border there.
    """
    if outline is None or not is_on(outline, at):
        return outline, to
    corner = _vertex(outline.simplify(STRAIGHT_M), at)
    if locked:
        if corner is not None:
            raise DrawError("outline_locked", at=at)
        return outline, _foot(outline, to)
    outline = _with_nodes_of(units, outline)
    old = _vertex(outline, at)
    if old is None:
        foot = _foot(outline, at)
        old = np.array([foot.x, foot.y])
        outline = with_vertices(outline, old.reshape(1, 2))
    return _sound(_moved(outline, old, np.array([to.x, to.y]))), to


def without(
    outline: BaseGeometry | None, units: Coverage, at: shapely.Point, locked: bool
) -> BaseGeometry | None:
    """Return the outline when the node at `at` is taken away. Raises DrawError (outline_locked)."""
    if outline is None or not is_on(outline, at):
        return outline
    if locked:
        if _vertex(outline.simplify(STRAIGHT_M), at) is not None:
            raise DrawError("outline_locked", at=at)
        return outline
    outline = _with_nodes_of(units, outline)
    old = _vertex(outline, at)
    if old is None:
        return outline

    def remove(ring: np.ndarray) -> np.ndarray:
        kept = ring[:-1][~(ring[:-1] == old).all(axis=1)]
        return np.concatenate([kept, kept[:1]])

    return _sound(rewritten(outline, remove))


def require_same_ground(
    outline: BaseGeometry | None, before: Coverage, after: Coverage, at: shapely.Point, locked: bool
) -> None:
    """Raise DrawError (slides_too_far) when a node that slid along a locked outline cut a corner of it."""
    if outline is None or not locked or not is_on(outline, at):
        return
    changed = [(old, new) for old, new in zip(before.shapes, after.shapes, strict=True) if old is not new]
    old, new = (np.array(side, dtype=object) for side in zip(*changed, strict=True))
    if not shapely.is_valid([*old, *new]).all():
        return                                  # a person is mending: the judge of edits has its own say
    lost = float(shapely.area(shapely.intersection(old, outline)).sum()
                 - shapely.area(shapely.intersection(new, outline)).sum())
    beyond = float(shapely.area(new).sum() - shapely.area(old).sum()) + lost
    if max(abs(lost), beyond) > SLIP_M2:
        raise DrawError("slides_too_far", at=at)


def _foot(outline: BaseGeometry, place: shapely.Point) -> shapely.Point:
    foot = outline.boundary.interpolate(outline.boundary.project(place))
    return shapely.Point(on_grid(np.array([foot.x, foot.y])))


def _vertex(outline: BaseGeometry, at: shapely.Point) -> np.ndarray | None:
    vertices = shapely.get_coordinates(outline)
    away = np.hypot(*(vertices - [at.x, at.y]).T)
    found: np.ndarray = vertices[int(away.argmin())]
    return found if away.min() <= FOUND_M else None


def _with_nodes_of(units: Coverage, outline: BaseGeometry) -> BaseGeometry:
    """Give the outline the units' nodes that lie on it: where a border was drawn up to it, it has none of its own."""
    nodes = np.unique(shapely.get_coordinates(units.shapes), axis=0)
    return with_vertices(outline, nodes[shapely.distance(outline.boundary, shapely.points(nodes)) <= FOUND_M])


def _moved(outline: BaseGeometry, old: np.ndarray, new: np.ndarray) -> BaseGeometry:
    def move(ring: np.ndarray) -> np.ndarray:
        moved = ring.copy()
        moved[(ring == old).all(axis=1)] = on_grid(new)
        return moved

    return rewritten(outline, move)


def _sound(outline: BaseGeometry) -> BaseGeometry:
    if not outline.is_valid:
        raise DrawError("outline_crosses", at=crossing_of(outline))
    return outline
