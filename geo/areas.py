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
    """Return the rows whose [valid_from, valid_to) holds `as_of` (an aware datetime).

    Areas come under their own ids, without the mark of a later version of their border (`version_key`).
    """
    moment = pd.Timestamp(as_of)
    started = frame["valid_from"].isna() | (frame["valid_from"] <= moment)
    ended = frame["valid_to"].notna() & (frame["valid_to"] <= moment)
    standing = frame[started & ~ended]
    return _unmarked(standing) if "area_level" in frame else standing


def newest_at(frame: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """Return the newest version of each area that has not ended at a moment; it may hold from a later day on."""
    return _unmarked(frame[frame["valid_to"].isna() | (frame["valid_to"] > pd.Timestamp(as_of))])


def version_key(area_id: str, valid_from: datetime) -> str:
    """Return the key of a later version of an area: "gia-thuy/to-13~202110010600". Other records name the area only."""
    return f"{unit_of(area_id)}~{valid_from:%Y%m%d%H%M}"


def unit_of(area_id: str) -> str:
    """Return the area's own id, whichever version of its border a key names."""
    return _VERSION.sub("", area_id)


def _unmarked(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the areas under their own ids, of each the version that begins last (a file may have ended none)."""
    if not areas["area_id"].str.contains("~", regex=False).any():
        return areas
    plain = areas.assign(area_id=areas["area_id"].str.replace(_VERSION, "", regex=True))
    ordered = plain.sort_values("valid_from", na_position="first", kind="stable")
    return ordered.drop_duplicates("area_id", keep="last").sort_index()


def outline_bounds(areas: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of all areas in degrees."""
    west, south, east, north = (float(v) for v in areas.total_bounds)
    return west, south, east, north
