"""The drawing routes: one POST per change, refusals in sentences, nothing from other sites, nothing half-written."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import geopandas as gpd
import pytest
import shapely
from new_store import open_new_store
from small_ward import SIDE, at, square
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.areas import AREAS, valid_at
from geo.frames import VIETNAM_TIME
from zones.places import Place
from zones.store import CONTRACTS, Store
from zones.usecases import CommandPost
from zones.web.draw_routes import draw_routes

NOW = datetime(2021, 9, 8, 15, 41, tzinfo=VIETNAM_TIME)


@pytest.fixture
def post(request, tmp_path):
    """A command post over SQLite; over both databases for a test that uses `database_url`."""
    both = "database_url" in request.fixturenames
    store = Store(request.getfixturevalue("database_url")) if both else open_new_store(tmp_path)
    post = CommandPost(store, clock=lambda: NOW)
    with store.write("p", author="test", action="place", recorded_at=NOW) as writer:
        writer.put_place(Place("p", "Phường Thử"))
    yield post
    store.close()


@pytest.fixture
def page(post):
    return Page(TestClient(Starlette(routes=draw_routes(post))))


class Page:
    """The browser's side: it knows the version that it saw."""

    def __init__(self, client):
        self.client = client
        self.count = 0

    def state(self):
        return self.client.get("/draw/state.json?place=p").json()

    def version(self, kind="areas", subject=""):
        state = self.state()
        if kind == "areas":
            return state["draft"]["version"]
        return next((one["version"] for one in state["object_drafts"] if one["subject"] == subject), 0)

    def send(self, address, sent, **headers):
        return self.client.post(f"{address}?place=p", json=sent, headers=headers)

    def change(self, kind="areas", subject="", version=None, **change):
        self.count += 1
        version = self.version(kind, subject) if version is None else version
        return self.send("/draw/change", {"kind": kind, "subject": subject, "version": version, "author": "Lan",
                                          "change": {"id": f"c{self.count}", **change}})

    def save(self, kind="areas", subject="", **more):
        return self.send("/draw/save", {"kind": kind, "subject": subject, "version": self.version(kind, subject),
                                        "author": "Lan", **more})


def place(x, y):
    point = at(x, y)
    return [point.x, point.y]


def ring(*places):
    return [place(x, y) for x, y in places]


def draw_two(page):
    assert page.change(op="outline", rings=[ring((0, 0), (1000, 0), (1000, 1000), (0, 1000))]).status_code == 200
    assert page.change(op="add", rings=[ring((-50, -50), (1050, -50), (1050, 1050), (-50, 1050))]).status_code == 200
    answer = page.change(op="split", area_id="p/to-1", line=[place(500, -20), place(500, 1020)], tolerance_m=30)
    assert answer.status_code == 200
    return answer.json()["state"]


def stand(post, *rows, kind="areas"):
    frame = gpd.GeoDataFrame(list(rows), geometry="geometry", crs=4326)
    with post.store.write("p", author="test", action="put", recorded_at=NOW) as writer:
        writer.put(kind, CONTRACTS[kind].check(frame))


def test_the_page_names_no_other_host_and_holds_no_data(page):
    answer = page.client.get("/draw?place=p")
    assert answer.status_code == 200
    assert "http" not in answer.text.replace('http-equiv="content-type"', "").replace("http://www.w3.org", "")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert page.client.get("/draw?place=nowhere").status_code == 404


def test_each_change_is_answered_with_the_new_state_and_its_problems(page):
    state = draw_two(page)
    assert state["draft"]["version"] == 3
    assert [unit["fields"]["name"] for unit in state["units"]] == ["Tổ dân phố 1", "Tổ dân phố 2"]
    assert state["problems"] == []
    state = page.change(op="delete", area_id="p/to-2").json()["state"]
    assert [one["kind"] for one in state["problems"]] == ["gap"]
    assert "500.000 m²" in state["problems"][0]["said"] or "Khoảng trống" in state["problems"][0]["said"]
    assert state["problems"][0]["mends"] == "Tự sửa: giao khoảng trống cho Tổ dân phố 1."
    assert state["steps"][0]["said"] == "Xóa Tổ dân phố 2"


def test_nothing_is_asked_anew_while_nothing_changes(page):
    first = page.client.get("/draw/state.json?place=p")
    again = page.client.get("/draw/state.json?place=p", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("database_url")
def test_undo_and_redo_outlive_the_page(page):
    draw_two(page)
    state = page.change(op="undo").json()["state"]
    assert len(state["units"]) == 1
    assert (state["draft"]["step"], state["draft"]["steps"]) == (2, 3)
    assert len(page.change(op="redo").json()["state"]["units"]) == 2
    for _ in range(3):
        state = page.change(op="undo").json()["state"]
    assert state["units"] == []
    assert state["outline"] is None
    assert page.change(op="undo").json()["message"] == "Không còn bước nào để hoàn tác."


def test_the_second_of_two_gets_a_sentence_and_the_fresh_draft(page):
    draw_two(page)
    late = page.change(op="delete", area_id="p/to-1", version=2)
    assert late.status_code == 409
    assert late.json()["message"].startswith("Người khác vừa sửa")
    assert len(late.json()["state"]["units"]) == 2
    assert page.version() == 3


def test_a_change_whose_answer_was_lost_is_not_made_twice(page):
    draw_two(page)
    sent = {"version": 3, "change": {"id": "same", "op": "delete", "area_id": "p/to-2"}, "author": ""}
    assert page.send("/draw/change", sent).status_code == 200
    again = page.send("/draw/change", sent)
    assert again.status_code == 200
    assert again.json()["state"]["draft"]["version"] == 4


@pytest.mark.parametrize(("headers", "status"), [
    ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
    ({"Content-Type": "text/plain"}, 415), ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 200),
])
def test_only_our_own_page_may_change_anything(page, headers, status):
    sent = {"version": 0, "change": {"op": "outline", "rings": [ring((0, 0), (1000, 0), (1000, 1000))]}}
    for address in ("/draw/change", "/draw/save", "/draw/end", "/draw/propose"):
        if status != 200:
            answer = page.send(address, sent, **headers)
            assert answer.status_code == status
            assert answer.json()["message"]
    if status == 200:
        assert page.send("/draw/change", sent, **headers).status_code == 200
    else:
        assert page.state()["draft"]["id"] == 0


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b'{"version": NaN, "change": {}}', b"\xff\xfe", b'{"a":' * 100_000,
    json.dumps({"version": 0}).encode(), json.dumps({"version": "x", "change": {}}).encode(),
    json.dumps({"version": 0, "change": {"op": "add", "rings": [[[1e400, 2]]]}}).replace("Infinity", "1e999").encode(),
    json.dumps({"version": 0, "kind": "nothing", "subject": "a", "change": {"op": "put"}}).encode(),
])
def test_a_body_that_nobody_should_send_gives_a_sentence_and_changes_nothing(page, body):
    answer = page.client.post("/draw/change?place=p", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["message"]
    assert page.state()["draft"]["id"] == 0


def test_a_body_that_is_too_large_is_not_read_to_its_end(page):
    body = b'{"a": "' + b"x" * (7 * 2**20) + b'"}'
    answer = page.client.post("/draw/change?place=p", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_a_refusal_says_where_on_the_map_to_look(page):
    draw_two(page)
    answer = page.change(op="add", rings=[ring((200, 200), (600, 600), (600, 200), (200, 600))]).json()
    assert answer["message"].startswith("Đường ranh giới tự cắt chính nó")
    assert answer["at"]["type"] == "Point"
    assert page.version() == 3


@pytest.mark.usefixtures("database_url")
def test_saving_writes_one_version_and_old_days_keep_the_old_boundaries(post, page):
    stand(post, *({"area_id": f"p/to-{n}", "code": str(n), "name": f"Tổ dân phố {n}", "population": 900,
                   "area_level": "residential_group", "geometry": square(SIDE * (n - 1), 0, SIDE)} for n in (1, 2)))
    revision = post.store.revision("p")
    assert page.state()["place"]["has_units"]
    page.change(op="bend", at=place(SIDE, 250), to=place(SIDE + 100, 250))
    refused = page.save(document="QĐ 1")
    assert refused.json()["kind"] == "valid_from_missing"
    assert page.save(valid_from="01/10/2021").json()["message"] == "Hãy ghi văn bản (số, ngày) làm căn cứ."
    saved = page.save(document="QĐ 1/QĐ-UBND", valid_from="01/10/2021 06:00")
    assert saved.json()["said"].startswith("Đã ghi ranh giới 2 đơn vị, hiệu lực từ 06:00 01/10/2021")
    assert post.store.revision("p") == revision + 1
    areas = post.store.read("p", "areas")
    start = datetime(2021, 10, 1, 6, 0, tzinfo=VIETNAM_TIME)
    assert len(areas) == 4
    assert set(areas.loc[areas["valid_to"].notna(), "valid_to"]) == {start}
    before, after = (valid_at(areas, moment) for moment in (start - timedelta(minutes=1), start))
    assert list(before["area_id"]) == list(after["area_id"]) == ["p/to-1", "p/to-2"]
    sizes = [frame.to_crs(5897).area.round(-2).tolist() for frame in (before, after)]
    assert sizes[0] == [250_000, 250_000]
    assert sizes[1] == [275_000, 225_000]
    assert post.situation("p", start).areas["area_id"].tolist() == ["p/to-1", "p/to-2"]
    assert page.state()["draft"]["id"] == 0


@pytest.mark.usefixtures("database_url")
def test_the_outline_alone_gives_way_to_the_first_units_for_all_days(post, page):
    stand(post, {"area_id": "w", "name": "Phường Thử", "area_level": "ward", "geometry": square(0, 0, 1000)})
    assert not page.state()["place"]["has_units"]
    page.change(op="divide", points=[{"at": place(250, 500)}, {"at": place(750, 500)}])
    assert page.save(document="QĐ 1").status_code == 200
    assert sorted(post.store.read("p", "areas")["name"]) == ["Tổ dân phố 1", "Tổ dân phố 2"]
    assert len(post.store.read("p", "areas", known_at=post.store.revision("p") - 1)) == 1


def test_faults_stop_a_save_and_gaps_ask_for_a_yes(post, page):
    draw_two(page)
    page.change(op="delete", area_id="p/to-2")
    asked = page.save(document="QĐ 1")
    assert (asked.status_code, asked.json()["confirm"]) == (422, "accept_gaps")
    assert post.store.read("p", "areas").empty
    assert page.save(document="QĐ 1", accept_gaps=True).status_code == 200
    assert len(post.store.read("p", "areas")) == 1


@pytest.mark.usefixtures("database_url")
def test_boundaries_that_somebody_else_saved_meanwhile_are_not_written_over_unasked(post, page):
    draw_two(page)
    stand(post, {"area_id": "x", "name": "Tổ khác", "area_level": "residential_group", "geometry": square(0, 0, 500)})
    asked = page.save(document="QĐ 1", valid_from="01/10/2021")
    assert asked.json()["confirm"] == "accept_base"
    assert post.store.read("p", "areas")["name"].tolist() == ["Tổ khác"]


def test_without_a_name_nothing_is_saved(page):
    draw_two(page)
    answer = page.send("/draw/save", {"version": 3, "author": " ", "document": "QĐ 1"})
    assert answer.json()["kind"] == "author_missing"


@pytest.mark.usefixtures("database_url")
def test_an_object_is_kept_half_filled_and_saved_when_it_is_whole(post, page):
    page.change("checkpoints", "new-1", op="put", fields={"name": "Đầu ngõ 9"},
                drawn={"type": "Point", "coordinates": place(500, 500)})
    (draft,) = page.state()["object_drafts"]
    assert draft["fields"] == {"name": "Đầu ngõ 9"}
    refused = page.save("checkpoints", "new-1").json()
    assert refused["cells"] == {"kind": "Cần điền ô này."}
    page.change("checkpoints", "new-1", op="put", fields={
        "name": "Đầu ngõ 9", "kind": "hard", "belt": "3", "staffed": False, "valid_from": "07/09/2021 00:00"})
    saved = page.save("checkpoints", "new-1", name="Đầu ngõ 9")
    assert saved.json()["said"] == "Đã ghi “Đầu ngõ 9” lên bản đồ."
    stored = post.store.read("p", "checkpoints")
    assert (stored["belt"].iloc[0], stored["kind"].iloc[0]) == (3, "hard")
    assert page.state()["object_drafts"] == []
    assert [one["fields"]["name"] for one in page.state()["objects"]] == ["Đầu ngõ 9"]


def test_a_standing_object_is_corrected_for_all_days_or_changed_from_one_on(post, page):
    stand(post, {"site_id": "s", "name": "Chợ tạm", "kind": "market", "level": "yellow", "is_class": False,
                 "valid_from": NOW - timedelta(days=5), "geometry": square(0, 0, 100)}, kind="sites")
    fields = next(one["fields"] for one in page.state()["objects"] if one["id"] == "s")
    page.change("sites", "s", op="put", fields={**fields, "name": "Chợ tạm Gia Thụy"})
    assert page.save("sites", "s").json()["made"] == "s"
    assert post.store.read("p", "sites")["name"].tolist() == ["Chợ tạm Gia Thụy"]
    page.change("sites", "s", op="put", fields={**fields, "name": "Chợ tạm Gia Thụy", "level": "red"})
    page.save("sites", "s", changes_from="08/09/2021 06:00")
    sites = post.store.read("p", "sites")
    start = datetime(2021, 9, 8, 6, 0, tzinfo=VIETNAM_TIME)
    assert valid_at(sites, start - timedelta(minutes=1))["level"].tolist() == ["yellow"]
    assert valid_at(sites, start)["level"].tolist() == ["red"]


def test_an_object_ends_and_the_days_before_keep_it(post, page):
    stand(post, {"lockdown_id": "l", "name": "Ngõ 24", "valid_from": NOW - timedelta(days=5),
                 "geometry": square(0, 0, 100)}, kind="lockdowns")
    sent = {"kind": "lockdowns", "subject": "l", "version": 0, "author": "Lan", "valid_to": "10/09/2021 00:00"}
    assert page.send("/draw/end", {**sent, "valid_to": "01/01/2021"}).json()["kind"] == "ends_before"
    assert page.send("/draw/end", {**sent, "subject": "x"}).json()["kind"] == "unknown_object"
    assert page.send("/draw/end", sent).status_code == 200
    assert f"{post.store.read('p', 'lockdowns')['valid_to'].iloc[0]:%d/%m/%Y}" == "10/09/2021"


def test_every_kind_of_record_with_a_place_has_a_form_made_of_its_contract(page):
    kinds = {one["kind"]: one for one in page.client.get("/draw/fixed.json?place=p").json()["kinds"]}
    expected = {kind for kind, contract in CONTRACTS.items() if contract.geometry} - {"areas", "underlay"}
    assert set(kinds) == expected
    for kind, shown in kinds.items():
        cells = {cell["name"]: cell for cell in shown["form"]}
        assert set(cells) == set(CONTRACTS[kind].columns) - {CONTRACTS[kind].key}
        for name, cell in cells.items():
            column = CONTRACTS[kind].columns[name]
            assert [one["value"] for one in cell["choices"]] == list(column.among or ())
            assert "_" not in cell["label"], f"{kind}.{name} has no Vietnamese label"
            for one in cell["choices"]:
                assert not str(one["label"]).isascii() or not str(one["value"]).isalpha(), (kind, name, one)


def test_a_plan_that_locks_a_unit_in_is_told_before_it_is_saved(post, page, monkeypatch):
    monkeypatch.setattr(post, "plan_warnings", lambda *_: ("Tổ 2 sẽ bị bịt kín.",))
    page.change("lockdowns", "new-1", op="put", fields={"name": "Ngõ 9"},
                drawn={"type": "Polygon", "coordinates": [ring((0, 0), (100, 0), (100, 100))]})
    asked = page.save("lockdowns", "new-1").json()
    assert (asked["confirm"], asked["sentences"]) == ("confirmed", ["Tổ 2 sẽ bị bịt kín."])
    assert post.store.read("p", "lockdowns").empty
    assert page.save("lockdowns", "new-1", confirmed=True).status_code == 200


def test_a_proposal_comes_as_objects_being_drawn_and_once_only(post, page):
    stand(post, *({"area_id": f"p/to-{n}", "code": str(n), "name": f"Tổ dân phố {n}", "population": 900,
                   "households": 250, "area_level": "residential_group", "geometry": square(SIDE * (n - 1), 0, SIDE)}
                  for n in (1, 2)))
    stand(post, {"underlay_id": "r", "kind": "road_street", "name": "Phố Dài",
                 "geometry": shapely.LineString([place(-100, 250), place(1100, 250)])}, kind="underlay")
    sent = {"id": "ask", "author": "Lan", "asked": {"belt": 3}}
    for _ in range(2):
        assert page.send("/draw/propose", sent).status_code == 200
    (belt,) = page.state()["object_drafts"]
    assert belt["fields"]["number"] == 3
    assert len(belt["posts"]) == 2
    assert ["Chiều dài", "3.000 m"] in belt["facts"]
    assert page.save("belts", belt["subject"]).status_code == 200
    assert len(page.state()["open"]) == 2
    page.change("checkpoints", "new-p", op="put",
                fields={"name": "Đầu phố", "kind": "hard", "valid_from": "01/09/2021"},
                drawn={"type": "Point", "coordinates": belt["posts"][0]})
    assert page.save("checkpoints", "new-p").status_code == 200
    assert len(page.state()["open"]) == 1
    both = page.send("/draw/propose", {"id": "c", "asked": {"containment": place(200, 240)}}).json()
    assert [kind for kind, _ in both["made"]] == ["lockdowns", "lockdowns"]
    refused = page.send("/draw/propose", {"id": "d", "asked": {"belt": 1, "around": []}})
    assert refused.status_code == 422
    assert refused.json()["message"]


def test_a_store_that_cannot_write_keeps_the_draft_as_it_was(post, page, monkeypatch):
    from zones.store import StoreTrouble

    draw_two(page)

    def fail(*_args, **_more):
        raise StoreTrouble("disk full")

    monkeypatch.setattr(post.store.drafts, "append", fail)
    answer = page.change(op="delete", area_id="p/to-1")
    assert answer.status_code == 503
    assert "ổ đĩa hết chỗ" in answer.json()["message"]
    assert len(page.state()["units"]) == 2


def test_the_sample_ward_opens_for_drawing_without_a_problem(sample_url):
    post = CommandPost(Store(sample_url))
    page = TestClient(Starlette(routes=draw_routes(post)))
    state = page.get("/draw/state.json?place=nq54").json()
    assert len(state["units"]) == 13
    assert state["problems"] == []
    assert AREAS.key == "area_id"
    post.store.close()
