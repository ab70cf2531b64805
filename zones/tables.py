"""Say a map's content as tables: units, sites, posts, belts, lockdowns, days, acts; for files that others work with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import pandas as pd

from geo.frames import VIETNAM_TIME, rows_of
from geo.mapmodel import MapModel
from geo.names import alphabetical
from geo.sheet import Audience
from zones.audience import shown_counts
from zones.audience.privacy import without_numbers
from zones.closing import is_wide
from zones.compose.field_index import lines_of, say_line
from zones.compose.footnotes import act_rows, say_term, say_what, target_name
from zones.compose.names import kind_name
from zones.ruleset.parts import Measure
from zones.sheets import Subject
from zones.situation import Situation
from zones.wording import t

Value = str | int | float | datetime | None
M2_PER_KM2: Final = 1e6


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. `keys` are short names for programs, `titles` the words for people; `styles` names each
    row's colour (a key of the map's styles, "" for none), `ids` the map's feature of each row ("" for none)."""

    id: str
    title: str
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    styles: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def make_tables(subject: Subject, audience: Audience, cases: pd.DataFrame) -> tuple[Table, ...]:
    """Return the tables behind a map for an audience, those that hold something.

    `subject` is already what this audience may know; `cases` are all of the place at the situation's revision. What a
    shared map does not tell (people, households, staff, notes, sites' places, days) is in no table of it either.
    """
    inside = audience is Audience.INTERNAL
    situation, language = subject.situation, subject.language
    tables = [
        _units(subject, inside, cases), _sites(situation, language, inside), _posts(subject, inside),
        _belts(situation, language, inside), _lockdowns(situation, language, inside),
    ]
    if inside:
        tables += [_facilities(situation, language), _acts(situation, language), _days(situation, cases, language)]
    return tuple(table if inside else _without_numbers(table) for table in tables if table.rows)


def _without_numbers(table: Table) -> Table:
    """Take out of a shared table what somebody typed into a name: telephone numbers."""
    return replace(table, rows=tuple(
        tuple(without_numbers(value) if isinstance(value, str) else value for value in row) for row in table.rows
    ))


def legend_table(model: MapModel) -> Table:
    """Return the legend's count of zones as a table: the same words and numbers as on the map, in their order."""
    section = model.legend[0]
    entries = [entry for entry in section.entries if entry.values]
    return Table(
        "legend", section.title, ("level", *(f"value_{place}" for place in range(len(section.columns)))),
        (t("tables.level", model.language), *section.columns),
        tuple((entry.label, *(_number(value, model) for value in entry.values)) for entry in entries),
        tuple(entry.style or "" for entry in entries),
    )


def _number(text: str, model: MapModel) -> Value:
    """Return the legend's number as a number, so that a workbook can count with it; words stay words."""
    plain = text.replace(model.words["thousands_mark"], "").replace(model.words["decimal_mark"], ".")
    try:
        return int(plain) if plain.lstrip("-").isdigit() else float(plain)
    except ValueError:
        return text


def _table(
    name: str, language: str, rows: Iterator[tuple[Mapping[str, Value], str, str]], empty: tuple[str, ...] = ()
) -> Table:
    """Make a table of rows that all have the same keys: (values, style, feature id)."""
    found = list(rows)
    keys = tuple(found[0][0]) if found else empty
    return Table(
        name, t(f"tables.{name}", language), keys, tuple(t(f"tables.{key}", language) for key in keys),
        tuple(tuple(values[key] for key in keys) for values, _, _ in found),
        tuple(style for _, style, _ in found), tuple(feature_id for _, _, feature_id in found),
    )


def _units(subject: Subject, inside: bool, cases: pd.DataFrame) -> Table:
    situation, language = subject.situation, subject.language
    shown = {} if inside else shown_counts(situation, cases)
    square_m: dict[str, float] = {}
    for zone in situation.zones:
        square_m[zone.area_id] = square_m.get(zone.area_id, 0.0) + zone.area_m2

    def rows() -> Iterator[tuple[Mapping[str, Value], str, str]]:
        for row in subject.units():
            area_id = row["area_id"]
            level, applied = situation.area_levels[area_id], situation.applied[area_id]
            told = shown.get(area_id)
            count: Value = situation.case_counts.get(area_id, 0) if inside else 0
            if told is not None:
                count = told.least if told.least == told.most else told.say(language)
            values: dict[str, Value] = {
                "name": row["name"], "level": t(f"level.{level}", language),
                "measure": _say_measure(applied.measure, language),
                "uplifted": t("map.yes" if applied.uplifted else "map.no", language), "cases": count,
                "area_km2": round(square_m.get(area_id, 0.0) / M2_PER_KM2, 3),
            }
            if inside:
                values |= {"population": _whole(row["population"]), "households": _whole(row["households"])}
            yield values, f"zone.{level}", f"area/{area_id}"

    return _table("units", language, rows())


def _say_measure(measure: Measure | None, language: str) -> str | None:
    """Return the directive's name ("CT16"), or what applies in words where the rule names no directive."""
    if measure is None or measure.directive:
        return measure.directive if measure else None
    mark = "" if measure.verified else f" [{t('card.unverified', language)}]"
    return measure.text[language] + mark


def _by_name(frame: pd.DataFrame, first: str = "") -> list[dict[str, Any]]:
    """Return the rows in the order of a column, where one is named, and of their names."""
    return sorted(rows_of(frame), key=lambda row: (row[first] if first else 0, alphabetical(row["name"])))


def _sites(situation: Situation, language: str, inside: bool) -> Table:
    names = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))

    def rows() -> Iterator[tuple[Mapping[str, Value], str, str]]:
        for row in _by_name(situation.sites):
            level = situation.site_levels.get(row["site_id"])
            values: dict[str, Value] = {
                "name": row["name"], "kind": kind_name("site", row["kind"], language),
                "level": t(f"level.{level}", language) if level else None, "zone_label": _words(row["zone_label"]),
                "unit": names.get(row["area_id"]), "document": _words(row["document"]),
                "decided_by": _words(row["decided_by"]), "valid_from": _moment(row["valid_from"]),
                "valid_to": _moment(row["valid_to"]),
            }
            if inside:
                values |= {"measure": _words(row["directive"]), "population": _whole(row["population"]),
                           "note": _words(row["note"])}
            yield values, f"zone.{level}" if level else "", f"site/{row['site_id']}"

    return _table("sites", language, rows())


def _posts(subject: Subject, inside: bool) -> Table:
    situation, language = subject.situation, subject.language
    numbers = {
        feature.id: feature.number for layer in subject.model.layers for feature in layer.features if feature.number
    }

    def rows() -> Iterator[tuple[Mapping[str, Value], str, str]]:
        records = rows_of(situation.checkpoints)
        records.sort(key=lambda row: (numbers.get(f"checkpoint/{row['checkpoint_id']}") or 10**6, row["name"]))
        for row in records:
            feature_id = f"checkpoint/{row['checkpoint_id']}"
            staffed = bool(row["staffed"])
            values: dict[str, Value] = {
                "number": numbers.get(feature_id), "name": row["name"],
                "kind": t(f"map.{row['kind']}_post", language), "belt": _whole(row["belt"]),
                "staffed": t("map.staffed" if staffed else "map.unstaffed", language),
            }
            if inside:
                values |= {
                    "managed_by": _words(row["managed_by"]), "head": _words(row["head"]),
                    "required_per_shift": _whole(row["required_per_shift"]),
                    "people_per_shift": _whole(row["people_per_shift"]),
                    "shifts_per_day": _whole(row["shifts_per_day"]), "document": _words(row["document"]),
                    "note": _words(row["note"]),
                }
            yield values, "", feature_id

    return _table("posts", language, rows())


def _belts(situation: Situation, language: str, inside: bool) -> Table:
    def rows() -> Iterator[tuple[Mapping[str, Value], str, str]]:
        for row in _by_name(situation.belts, "number"):
            values: dict[str, Value] = {
                "number": _whole(row["number"]), "name": row["name"],
                "active": t("map.yes" if row["active"] else "map.no", language), "document": _words(row["document"]),
            }
            if inside:
                values |= {"note": _words(row["note"])}
            yield values, "", f"belt/{row['belt_id']}"

    return _table("belts", language, rows())


def _lockdowns(situation: Situation, language: str, inside: bool) -> Table:
    def rows() -> Iterator[tuple[Mapping[str, Value], str, str]]:
        for row in _by_name(situation.lockdowns):
            # a wide area is searched, not closed, and has a level only where its document gives it one
            level = situation.lockdown_levels.get(row["lockdown_id"])
            values: dict[str, Value] = {
                "name": row["name"], "ring": t(f"field.ring_{'wide' if is_wide(row) else 'narrow'}", language),
                "level": t(f"level.{level}", language) if level else "",
                "document": _words(row["document"]),
                "decided_by": _words(row["decided_by"]), "valid_from": _moment(row["valid_from"]),
                "valid_to": _moment(row["valid_to"]),
            }
            if inside:
                values |= {
                    # what is passed on says which area is closed, and no house of it
                    "houses": "; ".join(say_line(line, language) for line in lines_of(situation, row["lockdown_id"])),
                    "households": _whole(row["households"]), "population": _whole(row["population"]),
                    "note": _words(row["note"]),
                }
            yield values, f"zone.{level}" if level else "", f"lockdown/{row['lockdown_id']}"

    return _table("lockdowns", language, rows())


def _facilities(situation: Situation, language: str) -> Table:
    areas = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))

    def rows() -> Iterator[tuple[Mapping[str, Value], str, str]]:
        for row in _by_name(situation.facilities, "kind"):
            values: dict[str, Value] = {
                "name": row["name"], "kind": kind_name("facility", row["kind"], language),
                "unit": areas.get(row["area_id"], ""), "capacity": _whole(row["capacity"]), "used": _whole(row["used"]),
                "counted_at": _moment(row["counted_at"]), "hours": _words(row["hours"]),
                "managed_by": _words(row["managed_by"]), "document": _words(row["document"]),
            }
            yield values, "", f"facility/{row['facility_id']}"

    return _table("facilities", language, rows())


def _acts(situation: Situation, language: str) -> Table:
    def rows() -> Iterator[tuple[Mapping[str, Value], str, str]]:
        for row in act_rows(situation):
            yield {
                "unit": target_name(situation, row, language), "content": say_what(situation, row, language),
                "document": _words(row["document"]), "signer": _words(row["signer"]), "reason": _words(row["reason"]),
                "term": say_term(row, language),
            }, "", ""

    return _table("acts", language, rows())


def _days(situation: Situation, cases: pd.DataFrame, language: str) -> Table:
    """Return the cases of each unit and day up to the moment; days without any row had none, or no report."""
    names = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))
    diseases = {one.ruleset.disease for one in situation.assessments}
    mine = cases[cases["disease"].isin(diseases) & (cases["date_reporting"] <= pd.Timestamp(situation.as_of))]
    days = mine["date_reporting"].dt.tz_convert(VIETNAM_TIME).dt.normalize().rename("day")
    counted = mine.groupby([days, mine["area_id"].fillna(""), "disease"])["count"].sum()

    def rows() -> Iterator[tuple[Mapping[str, Value], str, str]]:
        for row in rows_of(counted.reset_index()):
            yield {
                "day": row["day"].to_pydatetime(), "unit": names.get(row["area_id"], t("map.cases_unplaced", language)),
                "disease": kind_name("disease", row["disease"], language), "cases": int(row["count"]),
            }, "", ""

    return _table("days", language, rows())


def _words(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _moment(value: Any) -> datetime | None:
    if pd.isna(value):
        return None
    moment: datetime = value.to_pydatetime()
    return moment
