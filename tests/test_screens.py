"""Each screen runs without an exception and says what it must (Streamlit's AppTest, real store)."""

import re
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from zones.ruleset import FOLDER
from zones.settings import PROJECT
from zones.times import parse_moment
from zones.usecases import open_post


@pytest.fixture
def post(sample_url, monkeypatch):
    monkeypatch.setenv("ZONES_DATABASE_URL", sample_url)
    yield open_post(sample_url)
    open_post.cache_clear()


@pytest.fixture
def main_screen(post):
    return AppTest.from_file(str(PROJECT / "zones" / "screens" / "main.py"), default_timeout=60)


def data_screen(place_id="nq54", speech="vi"):
    def script(place_id, speech):
        from zones.screens import data_screen, frame

        post = frame.command_post()
        data_screen.show(post, post.store.place(place_id), speech)

    return AppTest.from_function(script, default_timeout=60, kwargs={"place_id": place_id, "speech": speech})


def test_the_map_screen_shows_the_first_place_in_vietnamese(main_screen):
    main_screen.run()
    assert not main_screen.exception
    assert main_screen.selectbox(key="place").value == "nq54"
    assert main_screen.query_params["lang"] == "vi"


def test_place_and_language_come_from_the_address(main_screen):
    main_screen.query_params["place"] = "dien_tap"
    main_screen.query_params["lang"] = "en"
    main_screen.run()
    assert main_screen.selectbox(key="place").value == "dien_tap"
    assert main_screen.button_group(key="lang").value == "en"


def test_an_address_that_names_nothing_known_opens_the_first_place(main_screen):
    main_screen.query_params["place"] = "<script>"
    main_screen.query_params["lang"] = "xx"
    main_screen.run()
    assert not main_screen.exception
    assert main_screen.selectbox(key="place").value == "nq54"


def test_another_place_changes_the_address(main_screen):
    main_screen.run()
    main_screen.selectbox(key="place").select("dien_tap").run()
    assert main_screen.query_params["place"] == "dien_tap"


@pytest.mark.parametrize("speech", ["vi", "en"])
def test_the_data_screen_runs_in_both_languages(post, speech):
    app = data_screen(speech=speech).run()
    assert not app.exception
    assert [tab.label for tab in app.tabs] == (
        ["Nạp tệp", "Địa điểm nguy cơ", "Quyết định", "Bảng kiểm", "Nhật ký", "Địa bàn mới"] if speech == "vi"
        else ["Load a file", "Risk sites", "Decisions", "Checklist", "Log", "New place"])


def test_a_file_is_shown_in_piles_and_written_only_after_a_yes(post):
    app = data_screen("dien_tap").run()
    before = post.store.revision("dien_tap")
    csv = "Tổ dân phố;Ngày có KQ\nTổ 2;12/12/2021\nTổ 99;12/12/2021\nTổ 2;31/02/2021\n".encode()
    app.file_uploader[0].set_value(("f0.csv", csv, "text/csv")).run()
    assert [metric.value for metric in app.metric] == ["3", "2", "0", "1"]
    assert post.store.revision("dien_tap") == before
    app.button(key="import_write").click().run()
    assert "Người ghi" in app.error[0].value
    assert post.store.revision("dien_tap") == before
    app.text_input(key="author").set_value("Lan").run()
    app.button(key="import_write").click().run()
    assert not app.exception
    assert "Đã ghi 2 thay đổi" in app.success[0].value
    assert post.store.history("dien_tap")[0].author == "Lan"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", b"PK\x03\x04 no"), ("a.csv", b""), ("a.docx", b"x"), ("a.zip", b"PK\x05\x06" + b"\0" * 18),
     ("a.geojson", b"{"), ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)],
)
def test_a_file_that_cannot_be_read_gives_a_sentence(post, name, data):
    app = data_screen().run()
    app.file_uploader[0].set_value((name, data, "application/octet-stream")).run()
    assert not app.exception
    assert len(app.error) == 1
    assert not re.search(r"Traceback|Error\b|Exception", app.error[0].value)


def test_a_site_changes_its_level_only_with_a_document_and_a_name(post):
    app = data_screen().run()
    form_button = next(button for button in app.button if button.label == "Ghi xác định")
    form_button.click().run()
    assert "Người ghi" in app.error[0].value
    app.text_input(key="author").set_value("Lan").run()
    next(button for button in app.button if button.label == "Ghi xác định").click().run()
    assert "văn bản" in app.error[0].value
    app.text_input(key="site_document").set_value("QĐ 02")
    next(button for button in app.button if button.label == "Ghi xác định").click().run()
    assert not app.exception
    assert app.success[0].value.startswith("Đã ghi:")
    assert post.store.history("nq54")[0].action == "designate"


def test_a_new_place_watches_covid_19_unless_another_disease_is_chosen(post):
    app = data_screen().run()
    assert app.multiselect(key="place_diseases").value == ["covid-19"]
    app.text_input(key="author").set_value("Lan").run()
    app.text_input(key="place_name").set_value("Phường Bồ Đề")
    next(button for button in app.button if button.label == "Tạo địa bàn").click().run()
    assert post.store.place("phuong-bo-de").diseases == ("covid-19",)
    assert post.ruleset(post.store.place("phuong-bo-de"), parse_moment("2021-11-01")).disease == "covid-19"


def test_a_new_place_is_made_once(post):
    app = data_screen().run()
    app.text_input(key="author").set_value("Lan")
    for expected in ("success", "error"):
        app.text_input(key="place_name").set_value("Phường Bồ Đề")
        next(button for button in app.button if button.label == "Tạo địa bàn").click().run()
        assert not app.exception
        assert len(getattr(app, expected)) == 1
    assert post.places()[-1] == "phuong-bo-de"


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def test_a_decision_needs_paper_signer_and_reason_then_stands_and_is_withdrawn(post):
    app = data_screen().run()
    app.text_input(key="author").set_value("Lan").run()
    press(app, "Ghi quyết định")
    assert "mức nguy cơ, văn bản, người ký, lý do" in app.error[0].value
    app.selectbox(key="act_target").select_index(1)
    app.selectbox(key="act_level").select_index(0)
    for name, words in (("document", "QĐ 9"), ("signer", "Chủ tịch"), ("reason", "chùm ca bệnh")):
        app.text_input(key=f"act_{name}").set_value(words)
    press(app, "Ghi quyết định")
    assert app.success[0].value.startswith("Đã ghi quyết định: Tổ dân phố 1 – Vùng đỏ")
    assert post.situation("nq54").area_levels["gia-thuy/to-1"] == "red"
    for name, words in (("document", "QĐ 10"), ("signer", "Chủ tịch"), ("reason", "hết ổ dịch")):
        app.text_input(key=f"withdraw_{name}").set_value(words)
    press(app, "Thu hồi")
    assert post.situation("nq54").area_levels["gia-thuy/to-1"] == "green"
    assert len(post.store.read("nq54", "acts")) == 2


def rules_screen(place_id="nq54", speech="vi"):
    def script(place_id, speech):
        from zones.screens import frame, rules_screen

        post = frame.command_post()
        rules_screen.show(post, post.store.place(place_id), speech)

    return AppTest.from_function(script, default_timeout=60, kwargs={"place_id": place_id, "speech": speech})


@pytest.mark.parametrize("speech", ["vi", "en"])
def test_the_rules_screen_shows_every_ruleset_with_all_its_examples_right(post, speech):
    app = rules_screen(speech=speech).run()
    assert not app.exception
    for ruleset in app.selectbox(key="rules_chosen").options:
        app.selectbox(key="rules_chosen").select(ruleset).run()
        assert not app.exception
        tables = [shown.value for shown in app.dataframe if shown.value.columns[-1] in ("Đúng", "Right")]
        assert [set(table.iloc[:, -1]) for table in tables] == [{"✓"}]


def test_a_trial_counts_the_units_that_change(post):
    app = rules_screen("dien_tap").run()
    assert app.selectbox(key="rules_trial").value == "vn-qd4800"      # the rule in use, with the cases it leaves out
    assert app.selectbox(key="rules_numerator_vn-qd4800").value == "all"
    app.selectbox(key="rules_trial").set_value("vn-gia-thuy-nq54")
    app.date_input(key="rules_day").set_value("2021-11-08").run()
    assert not app.exception
    assert any("13 trên 13 đơn vị đổi cấp độ" in item.value for item in app.markdown)


def test_the_timeline_answers_which_rules_held_at_any_hour(post):
    app = rules_screen("nq54").run()
    app.datetime_input(key="rules_moment").set_value(datetime.fromisoformat("2021-09-15T18:00")).run()
    assert not app.exception
    (held,) = [item.value for item in app.markdown if "Nghị quyết số 54-NQ/ĐU" in item.value and item.value[0] == "-"]
    assert "tô màu bản đồ" in held.splitlines()[0]
    assert "đã công bố, áp dụng từ 12:00 16/09/2021" in held
    app.datetime_input(key="rules_moment").set_value(datetime.fromisoformat("2021-09-21T06:00")).run()
    assert not any("Nghị quyết số 54-NQ/ĐU" in item.value for item in app.markdown if item.value[0] == "-")


def test_a_users_own_ruleset_is_listed_and_a_broken_one_is_told_with_its_line(post):
    post.rulesets.mkdir(parents=True)
    text = (FOLDER / "vn-qd4800.toml").read_text(encoding="utf-8")
    (post.rulesets / "rieng.toml").write_text(text.replace('id = "vn-qd4800"', 'id = "rieng"', 1), encoding="utf-8")
    (post.rulesets / "sai.toml").write_text(text.replace("window_days = 14", "window_days = 0", 1), encoding="utf-8")
    app = rules_screen("dien_tap").run()
    assert not app.exception
    (told,) = [item.value for item in app.error]
    assert "sai.toml, dòng" in told
    listed = next(frame.value for frame in app.dataframe if "Nguồn tệp" in frame.value.columns)
    assert listed["Nguồn tệp"].value_counts().to_dict() == {"của chương trình": 9, "của đơn vị": 1}


def test_a_yes_on_the_checklist_needs_its_reason_and_then_counts(post):
    app = data_screen("dien_tap").run()
    app.text_input(key="author").set_value("Lan").run()
    key = "checklist_vn-qd2686_gia-thuy/to-1"
    app.radio(key=f"{key}_contacts_present").set_value("yes")
    press(app, "Ghi bảng kiểm")
    assert "Hãy ghi lý do" in app.error[0].value
    app.text_input(key=f"{key}_contacts_present_why").set_value("12 F1 của ca DT-150")
    press(app, "Ghi bảng kiểm")
    assert "1 câu trả lời" in app.success[0].value
    found = post.situation("dien_tap").checklist.assessment.decisions["gia-thuy/to-1"]
    assert found.observed["contacts_present"] == "yes"
    assert post.store.history("dien_tap")[0].action == "answers"


def test_an_uplift_is_recorded_and_the_colour_stays(post):
    before = dict(post.situation("dien_tap").area_levels)
    app = data_screen("dien_tap").run()
    app.text_input(key="author").set_value("Lan").run()
    app.selectbox(key="act_kind").set_value("uplift")
    for name, words in (("document", "QĐ 9"), ("signer", "Chủ tịch"), ("reason", "giáp ổ dịch")):
        app.text_input(key=f"act_{name}").set_value(words)
    press(app, "Ghi quyết định")
    later = post.situation("dien_tap")
    assert later.area_levels == before
    assert all(applied.uplifted for applied in later.applied.values())


def sheet_screen(place_id="dien_tap", speech="vi"):
    def script(place_id, speech):
        from zones.screens import frame, sheet_screen

        post = frame.command_post()
        post.studio = None      # drawn here: one process less to wait for
        sheet_screen.show(post, post.store.place(place_id), speech)

    return AppTest.from_function(script, default_timeout=120, kwargs={"place_id": place_id, "speech": speech})


def test_a_sheet_is_drawn_shown_and_offered_with_its_name(post):
    app = sheet_screen("nq54").run()
    assert not app.exception
    assert "Vẽ bản in" in app.info[0].value
    app.selectbox(key="sheet_kind").set_value("square").run()
    press(app, "Vẽ bản in")
    assert not app.exception
    assert app.button(key="sheet_draw").disabled is False
    wanted, _, data, preview = app.session_state["sheet_result"]
    assert data.startswith(b"\x89PNG")
    assert preview == data
    assert wanted.options.audience == "public"
    app.selectbox(key="sheet_kind").set_value("tall").run()
    assert "vẽ theo lựa chọn trước" in app.warning[0].value


def test_an_internal_sheet_waits_for_the_name_of_who_prints_it(post):
    app = sheet_screen().run()
    app.radio(key="sheet_audience").set_value("internal").run()
    assert app.button(key="sheet_draw").disabled
    assert "phải ghi tên người in" in app.info[0].value
    app.text_input(key="sheet_by").set_value("Lan").run()
    assert not app.button(key="sheet_draw").disabled


@pytest.mark.parametrize(("typed", "says"), [("năm nghìn", "không phải tỷ lệ"), ("1:500", "lớn hơn khổ A4")])
def test_a_scale_that_cannot_be_is_told_in_a_sentence(post, typed, says):
    app = sheet_screen().run()
    app.text_input(key="sheet_scale").set_value(typed).run()
    if not app.button(key="sheet_draw").disabled:
        press(app, "Vẽ bản in")
    assert not app.exception
    assert says in app.error[0].value


@pytest.mark.parametrize("speech", ["vi", "en"])
@pytest.mark.parametrize("kind", ["map", "atlas", "square", "tall", "poster"])
def test_the_screen_of_sheets_shows_the_choices_of_each_kind(post, kind, speech):
    app = sheet_screen(speech=speech).run()
    app.selectbox(key="sheet_kind").set_value(kind).run()
    assert not app.exception
    keys = {item.key for item in (*app.selectbox, *app.text_input, *app.radio)}
    assert ("sheet_paper" in keys) == (kind in ("map", "atlas", "poster"))
    assert ("sheet_scale" in keys) == (kind in ("map", "atlas"))
    assert ("sheet_unit" in keys) == (kind == "poster")
