"""The page that answers for a code: what stands, what was replaced, what is not ours, and never more than is public."""

import html
import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.frames import VIETNAM_TIME
from geo.sheet import Audience
from zones.codes import new_code
from zones.store import Store
from zones.usecases import CommandPost, IssueRequest
from zones.web.check_routes import MISSES_A_MINUTE, Misses, check_routes
from zones.wording import t

NOW = datetime(2021, 11, 8, 19, 0, tzinfo=VIETNAM_TIME)
ORDER = IssueRequest("dien_tap", signer="Nguyễn Văn Ký", author="Lan ghi", reason="lý do kín",
              as_of=datetime(2021, 11, 8, 18, 0, tzinfo=VIETNAM_TIME))
PNG = b"\x89PNG drawn"


@pytest.fixture
def post(sample_url, monkeypatch):
    monkeypatch.setattr(CommandPost, "_printed", lambda _post, order, _progress: PNG + order.options.kind.encode())
    store = Store(sample_url)
    yield CommandPost(store, lambda: NOW)
    store.close()


@pytest.fixture
def client(post):
    return TestClient(Starlette(routes=check_routes(post)))


def words(answer):
    return " ".join(html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", answer.text)).split())


def test_a_standing_sheet_says_so_and_what_the_true_one_shows(client, post):
    sheet = post.issue_sheet(ORDER)
    answer = client.get(f"/kiem-tra/{sheet.code}")
    said = words(answer)
    assert answer.status_code == 200
    for needed in ("ĐANG CÓ HIỆU LỰC", sheet.code, "01/BĐ-SCH", "Phường Gia Thụy, quận Long Biên",
                   "BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19", "18:00 08/11/2021", "19:00 08/11/2021",
                   "DIỄN TẬP", sheet.digest[:12], "Quyết định 4800/QĐ-BYT"):
        assert needed in said
    model = post.subject("dien_tap", ORDER.as_of, "vi", Audience.PUBLIC).model
    for entry in model.legend[0].entries[:5]:             # each colour with its counts, as on the sheet
        assert f"{entry.label} {' '.join(entry.values)}" in said


def test_a_replaced_sheet_names_the_newer_one_and_a_withdrawn_one_says_so(client, post):
    first = post.issue_sheet(ORDER)
    second = post.issue_sheet(ORDER, replaces=first.id)
    said = words(client.get(f"/kiem-tra/{first.code}"))
    assert "ĐÃ THAY BẰNG SỐ 02/BĐ-SCH" in said and second.code in said
    link = re.search(rf'<a href="([^"]+)">{second.code}</a>', client.get(f"/kiem-tra/{first.code}").text)[1]
    assert "ĐANG CÓ HIỆU LỰC" in words(client.get(f"/kiem-tra/{link}"))
    assert "ĐANG CÓ HIỆU LỰC" not in said
    post.withdraw_sheet("dien_tap", second.id, signer="A", reason="kín", author="t")
    said = words(client.get(f"/kiem-tra/{second.code}"))
    assert "ĐÃ THU HỒI" in said and "kín" not in said


def test_every_code_that_is_not_ours_gets_the_very_same_answer(client, post):
    post.issue_sheet(ORDER)
    answers = [client.get(f"/kiem-tra/{code}") for code in ("2345-678F", "2345678f", new_code(), new_code())]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "KHÔNG PHẢI CỦA CHÚNG TÔI" in words(answers[0])


@pytest.mark.parametrize("typed", ["K7MQ-3XWD", "K7MQ-3XW", "x", "<script>", "1" * 300])
def test_a_slip_of_the_finger_is_no_fake_and_what_was_typed_stays_in_the_field(client, typed):
    for answer in (client.get("/kiem-tra", params={"ma": typed}), client.get(f"/kiem-tra/{quote(typed)}")):
        assert answer.status_code == 400
        assert "MÃ CHƯA ĐÚNG" in words(answer) and "KHÔNG PHẢI CỦA CHÚNG TÔI" not in words(answer)
        assert f'value="{html.escape(typed[:20])}"' in answer.text
        assert "<script>" not in answer.text
    # nothing was looked up: slips cost nobody the next answer
    assert client.get("/kiem-tra/2345-678F").status_code == 404


def test_names_reasons_and_revisions_stay_inside(client, post):
    sheet = post.issue_sheet(ORDER)
    text = client.get(f"/kiem-tra/{sheet.code}").text
    assert "Nguyễn Văn Ký" in text                 # who signed stands on the sheet: a fake may name another
    for kept in ("Lan ghi", "lý do kín", sheet.id, sheet.files["png"]):
        assert kept not in text


def test_an_internal_sheet_shows_no_picture(client, post):
    public, internal = (post.issue_sheet(replace(ORDER, audience=name)) for name in Audience)
    assert f'src="{public.code}.png"' in client.get(f"/kiem-tra/{public.code}").text
    assert client.get(f"/kiem-tra/{public.code}.png").content == PNG + b"map"
    assert ".png" not in client.get(f"/kiem-tra/{internal.code}").text
    assert client.get(f"/kiem-tra/{internal.code}.png").status_code == 404


def test_the_field_leads_to_the_answer_however_the_code_was_typed(client, post):
    sheet = post.issue_sheet(ORDER)
    typed = f" {sheet.code.lower().replace('-', ' ')} "
    answer = client.get("/kiem-tra", params={"ma": typed})
    assert answer.url.path == f"/kiem-tra/{sheet.code}"
    assert "ĐANG CÓ HIỆU LỰC" in words(answer)
    assert "MÃ CHƯA ĐÚNG" in words(client.get("/kiem-tra", params={"ma": "../map?x=<b>"}))


def test_the_page_has_no_script_and_asks_no_other_host(client, post):
    sheet = post.issue_sheet(ORDER)
    for address in ("/kiem-tra", f"/kiem-tra/{sheet.code}", "/kiem-tra/x"):
        answer = client.get(address)
        assert "<script" not in answer.text
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", answer.text)
        assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"


def test_english_is_one_click_away_and_says_the_same(client, post):
    sheet = post.issue_sheet(ORDER)
    page = client.get(f"/kiem-tra/{sheet.code}").text
    link = re.search(r'href="([^"]+)" hreflang="en"', page)[1]
    assert "VALID" in words(client.get(f"/kiem-tra/{link}"))


def test_links_of_every_page_stay_below_the_address_it_is_served_under(client, post):
    sheet = post.issue_sheet(ORDER)
    actions = {"/kiem-tra": "kiem-tra", f"/kiem-tra/{sheet.code}": None, "/kiem-tra/x": "../kiem-tra"}
    for address, action in actions.items():
        found = re.search(r'<form action="([^"]+)"', client.get(address).text)
        assert (found[1] if found else None) == action


def test_who_guesses_is_slowed_down_and_a_true_code_is_answered_a_minute_later(client, post, monkeypatch):
    sheet = post.issue_sheet(ORDER)
    for _ in range(MISSES_A_MINUTE):
        assert client.get("/kiem-tra/2345-678F").status_code == 404
    answer = client.get(f"/kiem-tra/{sheet.code}")
    assert answer.status_code == 429
    assert t("issue.check_slow_down", "vi") in words(answer)


def test_misses_are_forgotten_after_a_minute_and_kept_per_caller():
    now = [0.0]
    misses = Misses(2, lambda: now[0])
    for _ in range(2):
        misses.add("a")
    assert misses.is_too_many("a") and not misses.is_too_many("b")
    now[0] = 61.0
    assert not misses.is_too_many("a")


def test_many_callers_do_not_fill_the_memory():
    misses = Misses(2, lambda: 0.0)
    for caller in range(10_000):
        misses.add(str(caller))
    assert len(misses._seen) <= 4096


def test_a_failing_store_gives_a_sentence_and_logs_no_words_of_it(client, post, monkeypatch, caplog):
    def fail(_text):
        raise RuntimeError("Nguyễn Văn X, 0912345678")

    monkeypatch.setattr(post, "ask_code", fail)
    answer = client.get("/kiem-tra/2345-678F")
    assert answer.status_code == 500
    assert t("issue.check_failed", "vi") in words(answer)
    assert "0912345678" not in caplog.text + answer.text


def test_a_place_named_with_marks_is_written_as_text(client, post):
    place = post.store.place("dien_tap")
    post.create_place(place.with_(name="<img src=x onerror=alert(1)>"), "t")
    sheet = post.issue_sheet(ORDER)
    assert "<img src=x" not in client.get(f"/kiem-tra/{sheet.code}").text
