"""Hà Nội's real wards and cases go through the screen by hand: place, boundaries, list, piles, undo, map."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from intake_screen import bring, sign, wait_for_piles, write
from running_app import RunningApp
from somebody import Person, legend_line, view_of

from zones.store import Store

REAL = Path(__file__).parent.parent.parent / "shared" / "data"
WARDS, CASES = REAL / "hanoi_wards_2021.geojson", REAL / "hanoi_cases_by_ward_day_2021.csv"
pytestmark = [pytest.mark.browser, pytest.mark.real_data,
              pytest.mark.skipif(not (WARDS.exists() and CASES.exists()), reason="no real data beside the project")]


def test_the_wards_and_the_cases_of_ha_noi_go_through_the_screen_and_the_city_opens_and_pans(
    browser: Any, tmp_path: Path
) -> None:
    app = RunningApp(tmp_path)               # a server and a browser profile that no other test has used
    window = browser.new_context(accept_downloads=True, locale="vi-VN")
    try:
        _walk(app, Person(window))
    finally:
        window.close()
        app.stop()


def _walk(running_app: RunningApp, somebody: Person) -> None:
    page = somebody.page
    page.set_default_timeout(180_000)         # 579 wards are read while other tests draw
    _make_the_place(page, running_app)
    page.goto(f"{running_app.url}/du-lieu?place=ha-noi-2021")
    sign(page)

    bring(page, WARDS)
    wait_for_piles(page, 579, 0, 0)
    write(page)
    page.get_by_role("button", name="Nạp tệp khác").click()

    bring(page, CASES)
    wait_for_piles(page, 250, 120, 0)
    page.get_by_text("Cần trả lời 96 câu (120 dòng)").wait_for()
    page.get_by_text("Chi tiết về tệp").click()
    page.get_by_text("Đặt được lên bản đồ 339 ca, ở 133 đơn vị.").wait_for()
    with page.expect_download() as given:
        page.get_by_role("button", name="Tải tệp trả lại").click()
    _every_row_says_what_became_of_it(Path(given.value.path()), {"Nhận": 250, "Cần hỏi": 120})
    page.get_by_role("button", name="Cả 96 tên còn lại (120 dòng)").click()
    wait_for_piles(page, 370, 0, 0)                          # and the fold is as it was left
    page.get_by_text("Không đặt được lên bản đồ 132 ca; các ca này vẫn được đếm.").wait_for()
    write(page)
    page.get_by_role("button", name="Nạp tệp khác").wait_for()

    _the_log_knows_the_file(running_app)
    _the_map_opens_and_pans(page, running_app)
    assert somebody.strayed == []


def _the_map_opens_and_pans(page: Any, app: RunningApp) -> None:
    sent: dict[str, list[Any]] = {}
    page.on("response", lambda answer: sent.setdefault(answer.url, []).append(answer))
    page.goto(f"{app.url}/?place=ha-noi-2021")
    shown = page.frame_locator("iframe")
    shown.locator(".pm-layer path").nth(578).wait_for()
    assert legend_line(shown, "Chưa xác định vị trí").inner_text().split()[-1] == "132"
    before = view_of(shown)
    box = shown.locator(".folium-map").bounding_box()
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 200, y + 50, steps=5)
    page.mouse.up()
    after = view_of(shown)
    assert after[:2] != before[:2]
    assert after[2] == before[2]
    geometry = [answers for url, answers in sent.items() if "/geometry/" in url]
    assert all(len(answers) == 1 for answers in geometry)   # fetched once
    assert sum(int(answers[0].headers["content-length"]) for answers in geometry) <= 250_000


def _make_the_place(page: Any, app: RunningApp) -> None:
    page.goto(f"{app.url}/du-lieu?place=dien_tap")
    sign(page)
    page.get_by_role("tab", name="Địa bàn mới").click()
    page.get_by_role("textbox", name="Tên địa bàn").fill("Hà Nội 2021")
    page.get_by_text("Bản đồ theo giờ hiện tại").click()
    page.get_by_role("button", name="Tạo địa bàn").click()
    page.get_by_text("Đã tạo", exact=False).wait_for()


def _every_row_says_what_became_of_it(file: Path, piles: dict[str, int]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(file.read_bytes()), read_only=True).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    result, reason = head.index("Kết quả"), head.index("Lý do")
    assert Counter(row[result] for row in rows) == piles
    assert all(row[reason] for row in rows if row[result] != "Nhận")


def _the_log_knows_the_file(app: RunningApp) -> None:
    store = Store(app.database)
    written = [entry for entry in store.history("ha-noi-2021") if entry.detail.get("file") == CASES.name]
    assert written[0].detail["sha256"] == hashlib.sha256(CASES.read_bytes()).hexdigest()
    store.close()
