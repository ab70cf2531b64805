"""Hold a legal document's rules as data: dated, cited, with its own examples; no code, no eval."""

from zones.ruleset.library import Library, open_library
from zones.ruleset.model import Ruleset, leaves
from zones.ruleset.parts import (
    Band,
    Condition,
    Designation,
    Escalation,
    Factor,
    Hold,
    OutbreakRule,
    Rule,
    Step,
    Table,
)
from zones.ruleset.reading import FOLDER, RulesetError, list_rulesets, load_ruleset, read_ruleset, try_rulesets

__all__ = [
    "FOLDER", "Band", "Condition", "Designation", "Escalation", "Factor", "Hold", "Library", "OutbreakRule", "Rule",
    "Ruleset", "RulesetError", "Step", "Table", "leaves", "list_rulesets", "load_ruleset", "open_library",
    "read_ruleset", "try_rulesets",
]
