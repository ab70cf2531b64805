"""Find what nearly fired: the thresholds beside a number, and how far it is from each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from zones.conditions import holds
from zones.decisions import Near, Observed
from zones.levels import Level
from zones.ruleset import Condition, Escalation, Rule, Ruleset, Step, leaves


def near_thresholds(
    ruleset: Ruleset, rules: Iterable[Rule], observed: Observed, bands: Mapping[str, Step | None], computed: Level,
    level: Level,
) -> tuple[Near, ...]:
    """Return the thresholds beside what was observed: of each band the nearest step first, then what would raise the
    level, or has raised it by a hair.

    `bands` are the steps that the numbers fell in, `computed` the level before escalations and holds, `level` the
    unit's own, `rules` those that are written for such units.
    """
    if level is Level.UNASSESSED:
        return tuple(_beside_steps(ruleset, observed, bands))
    return (
        *_beside_steps(ruleset, observed, bands),
        *(near for rule in rules if rule.level.severity > level.severity for near in _before_rule(rule, observed)),
        *(near for escalation in ruleset.escalations if not _at_the_top(escalation, ruleset, bands, computed)
          for near in _round_escalation(escalation, observed, computed)),
    )


def _beside_steps(ruleset: Ruleset, observed: Observed, bands: Mapping[str, Step | None]) -> Iterator[Near]:
    for band in ruleset.bands:
        value, step = observed.get(band.indicator), bands[band.id]
        if step is None or not isinstance(value, Fraction):
            continue
        place = band.steps.index(step)
        beside = []
        if step.high is not None:
            beside.append(Near(band.id, band.indicator, step.high, step.high - value, True,
                               step=band.steps[place + 1].name))
        if step.low is not None:
            beside.append(Near(band.id, band.indicator, step.low, value - step.low, False,
                               step=band.steps[place - 1].name))
        yield from sorted(beside, key=lambda near: near.distance)


def _before_rule(rule: Rule, observed: Observed) -> Iterator[Near]:
    """A rule of a higher level that one number alone keeps from holding."""
    if holds(rule.when, observed, None) is False and not rule.when.all_of:
        for leaf in leaves(rule.when):
            yield from _to_turn(rule.id, leaf, observed, level=rule.level)


def _at_the_top(
    escalation: Escalation, ruleset: Ruleset, bands: Mapping[str, Step | None], computed: Level
) -> bool:
    if escalation.band is None:
        return computed is Level.RED
    return bands[escalation.band] in (None, ruleset.band(escalation.band).steps[-1])


def _round_escalation(escalation: Escalation, observed: Observed, computed: Level) -> Iterator[Near]:
    """The number that would raise the level further; or, of a raise by one test, that would take it back."""
    if escalation.unless and holds(escalation.unless, observed, computed):
        return
    fires = holds(escalation.when, observed, computed)
    alone = list(leaves(escalation.when))
    if fires is False and not escalation.when.all_of:
        for leaf in alone:
            yield from _to_turn(escalation.id, leaf, observed, raises=escalation.steps)
    elif fires and len(alone) == 1:
        yield from _to_turn(escalation.id, alone[0], observed, raises=-escalation.steps)


def _to_turn(
    owner: str, leaf: Condition, observed: Observed, *, level: Level | None = None, raises: int = 0
) -> Iterator[Near]:
    """Yield how far a number is from the one threshold at which a comparison turns."""
    value = observed.get(leaf.indicator or "")
    bounds = [bound for bound in (leaf.at_least, leaf.above, leaf.below) if bound is not None]
    if not isinstance(value, Fraction) or len(bounds) != 1:
        return
    threshold = bounds[0]
    upwards = value < threshold or (value == threshold and leaf.above is not None)
    yield Near(owner, leaf.indicator or "", threshold, abs(threshold - value), upwards, level=level, raises=raises)
