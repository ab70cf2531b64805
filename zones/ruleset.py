"""Read a legal document's rules from TOML: dated, cited, with its own examples; no code, no eval."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

from zones.levels import Level

FOLDER: Final = Path(__file__).parent / "rulesets"

Bilingual = Mapping[str, str]


class RulesetError(ValueError):
    """A ruleset file that cannot be used: `file`, and `what` names the place and the trouble."""

    def __init__(self, file: str, what: str) -> None:
        self.file, self.what = file, what
        super().__init__(f"{file}: {what}")


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on what was observed; all its parts must hold. `any_of`/`all_of` nest."""

    indicator: str | None = None
    at_least: Fraction | None = None
    below: Fraction | None = None
    equals: Fraction | str | None = None
    level: Level | None = None
    any_of: tuple[Condition, ...] = ()
    all_of: tuple[Condition, ...] = ()
    always: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`level` applies where `when` holds; of the rules that hold the highest level counts."""

    id: str
    level: Level
    clause: Bilingual
    when: Condition
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One band's interval: from `low` (included) up to `high` (not included)."""

    name: str
    low: Fraction | None
    high: Fraction | None
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Band:
    """A number cut into named steps, lowest first."""

    id: str
    indicator: str
    clause: Bilingual
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table says where a row meets a column."""

    level: Level
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """Two bands and the level of each pair of steps."""

    id: str
    rows: str
    columns: str
    clause: Bilingual
    cells: Mapping[tuple[str, str], Cell]


@dataclass(frozen=True, slots=True)
class Escalation:
    """`steps` levels up where `when` holds and `unless` does not."""

    id: str
    steps: int
    clause: Bilingual
    when: Condition
    unless: Condition | None
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What applies in an area of a level: the directive's short name and the words."""

    level: Level
    directive: str
    text: Bilingual
    clause: Bilingual
    verified: bool


@dataclass(frozen=True, slots=True)
class Uplift:
    """"Cao hơn 1 mức": measures above the assessed level; the colour does not move."""

    steps: int
    levels: tuple[Level, ...]
    text: Bilingual
    clause: Bilingual
    verified: bool


@dataclass(frozen=True, slots=True)
class Document:
    """The paper a ruleset stands on."""

    number: str
    date: date
    issuer: Bilingual
    title: Bilingual
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case of the ruleset: `name` is a full sentence that a lawyer can check."""

    name: str
    given: Mapping[str, Fraction | str]
    expect: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One legal document as data."""

    id: str
    disease: str
    regime: str
    document: Document
    valid_from: datetime
    valid_to: datetime | None
    outside_validity: Literal["grey", "warn"]
    window_days: int
    labels: Mapping[Level, Bilingual]
    options: Mapping[str, tuple[str, ...]]         # name -> choices, the default first
    rules: tuple[Rule, ...]
    bands: tuple[Band, ...]
    tables: tuple[Table, ...]
    escalations: tuple[Escalation, ...]
    measures: tuple[Measure, ...]
    uplift: Uplift | None
    lockdown_level: Level
    lockdown_verified: bool
    examples: tuple[Example, ...]

    def in_force(self, as_of: datetime) -> bool:
        """Tell whether the document was in force at an aware moment."""
        return self.valid_from <= as_of and (self.valid_to is None or as_of < self.valid_to)

    def measure(self, level: Level) -> Measure | None:
        """Return what applies at that level, or None where the document names nothing."""
        return next((measure for measure in self.measures if measure.level is level), None)

    def band(self, band_id: str) -> Band:
        """Return the band of that id; KeyError when there is none."""
        for band in self.bands:
            if band.id == band_id:
                return band
        raise KeyError(band_id)


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
