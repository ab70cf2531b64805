"""Make a page for each hot unit: its own zoom, its own curve, when its colour will change."""

from __future__ import annotations

import pandas as pd

from geo.frames import rows_of
from zones.briefing.bounds import Box, bounds_of
from zones.briefing.changes import say_giving
from zones.briefing.comparing import case_figure
from zones.briefing.model import Curve, Figure, Focus, Group, Line, Moments, Page, Tone
from zones.decisions import ReasonKind
from zones.epicurve import CaseSpan, DayCount
from zones.levels import Level
from zones.outlook import look_ahead, say_outlook
from zones.situation import Situation
from zones.wording import number, t

MOST = 8
WEEK_DAYS = 7
INSIDE = 3           # sites and lockdowns named on the page


def hot_units(situation: Situation) -> list[str]:
    """Return the units at the two highest levels: the worst first, then those with most cases."""
    hot = [area_id for area_id, level in situation.area_levels.items() if level.severity > Level.YELLOW.severity]
    return sorted(hot, key=lambda area_id: (
        -situation.area_levels[area_id].severity, -situation.case_counts.get(area_id, 0), area_id))


def hot_pages(moments: Moments, bounds: Box, language: str) -> list[Page]:
    """Return a page for each hot unit; the last one counts those that found no page."""
    now = moments.now
    hot = hot_units(now)
    names = {row["area_id"]: row["name"] for row in rows_of(now.areas)}
    left = hot[MOST:]
    more = t("briefing.more_hot", language, count=number(len(left), language),
             names=", ".join(names[area_id] for area_id in left[:MOST])) if left else ""
    return [
        _page(moments, area_id, names[area_id], bounds, more if area_id == hot[:MOST][-1] else "", language)
        for area_id in hot[:MOST]
    ]


def _page(moments: Moments, area_id: str, name: str, bounds: Box, more: str, language: str) -> Page:
    now = moments.now
    level = now.area_levels[area_id]
    leading = now.leading(area_id)
    curve = moments.curves.get(area_id, ())
    groups = (
        Group(t("card.why", language), (Line(say_giving(leading.ruleset, leading.decisions[area_id], language)),)),
        Group(t("card.outlook", language), tuple(Line(words) for words in _outlook(now, area_id, language))),
        Group("", _inside(now, area_id, language)),
    )
    return Page(
        f"hot/{area_id}", "hot", name, subtitle=t(f"level.{level}", language), style=f"zone.{level}",
        figures=_figures(now, area_id, curve, language),
        groups=tuple(group for group in groups if group.lines),
        curve=Curve(t("briefing.curve", language), curve, 1) if curve else None,
        focus=Focus(bounds_of(now, [f"area/{area_id}"]) or bounds, ("lockdowns", "belt_1", "sites"),
                    (("zones", f"area/{area_id}"),)),
        more=more,
    )


def _figures(situation: Situation, area_id: str, curve: tuple[DayCount, ...], language: str) -> tuple[Figure, ...]:
    week, before = _span(curve[-WEEK_DAYS:]), _span(curve[-2 * WEEK_DAYS:-WEEK_DAYS])
    today, yesterday = _span(curve[-1:]), _span(curve[-2:-1])
    people = situation.areas.loc[situation.areas["area_id"] == area_id, "population"].iloc[0]
    unit = t("briefing.people", language, count=number(int(people), language)) if pd.notna(people) else ""
    window = situation.leading(area_id).ruleset.window_days
    return (
        case_figure(t("briefing.cases_today", language), today, {"yesterday": yesterday}, language),
        case_figure(t("briefing.cases_week", language), week, {"week_before": before}, language),
        Figure(t("briefing.cases_window", language, days=window),
               number(situation.case_counts.get(area_id, 0), language), unit),
    )


def _span(days: tuple[DayCount, ...]) -> CaseSpan:
    # a case without a place of detection counts as community, as in the rules
    community = sum(day.found[0] + day.found[-1] for day in days)
    return CaseSpan(sum(day.total for day in days), community, any(day.known for day in days))


def _outlook(situation: Situation, area_id: str, language: str) -> tuple[str, ...]:
    leading = situation.leading(area_id)
    decision = leading.decisions[area_id]
    if any(reason.kind is ReasonKind.OUT_OF_FORCE for reason in decision.reasons):
        return ()
    ends = [outbreak.ends for outbreak in leading.reaching.get(area_id, ())]
    found = look_ahead(decision.observed, leading.ruleset, situation.as_of, leading.dated_cases(area_id), ends)
    return say_outlook(found, leading.ruleset, leading.numerator, language)


def _inside(situation: Situation, area_id: str, language: str) -> tuple[Line, ...]:
    """Name the sites and lockdowns that are cut out of the unit, the worst first."""
    names = {("site", row["site_id"]): row["name"] for row in rows_of(situation.sites)}
    names |= {("lockdown", row["lockdown_id"]): row["name"] for row in rows_of(situation.lockdowns)}
    cut = [zone for zone in situation.zones if zone.area_id == area_id and zone.source != "area"]
    cut.sort(key=lambda zone: -zone.level.severity)
    lines = [Line(names[zone.source, zone.source_id], f"zone.{zone.level}") for zone in cut[:INSIDE]]
    if len(cut) > INSIDE:
        lines.append(Line(t("briefing.others", language, count=number(len(cut) - INSIDE, language)), tone=Tone.PLAIN))
    return tuple(lines)
