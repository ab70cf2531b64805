"""Make the cards of sites, belts, checkpoints and outbreaks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.checkpoints import CrossingState
from geo.mapmodel import Card, CardSection
from zones import look
from zones.cards.lines import (
    Lines,
    act_sections,
    filled,
    labelled,
    measure_lines,
    reason_lines,
    record_basis,
    rule_basis,
    unit_line,
)
from zones.compose.field import is_optional, post_style_of
from zones.compose.names import kind_name, level_headline, text
from zones.compose.outbreaks import ActiveOutbreak, say_outbreak
from zones.situation import Situation
from zones.wording import number, t


def site_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    """Answer for a risk site."""
    decision = situation.site_decisions.get(row["site_id"])
    level = situation.site_levels.get(row["site_id"])
    lines: Lines = [(t("card.kind", language), kind_name("site", row["kind"], language))]
    lines += labelled(row, language, ("address",))
    lines += _zone_label(row, language)
    lines += labelled(row, language, ("note",))
    lines += unit_line(situation, row["area_id"], language)
    if pd.notna(row["population"]):
        lines.append((t("card.residents", language), number(row["population"], language)))
    if row["geometry"] is None:
        lines.append(("", t("card.site_class", language)))
    sections = [CardSection(t("card.details", language), tuple(lines))]
    if level:
        sections = [
            CardSection(t("card.why", language),
                        reason_lines(situation.ruleset, decision, language) if decision else ()),
            CardSection(t("card.measures", language), measure_lines(
                level, situation.ruleset.measure(level), text(row["directive"]), language)),
            CardSection(t("card.basis", language), (
                *record_basis(row, language),
                (t("card.scale", language), situation.ruleset.scale.name[language]))),
            *sections,
        ]
    sections = [*act_sections(situation, "site", row["site_id"], decision, language), *sections]
    headline = (
        level_headline(level, situation.ruleset, language) if level else t("card.no_designation", language)
    )
    style = f"zone.{level}" if level else look.site_style(row["kind"], None).key
    return Card(card_id, row["name"], style, headline, filled(sections))


def _zone_label(row: dict[str, Any], language: str) -> Lines:
    """Show the name that a paper gave the area ("KV1") with that paper: other papers count otherwise."""
    label, document = text(row["zone_label"]), text(row["document"])
    if not label:
        return []
    words = t("card.label_by_document", language, label=label, document=document) if document else label
    return [(t("card.zone_label", language), words)]


def belt_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    """Answer for a belt."""
    active = bool(row["active"])
    on_belt = situation.checkpoints[situation.checkpoints["belt"] == row["number"]]
    lines: Lines = [(t("card.posts_on_belt", language), number(len(on_belt), language))]
    passed = [crossing for crossing in situation.field.crossings if crossing.belt_id == row["belt_id"]]
    if passed:
        gaps = sum(crossing.state is CrossingState.OPEN for crossing in passed)
        lines += [(t("field.crossings_of_belt", language), number(len(passed), language)),
                  (t("field.open_of_belt", language), number(gaps, language))]
    lines += labelled(row, language, ("note",))
    sections = [
        CardSection(t("card.details", language), tuple(lines)),
        CardSection(t("card.basis", language), record_basis(row, language)),
    ]
    headline = t("card.belt_active" if active else "card.belt_inactive", language)
    return Card(card_id, row["name"], look.belt_style(int(row["number"]), active).key, headline, filled(sections))


def checkpoint_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    """Answer for a checkpoint. Its telephone is the command post's own and on no card: a card goes with the file."""
    staffed = bool(row["staffed"])
    lines: Lines = [(t("card.staffed", language), t("map.yes" if staffed else "map.no", language))]
    if text(row["status"]):
        lines.append((t("field.status", language), t(f"field.status_{row['status']}", language)))
    if pd.notna(row["belt"]):
        lines.append((t("card.belt", language), str(row["belt"])))
    if text(row["managing_level"]):
        lines.append((t("field.managing_level", language), t(f"field.managing_{row['managing_level']}", language)))
    lines += labelled(row, language, ("managed_by",))
    if text(row["head"]):
        lines.append((t("field.head", language), row["head"]))
    if pd.notna(row["shifts_per_day"]) and pd.notna(row["people_per_shift"]):
        lines.append((t("card.shifts", language), t(
            "card.shifts_value", language, shifts=row["shifts_per_day"], people=row["people_per_shift"])))
    lines += _need_lines(situation, row, language)
    lines += labelled(row, language, ("note",))
    sections = [
        CardSection(t("card.details", language), tuple(lines)),
        CardSection(t("card.basis", language), record_basis(row, language)),
    ]
    return Card(card_id, row["name"], post_style_of(situation, row), t(f"card.post_{row['kind']}", language),
                filled(sections))


def _need_lines(situation: Situation, row: dict[str, Any], language: str) -> Lines:
    """Say what a post needs and lacks, or that nobody must keep it."""
    if is_optional(situation, row):
        return [("", t("field.optional_why", language))]
    if pd.isna(row["required_per_shift"]):
        return []
    need = int(row["required_per_shift"])
    lines: Lines = [(t("field.required", language), t("field.persons", language, count=number(need, language)))]
    assigned = 0 if not bool(row["staffed"]) else row["people_per_shift"]
    if pd.notna(assigned) and need > assigned:
        lines.append((t("field.short_of", language),
                      t("field.persons", language, count=number(need - int(assigned), language))))
    return lines


def outbreak_card(found: ActiveOutbreak, card_id: str, language: str) -> Card:
    """Answer for an active outbreak: since when, how many cases, until when it is watched, by which rule."""
    rule = found.ruleset.outbreak
    why: Lines = []
    if rule is not None:
        mark = "" if rule.verified else f" [{t('card.unverified', language)}]"
        why.append(("", rule.clause[language] + mark))
    sections = [
        CardSection(t("card.why", language), tuple(why)),
        CardSection(t("card.details", language), tuple(say_outbreak(found, language))),
        CardSection(t("card.basis", language), rule_basis(found.ruleset, language)),
    ]
    disease = kind_name("disease", found.ruleset.disease, language)
    return Card(card_id, t("card.outbreak", language, disease=disease), "outbreak",
                t("card.outbreak_active", language), filled(sections))
