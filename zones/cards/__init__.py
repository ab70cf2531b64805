"""Answer "Vì sao?" for anything on the map: one card, the same on popup, table and sheet."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from geo.mapmodel import Card, CardSection, Notice, NoticeKind
from zones import look
from zones.cards.sentences import indicator_name, say_reason, say_value
from zones.compose.footnotes import act_rows, say_term, say_what
from zones.compose.layers import rows_of, text
from zones.compose.names import kind_name, level_headline, say_age
from zones.decisions import Decision, ReasonKind
from zones.levels import Level
from zones.situation import Situation
from zones.times import say_start
from zones.wording import number, t

Lines = list[tuple[str, str]]
SMALL_CASES: Final = 5
SMALL_POPULATION: Final = 5_000


def make_card(situation: Situation, card_id: str, language: str) -> Card | None:
    """Return the card of "area/…", "site/…", "lockdown/…", "belt/…" or "checkpoint/…"; None when it is not there."""
    kind, _, record_id = card_id.partition("/")
    makers: dict[str, tuple[pd.DataFrame, str, Callable[..., Card]]] = {
        "area": (situation.areas, "area_id", _area_card), "site": (situation.sites, "site_id", _site_card),
        "lockdown": (situation.lockdowns, "lockdown_id", _lockdown_card),
        "belt": (situation.belts, "belt_id", _belt_card),
        "checkpoint": (situation.checkpoints, "checkpoint_id", _checkpoint_card),
    }
    if kind not in makers:
        return None
    frame, key, make = makers[kind]
    found = rows_of(frame[frame[key] == record_id])
    return make(situation, found[0], card_id, language) if found else None


def _area_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    decision = situation.area_decisions[row["area_id"]]
    level = situation.area_levels[row["area_id"]]
    numbers = _numbers(situation, row, decision, language)
    sections = [
        *_act_sections(situation, "area", row["area_id"], decision, language),
        CardSection(t("card.why", language), _reasons(situation, decision, language)),
        CardSection(t("card.numbers", language), tuple(numbers)),
        CardSection(t("card.measures", language), _measures(situation, level, "", language)),
        CardSection(t("card.basis", language), _rule_basis(situation, language)),
        CardSection(t("card.inside", language), _inside(situation, row["area_id"], language)),
    ]
    notices = []
    population = decision.observed.get("population")
    cases = decision.observed.get("cases_in_window")
    uses_rate = bool(situation.ruleset.bands)
    if uses_rate and isinstance(cases, Fraction) and cases > 0 and isinstance(population, Fraction) and (
        cases < SMALL_CASES or population < SMALL_POPULATION
    ):
        notices.append(Notice(NoticeKind.INFO, t("card.small_numbers", language)))
    return Card(
        card_id, row["name"], f"zone.{level}", level_headline(level, situation.ruleset, language),
        _filled(sections), tuple(notices),
    )


def _site_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    decision = situation.site_decisions.get(row["site_id"])
    level = situation.site_levels.get(row["site_id"])
    lines: Lines = [(t("card.kind", language), kind_name("site", row["kind"], language))]
    lines += _labelled(row, language, ("address", "zone_label", "note"))
    lines += _unit_line(situation, row["area_id"], language)
    if pd.notna(row["population"]):
        lines.append((t("card.residents", language), number(row["population"], language)))
    if row["geometry"] is None:
        lines.append(("", t("card.site_class", language)))
    sections = [CardSection(t("card.details", language), tuple(lines))]
    if level:
        sections = [
            CardSection(t("card.why", language), _reasons(situation, decision, language) if decision else ()),
            CardSection(t("card.measures", language), _measures(situation, level, text(row["directive"]), language)),
            CardSection(t("card.basis", language), _record_basis(row, language)),
            *sections,
        ]
    sections = [*_act_sections(situation, "site", row["site_id"], decision, language), *sections]
    headline = (
        level_headline(level, situation.ruleset, language) if level else t("card.no_designation", language)
    )
    style = f"zone.{level}" if level else look.site_style(row["kind"], None).key
    return Card(card_id, row["name"], style, headline, _filled(sections))


def _lockdown_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    level = situation.lockdown_levels[row["lockdown_id"]]
    lines: Lines = []
    if pd.notna(row["valid_to"]):
        left = row["valid_to"] - pd.Timestamp(situation.as_of)
        lines.append((t("card.ends_in", language), say_age(left.to_pytimedelta(), language)))
    if pd.notna(row["households"]):
        lines.append((t("card.label_households", language), number(row["households"], language)))
    if pd.notna(row["population"]):
        lines.append((t("card.residents", language), number(row["population"], language)))
    lines += _labelled(row, language, ("note",))
    sections = [
        CardSection(t("card.details", language), tuple(lines)),
        CardSection(t("card.measures", language), _measures(situation, level, "", language)),
        CardSection(t("card.basis", language), _record_basis(row, language)),
    ]
    until = t("map.lockdown_open", language)
    if pd.notna(row["valid_to"]):
        until = t("map.lockdown_until", language, moment=say_start(row["valid_to"]))
    return Card(card_id, row["name"], f"zone.{level}", until, _filled(sections))


def _belt_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    active = bool(row["active"])
    on_belt = situation.checkpoints[situation.checkpoints["belt"] == row["number"]]
    lines: Lines = [(t("card.posts_on_belt", language), number(len(on_belt), language))]
    lines += _labelled(row, language, ("note",))
    sections = [
        CardSection(t("card.details", language), tuple(lines)),
        CardSection(t("card.basis", language), _record_basis(row, language)),
    ]
    headline = t("card.belt_active" if active else "card.belt_inactive", language)
    return Card(card_id, row["name"], look.belt_style(int(row["number"]), active).key, headline, _filled(sections))


def _checkpoint_card(_situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    staffed = bool(row["staffed"])
    lines: Lines = [(t("card.staffed", language), t("map.yes" if staffed else "map.no", language))]
    if pd.notna(row["belt"]):
        lines.append((t("card.belt", language), str(row["belt"])))
    lines += _labelled(row, language, ("managed_by",))
    if pd.notna(row["shifts_per_day"]) and pd.notna(row["people_per_shift"]):
        lines.append((t("card.shifts", language), t(
            "card.shifts_value", language, shifts=row["shifts_per_day"], people=row["people_per_shift"])))
    lines += _labelled(row, language, ("note",))
    sections = [
        CardSection(t("card.details", language), tuple(lines)),
        CardSection(t("card.basis", language), _record_basis(row, language)),
    ]
    return Card(card_id, row["name"], look.post_style(row["kind"], staffed).key,
                t(f"card.post_{row['kind']}", language), _filled(sections))


def _act_sections(
    situation: Situation, target: str, target_id: str, decision: Decision | None, language: str
) -> list[CardSection]:
    """Show the commander's acts on a thing, and the rule's result beside them."""
    sections = []
    for row in act_rows(situation):
        if row["target"] != "place" and (row["target"], row["target_id"]) != (target, target_id):
            continue
        lines: Lines = [(t("act.what", language), say_what(situation, row, language))]
        lines += [(t(f"act.{name}", language), text(row[name])) for name in ("document", "signer", "reason")]
        lines.append((t("act.term", language), say_term(row, language)))
        if row["kind"] == "level" and decision:
            lines.append((t("act.rule_says", language), level_headline(decision.level, situation.ruleset, language)))
        sections.append(CardSection(t("act.title", language), tuple(lines)))
    return sections


def _filled(sections: list[CardSection]) -> tuple[CardSection, ...]:
    return tuple(section for section in sections if section.lines)


def _labelled(row: dict[str, Any], language: str, names: tuple[str, ...]) -> Lines:
    return [(t(f"card.{name}", language), text(row[name])) for name in names if text(row[name])]


def _unit_line(situation: Situation, area_id: Any, language: str) -> Lines:
    names = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))
    return [(t("card.area", language), names[area_id])] if area_id in names else []


def _reasons(situation: Situation, decision: Decision, language: str) -> tuple[tuple[str, str], ...]:
    # a lower rule that holds as well ("all remaining areas") answers nothing
    answers = [r for r in decision.reasons if r.kind is not ReasonKind.RULE or r.level is decision.level]
    return tuple(("", say_reason(situation, reason, language)) for reason in answers)


def _numbers(situation: Situation, row: dict[str, Any], decision: Decision, language: str) -> Lines:
    days = situation.ruleset.window_days
    count = decision.observed.get("cases_in_window")
    numerator = kind_name("numerator", situation.numerator, language)
    lines: Lines = [(
        t("card.label_cases_in_window", language, days=days, numerator=numerator),
        say_value("", count, language),
    )]
    all_cases = situation.case_counts.get(row["area_id"], 0)
    if situation.numerator != "all" and isinstance(count, Fraction) and all_cases != count:
        lines.append((t("card.label_cases_all", language, days=days), number(all_cases, language)))
    names = {band.indicator for band in situation.ruleset.bands}
    names |= {item.when.indicator for item in situation.ruleset.escalations if item.when.indicator}
    lines += [
        (indicator_name("label", name, language), say_value(name, decision.observed.get(name), language))
        for name in sorted(names, reverse=True)
    ]
    lines.append((t("card.label_population", language),
                  say_value("", decision.observed.get("population"), language)))
    if pd.notna(row["households"]):
        lines.append((t("card.label_households", language), number(row["households"], language)))
    return lines


def _measures(situation: Situation, level: Level, directive: str, language: str) -> tuple[tuple[str, str], ...]:
    if level is Level.UNASSESSED:
        return ()
    measure = situation.ruleset.measure(level)
    if measure is None:
        return (("", t("card.measure_unknown", language)),)
    mark = "" if measure.verified else f" [{t('card.unverified', language)}]"
    lines: Lines = []
    if directive or measure.directive:
        lines.append((t("card.directive", language), directive or measure.directive))
    lines.append(("", measure.text[language] + mark))
    uplift = situation.ruleset.uplift
    if uplift and level in uplift.levels:
        lines.append((t("card.uplift", language), uplift.text[language]))
    return tuple(lines)


def _rule_basis(situation: Situation, language: str) -> tuple[tuple[str, str], ...]:
    ruleset = situation.ruleset
    start = say_start(ruleset.valid_from)
    valid = t("card.valid_from", language, start=start)
    if ruleset.valid_to is not None:
        valid = t("card.valid_from_to", language, start=start, end=say_start(ruleset.valid_to))
    return (
        (t("card.document", language), ruleset.document.title[language]),
        (t("card.decided_by", language), ruleset.document.issuer[language]),
        (t("card.regime", language), ruleset.regime),
        (t("card.valid", language), valid),
    )


def _record_basis(row: dict[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    lines = _labelled(row, language, tuple(name for name in ("document", "decided_by") if name in row))
    start, end = row["valid_from"], row["valid_to"]
    if pd.notna(start) and pd.notna(end):
        valid = t("card.valid_from_to", language, start=say_start(start), end=say_start(end))
    elif pd.notna(start):
        valid = t("card.valid_from", language, start=say_start(start))
    elif pd.notna(end):
        valid = t("card.valid_to", language, end=say_start(end))
    else:
        valid = t("card.valid_always", language)
    return (*lines, (t("card.valid", language), valid))


def _inside(situation: Situation, area_id: str, language: str) -> tuple[tuple[str, str], ...]:
    """List the sites and lockdowns that lie in a unit, worst first, and the unit's own forces."""
    names = {("site", row["site_id"]): row["name"] for row in rows_of(situation.sites)}
    names |= {("lockdown", row["lockdown_id"]): row["name"] for row in rows_of(situation.lockdowns)}
    cut = [zone for zone in situation.zones if zone.area_id == area_id and zone.source != "area"]
    cut.sort(key=lambda zone: -zone.level.severity)
    lines: Lines = [
        ("", t("card.site_level", language, name=names[zone.source, zone.source_id],
               level=t(f"level.{zone.level}", language)))
        for zone in cut
    ]
    forces = situation.forces[situation.forces["area_id"] == area_id]
    lines += [(kind_name("force", row["kind"], language), number(row["count"], language)) for row in rows_of(forces)]
    return tuple(lines)

