"""A person drops old files onto the screen "Dữ liệu" and is told how they were read, or asked."""

from __future__ import annotations

import re

import numpy as np
import pytest
from intake_screen import bring, wait_for_piles
from map_files import packed
from old_encodings import tcvn3
from pyproj import Transformer
from somebody import choose

from geo.crs import LONLAT
from geo.readings import USUAL, Around, title, to_degrees
from zones.store import Store

pytestmark = pytest.mark.browser
PATIENCE_MS = 20_000


def in_two_readings(place: Around, west: float, south: float, east: float, north: float) -> tuple[float, float]:
    """Metres that put a point into the place in more than one of the usual systems."""
    for lon in np.linspace(west, east, 30):
        for lat in np.linspace(south, north, 30):
            for reading in USUAL:
                x, y = Transformer.from_crs(LONLAT, reading, always_xy=True).transform(lon, lat)
                at = np.array([x]), np.array([y])
                if sum(place.count_inside(*to_degrees(*at, one)) for one in USUAL) > 1:
                    return x, y
    raise AssertionError("the sample is too small for this test")


@pytest.fixture
def page(person, running_app):
    """The screen "Dữ liệu" of the exercise in a window of its own."""
    page = person().open(f"{running_app.url}/du-lieu?place=dien_tap").page
    page.get_by_text("Thả tệp vào đây").first.wait_for()
    return page


@pytest.fixture(scope="module")
def areas(running_app):
    store = Store(running_app.database)
    frame = store.read("dien_tap", "areas")
    store.close()
    return frame


def test_coordinates_that_could_mean_two_things_are_asked_about_in_place(page, areas, tmp_path):
    x, y = in_two_readings(Around(areas.geometry.to_numpy()), *areas.total_bounds)
    file = tmp_path / "diem.csv"
    file.write_text(f"Tên điểm;Loại;X;Y\nChợ tạm;chợ;{y:.2f};{x:.2f}\n", encoding="utf-8-sig")
    bring(page, file)
    wait_for_piles(page, 0, 1, 0)
    a_reading = re.compile("|".join(re.search(r"EPSG:\d+", title(reading))[0] for reading in USUAL))
    choose(page.get_by_role("combobox", name=re.compile("Tọa độ trong tệp")), a_reading)
    wait_for_piles(page, 1, 0, 0)
    page.get_by_text("Chi tiết về tệp").click()
    page.get_by_text("như đã chọn").wait_for()


def test_a_list_in_an_old_font_is_read_and_that_is_said(page, tmp_path):
    file = tmp_path / "f0.csv"
    file.write_bytes(tcvn3("Mã ca,Ngày có KQ,Tổ dân phố\nBN1,12/12/2021,Tổ dân phố 2\n"))
    bring(page, file)
    wait_for_piles(page, 1, 0, 0)
    page.get_by_text("Chi tiết về tệp").click()
    page.get_by_text("bảng mã TCVN3").wait_for()


def test_an_archive_without_a_map_and_a_drawing_of_autocad_say_what_to_do(page, tmp_path):
    for name, data, words in (("rong.kmz", packed({"anh.png": b"x"}), "không chứa tệp bản đồ"),
                              ("ban_ve.dwg", b"AC1032" + bytes(99), "Hãy lưu thành DXF")):
        (tmp_path / name).write_bytes(data)
        page.reload()
        bring(page, tmp_path / name)
        page.get_by_test_id("stAlert").filter(has_text=words).wait_for()
