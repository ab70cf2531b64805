"""Make one change to the boundaries: what the browser asks for becomes a new board, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import shapely

from geo.coverage import GRID_M
from geo.editing import nodes, operations
from geo.editing.division import divide
from geo.editing.errors import EditError
from geo.editing.reading import MIN_AREA_M2
from geo.editing.topology import FOUND_M, Coverage
from zones.drawing import outline as outlines
from zones.drawing.board import Board
from zones.drawing.errors import DrawError
from zones.drawing.mending import give_gap, mend, take_gap
from zones.drawing.reading import Pen
from zones.drawing.units import Naming, merged_fields, new_unit, next_code, split_fields, told

MOST_TOLERANCE_M: Final = 60.0
POINTS_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Edited:
    """A board after a change, with what was done in data that a sentence is made of ("draw.did_<action>")."""

    board: Board
    action: str
    detail: Mapping[str, Any] = field(default_factory=dict)


Change = Mapping[str, Any]
Operation = Callable[[Board, Change, Pen, Naming], Edited]


def edit(board: Board, change: Change, crs: str, naming: Naming) -> Edited:
    """Return the board after a change {"op": …}. Raises EditError or DrawError; the board given is never changed."""
    operation = OPERATIONS.get(str(change.get("op")))
    if operation is None:
        raise DrawError("unknown_change")
    return operation(board, change, Pen(crs, board.ground()), naming)


def _outline(board: Board, change: Change, pen: Pen, _naming: Naming) -> Edited:
    return Edited(replace(board, outline=pen.area(change.get("rings"))), "outline")


def _add(board: Board, change: Change, pen: Pen, naming: Naming) -> Edited:
    drawn = _inside(board, pen.area(change.get("rings")))
    area_id, fields = new_unit(board, naming, change)
    coverage = operations.add(board.coverage, area_id, drawn, tolerance_m=_tolerance(change))
    return Edited(board.with_units(coverage, **{area_id: fields}), "add", _made(area_id, fields))


def _split(board: Board, change: Change, pen: Pen, naming: Naming) -> Edited:
    area_id = _text(change, "area_id")
    line = pen.line(change.get("line"))
    new_id, fields = new_unit(board, naming, change)
    coverage = operations.split(board.coverage, area_id, line, new_id, tolerance_m=_tolerance(change))
    new = {area_id: split_fields(board.fields[area_id]), new_id: fields}
    return Edited(board.with_units(coverage, **new), "split",
                  {"unit": board.name(area_id), "other": fields["name"], "area_id": new_id})


def _merge(board: Board, change: Change, _pen: Pen, _naming: Naming) -> Edited:
    ids = change.get("area_ids")
    if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids):
        raise DrawError("unknown_change")
    into = _text(change, "into") if change.get("into") else None
    coverage = operations.merge(board.coverage, ids, into)
    kept = into or ids[0]
    fields = merged_fields(board, kept, ids)
    names = ", ".join(board.name(name) for name in ids if name != kept)
    return Edited(board.with_units(coverage, **{kept: fields}), "merge", {"unit": board.name(kept), "other": names})


def _move_node(board: Board, change: Change, pen: Pen, _naming: Naming) -> Edited:
    at, to = pen.point(change.get("at")), pen.point(change.get("to"))
    outline, to = outlines.follow(board.outline, board.coverage, at, to, _locked(change))
    coverage = nodes.move_node(board.coverage, at, to)
    outlines.require_same_ground(board.outline, board.coverage, coverage, at, _locked(change))
    return Edited(replace(board.with_units(coverage), outline=outline), "move_node", _moved(board, coverage))


def _bend(board: Board, change: Change, pen: Pen, _naming: Naming) -> Edited:
    """Put a node on a border and pull it to where it was dragged, as one change."""
    at, to = pen.point(change.get("at")), pen.point(change.get("to"))
    with_node = nodes.insert_node(board.coverage, at, 10 * FOUND_M)
    outline, to = outlines.follow(board.outline, with_node, at, to, _locked(change))
    coverage = nodes.move_node(with_node, at, to)
    outlines.require_same_ground(board.outline, with_node, coverage, at, _locked(change))
    return Edited(replace(board.with_units(coverage), outline=outline), "bend", _moved(board, coverage))


def _remove_node(board: Board, change: Change, pen: Pen, _naming: Naming) -> Edited:
    at = pen.point(change.get("at"))
    outline = outlines.without(board.outline, board.coverage, at, _locked(change))
    coverage = nodes.remove_node(board.coverage, at)
    return Edited(replace(board.with_units(coverage), outline=outline), "remove_node", _moved(board, coverage))


def _border(board: Board, change: Change, pen: Pen, _naming: Naming) -> Edited:
    border, line = pen.line(change.get("border")), pen.line(change.get("line"))
    if outlines.is_on(board.outline, border.interpolate(0.5, normalized=True)):
        raise DrawError("outline_border", at=border)
    coverage = nodes.replace_border(board.coverage, border, line)
    return Edited(board.with_units(coverage), "border", _moved(board, coverage))


def _fields(board: Board, change: Change, _pen: Pen, _naming: Naming) -> Edited:
    area_id = _text(change, "area_id")
    board.coverage.position(area_id)
    fields = told(board, area_id, change.get("fields"))
    return Edited(board.with_units(board.coverage, **{area_id: fields}), "fields", {"unit": fields["name"]})


def _delete(board: Board, change: Change, _pen: Pen, _naming: Naming) -> Edited:
    area_id = _text(change, "area_id")
    return Edited(board.with_units(operations.remove(board.coverage, area_id)), "delete", {"unit": board.name(area_id)})


def _divide(board: Board, change: Change, pen: Pen, naming: Naming) -> Edited:
    if board.outline is None:
        raise DrawError("needs_outline")
    if board.coverage.ids and not change.get("replace"):
        raise DrawError("units_exist", count=len(board.coverage.ids))
    sent = change.get("points")
    if not isinstance(sent, list) or not all(isinstance(one, Mapping) for one in sent) or len(sent) > POINTS_MOST:
        raise EditError("not_coordinates")
    drawn = Board(Coverage((), board.coverage.shapes[:0]), {}, board.outline)
    places: dict[str, shapely.Point] = {}
    fields: dict[str, Mapping[str, Any]] = {}
    for one in sent:
        code = str(one.get("code") or "").strip() or next_code(fields.values())
        area_id, own = new_unit(replace(drawn, fields=fields), naming, {**one, "code": code})
        places[area_id], fields[area_id] = pen.point(one.get("at")), own
    try:
        coverage = divide(board.outline, places)
    except EditError as error:           # the units are not on the board yet: call them by their names
        known = {key: fields[value]["name"] if value in fields else value for key, value in error.fields.items()}
        raise EditError(error.kind, at=error.at, **known) from None
    return Edited(drawn.with_units(coverage, **fields), "divide", {"count": len(places)})


def _repair(board: Board, change: Change, _pen: Pen, _naming: Naming) -> Edited:
    mended, count = mend(board, change.get("problems"))
    return Edited(mended, "repair", {"count": count})


def _give(board: Board, change: Change, _pen: Pen, _naming: Naming) -> Edited:
    area_id = _text(change, "area_id")
    return Edited(give_gap(board, _text(change, "problem"), area_id), "give", {"unit": board.name(area_id)})


def _fill(board: Board, change: Change, _pen: Pen, naming: Naming) -> Edited:
    area_id, fields = new_unit(board, naming, change)
    return Edited(take_gap(board, _text(change, "problem"), area_id, fields), "add", _made(area_id, fields))


OPERATIONS: Final[Mapping[str, Operation]] = {
    "outline": _outline, "add": _add, "split": _split, "merge": _merge, "move_node": _move_node, "bend": _bend,
    "remove_node": _remove_node, "border": _border, "fields": _fields, "delete": _delete, "divide": _divide,
    "repair": _repair, "give": _give, "fill": _fill,
}


def _made(area_id: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"unit": fields["name"], "area_id": area_id}


def _inside(board: Board, drawn: shapely.Polygon) -> shapely.Polygon:
    """Return what of a drawing lies in the outline: people draw over the edge to reach it."""
    if board.outline is None:
        return drawn
    kept = shapely.intersection(drawn, board.outline, grid_size=GRID_M)
    parts = [part for part in shapely.get_parts(kept)
             if isinstance(part, shapely.Polygon) and part.area >= MIN_AREA_M2]
    if not parts:
        raise DrawError("outside_outline", at=drawn)
    return max(parts, key=lambda part: float(part.area))


def _moved(before: Board, after: Coverage) -> dict[str, Any]:
    changed = [name for name, old, new in zip(after.ids, before.coverage.shapes, after.shapes, strict=True)
               if old is not new and not shapely.equals_exact(old, new)]
    return {"units": ", ".join(before.name(name) for name in changed)}


def _locked(change: Change) -> bool:
    return change.get("outline_locked") is not False


def _text(change: Change, name: str) -> str:
    value = change.get(name)
    if not isinstance(value, str) or not value:
        raise DrawError("unknown_change")
    return value


def _tolerance(change: Change) -> float:
    """Return how near to a border a drawn point is pulled to it; the browser says how many metres ten dots are."""
    value = change.get("tolerance_m", 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return min(max(float(value), 0.0), MOST_TOLERANCE_M)
