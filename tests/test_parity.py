"""Screen and sheet show the same map: fills, hatches, counts, legend order, facts and notices of the real samples."""

import json
import re
import unicodedata
from dataclasses import replace

import pytest
from matplotlib.colors import to_hex

from geo.mapmodel import Notice, NoticeKind
from geo.page_state import geometries, state
from geo.render_static import draw_figure, render_sheet
from zones.export import export_page
from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost

MAPS = [("nq54", "2021-09-08T15:41"), ("dien_tap", "2021-10-20T18:00"), ("dien_tap", "2021-11-08T18:00")]


@pytest.fixture(scope="module", params=MAPS, ids=lambda pair: f"{pair[0]} {pair[1]}")
def model(request, _sample_file):
    place_id, moment = request.param
    store = Store(f"sqlite:///{_sample_file.as_posix()}")
    yield CommandPost(store).model(place_id, parse_moment(moment), "vi")
    store.close()


@pytest.fixture(scope="module")
def on_screen(model):
    """What the page is sent, as the browser reads it."""
    return json.loads(json.dumps(state(model)))


@pytest.fixture(scope="module")
def figure(model):
    """What the sheet draws."""
    return draw_figure(model)


@pytest.fixture(scope="module")
def words(model):
    """Every word of the sheet, in its order."""
    return words_of(model)


def layer_styles(on_screen, layer_id):
    return next(layer["styles"] for layer in on_screen["layers"] if layer["id"] == layer_id)


def words_of(model):
    page = render_sheet(model, "svg").decode()
    return " ".join(unicodedata.normalize("NFC", " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", page))).split())


def test_every_zone_has_the_same_fill_on_screen_and_sheet(figure, on_screen):
    fills = {
        zone_id: on_screen["styles"][style]["fill"] for zone_id, style in layer_styles(on_screen, "zones").items()
    }
    drawn = {artist.get_gid(): artist for artist in figure.findobj(lambda a: a.get_gid() is not None)}
    on_sheet = {zone_id: to_hex(drawn[f"zones/{zone_id}"].get_facecolor()).upper() for zone_id in fills}
    assert on_sheet == fills
    assert len(fills) >= 13


def test_every_zone_is_sent_to_the_screen_with_the_shape_that_the_sheet_draws(model, figure):
    sent = {f["id"] for f in json.loads(geometries(model)["zones"])["features"]}
    drawn = {gid for artist in figure.get_children() if (gid := artist.get_gid())}
    assert {f"zones/{zone_id}" for zone_id in sent} <= drawn


def test_the_legend_has_the_same_lines_in_the_same_order(model, on_screen, words):
    shown = [entry["label"] for section in on_screen["legend"] for entry in section["entries"]]
    assert shown == [entry.label for section in model.legend for entry in section.entries]
    headings = [section["title"] for section in on_screen["legend"]]
    assert [heading for heading in headings if heading in words] == headings


def test_every_count_of_the_legend_stands_on_the_sheet(on_screen, words):
    single = set(words.split())
    for section in on_screen["legend"]:
        for entry in section["entries"]:
            for value in entry["values"]:
                assert value in single


def test_facts_and_warnings_stand_on_both(model, on_screen, words):
    shown = [notice["text"] for notice in on_screen["notices"]]
    live = [notice.text for notice in model.live_notices]
    assert shown[:len(live)] == live
    for sentence in [*on_screen["facts"], *shown[len(live):]]:
        assert all(word in words for word in sentence.split()), sentence


def test_what_must_be_decided_tonight_stands_on_the_live_map_and_leaves_it_in_no_file(model):
    model = replace(model, live_notices=(Notice(NoticeKind.WARNING, "zqx đồng hồ"),))
    assert any("zqx" in notice["text"] for notice in state(model)["notices"])
    assert "zqx" not in export_page(model).decode()
    assert "zqx" not in words_of(model).split()


def test_the_watermark_stands_on_both(model, on_screen, words):
    assert on_screen["watermark"] == model.watermark
    letters = "".join(words.split())
    assert ("DIỄNTẬP" in letters) == bool(model.watermark)
