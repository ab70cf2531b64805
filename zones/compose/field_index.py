"""Make the sheet's tables of the field: open crossings, facilities, locked-down lanes and house numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import IndexRow, IndexTable
from zones import look
from zones.compose.field import is_overloaded, open_places, say_share
from zones.compose.names import kind_name, text
from zones.situation import Situation
from zones.times import say_start
from zones.wording import number, t


def field_indexes(situation: Situation, numbers: Mapping[str, int], language: str) -> tuple[IndexTable, ...]:
    """Return the tables of what is numbered; one without rows is left to the caller."""
    return (
        _open_index(situation, numbers, language), _facility_index(situation, numbers, language),
        _lockdown_index(situation, numbers, language),
    )


def _table(key: str, columns: tuple[str, ...], rows: list[IndexRow], language: str) -> IndexTable:
    return IndexTable(t(key, language), tuple(t(column, language) for column in columns),
                      tuple(sorted(rows, key=lambda row: row.number)))


def _open_index(situation: Situation, numbers: Mapping[str, int], language: str) -> IndexTable:
    rows = []
    for place in open_places(situation):
        roads = ", ".join(dict.fromkeys(road for crossing in place for road in crossing.roads))
        belts = ", ".join(dict.fromkeys(str(crossing.number) for crossing in place))
        rows.append(IndexRow(numbers[f"crossing/{place[0].id}"], look.OPEN_CROSSING_STYLE.key,
                             (roads or t("field.unnamed_road", language), belts)))
    return _table("field.index_open", ("field.index_road", "map.index_column_belt"), rows, language)


def _facility_index(situation: Situation, numbers: Mapping[str, int], language: str) -> IndexTable:
    rows = [
        IndexRow(numbers[f"facility/{row['facility_id']}"],
                 look.facility_style(row["kind"], is_overloaded(row)).key,
                 (row["name"], kind_name("facility", row["kind"], language), say_share(row, language)))
        for row in rows_of(situation.facilities) if f"facility/{row['facility_id']}" in numbers
    ]
    columns = ("map.index_column_name", "map.index_column_kind", "field.column_load")
    return _table("field.legend_facilities", columns, rows, language)


def _lockdown_index(situation: Situation, numbers: Mapping[str, int], language: str) -> IndexTable:
    rows = []
    for row in rows_of(situation.lockdowns):
        place_number = numbers.get(f"lockdown/{row['lockdown_id']}")
        if place_number is None:
            continue
        lines = "; ".join(say_line(line, language) for line in lines_of(situation, row["lockdown_id"]))
        name = f"{row['name']}: {lines}" if lines else row["name"]
        end: str = "" if pd.isna(row["valid_to"]) else say_start(row["valid_to"])
        rows.append(IndexRow(place_number, "lockdown", (name, end)))
    return _table("map.legend_lockdowns", ("map.index_column_name", "field.index_end"), rows, language)


def lines_of(situation: Situation, lockdown_id: str) -> list[dict[str, Any]]:
    """Return the lines of lanes and house numbers that a lockdown's decision names."""
    lines = situation.lockdown_lines
    return rows_of(lines[lines["lockdown_id"] == lockdown_id])


def say_line(line: dict[str, Any], language: str) -> str:
    """Return a line as decisions write it: "ngách 1 ngõ 4 Kim Đồng (số 2 đến 88, 33 hộ)"."""
    where = " ".join(text(line[name]) for name in ("branch_lane", "lane", "street") if text(line[name]))
    inside = [] if line["side"] not in ("odd", "even") else [t(f"field.side_{line['side']}", language)]
    first, last = text(line["from_number"]), text(line["to_number"])
    if first or last:
        inside.append(t("field.numbers" if first and last else "field.number", language, first=first or last,
                        last=last))
    inside += [t(f"card.{name}_count", language, **{name: number(line[name], language)})
               for name in ("households", "people") if pd.notna(line[name])]
    return f"{where} ({', '.join(inside)})" if inside else where
