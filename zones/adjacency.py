"""Let a level reach the neighbours by one hop: orange beside red, yellow beside orange, never a chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

import numpy as np

from zones.classify import classify
from zones.conditions import touching
from zones.decisions import Decision, Observed
from zones.levels import Level
from zones.ruleset import Ruleset, leaves


def looks_at_neighbours(ruleset: Ruleset) -> bool:
    """Tell whether any rule of a document asks what a unit adjoins."""
    return any(leaf.touches is not None for rule in ruleset.rules for leaf in leaves(rule.when))


def count_touching(pairs: np.ndarray, severities: np.ndarray) -> dict[Level, np.ndarray]:
    """Count for each unit its neighbours of each level.

    `pairs` (n, 2) are indices of units with a common border (`geo.neighbours.shared_borders`); `severities` (units, …)
    are the levels that the units have by themselves. Returns an int array of the severities' shape for each level.
    A neighbour that nobody assessed counts for no level: the rule asks how it was assessed, not how it may be.
    """
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    counts = {}
    for level in Level:
        found = np.zeros(severities.shape, dtype=np.int64)
        np.add.at(found, ends[:, 0], severities[ends[:, 1]] == level.severity)
        counts[level] = found
    return counts


def decide_units(
    observed: Mapping[str, Observed], pairs: np.ndarray | None, ruleset: Ruleset, as_of: datetime | None = None
) -> dict[str, Decision]:
    """Classify units that may adjoin each other; `pairs` are indices into the order of `observed`, None: not known.

    The neighbours' levels are those that they have by themselves, so nothing travels further than one border.
    """
    if pairs is None or not looks_at_neighbours(ruleset):
        return {unit: classify(seen, ruleset, as_of) for unit, seen in observed.items()}
    alone = {touching(level): Fraction(0) for level in Level}
    own = [classify({**seen, **alone}, ruleset, as_of).level.severity for seen in observed.values()]
    counts = count_touching(pairs, np.array(own, dtype=np.int64))
    decided = {}
    for index, (unit, seen) in enumerate(observed.items()):
        beside = {touching(level): Fraction(int(found[index])) for level, found in counts.items()}
        decided[unit] = classify({**seen, **beside}, ruleset, as_of)
    return decided
