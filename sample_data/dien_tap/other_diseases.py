"""Tell the exercise's second story: dengue and hand, foot and mouth in the same weeks ("dịch chồng dịch").

Everything is invented. A dengue case lies in its tổ at a shift from its middle, in metres; nobody lives there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from gia_thuy.build import Town, to_lonlat
from shapely import affinity
from writing import Row, at

DECIMALS: Final = 4        # as the program keeps points of cases: about 10 m
LAST_REPORT: Final = at("13/12/2021", 18)


class Dengue(NamedTuple):
    """One patient: the tổ, the shift east and north of its middle in metres, how it was found."""

    group: int
    moment: datetime
    shift: tuple[float, float]
    confirmed: bool = False
    larvae: bool = False


DENGUE: Final = [
    # tổ 5: a case proved by a laboratory is an outbreak by itself
    Dengue(5, at("02/11/2021", 9, 30), (0, 0), confirmed=True),
    Dengue(5, at("06/11/2021", 14), (60, -30), larvae=True),
    # tổ 2: two clinical cases within 200 m and 7 days, larvae at one house
    Dengue(2, at("08/11/2021", 8), (-40, 20), larvae=True),
    Dengue(2, at("11/11/2021", 10, 15), (50, 40)),
    # tổ 16: one clinical case, no outbreak
    Dengue(16, at("10/11/2021", 16), (0, 0)),
    # tổ 5 again: the outbreak goes on
    Dengue(5, at("14/11/2021", 11), (-50, 60), confirmed=True),
]
# (tổ, moment, class): two of one class within a week are an outbreak, a single child at home is none
HFMD: Final = [
    (7, at("03/11/2021", 8), "Mầm non (diễn tập), lớp 4 tuổi B"),
    (7, at("05/11/2021", 9), "Mầm non (diễn tập), lớp 4 tuổi B"),
    (7, at("09/11/2021", 8, 30), "Mầm non (diễn tập), lớp 4 tuổi B"),
    (10, at("12/11/2021", 15), None),
]


def cases(town: Town) -> list[Row]:
    """Return both line lists in order of time."""
    rows: list[Row] = []
    for number, one in enumerate(DENGUE, start=1):
        middle = town.groups[one.group].representative_point()
        point = to_lonlat(affinity.translate(middle, *one.shift))
        rows.append({
            **_row(f"DT-SXH-{number:02d}", "dengue", one.group, one.moment),
            "lon": round(point.x, DECIMALS), "lat": round(point.y, DECIMALS),
            "confirmed": one.confirmed, "larvae": one.larvae,
        })
    for number, (group, moment, linked_to) in enumerate(HFMD, start=1):
        rows.append({**_row(f"DT-TCM-{number:02d}", "hfmd", group, moment), "linked_to": linked_to})
    return rows


def _row(case_id: str, disease: str, group: int, moment: datetime) -> dict[str, object]:
    return {
        "case_id": case_id, "disease": disease, "count": 1, "date_reporting": moment, "status": "recovered",
        "area_id": f"gia-thuy/to-{group}", "located_by": "name", "area_text": f"Tổ dân phố {group}",
    }


def reports() -> list[Row]:
    """Return the weekly reports of both diseases for the whole ward."""
    rows: list[Row] = []
    for disease in ("dengue", "hfmd"):
        end = at("27/09/2021", 18)
        while end < LAST_REPORT:
            start, end = end, end + timedelta(days=7)
            rows.append({
                "report_id": f"dien-tap/{disease}/{end:%Y-%m-%d}", "disease": disease, "area_id": None,
                "period_start": start, "period_end": end, "source": "Báo cáo tuần (diễn tập)",
            })
    return rows
