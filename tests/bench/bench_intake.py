"""Measure the intake of a case list of 100,000 rows against merely reading the same file with openpyxl.

    python tests/bench/bench_intake.py [rows]

The list has the columns of a health station's file: ten, of which four tell a person. The intake reads it,
recognises its columns, checks every cell, puts every case into one of 579 areas and sorts the rows into
piles. The ratio to openpyxl does not depend on how fast the machine is; processor seconds do not depend on
who else is using it.
"""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

import geopandas as gpd
import openpyxl
import pandas as pd
from shapely.geometry import box

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from geo.areas import AREAS
from geo.frames import VIETNAM_TIME
from zones.intake import examine

MIDDLE = ["Văn", "Thị", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Thu", "Hữu", "Xuân"]
GIVEN = ["An", "Bình", "Cường", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hòa", "Hương", "Khánh", "Lan", "Linh", "Long",
         "Mai",
         "Nam", "Nga", "Phong", "Phúc", "Phương", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Trung", "Tuấn", "Vân", "Yến"]
T = TypeVar("T")
WARDS = 579
START = datetime(2021, 4, 27, tzinfo=VIETNAM_TIME)
HEADER = ["STT", "Mã BN", "Họ và tên", "Năm sinh", "SĐT", "Địa chỉ", "Phường", "Quận", "Ngày có KQ",
          "Nơi phát hiện"]


def areas() -> gpd.GeoDataFrame:
    """Return a city of 579 square wards in 30 districts."""
    return AREAS.check(
        gpd.GeoDataFrame(
            {
                "area_id": [f"{n:05}" for n in range(WARDS)],
                "code": [f"{n:05}" for n in range(WARDS)],
                "name": [f"Phường Số {n}" for n in range(WARDS)],
                "area_level": "ward",
                "parent_name": [f"Quận {n % 30 + 1}" for n in range(WARDS)],
            },
            geometry=[box(105 + n % 25 / 50, 20 + n // 25 / 50, 105.02 + n % 25 / 50, 20.02 + n // 25 / 50)
                      for n in range(WARDS)],
            crs=4326,
        )
    )


def case_list(rows: int) -> bytes:
    """Return an .xlsx with a title, a header and that many invented cases."""
    rng = random.Random(2021)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("F0")
    sheet.append(["DANH SÁCH CA MẮC"])
    sheet.append(HEADER)
    for n in range(rows):
        ward = rng.randrange(WARDS)
        moment = START + timedelta(minutes=rng.randrange(200 * 1440))
        sheet.append([
            n + 1, f"BN{n}", _name(rng), rng.randrange(1930, 2021), f"09{rng.randrange(10**8):08}", "số 1 ngõ 2",
            f"P. Số {ward}",
            f"Quận {ward % 30 + 1}", f"{moment:%d/%m/%Y %H:%M}", rng.choice(["CĐ", "KCL", "KPT"]),
        ])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _name(rng: random.Random) -> str:
    """Return an invented name, as common as real ones are: a third of all people share a family name."""
    family = rng.choice(["Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"])
    return f"{family} {rng.choice(MIDDLE)} {rng.choice(GIVEN)} {rng.choice(GIVEN)}"


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """Run it and say how long it took."""
    wall, cpu = perf_counter(), process_time()
    result = work()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    print(f"{what:<40} {cpu:6.1f} s of processor, {wall:6.1f} s on the clock")
    return result, cpu


def main(rows: int) -> None:
    """Print the two times and their ratio."""
    data, place = case_list(rows), areas()
    now = datetime(2022, 1, 1, tzinfo=VIETNAM_TIME)
    found, ours = timed("intake", lambda: examine("cases", data, "f0.xlsx", now=now, areas=place))
    _, theirs = timed("pd.read_excel(engine='openpyxl')",
                      lambda: pd.read_excel(io.BytesIO(data), engine="openpyxl", header=1))
    if (found.rows_taken, found.count_placed) != (rows, rows):
        raise SystemExit("the intake lost rows: the times mean nothing")
    print(f"{rows:,} rows, {rows / ours:,.0f} rows a second; ratio to openpyxl {ours / theirs:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
