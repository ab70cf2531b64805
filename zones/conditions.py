"""Test conditions on what was observed: true, false, or open where the data are silent."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zones.decisions import Observed
from zones.levels import WORST_FIRST, Level
from zones.ruleset import Condition

# A place's paper either designates a level or does not: its absence is known. Every other word can be unknown.
KNOWN_WHEN_ABSENT = frozenset({"designation"})


def holds(condition: Condition, observed: Observed, level: Level | None) -> bool | None:
    """Evaluate a condition: True, False, or None where the data are silent and the answer hangs on them.

    `level` is the one found so far, for conditions that ask for it.
    """
    if condition.always:
        return True
    answers: list[bool | None] = []
    if condition.any_of:
        answers.append(any_of([holds(part, observed, level) for part in condition.any_of]))
    if condition.all_of:
        answers.append(all_of([holds(part, observed, level) for part in condition.all_of]))
    if condition.level is not None:
        answers.append(level is condition.level)
    if condition.indicator is not None:
        answers.append(_compare(condition, observed.get(condition.indicator)))
    if condition.touches is not None:
        answers.append(_touches(observed.get(touching(condition.touches))))
    if condition.children is not None:
        answers.append(_children(condition, observed))
    return all_of(answers)


def any_of(answers: list[bool | None]) -> bool | None:
    """Return True when one answer is, else None when one is open, else False."""
    return True if True in answers else (None if None in answers else False)


def all_of(answers: list[bool | None]) -> bool | None:
    """Return False when one answer is, else None when one is open, else True."""
    return False if False in answers else (None if None in answers else True)


def touching(level: Level) -> str:
    """Return the name under which the number of neighbours of a level is observed."""
    return f"touching_{level}"


def at_or_above(level: Level) -> tuple[Level, ...]:
    """Return a level and those above it: five orange units of ten stay half the district when one turns red."""
    return WORST_FIRST[: WORST_FIRST.index(level) + 1]


def deciding(condition: Condition, observed: Observed, level: Level | None) -> Iterator[Condition]:
    """Yield the single tests that made the condition's answer what it is: those that held, failed or were open."""
    answer = holds(condition, observed, level)
    parts = (*condition.any_of, *condition.all_of)
    for part in parts:
        if holds(part, observed, level) is answer:
            yield from deciding(part, observed, level)
    if not parts:
        yield condition


def looked_at(leaf: Condition, observed: Observed) -> dict[str, str | Fraction | None]:
    """Return what a single test looked at, for the sentence of its reason."""
    if leaf.children is not None:
        return {"detail": "children", "level": leaf.children, "count": _counted(leaf.children, observed),
                "total": observed.get("children")}
    if leaf.touches is not None:
        return {"detail": "touches", "level": leaf.touches, "count": observed.get(touching(leaf.touches))}
    if leaf.indicator is not None:
        return {"indicator": leaf.indicator, "value": observed.get(leaf.indicator)}
    return {}


def _compare(condition: Condition, value: Fraction | str | None) -> bool | None:
    if isinstance(condition.equals, str):
        known = value is not None or condition.indicator in KNOWN_WHEN_ABSENT
        return value == condition.equals if known else None
    if value is None:
        return None
    if isinstance(value, str):
        return False
    return (
        (condition.at_least is None or value >= condition.at_least)
        and (condition.above is None or value > condition.above)
        and (condition.below is None or value < condition.below)
        and (condition.equals is None or value == condition.equals)
    )


def _touches(neighbours: Fraction | str | None) -> bool | None:
    return neighbours >= 1 if isinstance(neighbours, Fraction) else None


def _number(observed: Observed, name: str) -> Fraction:
    value = observed.get(name)
    return value if isinstance(value, Fraction) else Fraction(0)


def _counted(level: Level, observed: Observed) -> Fraction:
    return sum((_number(observed, f"children_{higher}") for higher in at_or_above(level)), Fraction(0))


def _children(condition: Condition, observed: Observed) -> bool | None:
    """Compare a share or count of the units below. Those that nobody assessed leave the answer open where they could
    still turn it."""
    total = observed.get("children")
    if condition.children is None or not isinstance(total, Fraction) or total == 0:
        return None
    found = _counted(condition.children, observed)
    wanted = condition.share * total if condition.share is not None else Fraction(condition.count or 0)
    if found >= wanted:
        return True
    return None if found + _number(observed, "children_unassessed") >= wanted else False
