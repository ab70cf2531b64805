"""State, shapes, page and stand-alone file say what the model says, and run nothing that they should not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from geo import page_files
from geo.mapmodel import Card, CardSection, MapModel, Notice, NoticeKind
from geo.page_state import geometries, geometry_bytes, geometry_sha, state
from geo.render_folium import page_html, standalone_html
from tests.page_model import groups, ward_model
from zones.levels import Level
from zones.wording import LANGUAGES, words

NASTY = "</script><img src=x onerror=alert(1)><!--<script> & \u2028"


@pytest.fixture
def model() -> MapModel:
    return ward_model({"to-13": Level.YELLOW, "to-11": Level.ORANGE})


class _Page(HTMLParser):
    """Collects what a browser would run, and what it would ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href") and value]


def _config_of(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="map-config">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_layers_come_in_the_models_order_with_every_feature_in_its_style(model: MapModel) -> None:
    layers = state(model)["layers"]
    assert [layer["id"] for layer in layers] == [layer.id for layer in model.layers]
    for sent, layer in zip(layers, model.layers, strict=True):
        assert sent["styles"] == {feature.id: feature.style for feature in layer.features}
        assert (sent["title"], sent["group"], sent["visible"], sent["switchable"]) == (
            layer.title, layer.group, layer.visible, layer.switchable)


def test_facts_notices_legend_and_words_are_the_models_own(model: MapModel) -> None:
    sent = state(model)
    assert sent["facts"] == list(model.facts)
    assert sent["notices"] == [{"kind": "warning", "text": model.notices[0].text}]
    assert [[entry["label"] for entry in section["entries"]] for section in sent["legend"]] == [
        [entry.label for entry in section.entries] for section in model.legend]
    assert sent["words"] == dict(model.words)
    assert sent["watermark"] == "DIỄN TẬP"


def test_the_state_can_be_written_as_json(model: MapModel) -> None:
    again = json.loads(json.dumps(state(model, days=(date(2021, 7, 10), date(2021, 9, 8)))))
    assert again["styles"]["red"]["hatch"] == "cross"


def test_shapes_are_the_models_to_six_decimals(model: MapModel) -> None:
    for layer in model.layers:
        sent = json.loads(geometry_bytes(layer))["features"]
        assert [feature["id"] for feature in sent] == [feature.id for feature in layer.features]
        for feature, original in zip(sent, layer.features, strict=True):
            apart = shape(feature["geometry"]).hausdorff_distance(original.geometry)
            assert apart <= 0.71e-6
    assert not re.search(rb"\d\.\d{7,}", geometry_bytes(model.layer("zones")))


def test_neighbours_still_share_their_borders_after_rounding(model: MapModel) -> None:
    shapes = [shape(f["geometry"]) for f in json.loads(geometry_bytes(model.layer("zones")))["features"]]
    assert shapely.coverage_is_valid(shapes)


def test_a_new_colour_or_name_leaves_the_shapes_address_as_it_is() -> None:
    before = state(ward_model())["layers"]
    after = state(ward_model({"to-1": Level.RED}))["layers"]
    assert [layer["geometry"] for layer in before] == [layer["geometry"] for layer in after]
    assert before != after


def test_the_address_of_a_shape_is_the_hash_of_its_bytes(model: MapModel) -> None:
    shas = {layer["id"]: layer["geometry"] for layer in state(model)["layers"]}
    assert shas == {layer_id: geometry_sha(body) for layer_id, body in geometries(model).items()}


def test_an_area_without_a_given_place_has_its_letter_inside_itself(model: MapModel) -> None:
    zones = model.layer("zones")
    bare = replace(zones, features=tuple(replace(f, label="", label_at=None) for f in zones.features))
    sent = state(replace(model, layers=(bare,)))["layers"][0]
    for group, area in groups().items():
        assert area.covers(shapely.Point(sent["texts"][group]["label_at"]).buffer(1e-6))


def test_a_style_that_nothing_wears_today_still_has_its_kind_of_sample(model: MapModel) -> None:
    kinds = {key: style["kind"] for key, style in state(model)["styles"].items()}
    assert kinds["red"] == "area"
    assert kinds["belt"] == "line"
    assert kinds["hard_post"] == "point"


@pytest.mark.parametrize(("first", "last", "named"), [
    (date(2021, 9, 7), date(2021, 9, 8), ["2021-09-07", "2021-09-08"]),
    (date(2021, 8, 20), date(2021, 9, 8), ["2021-08-23", "2021-08-30", "2021-09-06"]),
    (date(2021, 4, 27), date(2021, 8, 8), ["2021-05-01", "2021-06-01", "2021-07-01", "2021-08-01"]),
])
def test_few_days_are_named_under_the_slider(
    model: MapModel, first: date, last: date, named: list[str]
) -> None:
    days = state(model, days=(first, last))["days"]
    assert days == {"first": first.isoformat(), "last": last.isoformat(), "marks": named}


def test_five_years_of_days_still_have_at_most_ten_marks(model: MapModel) -> None:
    assert len(state(model, days=(date(2021, 1, 1), date(2025, 12, 31)))["days"]["marks"]) <= 10


def test_the_page_holds_no_data_and_is_under_five_kilobytes() -> None:
    text = page_html("/map/assets/1", {"place": "x", "words": {}})
    assert len(text.encode("utf-8")) < 5_000


def test_the_page_asks_only_our_own_server_for_files() -> None:
    page = _Page(page_html("/map/assets/1", {"place": "x"}))
    assert [a for a in page.addresses if a != "data:,"] == [
        f"/map/assets/1/{name}" for name in (*page_files.STYLES, *page_files.SCRIPTS)]


def test_the_same_page_is_the_same_bytes() -> None:
    assert page_html("/a", {"place": "x"}) == page_html("/a", {"place": "x"})


def test_a_place_named_to_break_the_script_stays_text() -> None:
    text = page_html("/a", {"place": NASTY})
    assert "img" not in _Page(text).tags
    assert _config_of(text)["place"] == NASTY


def test_the_file_holds_everything_and_asks_nobody(model: MapModel) -> None:
    text = standalone_html(model)
    assert [a for a in _Page(text).addresses if not a.startswith("data:")] == []
    assert not re.search(r"@import|url\((?![\"']?(?:data:|#))", text.replace("url(#${id})", ""))
    assert "sourceMappingURL" not in text
    inside = _config_of(text)["file"]
    assert inside["state"] == json.loads(json.dumps(state(model)))
    assert inside["geometries"].keys() == {layer["geometry"] for layer in inside["state"]["layers"]}


def test_names_that_would_end_the_files_script_stay_text(model: MapModel) -> None:
    zones = model.layer("zones")
    features = tuple(replace(f, title=NASTY, label=NASTY) for f in zones.features)
    card = Card("area/to-1", NASTY, "green", NASTY, (CardSection(NASTY, ((NASTY, NASTY),)),))
    nasty = replace(model, layers=(replace(zones, features=features),), facts=(NASTY,), watermark=NASTY,
                    notices=(Notice(NoticeKind.INFO, NASTY),))
    text = standalone_html(nasty, {card.id: card})
    assert _Page(text).tags.count("img") == 0
    # besides our files: folium's switches, the data, the start
    assert _Page(text).tags.count("script") == len(page_files.SCRIPTS) + 3
    inside = _config_of(text)["file"]
    assert inside["state"]["layers"][0]["texts"]["to-1"]["title"] == NASTY
    assert inside["cards"]["area/to-1"]["headline"] == NASTY


def _our_scripts() -> str:
    return "".join(page_files.read(name).decode("utf-8") for name in page_files.SCRIPTS if "page/" in name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_the_scripts_ask_for_is_written(language: str) -> None:
    asked = set(re.findall(r'say\((?:this\.)?(?:state\.)?words, "(\w+)"', _our_scripts()))
    asked |= {"export_png", "export_pdf", "export_svg", "export_docx", *(f"weekday_{n}" for n in range(1, 8))}
    assert len(asked) > 20
    # the film brings the words of its curve and its legend along
    brought = words("course", language).keys() | {"legend_zones"}
    assert asked <= words("map_page", language).keys() | brought


def test_every_word_that_is_written_is_used_by_the_scripts() -> None:
    named = set(re.findall(r'"(\w+)"|(\w+): iconButton', _our_scripts()))
    used = {key for pair in named for key in pair}
    unused = words("map_page", "vi").keys() - used
    assert {key for key in unused if not re.match(r"weekday_|export_", key)} == set()


def test_both_languages_hold_the_same_words_with_the_same_fields() -> None:
    for table in ("map_page", "map_routes"):
        fields = [{key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words(table, language).items()}
                  for language in LANGUAGES]
        assert fields[0] == fields[1]


def test_the_scripts_hold_no_sentence_of_their_own() -> None:
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", _our_scripts(), flags=re.DOTALL)
    assert re.findall(r"[À-ỹ]", code) == []


def test_only_the_listed_files_are_given_out() -> None:
    with pytest.raises(KeyError):
        page_files.read("page/../../pyproject.toml")
