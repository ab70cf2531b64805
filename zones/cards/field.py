"""Make the cards of the field: lockdowns, open crossings, ways out, facilities; and what a unit's card says of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import Card, CardSection
from zones import look
from zones.cards.lines import Lines, filled, labelled, measure_lines, record_basis, unit_line
from zones.closing import chain_of, is_wide
from zones.compose.field import is_overloaded, open_places, say_left, say_load, say_until
from zones.compose.field_index import lines_of, say_line
from zones.compose.names import kind_name, text
from zones.field.ways import Way
from zones.situation import Situation
from zones.times import say_start
from zones.wording import number, t


def lockdown_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    """Answer for a locked-down area, or for the wide area round it."""
    wide = is_wide(row)
    lines: Lines = [(t("field.ring", language), t(f"field.ring_{'wide' if wide else 'narrow'}", language))]
    if pd.notna(row["valid_to"]):
        lines.append((t("card.ends_in", language), say_left(situation, row, language)))
    for column, label in (("households", "card.label_households"), ("population", "card.residents")):
        if pd.notna(row[column]):
            lines.append((t(label, language), number(row[column], language)))
    lines += [(t("field.together", language), name) for name in _others(situation, row)]
    lines += labelled(row, language, ("note",))
    level = situation.lockdown_levels.get(row["lockdown_id"])
    measures = ((("", t("field.wide_measures", language)),) if level is None else measure_lines(
        level, situation.ruleset.measure(level), "", language))
    houses = tuple(("", say_line(line, language)) for line in lines_of(situation, row["lockdown_id"]))
    sections = [
        CardSection(t("card.details", language), tuple(lines)),
        CardSection(t("field.house_lines", language), houses),
        CardSection(t("card.measures", language), measures),
        CardSection(t("card.basis", language), record_basis(row, language)),
        CardSection(t("field.history", language), _history(situation, row, language)),
    ]
    style = f"zone.{level}" if level else look.WIDE_STYLE.key
    return Card(card_id, row["name"], style, say_until(row, language), filled(sections))


def _others(situation: Situation, row: dict[str, Any]) -> list[str]:
    """Return the names of the other areas of the same outbreak."""
    if pd.isna(row["containment_id"]):
        return []
    rows = rows_of(situation.lockdowns)
    return [other["name"] for other in rows
            if other["containment_id"] == row["containment_id"] and other["lockdown_id"] != row["lockdown_id"]]


def _history(situation: Situation, row: dict[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    """Say which decisions led to this one; a first decision alone stands under its basis already."""
    chain = chain_of(situation.lockdown_records, row["lockdown_id"])
    return tuple((t(f"field.change_{one['change']}", language) if text(one["change"]) else "",
                  say_decision(one, language)) for one in chain) if len(chain) > 1 else ()


def say_decision(row: dict[str, Any], language: str) -> str:
    """Say a decision and its term: "QĐ 04: từ 00:00 05/11/2021 đến 00:00 19/11/2021"."""
    document = text(row["document"]) or t("field.no_document", language)
    start = say_start(row["valid_from"]) if pd.notna(row["valid_from"]) else "…"
    if pd.isna(row["valid_to"]):
        return t("field.decided_open", language, document=document, start=start)
    return t("field.decided", language, document=document, start=start, end=say_start(row["valid_to"]))


def crossing_card(situation: Situation, crossing_id: str, card_id: str, language: str) -> Card | None:
    """Answer for an open crossing: which belts and road, what stands there without people, what is to be done."""
    place = next((place for place in open_places(situation) if place[0].id == crossing_id), None)
    if place is None:
        return None
    names = dict(zip(situation.checkpoints["checkpoint_id"], situation.checkpoints["name"], strict=True))
    roads = ", ".join(dict.fromkeys(road for crossing in place for road in crossing.roads))
    idle = ", ".join(dict.fromkeys(names[post] for crossing in place for post in crossing.unstaffed))
    belts = dict.fromkeys(crossing.belt_name for crossing in place)
    lines: Lines = [(t("card.belt", language), name) for name in belts]
    lines.append((t("field.road", language), roads or t("field.unnamed_road", language)))
    if idle:
        lines.append(("", t("field.unstaffed_post", language, posts=idle)))
    lines.append(("", t("field.what_to_do", language)))
    return Card(card_id, roads or t("field.unnamed_road", language).capitalize(), look.OPEN_CROSSING_STYLE.key,
                t("field.open_headline", language), filled([CardSection(t("card.details", language), tuple(lines))]))


def way_card(situation: Situation, area_id: str, card_id: str, language: str) -> Card | None:
    """Answer for a unit's way out."""
    way = situation.field.way_of(area_id)
    if way is None:
        return None
    style = "way.shut" if way.shut else "way.open"
    return Card(card_id, way.name, style, t("field.way_title", language),
                filled([CardSection(t("field.way_title", language), (("", say_way(situation, way, language)),))]))


def say_way(situation: Situation, way: Way, language: str) -> str:
    """Say whether an ambulance gets out of a unit, and which posts must open."""
    names = dict(zip(situation.checkpoints["checkpoint_id"], situation.checkpoints["name"], strict=True))
    return t(f"field.way_says_{way.verdict}", language, posts=", ".join(f"“{names[post]}”" for post in way.must_open))


def facility_card(situation: Situation, row: dict[str, Any], card_id: str, language: str) -> Card:
    """Answer for a facility: how much there is, how much is used, since when that is known."""
    lines: Lines = [(t("card.kind", language), kind_name("facility", row["kind"], language))]
    lines += labelled(row, language, ("address",))
    lines += unit_line(situation, row["area_id"], language)
    lines += [(t(f"field.{name}", language), number(row[name], language))
              for name in ("capacity", "used") if pd.notna(row[name])]
    if pd.notna(row["capacity"]) and pd.notna(row["used"]):
        free = int(row["capacity"] - row["used"])
        lines.append((t("field.over" if free < 0 else "field.free", language), number(abs(free), language)))
    if pd.notna(row["counted_at"]):
        lines.append((t("field.counted", language), say_start(row["counted_at"])))
    if text(row["hours"]):
        lines.append((t("field.hours", language), row["hours"]))
    lines += labelled(row, language, ("managed_by", "note"))
    sections = [CardSection(t("card.details", language), tuple(lines)),
                CardSection(t("card.basis", language), record_basis(row, language))]
    headline = say_load(row, language)
    return Card(card_id, row["name"], look.facility_style(row["kind"], is_overloaded(row)).key,
                headline[:1].upper() + headline[1:], filled(sections))


def unit_sections(situation: Situation, area_id: str, language: str) -> list[CardSection]:
    """Return what a unit's card says of the field: its way out, its teams and those of the whole place."""
    way = situation.field.way_of(area_id)
    ways = (("", say_way(situation, way, language)),) if way else ()
    return [CardSection(t("field.way_title", language), ways),
            CardSection(t("field.forces", language), tuple(_forces(situation, area_id, language)))]


def _forces(situation: Situation, area_id: str, language: str) -> Lines:
    rows = rows_of(situation.forces)
    own = [row for row in rows if row["area_id"] == area_id]
    # where a unit's teams are known, those that go through the whole place stand beside them
    general = [row for row in rows if pd.isna(row["area_id"])] if own else []
    lines: Lines = []
    for row in (*own, *general):
        name = kind_name("force", row["kind"], language)
        count = number(row["count"], language)
        if pd.notna(row["people"]):
            count = t("field.people_of", language, count=count, people=number(row["people"], language))
        hours = f" ({row['hours']})" if text(row["hours"]) else ""
        label = name if pd.notna(row["area_id"]) else t("field.forces_all", language, kind=name)
        lines.append((label, count + hours))
    return lines
