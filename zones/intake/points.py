"""Read two columns, or one, of coordinates: in whatever notation, order and system they stand."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from geo.coordinates import read_coordinates, split_pair
from geo.crs import LONLAT
from geo.readings import (
    DEGREES,
    EAST,
    METRES,
    NORTH,
    SOUTH,
    WEST,
    judge,
    northing_first,
    title,
    titles,
    to_degrees,
    units_of,
)
from zones.intake.coordinate_question import ask_reading
from zones.intake.draft import Draft
from zones.intake.examination import Note
from zones.intake.findings import ASKED, REFUSED

PAIR: Final = "lonlat"             # one column with both numbers
Numbers = tuple[np.ndarray, np.ndarray]


def has_points(columns: object) -> bool:
    """Tell whether these columns of ours hold coordinates."""
    names = set(columns)  # type: ignore[call-overload]
    return PAIR in names or {"lon", "lat"} <= names


def read_points(draft: Draft, pile: str | None = None) -> Numbers:
    """Return longitude and latitude (WGS 84) of every row as numbers (NaN: none), and record what is wrong.

    Which number is which, and in what system they stand, the file's rows tell together by where they would lie;
    a person is asked where several systems fit. `pile`: where all rows with a problem go; None: to those refused,
    or asked about where an answer helps.
    """
    refused, asked = pile or REFUSED, pile or ASKED
    first, second, told = _numbers(draft, refused)
    turned = _in_order(draft, first, second, told, asked)
    east, north = np.where(turned, second, first), np.where(turned, first, second)
    lon, lat = np.full(len(east), np.nan), np.full(len(east), np.nan)
    units = units_of(east, north)
    _refuse(draft, refused, np.isfinite(east) & np.isfinite(north) & (units == ""), "coordinates.row_fits_nothing")
    for unit in (DEGREES, METRES):
        rows = units == unit
        if rows.any():
            lon[rows], lat[rows] = _placed(draft, east, north, unit, rows, (refused, asked))
    away = np.isfinite(lon) & ~((lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH))
    _refuse(draft, refused, away, "intake.outside_vietnam")
    return np.where(away, np.nan, lon), np.where(away, np.nan, lat)


def _numbers(draft: Draft, refused: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the two numbers of each row, NaN where either lacks, and whether letters tell that they are turned."""
    first, second = _texts(draft, refused)
    (one, axis, unread), (other, other_axis, other_unread) = map(read_coordinates, (first, second))
    for name, texts, wrong in (("lon", first, unread), ("lat", second, other_unread)):
        draft.findings.add(refused, pd.Series(wrong, index=texts.index), "intake.not_a_coordinate", name, texts)
    half = pd.Series(np.isfinite(one) ^ np.isfinite(other), index=first.index) & ((first == "") | (second == ""))
    draft.findings.add(refused, half, "intake.half_a_coordinate", "lon", first)
    both = np.isfinite(one) & np.isfinite(other)
    told = np.where((axis == "north") | (other_axis == "east"), 1, np.where((axis == "east") | (other_axis == "north"),
                                                                        -1, 0))
    return np.where(both, one, np.nan), np.where(both, other, np.nan), told


def _texts(draft: Draft, refused: str) -> tuple[pd.Series, pd.Series]:
    if {"lon", "lat"} <= set(draft.cells) or PAIR not in draft.cells:
        return draft.text("lon"), draft.text("lat")
    texts = draft.text(PAIR)
    pairs = {text: split_pair(text) for text in texts.unique() if text}
    unread = pd.Series([text != "" and pairs[text] is None for text in texts], index=texts.index)
    draft.findings.add(refused, unread, "coordinates.half_a_pair", PAIR, texts)
    halves = [pairs.get(text) or ("", "") for text in texts]
    return tuple(pd.Series([half[n] for half in halves], index=texts.index, dtype="str")  # type: ignore[return-value]
                 for n in (0, 1))


def _in_order(draft: Draft, first: np.ndarray, second: np.ndarray, told: np.ndarray, asked: str) -> np.ndarray:
    """Tell for each row whether its first number is the northing; blank out rows that go against their file."""
    by_size, other_way = northing_first(first, second), northing_first(second, first)
    turned = np.where(told == 0, by_size, told == 1)
    file_turned = bool(np.count_nonzero(by_size) > np.count_nonzero(other_way))
    against = (turned != file_turned) & (told == 0) & (by_size | other_way)
    index = draft.cells.index
    draft.findings.add(asked, pd.Series(against, index=index), "intake.axes_swapped", _column(draft), _shown(draft))
    first[against] = np.nan
    if file_turned:
        draft.notes.append(Note("coordinates.northing_first"))
    return turned


def _placed(
    draft: Draft, east: np.ndarray, north: np.ndarray, unit: str, rows: np.ndarray, piles: tuple[str, str]
) -> Numbers:
    """Return longitude and latitude of the rows that stand in one unit, NaN where a person has to say the system."""
    refused, _ = piles
    verdict = judge(east[rows], north[rows], unit, draft.around)
    reading = verdict.reading
    if reading and reading != LONLAT:
        draft.notes.append(Note("coordinates.read_as", {"reading": title(reading)}))
    if not reading and verdict.options:
        draft.notes.append(Note("coordinates.file_unclear", {"readings": titles(verdict.options)}))
        reading = ask_reading(draft, pd.Series(rows, index=draft.cells.index), verdict.options, _column(draft),
                              _shown(draft))
    elif not reading:
        _refuse(draft, refused, rows, "coordinates.row_fits_nothing")
    if reading:
        return to_degrees(east[rows], north[rows], reading)
    nowhere = np.full(int(rows.sum()), np.nan)
    return nowhere, nowhere


def _refuse(draft: Draft, pile: str, rows: np.ndarray, key: str) -> None:
    draft.findings.add(pile, pd.Series(rows, index=draft.cells.index), key, _column(draft), _shown(draft))


def _column(draft: Draft) -> str:
    return "lon" if "lon" in draft.cells else PAIR


def _shown(draft: Draft) -> pd.Series:
    return draft.text(_column(draft))
