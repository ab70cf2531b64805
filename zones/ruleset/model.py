"""Describe a legal document's rules as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from zones.levels import Level

Bilingual = Mapping[str, str]


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
