"""Make the sheet's table of open crossings, and say locked-down lanes and house numbers in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import IndexRow, IndexTable
from zones import look
from zones.compose.field import open_places
from zones.compose.names import text
from zones.compose.squares import Squares
from zones.situation import Situation
from zones.wording import number, t


def open_index(
    situation: Situation, numbers: Mapping[str, int], squares: Squares, language: str
) -> IndexTable:
    """Return the table of open crossings: road, belts, square; without rows where none is open.

    Facilities have what is used beside their sign, lockdowns the end of their term: a table more would take the map's
    room. House numbers stand on the card and in the files.
    """
    rows = []
    for place in open_places(situation):
        roads = ", ".join(dict.fromkeys(road for crossing in place for road in crossing.roads))
        belts = ", ".join(dict.fromkeys(str(crossing.number) for crossing in place))
        rows.append(IndexRow(numbers[f"crossing/{place[0].id}"], look.OPEN_CROSSING_STYLE.key,
                             (roads or t("field.unnamed_road", language), belts, squares.of(place[0].point))))
    keys = ("field.index_road", "map.index_column_belt", "map.index_column_square")
    columns = tuple(t(key, language) for key in keys)
    return IndexTable(t("field.index_open", language), columns, tuple(sorted(rows, key=lambda row: row.number)))


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
