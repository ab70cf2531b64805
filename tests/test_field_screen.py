"""The screen "Thực địa" runs in both languages, records what it is told, and says what is missing (AppTest)."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from zones.places import Place
from zones.times import parse_moment
from zones.usecases import open_post

AFTERNOON = "2021-11-14T18:00"


@pytest.fixture
def post(sample_url, monkeypatch):
    monkeypatch.setenv("ZONES_DATABASE_URL", sample_url)
    yield open_post(sample_url)
    open_post.cache_clear()


def at_that_time(post, moment=AFTERNOON):
    """Let the exercise end at a moment, so that its screen opens there."""
    end = parse_moment(moment)
    with post.store.write("dien_tap", author="x", action="place", recorded_at=end) as writer:
        writer.put_place(post.store.place("dien_tap").with_(pinned_as_of=end))
        reports = post.store.read("dien_tap", "reports")
        writer.replace("reports", reports[reports["period_end"] <= pd.Timestamp(end)])


def screen(place_id="dien_tap", speech="vi"):
    def script(place_id, speech):
        from zones.screens import field_screen, frame

        post = frame.command_post()
        field_screen.show(post, post.store.place(place_id), speech)

    return AppTest.from_function(script, default_timeout=90, kwargs={"place_id": place_id, "speech": speech})


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    return app


@pytest.mark.parametrize("speech", ["vi", "en"])
@pytest.mark.parametrize("place_id", ["nq54", "dien_tap"])
def test_the_screen_runs_for_both_samples_in_both_languages(post, place_id, speech):
    app = screen(place_id, speech).run()
    assert not app.exception
    assert [tab.label for tab in app.tabs] == (
        ["Khoanh vùng, phong tỏa", "Chốt và vành đai", "Cơ sở", "Lực lượng"] if speech == "vi"
        else ["Containment, lockdowns", "Posts and belts", "Facilities", "Teams"])


def test_a_place_that_has_nothing_yet_shows_sentences_and_no_error(post):
    post.create_place(Place("empty", "Phường Trống"), "x")
    app = screen("empty").run()
    assert not app.exception
    assert any("Chưa có chốt nào" in info.value for info in app.info)


def test_a_running_clock_and_what_ends_are_told_above_everything(post):
    at_that_time(post)
    app = screen().run()
    assert not app.exception
    warnings = [warning.value for warning in app.warning]
    assert "Đồng hồ 12 giờ" in warnings[0]
    assert "Cần dỡ hoặc gia hạn trong 24 giờ: Cụm ngõ 3, tổ 15" in warnings[1]


def test_a_proposal_needs_a_name_and_a_document_and_stops_its_clock(post):
    at_that_time(post)
    app = screen().run()
    press(app, "Ghi đề xuất, dừng đồng hồ")
    assert "Người ghi" in app.error[0].value
    app.text_input(key="author").set_value("Lan").run()
    press(app, "Ghi đề xuất, dừng đồng hồ")
    assert "văn bản" in app.error[0].value
    app.text_input(key="proposal_document").set_value("ĐX 77/ĐX-BCĐ")
    press(app, "Ghi đề xuất, dừng đồng hồ")
    assert not app.exception
    assert "ĐX 77/ĐX-BCĐ" in app.success[0].value
    assert post.situation("dien_tap").clocks == ()


def test_a_lockdown_is_extended_by_a_document_and_leaves_the_list_of_what_ends(post):
    at_that_time(post)
    app = screen().run()
    app.text_input(key="author").set_value("Lan").run()
    assert app.selectbox(key="closure").value == "dien-tap/pt-3"     # what must be decided stands first
    app.text_input(key="closure_document").set_value("QĐ 60")
    press(app, "Ghi quyết định")
    assert not app.exception
    assert "Đã ghi gia hạn: Cụm ngõ 3, tổ 15" in app.success[0].value
    assert "dien-tap/pt-3" not in post.situation("dien_tap").to_decide
    frame = post.store.read("dien_tap", "lockdowns")
    new = frame[frame["follows"] == "dien-tap/pt-3"]
    assert (new["change"].iloc[0], new["document"].iloc[0], new["valid_to"].iloc[0]) == (
        "extension", "QĐ 60", pd.Timestamp("2021-11-29T00:00+07:00"))


def test_a_part_is_lifted_with_the_lines_that_stay_and_what_makes_no_sense_is_said(post):
    at_that_time(post)
    app = screen().run()
    app.text_input(key="author").set_value("Lan").run()
    app.text_input(key="closure_document").set_value("QĐ 61")
    app.radio(key="decision").set_value("part")
    app.multiselect(key="closure_kept").set_value(["dien-tap/pt-3-1"])
    press(app, "Ghi quyết định")
    assert "Hãy vẽ lại hình" in app.success[0].value
    frame = post.store.read("dien_tap", "lockdowns")
    new = frame[frame["follows"] == "dien-tap/pt-3"]
    assert (new["change"].iloc[0], new["households"].iloc[0]) == ("partial_lifting", 33)
    app.text_input(key="closure_document").set_value("QĐ 62")
    app.selectbox(key="closure").set_value("dien-tap/pt-5").run()
    app.radio(key="decision").set_value("lift")
    app.text_input(key="closure_document").set_value("QĐ 62")
    app.datetime_input(key="closure_lift_from").set_value(parse_moment("2022-01-01T00:00").replace(tzinfo=None))
    press(app, "Ghi quyết định")
    assert "trong thời hạn" in app.error[0].value


def test_the_sums_of_posts_are_said_by_belt_unit_and_group(post):
    at_that_time(post, "2021-11-08T18:00")
    app = screen().run()
    for by, column in (("belt", "Vành đai"), ("unit", "Đơn vị phụ trách"), ("area", "Tổ dân phố")):
        app.button_group(key="group_by").set_value(by).run()
        assert not app.exception
        table = next(frame.value for frame in app.dataframe if column in frame.value and "Thiếu mỗi ca" in frame.value)
        assert table["Thiếu mỗi ca"].sum() == 1
        assert table["Số chốt"].sum() == 57
    assert any("Còn thiếu 1 người mỗi ca" in warning.value for warning in app.warning)


def test_the_open_crossing_is_listed_with_the_post_that_has_nobody(post):
    app = screen().run()
    table = next(frame.value for frame in app.dataframe if "Chốt không có người" in frame.value)
    assert table["Chốt không có người"].tolist() == ["Lối ra phía đông, tổ 18"]


def test_lists_are_written_only_with_a_name(post):
    app = screen().run()
    revision = post.store.revision("dien_tap")
    for label in ("Ghi danh sách chốt", "Ghi danh sách"):
        press(app, label)
        assert "Người ghi" in app.error[0].value
    app.text_input(key="author").set_value("Lan").run()
    press(app, "Ghi danh sách chốt")
    assert not app.exception
    assert "Đã ghi 0 thay đổi" in app.success[0].value
    assert post.store.read("dien_tap", "checkpoints", revision).equals(post.store.read("dien_tap", "checkpoints"))


def test_a_facility_list_written_unchanged_changes_nothing(post):
    app = screen().run()
    app.text_input(key="author").set_value("Lan").run()
    before = {kind: post.store.read("dien_tap", kind) for kind in ("facilities", "forces")}
    for kind, frame in before.items():
        app.button(key=f"save_{kind}").click().run()
        assert not app.exception
        assert "Đã ghi 0 thay đổi" in app.success[0].value
        assert post.store.read("dien_tap", kind).equals(frame), kind
