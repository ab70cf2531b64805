"""A ward of four square units for tests: plain records, as the store would give them."""

from __future__ import annotations

from datetime import datetime

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, box

from geo.areas import AREAS
from geo.crs import one_to_lonlat
from geo.frames import VIETNAM_TIME
from zones.acts import ACTS
from zones.cases import CASES, FORCES, REPORTS
from zones.checklist import ANSWERS
from zones.clocks import PROPOSALS
from zones.facilities import FACILITIES
from zones.lockdowns import LOCKDOWN_LINES, LOCKDOWNS
from zones.places import Issuer, Place
from zones.posts import BELTS, CHECKPOINTS
from zones.sites import SITES
from zones.store import Store
from zones.underlay import UNDERLAY

EAST, NORTH = 591_000.0, 2_327_000.0   # EPSG:5897
SIDE = 500.0                           # metres: each unit is 0,25 km²
AS_OF = datetime(2021, 11, 1, 18, 0, tzinfo=VIETNAM_TIME)


def at(x: float, y: float) -> Point:
    """A point x, y metres from the ward's south-west corner, as lon/lat."""
    return one_to_lonlat(Point(EAST + x, NORTH + y))


def square(x: float, y: float, side: float):
    """A square with its south-west corner at x, y metres, as lon/lat."""
    return one_to_lonlat(box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side))


def place(**changes) -> Place:
    return Place("p", "Phường Thử", "vn-qd4800", within="quận Mẫu",
                 issuer=Issuer(superior="UBND QUẬN MẪU", name="UBND PHƯỜNG THỬ", place_name="Thử")).with_(**changes)


def areas(**columns) -> gpd.GeoDataFrame:
    rows = [
        {"area_id": f"to-{n}", "code": str(n), "name": f"Tổ dân phố {n}", "area_level": "residential_group",
         "population": 1000, "households": 300, "adult_dose1_share": 0.9, "elderly_full_share": 0.9,
         "geometry": square(SIDE * (i % 2), SIDE * (i // 2), SIDE)}
        for i, n in enumerate((1, 2, 13, 18))
    ]
    frame = AREAS.check(gpd.GeoDataFrame(rows, crs=4326))
    for name, values in columns.items():
        frame[name] = values
    return AREAS.check(frame)


def cases(*rows: tuple[str | None, str]) -> pd.DataFrame:
    """Cases from (area_id or None, "2021-10-30" or with an hour and more)."""
    return CASES.check(pd.DataFrame([
        {"case_id": f"c{i}", "disease": "covid-19", "count": 1, "date_reporting": pd.Timestamp(day, tz=VIETNAM_TIME),
         "detection": "community", "area_id": area, "located_by": "name" if area else "none"}
        for i, (area, day) in enumerate(rows)
    ], columns=["case_id", "disease", "count", "date_reporting", "detection", "area_id", "located_by"]))


def reports(start="2021-09-01", end="2021-11-01T18:00", area_id=None) -> pd.DataFrame:
    return REPORTS.check(pd.DataFrame([{
        "report_id": f"r-{area_id}", "disease": "covid-19", "area_id": area_id,
        "period_start": pd.Timestamp(start, tz=VIETNAM_TIME), "period_end": pd.Timestamp(end, tz=VIETNAM_TIME),
    }]))


def sites(*rows: dict) -> gpd.GeoDataFrame:
    filled = [{"kind": "market", "is_class": False, "name": row["site_id"], "geometry": None, **row} for row in rows]
    return SITES.check(gpd.GeoDataFrame(filled, geometry="geometry", crs=4326)) if rows else SITES.empty()


def lockdowns(*rows: dict) -> gpd.GeoDataFrame:
    filled = [{"name": row["lockdown_id"], **row} for row in rows]
    return LOCKDOWNS.check(gpd.GeoDataFrame(filled, geometry="geometry", crs=4326)) if rows else LOCKDOWNS.empty()


def records(**frames) -> dict[str, pd.DataFrame]:
    """All kinds of records: the ward with full reports and no case, changed by `frames`."""
    empty = {c.name: c.empty() for c in (CASES, REPORTS, SITES, CHECKPOINTS, BELTS, LOCKDOWNS, FORCES, UNDERLAY, ACTS,
                                      ANSWERS, LOCKDOWN_LINES, FACILITIES, PROPOSALS)}
    return {**empty, "areas": areas(), "reports": reports(), **frames}


def stored(url: str, **frames) -> Store:
    """A new store that holds the ward as place "p", changed by `frames`."""
    store = Store(url)
    with store.write("p", author="t", action="place", recorded_at=AS_OF) as writer:
        writer.put_place(place())
        for kind, frame in records(**frames).items():
            writer.put(kind, frame)
    return store
