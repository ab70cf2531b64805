"""Order the four risk levels, and keep "not assessed" apart from them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """A risk level as QĐ 2686 and NQ 128 name them; UNASSESSED is no level but the lack of one."""

    GREEN = "green"            # bình thường mới / cấp 1
    YELLOW = "yellow"          # nguy cơ / cấp 2
    ORANGE = "orange"          # nguy cơ cao / cấp 3
    RED = "red"                # nguy cơ rất cao / cấp 4
    UNASSESSED = "unassessed"  # chưa đánh giá: grey, never green

    @property
    def severity(self) -> int:
        """Return 4 for RED down to 1 for GREEN, and 0 for UNASSESSED."""
        return _SEVERITY[self]

    def raised(self, steps: int = 1) -> Level:
        """Return the level `steps` higher, at most RED; UNASSESSED stays."""
        if self is Level.UNASSESSED:
            return self
        return _BY_SEVERITY[min(4, max(1, self.severity + steps))]


_SEVERITY = {Level.UNASSESSED: 0, Level.GREEN: 1, Level.YELLOW: 2, Level.ORANGE: 3, Level.RED: 4}
_BY_SEVERITY = {number: level for level, number in _SEVERITY.items()}

WORST_FIRST: tuple[Level, ...] = (Level.RED, Level.ORANGE, Level.YELLOW, Level.GREEN, Level.UNASSESSED)


def worst(levels: Iterable[Level]) -> Level:
    """Return the highest of the levels; UNASSESSED only when nothing else is there."""
    return max(levels, key=lambda level: level.severity, default=Level.UNASSESSED)
