"""Read a ruleset from TOML and refuse a broken one with its name and what is wrong."""

from __future__ import annotations

import tomllib
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

from zones.levels import Level
from zones.ruleset.model import (
    Band,
    Cell,
    Condition,
    Document,
    Escalation,
    Example,
    Measure,
    Rule,
    Ruleset,
    Step,
    Table,
    Uplift,
)

FOLDER: Final = Path(__file__).parent.parent / "rulesets"


class RulesetError(ValueError):
    """A ruleset file that cannot be used: `file`, and `what` names the place and the trouble."""

    def __init__(self, file: str, what: str) -> None:
        self.file, self.what = file, what
        super().__init__(f"{file}: {what}")


@lru_cache(maxsize=64)
def load_ruleset(ruleset_id: str, folder: Path = FOLDER) -> Ruleset:
    """Read `<folder>/<ruleset_id>.toml`. RulesetError when it is missing or broken."""
    path = folder / f"{ruleset_id}.toml"
    if not path.is_file():
        raise RulesetError(path.name, "no such ruleset")
    return read_ruleset(path.read_text(encoding="utf-8"), path.name)


def list_rulesets(folder: Path = FOLDER) -> list[Ruleset]:
    """Return all rulesets of the folder, the earliest in force first."""
    found = [load_ruleset(path.stem, folder) for path in sorted(folder.glob("*.toml"))]
    return sorted(found, key=lambda ruleset: (ruleset.valid_from, ruleset.id))


def read_ruleset(text: str, name: str) -> Ruleset:
    """Parse one ruleset file. Numbers become exact fractions, so that 0.7 is seven tenths and nothing near it."""
    try:
        data = tomllib.loads(text, parse_float=Fraction)
        return _ruleset(data)
    except tomllib.TOMLDecodeError as error:
        raise RulesetError(name, str(error)) from None
    except KeyError as error:
        raise RulesetError(name, f"{error.args[0]} is missing") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise RulesetError(name, str(error)) from None


def _ruleset(data: dict[str, Any]) -> Ruleset:
    lockdown = data.get("lockdown", {"level": "red", "verified": False})
    ruleset = Ruleset(
        id=data["id"], disease=data["disease"], regime=data["regime"],
        document=_document(data["document"]),
        valid_from=_moment(data["valid_from"]),
        valid_to=_moment(data["valid_to"]) if "valid_to" in data else None,
        outside_validity=_outside(data["outside_validity"]),
        window_days=int(data["window_days"]),
        labels={Level(level): names for level, names in data["labels"].items()},
        options={name: _choices(option) for name, option in data.get("options", {}).items()},
        rules=tuple(_rule(item) for item in data.get("rules", ())),
        bands=tuple(_band(item) for item in data.get("bands", ())),
        tables=tuple(_table(item) for item in data.get("tables", ())),
        escalations=tuple(_escalation(item) for item in data.get("escalations", ())),
        measures=tuple(_measure(item) for item in data.get("measures", ())),
        uplift=_uplift(data["uplift"]) if "uplift" in data else None,
        lockdown_level=Level(lockdown["level"]),
        lockdown_verified=bool(lockdown["verified"]),
        examples=tuple(_example(item) for item in data["examples"]),
    )
    _check_tables(ruleset)
    return ruleset


def _document(item: dict[str, Any]) -> Document:
    return Document(
        number=item["number"], date=item["date"], issuer=item["issuer"], title=item["title"],
        sources=tuple(item["sources"]),
    )


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"{value!r} must be a moment with a time zone, like 2021-10-12T00:00:00+07:00")
    return value


def _outside(value: str) -> Literal["grey", "warn"]:
    if value == "grey":
        return "grey"
    if value == "warn":
        return "warn"
    raise ValueError(f"outside_validity is {value!r}; it must be 'grey' or 'warn'")


def _choices(option: dict[str, Any]) -> tuple[str, ...]:
    default = option["default"]
    if default not in option["choices"]:
        raise ValueError(f"the default {default!r} is not among the choices")
    return (default, *(choice for choice in option["choices"] if choice != default))


def _number(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _condition(item: dict[str, Any]) -> Condition:
    known = {"indicator", "at_least", "below", "equals", "level", "any", "all", "always"}
    if unknown := set(item) - known:
        raise ValueError(f"a condition does not know {sorted(unknown)}; it knows {sorted(known)}")
    equals = item.get("equals")
    return Condition(
        indicator=item.get("indicator"),
        at_least=_number(item.get("at_least")), below=_number(item.get("below")),
        equals=equals if isinstance(equals, str) else _number(equals),
        level=Level(item["level"]) if "level" in item else None,
        any_of=tuple(_condition(part) for part in item.get("any", ())),
        all_of=tuple(_condition(part) for part in item.get("all", ())),
        always=bool(item.get("always", False)),
    )


def _rule(item: dict[str, Any]) -> Rule:
    return Rule(
        id=item["id"], level=Level(item["level"]), clause=item["clause"], when=_condition(item["when"]),
        verified=bool(item["verified"]), source=item.get("source", ""),
    )


def _band(item: dict[str, Any]) -> Band:
    steps = tuple(
        Step(step["name"], _number(step.get("from")), _number(step.get("below")),
             bool(step["verified"]), step.get("source", ""))
        for step in item["steps"]
    )
    for lower, upper in pairwise(steps):
        if lower.high is None or lower.high != upper.low:
            raise ValueError(f"band {item['id']}: {lower.name!r} does not end where {upper.name!r} begins")
    return Band(item["id"], item["indicator"], item["clause"], steps)


def _table(item: dict[str, Any]) -> Table:
    cells = {
        (cell["row"], cell["column"]): Cell(Level(cell["level"]), bool(cell["verified"]), cell.get("source", ""))
        for cell in item["cells"]
    }
    return Table(item["id"], item["rows"], item["columns"], item["clause"], cells)


def _escalation(item: dict[str, Any]) -> Escalation:
    return Escalation(
        id=item["id"], steps=int(item["steps"]), clause=item["clause"], when=_condition(item["when"]),
        unless=_condition(item["unless"]) if "unless" in item else None,
        verified=bool(item["verified"]), source=item.get("source", ""),
    )


def _measure(item: dict[str, Any]) -> Measure:
    return Measure(
        level=Level(item["level"]), directive=item.get("directive", ""), text=item["text"],
        clause=item.get("clause", {}), verified=bool(item["verified"]),
    )


def _uplift(item: dict[str, Any]) -> Uplift:
    return Uplift(
        steps=int(item["steps"]), levels=tuple(Level(level) for level in item["levels"]), text=item["text"],
        clause=item["clause"], verified=bool(item["verified"]),
    )


def _example(item: dict[str, Any]) -> Example:
    given = {name: value if isinstance(value, str) else Fraction(value) for name, value in item["given"].items()}
    return Example(item["name"], given, {name: str(value) for name, value in item["expect"].items()})


def _check_tables(ruleset: Ruleset) -> None:
    """Every pair of steps must have its cell: a hole would be found only on the day it is needed."""
    for table in ruleset.tables:
        wanted = {
            (row.name, column.name)
            for row in ruleset.band(table.rows).steps for column in ruleset.band(table.columns).steps
        }
        if missing := wanted - set(table.cells):
            raise ValueError(f"table {table.id} has no cell for {sorted(missing)}")
        if strange := set(table.cells) - wanted:
            raise ValueError(f"table {table.id} has cells that no band knows: {sorted(strange)}")
