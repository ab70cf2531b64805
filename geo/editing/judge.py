"""Refuse an edit that would make a coverage worse than it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import shapely

from geo.editing.errors import EditError
from geo.editing.reading import crossing_of
from geo.editing.topology import Coverage, near, tie

SAME_M2: Final = 1e-3    # ten square centimetres: below it two sums of areas are the same


def settled(before: Coverage, after: Coverage, changed: Iterable[str]) -> Coverage:
    """Tie the changed areas to their neighbours and return the result if no area broke and no overlap was made.

    Faults that were there before do not stop an edit beside them. Raises EditError: self_crossing, overlaps.
    """
    positions = [after.position(area_id) for area_id in changed]
    for position in positions:
        _require_whole(before, after, position)
    tied = tie(after, positions)
    _require_no_new_overlap(before, tied, positions)
    return tied


def _require_whole(before: Coverage, after: Coverage, position: int) -> None:
    area_id, shape = after.ids[position], after.shapes[position]
    if shape.is_valid:
        return
    if area_id in before.ids and not before[area_id].is_valid:
        return                                   # a person is mending it node by node
    raise EditError("self_crossing", at=crossing_of(shape), area_id=area_id)


def _require_no_new_overlap(before: Coverage, after: Coverage, positions: list[int]) -> None:
    shapes = after.shapes
    beside = np.array([(min(one, other), max(one, other)) for one in positions for other in near(after, shapes[one])])
    pairs = np.unique(beside.reshape(-1, 2).astype(np.int64), axis=0)
    pairs = pairs[(pairs[:, 0] != pairs[:, 1]) & shapely.is_valid(shapes[pairs]).all(axis=1)]
    common = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    sizes = shapely.area(common)
    for (one, other), overlap, size in zip(pairs.tolist(), common, sizes, strict=True):
        if size > SAME_M2 and size > _overlap(before, after.ids[one], after.ids[other]) + SAME_M2:
            raise EditError("overlaps", at=overlap, area_id=after.ids[one], other_id=after.ids[other],
                            size_m2=round(float(size), 2))


def _overlap(coverage: Coverage, one: str, other: str) -> float:
    if one not in coverage.ids or other not in coverage.ids:
        return 0.0
    shapes = coverage[one], coverage[other]
    if not all(shape.is_valid for shape in shapes):
        return float("inf")                      # nobody can say: the edit is not to blame
    return float(shapes[0].intersection(shapes[1]).area)
