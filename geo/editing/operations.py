"""Split, merge, add, remove and clip areas; neighbours get the new nodes, so that borders stay shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from geo.coverage import GRID_M, faces_between
from geo.editing.errors import EditError
from geo.editing.judge import settled
from geo.editing.reading import MIN_AREA_M2, crossing_of, require_area
from geo.editing.topology import Coverage, near, snap, with_vertices

STUB_M: Final = 1.0        # a line that ends this near to a border was meant to end on it
SPLINTER_M: Final = 0.5    # a part of a cut area that is narrower than this on the mean came from an unsteady hand


def split(
    coverage: Coverage, area_id: str, line: shapely.LineString, new_id: str,
    *, keep: shapely.Point | None = None, tolerance_m: float = 0.0,
) -> Coverage:
    """Cut an area in two along a line that crosses it; ends within the tolerance of a border are drawn up to it.

    The part that holds `keep` keeps the id (without `keep` the larger one), the other is called `new_id`. Further
    parts of a multi-part area stay with the nearer of the two.
    Raises EditError: no_such_area, id_taken, line_self_crossing, line_does_not_cross, line_cuts_into_many, zero_area …
    """
    shape = _sound(coverage, area_id)
    _require_free(coverage, new_id)
    if not line.is_simple:
        raise EditError("line_self_crossing", at=line)
    faces = _inside(shape, faces_between(np.array([shape, _drawn_up(coverage, line, tolerance_m)], dtype=object)))
    whole = shapely.get_parts(shape)
    if len(faces) <= len(whole):
        raise EditError("line_does_not_cross", at=line, area_id=area_id)
    if len(faces) > len(whole) + 1:
        raise EditError("line_cuts_into_many", at=line, area_id=area_id, count=len(faces) - len(whole) + 1)
    kept, other = _two_sides(faces, whole, keep)
    for part in (kept, other):
        if part.area < MIN_AREA_M2:
            raise EditError("zero_area", at=part)
    return settled(coverage, coverage.changed({area_id: kept, new_id: other}), (area_id, new_id))


def merge(coverage: Coverage, area_ids: Sequence[str], into: str | None = None) -> Coverage:
    """Make one area of several that touch; it is called `into` (one of them; without it, the first).

    Raises EditError: no_such_area, too_few_areas, do_not_touch, invalid_area.
    """
    ids = list(dict.fromkeys(area_ids))
    if len(ids) < 2:
        raise EditError("too_few_areas", count=len(ids))
    into = ids[0] if into is None else into
    if into not in ids:
        raise EditError("no_such_area", area_id=into)
    shapes = np.array([_sound(coverage, area_id) for area_id in ids], dtype=object)
    union = shapely.union_all(shapes, grid_size=GRID_M)
    loose = shapely.get_num_geometries(union) - int(shapely.get_num_geometries(shapes).sum()) + len(ids) - 1
    if loose > 0:
        raise EditError("do_not_touch", at=union, count=len(ids))
    return settled(coverage, coverage.changed({**dict.fromkeys(ids), into: union}), (into,))


def add(
    coverage: Coverage, area_id: str, drawn: shapely.Polygon,
    *, tolerance_m: float, overlap: Literal["cut", "refuse"] = "cut",
) -> Coverage:
    """Add a drawn polygon: pulled to nodes and borders within the tolerance, the rest as drawn.

    What it covers of other areas is cut off it ("cut"), or the drawing is refused ("refuse"); the others keep their
    ground. Raises EditError: id_taken, overlaps, nothing_left, falls_apart, self_crossing, zero_area.
    """
    _require_free(coverage, area_id)
    polygon = _pulled(coverage, require_area(area_id, drawn), tolerance_m)
    others = coverage.shapes[near(coverage, polygon)]
    others = others[shapely.is_valid(others)]
    covered = shapely.intersection(shapely.union_all(others, grid_size=GRID_M), polygon, grid_size=GRID_M)
    if covered.area > MIN_AREA_M2 and overlap == "refuse":
        hit = _first_hit(coverage, polygon)
        raise EditError("overlaps", at=covered, area_id=area_id, other_id=hit, size_m2=round(covered.area, 2))
    rest = shapely.difference(polygon, shapely.union_all(others, grid_size=GRID_M), grid_size=GRID_M)
    parts = [part for part in shapely.get_parts(rest) if not _splinter(part)]
    if not parts:
        raise EditError("nothing_left", at=polygon, area_id=area_id)
    if len(parts) > 1:
        raise EditError("falls_apart", at=rest, area_id=area_id, count=len(parts))
    return settled(coverage, coverage.changed({area_id: parts[0]}), (area_id,))


def remove(coverage: Coverage, area_id: str) -> Coverage:
    """Take an area away; its ground is then a gap. Raises EditError (no_such_area)."""
    coverage.position(area_id)
    return coverage.changed({area_id: None})


def clip(coverage: Coverage, outline: BaseGeometry) -> Coverage:
    """Cut off what lies outside the outline (a metric polygon). Raises EditError: nothing_left, invalid_area."""
    edge = require_area("", outline)
    if not edge.is_valid:
        raise EditError("self_crossing", at=crossing_of(edge), area_id="")
    outside = [index for index, shape in enumerate(coverage.shapes) if not edge.covers(shape)]
    crossing = np.array([_sound(coverage, coverage.ids[index]) for index in outside], dtype=object)
    # one line-work for all of them: two neighbours meet the outline in the same node
    faces = _inside(edge, faces_between(np.append(crossing, np.array([edge], dtype=object))))
    new = {}
    for index, shape in zip(outside, crossing, strict=True):
        kept = shapely.union_all(_inside(shape, faces), grid_size=GRID_M)
        if kept.area < MIN_AREA_M2:
            raise EditError("nothing_left", at=shape, area_id=coverage.ids[index])
        new[coverage.ids[index]] = kept
    return settled(coverage, coverage.changed(new), new)


def _sound(coverage: Coverage, area_id: str) -> BaseGeometry:
    shape = coverage[area_id]
    if not shape.is_valid:
        raise EditError("invalid_area", at=crossing_of(shape), area_id=area_id)
    return shape


def _require_free(coverage: Coverage, area_id: str) -> None:
    if area_id in coverage.ids:
        raise EditError("id_taken", area_id=area_id)


def _inside(shape: BaseGeometry, faces: np.ndarray) -> np.ndarray:
    shapely.prepare(shape)
    inside: np.ndarray = faces[shapely.contains(shape, shapely.point_on_surface(faces))]
    return inside


def _drawn_up(coverage: Coverage, line: shapely.LineString, tolerance_m: float) -> shapely.LineString:
    """Return the line with its two ends on the node or border that lies within the tolerance."""
    points = shapely.get_coordinates(line)
    first, last = (snap(coverage, shapely.Point(points[end]), tolerance_m).point for end in (0, -1))
    start = 1 if first.distance(shapely.Point(points[0])) < STUB_M else 0
    stop = len(points) - (1 if last.distance(shapely.Point(points[-1])) < STUB_M else 0)
    inner = points[start:stop]
    return shapely.LineString([(first.x, first.y), *inner, (last.x, last.y)])


def _two_sides(
    faces: np.ndarray, whole: np.ndarray, keep: shapely.Point | None
) -> tuple[BaseGeometry, BaseGeometry]:
    """Return (kept, other): the two faces of the part that was cut, each with the uncut parts nearer to it."""
    part_of = shapely.STRtree(whole).query(shapely.point_on_surface(faces), predicate="within")[1]
    cut = np.bincount(part_of, minlength=len(whole)).argmax()
    two, rest = faces[part_of == cut], faces[part_of != cut]
    first_kept = two[0].area >= two[1].area if keep is None else two[0].distance(keep) <= two[1].distance(keep)
    kept, other = (two[0], two[1]) if first_kept else (two[1], two[0])
    nearer = shapely.distance(rest, kept) <= shapely.distance(rest, other)
    return _gathered(kept, rest[nearer]), _gathered(other, rest[~nearer])


def _gathered(part: shapely.Polygon, more: np.ndarray) -> BaseGeometry:
    return shapely.MultiPolygon([part, *more]) if len(more) else part


def _pulled(coverage: Coverage, polygon: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    """Return the polygon with its vertices on nodes or borders, and its edges through nodes, within the tolerance."""
    def pull(ring: np.ndarray) -> np.ndarray:
        return np.concatenate([
            shapely.get_coordinates(snap(coverage, shapely.Point(vertex), tolerance_m).point) for vertex in ring
        ])

    around = coverage.shapes[near(coverage, polygon, tolerance_m)]
    pulled = shapely.transform(polygon, pull)
    nodes = shapely.MultiPoint(shapely.get_coordinates(around))
    # pulling can fold a corner that is smaller than the tolerance: then the edges are left as drawn
    for candidate in (shapely.ops.snap(pulled, nodes, tolerance_m), pulled, polygon):
        clean: BaseGeometry = shapely.remove_repeated_points(candidate)
        if clean.is_valid and clean.area >= MIN_AREA_M2:
            return _noded(clean, around)
    raise EditError("self_crossing", at=crossing_of(polygon), area_id="")


def _noded(polygon: BaseGeometry, around: np.ndarray) -> BaseGeometry:
    vertices = np.unique(shapely.get_coordinates(around), axis=0)
    return with_vertices(polygon, vertices) if len(vertices) else polygon


def _splinter(part: BaseGeometry) -> bool:
    return bool(part.area < MIN_AREA_M2 or 2 * part.area / part.length < SPLINTER_M)


def _first_hit(coverage: Coverage, polygon: BaseGeometry) -> str:
    positions = near(coverage, polygon)
    shapes = coverage.shapes[positions]
    valid = shapely.is_valid(shapes)
    sizes = np.where(valid, shapely.area(shapely.intersection(np.where(valid, shapes, None), polygon)), 0.0)
    return coverage.ids[int(positions[int(np.nan_to_num(sizes).argmax())])]
