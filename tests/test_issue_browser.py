"""By mouse: issue a sheet, take it away, read its QR, ask for its code, replace it, ask again; files for others."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import zxingcpp
from PIL import Image
from running_app import PUBLIC
from somebody import choose, own_exercise

pytestmark = pytest.mark.browser


@pytest.fixture
def page(person):
    """A window that reaches the server alone; what it asks of other hosts is remembered."""
    somebody = person()
    somebody.page.set_default_timeout(120_000)     # a sheet is drawn while other tests draw
    yield somebody.page
    assert somebody.strayed == []


@pytest.fixture(scope="module")
def place(running_app):
    """An exercise of this file's own: its numbers begin at 1."""
    return own_exercise(running_app, "ban_hanh")


def fill(page, name, text, *, place=0):
    box = page.get_by_role("textbox", name=name, exact=True).nth(place)
    box.fill(text)
    box.press("Tab")


def issue(page):
    page.get_by_role("button", name="Ban hành", exact=True).click()
    done = page.get_by_text(re.compile(r"Đã ban hành bản số .*mã kiểm tra"))
    done.wait_for()
    return re.search(r"mã kiểm tra (\S{9})", done.inner_text())[1]


def ask(page, running_app, code):
    """Ask as somebody with a print in their hand: by the field."""
    page.goto(f"{running_app.url}/kiem-tra")
    page.get_by_label("Mã kiểm tra").fill(code.lower())
    page.get_by_role("button", name="Kiểm tra").click()
    page.get_by_role("status").wait_for()
    return page.get_by_role("status").inner_text()


def test_a_sheet_is_issued_taken_away_read_asked_for_replaced_and_asked_for_again(page, running_app, place):
    page.goto(f"{running_app.url}/ban-hanh?place={place}")
    fill(page, "Người ghi", "Lan, trực ban")
    fill(page, "Người ký", "Trần Văn B")
    first = issue(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải ảnh PNG", exact=True).click()
    taken = waiting.value
    assert re.fullmatch(r"ban-do_ban_hanh_so-01-\d{4}\.png", taken.suggested_filename)
    with Image.open(taken.path()) as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"{PUBLIC}/kiem-tra/{first}"]
    assert "ĐANG CÓ HIỆU LỰC" in ask(page, running_app, first)
    picture = page.get_by_role("img", name="Hình của bản đã ban hành")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.images[0].complete && document.images[0].naturalWidth > 1000")

    page.goto(f"{running_app.url}/ban-hanh?place={place}")
    fill(page, "Người ghi", "Lan, trực ban")
    fill(page, "Người ký", "Trần Văn B")
    choose(page.get_by_label("Thay cho"), "01/BĐ-SCH")
    second = issue(page)
    assert "ĐÃ THAY BẰNG SỐ 02/BĐ-SCH" in ask(page, running_app, first)
    assert second in page.locator("main").inner_text()
    assert "ĐANG CÓ HIỆU LỰC" in ask(page, running_app, second)
    assert "KHÔNG PHẢI CỦA CHÚNG TÔI" in ask(page, running_app, "2345-678F")


def test_the_map_pages_menu_gives_the_report_and_the_file_for_qgis(page, running_app, place):
    page.goto(f"{running_app.url}/map?place={place}")
    page.locator(".pm-layer path").first.wait_for(state="attached")
    bodies = {}
    for form in ("gpkg", "docx"):
        page.locator(".pm-export").click()
        with page.expect_download() as waiting:
            page.locator(f'[data-form="{form}"]').click()
        assert waiting.value.suggested_filename.endswith(f".{form}")
        bodies[form] = waiting.value.path().read_bytes()
    assert bodies["gpkg"].startswith(b"SQLite format 3")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(bodies["docx"])).namelist()


def test_the_saved_page_opens_from_the_disk_with_the_network_cut(page, running_app, place, tmp_path, browser):
    page.goto(f"{running_app.url}/map?place={place}")
    page.locator(".pm-layer path").first.wait_for(state="attached")
    page.locator(".pm-export").click()
    with page.expect_download() as waiting:
        page.locator('[data-form="html"]').click()
    file = tmp_path / "map.html"
    waiting.value.save_as(file)
    context = browser.new_context(offline=True)
    asked = []
    saved = context.new_page()
    saved.on("request", lambda request: asked.append(request.url))
    saved.goto(file.as_uri(), timeout=60_000)
    saved.locator(".pm-layer path").first.wait_for(state="attached", timeout=60_000)
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()
