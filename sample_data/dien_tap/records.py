"""Keep the exercise's lists: house numbers of lockdowns, facilities, proposals within 12 hours, teams of each tổ."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from dien_tap.containment import LOCKDOWNS
from dien_tap.papers import PEAK, POSTS_PAPER, START, Term, dates, paper
from gia_thuy.drawing import GROUPS, Point
from shapely.geometry import Point as ShapelyPoint
from writing import Row, at

FACILITY_PAPER: Final = 32
CLOCK: Final = timedelta(hours=12)
SENT_AFTER: Final = timedelta(hours=4)
# on two days the proposal takes long: the clock is still to be seen on the map of that evening
LATE: Final = {"18/10/2021": timedelta(hours=18), "24/11/2021": timedelta(hours=11)}

# of each lockdown: lane, branch lane, side, from, to, share of its households
_LINES: Final[dict[int, list[tuple[str, str | None, str, str, str, float]]]] = {
    1: [("ngõ 1 (giả định)", None, "odd", "1", "45", 0.5), ("ngõ 1 (giả định)", None, "even", "2", "38", 0.3),
        ("ngõ 1 (giả định)", "ngách 7", "both", "1", "18", 0.2)],
    2: [("ngõ 2 (giả định)", None, "odd", "3", "41", 0.6), ("ngõ 2 (giả định)", "ngách 12", "both", "2", "20A", 0.4)],
    3: [("ngõ 3 (giả định)", None, "even", "2", "56", 0.7), ("ngõ 3 (giả định)", None, "odd", "1", "15", 0.3)],
    4: [("ngõ 1 (giả định)", None, "odd", "1", "23", 0.6), ("ngõ 1 (giả định)", "ngách 7", "both", "1", "18", 0.4)],
    5: [("ngõ 4 (giả định)", None, "both", "5", "62", 1.0)],
}


def lockdown_lines() -> list[Row]:
    """Return the lanes and house numbers that each decision names; they add up to its households and people."""
    rows: list[Row] = []
    for lock in LOCKDOWNS:
        left = {"households": lock.households, "people": lock.population}
        lines = _LINES[lock.number]
        for number, (lane, branch, side, first, last, share) in enumerate(lines, 1):
            is_last = number == len(lines)
            counts = {name: left[name] if is_last else round(whole * share)
                      for name, whole in (("households", lock.households), ("people", lock.population))}
            left = {name: left[name] - counts[name] for name in left}
            rows.append({"line_id": f"dien-tap/pt-{lock.number}-{number}", "lockdown_id": f"dien-tap/pt-{lock.number}",
                         "lane": lane, "branch_lane": branch, "side": side, "from_number": first, "to_number": last,
                         **counts, "note": "Số liệu giả định"})
    return rows


def _spells(*counts: tuple[str, int]) -> list[tuple[Term, int]]:
    """Return (term, used) from (day, used), each until the next day; the last stays."""
    days = [day for day, _ in counts]
    return [((day, following), used)
            for (day, used), following in zip(counts, [*days[1:], None], strict=True)]


# key, kind, name, tổ, where, capacity, how much was used from which day on, hours
_FACILITIES: Final[list[tuple[str, str, str, int, Point, int, list[tuple[Term, int]], str]]] = [
    ("cach-ly", "quarantine", "Khu cách ly tập trung (giả định)", 7, (690, 190), 120,
     _spells(("22/10/2021", 38), ("05/11/2021", 96), ("22/11/2021", 41), ("06/12/2021", 6)), "24/24"),
    ("tram-luu-dong", "treatment", "Trạm y tế lưu động (giả định)", 12, (1180, 385), 30,
     _spells(("29/10/2021", 17), ("06/11/2021", 34), ("20/11/2021", 12), ("06/12/2021", 3)), "24/24"),
    ("lay-mau", "sampling", "Điểm lấy mẫu (giả định)", 13, (1060, 640), 400,
     _spells(("22/10/2021", 260), ("05/11/2021", 385), ("22/11/2021", 140), ("06/12/2021", 35)), "7h–11h, 14h–17h"),
    ("tiem-chung", "vaccination", "Điểm tiêm chủng (giả định)", 10, (1210, 980), 300,
     _spells(("15/10/2021", 180), ("22/11/2021", 240)), "7h30–11h30, 13h30–17h"),
    ("cung-ung", "food", "Điểm cung ứng hàng thiết yếu (giả định)", 9, (900, 720), 500,
     _spells(("22/10/2021", 120), ("05/11/2021", 430), ("22/11/2021", 90)), "6h–18h"),
]


def facilities() -> list[Row]:
    """Return the facilities, a row for each count of what is used."""
    return [
        {"facility_id": f"dien-tap/{key}-{number}", "name": name, "kind": kind, "address": f"Tổ {group}",
         "area_id": f"gia-thuy/to-{group}", "capacity": capacity, "used": used, "counted_at": at(term[0]),
         "hours": hours, "managed_by": "UBND phường", "document": paper(FACILITY_PAPER),
         "note": "vị trí minh họa, số liệu giả định", **dates(term), "geometry": ShapelyPoint(spot)}
        for key, kind, name, group, spot, capacity, spells, hours in _FACILITIES
        for number, (term, used) in enumerate(spells, 1)
    ]


def proposals(cases: Iterable[Row]) -> list[Row]:
    """Return one proposal for each community case that comes when none is under way in its tổ."""
    rows: list[Row] = []
    sent: dict[str, object] = {}
    for case in cases:
        moment, area_id = case["date_reporting"], case["area_id"]
        last = sent.get(area_id)
        if case["detection"] != "community" or (last is not None and moment <= last):
            continue
        recorded = moment + LATE.get(f"{moment:%d/%m/%Y}", SENT_AFTER)
        sent[area_id] = recorded
        number = len(rows) + 1
        rows.append({"proposal_id": f"dien-tap/dx-{number}", "area_id": area_id, "started_at": moment,
                     "started_by": f"Ca bệnh {case['case_id']}", "due": moment + CLOCK, "recorded_at": recorded,
                     "document": f"ĐX {number:02d}/ĐX-DT (diễn tập)"})
    return rows


def forces() -> list[Row]:
    """Return the teams of each tổ, and those of the ward: twice the patrols while the back lanes are closed."""
    closed, opened = PEAK
    teams = [(kind, count, people, None, (START, None), group)
             for group in GROUPS for kind, count, people in (("community_team", 1, 5), ("community_group", 7, 21))]
    patrols = [("patrol_team", 2, 8, "hằng ngày", (START, closed), None),
               ("patrol_team", 4, 16, "hằng ngày", PEAK, None),
               ("patrol_team", 2, 8, "hằng ngày", (opened, None), None),
               ("mobile_team", 1, 6, "ngoài giờ", (START, None), None)]
    return [
        {"force_id": f"dien-tap/{kind}-{number}", "kind": kind,
         "area_id": None if group is None else f"gia-thuy/to-{group}", "count": count, "people": people, "hours": hours,
         "document": paper(POSTS_PAPER), **dates(term)}
        for number, (kind, count, people, hours, term, group) in enumerate([*teams, *patrols], 1)
    ]
