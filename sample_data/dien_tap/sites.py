"""Name the exercise's risk sites with designations that begin and end: all invented."""

from __future__ import annotations

from typing import Final, NamedTuple

from dien_tap.papers import DECIDED_BY, dates, paper
from gia_thuy.places import FOOTPRINTS, SHOP_AT
from shapely.geometry import Point as ShapelyPoint
from writing import Row

SHOP_RADIUS_M: Final = 25


class Site(NamedTuple):
    """A site and its designations: level, from, to, number of the decision."""

    key: str
    kind: str
    name: str
    group: int
    designations: list[tuple[str, str, str, int]]


SITES: Final = [
    Site("market", "market", "Chợ tạm tổ 13 (giả định)", 13,
         [("red", "21/10/2021", "04/11/2021", 11), ("orange", "04/11/2021", "18/11/2021", 16),
          ("yellow", "18/11/2021", "02/12/2021", 21)]),
    Site("school", "school", "Trường học tổ 6 (giả định)", 6, [("yellow", "28/10/2021", "25/11/2021", 12)]),
    Site("apartment-15", "apartment", "Chung cư tổ 15 (giả định)", 15,
         [("orange", "31/10/2021", "14/11/2021", 13), ("yellow", "14/11/2021", "28/11/2021", 19)]),
    Site("warehouse", "warehouse", "Kho hàng tổ 16 (giả định)", 16,
         [("orange", "02/11/2021", "16/11/2021", 14), ("yellow", "16/11/2021", "30/11/2021", 20)]),
    Site("shop", "shop", "Cửa hàng tiện ích tổ 9 (giả định)", 9,
         [("orange", "03/11/2021", "17/11/2021", 15)]),
    Site("mall", "mall", "Trung tâm thương mại tổ 18 (giả định)", 18,
         [("yellow", "05/11/2021", "19/11/2021", 17)]),
    Site("office", "office", "Cơ quan tổ 10 (giả định)", 10, [("yellow", "08/11/2021", "22/11/2021", 18)]),
]


def sites() -> list[Row]:
    """Return one row for each designation of each site, and a class of shops without a place."""
    rows: list[Row] = [
        {"site_id": f"dien-tap/{site.key}-{number}", "name": site.name, "kind": site.kind,
         "address": f"Tổ {site.group}", "area_id": f"gia-thuy/to-{site.group}", "level": level,
         "document": paper(number), "decided_by": DECIDED_BY, "is_class": False, "note": "vị trí minh họa",
         # the one site that is a point with a radius, as a list without drawings would give it
         "radius_m": None if site.key in FOOTPRINTS else SHOP_RADIUS_M,
         **dates((first, last)), "geometry": FOOTPRINTS.get(site.key, ShapelyPoint(SHOP_AT))}
        for site in SITES
        for level, first, last, number in site.designations
    ]
    shops = {"site_id": "dien-tap/cua-hang", "name": "Cửa hàng kinh doanh hàng thiết yếu", "kind": "shop",
             "level": "yellow", "document": paper(22), "decided_by": DECIDED_BY, "is_class": True,
             "note": "Một loại hình, không vẽ vị trí", "geometry": None,
             **dates(("01/11/2021", "01/12/2021"))}
    return [*rows, shops]
