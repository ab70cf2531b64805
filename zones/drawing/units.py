"""Name new units, and say what is known of a unit after a change: numbers that no longer hold are left empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.areas import AREAS
from zones.drawing.board import UNIT_COLUMNS, UNIT_LEVEL, Board
from zones.drawing.errors import DrawError
from zones.drawing.fields import read_fields
from zones.wording import t

COUNTED: Final = ("population", "households")
SHARES: Final = ("adult_dose1_share", "elderly_full_share")


@dataclass(frozen=True, slots=True)
class Naming:
    """Whose units are drawn: their ids and their parent are named after the place."""

    place_id: str
    place_name: str


def new_unit(board: Board, naming: Naming, change: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return (area_id, fields) of a new unit: by its number, asked for or the next free one.

    Raises DrawError: code_taken.
    """
    code = str(change.get("code") or "").strip() or next_code(board.fields.values())
    if code in board.codes():
        raise DrawError("code_taken", code=code)
    level = board.level()
    # a unit's name is part of the Vietnamese record, whatever language the screen speaks
    name = str(change.get("name") or "").strip() or t(
        "draw.unit_name" if level == UNIT_LEVEL else "draw.other_unit_name", "vi", code=code)
    base = f"{naming.place_id}/to-{code}"
    area_id, number = base, 2
    while area_id in board.coverage.ids:
        area_id, number = f"{base}-{number}", number + 1
    return area_id, {"code": code, "name": name, "area_level": level, "parent_name": naming.place_name}


def next_code(fields: Iterable[Mapping[str, Any]]) -> str:
    """Return the number after the highest one in use."""
    numbers = [int(code) for code in (str(one.get("code") or "") for one in fields) if code.isdecimal()]
    return str(max(numbers, default=0) + 1)


def split_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what still holds of a unit that lost a part: its people were counted on more ground."""
    return {name: value for name, value in fields.items() if name not in COUNTED}


def merged_fields(board: Board, kept: str, ids: Sequence[str]) -> dict[str, Any]:
    """Return what holds of units that became one: sums where every part is known, shares where all are alike."""
    fields = dict(board.fields[kept])
    parts = [board.fields[area_id] for area_id in dict.fromkeys(ids)]
    for name in (*COUNTED, *SHARES):
        values = [part.get(name) for part in parts]
        known = [value for value in values if value is not None]
        fields.pop(name, None)
        if len(known) == len(parts) and (name in COUNTED or len(set(known)) == 1):
            fields[name] = sum(known) if name in COUNTED else known[0]
    return fields


def told(board: Board, area_id: str, given: Any) -> dict[str, Any]:
    """Return a unit's fields with what a person filled in. Raises DrawError (bad_fields, code_taken)."""
    columns = {name: AREAS.columns[name] for name in UNIT_COLUMNS}
    sent = {name: value for name, value in given.items() if name in columns} if isinstance(given, Mapping) else {}
    fields = read_fields("areas", columns, {**board.fields[area_id], **sent})
    others = {str(one.get("code") or "") for other, one in board.fields.items() if other != area_id}
    code = str(fields.get("code") or "")
    if code and code in others:
        raise DrawError("code_taken", code=code)
    return {name: value for name, value in fields.items() if value is not None}
