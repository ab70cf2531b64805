"""Files for other programs hold the same map: fills, words, counts and order of the sheet's own model."""

import base64
import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from model_factory import ward
from PIL import Image

from geo.exchange.geojson import geojson_bytes
from geo.exchange.geopackage import geopackage_bytes
from geo.exchange.kml import colour, kml_bytes, kmz_bytes, style_id
from geo.exchange.qml import layer_qml, rgba
from geo.exchange.rows import Attributes, about, exchange_layers
from geo.files import read_features
from geo.mapmodel import Hatch, Layer, Marker
from geo.page_state import state
from geo.render_static.signs import sign_png
from geo.sheet import Audience
from zones.attributes import attributes_of, say_value
from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost

WARD = ward()
NAMES = "Tên trên bản đồ"
SAY = partial(say_value, language="vi")
KML = "{http://www.opengis.net/kml/2.2}"
MAPS = [("nq54", None, Audience.PUBLIC), ("dien_tap", "2021-11-08T18:00", Audience.INTERNAL)]


@pytest.fixture(scope="module", params=MAPS, ids=lambda one: f"{one[0]} {one[2]}")
def made(request, tmp_path_factory, _sample_file):
    """A real map and what is known of its features."""
    place_id, moment, audience = request.param
    copy = tmp_path_factory.mktemp("exchange") / "samples.sqlite"
    copy.write_bytes(_sample_file.read_bytes())
    store = Store(f"sqlite:///{copy.as_posix()}")
    post = CommandPost(store)
    subject = post.subject(place_id, moment and parse_moment(moment), "vi", audience)
    yield subject.model, attributes_of(subject.model, post.tables(place_id, subject, audience))
    store.close()


@pytest.fixture(scope="module")
def package(made, tmp_path_factory):
    path = tmp_path_factory.mktemp("gpkg") / "map.gpkg"
    path.write_bytes(geopackage_bytes(*made))
    return path


def fills_on_screen(model):
    sent = json.loads(json.dumps(state(model)))
    zones = next(layer for layer in sent["layers"] if layer["id"] == "zones")
    return {zone_id: sent["styles"][style]["fill"] for zone_id, style in zones["styles"].items()}


def styles_of(path, layer):
    """What QGIS reads of a layer: value -> (first colour, label), in order."""
    with closing(sqlite3.connect(path)) as database:
        qml, = database.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = ? AND useAsDefault = 1", (layer,)).fetchone()
    root = ET.fromstring(qml.partition("\n")[2])
    symbols = {symbol.get("name"): symbol for symbol in root.find("renderer-v2/symbols")}
    found = {}
    for category in root.iterfind("renderer-v2/categories/category"):
        first = symbols[category.get("symbol")].find("layer/Option/Option[@name='color']")
        found[category.get("value")] = (first.get("value") if first is not None else None, category.get("label"))
    return found


def hex_of(text):
    return "#" + "".join(f"{int(part):02X}" for part in text.split(",")[:3])


# --- GeoPackage -----------------------------------------------------------------------------------


def test_a_geopackage_has_every_layer_that_the_sheet_draws_the_uppermost_first(made, package):
    model, _ = made
    tables = [str(name) for name, kind in pyogrio.list_layers(package) if kind is not None]
    assert tables == [layer.id for layer in reversed(exchange_layers(model))]


def test_a_geopackage_gives_every_zone_the_fill_of_the_screen(made, package):
    model, _ = made
    styles = styles_of(package, "zones")
    frame = pyogrio.read_dataframe(package, layer="zones")
    fills = {row.feature_id: hex_of(styles[row.style][0]) for row in frame.itertuples()}
    assert fills == fills_on_screen(model)


def test_a_geopackages_legend_has_the_sheets_words_in_the_sheets_order(made, package):
    model, _ = made
    entries = [(entry.style, entry.label) for entry in model.legend[0].entries if entry.style]
    assert [(key, label) for key, (_, label) in styles_of(package, "zones").items()] == entries


def test_a_geopackage_counts_the_same_units_per_colour_as_the_legend(made, package):
    model, _ = made
    frame = pyogrio.read_dataframe(package, layer="zones")
    units = frame[frame["feature_id"].str.startswith("area/")].drop_duplicates("feature_id")
    counted = units["style"].value_counts().to_dict()
    legend = {entry.style: int(entry.values[0]) for entry in model.legend[0].entries if entry.style}
    assert {key: count for key, count in legend.items() if count} == counted


def test_shapes_come_back_as_they_were_and_numbers_as_numbers(made, package):
    model, attributes = made
    frame = pyogrio.read_dataframe(package, layer="zones")
    for row, feature in zip(frame.itertuples(), model.layer("zones").features, strict=True):
        assert shapely.equals_exact(shapely.normalize(row.geometry), shapely.normalize(feature.geometry), 1e-9)
    unit = frame[frame["feature_id"] == next(key for key in attributes.values if key.startswith("area/"))].iloc[0]
    assert unit["area_km2"] == pytest.approx(attributes.values[unit["feature_id"]]["area_km2"])
    assert frame["number"].isna().all()


def test_what_must_go_with_every_copy_is_in_the_geopackage(made, package):
    model, _ = made
    with closing(sqlite3.connect(package)) as database:
        lines = [line for line, in database.execute("SELECT line FROM about ORDER BY id")]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert lines == about(model)
    assert (model.watermark in lines) == bool(model.watermark)


def test_our_own_import_reads_the_zones_of_a_geopackage_again(made, package):
    back = read_features(package, "map.gpkg", layer="zones")
    assert len(back) == len(made[0].layer("zones").features)


def test_every_hatch_and_sign_has_its_counterpart_in_qgis(made):
    model, _ = made
    style = next(style for style in model.styles.values() if style.fill)
    parts = {}
    for hatch in Hatch:
        root = ET.fromstring(layer_qml([replace(style, hatch=hatch, stroke=None)], {}, "fill").partition("\n")[2])
        parts[hatch] = [layer.get("class") for layer in root.iterfind("renderer-v2/symbols/symbol/layer")]
    assert parts[Hatch.NONE] == ["SimpleFill"]
    assert parts[Hatch.CROSS] == ["SimpleFill", "LinePatternFill", "LinePatternFill"]
    assert parts[Hatch.DOTS] == ["SimpleFill", "PointPatternFill"]
    assert all(len(names) > 1 for hatch, names in parts.items() if hatch is not Hatch.NONE)


def test_signs_stand_inside_the_style_and_nothing_is_fetched(package):
    with closing(sqlite3.connect(package)) as database:
        texts = [text for text, in database.execute("SELECT styleQML FROM layer_styles")]
    signs = re.findall(r'base64:([A-Za-z0-9+/=]+)', " ".join(texts))
    assert signs
    assert all(base64.b64decode(sign).startswith(b"<svg") for sign in signs)
    assert not re.search(r"https?://(?!mrcc)", " ".join(texts).replace("http://mrcc.com/qgis.dtd", ""))


def test_people_read_words_in_qgis_not_the_names_of_columns_and_styles(made, package):
    for layer in exchange_layers(made[0]):
        with closing(sqlite3.connect(package)) as database:
            qml, = database.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = ?", (layer.id,)).fetchone()
        aliases = [(one.get("field"), one.get("name"))
                   for one in ET.fromstring(qml.partition("\n")[2]).iterfind("aliases/alias")]
        columns = list(pyogrio.read_info(package, layer=layer.id)["fields"])
        assert [field for field, _ in aliases] == columns
        assert all(name != field and name for field, name in aliases)
        for value, (_, label) in styles_of(package, layer.id).items():
            assert label and label != value and not label.startswith(" ")


# --- GeoJSON --------------------------------------------------------------------------------------


def test_geojson_has_every_feature_in_drawing_order_with_its_colours(made):
    model, _ = made
    found = json.loads(geojson_bytes(*made))
    features = [(layer.id, feature.id) for layer in exchange_layers(model) for feature in layer.features]
    assert [(one["properties"]["layer"], one["id"]) for one in found["features"]] == features
    fills = {one["id"]: one["properties"]["fill"] for one in found["features"] if one["properties"]["layer"] == "zones"}
    assert fills == fills_on_screen(model)
    assert found["about"] == about(model)


def test_geojson_keeps_to_the_standard(made):
    found = json.loads(geojson_bytes(*made))
    for one in found["features"]:
        shape = shapely.geometry.shape(one["geometry"])
        west, south, east, north = shape.bounds
        assert 100 < west <= east < 112 and 8 < south <= north < 24
        if shape.geom_type == "Polygon":
            assert shape.exterior.is_ccw and not any(ring.is_ccw for ring in shape.interiors)


# --- KML ------------------------------------------------------------------------------------------


def test_kml_colours_are_turned_round_and_carry_the_opacity():
    assert colour("#D32F2F") == "ff2f2fd3"
    assert colour("#F57C00", 0.5) == "80007cf5"
    assert rgba("#D32F2F", 0.62) == "211,47,47,158"


def test_kml_gives_every_zone_the_fill_of_the_screen_and_points_to_no_address(made):
    model, _ = made
    body = kml_bytes(*made, NAMES, SAY)
    root = ET.fromstring(body)
    fills = {style.get("id"): style.findtext(f"{KML}PolyStyle/{KML}color") for style in root.iter(f"{KML}Style")}
    marks = {mark.get("id"): mark.findtext(f"{KML}styleUrl")[1:] for mark in root.iter(f"{KML}Placemark")}
    expected = {style_id(zone_id): fill for zone_id, fill in fills_on_screen(model).items()}
    shown = {zone_id: f"#{fills[marks[zone_id]][6:8]}{fills[marks[zone_id]][4:6]}{fills[marks[zone_id]][2:4]}".upper()
             for zone_id in expected}
    assert shown == expected
    assert b"<href" not in body and body.count(b"http") == 1          # the namespace's own name


def test_a_click_in_a_globe_shows_words_and_numbers_as_people_write_them(made):
    root = ET.fromstring(kml_bytes(*made, NAMES, SAY))
    rows = [{data.findtext(f"{KML}displayName"): data.findtext(f"{KML}value") for data in mark.iter(f"{KML}Data")}
            for mark in root.iter(f"{KML}Placemark")]
    areas = [row for row in rows if "Diện tích (km²)" in row]
    assert len(areas) >= 13 and all(re.fullmatch(r"\d+,\d{3}", row["Diện tích (km²)"]) for row in areas)
    moments = [row[name] for row in rows for name in ("Từ", "Đến") if name in row]
    assert all(re.fullmatch(r"\d\d:\d\d \d\d/\d\d/\d{4}", moment) for moment in moments)
    lanes = [mark for mark in root.iter(f"{KML}Placemark") if mark.findtext(f"{KML}description") == "Ngõ, ngách"]
    assert lanes
    assert not {word for row in rows for word in row if word == word.lower()}


def test_kml_is_read_by_gdal_with_all_its_folders(made):
    model, _ = made
    layers = pyogrio.list_layers(io.BytesIO(kml_bytes(*made, NAMES, SAY)))
    titles = {layer.title for layer in exchange_layers(model)}
    assert sorted(str(name) for name, _ in layers) == sorted({*titles, NAMES})


def test_kml_writes_the_names_of_areas_as_points_inside_them(made):
    model, _ = made
    names = pyogrio.read_dataframe(io.BytesIO(kml_bytes(*made, NAMES, SAY)), layer=NAMES)
    areas = [feature for layer in exchange_layers(model) for feature in layer.features
             if feature.label and "Polygon" in feature.geometry.geom_type]
    assert names["Name"].tolist() == [feature.label.replace("\n", " · ") for feature in areas]
    assert len(names) >= 13
    assert all(area.geometry.contains(point) for area, point in zip(areas, names.geometry, strict=True))


def test_an_areas_name_in_a_globe_waits_until_the_area_is_large_enough(made):
    root = ET.fromstring(kml_bytes(*made, NAMES, SAY))
    folder = next(one for one in root.iter(f"{KML}Folder") if one.findtext(f"{KML}name") == NAMES)
    for mark in folder.iter(f"{KML}Placemark"):
        x, y = map(float, mark.findtext(f"{KML}Point/{KML}coordinates").split(","))
        box = mark.find(f"{KML}Region/{KML}LatLonAltBox")
        assert float(box.findtext(f"{KML}west")) < x < float(box.findtext(f"{KML}east"))
        assert float(box.findtext(f"{KML}south")) < y < float(box.findtext(f"{KML}north"))
        assert float(mark.findtext(f"{KML}Region/{KML}Lod/{KML}minLodPixels")) > 0


def test_a_kmz_brings_the_sign_of_every_point_in_the_colour_of_the_map(made):
    model, attributes = made
    data = kmz_bytes(model, attributes, NAMES, SAY, sign_png)
    assert data == kmz_bytes(model, attributes, NAMES, SAY, sign_png)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.namelist()[0] == "doc.kml"
        root = ET.fromstring(file.read("doc.kml"))
        pictures = {name: Image.open(io.BytesIO(file.read(name))) for name in file.namelist()[1:]}
    links = {style.get("id"): style.findtext(f"{KML}IconStyle/{KML}Icon/{KML}href")
             for style in root.iter(f"{KML}Style")}
    looks = {pair.get("id"): links[pair.findtext(f"{KML}Pair/{KML}styleUrl")[1:]]
             for pair in root.iter(f"{KML}StyleMap")}
    points = {feature.style for layer in exchange_layers(model) for feature in layer.features
              if feature.geometry.geom_type == "Point"}
    assert points and {looks[style_id(key)] for key in points} == pictures.keys()
    for key in points:
        picture, fill = pictures[looks[style_id(key)]], model.styles[key].fill
        assert picture.mode == "RGBA" and picture.getpixel((0, 0))[3] == 0
        if fill is not None:
            assert (*bytes.fromhex(fill[1:]), 255) in {colour for _, colour in picture.getcolors(5000)}


def test_no_sign_is_cut_by_the_edge_of_its_picture():
    for style in (style for style in WARD.styles.values() if style.icon is not None or style.marker is Marker.DIAMOND):
        clear = np.asarray(Image.open(io.BytesIO(sign_png(style))))[:, :, 3]
        assert not clear[[0, -1], :].any() and not clear[:, [0, -1]].any(), style.key


def test_names_in_qgis_give_way_to_each_other():
    qml = layer_qml([next(iter(WARD.styles.values()))], {}, "fill")
    assert ET.fromstring(qml.partition("\n")[2]).find("labeling/settings/rendering").get("displayAll") == "0"


@settings(max_examples=40)
@given(st.text(max_size=30))
def test_whatever_stands_in_a_name_the_files_stay_whole(name):
    model = tiny_model(name)
    ET.fromstring(kml_bytes(model, Attributes(), NAMES, SAY))
    assert json.loads(geojson_bytes(model, Attributes({"a": {"note": name}})))["features"][0]["id"] == "a"


def tiny_model(name):
    model = WARD
    layer = next(layer for layer in model.layers if layer.features and layer.on_sheet)
    feature = replace(layer.features[0], id="a", title=name, label=name)
    return replace(model, layers=(Layer(layer.id, name or "x", "g", (feature,)),))


def test_moments_are_moments_in_the_geopackage(made, tmp_path):
    model, _ = made
    moment = parse_moment("2021-11-08T18:00")
    first = model.layer("zones").features[0].id
    path = tmp_path / "m.gpkg"
    path.write_bytes(geopackage_bytes(model, Attributes({first: {"valid_from": moment, "count": 3, "share": 0.5}})))
    frame = pyogrio.read_dataframe(path, layer="zones")
    row = frame[frame["feature_id"] == first].iloc[0]
    assert row["valid_from"].to_pydatetime().astimezone(moment.tzinfo) == moment
    assert isinstance(moment, datetime) and row["count"] == 3 and row["share"] == 0.5
