"""The whole program in a real Chromium, as its three users have it, with every other host blocked."""

from __future__ import annotations

import io
import re
import sqlite3
import unicodedata
from datetime import timedelta

import pypdf
import pytest
from intake_screen import answer, bring, sign, wait_for_piles, write
from somebody import choose, legend_line, own_exercise, view_of, wait_for_a_poll

from zones.levels import Level
from zones.store import Store
from zones.usecases import CommandPost

pytestmark = pytest.mark.browser


def test_the_first_page_is_the_map_of_gia_thuy_and_no_request_leaves_the_host(running_app, person):
    somebody = person().open(running_app.url)
    shown = somebody.map
    shown.get_by_text("Phường Gia Thụy, quận Long Biên").first.wait_for()
    assert legend_line(shown, "Vùng đỏ – nguy cơ rất cao").count() == 1
    wait_for_a_poll(somebody.page)
    for screen, words in (
        ("Dữ liệu", "Thả tệp vào đây"), ("Thực địa", "Đồng hồ 12 giờ"), ("Bản in", "Loại bản in"),
        ("Quy định", "tô màu bản đồ"),
    ):
        somebody.page.get_by_role("link", name=screen).click()
        somebody.page.get_by_text(words).first.wait_for()
    assert somebody.strayed == []


def test_a_click_on_the_warehouse_answers_why_with_clause_document_and_measure(running_app, person):
    shown = person().open(f"{running_app.url}/map?place=nq54").page
    shown.wait_for_selector("html[data-revision]")
    shown.locator("[data-feature='site/nq54/tikinow']").click()
    card = shown.locator(".pm-card")
    card.get_by_text("Vùng cam – KV1 của phường Gia Thụy – nguy cơ cao").wait_for()
    words = card.inner_text()
    for needed in ("KV1, màu cam", "CT16", "Nghị quyết số 54-NQ/ĐU ngày 07/9/2021", "Đảng ủy phường Gia Thụy"):
        assert needed in words


def test_a_designation_by_one_person_reaches_the_others_screen_by_itself_keeping_the_view(
    running_app, person
):
    leader = person().open(f"{running_app.url}/?place=nq54")
    shown = leader.map
    shown.locator(".folium-map").evaluate("() => PlaceMap.page.map.setView([21.0495, 105.8885], 17, {animate: false})")
    before = view_of(shown)
    staff = person().open(f"{running_app.url}/du-lieu?place=nq54")
    page = staff.page
    page.get_by_role("textbox", name="Người ghi").fill("Nguyễn Thị Lan, trực ban")
    page.get_by_role("textbox", name="Người ghi").press("Enter")
    page.get_by_role("tab", name="Địa điểm nguy cơ").click()
    form = page.get_by_test_id("stForm").filter(visible=True)
    choose(form.get_by_label("Địa điểm"), "TTTM Savico")
    choose(form.get_by_label("Mức xác định"), re.compile("Vùng đỏ"))
    form.get_by_role("textbox", name="Văn bản (số, ngày)").fill("QĐ 02/QĐ-UBND ngày 08/9/2021")
    form.get_by_role("button", name="Ghi xác định").click()
    page.get_by_text("Đã ghi: TTTM Savico").wait_for()
    legend_line(shown, "Vùng đỏ").locator("xpath=following-sibling::tr[1]").get_by_text("1", exact=True).wait_for()
    assert view_of(shown) == before
    shown.locator(".pm-notice.is-error").wait_for(state="detached")


def test_a_case_list_is_looked_at_before_it_is_written_and_then_colours_the_map(running_app, person, tmp_path):
    rows = ["STT;Họ và tên;Tổ dân phố;Ngày có KQ;Nơi phát hiện"]
    rows += [f"{n};Người Thử {n};Tổ 2;12/12/2021;Cộng đồng" for n in range(1, 7)]
    rows += ["7;Người Thử 7;Tổ 99;12/12/2021;Cộng đồng", "8;Người Thử 8;Tổ 2;31/02/2021;Cộng đồng"]
    file = tmp_path / "F0 ngày 12.csv"
    file.write_text("\n".join(rows), encoding="utf-8-sig")
    place = own_exercise(running_app, "dien_tap_f0")
    watcher = person().open(f"{running_app.url}/?place={place}")
    shown = watcher.map
    staff = person().open(f"{running_app.url}/du-lieu?place={place}").page
    sign(staff)
    bring(staff, file)
    wait_for_piles(staff, 6, 1, 1)
    staff.get_by_text("Chi tiết về tệp").click()             # it stays open over the answer
    answer(staff, "“Tổ 99” là đơn vị nào?", "Chưa rõ hoặc ngoài địa bàn")
    wait_for_piles(staff, 7, 0, 1)
    staff.get_by_text("Không đặt được lên bản đồ 1 ca").wait_for()
    assert "Người Thử" not in staff.locator("body").inner_text()
    write(staff)
    staff.get_by_text("Đã ghi 7 thay đổi").wait_for()
    shown.get_by_text("6 F0").wait_for()
    line = legend_line(shown, "Chưa xác định vị trí")
    assert line.inner_text().split() == ["Chưa", "xác", "định", "vị", "trí", "1"]


def test_a_file_that_cannot_be_read_gives_a_sentence_and_no_trace(running_app, person, tmp_path):
    broken = tmp_path / "danh-sach.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    page = person().open(f"{running_app.url}/du-lieu").page
    bring(page, broken)
    page.get_by_test_id("stAlert").filter(has_text="danh-sach.xlsx").wait_for()
    assert not re.search(r"Traceback|Error|zipfile|Exception", page.locator("body").inner_text())


def test_the_sheet_downloads_and_is_a_pdf_with_its_letters_embedded(running_app, person):
    somebody = person().open(f"{running_app.url}/?place=dien_tap")
    shown = somebody.map
    shown.get_by_role("button", name="Xuất bản đồ").click()
    with somebody.page.expect_download(timeout=60_000) as download:
        shown.locator(".pm-menu").get_by_text("PDF").click()
    data = download.value.path().read_bytes()
    page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    assert (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4)) == (297, 210)
    words = "".join(unicodedata.normalize("NFC", page.extract_text()).split())  # slanted words come in pieces
    for needed in ("DIỄN TẬP", "BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19", "ỦY BAN NHÂN DÂN PHƯỜNG GIA THỤY", "CHÚ GIẢI"):
        assert "".join(needed.split()) in words
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    for font in fonts:
        parts = font.get("/DescendantFonts", [font])
        descriptor = parts[0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_another_day_is_another_map(running_app, person):
    shown = person().open(f"{running_app.url}/map?place=dien_tap").page
    shown.wait_for_selector("html[data-revision]")
    assert legend_line(shown, "Vùng đỏ").locator("xpath=following-sibling::tr[1]").inner_text().split()[0] == "0"
    shown.locator(".pm-day-field").fill("2021-11-08")
    shown.get_by_text("Đang xem bản đồ hết ngày 08/11/2021").wait_for()
    red = legend_line(shown, "Vùng đỏ").locator("xpath=following-sibling::tr[1]")
    assert red.inner_text().split()[0] == "2"


def test_english_is_one_switch_away_and_stands_in_the_address(running_app, person):
    somebody = person().open(running_app.url)
    assert somebody.map
    somebody.page.get_by_text("English").click()
    somebody.page.frame_locator("iframe").get_by_text("MAP OF COVID-19 RISK ZONES").wait_for()
    assert "lang=en" in somebody.page.url


def test_in_its_frame_the_controls_stay_and_a_closed_panel_shows_its_whole_heading(running_app, person):
    """What is scrolled to inside the map's frame does not drag the controls along."""
    shown = person().open(f"{running_app.url}/?place=dien_tap").map
    panel, heading = shown.locator(".pm-switches"), shown.locator(".pm-switches .pm-panel-head")
    assert panel.bounding_box()["height"] >= heading.bounding_box()["height"]
    bar = shown.locator(".pm-tools")
    before = bar.bounding_box()
    stage = shown.locator(".pm-stage")
    stage.evaluate("stage => { stage.scrollLeft = 60; stage.scrollTop = 200; }")
    shown.locator(".pm-switches .pm-panel-head").click()
    assert bar.bounding_box() == before


def test_nothing_is_cut_off_sideways_in_any_window(running_app, person):
    somebody = person().open(running_app.url)
    for wide, high in ((1366, 768), (1920, 1080), (390, 844)):
        somebody.page.set_viewport_size({"width": wide, "height": high})
        assert somebody.map
        somebody.page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
        inside = somebody.page.frames[-1]
        inside.wait_for_function("document.body.scrollWidth <= innerWidth")


def test_a_store_that_cannot_write_is_told_in_a_sentence_and_nothing_changes(running_app, person, tmp_path):
    file = tmp_path / "f0.csv"
    file.write_text("Tổ dân phố;Ngày có KQ\nTổ 5;12/12/2021\n", encoding="utf-8")
    page = person().open(f"{running_app.url}/du-lieu?place=dien_tap").page
    sign(page)
    bring(page, file)
    wait_for_piles(page, 1, 0, 0)
    other = sqlite3.connect(running_app.database.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")   # another program holds the store and does not let go
    try:
        before = other.execute("SELECT max(revision) FROM revisions").fetchone()
        write(page)
        page.get_by_text("Chưa có gì thay đổi").wait_for(timeout=60_000)
        assert "Traceback" not in page.locator("body").inner_text()
    finally:
        other.execute("ROLLBACK")
    assert other.execute("SELECT max(revision) FROM revisions").fetchone() == before
    other.close()


def test_a_trial_map_in_a_tab_opened_later_shows_the_whole_ward(running_app, person):
    page = person().page
    with page.expect_response(re.compile(r"/map/state\.json")):      # the frame has loaded, unseen
        page.goto(f"{running_app.url}/quy-dinh?place=dien_tap")
    page.get_by_text("tô màu bản đồ").first.wait_for()
    page.get_by_role("tab", name="Nếu áp dụng quy định khác").click()
    shown = page.frame_locator("iframe")
    shown.get_by_text("Bản đồ thử").wait_for()
    shown.locator(".pm-layer path").first.wait_for()
    assert 14 < view_of(shown)[2] < 17


def test_card_decision_expiry_and_comparison_are_walked_by_hand(running_app, person):
    """Issue "rules as law": the card answers, a decision stands beside it with its footnote, what ends is listed,
    it is withdrawn, another rule is tried."""
    place = own_exercise(running_app, "dien_tap_qd")
    watcher = person().open(f"{running_app.url}/map?place={place}&as_of=2021-11-08T18:00")
    shown = watcher.page
    shown.wait_for_selector("html[data-revision]")
    shown.locator("[data-feature='area/gia-thuy/to-15']").first.click()
    card = shown.locator(".pm-card")
    for title in ("Đổi màu khi nào?", "Ngưỡng gần nhất", "Bảng kiểm yếu tố nguy cơ", "Thang đo"):
        card.get_by_text(title, exact=True).wait_for()
    card.get_by_text(re.compile(r"Không có ca mới đến .* thì về vùng vàng")).wait_for()

    page = person().open(f"{running_app.url}/du-lieu?place={place}").page
    page.get_by_role("textbox", name="Người ghi").fill("Trực ban")
    page.get_by_role("textbox", name="Người ghi").press("Enter")
    page.get_by_role("tab", name="Quyết định").click()
    form = page.get_by_test_id("stForm").filter(visible=True).last
    choose(form.get_by_label("Áp dụng cho"), "Tổ dân phố 3", exact=True)
    choose(form.get_by_label("Mức nguy cơ"), re.compile("Vùng cam"))
    for label, words in (("Văn bản (số, ngày)", "QĐ 31/QĐ-DT"), ("Người ký", "Chủ tịch UBND phường"),
                         ("Lý do", "chùm ca bệnh mới")):
        form.get_by_label(label, exact=True).fill(words)
    form.get_by_role("button", name="Ghi quyết định").click()
    page.get_by_text("Đã ghi quyết định: Tổ dân phố 3").wait_for()

    newest = person().open(f"{running_app.url}/map?place={place}").page
    newest.wait_for_selector("html[data-revision]")
    newest.get_by_text("QĐ 31/QĐ-DT").first.wait_for()
    newest.locator("[data-feature='area/gia-thuy/to-3']").first.press("Enter")
    newest.locator(".pm-card").get_by_text("Vùng cam").first.wait_for()
    newest.locator(".pm-card").get_by_text("Theo quy định").first.wait_for()

    page.get_by_text("Thu hồi").first.click()
    form = page.get_by_test_id("stForm").filter(visible=True).first
    for label, words in (("Văn bản (số, ngày)", "QĐ 32/QĐ-DT"), ("Người ký", "Chủ tịch UBND phường"),
                         ("Lý do", "hết ổ dịch")):
        form.get_by_label(label, exact=True).fill(words)
    form.get_by_role("button", name="Thu hồi").click()
    page.get_by_text("Đã thu hồi").wait_for()
    newest.get_by_text("QĐ 31/QĐ-DT").first.wait_for(state="detached")

    # another screen records one that ends tomorrow morning: this one lists it
    post = CommandPost(Store(running_app.database))
    now = post.situation(place).as_of
    post.record_act(place, kind="level", target="area", target_id="gia-thuy/to-1", level=Level.YELLOW,
                    directive="", text="", document="QĐ 33/QĐ-DT", signer="Chủ tịch", reason="theo dõi",
                    valid_from=now, valid_to=now + timedelta(hours=15), author="t")
    page.get_by_role("textbox", name="Người ghi").fill("Trực ban 2")
    page.get_by_role("textbox", name="Người ghi").press("Enter")
    page.get_by_text(re.compile("Hết hiệu lực hôm nay và ngày mai: QĐ 33/QĐ-DT")).wait_for()
    post.withdraw_act(place, post.store.read(place, "acts")["act_id"].iloc[-1], document="QĐ 34", signer="c",
                      reason="hết", valid_from=now, author="t")
    post.store.close()

    page.goto(f"{running_app.url}/quy-dinh?place={place}")
    page.get_by_role("tab", name="Nếu áp dụng quy định khác").click()
    page.get_by_text(re.compile("trên 13 đơn vị đổi cấp độ")).wait_for()
    trial = page.frame_locator("iframe")
    trial.get_by_text("Bản đồ thử").wait_for()


def test_the_diseases_are_switched_and_seen_together(running_app, person):
    page = person().open(f"{running_app.url}/?place=dien_tap").page
    page.get_by_text("Dịch chồng dịch", exact=True).click()
    shown = page.frame_locator("iframe")
    shown.get_by_text("BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19, SỐT XUẤT HUYẾT, TAY CHÂN MIỆNG").wait_for()
    assert page.locator("iframe").count() == 1
