"""Hold a legal document's rules as data: dated, cited, with its own examples; no code, no eval."""

from zones.ruleset.model import Band, Condition, Ruleset, Step, Table
from zones.ruleset.reading import FOLDER, RulesetError, list_rulesets, load_ruleset, read_ruleset

__all__ = [
    "FOLDER", "Band", "Condition", "Ruleset", "RulesetError", "Step", "Table", "list_rulesets", "load_ruleset",
    "read_ruleset",
]
