"""Tell the exercise's 60 days: who of which tổ was found when, and which report covers which days.

Everything is invented. WAVES is the story; a fixed seed only spreads each wave over its days and hours.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from gia_thuy.drawing import GROUPS
from writing import Row, at

SEED: Final = 4800
FIRST_DAY: Final = at("15/10/2021")
LAST_REPORT: Final = at("13/12/2021", 18)
# Hà Nội counts a day from 18:00 to 18:00 (domain: "Hanoi counting habits"); tổ 18 begins to report late
REPORTS_SINCE: Final = at("29/09/2021", 18)
LATE_GROUP: Final = 18
LATE_SINCE: Final = at("25/10/2021")
STILL_ACTIVE_SINCE: Final = at("30/11/2021")
EARLIEST, LATEST = 6 * 60, 17 * 60 + 55  # minutes of the day: found before the day's report closes


class Wave(NamedTuple):
    """Cases of one tổ between two days (both included), by where they were found."""

    group: int
    first: str
    last: str
    community: int
    quarantine: int = 0
    lockdown_area: int = 0


WAVES: Final = [
    # tổ 13: fewer than 70 % have a first dose, so it turns yellow, orange and red before any other
    Wave(13, "18/10/2021", "18/10/2021", 1),
    Wave(13, "20/10/2021", "20/10/2021", 1),
    Wave(13, "21/10/2021", "21/10/2021", 1),
    Wave(13, "22/10/2021", "22/10/2021", 2),
    Wave(13, "23/10/2021", "28/10/2021", 5, 4, 4),
    Wave(13, "29/10/2021", "05/11/2021", 6, 5, 5),
    Wave(13, "06/11/2021", "13/11/2021", 4, 4, 4),
    Wave(13, "14/11/2021", "15/11/2021", 1, 1),
    Wave(13, "16/11/2021", "18/11/2021", 0, 1, 1),
    Wave(13, "20/11/2021", "20/11/2021", 1),
    # tổ 12: too few of the old are fully vaccinated, so each level counts one higher: the second red
    Wave(12, "25/10/2021", "25/10/2021", 1),
    Wave(12, "27/10/2021", "27/10/2021", 1),
    Wave(12, "29/10/2021", "30/10/2021", 3),
    Wave(12, "31/10/2021", "06/11/2021", 5, 3, 4),
    Wave(12, "07/11/2021", "11/11/2021", 4, 2, 3),
    Wave(12, "15/11/2021", "20/11/2021", 2, 1),
    Wave(12, "24/11/2021", "24/11/2021", 1),
    # tổ 15 and 6: well vaccinated, orange at most
    Wave(15, "27/10/2021", "27/10/2021", 1),
    Wave(15, "28/10/2021", "28/10/2021", 1),
    Wave(15, "30/10/2021", "01/11/2021", 3, 1),
    Wave(15, "02/11/2021", "08/11/2021", 4, 3, 3),
    Wave(15, "09/11/2021", "14/11/2021", 2, 2, 2),
    Wave(6, "28/10/2021", "28/10/2021", 1),
    Wave(6, "30/10/2021", "30/10/2021", 1),
    Wave(6, "01/11/2021", "04/11/2021", 3),
    Wave(6, "06/11/2021", "11/11/2021", 3, 3, 2),
    Wave(6, "12/11/2021", "14/11/2021", 1, 1),
    Wave(6, "08/12/2021", "08/12/2021", 0, 1),
    # yellow at most; tổ 10 and 16 have fewer than 1,000 people: one case is enough
    Wave(9, "30/10/2021", "30/10/2021", 1),
    Wave(9, "02/11/2021", "02/11/2021", 1),
    Wave(9, "05/11/2021", "10/11/2021", 1, 2),
    Wave(9, "14/11/2021", "14/11/2021", 0, 1),
    Wave(7, "01/11/2021", "01/11/2021", 1),
    Wave(7, "04/11/2021", "04/11/2021", 1),
    Wave(7, "09/11/2021", "09/11/2021", 1, 2),
    Wave(7, "09/12/2021", "09/12/2021", 1),
    Wave(18, "03/11/2021", "03/11/2021", 1),
    Wave(18, "06/11/2021", "06/11/2021", 1),
    Wave(18, "10/11/2021", "10/11/2021", 2, 2),
    Wave(16, "08/11/2021", "08/11/2021", 1, 1),
    Wave(10, "07/11/2021", "07/11/2021", 1, 1),
    # green all through
    Wave(5, "11/11/2021", "11/11/2021", 1, 1),
    Wave(2, "13/11/2021", "13/11/2021", 1, 1),
    Wave(1, "09/11/2021", "09/11/2021", 0, 1),
    Wave(1, "16/11/2021", "16/11/2021", 0, 1),
    Wave(1, "02/12/2021", "02/12/2021", 0, 1),
    Wave(3, "17/11/2021", "17/11/2021", 0, 1),
    Wave(3, "05/12/2021", "05/12/2021", 1),
]

# tổ -> share of adults with a first dose, share of the old who are fully vaccinated
SHARES: Final = {
    1: (0.93, 0.88),
    2: (0.92, 0.86),
    3: (0.94, 0.90),
    5: (0.91, 0.85),
    6: (0.92, 0.87),
    7: (0.93, 0.84),
    9: (0.90, 0.88),
    10: (0.95, 0.91),
    12: (0.91, 0.76),
    13: (0.68, 0.83),
    15: (0.90, 0.86),
    16: (0.89, 0.82),
    18: (0.94, 0.89),
}


def cases() -> list[Row]:
    """Return the line list in order of time; no person stands behind a row."""
    # only .random() is promised to give the same numbers in every version of Python
    chance = random.Random(SEED)
    found: list[tuple[datetime, int, str]] = []
    for wave in WAVES:
        start = at(wave.first)
        days = (at(wave.last) - start).days + 1
        counts = {
            "community": wave.community,
            "quarantine": wave.quarantine,
            "lockdown_area": wave.lockdown_area,
        }
        for detection, count in counts.items():
            for _ in range(count):
                minutes = EARLIEST + 5 * int(chance.random() * (LATEST - EARLIEST) / 5)
                moment = start + timedelta(days=int(chance.random() * days), minutes=minutes)
                found.append((moment, wave.group, detection))
    return [
        {
            "case_id": f"DT-{number:03d}",
            "disease": "covid-19",
            "count": 1,
            "date_reporting": moment,
            "detection": detection,
            "status": _status(moment, chance.random()),
            "area_id": f"gia-thuy/to-{group}",
            "located_by": "name",
            "area_text": f"Tổ dân phố {group}",
        }
        for number, (moment, group, detection) in enumerate(sorted(found), 1)
    ]


def _status(moment: datetime, chance: float) -> str:
    """Return the status at the end of the exercise."""
    if moment >= STILL_ACTIVE_SINCE:
        return "active"
    return "died" if chance < 0.01 else "transferred" if chance < 0.07 else "recovered"


def reports() -> list[Row]:
    """Return the daily reports, 18:00 to 18:00: by tổ while one is missing, then for the whole ward."""
    rows = []
    end = REPORTS_SINCE
    while end < LAST_REPORT:
        start, end = end, end + timedelta(days=1)
        if start >= LATE_SINCE:
            rows.append(_report("phuong", None, start, end))
            continue
        rows += [_report(f"to-{n}", n, start, end) for n in GROUPS if n != LATE_GROUP]
        if end > LATE_SINCE:
            rows.append(_report(f"to-{LATE_GROUP}", LATE_GROUP, LATE_SINCE, end))
    return rows


def _report(key: str, group: int | None, start: datetime, end: datetime) -> Row:
    return {
        "report_id": f"dien-tap/{end:%Y-%m-%d}/{key}",
        "disease": "covid-19",
        "area_id": None if group is None else f"gia-thuy/to-{group}",
        "period_start": start,
        "period_end": end,
        "source": "Báo cáo ngày (diễn tập)",
    }
