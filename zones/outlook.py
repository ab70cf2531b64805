"""Answer "Đổi màu khi nào?": how many more cases raise a level, and on which day it falls when none comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Final

from geo.frames import VIETNAM_TIME
from zones.classify import classify
from zones.decisions import Observed
from zones.indicators import weekly_rate_per_100k
from zones.levels import Level
from zones.ruleset import Condition, Ruleset, leaves
from zones.times import say_day, say_moment
from zones.wording import number, t

CASES: Final = "cases_in_window"
RATE: Final = "new_cases_weekly_per_100k"
OUTBREAKS: Final = "active_outbreaks"


@dataclass(frozen=True, slots=True)
class Rise:
    """The fewest further cases, all within the present window, that raise the unit to `level`."""

    level: Level
    cases: int


@dataclass(frozen=True, slots=True)
class Fall:
    """The moment from which the unit is at `level` when no new case comes."""

    level: Level
    at: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would change a unit's level under its rule: rises by number of cases, falls in order of time.

    `by_cases` is False where cases and outbreaks decide nothing (a designation, a checklist).
    """

    level: Level
    rises: tuple[Rise, ...]
    falls: tuple[Fall, ...]
    by_cases: bool


def look_ahead(
    observed: Observed, ruleset: Ruleset, as_of: datetime, dated: Sequence[tuple[datetime, int]],
    outbreak_ends: Sequence[datetime] = (),
) -> Outlook:
    """Compute what would change the level of one unit, by applying the rule itself.

    `dated` are the unit's cases in the window (as_of − days, as_of] as (moment, count), of the numerator that was
    counted: they add up to `cases_in_window`, else ValueError. `outbreak_ends` are the ends of the outbreaks that
    reach the unit, as many as `active_outbreaks`, else ValueError. Everything but cases and outbreaks is taken to stay
    as observed, and reports to go on. Falls after the ruleset's own end are not foretold.
    """
    found, _ = _numbers(observed)
    if found is not None and sum(count for _, count in dated) != found:
        raise ValueError(f"the dated cases add up to {sum(count for _, count in dated)}, observed were {found}")
    if outbreak_ends and sum(end > as_of for end in outbreak_ends) != observed.get(OUTBREAKS):
        raise ValueError(f"{len(outbreak_ends)} outbreaks end after {as_of}, observed were {observed.get(OUTBREAKS)}")
    level = classify(observed, ruleset, as_of).level
    by_cases = bool({CASES, RATE, OUTBREAKS} & ruleset.indicators())
    if level is Level.UNASSESSED or not by_cases:
        return Outlook(level, (), (), by_cases)
    return Outlook(level, _rises(observed, ruleset, as_of, level),
                   _falls(observed, ruleset, as_of, level, dated, outbreak_ends), by_cases)


def with_cases(observed: Observed, ruleset: Ruleset, cases: int) -> Observed:
    """Return what would be observed with another number of cases in the window, the rate following from it."""
    _, population = _numbers(observed)
    rate = weekly_rate_per_100k(cases, ruleset.window_days, population) if population else None
    return {**observed, CASES: Fraction(cases), RATE: rate}


def say_outlook(outlook: Outlook, ruleset: Ruleset, numerator: str, language: str) -> tuple[str, ...]:
    """Return the outlook as sentences; `numerator` ("community" or "all") says which cases count."""
    if outlook.level is Level.UNASSESSED:
        return (t("rule.outlook_unassessed", language),)
    if not outlook.by_cases:
        return (t("rule.outlook_not_by_cases", language),)
    kind = "community" if numerator == "community" else "all"
    sentences = [
        t(f"rule.outlook_rise_{kind}", language, count=number(rise.cases, language), days=ruleset.window_days,
          level=_name(rise.level, language))
        for rise in outlook.rises
    ]
    if not outlook.rises and outlook.level is not ruleset.levels[0]:
        sentences.append(t("rule.outlook_no_rise", language))
    sentences += [_say_fall(fall, language) for fall in outlook.falls]
    if not outlook.falls and outlook.level is not ruleset.levels[-1]:
        sentences.append(t("rule.outlook_no_fall", language))
    return tuple(sentences)


def _say_fall(fall: Fall, language: str) -> str:
    level, at = _name(fall.level, language), fall.at.astimezone(VIETNAM_TIME)
    if (at.hour, at.minute) == (0, 0):
        return t("rule.outlook_fall_day", language, day=say_day((at - timedelta(days=1)).date()), level=level)
    return t("rule.outlook_fall_moment", language, moment=say_moment(fall.at), level=level)


def _name(level: Level, language: str) -> str:
    return t(f"level.{level}", language).lower()


def _numbers(observed: Observed) -> tuple[int | None, int | None]:
    cases, population = observed.get(CASES), observed.get("population")
    return (int(cases) if isinstance(cases, Fraction) else None,
            int(population) if isinstance(population, Fraction) and population else None)


def _rises(observed: Observed, ruleset: Ruleset, as_of: datetime, level: Level) -> tuple[Rise, ...]:
    """Try the case counts at which any comparison of the rule can turn: between two of them the level is one."""
    found, population = _numbers(observed)
    if found is None:
        return ()
    rises: list[Rise] = []
    for count in sorted(_turning_counts(ruleset, population)):
        reached = classify(with_cases(observed, ruleset, count), ruleset, as_of).level
        if count > found and reached.severity > (rises[-1].level if rises else level).severity:
            rises.append(Rise(reached, count - found))
    return tuple(rises)


def _turning_counts(ruleset: Ruleset, population: int | None) -> set[int]:
    """Return all numbers of cases from which a comparison of the rule can answer otherwise."""
    per_case = weekly_rate_per_100k(1, ruleset.window_days, population) if population else None
    units = {CASES: Fraction(1), RATE: per_case}
    turning = {1}
    for indicator, threshold in _thresholds(ruleset):
        unit = units.get(indicator)
        if unit:
            at = threshold / unit
            turning |= {ceil(at), floor(at) + 1}     # at or above it; above it
    return turning


def _thresholds(ruleset: Ruleset) -> set[tuple[str, Fraction]]:
    conditions: list[Condition] = [rule.when for rule in ruleset.rules] + [hold.when for hold in ruleset.holds]
    for escalation in ruleset.escalations:
        conditions += [escalation.when, *((escalation.unless,) if escalation.unless else ())]
    found = {
        (leaf.indicator, value) for condition in conditions for leaf in leaves(condition) if leaf.indicator
        for value in (leaf.at_least, leaf.above, leaf.below, leaf.equals) if isinstance(value, Fraction)
    }
    return found | {(band.indicator, step.low) for band in ruleset.bands for step in band.steps if step.low is not None}


def _falls(
    observed: Observed, ruleset: Ruleset, as_of: datetime, level: Level, dated: Sequence[tuple[datetime, int]],
    outbreak_ends: Sequence[datetime],
) -> tuple[Fall, ...]:
    """Let the cases leave the window and the outbreaks end one after the other; tell each moment at which the level
    falls."""
    window = timedelta(days=ruleset.window_days)
    moments = {moment + window for moment, _ in dated} | set(outbreak_ends)
    until = ruleset.valid_to if ruleset.in_force(as_of) else None
    falls: list[Fall] = []
    for moment in sorted(moments):
        if moment <= as_of or (until is not None and moment >= until):
            continue
        later = observed
        if _numbers(observed)[0] is not None:
            left = sum(count for begun, count in dated if begun + window > moment)
            later = with_cases(observed, ruleset, left)
        if outbreak_ends:
            later = {**later, OUTBREAKS: Fraction(sum(end > moment for end in outbreak_ends))}
        reached = classify(later, ruleset, moment).level
        if reached.severity < (falls[-1].level if falls else level).severity:
            falls.append(Fall(reached, moment))
    return tuple(falls)

