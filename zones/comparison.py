"""Compare two situations of one place: which units change, from what to what."""

from __future__ import annotations

from dataclasses import dataclass

from geo.names import alphabetical
from zones.levels import Level
from zones.situation import Situation


@dataclass(frozen=True, slots=True)
class Change:
    """One unit that stands at another level in the second situation."""

    area_id: str
    name: str
    before: Level
    after: Level

    @property
    def steps(self) -> int:
        """How many levels it rises (negative: falls); from or to "not assessed" counts from 0."""
        return self.after.severity - self.before.severity


def compare(before: Situation, after: Situation) -> tuple[Change, ...]:
    """Return the units of both situations whose level differs, the steepest rise first, then by name."""
    names = dict(zip(before.areas["area_id"], before.areas["name"], strict=True))
    changes = [
        Change(area_id, str(names[area_id]), level, after.area_levels[area_id])
        for area_id, level in before.area_levels.items()
        if area_id in after.area_levels and after.area_levels[area_id] is not level
    ]
    return tuple(sorted(changes, key=lambda change: (-change.steps, alphabetical(change.name))))
