"""Turn what was observed in one unit into a level, with every step that led there."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from zones.conditions import deciding, holds, looked_at
from zones.decisions import Decision, Observed, Reason, ReasonKind
from zones.levels import Level, worst
from zones.naming import find_designation
from zones.nearness import near_thresholds
from zones.ruleset import Band, Escalation, Factor, Ruleset, Step, Table

Steps = dict[str, Step | None]           # band id -> the step that its number fell in
ANSWERS = ("yes", "no")


def classify(observed: Observed, ruleset: Ruleset, as_of: datetime | None = None) -> Decision:
    """Return the decision of `ruleset` for one unit.

    `observed` maps indicator names to exact numbers, words or None (not known). All thresholds are compared as
    fractions: 149.08 is below 150. `as_of` (aware) greys the unit where the document was not in force and says
    nothing about other days; None asks for the rule itself (its examples).
    """
    if as_of is not None and ruleset.outside_validity == "grey" and not ruleset.in_force(as_of):
        return Decision(Level.UNASSESSED, (Reason(ReasonKind.OUT_OF_FORCE, "validity", {}),), observed)
    asked = observed.get("unit_level")
    unit_level = ruleset.reads_as(asked if isinstance(asked, str) else None)
    if unit_level is None:
        reason = Reason(ReasonKind.NOT_THIS_UNIT, "unit_levels", {}, Level.UNASSESSED, fields={"unit_level": asked})
        return Decision(Level.UNASSESSED, (reason,), observed)
    reasons: list[Reason] = []
    own_level = asked if isinstance(asked, str) else unit_level
    still_open: list[Reason] = []
    levels = [_named(ruleset, observed, own_level, reasons),
              _rules(ruleset, observed, unit_level, reasons, still_open)]
    bands: Steps = {band.id: fall(band, observed) for band in ruleset.bands}
    raised = _raise_bands(ruleset, bands, observed, reasons)
    levels += [_look_up(table, ruleset, bands, raised, observed, reasons) for table in ruleset.tables]
    level = worst(levels)
    if level is Level.UNASSESSED:     # grey has its reasons too: what could have given a level, had it been answered
        told = {reason.rule_id for reason in reasons}
        reasons += [_reread(reason, level) for reason in still_open if reason.rule_id not in told]
    # what gave the level comes first: it is the answer to "vì sao?"
    reasons.sort(key=lambda reason: reason.kind in (ReasonKind.RULE, ReasonKind.FACTOR) and reason.level is not level)
    computed = level
    if level is not Level.UNASSESSED:
        level = _escalate(level, ruleset, observed, reasons)
        level = _hold(level, ruleset, observed, reasons)
        if asked in ruleset.unit_levels_inferred:
            reasons.append(Reason(ReasonKind.INFERRED_UNIT, "unit_levels", {}, None, False,
                                  fields={"unit_level": asked, "read_as": unit_level}))
    names = {name: step.name for name, step in raised.items() if step}
    near = near_thresholds(ruleset, ruleset.rules_for(unit_level), observed, bands, computed, level)
    return Decision(level, tuple(reasons), observed, names, near)


def _named(ruleset: Ruleset, observed: Observed, unit_level: str, reasons: list[Reason]) -> Level:
    if not ruleset.designations:
        return Level.UNASSESSED
    found = find_designation(ruleset.designations, observed, unit_level)
    if found is None:
        reasons.append(Reason(ReasonKind.NOT_NAMED, "designations", {}, Level.UNASSESSED,
                              fields={"unit": observed.get("unit_name")}))
        return Level.UNASSESSED
    named, unit = found
    reasons.append(Reason(ReasonKind.DESIGNATION, named.id, named.clause, named.level, named.verified, named.source,
                          {"unit": unit}))
    return named.level


def _rules(
    ruleset: Ruleset, observed: Observed, unit_level: str, reasons: list[Reason], still_open: list[Reason]
) -> Level:
    """Return the highest level that a factor or rule gives; "otherwise" rules speak only where nothing is open."""
    levels: list[Level] = []
    for factor in ruleset.factors_for(unit_level):
        answer = observed.get(factor.id)
        if answer == "yes":
            levels.append(factor.level)
            reasons.append(_factor_reason(factor, observed))
        elif answer not in ANSWERS:
            still_open.append(Reason(ReasonKind.UNANSWERED, factor.id, factor.text, factor.level, True, factor.source))
    rules = list(ruleset.rules_for(unit_level))
    for rule in rules:
        answered = None if rule.when.otherwise else holds(rule.when, observed, None)
        leaf = next(deciding(rule.when, observed, None))
        if answered:
            levels.append(rule.level)
            reasons.append(Reason(ReasonKind.RULE, rule.id, rule.clause, rule.level, rule.verified, rule.source,
                                  looked_at(leaf, observed)))
        elif answered is None and not rule.when.otherwise:
            still_open.append(Reason(ReasonKind.UNANSWERED, rule.id, rule.clause, rule.level, True, rule.source,
                                     looked_at(leaf, observed)))
    for rule in (rule for rule in rules if rule.when.otherwise):
        found = worst(levels)
        if found.severity > rule.level.severity:
            # what is open could still raise the level that was found: say so, and no more
            reasons += [_reread(reason, None) for reason in _above(still_open, found)]
        elif higher := _above(still_open, rule.level):
            reasons += [_reread(reason, Level.UNASSESSED) for reason in higher]
        else:
            levels.append(rule.level)
            reasons.append(Reason(ReasonKind.RULE, rule.id, rule.clause, rule.level, rule.verified, rule.source))
    return worst(levels)


def _above(still_open: list[Reason], level: Level) -> list[Reason]:
    return [reason for reason in still_open if reason.level and reason.level.severity > level.severity]


def _reread(reason: Reason, level: Level | None) -> Reason:
    """Give an open question its consequence: None (nothing was done) or UNASSESSED."""
    return Reason(reason.kind, reason.rule_id, reason.clause, level, True, reason.source, reason.fields)


def _factor_reason(factor: Factor, observed: Observed) -> Reason:
    return Reason(ReasonKind.FACTOR, factor.id, factor.text, factor.level, factor.verified, factor.source,
                  {"reason": observed.get(f"{factor.id}.reason")})


def fall(band: Band, observed: Observed) -> Step | None:
    """Return the step of a band that the observed number or word falls in; None when it is not known."""
    value = observed.get(band.indicator)
    for step in band.steps:
        if isinstance(value, Fraction) and step.word is None:
            if (step.low is None or value >= step.low) and (step.high is None or value < step.high):
                return step
        elif value is not None and value == step.word:
            return step
    return None


def _raise_bands(ruleset: Ruleset, bands: Steps, observed: Observed, reasons: list[Reason]) -> Steps:
    raised = dict(bands)
    for escalation in ruleset.escalations:
        if escalation.band is None:
            continue
        step = raised[escalation.band]
        if step is None or not _fires(escalation, observed, None, reasons):
            continue
        further = ruleset.band(escalation.band).after(step, escalation.steps)
        if further is not step:
            raised[escalation.band] = further
            leaf = next(deciding(escalation.when, observed, None))
            reasons.append(Reason(
                ReasonKind.BAND_RAISED, escalation.id, escalation.clause, None, escalation.verified, escalation.source,
                {**looked_at(leaf, observed), "from": step.name, "to": further.name},
            ))
    return raised


def _fires(escalation: Escalation, observed: Observed, level: Level | None, reasons: list[Reason]) -> bool:
    """Tell whether an escalation fires; where the data are silent, say so and leave the level."""
    if escalation.unless and holds(escalation.unless, observed, level):
        return False
    answer = holds(escalation.when, observed, level)
    if answer is None:
        leaf = next(deciding(escalation.when, observed, level))
        reasons.append(Reason(ReasonKind.MISSING, escalation.id, escalation.clause, None, True, "",
                              looked_at(leaf, observed)))
    return bool(answer)


def _look_up(
    table: Table, ruleset: Ruleset, fallen: Steps, bands: Steps, observed: Observed, reasons: list[Reason]
) -> Level:
    """Find the cell. Without the row the unit is not assessed; without the column the strictest cell counts."""
    row_band, column_band = ruleset.band(table.rows), ruleset.band(table.columns)
    row, column = bands[row_band.id], bands[column_band.id]
    if row is None:
        reasons.append(_missing(row_band, Level.UNASSESSED))
        return Level.UNASSESSED
    reasons.append(_band_reason(row_band, fallen[row_band.id] or row, observed))
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
    return cell.level


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
        if escalation.band is not None or not _fires(escalation, observed, level, reasons):
            continue
        leaf = next(deciding(escalation.when, observed, level))
        level = level.raised(escalation.steps)
        reasons.append(Reason(ReasonKind.ESCALATION, escalation.id, escalation.clause, level, escalation.verified,
                              escalation.source, looked_at(leaf, observed)))
    return level


def _hold(level: Level, ruleset: Ruleset, observed: Observed, reasons: list[Reason]) -> Level:
    former = observed.get("former_level")
    if former not in (*Level,) or Level(str(former)).severity <= level.severity:
        return level
    for hold in ruleset.holds:
        answer = holds(hold.when, observed, level)
        if answer is None:
            leaf = next(deciding(hold.when, observed, level))
            reasons.append(Reason(ReasonKind.MISSING, hold.id, hold.clause, None, True, "", looked_at(leaf, observed)))
        elif answer:
            computed, level = level, Level(str(former))
            reasons.append(Reason(ReasonKind.HOLD, hold.id, hold.clause, level, hold.verified, hold.source,
                                  {"computed": computed}))
            break
    return level
