"""Hold areas (wards, residential groups …): their columns, their parents, their dates of validity."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.frames import COUNT, MOMENT, NUMBER, TEXT, Column, Contract

AREAS: Final = Contract(
    name="areas",
    key="area_id",
    columns={
        "area_id": Column(TEXT, unique=True, meaning="stable key, e.g. gia-thuy/to-13"),
        "code": Column(TEXT, nullable=True, meaning="official code (GSO ward code) or the number of the group"),
        "name": Column(TEXT),
        # an open set: districts ended on 1/7/2025, so levels are data, never an Enum
        "area_level": Column(TEXT, meaning="residential_group, ward, district, province"),
        "parent_name": Column(TEXT, nullable=True, meaning="the unit above, as written: Quận Long Biên"),
        "population": Column(COUNT, nullable=True, at_least=0),
        "households": Column(COUNT, nullable=True, at_least=0),
        "adult_dose1_share": Column(NUMBER, nullable=True, at_least=0, at_most=1),
        "elderly_full_share": Column(NUMBER, nullable=True, at_least=0, at_most=1),
        "document": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT, nullable=True, meaning="empty: always"),
        "valid_to": Column(MOMENT, nullable=True, meaning="first moment when no longer valid; empty: open"),
    },
    geometry=True,
)

_VERSION: Final = re.compile(r"~\d{12}$")


def valid_at(frame: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """Return the rows whose [valid_from, valid_to) holds `as_of` (an aware datetime)."""
    moment = pd.Timestamp(as_of)
    started = frame["valid_from"].isna() | (frame["valid_from"] <= moment)
    ended = frame["valid_to"].notna() & (frame["valid_to"] <= moment)
    return frame[started & ~ended]


def standing_at(frame: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """Return the areas valid at a moment under their own ids, without the mark of a later version of their border."""
    standing = _unmarked(valid_at(frame, as_of))
    if standing["area_id"].is_unique:
        return standing
    # a file gave an older version no end: the border that was drawn last counts
    ordered = standing.sort_values("valid_from", na_position="first", kind="stable")
    return ordered.drop_duplicates("area_id", keep="last").sort_index()


def newest_at(frame: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """Return the newest version of each area that has not ended at a moment; it may hold from a later day on."""
    moment = pd.Timestamp(as_of)
    open_rows = frame[frame["valid_to"].isna() | (frame["valid_to"] > moment)]
    ordered = _unmarked(open_rows.sort_values("valid_from", na_position="first", kind="stable"))
    return ordered.drop_duplicates("area_id", keep="last").sort_index()


def version_key(area_id: str, valid_from: datetime) -> str:
    """Return the key of a later version of an area: "gia-thuy/to-13~202110010600". Other records name the area only."""
    return f"{unit_of(area_id)}~{valid_from:%Y%m%d%H%M}"


def unit_of(area_id: str) -> str:
    """Return the area's own id, whichever version of its border a key names."""
    return _VERSION.sub("", area_id)


def _unmarked(frame: pd.DataFrame) -> pd.DataFrame:
    if not frame["area_id"].str.contains("~", regex=False).any():
        return frame
    return frame.assign(area_id=frame["area_id"].str.replace(_VERSION, "", regex=True))


def outline_bounds(areas: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of all areas in degrees."""
    west, south, east, north = (float(v) for v in areas.total_bounds)
    return west, south, east, north
