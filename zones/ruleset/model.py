"""Hold one legal document as data, and answer what it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from zones.levels import Level
from zones.ruleset.parts import (
    Band,
    Bilingual,
    Condition,
    Designation,
    Document,
    Escalation,
    Example,
    Factor,
    Hold,
    Measure,
    OutbreakRule,
    Rule,
    Scale,
    Table,
    Uplift,
)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One legal document as data."""

    id: str
    disease: str
    regime: str
    scale: Scale
    document: Document
    replaces: str | None                           # the id of the ruleset that this document replaces
    territory: tuple[str, ...]                     # where it holds, the smallest unit first; empty: the whole country
    unit_levels: tuple[str, ...]                   # what it assesses; the first when a unit does not say its own
    unit_levels_inferred: tuple[str, ...]          # read like the first of unit_levels, by inference
    valid_from: datetime
    valid_to: datetime | None
    outside_validity: Literal["grey", "warn"]
    window_days: int
    levels: tuple[Level, ...]                      # those that the document uses, the worst first
    labels: Mapping[Level, Bilingual]              # all four: a level that the document does not use says so
    options: Mapping[str, tuple[str, ...]]         # name -> choices, the default first
    designations: tuple[Designation, ...]
    factors: tuple[Factor, ...]
    rules: tuple[Rule, ...]
    bands: tuple[Band, ...]
    tables: tuple[Table, ...]
    escalations: tuple[Escalation, ...]
    holds: tuple[Hold, ...]
    outbreak: OutbreakRule | None
    measures: tuple[Measure, ...]
    uplift: Uplift | None
    lockdown_level: Level
    lockdown_verified: bool
    gaps: tuple[Bilingual, ...]                    # what the sources do not say, and what was chosen
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

    def reads_as(self, unit_level: str | None) -> str | None:
        """Return the unit level whose rules a unit is read by; None where the document does not assess such units."""
        if unit_level is None or unit_level in self.unit_levels_inferred:
            return self.unit_levels[0]
        return unit_level if unit_level in self.unit_levels else None

    def rules_for(self, unit_level: str) -> Iterator[Rule]:
        """Yield the rules written for units of that level."""
        return (rule for rule in self.rules if not rule.applies_to or unit_level in rule.applies_to)

    def factors_for(self, unit_level: str) -> Iterator[Factor]:
        """Yield the checklist's questions for units of that level."""
        return (factor for factor in self.factors if not factor.applies_to or unit_level in factor.applies_to)

    def label(self, level: Level, language: str, designation_id: str = "") -> str:
        """Return the document's name for a level, or the one under which it names units (a designation's own)."""
        labels = [item.label for item in self.designations if item.id == designation_id]
        return (labels[0] if labels else self.labels[level])[language]

    def label_with_scale(self, level: Level, language: str, designation_id: str = "") -> str:
        """Return the label and the scale that it counts on: "Vùng 1 … (phân vùng theo Chỉ thị 20/CT-UBND)"."""
        return f"{self.label(level, language, designation_id)} ({self.scale.name[language]})"

    def indicators(self) -> set[str]:
        """Return the names of all numbers and words that the document looks at."""
        conditions = [rule.when for rule in self.rules] + [hold.when for hold in self.holds]
        conditions += [item.when for item in self.escalations]
        conditions += [item.unless for item in self.escalations if item.unless]
        names = {leaf.indicator for condition in conditions for leaf in leaves(condition) if leaf.indicator}
        return names | {band.indicator for band in self.bands} | {factor.id for factor in self.factors}


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield the tests of a condition that hold no others."""
    parts = (*condition.any_of, *condition.all_of)
    for part in parts:
        yield from leaves(part)
    if not parts:
        yield condition
