"""Turn what was observed in one unit into a level, with every step that led there."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from zones.decisions import Decision, Observed, Reason, ReasonKind
from zones.levels import Level, worst
from zones.ruleset import Band, Condition, Ruleset, Step, Table


def classify(observed: Observed, ruleset: Ruleset, as_of: datetime | None = None) -> Decision:
    """Return the decision of `ruleset` for one unit.

    `observed` maps indicator names to exact numbers, words or None (not known). All thresholds are compared as
    fractions: 149.08 is below 150. `as_of` (aware) greys the unit where the document was not in force and says
    nothing about other days; None asks for the rule itself (its examples).
    """
    if as_of is not None and ruleset.outside_validity == "grey" and not ruleset.in_force(as_of):
        return Decision(Level.UNASSESSED, (Reason(ReasonKind.OUT_OF_FORCE, "validity", {}),), observed)
    reasons: list[Reason] = []
    levels: list[Level] = []
    for rule in ruleset.rules:
        if holds(rule.when, observed, None):
            levels.append(rule.level)
            reasons.append(Reason(ReasonKind.RULE, rule.id, rule.clause, rule.level, rule.verified, rule.source))
    bands = {band.id: _fall(band, observed) for band in ruleset.bands}
    for table in ruleset.tables:
        level, steps = _look_up(table, ruleset, bands, observed)
        levels.append(level)
        reasons += steps
    level = worst(levels)
    # the rules that gave the level come first: they are the answer to "vì sao?"
    reasons.sort(key=lambda reason: reason.kind is ReasonKind.RULE and reason.level is not level)
    if level is not Level.UNASSESSED:
        level = _escalate(level, ruleset, observed, reasons)
    return Decision(level, tuple(reasons), observed, {name: step.name for name, step in bands.items() if step})


def holds(condition: Condition, observed: Observed, level: Level | None) -> bool | None:
    """Evaluate a condition: True, False, or None where the data are silent and the answer hangs on them."""
    if condition.always:
        return True
    answers: list[bool | None] = []
    if condition.any_of:
        answers.append(_any([holds(part, observed, level) for part in condition.any_of]))
    if condition.all_of:
        answers.append(_all([holds(part, observed, level) for part in condition.all_of]))
    if condition.level is not None:
        answers.append(level is condition.level)
    if condition.indicator is not None:
        answers.append(_compare(condition, observed.get(condition.indicator)))
    return _all(answers)


def _compare(condition: Condition, value: Fraction | str | None) -> bool | None:
    if isinstance(condition.equals, str):
        return value == condition.equals   # an absent designation is known not to be one
    if value is None:
        return None
    if isinstance(value, str):
        return False
    return (
        (condition.at_least is None or value >= condition.at_least)
        and (condition.below is None or value < condition.below)
        and (condition.equals is None or value == condition.equals)
    )


def _any(answers: list[bool | None]) -> bool | None:
    return True if True in answers else (None if None in answers else False)


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else (None if None in answers else True)


def _fall(band: Band, observed: Observed) -> Step | None:
    value = observed.get(band.indicator)
    if not isinstance(value, Fraction):
        return None
    for step in band.steps:
        if (step.low is None or value >= step.low) and (step.high is None or value < step.high):
            return step
    return None


def _look_up(
    table: Table, ruleset: Ruleset, bands: dict[str, Step | None], observed: Observed
) -> tuple[Level, list[Reason]]:
    """Find the cell. Without the row the unit is not assessed; without the column the strictest cell counts."""
    row_band, column_band = ruleset.band(table.rows), ruleset.band(table.columns)
    row, column = bands[row_band.id], bands[column_band.id]
    if row is None:
        return Level.UNASSESSED, [_missing(row_band, Level.UNASSESSED)]
    reasons = [_band_reason(row_band, row, observed)]
    columns = [column] if column else list(column_band.steps)
    name, cell = max(
        ((step.name, table.cells[row.name, step.name]) for step in columns), key=lambda found: found[1].level.severity
    )
    if column:
        reasons.append(_band_reason(column_band, column, observed))
    else:
        reasons.append(_missing(column_band, cell.level))
    reasons.append(
        Reason(ReasonKind.TABLE, table.id, table.clause, cell.level, cell.verified, cell.source,
               {"row": row.name, "column": name})
    )
    return cell.level, reasons


def _band_reason(band: Band, step: Step, observed: Observed) -> Reason:
    return Reason(
        ReasonKind.BAND, band.id, band.clause, None, step.verified, step.source,
        {"indicator": band.indicator, "value": observed[band.indicator], "step": step.name,
         "low": step.low, "high": step.high},
    )


def _missing(band: Band, level: Level) -> Reason:
    return Reason(ReasonKind.MISSING, band.id, band.clause, level, True, "", {"indicator": band.indicator})


def _escalate(level: Level, ruleset: Ruleset, observed: Observed, reasons: list[Reason]) -> Level:
    for escalation in ruleset.escalations:
        answer = holds(escalation.when, observed, level)
        if escalation.unless and holds(escalation.unless, observed, level):
            continue
        if answer is None:
            reasons.append(
                Reason(ReasonKind.MISSING, escalation.id, escalation.clause, None, True, "",
                       {"indicator": escalation.when.indicator})
            )
        elif answer:
            level = level.raised(escalation.steps)
            reasons.append(
                Reason(ReasonKind.ESCALATION, escalation.id, escalation.clause, level, escalation.verified,
                       escalation.source, {"indicator": escalation.when.indicator,
                                           "value": observed.get(escalation.when.indicator or "")})
            )
    return level
