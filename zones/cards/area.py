"""Make the card of a unit: why its colour, how near the next one is, when it changes, what applies there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import Card, CardSection, Notice, NoticeKind
from zones.cards.field import unit_sections
from zones.cards.lines import Lines, act_sections, filled, measure_lines, reason_lines, rule_basis
from zones.cards.sentences import indicator_name, say_near, say_value, say_why
from zones.compose.footnotes import say_term
from zones.compose.names import capitalised, kind_name, level_headline
from zones.decisions import Decision, ReasonKind
from zones.indicators import WEEK_DAYS
from zones.levels import Level
from zones.outlook import RATE, look_ahead, say_outlook
from zones.situation import Assessment, Scale, Situation
from zones.times import say_moment, say_start
from zones.wording import number, t

SMALL_CASES: Final = 5
SMALL_POPULATION: Final = 5_000
NEAR_PER_BAND: Final = 1


def area_card(
    situation: Situation, row: dict[str, Any], card_id: str, language: str, wanted: Collection[str] | None = None
) -> Card:
    """Answer for a unit (a tổ dân phố, a ward); `wanted` names the sections to make, None: all that there are."""
    area_id = row["area_id"]
    leading = situation.leading(area_id)
    decision = leading.decisions[area_id]
    level = situation.area_levels[area_id]
    makers: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
        "diseases": lambda: _diseases(situation, area_id, language),
        "why": lambda: reason_lines(leading.ruleset, decision, language),
        "outlook": lambda: _outlook(situation, leading, area_id, language),
        "near": lambda: _near(leading, decision, language),
        "numbers": lambda: _numbers(situation, leading, row, language),
        "measures": lambda: _measures(situation, area_id, language),
        "scales": lambda: _scales(situation, area_id, language),
        "checklist": lambda: _checklist(situation, decision, area_id, language),
        "basis": lambda: rule_basis(leading.ruleset, language),
        "inside": lambda: _inside(situation, area_id, language),
    }
    sections = [
        CardSection(t(f"card.{name}", language), tuple(make())) for name, make in makers.items()
        if wanted is None or name in wanted
    ]
    if wanted is None:
        sections = [*act_sections(situation, "area", area_id, decision, language), *sections,
                    *unit_sections(situation, area_id, language)]
    notices = []
    if is_small(leading, decision):
        notices.append(Notice(NoticeKind.INFO, t("card.small_numbers", language)))
    headline = level_headline(level, leading.ruleset, language, decision.designation_id)
    if situation.combined:
        disease = kind_name("disease", leading.ruleset.disease, language)
        headline = t("card.headline_disease", language, headline=headline, disease=disease)
    return Card(card_id, row["name"], f"zone.{level}", headline, filled(sections), tuple(notices))


def is_small(assessment: Assessment, decision: Decision) -> bool:
    """Tell whether a rate was computed from so few cases or people that one case makes it jump (domain §0, 7)."""
    population, cases = decision.observed.get("population"), decision.observed.get("cases_in_window")
    uses_rate = any(band.indicator == RATE for band in assessment.ruleset.bands)
    return uses_rate and isinstance(cases, Fraction) and cases > 0 and isinstance(population, Fraction) and (
        cases < SMALL_CASES or population < SMALL_POPULATION
    )


def _diseases(situation: Situation, area_id: str, language: str) -> tuple[tuple[str, str], ...]:
    """Where several diseases are on the map: the level of each, and why."""
    if not situation.combined:
        return ()
    return tuple(
        (capitalised(kind_name("disease", one.ruleset.disease, language)),
         say_why(one.ruleset, one.decisions[area_id], language))
        for one in situation.assessments
    )


def _outlook(situation: Situation, leading: Assessment, area_id: str, language: str) -> tuple[tuple[str, str], ...]:
    """"Đổi màu khi nào?": computed by the rule itself, when somebody asks."""
    decision = leading.decisions[area_id]
    if any(reason.kind is ReasonKind.OUT_OF_FORCE for reason in decision.reasons):
        return ()
    ends = [outbreak.ends for outbreak in leading.reaching.get(area_id, ())]
    found = look_ahead(decision.observed, leading.ruleset, situation.as_of, leading.dated_cases(area_id), ends)
    return tuple(("", sentence) for sentence in say_outlook(found, leading.ruleset, leading.numerator, language))


def _near(leading: Assessment, decision: Decision, language: str) -> tuple[tuple[str, str], ...]:
    """The rules that nearly fired: of each band the step next to the number's own, and what would raise the level."""
    seen: dict[str, int] = {}
    lines = []
    for near in decision.near:
        seen[near.owner_id] = seen.get(near.owner_id, 0) + 1
        if seen[near.owner_id] <= NEAR_PER_BAND or near.raises:
            lines.append(("", say_near(leading.ruleset, near, language)))
    return tuple(lines)


def _scales(situation: Situation, area_id: str, language: str) -> tuple[tuple[str, str], ...]:
    """The levels that hold here at the same hour on other scales, each with the name of its scale."""
    return tuple(
        (t("card.scale_announced", language, start=say_start(scale.ruleset.valid_from)) if scale.announced else "",
         _on_scale(scale, area_id, language))
        for scale in situation.scales
    )


def _on_scale(scale: Scale, area_id: str, language: str) -> str:
    decision = scale.assessment.decisions[area_id]
    name = scale.ruleset.scale.name[language]
    if decision.level is Level.UNASSESSED:
        return t("card.on_scale_unassessed", language, scale=name)
    label = scale.ruleset.label(decision.level, language, decision.designation_id)
    words = t("card.on_scale", language, level=t(f"level.{decision.level}", language), label=label, scale=name)
    return words if decision.verified else f"{words} [{t('card.unverified', language)}]"


def _checklist(
    situation: Situation, decision: Decision, area_id: str, language: str
) -> tuple[tuple[str, str], ...]:
    """Below the ward, what the checklist says, or that it waits for its answers."""
    if situation.checklist is None or decision.observed.get("unit_level") not in (
        situation.checklist.ruleset.unit_levels_inferred
    ):
        return ()
    ruleset = situation.checklist.ruleset
    found = situation.checklist.assessment.decisions[area_id]
    still_open = sum(reason.kind is ReasonKind.UNANSWERED for reason in found.reasons)
    lines = [("", t("card.checklist_why", language, scale=ruleset.scale.name[language]))]
    if found.level is not Level.UNASSESSED:
        lines.append(("", say_why(ruleset, found, language)))
    if still_open:
        lines.append(("", t("card.checklist_open", language, count=still_open)))
    return tuple(lines)


def _numbers(situation: Situation, leading: Assessment, row: dict[str, Any], language: str) -> Lines:
    ruleset, decision = leading.ruleset, leading.decisions[row["area_id"]]
    days, observed = ruleset.window_days, decision.observed
    count = observed.get("cases_in_window")
    numerator = kind_name("numerator", leading.numerator, language)
    key = "label_cases_in_window" if ruleset.disease == "covid-19" else "label_patients_in_window"
    lines: Lines = [(t(f"card.{key}", language, days=days, numerator=numerator), say_value("", count, language))]
    lines += _weeks(situation, leading, row["area_id"], language)
    lines += _numerator(leading, language)
    all_cases = situation.case_counts.get(row["area_id"], 0)
    if not situation.combined and leading.numerator != "all" and isinstance(count, Fraction) and all_cases != count:
        lines.append((t("card.label_cases_all", language, days=days), number(all_cases, language)))
    names = {band.indicator for band in ruleset.bands}
    names |= {item.when.indicator for item in ruleset.escalations if item.when.indicator}
    if ruleset.outbreak:
        names.add("active_outbreaks")
    lines += [
        (indicator_name("label", name, language), say_value(name, observed.get(name), language))
        for name in sorted(names, reverse=True)
    ]
    lines.append((t("card.label_population", language), say_value("", observed.get("population"), language)))
    if pd.notna(row["households"]):
        lines.append((t("card.label_households", language), number(row["households"], language)))
    return lines


def _numerator(leading: Assessment, language: str) -> Lines:
    """Say which cases the rate counts, where the document leaves a choice (domain §0, 6)."""
    choices = leading.ruleset.options.get("numerator", ())
    if len(choices) < 2:
        return []
    chosen = kind_name("numerator", leading.numerator, language)
    if leading.numerator != choices[0]:
        chosen = t("card.numerator_chosen", language, chosen=chosen,
                   default=kind_name("numerator", choices[0], language))
    return [(t("card.label_numerator", language), chosen)]


def _weeks(situation: Situation, leading: Assessment, area_id: str, language: str) -> Lines:
    """Show the weeks whose mean a rate is: 11 cases in 14 days are 4 and then 7, or 10 and then 1."""
    ruleset = leading.ruleset
    dated = leading.dated_cases(area_id) if any(band.indicator == RATE for band in ruleset.bands) else []
    if not dated:
        return []
    lines: Lines = []
    for weeks_ago in range(ruleset.window_days // WEEK_DAYS):
        end = situation.as_of - timedelta(days=WEEK_DAYS * weeks_ago)
        begin = end - timedelta(days=WEEK_DAYS)
        found = sum(count for moment, count in dated if begin < moment <= end)
        words = t("card.label_week", language, begin=say_moment(begin), end=say_moment(end))
        lines.append((words, number(found, language)))
    return lines


def _measures(situation: Situation, area_id: str, language: str) -> tuple[tuple[str, str], ...]:
    """Assessed and applied are two: what the level asks, and what was put above it."""
    applied, ruleset = situation.applied[area_id], situation.leading(area_id).ruleset
    lines: Lines = []
    if applied.act is not None:
        lines.append((t("card.assessed", language), t(f"level.{applied.assessed}", language)))
        lines.append((t("card.applied", language), t(
            "card.applied_higher", language, level=t(f"level.{applied.level}", language).lower(),
            document=applied.act["document"], term=say_term(dict(applied.act), language))))
    lines += measure_lines(applied.level, applied.measure, "", language)
    lines += _measures_of_others(situation, area_id, language)
    if applied.by_rule and ruleset.uplift is not None:
        lines.append((t("card.uplift", language), ruleset.uplift.text[language]))
    for order in applied.orders:
        words = ": ".join(str(order[name]) for name in ("directive", "text") if pd.notna(order[name]))
        lines.append((t("card.order", language, document=order["document"]), words))
    return tuple(lines)


def _measures_of_others(situation: Situation, area_id: str, language: str) -> Lines:
    """With several diseases: what those ask that do not lead here, each at its own level."""
    lines: Lines = []
    for one in situation.assessments:
        level = one.decisions[area_id].level
        measure = one.ruleset.measure(level)
        if one is not situation.leading(area_id) and level.severity > Level.GREEN.severity and measure is not None:
            disease = t("card.for_disease", language, disease=kind_name("disease", one.ruleset.disease, language))
            lines += [(disease, words) for _, words in measure_lines(level, measure, "", language)]
    return lines


def _inside(situation: Situation, area_id: str, language: str) -> tuple[tuple[str, str], ...]:
    """List the sites and lockdowns that lie in a unit, worst first."""
    names = {("site", row["site_id"]): row["name"] for row in rows_of(situation.sites)}
    names |= {("lockdown", row["lockdown_id"]): row["name"] for row in rows_of(situation.lockdowns)}
    cut = [zone for zone in situation.zones if zone.area_id == area_id and zone.source != "area"]
    cut.sort(key=lambda zone: -zone.level.severity)
    return tuple(
        ("", t("card.site_level", language, name=names[zone.source, zone.source_id],
               level=t(f"level.{zone.level}", language)))
        for zone in cut
    )
