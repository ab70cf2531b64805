"""The briefing's addresses: frozen data stay the same, a look begins nothing, what is written is checked and kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo import page_files
from zones.places import Place
from zones.store import Store, StoreTrouble
from zones.times import parse_moment
from zones.usecases import CommandPost
from zones.web.briefing_routes import briefing_routes
from zones.web.course_routes import course_routes

MOMENT = "2021-11-08T18:00:00+07:00"


@pytest.fixture(scope="module")
def url(_sample_file, tmp_path_factory):
    copy = tmp_path_factory.mktemp("briefing") / "samples.sqlite"
    copy.write_bytes(_sample_file.read_bytes())
    return f"sqlite:///{copy.as_posix()}"


@pytest.fixture(scope="module")
def post(url):
    store = Store(url)
    yield CommandPost(store)
    store.close()


@pytest.fixture(scope="module")
def client(post):
    routes = [*briefing_routes(post), *course_routes(post)]
    with TestClient(Starlette(routes=routes), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def frozen(client):
    answer = client.post("/giao-ban/begin", json={"place": "dien_tap", "as_of": MOMENT, "author": "Chủ tịch"})
    assert answer.status_code == 200
    begun = answer.json()
    return {"place": "dien_tap", "as_of": begun["as_of"], "revision": begun["revision"]}


def test_the_page_holds_no_data_and_runs_its_own_scripts_only(client):
    answer = client.get("/giao-ban", params={"place": "dien_tap"})
    assert answer.status_code == 200
    assert len(answer.content) < 9_000
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert '"as_of":null,"revision":null' in answer.text
    for name in (*page_files.BRIEFING_SCRIPTS, *page_files.COURSE_SCRIPTS, *page_files.BRIEFING_STYLES,
                 *page_files.COURSE_STYLES):
        assert page_files.read(name)


def test_a_look_begins_nothing_and_the_button_does(client, post):
    client.get("/giao-ban", params={"place": "nq54"})
    client.get("/giao-ban/kept.json", params={"place": "nq54"})
    assert post.briefings("nq54") == []
    begun = client.post("/giao-ban/begin", json={"place": "nq54"}).json()
    again = client.post("/giao-ban/begin", json={"place": "nq54"}).json()
    assert begun["as_of"] == "2021-09-08T15:41:00+07:00"
    assert (again["as_of"], again["revision"]) == (begun["as_of"], begun["revision"])
    assert len(post.briefings("nq54")) == 1
    kept = client.get("/giao-ban/kept.json", params={"place": "nq54"}).json()
    assert kept["upto"] == "Số liệu sẽ đóng băng lúc 15:41 08/09/2021"
    assert [one["said"] for one in kept["former"]] == ["15:41 08/09/2021"]


def test_the_data_are_pages_map_and_shapes_and_they_stay_when_the_place_changes(client, post, frozen):
    first = client.get("/giao-ban/data.json", params=frozen)
    data = first.json()
    assert [page["kind"] for page in data["briefing"]["pages"]][:3] == ["overview", "changes", "hot"]
    assert {layer["geometry"] for layer in data["state"]["layers"]} == set(data["shapes"])
    assert data["briefing"]["data_words"].startswith("Số liệu đến 18:00 08/11/2021")
    assert client.get("/giao-ban/data.json", params=frozen,
                      headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    site = post.store.read("dien_tap", "sites")["site_id"].iloc[0]
    post.designate_site("dien_tap", site, None, document="x", decided_by="y", valid_from=parse_moment("2021-10-01"),
                        author="t")
    assert client.get("/giao-ban/data.json", params=frozen).json()["briefing"] == data["briefing"]


def test_the_first_briefing_compares_with_the_day_before_and_the_next_with_the_first(client, frozen):
    first = client.get("/giao-ban/data.json", params=frozen).json()["briefing"]
    assert first["since_words"] == "So với 24 giờ trước: 18:00 07/11/2021"
    later = (parse_moment(MOMENT) + timedelta(days=2)).isoformat()
    begun = client.post("/giao-ban/begin", json={"place": "dien_tap", "as_of": later}).json()
    params = {**frozen, "as_of": begun["as_of"], "revision": begun["revision"]}
    second = client.get("/giao-ban/data.json", params=params).json()["briefing"]
    assert second["since_words"] == "So với giao ban trước: 18:00 08/11/2021"


def test_a_note_is_kept_with_who_and_when_and_the_quicker_writer_is_not_overwritten(client, frozen):
    note = {**frozen, "page": "overview", "text": "Tăng cường tổ 13", "author": "Lan", "seen": 0}
    written = client.post("/giao-ban/note", json=note)
    assert written.status_code == 200
    kept = client.get("/giao-ban/kept.json", params=frozen).json()
    assert kept["begun"] is True
    assert kept["notes"]["overview"]["text"] == "Tăng cường tổ 13"
    assert kept["notes"]["overview"]["author"] == "Lan"
    overtaken = client.post("/giao-ban/note", json={**note, "text": "của người khác"})
    assert overtaken.status_code == 409
    assert overtaken.json()["standing"]["text"] == "Tăng cường tổ 13"
    again = client.post("/giao-ban/note", json={**note, "text": "cả hai", "seen": overtaken.json()["standing"]["id"]})
    assert again.json()["text"] == "cả hai"


def test_the_former_briefings_notes_are_seen_at_the_next(client, frozen):
    client.post("/giao-ban/note", json={**frozen, "page": "sites", "text": "Kiểm tra chợ", "author": "", "seen": 0})
    later = (parse_moment(MOMENT) + timedelta(hours=9)).isoformat()
    begun = client.post("/giao-ban/begin", json={"place": "dien_tap", "as_of": later}).json()
    params = {"place": "dien_tap", "as_of": begun["as_of"], "revision": begun["revision"]}
    kept = client.get("/giao-ban/kept.json", params=params).json()
    assert kept["notes"] == {}
    assert kept["former_notes"]["sites"]["text"] == "Kiểm tra chợ"


def test_an_order_is_kept_for_the_place(client, frozen):
    seen = client.get("/giao-ban/kept.json", params=frozen).json()["plan"]["plan_id"]
    sent = {"place": "dien_tap", "plan_id": seen, "order": ["sites", "overview"], "hidden": ["measures"]}
    chosen = client.post("/giao-ban/plan", json=sent).json()
    assert client.get("/giao-ban/kept.json", params=frozen).json()["plan"] == chosen
    assert client.post("/giao-ban/plan", json={**sent, "plan_id": seen}).status_code == 409


@pytest.mark.parametrize(("changes", "status"), [
    ({"place": "nowhere"}, 404), ({"as_of": "gestern"}, 400), ({"as_of": 7}, 400), ({"revision": -1}, 400),
    ({"revision": 10**12}, 404), ({"text": "x" * 241}, 400), ({"text": 5}, 400), ({"text": "a\x00b"}, 400),
    ({"seen": "1"}, 400), ({"seen": -1}, 400), ({"page": "p" * 201}, 400), ({"author": "a" * 81}, 400),
    ({"lang": "fr"}, 400), ({"as_of": "2021-11-01T18:00"}, 404),
])
def test_what_is_no_note_on_a_begun_briefing_is_refused_with_a_sentence(client, frozen, changes, status):
    note = {**frozen, "page": "overview", "text": "x", "author": "", "seen": 0, **changes}
    answer = client.post("/giao-ban/note", json=note)
    assert answer.status_code == status
    assert answer.json()["message"].endswith(".")


@pytest.mark.parametrize("plan", [
    {"order": "sites"}, {"order": [1]}, {"order": [""]}, {"hidden": ["x"] * 201}, {"plan_id": True},
])
def test_what_is_no_order_is_refused(client, plan):
    assert client.post("/giao-ban/plan", json={"place": "dien_tap", "plan_id": 0, **plan}).status_code == 400


def test_another_sites_page_cannot_write(client, post):
    before = len(post.briefings("dien_tap", 100))
    typed = {"Content-Type": "application/json"}
    refused = [
        client.post("/giao-ban/begin", json={"place": "dien_tap"}, headers={"Sec-Fetch-Site": "cross-site"}),
        client.post("/giao-ban/begin", content="place=dien_tap"),
        *(client.post("/giao-ban/begin", content=body, headers=typed)
          for body in ("{", "[]", '{"place": "' + "x" * 3_000_000 + '"}')),
        client.get("/giao-ban/begin"),
    ]
    assert all(400 <= answer.status_code < 500 for answer in refused)
    assert len(post.briefings("dien_tap", 100)) == before


def test_a_store_that_cannot_write_is_told_in_a_sentence(client, post, monkeypatch):
    def fail(*_args, **_more):
        raise StoreTrouble("database is locked")

    monkeypatch.setattr(post, "begin_briefing", fail)
    answer = client.post("/giao-ban/begin", json={"place": "dien_tap"})
    assert answer.status_code == 503
    assert "chưa có gì thay đổi" in answer.json()["message"]
    assert "locked" not in answer.text


def test_data_that_are_not_there_yet_are_refused(client, frozen):
    assert client.get("/giao-ban/data.json", params={"place": "dien_tap"}).status_code == 404
    later = client.get("/giao-ban/data.json", params={**frozen, "revision": 999_999})
    assert later.status_code == 404
    assert later.json()["message"] == "Không có lần giao ban này. Hãy bắt đầu giao ban từ bản đồ."


def test_the_film_is_one_answer_asked_again_cheaply(client, post, monkeypatch):
    post.create_place(Place("small", "Phường Nhỏ", pinned_as_of=parse_moment("2021-11-08T18:00")), "t")
    made = []
    monkeypatch.setattr(post, "film", lambda place, _language: made.append(place) or {"days": []})
    first = client.get("/map/film.json", params={"place": "small"})
    again = client.get("/map/film.json", params={"place": "small"}, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, made) == (200, 304, ["small"])
    post.create_place(Place("small", "Phường Nhỏ", paper="A3", pinned_as_of=parse_moment("2021-11-08T18:00")), "t")
    client.get("/map/film.json", params={"place": "small"})
    assert made == ["small", "small"]


def test_a_place_without_boundaries_has_a_briefing_and_a_film(client, post):
    post.create_place(Place("empty", "Phường Mới", pinned_as_of=parse_moment("2021-11-08T18:00")), "t")
    begun = client.post("/giao-ban/begin", json={"place": "empty"}).json()
    params = {"place": "empty", "as_of": begun["as_of"], "revision": begun["revision"]}
    assert client.get("/giao-ban/data.json", params=params).status_code == 200
    film = client.get("/map/film.json", params={"place": "empty"})
    assert film.status_code == 200
    assert film.json()["units"] == []


def test_the_page_of_the_days_is_there_in_both_languages(client):
    assert "Hai ngày cạnh nhau" in client.get("/dien-bien", params={"place": "dien_tap"}).text
    assert "Two days side by side" in client.get("/dien-bien", params={"place": "dien_tap", "lang": "en"}).text
    assert client.get("/dien-bien", params={"place": "nowhere"}).status_code == 404
