"""List what keeps the units from covering the place exactly, and mend it: alone, or as a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import shapely

from geo.coverage import GRID_M
from geo.editing.checking import Fault, FaultKind, check, polygons_of
from geo.editing.judge import settled
from geo.editing.repair import Repair, repair
from zones.drawing.board import Board
from zones.drawing.errors import DrawError

# with these the map would be wrong; ground that no unit has is only not shown
GRAVE: Final = (FaultKind.SELF_CROSSING, FaultKind.OVERLAP, FaultKind.OUTSIDE)
ROUNDS: Final = 4            # of thousands of shaken maps none needed more than three


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault with its name in the list and what mending it alone would do (None: a person has to)."""

    key: str
    fault: Fault
    repair: Repair | None

    @property
    def grave(self) -> bool:
        """True where boundaries with it cannot be saved."""
        return self.fault.kind in GRAVE


def problems_of(board: Board) -> tuple[Problem, ...]:
    """Return all faults of a board, the kinds in the order in which they are mended."""
    if not board.coverage.ids:
        return ()
    faults = check(board.coverage, board.outline)
    if not faults:
        return ()
    acts = {(act.kind, act.geometry.wkb): act for act in repair(board.coverage, board.outline, faults)[1]}
    numbers: Counter[str] = Counter()
    found = []
    for fault in faults:
        numbers[fault.kind] += 1
        found.append(Problem(f"{fault.kind}-{numbers[fault.kind]}", fault, acts.get((fault.kind, fault.geometry.wkb))))
    return tuple(found)


def mend(board: Board, keys: Any) -> tuple[Board, int]:
    """Return the board with these problems mended (None: all that can be), and how many were.

    Raises DrawError (nothing_to_mend).
    """
    wanted = set(keys) if isinstance(keys, list) else None
    faults = [problem.fault for problem in problems_of(board) if wanted is None or problem.key in wanted]
    coverage, done = repair(board.coverage, board.outline, faults)
    if not done:
        raise DrawError("nothing_to_mend")
    count = len(done)
    for _ in range(ROUNDS - 1 if wanted is None else 0):     # ground may join its new unit by a neck that is a fault
        coverage, more = repair(coverage, board.outline, check(coverage, board.outline))
        count += len(more)
        if not more:
            break
    return board.with_units(coverage), count


def give_gap(board: Board, key: str, area_id: str) -> Board:
    """Return the board with a gap's ground given to a unit that a person chose. Raises DrawError, EditError."""
    gap = _gap(board, key)
    whole = polygons_of(shapely.union_all([board.coverage[area_id], gap], grid_size=GRID_M))
    grown = whole[0] if len(whole) == 1 else shapely.MultiPolygon(whole)
    coverage = settled(board.coverage, board.coverage.changed({area_id: grown}), (area_id,))
    return board.with_units(coverage)


def take_gap(board: Board, key: str, area_id: str, fields: Mapping[str, Any]) -> Board:
    """Return the board with a new unit on a gap's ground. Raises DrawError, EditError."""
    coverage = board.coverage.changed({area_id: _gap(board, key)})
    return board.with_units(settled(board.coverage, coverage, (area_id,)), **{area_id: fields})


def _gap(board: Board, key: str) -> shapely.Polygon:
    for problem in problems_of(board):
        if problem.key == key and problem.fault.kind is FaultKind.GAP:
            assert isinstance(problem.fault.geometry, shapely.Polygon)
            return problem.fault.geometry
    raise DrawError("no_such_problem")
