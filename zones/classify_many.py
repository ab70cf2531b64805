"""Classify many units at many moments at once, exactly as the readable path does one by one: integers, no floats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

import numpy as np

from zones.columns import Columns, Numbers, exceeds, reaches
from zones.conditions import KNOWN_WHEN_ABSENT, at_or_above, touching
from zones.levels import Level
from zones.naming import find_designation
from zones.ruleset import Band, Condition, Ruleset, Table

# Kleene's three values in this order: "all" is the least of the answers, "any" the greatest
FALSE, OPEN, TRUE = np.int8(0), np.int8(1), np.int8(2)


def classify_many(columns: Columns, ruleset: Ruleset, moments: Sequence[datetime] | None = None) -> np.ndarray:
    """Return the severities (int8: 4 red … 1 green, 0 not assessed) of all cells, in the columns' common shape.

    `columns` hold what `zones.classify` calls observed; one that is absent is not known. `moments`, one for each place
    along the last axis, grey the cells where the document was not in force and says nothing about other days.
    """
    return _Sheet(columns, ruleset, moments).severities()


class _Sheet:
    """One calculation: the columns, the ruleset, and what is asked of both more than once."""

    def __init__(self, columns: Columns, ruleset: Ruleset, moments: Sequence[datetime] | None) -> None:
        self.columns, self.ruleset, self.moments = columns, ruleset, moments
        shapes = [
            np.broadcast_shapes(*(np.shape(part) for part in (column.numerator, column.denominator, column.known)))
            if isinstance(column, Numbers) else np.shape(column) for column in columns.values()
        ]
        self.shape = np.broadcast_shapes(*shapes, () if moments is None else (len(moments),))
        self.asked = self._words("unit_level")
        read = {level: ruleset.reads_as(level or None) or "" for level in np.unique(self.asked).tolist()}
        self.unit_level = np.vectorize(read.__getitem__, otypes=[object])(self.asked).astype(str)

    def severities(self) -> np.ndarray:
        level = np.maximum(self._named(), self._rules())
        bands = {band.id: self._fall(band) for band in self.ruleset.bands}
        for escalation in self.ruleset.escalations:
            if escalation.band is not None:
                step = bands[escalation.band]
                last = len(self.ruleset.band(escalation.band).steps) - 1
                raised = np.minimum(step + escalation.steps, last).astype(np.int8)
                bands[escalation.band] = np.where(
                    (step >= 0) & self._fires(escalation.when, escalation.unless, None), raised, step)
        for table in self.ruleset.tables:
            level = np.maximum(level, self._look_up(table, bands))
        level = self._hold(self._escalate(level))
        level = np.where(self.unit_level == "", 0, level)
        if self.moments is not None and self.ruleset.outside_validity == "grey":
            level = np.where([self.ruleset.in_force(moment) for moment in self.moments], level, 0)
        return np.broadcast_to(level, self.shape).astype(np.int8)

    # the parts of a ruleset, in the order of zones.classify

    def _named(self) -> np.ndarray:
        designations = self.ruleset.designations
        if not designations:
            return np.zeros((), dtype=np.int8)
        own = np.where(self.asked == "", self.unit_level, self.asked)
        names = np.broadcast_arrays(self._words("unit_name"), own, self._words("within"))
        found: dict[tuple[str, str, str], int] = {}
        severities = np.zeros(names[0].shape, dtype=np.int8)
        for place in np.ndindex(severities.shape):
            key = (str(names[0][place]), str(names[1][place]), str(names[2][place]))
            if key not in found:
                seen = {"unit_name": key[0] or None, "within": key[2] or None}
                named = find_designation(designations, seen, key[1])
                found[key] = named[0].level.severity if named else 0
            severities[place] = found[key]
        return severities

    def _rules(self) -> np.ndarray:
        level = still_open = np.zeros((), dtype=np.int8)
        for factor in self.ruleset.factors:
            answers = self._words(factor.id)
            mine = self._applies(factor.applies_to)
            level = _at_least(level, mine & (answers == "yes"), factor.level)
            still_open = _at_least(still_open, mine & (answers != "yes") & (answers != "no"), factor.level)
        for rule in self.ruleset.rules:
            if not rule.when.otherwise:
                answer, mine = self._test(rule.when, None), self._applies(rule.applies_to)
                level = _at_least(level, mine & (answer == TRUE), rule.level)
                still_open = _at_least(still_open, mine & (answer == OPEN), rule.level)
        for rule in self.ruleset.rules:
            if rule.when.otherwise:
                free = (level <= rule.level.severity) & (still_open <= rule.level.severity)
                level = _at_least(level, free & self._applies(rule.applies_to), rule.level)
        return level

    def _fall(self, band: Band) -> np.ndarray:
        """Return the index of the step that each value falls in, −1 where it is not known."""
        column = self.columns.get(band.indicator)
        graded = band.steps[0].word is not None
        if column is None or isinstance(column, Numbers) == graded:
            return np.full((), -1, dtype=np.int8)
        if not isinstance(column, Numbers):
            step = np.full(column.shape, -1, dtype=np.int8)
            for index, known in enumerate(band.steps):
                step[column == known.word] = index
            return step
        step = np.zeros((), dtype=np.int8)
        for upper in band.steps[1:]:
            step = step + reaches(column, upper.low or Fraction(0)).astype(np.int8)
        return np.where(column.known, step, np.int8(-1))

    def _look_up(self, table: Table, bands: Mapping[str, np.ndarray]) -> np.ndarray:
        rows, columns = self.ruleset.band(table.rows).steps, self.ruleset.band(table.columns).steps
        # one more row for "not assessed" and one more column for the strictest cell: index −1 reaches them
        severities = np.zeros((len(rows) + 1, len(columns) + 1), dtype=np.int8)
        for r, row in enumerate(rows):
            severities[r, :-1] = [table.cells[row.name, column.name].level.severity for column in columns]
            severities[r, -1] = severities[r, :-1].max()
        found: np.ndarray = severities[bands[table.rows], bands[table.columns]]
        return found

    def _escalate(self, level: np.ndarray) -> np.ndarray:
        for escalation in self.ruleset.escalations:
            if escalation.band is None:
                fires = (level > 0) & self._fires(escalation.when, escalation.unless, level)
                level = np.where(fires, np.minimum(level + escalation.steps, 4), level).astype(np.int8)
        return level

    def _hold(self, level: np.ndarray) -> np.ndarray:
        words = self._words("former_level")
        former = np.zeros(words.shape, dtype=np.int8)
        for known in Level:
            former[words == str(known)] = known.severity
        if not former.any():
            return level
        for hold in self.ruleset.holds:
            held = (level > 0) & (former > level) & (self._test(hold.when, level) == TRUE)
            level = np.where(held, former, level)
        return level

    # conditions

    def _applies(self, unit_levels: tuple[str, ...]) -> np.ndarray:
        return np.isin(self.unit_level, unit_levels) if unit_levels else self.unit_level != ""

    def _fires(self, when: Condition, unless: Condition | None, level: np.ndarray | None) -> np.ndarray:
        fires: np.ndarray = self._test(when, level) == TRUE
        return fires if unless is None else fires & (self._test(unless, level) != TRUE)

    def _test(self, condition: Condition, level: np.ndarray | None) -> np.ndarray:
        answer = np.full((), TRUE)
        if condition.always:
            return answer
        if condition.any_of:
            any_part = np.full((), FALSE)
            for part in condition.any_of:
                any_part = np.maximum(any_part, self._test(part, level))
            answer = np.minimum(answer, any_part)
        for part in condition.all_of:
            answer = np.minimum(answer, self._test(part, level))
        if condition.level is not None:
            same = np.zeros((), dtype=bool) if level is None else level == condition.level.severity
            answer = np.minimum(answer, np.where(same, TRUE, FALSE))
        if condition.indicator is not None:
            answer = np.minimum(answer, self._compare(condition, condition.indicator))
        if condition.touches is not None:
            answer = np.minimum(answer, self._touches(condition.touches))
        if condition.children is not None:
            answer = np.minimum(answer, self._children(condition, condition.children))
        return answer

    def _compare(self, condition: Condition, indicator: str) -> np.ndarray:
        column = self.columns.get(indicator)
        unknown = FALSE if isinstance(condition.equals, str) and indicator in KNOWN_WHEN_ABSENT else OPEN
        if column is None:
            return np.full((), unknown)
        if not isinstance(column, Numbers):
            same = column == condition.equals if isinstance(condition.equals, str) else np.zeros((), dtype=bool)
            return np.where(column == "", unknown, np.where(same, TRUE, FALSE))
        if isinstance(condition.equals, str):
            return np.where(column.known, FALSE, unknown)
        holds = np.ones((), dtype=bool)
        if condition.at_least is not None:
            holds = holds & reaches(column, condition.at_least)
        if condition.above is not None:
            holds = holds & exceeds(column, condition.above)
        if condition.below is not None:
            holds = holds & ~reaches(column, condition.below)
        if condition.equals is not None:
            holds = holds & reaches(column, condition.equals) & ~exceeds(column, condition.equals)
        return np.where(column.known, np.where(holds, TRUE, FALSE), OPEN)

    def _touches(self, level: Level) -> np.ndarray:
        column = self.columns.get(touching(level))
        if not isinstance(column, Numbers):
            return np.full((), OPEN)
        return np.where(column.known, np.where(reaches(column, Fraction(1)), TRUE, FALSE), OPEN)

    def _children(self, condition: Condition, level: Level) -> np.ndarray:
        total = self.columns.get("children")
        if not isinstance(total, Numbers):
            return np.full((), OPEN)
        found = sum((self._count(f"children_{higher}") for higher in at_or_above(level)), np.zeros((), dtype=np.int64))
        possible = found + self._count("children_unassessed")
        if condition.share is not None:
            wanted = -(-total.numerator * condition.share.numerator // condition.share.denominator)
        else:
            wanted = np.full((), condition.count or 0, dtype=np.int64)
        answer = np.where(found >= wanted, TRUE, np.where(possible >= wanted, OPEN, FALSE))
        return np.where(total.known & (total.numerator > 0), answer, OPEN)

    # columns

    def _words(self, name: str) -> np.ndarray:
        column = self.columns.get(name)
        return np.full((1,) * len(self.shape), "") if column is None or isinstance(column, Numbers) else column

    def _count(self, name: str) -> np.ndarray:
        column = self.columns.get(name)
        if not isinstance(column, Numbers):
            return np.zeros((), dtype=np.int64)
        if (column.denominator != 1).any():
            raise ValueError(f"{name} must hold whole numbers")
        return np.where(column.known, column.numerator, 0)


def _at_least(level: np.ndarray, where: np.ndarray, reached: Level) -> np.ndarray:
    return np.where(where, np.maximum(level, np.int8(reached.severity)), level)
