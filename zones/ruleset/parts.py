"""Describe the parts of a legal document's rules as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from zones.levels import Level

Bilingual = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on what was observed; all its parts must hold. `any_of`/`all_of` nest.

    `touches` holds next to a unit of that level, `children` where the units below of that level **or higher** reach
    a `share` of all or a `count`. `otherwise` holds where nothing higher does and nothing higher is left open.
    """

    indicator: str | None = None
    at_least: Fraction | None = None
    above: Fraction | None = None
    below: Fraction | None = None
    equals: Fraction | str | None = None
    level: Level | None = None
    touches: Level | None = None
    children: Level | None = None
    share: Fraction | None = None
    count: int | None = None
    any_of: tuple[Condition, ...] = ()
    all_of: tuple[Condition, ...] = ()
    always: bool = False
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`level` applies where `when` holds; of the rules that hold the highest level counts.

    `applies_to` names the unit levels that the rule is written for; empty: all of the ruleset's.
    """

    id: str
    level: Level
    clause: Bilingual
    when: Condition
    verified: bool
    source: str
    applies_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """A question of a checklist: "yes" gives `level`, "no" gives nothing, no answer keeps a unit from being green."""

    id: str
    level: Level
    text: Bilingual
    clause: Bilingual
    verified: bool
    source: str
    applies_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Designation:
    """Units that the document names itself, each written with its kind ("Quận Hà Đông"), under its own label."""

    id: str
    level: Level
    label: Bilingual
    units: tuple[str, ...]
    clause: Bilingual
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One band's interval, from `low` (included) up to `high` (not included), or one `word` of a graded answer.

    `name` is its key in tables and examples, `label` what a reader of the other language is shown.
    """

    name: str
    low: Fraction | None
    high: Fraction | None
    verified: bool
    source: str
    word: str | None = None
    label: Bilingual = field(default_factory=dict)      # {}: its name says it in every language


@dataclass(frozen=True, slots=True)
class Band:
    """A number cut into named steps, lowest first; or a graded answer, the best first."""

    id: str
    indicator: str
    clause: Bilingual
    steps: tuple[Step, ...]

    def said(self, name: str, language: str) -> str:
        """Return a step's name for a reader; KeyError when there is no such step."""
        for step in self.steps:
            if step.name == name:
                return step.label.get(language, name)
        raise KeyError(name)

    def after(self, step: Step, count: int) -> Step:
        """Return the step `count` further on, at most the last."""
        return self.steps[min(self.steps.index(step) + count, len(self.steps) - 1)]


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
    """`steps` levels up where `when` holds and `unless` does not; with `band`, steps of that band before its table."""

    id: str
    steps: int
    clause: Bilingual
    when: Condition
    unless: Condition | None
    verified: bool
    source: str
    band: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Where `when` holds the level may not fall below the unit's former one."""

    id: str
    clause: Bilingual
    when: Condition
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class OutbreakRule:
    """When cases are one outbreak ("ổ dịch") and when it ends. The numbers only; `zones.outbreaks` applies them.

    With `radius_m` cases belong together by distance, and each draws a circle of that radius; without it by the
    place that they share. `confirmed_cases` of laboratory-confirmed ones suffice (None: confirmation says nothing);
    `cases` within `window_days` do too, where `needs_larvae` only if larvae or vectors were found.
    """

    radius_m: Fraction | None
    window_days: int
    cases: int
    confirmed_cases: int | None
    needs_larvae: bool
    ends_after_days: int
    clause: Bilingual
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
class Scale:
    """What a label's number counts on: "Vùng 1" is red on one scale and green on another (domain §0.1).

    `colours_verified` is False where the colours are the program's reading and not the document's.
    """

    name: Bilingual
    colours_verified: bool


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
