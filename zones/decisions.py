"""Say what was decided for a unit, and by which rule, clause and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from zones.levels import Level

# What a rule may look at: an exact number, a word (a designation, "yes"), or None where the data are silent.
# A factor's recorded reason stands beside its answer under "<factor>.reason".
Observed = Mapping[str, Fraction | str | None]


class ReasonKind(StrEnum):
    """How a rule spoke."""

    BAND = "band"                # a number fell between two thresholds
    BAND_RAISED = "band_raised"  # … and was moved up a step before its table was read
    TABLE = "table"              # two bands met in a table's cell
    RULE = "rule"                # a condition held
    FACTOR = "factor"            # a question of the checklist was answered "yes"
    UNANSWERED = "unanswered"    # … or was not answered
    ESCALATION = "escalation"    # one level up
    HOLD = "hold"                # the level may not fall below the former one
    MISSING = "missing"          # a number was not there; what was done about it
    DESIGNATION = "designation"  # a document gave the level to this very place
    NOT_NAMED = "not_named"      # a document that names its units does not name this one
    NOT_THIS_UNIT = "not_this_unit"   # the document does not assess units of this level
    INFERRED_UNIT = "inferred_unit"   # … but was read for it, by inference
    OUT_OF_FORCE = "out_of_force"


# those that give a level by themselves; the others are steps towards one, or move it
GIVING = frozenset({ReasonKind.RULE, ReasonKind.FACTOR, ReasonKind.DESIGNATION, ReasonKind.TABLE})


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
class Near:
    """A threshold near a number: beyond it lies a band's next step, a rule of another level, or a raise of the level.

    `distance` is how far the number is from `threshold`, never negative; 0 when a threshold is reached from above.
    """

    owner_id: str                        # the band, rule or escalation
    indicator: str
    threshold: Fraction
    distance: Fraction
    upwards: bool                        # the number would have to grow
    step: str = ""                       # of a band: the neighbouring step's name
    level: Level | None = None           # of a rule: the level that it gives
    raises: int = 0                      # of an escalation: so many steps up; below 0: a raise that would fall away


@dataclass(frozen=True, slots=True)
class Decision:
    """The rule's result for one unit: `level`, the reasons in the order in which they worked, what was observed."""

    level: Level
    reasons: tuple[Reason, ...]
    observed: Observed
    bands: Mapping[str, str] = field(default_factory=dict)   # band id -> the step's name ("mức 3")
    near: tuple[Near, ...] = ()                              # of each band, the nearest step first; then raises

    @property
    def verified(self) -> bool:
        """False when the level rests on a threshold, cell or rule that no source confirms.

        Where any one rule suffices, one confirmed rule is enough, and rules of a lower level carry nothing.
        """
        giving = [reason for reason in self.reasons if reason.kind in GIVING and reason.level is not None]
        highest = max((reason.level.severity for reason in giving if reason.level), default=0)
        grounds = [reason.verified for reason in giving if reason.level and reason.level.severity == highest]
        steps = [reason.verified for reason in self.reasons if reason.kind not in GIVING]
        return all(steps) and (any(grounds) or not grounds)

    @property
    def designation_id(self) -> str:
        """Return the id of the designation under which a document names this unit; "" when none does."""
        named = (reason for reason in self.reasons if reason.kind is ReasonKind.DESIGNATION)
        return next((reason.rule_id for reason in named if reason.level is self.level), "")
