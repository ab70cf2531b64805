"""/export: the file of each form with its name and type, public always, with a sentence for what is not known."""

import io
import zipfile
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.frames import VIETNAM_TIME
from geo.sheet import SheetTooSmall
from zones.store import Store
from zones.usecases import DATA_FORMS, CommandPost
from zones.web.export_routes import EXPORT_TYPES, export_routes

NOW = datetime(2021, 11, 8, 19, 0, tzinfo=VIETNAM_TIME)
STARTS = {"gpkg": b"SQLite format 3", "geojson": b'{"type":"FeatureCollection"', "kmz": b"PK", "kml": b"<?xml",
          "xlsx": b"PK", "docx": b"PK", "html": b"<!DOCTYPE html>"}


@pytest.fixture(scope="module")
def post(tmp_path_factory, _sample_file):
    copy = tmp_path_factory.mktemp("export") / "samples.sqlite"
    copy.write_bytes(_sample_file.read_bytes())
    store = Store(f"sqlite:///{copy.as_posix()}")
    yield CommandPost(store, lambda: NOW)
    store.close()


@pytest.fixture
def client(post):
    return TestClient(Starlette(routes=export_routes(post)))


@pytest.mark.parametrize("form", EXPORT_TYPES)
def test_each_form_comes_as_a_file_with_its_name_and_type(client, form):
    answer = client.get("/export", params={"place": "dien_tap", "as_of": "2021-11-08T18:00", "form": form})
    assert answer.status_code == 200
    assert answer.content.lstrip().startswith(STARTS[form])
    assert answer.headers["content-type"].startswith(EXPORT_TYPES[form])
    assert f'filename="ban-do_dien_tap_20211108-1800.{form}"' in answer.headers["content-disposition"]
    assert answer.headers["content-security-policy"] == "sandbox"


def test_the_menu_of_the_map_page_offers_what_the_routes_serve():
    from geo import page_files

    script = page_files.read("page/actions.js").decode()
    for form in (*EXPORT_TYPES, *DATA_FORMS):
        assert f'"{form}"' in script


def test_no_address_gives_an_internal_file(client):
    asked = {"place": "dien_tap", "as_of": "2021-11-08T18:00", "form": "xlsx"}
    plain, tried = (client.get("/export", params=params) for params in (
        asked, {**asked, "audience": "internal", "internal": "1", "printed_by": "x"}))
    names = [zipfile.ZipFile(io.BytesIO(answer.content)).namelist() for answer in (plain, tried)]
    assert names[0] == names[1]


@pytest.mark.parametrize(("params", "status", "says"), [
    ({"form": "exe"}, 400, "Chỉ xuất được các dạng"), ({}, 400, "Chỉ xuất được các dạng"),
    ({"form": "kml", "place": "x"}, 404, "Không có địa bàn này"), ({"form": "kml", "lang": "fr"}, 400, "ngôn ngữ"),
    ({"form": "kml", "as_of": "8/9/2021"}, 400, "Thời điểm không đúng dạng"),
])
def test_what_is_not_known_gets_a_sentence(client, params, status, says):
    answer = client.get("/export", params=params)
    assert answer.status_code == status
    assert says.lower() in answer.json()["message"].lower()


def test_a_sheet_that_does_not_fit_gets_its_sentence(client, post, monkeypatch):
    def too_small(*_, **__):
        raise SheetTooSmall("A4")

    monkeypatch.setattr(post, "export", too_small)
    answer = client.get("/export", params={"form": "docx", "place": "nq54"})
    assert answer.status_code == 422 and "A4" in answer.json()["message"]
