"""Make a form of a record's contract, and read what was filled in: every wrong cell is named at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from geo.frames import COUNT, FLAG, MOMENT, NUMBER, VIETNAM_TIME, Column
from zones.drawing.errors import DrawError
from zones.times import parse_moment
from zones.wording import has, t

_DAY = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
_TIME = r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})"
_MOMENTS: Final = (
    re.compile(rf"{_DAY}(?:[ ,]+{_TIME})?"), re.compile(rf"{_TIME}[ ,]+(?:ngày )?{_DAY}"),
)
LONGEST: Final = 2000
MOST: Final = 2**53           # beyond it a browser's whole numbers are not exact


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that cannot be read: the column, and the key of the sentence ("missing" → draw.cell_missing)."""

    column: str
    kind: str
    fields: Mapping[str, object]


class BadFields(DrawError):
    """A form with wrong cells; `cells` names them all."""

    def __init__(self, record: str, cells: list[BadCell]) -> None:
        super().__init__("bad_fields")
        self.record = record
        self.cells = cells

    def sentences(self, language: str) -> dict[str, str]:
        """Return column -> what is wrong there."""
        return {cell.column: t(f"draw.cell_{cell.kind}", language, **cell.fields) for cell in self.cells}


def form(record: str, columns: Mapping[str, Column], language: str) -> list[dict[str, Any]]:
    """Return the cells of a form, in the contract's order: name, type, label, whether required, choices, limits."""
    return [
        {
            "name": name, "type": _type(record, name, column), "label": label(record, name, language),
            "required": not column.nullable,
            "choices": [{"value": value, "label": choice(record, name, value, language)}
                        for value in column.among or ()],
        }
        for name, column in columns.items()
    ]


def read_fields(record: str, columns: Mapping[str, Column], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form as plain JSON (None where empty; moments in ISO). Raises BadFields."""
    values: dict[str, Any] = {}
    bad: list[BadCell] = []
    for name, column in columns.items():
        try:
            values[name] = _read(column, raw.get(name))
        except _Unreadable as error:
            bad.append(BadCell(name, error.kind, error.fields))
    start, end = values.get("valid_from"), values.get("valid_to")
    if start and end and parse_moment(end) <= parse_moment(start):
        bad.append(BadCell("valid_to", "ends_before", {}))
    if bad:
        raise BadFields(record, bad)
    return values


def label(record: str, name: str, language: str) -> str:
    """Return what a cell is called: for this record, for every record, or as the contract calls it."""
    for key in (f"draw_fields.{record}_{name}", f"draw_fields.{name}"):
        if has(key, language):
            return t(key, language)
    return name.replace("_", " ")


def choice(record: str, name: str, value: Any, language: str) -> str:
    """Return what one of a cell's values is called."""
    keys = (f"draw_fields.{record}_{name}_{value}", f"draw_fields.{name}_{value}",
            f"level.{value}" if name == "level" else f"kind.{name}_{value}")
    return next((t(key, language) for key in keys if has(key, language)), str(value))


def read_day_or_moment(text: str) -> datetime:
    """Read "07/09/2021", "07/09/2021 18:00", "18:00 07/09/2021" or an ISO moment. ValueError for anything else."""
    for pattern in _MOMENTS:
        if found := pattern.fullmatch(text.strip()):
            parts = {name: int(value or 0) for name, value in found.groupdict().items()}
            return datetime(**parts, tzinfo=VIETNAM_TIME)
    return parse_moment(text.strip())


class _Unreadable(Exception):
    def __init__(self, kind: str, **fields: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.fields = fields


def _type(record: str, name: str, column: Column) -> str:
    if column.among is not None:
        return "choice"
    if name == "area_id" and record != "areas":
        return "unit"
    if name in ("note", "text"):
        return "note"
    for dtype, kind in ((COUNT, "count"), (NUMBER, "number"), (FLAG, "flag"), (MOMENT, "moment")):
        if column.dtype == dtype:
            return kind
    return "text"


def _read(column: Column, raw: Any) -> Any:
    if column.dtype == FLAG:
        return _flag(column, raw)
    text = "" if raw is None else str(raw).strip()
    if not text and not column.nullable:
        raise _Unreadable("missing")
    if len(text) > LONGEST:
        raise _Unreadable("too_long", limit=LONGEST)
    value = _value(text, column) if text else None
    if value is not None and column.among is not None and value not in column.among:
        raise _Unreadable("not_among")
    return value


def _value(text: str, column: Column) -> Any:
    if column.dtype in (COUNT, NUMBER):
        return _number(text, column)
    if column.dtype != MOMENT:
        return text
    try:
        return read_day_or_moment(text).isoformat()
    except (ValueError, OverflowError):
        raise _Unreadable("not_a_moment") from None


def _flag(column: Column, raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    if raw in (None, ""):
        return None if column.nullable else False
    if str(raw).lower() in ("true", "false"):
        return str(raw).lower() == "true"
    raise _Unreadable("not_among")


def _number(text: str, column: Column) -> int | float:
    plain = text.replace("\u00a0", "").replace(" ", "")
    try:
        value = float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    except ValueError:
        raise _Unreadable("not_a_number") from None
    if not math.isfinite(value) or abs(value) > MOST:
        raise _Unreadable("not_a_number")
    if column.dtype == COUNT and value != int(value):
        raise _Unreadable("not_whole")
    if column.at_least is not None and value < column.at_least:
        raise _Unreadable("too_small", limit=f"{column.at_least:g}")
    if column.at_most is not None and value > column.at_most:
        raise _Unreadable("too_large", limit=f"{column.at_most:g}")
    return int(value) if column.dtype == COUNT else value
