"""Make the pages that end a briefing: what is to be decided now, and which measures apply where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from geo.frames import VIETNAM_TIME, rows_of
from zones.acts import ending_between
from zones.briefing.grounds import say_gaps
from zones.briefing.model import Group, Line, Moments, Page, Tone
from zones.briefing.overview import say_points
from zones.closing import to_decide
from zones.compose.alarms import say_clock
from zones.compose.footnotes import say_what, target_name
from zones.compose.names import kind_name, short_name
from zones.compose.telling import area_level
from zones.decisions import Decision, ReasonKind
from zones.levels import WORST_FIRST, Level
from zones.outlook import Outlook, look_ahead
from zones.situation import Situation
from zones.times import say_moment, say_start
from zones.wording import number, t

SOON = timedelta(hours=48)
NAMES = 6                # units named in one sentence; the rest are counted
MOST_UNITS = 200         # from here on (a city) near misses are looked for among units with cases only
MOST_CLOCKS = 4
NEAR_CASES = 1           # a unit that so many more cases would raise is a near miss


def decision_page(moments: Moments, language: str) -> list[Page]:
    """Return the page of decisions to take; it says so where there is none."""
    now = moments.now
    groups = (
        Group(t("briefing.clocks", language), tuple(_clocks(now, language))),
        Group(t("briefing.to_lift", language), tuple(_lockdowns(now, language))),
        Group(t("briefing.acts_ending", language), tuple(_acts(now, language))),
        Group(t("briefing.open_or_short", language), tuple(say_gaps(now, language))),
        Group(t("briefing.near", language), tuple(_near(now, language))),
        Group(t("briefing.gaps", language), tuple(_gaps(now, language))),
    )
    filled = tuple(group for group in groups if group.lines)
    return [Page("decisions", "decisions", t("briefing.decisions", language), groups=filled,
                 good="" if filled else t("briefing.no_decision", language))]


def _clocks(situation: Situation, language: str) -> Iterator[Line]:
    """Say where a proposal is due within 12 hours of a new case, and what is left."""
    for clock in situation.clocks[:MOST_CLOCKS]:
        over = clock.left(situation.as_of) <= timedelta(0)
        yield Line(say_clock(situation, clock, language), tone=Tone.WORSE if over else Tone.PLAIN)
    if len(situation.clocks) > MOST_CLOCKS:
        yield Line(t("briefing.others", language, count=number(len(situation.clocks) - MOST_CLOCKS, language)))


def _lockdowns(situation: Situation, language: str) -> Iterator[Line]:
    for row in to_decide(situation.lockdown_records, situation.as_of, SOON):
        urgent = row["valid_to"] <= pd.Timestamp(situation.as_of + timedelta(hours=24))
        yield Line(row["name"], detail=t("briefing.ends_at", language, moment=say_start(row["valid_to"])),
                   tone=Tone.WORSE if urgent else Tone.PLAIN)


def _acts(situation: Situation, language: str) -> Iterator[Line]:
    ending = ending_between(situation.acts, situation.as_of, situation.as_of + SOON)
    for row in rows_of(ending):
        words = f"{target_name(situation, row, language)}: {say_what(situation, row, language)}"
        detail = " · ".join((row["document"], t("briefing.ends_at", language, moment=say_start(row["valid_to"]))))
        yield Line(words, detail=detail)
    for scale in situation.scales:
        if scale.announced:
            start = say_start(scale.ruleset.valid_from)
            yield Line(t("map.notice_announced", language, scale=scale.ruleset.scale.name[language], start=start))


def _near(situation: Situation, language: str) -> Iterator[Line]:
    """Say which units one more case raises, and which fall within SOON when none comes."""
    names = {row["area_id"]: short_name(row["name"]) for row in rows_of(situation.areas)}
    rising: dict[Level, list[str]] = {}
    falling: dict[tuple[datetime, Level], list[str]] = {}
    for area_id, outlook in _outlooks(situation):
        if outlook.rises and outlook.rises[0].cases <= NEAR_CASES:
            rising.setdefault(outlook.rises[0].level, []).append(names[area_id])
        if outlook.falls and outlook.falls[0].at <= situation.as_of + SOON:
            day = outlook.falls[0].at.astimezone(VIETNAM_TIME)
            falling.setdefault((day, outlook.falls[0].level), []).append(names[area_id])
    for level, units in sorted(rising.items(), key=lambda item: -item[0].severity):
        yield Line(t("briefing.one_more", language, level=t(f"level.{level}", language).lower(),
                     names=_name_some(units, language)), f"zone.{level}", tone=Tone.WORSE)
    for (moment, level), units in sorted(falling.items()):
        yield Line(t("briefing.will_fall", language, moment=say_start(moment), names=_name_some(units, language),
                     level=t(f"level.{level}", language).lower()), f"zone.{level}", tone=Tone.BETTER)


def _outlooks(situation: Situation) -> Iterator[tuple[str, Outlook]]:
    """Look ahead for the units whose colour is the rule's own; in a city only for those that have cases."""
    only_with_cases = len(situation.areas) > MOST_UNITS
    for area_id in situation.areas["area_id"]:
        leading = situation.leading(area_id)
        decision = leading.decisions[area_id]
        if only_with_cases and not situation.case_counts.get(area_id):
            continue
        if situation.area_levels[area_id] is not decision.level or _out_of_force(decision):
            continue
        ends = [outbreak.ends for outbreak in leading.reaching.get(area_id, ())]
        yield area_id, look_ahead(decision.observed, leading.ruleset, situation.as_of, leading.dated_cases(area_id),
                                  ends)


def _out_of_force(decision: Decision) -> bool:
    return any(reason.kind is ReasonKind.OUT_OF_FORCE for reason in decision.reasons)


def _gaps(situation: Situation, language: str) -> Iterator[Line]:
    """Say what the map does not know: units without a report, cases without a unit."""
    grey = [area_id for area_id, level in situation.area_levels.items() if level is Level.UNASSESSED]
    if grey:
        names = _name_units(situation, grey, language)
        yield Line(t("briefing.not_assessed", language, names=names), f"zone.{Level.UNASSESSED}")
    if situation.data_time is not None and situation.stale_by is not None:
        yield Line(t("briefing.stale", language, moment=say_moment(situation.data_time)), tone=Tone.WORSE)
    if situation.cases.unplaced:
        yield Line(t("briefing.unplaced", language, count=number(situation.cases.unplaced, language)))


def _name_some(names: list[str], language: str) -> str:
    """Return "Tổ 1, Tổ 2 và 5 đơn vị khác"."""
    words = ", ".join(names[:NAMES])
    if len(names) > NAMES:
        words += " " + t("briefing.other_units", language, count=number(len(names) - NAMES, language))
    return words


def _name_units(situation: Situation, area_ids: list[str], language: str) -> str:
    """Name some of the units; all of them are "cả 13 tổ dân phố"."""
    if len(area_ids) == len(situation.areas) > 1:
        return t("briefing.all_units", language, count=number(len(area_ids), language),
                 unit=kind_name("area", area_level(situation), language))
    names = {row["area_id"]: short_name(row["name"]) for row in rows_of(situation.areas)}
    return _name_some([names[area_id] for area_id in area_ids], language)


def measure_page(moments: Moments, language: str) -> list[Page]:
    """Return the page of measures: for each level on the map what applies there."""
    now = moments.now
    lines = [line for level in WORST_FIRST if (line := _measure_line(now, level, language))]
    uplifted = [area_id for area_id, applied in now.applied.items() if applied.uplifted]
    if uplifted:
        lines.append(Line(t("briefing.uplifted", language, names=_name_units(now, uplifted, language))))
    orders = {text: None for applied in now.applied.values() for order in applied.orders
              if (text := _say_order(order))}
    lines += [Line(t("briefing.order", language, words=words)) for words in orders]
    if not lines:
        return []
    groups = (Group(now.ruleset.document.title[language], tuple(lines)),)
    return [Page("measures", "measures", t("briefing.measures", language), groups=groups)]


def _measure_line(situation: Situation, level: Level, language: str) -> Line | None:
    count = next(count for count in situation.level_counts if count.level is level)
    measure = situation.ruleset.measure(level)
    if level is Level.UNASSESSED or measure is None or not (count.units or count.points):
        return None
    unit = kind_name("area", area_level(situation), language)
    parts = [t("briefing.units", language, count=number(count.units, language), unit=unit)] if count.units else []
    parts += say_points(situation, level, language)
    mark = "" if measure.verified else f" [{t('card.unverified', language)}]"
    head = t(f"level.{level}", language)
    return Line(f"{head} – {measure.directive}" if measure.directive else head, f"zone.{level}",
                detail=measure.text[language] + mark, badge=", ".join(parts))


def _say_order(order: Mapping[str, Any]) -> str:
    return ": ".join(str(order[name]) for name in ("directive", "text") if pd.notna(order[name]))
