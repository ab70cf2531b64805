"""Say what was decided for a unit, and by which rule, clause and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from zones.levels import Level

# What a rule may look at: an exact number, a word (a designation), or None where the data are silent.
Observed = Mapping[str, Fraction | str | None]


class ReasonKind(StrEnum):
    """How a rule spoke."""

    BAND = "band"                # a number fell between two thresholds
    TABLE = "table"              # two bands met in a table's cell
    RULE = "rule"                # a condition held
    ESCALATION = "escalation"    # one level up
    MISSING = "missing"          # a number was not there; what was done about it
    DESIGNATION = "designation"  # a document gave the level to this very place
    OUT_OF_FORCE = "out_of_force"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step on the way to a level. `clause` is bilingual ({"vi": …, "en": …}); `fields` fill the sentence
    `reason.<kind>` of the wording."""

    kind: ReasonKind
    rule_id: str
    clause: Mapping[str, str]
    level: Level | None = None           # the level after this step, where it gives one
    verified: bool = True
    source: str = ""
    fields: Mapping[str, str | Fraction | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The rule's result for one unit: `level`, the reasons in the order in which they worked, what was observed."""

    level: Level
    reasons: tuple[Reason, ...]
    observed: Observed
    bands: Mapping[str, str] = field(default_factory=dict)   # band id -> the step's name ("mức 3")

    @property
    def verified(self) -> bool:
        """False when any step rests on a threshold or cell that no source confirms."""
        return all(reason.verified for reason in self.reasons)
