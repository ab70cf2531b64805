"""No two options of a box read alike: a decision must not fall on the other unit, nor a write on the other place."""

from __future__ import annotations

import pandas as pd
from streamlit.testing.v1 import AppTest

from zones.compose.names import told_apart
from zones.screens.options import area_names
from zones.settings import PROJECT
from zones.store import Store
from zones.usecases import CommandPost


def test_names_that_are_alike_get_what_tells_them_apart():
    assert told_apart({"a": "Chợ", "b": "Kho"}) == {"a": "Chợ", "b": "Kho"}
    assert told_apart({"a": "Chợ", "b": "Chợ"}, {"a": "tổ 1"}) == {"a": "Chợ, tổ 1", "b": "Chợ"}
    sites = told_apart({("site", "a"): "Chợ", ("site", "b"): "Chợ"})
    assert sites == {("site", "a"): "Chợ, a", ("site", "b"): "Chợ, b"}


def test_wards_of_one_name_are_told_apart_by_their_district_and_then_by_their_code():
    areas = pd.DataFrame({"area_id": ["1", "2", "3", "4"], "name": ["Phường Quang Trung"] * 3 + ["Xã Phù Đổng"],
                          "parent_name": ["Quận Đống Đa", "Quận Hà Đông", "Quận Hà Đông", None]})
    names = area_names(areas)
    assert names == {"1": "Phường Quang Trung, Quận Đống Đa", "2": "Phường Quang Trung, Quận Hà Đông, 2",
                     "3": "Phường Quang Trung, Quận Hà Đông, 3", "4": "Xã Phù Đổng"}
    assert len(set(names.values())) == 4


def test_of_two_places_with_one_title_the_one_in_the_address_is_opened(sample_url, monkeypatch):
    store = Store(sample_url)
    post = CommandPost(store)
    post.create_place(store.place("nq54").with_(id="gia-thuy"), "t")
    store.close()
    monkeypatch.setenv("ZONES_DATABASE_URL", sample_url)
    for place_id in ("nq54", "gia-thuy"):
        app = AppTest.from_file(str(PROJECT / "zones" / "screens" / "main.py"), default_timeout=60)
        app.query_params["place"] = place_id
        app.run()
        assert not app.exception
        assert app.session_state["place"] == place_id
        assert app.query_params["place"] in (place_id, [place_id])
        labels = app.selectbox(key="place").options
        assert len(set(labels)) == len(labels)
