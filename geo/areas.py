"""Hold areas (wards, residential groups …): their columns, their parents, their dates of validity."""

from __future__ import annotations

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


def valid_at(frame: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """Return the rows whose [valid_from, valid_to) holds `as_of` (an aware datetime)."""
    moment = pd.Timestamp(as_of)
    started = frame["valid_from"].isna() | (frame["valid_from"] <= moment)
    ended = frame["valid_to"].notna() & (frame["valid_to"] <= moment)
    return frame[started & ~ended]


def outline_bounds(areas: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of all areas in degrees."""
    west, south, east, north = (float(v) for v in areas.total_bounds)
    return west, south, east, north
