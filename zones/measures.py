"""Tell which measures apply in an area, beside the level that was assessed: the colour does not move, they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.frames import rows_of
from zones.levels import Level
from zones.ruleset import Ruleset
from zones.ruleset.parts import Measure

UPLIFT_STEPS = 1      # "cao hơn 1 mức"


@dataclass(frozen=True, slots=True)
class Applied:
    """What applies in one area. `level` is the one whose measures count; it differs from the assessed one under an
    uplift. `by_rule` is the ruleset's own uplift, `act` the commander's; `orders` are his single measures."""

    assessed: Level
    level: Level
    measure: Measure | None
    by_rule: bool = False
    act: Mapping[str, Any] | None = None
    orders: tuple[Mapping[str, Any], ...] = ()

    @property
    def uplifted(self) -> bool:
        """Whether measures above the assessed level apply, by the ruleset or by an act."""
        return self.by_rule or self.act is not None


def apply_measures(
    levels: Mapping[str, Level], rulesets: Mapping[str, Ruleset], acts: pd.DataFrame
) -> dict[str, Applied]:
    """Return for each area_id the measures that apply: by its level, its ruleset's uplift, the acts in force.

    `acts` are those in force. An uplift by an act takes the measures of the level above; the ruleset's own uplift is
    a text of the document that its measures already contain.
    """
    rows = rows_of(acts.sort_values("valid_from"))
    found = {}
    for area_id, level in levels.items():
        ruleset = rulesets[area_id]
        mine = [row for row in rows if row["target"] == "place"
                or (row["target"] == "area" and row["target_id"] == area_id)]
        uplift = next((row for row in reversed(mine) if row["kind"] == "uplift"), None)
        higher = level.raised(UPLIFT_STEPS) if uplift and level is not Level.UNASSESSED else level
        by_rule = ruleset.uplift is not None and level in ruleset.uplift.levels
        orders = tuple(row for row in mine if row["kind"] == "measure")
        found[area_id] = Applied(level, higher, ruleset.measure(higher), by_rule, uplift, orders)
    return found
