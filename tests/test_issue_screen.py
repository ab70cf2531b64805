"""The screen "Ban hành": draft, issue, replace, withdraw, with words for everything that is missing."""

import io
import re

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from geo.sheet import SheetKind, SheetTooSmall
from zones.issued import Standing
from zones.usecases import CommandPost, IssueRequest, open_post

PLACE = "dien_tap"


@pytest.fixture
def post(sample_url, monkeypatch):
    monkeypatch.setenv("ZONES_DATABASE_URL", sample_url)
    monkeypatch.delenv("ZONES_PUBLIC_URL", raising=False)
    yield open_post(sample_url)
    open_post.cache_clear()


@pytest.fixture
def quick(monkeypatch):
    """A dot that the screen can show for each sheet: these tests are about words and acts."""
    dot = io.BytesIO()
    Image.new("RGB", (1, 1)).save(dot, "PNG")
    monkeypatch.setattr(CommandPost, "_printed", lambda _post, order, _: dot.getvalue() + str(order.stamp).encode())


def screen(speech="vi", place_id=PLACE):
    def script(place_id, speech):
        from zones.screens import frame, issue_screen

        post = frame.command_post()
        issue_screen.show(post, post.store.place(place_id), speech)

    return AppTest.from_function(script, default_timeout=120, kwargs={"place_id": place_id, "speech": speech})


def press(shown, label):
    next(button for button in shown.button if button.label == label).click()
    shown.run()
    assert not shown.exception
    return shown


def fill(shown, **texts):
    for key, value in texts.items():
        shown.text_input(key=key).set_value(value)
    return shown


def words(shown):
    parts = [*shown.caption, *shown.info, *shown.success, *shown.error, *shown.warning, *shown.markdown]
    return " ".join(part.value for part in parts)


def test_an_empty_list_says_so_and_the_missing_address_is_told(post):
    shown = screen().run()
    assert not shown.exception
    assert "chưa ban hành bản nào" in words(shown)
    assert "ZONES_PUBLIC_URL" in words(shown)
    assert "Số tiếp theo: 01/BĐ-SCH" in words(shown)


def test_the_address_is_shown_where_one_is_set(post, monkeypatch):
    monkeypatch.setenv("ZONES_PUBLIC_URL", "https://sch.example.vn/")
    assert "https://sch.example.vn/kiem-tra" in words(screen().run())
    monkeypatch.setenv("ZONES_PUBLIC_URL", "javascript:alert(1)")
    assert "ZONES_PUBLIC_URL" in words(screen().run())


def test_nothing_is_issued_without_a_signer_and_somebody_who_records_it(post, quick):
    shown = press(screen().run(), "Ban hành")
    assert "người ghi, người ký" in words(shown)
    assert post.issued_sheets(PLACE) == []


def test_a_draft_is_shown_and_takes_no_number(post, quick):
    shown = press(screen().run(), "Xem bản nháp")
    owner, made = shown.session_state["issue_draft"]
    assert owner == PLACE and sorted(made) == ["pdf", "png"]
    assert b"B\xe1\xba\xa2N NH\xc3\x81P" in made["pdf"]          # the stamp that "quick" writes behind the picture
    assert post.issued_sheets(PLACE) == []


def test_a_sheet_is_issued_listed_replaced_and_withdrawn(post, quick):
    shown = fill(screen().run(), author="Lan", issue_signer="Nguyễn Văn A")
    press(shown, "Ban hành")
    first = post.issued_sheets(PLACE)[0]
    assert f"Đã ban hành bản số 01/BĐ-SCH, mã kiểm tra {first.code}" in words(shown)
    assert (first.recorded_by, first.signer, first.audience) == ("Lan", "Nguyễn Văn A", "public")
    assert shown.dataframe[0].value["Tình trạng"].tolist() == ["Đang có hiệu lực"]

    shown.selectbox(key=f"issue_replaces_{PLACE}_map").set_value(first.id)
    press(shown, "Ban hành")
    assert "bản số 01/BĐ-SCH từ nay báo là đã thay" in words(shown)
    table = shown.dataframe[0].value
    assert table["Tình trạng"].tolist() == ["Đang có hiệu lực", "Đã thay bằng số 02/BĐ-SCH"]

    fill(shown, withdraw_sheet_signer="Nguyễn Văn A", withdraw_sheet_reason="sai ranh giới")
    press(shown, "Thu hồi")
    assert "Đã thu hồi bản số 02/BĐ-SCH" in words(shown)
    assert [sheet.standing for sheet in post.issued_sheets(PLACE)] == [Standing.WITHDRAWN, Standing.REPLACED]


def test_a_second_press_asks_and_gives_no_second_number(post, quick):
    shown = fill(screen().run(), author="Lan", issue_signer="Nguyễn Văn A")
    press(press(shown, "Ban hành"), "Ban hành")
    assert "số 01/BĐ-SCH, người ký: Nguyễn Văn A" in words(shown)
    assert [sheet.number for sheet in post.issued_sheets(PLACE)] == [1]
    press(shown, "Mở bản số 01/BĐ-SCH")
    assert shown.selectbox(key=f"issued_{PLACE}").value == post.issued_sheets(PLACE)[0].id
    assert "hai số cho một bản" not in words(shown)

    press(press(shown, "Ban hành"), "Ban hành bản mới thay số 01/BĐ-SCH")
    assert "bản số 01/BĐ-SCH từ nay báo là đã thay" in words(shown)
    assert [sheet.standing for sheet in post.issued_sheets(PLACE)] == [Standing.VALID, Standing.REPLACED]


def test_a_poster_and_an_atlas_are_issued_beside_maps_and_replace_only_their_own_kind(post, quick):
    post.issue_sheet(IssueRequest(PLACE, signer="A", author="t"))
    shown = fill(screen().run(), author="Lan")
    shown.selectbox(key="issue_kind").set_value("poster").run()
    fill(shown, issue_signer="B")
    unit = shown.selectbox(key="issue_unit").options[1]
    shown.selectbox(key="issue_unit").set_value(shown.selectbox(key="issue_unit").options[1])
    assert all(box.key != "issue_audience" for box in shown.selectbox)       # it hangs in the street
    press(shown, "Ban hành")
    poster = post.issued_sheets(PLACE)[0]
    assert (poster.kind, poster.number, unit in poster.title) == (SheetKind.POSTER, 2, True)

    shown.selectbox(key="issue_kind").set_value("atlas").run()
    assert shown.selectbox(key=f"issue_replaces_{PLACE}_atlas").options == ["Không thay bản nào"]
    press(shown, "Ban hành")
    assert [sheet.kind for sheet in post.issued_sheets(PLACE)] == [SheetKind.ATLAS, SheetKind.POSTER, SheetKind.MAP]
    kinds = shown.dataframe[0].value["Loại"].tolist()
    assert kinds == ["Tập bản đồ (mỗi tổ một trang)", "Áp phích tại chốt", "Bản đồ một trang"]


def test_a_withdrawal_needs_a_reason(post, quick):
    post.issue_sheet(IssueRequest(PLACE, signer="A", author="t"))
    shown = fill(screen().run(), author="Lan", withdraw_sheet_signer="A")
    press(shown, "Thu hồi")
    assert "Hãy điền đủ: lý do" in words(shown)
    assert post.issued_sheets(PLACE)[0].standing is Standing.VALID


def test_a_sheet_that_somebody_else_ended_meanwhile_is_told(post, quick):
    sheet = post.issue_sheet(IssueRequest(PLACE, signer="A", author="t"))
    shown = fill(screen().run(), author="Lan", issue_signer="B")
    shown.selectbox(key=f"issue_replaces_{PLACE}_map").set_value(sheet.id)
    real = post.issue_sheet

    def late(order, *, replaces, progress):
        post.withdraw_sheet(PLACE, sheet.id, signer="C", reason="x", author="c")
        return real(order, replaces=replaces, progress=progress)

    post.issue_sheet = late
    press(shown, "Ban hành")
    assert "đã được thay hoặc thu hồi từ trước" in words(shown)


def test_tables_too_large_for_the_paper_are_told_with_what_to_do(post, monkeypatch):
    def too_small(*_):
        raise SheetTooSmall("A4")

    monkeypatch.setattr(CommandPost, "_printed", too_small)
    shown = fill(screen().run(), author="Lan", issue_signer="B")
    assert "A4" in words(press(shown, "Ban hành"))
    assert post.issued_sheets(PLACE) == []


def test_english_has_every_word(post, quick):
    post.issue_sheet(IssueRequest(PLACE, signer="A", author="t"))
    shown = screen("en").run()
    assert not shown.exception
    labels = " ".join(widget.label for kind in ("button", "text_input", "selectbox", "radio") for widget in
                      getattr(shown, kind))
    assert not re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", labels.lower())
