"""The map's addresses: sent once, asked again cheaply, made once for all, and refused in sentences."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo import page_files
from geo.mapmodel import MapModel
from geo.sheet import Audience, ScaleTooLarge, SheetKind, SheetOptions
from tests.page_model import FakeSource, city_model
from zones.levels import Level
from zones.made_once import MadeOnce
from zones.sheets.files import MEDIA_TYPES
from zones.web import map_routes as routes_module
from zones.web.blobs import Blobs
from zones.web.map_routes import map_routes
from zones.wording import t

WARDS = Path(__file__).parent.parent.parent / "shared" / "data" / "hanoi_wards_2021.geojson"


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
def client(source: FakeSource) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=map_routes(source)), raise_server_exceptions=False) as client:
        yield client


def _shas(client: TestClient, **query: str) -> dict[str, str]:
    layers = client.get("/map/state.json", params=query).json()["layers"]
    return {layer["id"]: layer["geometry"] for layer in layers}


# --- the page --------------------------------------------------------------------------------------


def test_the_page_is_small_and_knows_its_place_language_and_moment(client: TestClient) -> None:
    answer = client.get("/map", params={"place": "gia-thuy", "lang": "en", "as_of": "2021-09-01T18:00"})
    assert answer.status_code == 200
    assert len(answer.content) < 5_000
    assert '"language":"en"' in answer.text
    assert '"as_of":"2021-09-01T18:00:00+07:00"' in answer.text


def test_without_a_place_the_first_is_shown_in_vietnamese(client: TestClient) -> None:
    assert '"place":"gia-thuy","language":"vi","as_of":null' in client.get("/map").text


def test_the_page_runs_its_own_scripts_only_and_is_framed_by_its_own_site_only(client: TestClient) -> None:
    policy = client.get("/map").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_every_file_that_the_page_names_is_there_and_kept_for_ever(client: TestClient) -> None:
    for name in (*page_files.SCRIPTS, *page_files.STYLES, *page_files.FONTS):
        answer = client.get(f"/map/assets/{page_files.version()}/{name}")
        assert answer.status_code == 200
        assert answer.content == page_files.read(name)
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_under_an_old_version_is_given_but_not_kept(client: TestClient) -> None:
    answer = client.get("/map/assets/000000/page/map.js")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["page/../../../pyproject.toml", "page/__init__.py", "nothing.js", ""])
def test_no_other_file_is_given_out(client: TestClient, name: str) -> None:
    assert client.get(f"/map/assets/1/{name}").status_code == 404


# --- the state -------------------------------------------------------------------------------------


def test_while_nothing_changes_the_answer_is_304(client: TestClient, source: FakeSource) -> None:
    first = client.get("/map/state.json")
    again = client.get("/map/state.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert source.models_made == 1


def test_a_change_is_in_the_next_answer(client: TestClient, source: FakeSource) -> None:
    first = client.get("/map/state.json")
    source.designate("to-1", Level.RED)
    second = client.get("/map/state.json", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    zones = next(layer for layer in second.json()["layers"] if layer["id"] == "zones")
    assert zones["styles"]["to-1"] == "red"


def test_a_new_version_with_the_same_content_is_still_304(client: TestClient, source: FakeSource) -> None:
    source.change(revision=1)
    first = client.get("/map/state.json")
    source.revision += 1
    again = client.get("/map/state.json", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert source.models_made == 2


def test_twenty_viewers_at_once_cost_one_map(source: FakeSource) -> None:
    make = source.model

    def slow(*asked: Any) -> MapModel:
        time.sleep(0.2)
        return make(*asked)

    source.model = slow  # type: ignore[method-assign]
    with TestClient(Starlette(routes=map_routes(source))) as client, ThreadPoolExecutor(20) as viewers:
        answers = list(viewers.map(lambda _: client.get("/map/state.json").status_code, range(20)))
    assert answers == [200] * 20
    assert source.models_made == 1


def test_past_and_present_places_and_languages_are_kept_apart(client: TestClient, source: FakeSource) -> None:
    present = client.get("/map/state.json").json()
    past = client.get("/map/state.json", params={"as_of": "2021-08-01T23:59:00+07:00"}).json()
    english = client.get("/map/state.json", params={"lang": "en"}).json()
    assert past["as_of"] == "2021-08-01T23:59:00+07:00"
    assert past["layers"] != present["layers"]
    assert (present["language"], english["language"]) == ("vi", "en")
    assert source.models_made == 3


def test_a_plus_sign_that_nobody_escaped_is_understood(client: TestClient) -> None:
    state = client.get("/map/state.json?as_of=2021-08-01T23:59:00+07:00").json()
    assert state["as_of"] == "2021-08-01T23:59:00+07:00"


def test_the_date_control_gets_the_days_of_the_data(client: TestClient) -> None:
    days = client.get("/map/state.json").json()["days"]
    assert (days["first"], days["last"]) == ("2021-07-10", "2021-09-08")


# --- the shapes ------------------------------------------------------------------------------------


def test_shapes_are_sent_packed_and_kept_for_ever(client: TestClient) -> None:
    sha = _shas(client)["zones"]
    answer = client.get(f"/map/geometry/{sha}.geojson")
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["etag"] == f'"{sha}"'
    assert len(answer.json()["features"]) == 13


def test_a_browser_that_cannot_unpack_gets_plain_shapes(client: TestClient) -> None:
    sha = _shas(client)["zones"]
    answer = client.get(f"/map/geometry/{sha}.geojson", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert len(answer.json()["features"]) == 13


def test_shapes_that_were_dropped_are_made_anew_for_who_says_of_which_map(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_module, "GEOMETRY_BYTES_KEPT", 1)
    with TestClient(Starlette(routes=map_routes(source))) as client:
        sha = _shas(client)["water"]
        assert client.get(f"/map/geometry/{sha}.geojson").status_code == 404
    monkeypatch.setattr(routes_module, "GEOMETRY_BYTES_KEPT", 10**6)
    with TestClient(Starlette(routes=map_routes(source))) as client:
        answer = client.get(f"/map/geometry/{sha}.geojson", params={"place": "gia-thuy"})
        assert answer.json()["features"][0]["id"] == "pond"


def test_a_made_up_hash_is_refused_and_costs_no_second_map(client: TestClient, source: FakeSource) -> None:
    for n in range(3):
        answer = client.get(f"/map/geometry/{n:064x}.geojson", params={"place": "gia-thuy"})
        assert answer.status_code == 404
        assert answer.json() == {"message": t("map_routes.unknown_geometry", "vi")}
    assert source.models_made == 1


@pytest.mark.real_data
@pytest.mark.skipif(not WARDS.exists(), reason="no shared data: hanoi_wards_2021.geojson")
def test_the_579_wards_are_sent_in_at_most_250_kilobytes(source: FakeSource) -> None:
    source.models["ha-noi"] = city_model(WARDS)
    with TestClient(Starlette(routes=map_routes(source))) as client:
        sha = _shas(client, place="ha-noi")["zones"]
        answer = client.get(f"/map/geometry/{sha}.geojson")
        assert len(answer.json()["features"]) == 579
        assert int(answer.headers["content-length"]) <= 250_000
        assert int(answer.headers["content-length"]) == len(gzip.compress(answer.content, 9, mtime=0))


# --- cards and sheets ------------------------------------------------------------------------------


def test_a_card_answers_with_its_headline_and_sections(client: TestClient) -> None:
    card = client.get("/map/why/area/to-13", params={"place": "gia-thuy"}).json()
    assert card["title"] == "Tổ dân phố 13"
    assert card["style"] == "yellow"
    assert card["sections"][0]["lines"][0] == ["Quy định", "Nghị quyết số 54-NQ/ĐU, mục I"]


def test_a_card_of_something_gone_is_refused_in_a_sentence(client: TestClient) -> None:
    answer = client.get("/map/why/area/to-99")
    assert (answer.status_code, answer.json()) == (404, {"message": t("map_routes.unknown_card", "vi")})


@pytest.mark.parametrize(("form", "media_type"), [
    (form, media_type) for form, media_type in MEDIA_TYPES.items() if form != "jpg"
])
def test_the_sheet_comes_as_a_file_with_place_and_time_in_its_name(
    client: TestClient, form: str, media_type: str
) -> None:
    answer = client.get("/sheet", params={"place": "gia-thuy", "form": form})
    assert answer.headers["content-type"] == media_type
    name = f"ban-do_gia-thuy_20210908-1541.{form}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.content.endswith(f"gia-thuy vi {form}".encode())


def test_the_choices_in_the_address_reach_the_one_who_draws(client: TestClient, source: FakeSource) -> None:
    answer = client.get("/sheet", params={
        "form": "jpg", "kind": "square", "paper": "A3", "portrait": "1", "dpi": "150", "scale": "1:5.000", "bw": "1",
        "unit": "area/to-1",
    })
    assert answer.headers["content-type"] == "image/jpeg"
    assert 'filename="anh-vuong_gia-thuy_' in answer.headers["content-disposition"]
    assert source.sheet_options == SheetOptions(
        SheetKind.SQUARE, "A3", True, 150, 5000, Audience.PUBLIC, True, "area/to-1"
    )


def test_no_address_gives_an_internal_sheet(client: TestClient, source: FakeSource) -> None:
    client.get("/sheet", params={"form": "pdf", "audience": "internal", "by": "Nguyễn Văn A"})
    assert source.sheet_options.audience is Audience.PUBLIC
    assert source.sheet_options.printed_by == ""


def test_a_scale_too_large_for_the_paper_says_which_one_fits(client: TestClient, source: FakeSource) -> None:
    source.sheet_error = ScaleTooLarge(1000, "A4", 10_000)
    answer = client.get("/sheet", params={"form": "pdf", "scale": "1000"})
    assert answer.status_code == 422
    assert "1:10.000" in answer.json()["message"]


# --- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "status", "key"), [
    ("/map/state.json?place=nowhere", 404, "unknown_place"),
    ("/map/state.json?as_of=yesterday", 400, "bad_moment"),
    ("/map/state.json?as_of=0001-01-01T00:00:00%2B14:00", 400, "bad_moment"),
    ("/map/state.json?lang=xx", 400, "unknown_language"),
    ("/map/why/area/to-1?place=nowhere", 404, "unknown_place"),
    ("/sheet?form=exe", 400, "unknown_form"),
    ("/sheet", 400, "unknown_form"),
    ("/sheet?form=jpg", 400, "unknown_form"),
    ("/sheet?form=png&kind=atlas", 400, "unknown_form"),
    ("/sheet?form=pdf&kind=book", 400, "unknown_sheet"),
    ("/sheet?form=pdf&paper=A9", 400, "unknown_paper"),
    ("/sheet?form=png&dpi=6000", 400, "bad_dpi"),
    ("/sheet?form=png&dpi=-1", 400, "bad_dpi"),
    ("/sheet?form=pdf&scale=big", 400, "bad_scale"),
    ("/map/assets/1/x.js", 404, "unknown_asset"),
])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_cannot_be_answered_is_refused_in_a_sentence(
    client: TestClient, address: str, status: int, key: str, language: str
) -> None:
    asked = address if "lang=" in address else f"{address}{'&' if '?' in address else '?'}lang={language}"
    answer = client.get(asked)
    said = "vi" if "lang=xx" in address else language
    assert (answer.status_code, answer.json()) == (status, {"message": t(f"map_routes.{key}", said)})


def test_who_opens_a_wrong_address_reads_a_sentence_and_not_what_they_sent(client: TestClient) -> None:
    answer = client.get("/map", params={"place": "<script>alert(1)</script>"})
    assert answer.status_code == 404
    assert t("map_routes.unknown_place", "vi") in answer.text
    assert "<script>" not in answer.text


def test_a_failure_inside_is_logged_and_told_without_a_trace(
    client: TestClient, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    source.sheet_error = RuntimeError("disk /secret/path is full")
    answer = client.get("/sheet", params={"form": "pdf"})
    assert (answer.status_code, answer.json()) == (500, {"message": t("map_routes.failed", "vi")})
    assert "secret" in caplog.text


def test_after_a_failure_the_next_one_is_tried_again(client: TestClient, source: FakeSource) -> None:
    source.sheet_error = RuntimeError("no")
    assert client.get("/sheet", params={"form": "pdf"}).status_code == 500
    source.sheet_error = None
    assert client.get("/sheet", params={"form": "pdf"}).status_code == 200


def test_names_that_users_typed_arrive_as_json_only(client: TestClient, source: FakeSource) -> None:
    nasty = "</script><img src=x onerror=alert(1)>"
    zones = source.model("gia-thuy", None, "vi").layer("zones")
    source.change(layers=(replace(zones, features=tuple(replace(f, title=nasty) for f in zones.features)),))
    answer = client.get("/map/state.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["layers"][0]["texts"]["to-1"]["title"] == nasty
    assert nasty not in client.get("/map").text


# --- streamlit -------------------------------------------------------------------------------------


def test_streamlit_takes_the_routes_beside_its_own(source: FakeSource, tmp_path: Path) -> None:
    import streamlit as st

    script = tmp_path / "script.py"
    script.write_text("import streamlit as st\nst.iframe('/map')\n", encoding="utf-8")
    app = st.App(str(script), routes=map_routes(source))
    assert app.script_path == script


# --- what keeps --------------------------------------------------------------------------------------


def test_a_failure_goes_to_all_who_waited() -> None:
    kept: MadeOnce[int] = MadeOnce(4)
    started = threading.Event()

    def fail() -> int:
        started.set()
        time.sleep(0.1)
        raise ValueError("no")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "key", fail)
        started.wait(5)
        second = pool.submit(kept.get, "key", fail)
        assert isinstance(first.exception(), ValueError)
        assert isinstance(second.exception(), ValueError)
    assert kept.get("key", lambda: 7) == 7


def test_the_longest_unused_result_is_forgotten_first() -> None:
    kept: MadeOnce[str] = MadeOnce(2)
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in ("a", "b", "a", "c", "a", "b"):
        kept.get(name, lambda name=name: make(name))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_blobs_stay_within_their_limit_and_keep_what_is_used() -> None:
    blobs = Blobs(limit=10)
    blobs.put("a", b"1234")
    blobs.put("b", b"1234")
    assert blobs.get("a") == b"1234"
    blobs.put("c", b"1234")
    assert ("a" in blobs, "b" in blobs, "c" in blobs) == (True, False, True)


def test_the_state_is_whole_json_in_utf8(client: TestClient) -> None:
    answer = client.get("/map/state.json", headers={"Accept-Encoding": "identity"})
    assert "DIỄN TẬP".encode() in answer.content
    assert datetime.fromisoformat(json.loads(answer.content)["as_of"]).utcoffset() is not None
