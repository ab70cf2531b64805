"""The ward of four squares with streets, belts and posts, for tests of the field."""

from __future__ import annotations

import geopandas as gpd
import small_ward as ward
from shapely.geometry import LineString

from geo.crs import one_to_lonlat
from zones.facilities import FACILITIES
from zones.posts import BELTS, CHECKPOINTS
from zones.underlay import UNDERLAY

EAST, NORTH, SIDE = ward.EAST, ward.NORTH, ward.SIDE
# two streets through the whole ward: each leaves it twice, and they cross in the middle of tổ 1
STREETS = {"Phố Ngang": [(-100, 250), (1100, 250)], "Phố Dọc": [(250, -100), (250, 1100)]}

WEST_GATE, EAST_GATE, SOUTH_GATE, NORTH_GATE = (0, 250), (1000, 250), (250, 0), (250, 1000)


def line(*points):
    return one_to_lonlat(LineString([(EAST + x, NORTH + y) for x, y in points]))


def roads(streets=STREETS):
    rows = [{"underlay_id": name, "kind": "road_street", "name": name, "geometry": line(*points)}
            for name, points in streets.items()]
    return UNDERLAY.check(gpd.GeoDataFrame(rows, crs=4326))


def ring(x, y, side):
    return line((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))


def belts(*rows):
    filled = [{"belt_id": f"b{n}", "name": f"Vành đai {row['number']}", "active": True, **row}
              for n, row in enumerate(rows)]
    return BELTS.check(gpd.GeoDataFrame(filled, geometry="geometry", crs=4326))


def edge(**more):
    return {"number": 3, "geometry": ring(0, 0, 2 * SIDE), **more}


def posts(*rows):
    filled = [{"checkpoint_id": f"c{n}", "name": f"Chốt {n}", "kind": "soft", "belt": 3, "staffed": True, **row}
              for n, row in enumerate(rows)]
    return CHECKPOINTS.check(gpd.GeoDataFrame(filled, geometry="geometry", crs=4326))


def facilities(*rows):
    filled = [{"facility_id": f"f{n}", "name": f"Cơ sở {n}", "kind": "quarantine", "geometry": None, **row}
              for n, row in enumerate(rows)]
    return FACILITIES.check(gpd.GeoDataFrame(filled, geometry="geometry", crs=4326))
