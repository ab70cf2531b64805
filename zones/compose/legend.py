"""Make the legend with its counts, and the tables that explain the numbers on the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import IndexRow, IndexTable, LegendEntry, LegendSection
from zones import look
from zones.closing import is_wide
from zones.compose.field import is_optional, is_overloaded, open_places, post_style_of
from zones.compose.field_index import open_index
from zones.compose.footnotes import marked_uplifts
from zones.compose.layers import site_level
from zones.compose.names import kind_name, short_name, text, zone_label
from zones.compose.outbreaks import active_outbreaks
from zones.compose.squares import Squares
from zones.compose.telling import Told, area_level
from zones.levels import WORST_FIRST, Level
from zones.situation import LevelCount, Situation
from zones.wording import number, t


def make_legend(situation: Situation, told: Told, language: str) -> tuple[LegendSection, ...]:
    """Return the legend's sections in their order; a section without a single entry is left out."""
    sections = (
        _zones(situation, language), _measures(situation, language), _outbreaks(situation, language),
        _cases(situation, told, language), _sites(situation, language),
        _belts(situation, language), _posts(situation, language), _lockdowns(situation, language),
        _facilities(situation, language), _forces(situation, language),
    )
    return tuple(section for section in sections if section.entries)


def _zones(situation: Situation, language: str) -> LegendSection:
    counts = {count.level: count for count in situation.level_counts}
    entries = [
        LegendEntry(f"zone.{level}", _level_label(situation, level, language), _values(counts[level], language))
        # a level without a zone is listed on purpose: "đỏ: 0" is an answer
        for level in WORST_FIRST
    ]
    undrawn = sum(count.undrawn for count in counts.values())
    people = [count.people for count in counts.values() if count.people]
    total = LevelCount(
        Level.UNASSESSED, sum(c.units for c in counts.values()), sum(c.points for c in counts.values()), undrawn,
        sum(people) if people else None, sum(c.area_km2 for c in counts.values()),
    )
    entries.append(LegendEntry(None, t("map.total", language), _values(total, language), emphasis=True))
    if undrawn:
        entries.append(LegendEntry(None, t("map.undrawn_points", language, count=undrawn)))
    if not situation.combined:
        # a bare "cấp 2" or "KV1" means nothing: other scales count the other way round (domain §0, 1)
        scale = situation.ruleset.scale.name[language]
        entries.append(LegendEntry(None, t("map.legend_scale", language, scale=scale)))
    columns = (
        kind_name("area_column", area_level(situation), language), t("map.column_points", language),
        t("map.column_people", language), t("map.column_area", language),
    )
    return LegendSection(t("map.legend_zones", language), tuple(entries), columns)


def _level_label(situation: Situation, level: Level, language: str) -> str:
    name = t(f"level.{level}", language)
    # with several diseases a colour has several names: each unit's card has its own
    if level is Level.UNASSESSED or situation.combined:
        return name
    return f"{name} – {situation.ruleset.labels[level][language]}"


def _values(count: LevelCount, language: str) -> tuple[str, ...]:
    people = t("map.unknown", language) if count.people is None else number(count.people, language)
    return (number(count.units, language), number(count.points, language), people, number(count.area_km2, language, 2))


def _measures(situation: Situation, language: str) -> LegendSection:
    columns = (kind_name("area_column", area_level(situation), language),)
    return LegendSection(t("map.legend_measures", language), uplift_entries(situation, language), columns)


def uplift_entries(situation: Situation, language: str) -> tuple[LegendEntry, ...]:
    """Explain the mark of measures above the level: the colour says what was assessed, the mark what applies."""
    uplifted = sum(applied.uplifted for applied in situation.applied.values())
    words = t("map.uplift", language, mark=look.UPLIFT_MARK if marked_uplifts(situation) else "").strip()
    return (LegendEntry(None, words, (number(uplifted, language),)),) if uplifted else ()


def _outbreaks(situation: Situation, language: str) -> LegendSection:
    found = Counter(one.ruleset.disease for one in active_outbreaks(situation))
    entries = tuple(
        LegendEntry("outbreak", t("map.outbreak", language, disease=kind_name("disease", disease, language)),
                    (number(count, language),))
        for disease, count in sorted(found.items())
    )
    return LegendSection(t("map.legend_outbreaks", language), entries, (t("map.column_count", language),))


def _cases(situation: Situation, told: Told, language: str) -> LegendSection:
    of_covid = [one.ruleset.disease for one in situation.assessments] == ["covid-19"]
    title = t("map.legend_cases" if of_covid else "map.legend_patients", language)
    return LegendSection(title, told.legend, (t("map.column_count", language),))


def _sites(situation: Situation, language: str) -> LegendSection:
    rows = rows_of(situation.sites)
    kinds = Counter(row["kind"] for row in rows)
    entries = [
        LegendEntry(look.site_style(kind, None).key, kind_name("site", kind, language), (number(count, language),))
        for kind, count in sorted(kinds.items())
    ]
    undrawn = sum(row["geometry"] is None for row in rows)
    if undrawn:
        entries.append(LegendEntry(None, t("map.sites_undrawn", language), (number(undrawn, language),), True))
    return LegendSection(t("map.legend_sites", language), tuple(entries), (t("map.column_count", language),))


def _belts(situation: Situation, language: str) -> LegendSection:
    states = Counter((int(row["number"]), bool(row["active"])) for row in rows_of(situation.belts))
    entries = [
        LegendEntry(look.belt_style(belt, active).key,
                    t("map.belt_active" if active else "map.belt_inactive", language, number=belt))
        for belt, active in sorted(states)
    ]
    return LegendSection(t("map.legend_belts", language), tuple(entries))


def _posts(situation: Situation, language: str) -> LegendSection:
    states = Counter(
        (row["kind"], bool(row["staffed"]), is_optional(situation, row)) for row in rows_of(situation.checkpoints)
    )
    entries = [
        LegendEntry(look.post_style(kind, staffed, optional).key,
                    t(f"map.post_{kind}_{'staffed' if staffed else 'unstaffed'}", language)
                    + (f", {t('field.optional', language)}" if optional else ""),
                    (number(count, language),))
        for (kind, staffed, optional), count in sorted(
            states.items(), key=lambda item: (item[0][0], not item[0][1], item[0][2]))
    ]
    if situation.field.crossings:
        count = len(open_places(situation))
        # "hở: 0" is an answer
        entries.append(LegendEntry(look.OPEN_CROSSING_STYLE.key, t("field.legend_open", language),
                                   (number(count, language),), emphasis=count > 0))
    return LegendSection(t("map.legend_posts", language), tuple(entries), (t("map.column_count", language),))


def _lockdowns(situation: Situation, language: str) -> LegendSection:
    rows = rows_of(situation.lockdowns)
    wide = sum(is_wide(row) for row in rows)
    entries = [
        LegendEntry(style, t(key, language), (number(count, language),))
        for style, key, count in (("lockdown", "map.lockdown", len(rows) - wide),
                                  ("lockdown.wide", "field.legend_wide", wide)) if count
    ]
    return LegendSection(t("map.legend_lockdowns", language), tuple(entries), (t("map.column_count", language),))


def _facilities(situation: Situation, language: str) -> LegendSection:
    rows = rows_of(situation.facilities)
    entries = []
    for kind in sorted({row["kind"] for row in rows}):
        own = [row for row in rows if row["kind"] == kind]
        known = [row for row in own if pd.notna(row["used"]) and pd.notna(row["capacity"])]
        load = t("map.unknown", language)
        if known:
            load = "/".join(number(sum(row[name] for row in known), language) for name in ("used", "capacity"))
        entries.append(LegendEntry(look.facility_style(kind, False).key, kind_name("facility", kind, language),
                                   (load,), emphasis=any(map(is_overloaded, own))))
    columns = (t("field.column_load", language),)
    return LegendSection(t("field.legend_facilities", language), tuple(entries), columns)


def _forces(situation: Situation, language: str) -> LegendSection:
    totals: Counter[str] = Counter()
    hours: dict[str, str] = {}
    for row in rows_of(situation.forces):
        totals[row["kind"]] += int(row["count"])
        hours[row["kind"]] = text(row["hours"])
    entries = [
        LegendEntry(None, kind_name("force", kind, language) + (f" ({hours[kind]})" if hours[kind] else ""),
                    (number(count, language),))
        for kind, count in totals.items()
    ]
    return LegendSection(t("map.legend_forces", language), tuple(entries), (t("map.column_count", language),))


def make_indexes(
    situation: Situation, numbers: Mapping[str, int], squares: Squares, language: str
) -> tuple[IndexTable, ...]:
    """Return the tables beside the sheet in the order of their numbers: checkpoints, sites, open crossings; the last
    cell names the square."""
    tables = (
        _post_index(situation, numbers, squares, language), _site_index(situation, numbers, squares, language),
        open_index(situation, numbers, squares, language),
    )
    return tuple(table for table in tables if table.rows)


def _site_index(
    situation: Situation, numbers: Mapping[str, int], squares: Squares, language: str
) -> IndexTable:
    area_names = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))
    rows = []
    for row in rows_of(situation.sites):
        place_number = numbers.get(f"site/{row['site_id']}")
        if place_number is None:
            continue
        level = site_level(situation, row["site_id"])
        level_words = zone_label(row, language) or (t(f"level.{level}", language) if level else "")
        where = short_name(area_names[row["area_id"]]) if row["area_id"] in area_names else text(row["address"])
        rows.append(IndexRow(place_number, look.site_style(row["kind"], level).key,
                             (row["name"], level_words, where, squares.of(row["geometry"]))))
    columns = tuple(t(f"map.index_column_{name}", language) for name in ("name", "level", "where", "square"))
    return IndexTable(t("map.index_sites", language), columns, tuple(sorted(rows, key=lambda row: row.number)))


def _post_index(
    situation: Situation, numbers: Mapping[str, int], squares: Squares, language: str
) -> IndexTable:
    rows = []
    for row in rows_of(situation.checkpoints):
        place_number = numbers.get(f"checkpoint/{row['checkpoint_id']}")
        if place_number is None:
            continue
        staffed = bool(row["staffed"])
        belt = text(row["belt"])
        state = t(f"map.{'staffed' if staffed else 'unstaffed'}", language)
        if is_optional(situation, row):
            state = t("field.optional_short", language, state=state)
        rows.append(IndexRow(place_number, post_style_of(situation, row),
                             (row["name"], belt, state, squares.of(row["geometry"]))))
    columns = tuple(t(f"map.index_column_{name}", language) for name in ("name", "belt", "state", "square"))
    return IndexTable(t("map.index_posts", language), columns, tuple(sorted(rows, key=lambda row: row.number)))
