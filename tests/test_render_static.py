"""The printed sheet: what stands on it, how large, in which letters; and that nothing covers anything."""

from __future__ import annotations

import dataclasses
import io
import itertools
import subprocess
import sys
import time
import unicodedata
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import matplotlib as mpl
import model_factory as factory
import numpy as np
import pypdf
import pytest
import shapely
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from PIL import Image
from shapely.geometry import Point
from sheet_ink import ink_box, ink_of

from geo.crs import one_to_lonlat, one_to_metric
from geo.mapmodel import Feature, IndexRow, IndexTable, Layer, LegendEntry, LegendSection, MapModel
from geo.render_static import WORDS, SheetTooSmall, draw_figure, render_sheet
from geo.render_static.symbols import HATCHES
from geo.sheet import SheetOptions
from zones.wording import words

MODELS = {
    "ward": factory.ward,
    "exercise": lambda: factory.ward(exercise=True),
    "thirty-five": lambda: factory.ward(exercise=True, posts=29),
    "sixty": lambda: factory.ward(posts=60, long_names=True),
    "city": factory.city,
}
EVERY_SHEET = pytest.mark.parametrize("name", list(MODELS))
MM = 25.4 / 72


@cache
def model_of(name: str) -> MapModel:
    return MODELS[name]()


@cache
def figure_of(name: str) -> Figure:
    return draw_figure(model_of(name))


@cache
def file_of(name: str, form: str) -> bytes:
    return render_sheet(model_of(name), form)


@cache
def texts_of(name: str) -> list[tuple[Text, shapely.Polygon]]:
    """Every text of a sheet with its ink's box as Agg sets it at 300 dpi, in points from the lower left."""
    return ink_of(figure_of(name))


def artists_of(name: str) -> dict[str, Artist]:
    return {artist.get_gid(): artist for artist in figure_of(name).findobj() if artist.get_gid()}


def features_of(model: MapModel) -> list[tuple[int, Layer, Feature]]:
    layers = [layer for layer in model.layers if layer.on_sheet]
    return [(place, layer, feature) for place, layer in enumerate(layers) for feature in layer.features]


def middle_on_page(artist: Artist) -> tuple[float, float]:
    """The middle of a patch in points from the upper left corner of the page."""
    assert isinstance(artist, PathPatch)
    box = artist.get_path().get_extents()
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def svg_texts(data: bytes) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(data).iter("{http://www.w3.org/2000/svg}text")]


# --- the files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "size_mm"), [("ward", (297, 210)), ("city", (420, 297))])
def test_the_pdf_page_has_the_papers_size(name: str, size_mm: tuple[float, float]) -> None:
    page = pypdf.PdfReader(io.BytesIO(file_of(name, "pdf"))).pages
    assert len(page) == 1
    box = page[0].mediabox
    assert (float(box.width) * MM, float(box.height) * MM) == pytest.approx(size_mm, abs=0.1)


def test_a_named_paper_overrules_the_models() -> None:
    assert draw_figure(factory.ward(), SheetOptions(paper="A2")).get_size_inches() * 25.4 == pytest.approx([594, 420])


def test_the_pdf_embeds_truetype_and_its_words_can_be_searched() -> None:
    reader = pypdf.PdfReader(io.BytesIO(file_of("exercise", "pdf")))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert "/FontFile2" in inner["/FontDescriptor"].get_object(), font
    found = unicodedata.normalize("NFC", reader.pages[0].extract_text())
    for words_on_sheet in (
        "DIỄN TẬP",
        "Tổ dân phố 13",
        "BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Kho Tikinow",
        "Tỷ lệ 1:",
        "Số liệu đã cũ hơn 24 giờ",
    ):
        assert words_on_sheet in found


def test_text_typed_in_decomposed_unicode_is_found_composed() -> None:
    model = dataclasses.replace(factory.ward(), watermark=unicodedata.normalize("NFD", "DIỄN TẬP"))
    text = pypdf.PdfReader(io.BytesIO(render_sheet(model, "pdf"))).pages[0].extract_text()
    assert "DIỄN TẬP" in text


def test_png_and_pdf_carry_their_title() -> None:
    title = "BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19 – Phường Gia Thụy, quận Long Biên – 15:41 ngày 08/09/2021"
    assert pypdf.PdfReader(io.BytesIO(file_of("ward", "pdf"))).metadata.title == title
    with Image.open(io.BytesIO(file_of("ward", "png"))) as picture:
        assert picture.text["Title"] == title


@pytest.mark.parametrize(("dpi", "size"), [(300, (3508, 2480)), (150, (1754, 1240)), (96, (1123, 794))])
def test_the_png_has_the_papers_pixels_at_its_dpi(dpi: int, size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(render_sheet(factory.ward(), "png", SheetOptions(dpi=dpi)))) as picture:
        assert picture.size == size
        assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)


def test_the_svg_holds_its_words_and_letters_and_asks_no_other_host() -> None:
    data = file_of("exercise", "svg")
    texts = svg_texts(data)
    for word in ("DIỄN TẬP", "Tổ dân phố 13", "CHÚ GIẢI", "ỦY BAN NHÂN DÂN PHƯỜNG GIA THỤY"):
        assert word in texts
    root = ET.fromstring(data)
    assert data.count(b"@font-face") == 3  # regular, bold, italic
    for node in root.iter():
        for name, value in node.attrib.items():
            assert not (name.endswith("href") and not value.startswith("#")), (node.tag, value)
    assert b"url(http" not in data
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))


def test_every_area_of_the_svg_is_clipped_to_a_window_that_has_a_size() -> None:
    # a clip box of negative height is taken by Agg and PDF, and hides everything in a browser
    boxes = [
        node[0] for node in ET.fromstring(file_of("ward", "svg")).iter("{http://www.w3.org/2000/svg}clipPath")
    ]
    assert boxes
    assert all(float(box.get("height")) > 0 and float(box.get("width")) > 0 for box in boxes)


@pytest.mark.parametrize("form", ["png", "pdf", "svg"])
def test_the_same_model_gives_the_same_bytes_at_another_time(form: str) -> None:
    first = render_sheet(factory.ward(exercise=True), form, SheetOptions(dpi=100))
    time.sleep(1.1)
    assert render_sheet(factory.ward(exercise=True), form, SheetOptions(dpi=100)) == first


def test_sheets_drawn_at_once_are_those_drawn_alone() -> None:
    jobs = [("ward", "png"), ("exercise", "pdf"), ("ward", "svg"), ("exercise", "png"), ("ward", "pdf")]
    alone = [render_sheet(model_of(name), form, SheetOptions(dpi=80)) for name, form in jobs]
    with ThreadPoolExecutor(len(jobs)) as pool:
        together = list(pool.map(lambda job: render_sheet(model_of(job[0]), job[1], SheetOptions(dpi=80)), jobs))
    assert together == alone


def test_drawing_leaves_matplotlibs_settings_alone() -> None:
    before = dict(mpl.rcParams)
    for form in ("png", "pdf", "svg"):
        render_sheet(factory.ward(), form, SheetOptions(dpi=50))
    assert dict(mpl.rcParams) == before


def test_pyplot_is_never_loaded() -> None:
    code = "import sys, geo.render_static; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


# --- the map --------------------------------------------------------------------------------------


@EVERY_SHEET
def test_every_area_has_the_fill_the_hatch_and_the_line_of_its_style(name: str) -> None:
    model, artists = model_of(name), artists_of(name)
    seen = 0
    for _, layer, feature in features_of(model):
        style = model.styles[feature.style]
        if "Polygon" not in feature.geometry.geom_type:
            continue
        patch = artists[f"{layer.id}/{feature.id}"]
        assert patch.get_facecolor() == (
            to_rgba(style.fill, style.fill_opacity) if style.fill else (0, 0, 0, 0)
        )
        hatch = artists.get(f"{layer.id}/{feature.id}#hatch")
        assert (hatch.get_hatch() if hatch else None) == HATCHES.get(style.hatch)
        if style.stroke:
            assert patch.get_edgecolor() == to_rgba(style.stroke)
            assert patch.get_linewidth() == style.stroke_width_pt
        seen += 1
    assert seen >= 13


def test_lines_and_markers_have_the_colours_of_their_styles() -> None:
    model, artists = model_of("exercise"), artists_of("exercise")
    for _, layer, feature in features_of(model):
        style, patch = model.styles[feature.style], artists[f"{layer.id}/{feature.id}"]
        if "Line" in feature.geometry.geom_type:
            assert patch.get_edgecolor() == to_rgba(style.stroke)
            assert patch.get_linewidth() == style.stroke_width_pt
            assert not patch.get_fill()
        elif feature.geometry.geom_type == "Point":
            assert patch.get_facecolor() == to_rgba(style.fill)


def test_layers_lie_in_the_models_order_and_those_for_the_screen_alone_are_left_out() -> None:
    model, artists = model_of("ward"), artists_of("ward")
    heights = [
        (place, artists[f"{layer.id}/{feature.id}"].get_zorder())
        for place, layer, feature in features_of(model)
    ]
    for (place, z), (next_place, next_z) in itertools.pairwise(heights):
        assert next_place == place or next_z > z
    assert "screen-only/x" not in artists


def test_the_legends_samples_are_drawn_as_on_the_map() -> None:
    model, artists = model_of("exercise"), artists_of("exercise")
    on_map = {feature.style: f"{layer.id}/{feature.id}" for _, layer, feature in features_of(model)}
    for section in model.legend:
        for entry in section.entries:
            if entry.style is None or entry.style not in on_map:
                continue
            sample, original = artists[f"legend/{entry.style}"], artists[on_map[entry.style]]
            assert sample.get_facecolor() == original.get_facecolor()
            assert sample.get_edgecolor() == original.get_edgecolor()
            assert sample.get_linestyle() == original.get_linestyle()
            if model.styles[entry.style].letter:
                assert artists[f"legend/{entry.style}#letter"].get_text() == model.styles[entry.style].letter


@pytest.mark.parametrize("paper", ["A4", "A3", "A0"])
def test_one_kilometre_on_the_ground_is_one_kilometre_at_the_scale_printed(paper: str) -> None:
    model = factory.ward()
    west = one_to_metric(Point(105.8815, 21.0492))
    east = Point(west.x + 1000, west.y)
    ends = [Feature(name, "hard", one_to_lonlat(point)) for name, point in (("west", west), ("east", east))]
    bare = dataclasses.replace(model, layers=(Layer("ends", "", "", tuple(ends)),))
    figure = draw_figure(bare, SheetOptions(paper=paper))
    artists = {artist.get_gid(): artist for artist in figure.findobj() if artist.get_gid()}
    (x0, y0), (x1, y1) = (middle_on_page(artists[f"ends/{end}"]) for end in ("west", "east"))
    denominator = int(artists["scale"].get_text().split("1:")[1].replace(".", ""))
    assert np.hypot(x1 - x0, y1 - y0) * MM == pytest.approx(1_000_000 / denominator, rel=0.005)
    assert y1 == pytest.approx(y0, abs=0.01)


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    figure = figure_of("ward")
    artists = artists_of("ward")
    denominator = int(artists["scale"].get_text().split("1:")[1].replace(".", ""))
    boxes = [artists[f"scale-bar/{index}"].get_path().get_extents() for index in range(4)]
    figures = sorted(
        (
            float(t.get_text().replace(".", "").replace(",", "."))
            for t in figure.findobj(Text)
            if abs(t.get_position()[1] - boxes[0].y0) < 4 and t.get_position()[0] <= boxes[3].x1 + 1
        ),
    )
    assert figures == [0, 100, 200, 300, 400]
    assert (boxes[3].x1 - boxes[0].x0) * MM == pytest.approx(400_000 / denominator, rel=0.005)


@EVERY_SHEET
def test_the_whole_map_lies_in_its_frame(name: str) -> None:
    artists = artists_of(name)
    for _, layer, feature in features_of(model_of(name)):
        if layer.id == "zones":
            patch = artists[f"{layer.id}/{feature.id}"]
            inside, frame = patch.get_path().get_extents(), patch.get_clip_box()
            drawn = patch.get_transform().transform_bbox(inside)
            assert frame.x0 <= drawn.x0 and drawn.x1 <= frame.x1
            assert frame.y0 <= drawn.y0 and drawn.y1 <= frame.y1


@EVERY_SHEET
def test_no_name_letter_or_number_on_the_map_covers_another(name: str) -> None:
    written = [
        (text.get_gid(), box)
        for text, box in texts_of(name)
        if "/" in (text.get_gid() or "") and not text.get_gid().startswith(("legend/", "index/"))
    ]
    tree = shapely.STRtree([box for _, box in written])
    for one, two in zip(*tree.query(tree.geometries, predicate="intersects"), strict=True):
        if one < two:
            common = written[one][1].intersection(written[two][1]).area
            assert common < 0.5, (written[one][0], written[two][0], common)


@pytest.mark.parametrize("name", ["ward", "exercise", "thirty-five", "sixty"])
def test_no_marker_covers_a_name_or_another_marker(name: str) -> None:
    model, artists = model_of(name), artists_of(name)
    markers = {}
    for _, layer, feature in features_of(model):
        if feature.geometry.geom_type == "Point":
            box = artists[f"{layer.id}/{feature.id}"].get_path().get_extents()
            page_height = model_page_height(name)
            markers[f"{layer.id}/{feature.id}"] = shapely.box(
                box.x0, page_height - box.y1, box.x1, page_height - box.y0
            )
    for (one, a), (two, b) in itertools.combinations(markers.items(), 2):
        assert not a.overlaps(b), (one, two)
    for text, box in texts_of(name):
        if "#label" in (text.get_gid() or ""):
            assert not any(marker.overlaps(box) for marker in markers.values()), text.get_text()


def model_page_height(name: str) -> float:
    return float(figure_of(name).get_size_inches()[1]) * 72


@pytest.mark.parametrize("name", ["ward", "exercise", "thirty-five", "sixty"])
def test_all_thirteen_names_show_on_a_ward_sheet(name: str) -> None:
    labels: dict[str, list[str]] = {}
    for text, _ in texts_of(name):
        gid = text.get_gid() or ""
        if gid.startswith("areas/") and "#label" in gid:
            labels.setdefault(gid.split("#")[0], []).append(text.get_text())
    assert sorted(" ".join(lines) for lines in labels.values()) == sorted(
        f"Tổ dân phố {group}" for group in factory.GROUPS
    )


@pytest.mark.parametrize("name", ["ward", "exercise", "thirty-five", "sixty"])
def test_every_name_lies_inside_its_area(name: str) -> None:
    artists, high = artists_of(name), model_page_height(name)
    seen = 0
    for text, box in texts_of(name):
        gid = text.get_gid() or ""
        if gid.startswith("areas/") and "#label" in gid:
            [ring] = artists[gid.split("#")[0]].get_path().to_polygons()
            area = shapely.affinity.affine_transform(shapely.Polygon(ring), [1, 0, 0, -1, 0, high])
            assert area.buffer(0.5).contains(box), text.get_text()
            seen += 1
    assert seen >= 13
    assert not [gid for gid in artists if gid.startswith("areas/") and gid.endswith("leader")]


def test_a_city_drops_names_that_do_not_fit_the_lowest_priority_first() -> None:
    wards = {layer_feature.id: layer_feature for _, _, layer_feature in features_of(model_of("city"))}
    shown = {gid.split("/")[1].split("#")[0] for gid in artists_of("city") if "#label" in gid}
    assert 200 < len(shown) <= 579
    share = {
        level: np.mean([ward.id in shown for ward in wards.values() if ward.priority == level])
        for level in (0, 4)
    }
    assert share[4] >= share[0]


def crowd() -> MapModel:
    """The ward with eight posts more on one crossing, 5 m from each other."""
    model = factory.ward()
    x, y = model.bounds[0] + 700 * factory.METRE, model.bounds[1] + 500 * factory.METRE
    spots = [Point(x + 5 * factory.METRE * (i % 3), y + 5 * factory.METRE * (i // 3)) for i in range(8)]
    posts = tuple(Feature(f"crowd-{i}", "hard", spot, number=70 + i, priority=5) for i, spot in enumerate(spots))
    return dataclasses.replace(model, layers=(*model.layers, Layer("crowd", "", "", posts)))


@pytest.mark.parametrize("model", [model_of("sixty"), crowd()], ids=["sixty", "crowd"])
def test_each_numbered_point_shows_its_number_once_and_a_moved_one_is_led_back(model: MapModel) -> None:
    artists = {artist.get_gid(): artist for artist in draw_figure(model).findobj() if artist.get_gid()}
    moved = 0
    for _, layer, feature in features_of(model):
        if feature.number is None:
            continue
        gid = f"{layer.id}/{feature.id}"
        assert artists[f"{gid}#number"].get_text() == str(feature.number)
        leader = artists.get(f"{gid}#leader")
        if leader is not None:
            assert tuple(leader.get_path().vertices[1]) == pytest.approx(middle_on_page(artists[gid]), abs=0.5)
            moved += 1
    assert moved == 0 or moved >= 5
    assert (moved > 0) == ("crowd" in {layer.id for layer in model.layers})


@pytest.mark.parametrize(
    ("model", "at_home"),
    [(model_of("thirty-five"), 0.9), (model_of("exercise"), 0.9), (model_of("sixty"), 0.9), (crowd(), 0.6)],
    ids=["thirty-five", "exercise", "sixty", "crowd"],
)
def test_no_marker_stands_farther_than_8_mm_from_its_true_position(model: MapModel, at_home: float) -> None:
    artists = {artist.get_gid(): artist for artist in draw_figure(model).findobj() if artist.get_gid()}
    drawn, ground = [], []
    for _, layer, feature in features_of(model):
        if feature.geometry.geom_type == "Point" and feature.number is not None:
            metric = one_to_metric(feature.geometry)
            drawn.append(middle_on_page(artists[f"{layer.id}/{feature.id}"]))
            ground.append((metric.x, -metric.y))
    factor = 1000 / MM / int(artists["scale"].get_text().split("1:")[1].replace(".", ""))
    offsets = np.array(drawn) - np.array(ground) * factor
    moved = np.hypot(*(offsets - np.median(offsets, axis=0)).T) * MM  # most signs stand where they belong
    assert moved.max() <= 8
    assert np.mean(moved < 0.1) >= at_home


def test_a_numbered_point_beyond_the_frame_is_led_in_from_the_edge() -> None:
    model = factory.ward()
    far = Feature("far", "hard", Point(106.2, 21.05), number=99)
    stray = Feature("stray", "hard", Point(106.2, 21.05))
    model = dataclasses.replace(model, layers=(*model.layers, Layer("far", "", "", (far, stray))))
    artists = {artist.get_gid(): artist for artist in draw_figure(model).findobj() if artist.get_gid()}
    assert artists["far/far#number"].get_text() == "99"
    assert 0 < middle_on_page(artists["far/far"])[0] < 600
    assert "far/stray" not in artists


def test_a_boundary_that_crosses_itself_is_drawn_all_the_same() -> None:
    bow = shapely.Polygon([(105.883, 21.047), (105.888, 21.051), (105.888, 21.047), (105.883, 21.051)])
    model = factory.ward()
    layer = Layer("bow", "", "", (Feature("bow", "zone-red", bow, label="Nơ"),))
    figure = draw_figure(dataclasses.replace(model, layers=(*model.layers, layer)))
    assert any(artist.get_gid() == "bow/bow" for artist in figure.findobj())


# --- the page -------------------------------------------------------------------------------------


@EVERY_SHEET
def test_nothing_written_leaves_the_page_or_its_margins(name: str) -> None:
    wide, high = (float(inches) * 72 for inches in figure_of(name).get_size_inches())
    page = shapely.box(15 / MM - 1, 10 / MM - 1, wide - 10 / MM + 1, high - 10 / MM + 1)
    for text, box in texts_of(name):
        inside = shapely.box(0, 0, wide, high) if text.get_gid() == "watermark" else page
        assert inside.contains(box), text.get_text()


@EVERY_SHEET
def test_no_two_lines_of_text_on_the_page_cover_each_other(name: str) -> None:
    written = [(text.get_text(), box) for text, box in texts_of(name) if text.get_gid() != "watermark"]
    tree = shapely.STRtree([box for _, box in written])
    for one, two in zip(*tree.query(tree.geometries, predicate="intersects"), strict=True):
        if one < two:
            common = written[one][1].intersection(written[two][1])
            assert common.area < 0.02 * min(written[one][1].area, written[two][1].area), (
                written[one][0],
                written[two][0],
            )


@pytest.mark.parametrize("name", ["ward", "exercise", "thirty-five"])
def test_the_map_takes_half_of_the_paper_or_more(name: str) -> None:
    model, frame = model_of(name), frame_of(name)
    assert len([None for table in model.indexes for _ in table.rows]) == {"thirty-five": 35}.get(name, 18)
    assert figure_of(name).get_size_inches() * 25.4 == pytest.approx([297, 210])
    assert frame.area * MM**2 >= 0.5 * 297 * 210
    assert int(artists_of(name)["scale"].get_text().split("1:")[1].replace(".", "")) <= 12_500


def frame_of(name: str) -> shapely.Polygon:
    """The map's window, from the lower left, in points."""
    model, artists = model_of(name), artists_of(name)
    clip = next(
        artists[f"{layer.id}/{feature.id}"] for _, layer, feature in features_of(model) if layer.id == "zones"
    ).get_clip_box()
    scale = 72 / figure_of(name).dpi
    return shapely.affinity.scale(shapely.box(*clip.extents), scale, scale, origin=(0, 0))


@EVERY_SHEET
def test_nothing_of_tables_and_legend_lies_on_the_ground_that_the_map_is_about(name: str) -> None:
    model, artists, high = model_of(name), artists_of(name), model_page_height(name)
    zones = [
        artists[f"{layer.id}/{feature.id}"].get_path().to_polygons()
        for _, layer, feature in features_of(model) if layer.id == "zones"
    ]
    ground = shapely.union_all([shapely.Polygon(ring).buffer(0) for rings in zones for ring in rings])
    ground = shapely.affinity.affine_transform(ground, [1, 0, 0, -1, 0, high])
    for text, box in texts_of(name):
        if "/" not in (text.get_gid() or "") and text.get_gid() != "watermark" and "°" not in text.get_text():
            assert not box.intersects(ground), text.get_text()


@EVERY_SHEET
def test_no_type_is_smaller_than_six_points(name: str) -> None:
    small = {text.get_text() for text, _ in texts_of(name) if text.get_fontsize() < 6}
    assert not small


@EVERY_SHEET
def test_the_legend_stands_in_the_models_order_with_all_its_values(name: str) -> None:
    model = model_of(name)
    legend_left = (
        min(box.bounds[0] for text, box in texts_of(name) if text.get_text() == model.legend[0].title) - 1
    )
    column = [  # by baseline, then from left to right
        (round(text.get_position()[1], 1), box.bounds[0], text.get_text())
        for text, box in texts_of(name)
        if box.bounds[0] >= legend_left
    ]
    words_down = " ".join(text for _, _, text in sorted(column))
    place = 0
    for section in model.legend:
        place = words_down.index(section.title, place)
        for entry in section.entries:
            place = words_down.index(entry.label.split(" (")[0].split(" hoặc")[0].split(" –")[0], place)
    texts = [text.get_text() for text, _ in texts_of(name)]
    for section in model.legend:
        for value in [value for entry in section.entries for value in entry.values]:
            assert value in texts


def test_values_stand_right_aligned_under_their_columns() -> None:
    places = {(text.get_text(), round(text.get_position()[0], 2)) for text, _ in texts_of("ward")}
    section = model_of("ward").legend[0]
    for index, heading in enumerate(section.columns):
        [right] = {x for text, x in places if text == heading}
        for entry in section.entries:
            assert not entry.values or (entry.values[index], right) in places


@EVERY_SHEET
def test_every_row_of_the_index_stands_on_the_sheet_whole(name: str) -> None:
    everything = " ".join(text.get_text() for text, _ in texts_of(name))
    for table in model_of(name).indexes:
        assert table.title in everything
        for row in table.rows:
            for cell in row.cells:
                for word in cell.split():
                    assert word in everything


def test_a_legend_of_short_entries_stands_in_two_columns_that_do_not_meet() -> None:
    short = tuple(
        LegendEntry("hard", label, (str(count),))
        for label, count in (("Chung cư", 4), ("Trung tâm thương mại", 12), ("Chợ", 3), ("Cửa hàng", 107), ("Kho", 1))
    )
    model = factory.ward()
    section = LegendSection("Loại địa điểm", short, ("Số",))
    figure = draw_figure(dataclasses.replace(model, legend=(model.legend[0], section, *model.legend[1:])))
    figure.set_dpi(300)
    renderer = FigureCanvasAgg(figure).get_renderer()
    found = {text.get_text(): (text, ink_box(text, renderer)) for text in figure.findobj(Text)}
    rows = [found[entry.label][0].get_position()[1] for entry in short]
    assert rows[0] == rows[1] < rows[2] == rows[3] < rows[4]
    for left, right in ((0, 1), (2, 3)):
        assert found[short[left].label][1].bounds[2] + 8 < found[short[right].label][1].bounds[0]
    boxes = [ink_box(text, renderer) for text in figure.findobj(Text) if text.get_text() in found]
    tree = shapely.STRtree(boxes)
    for one, two in zip(*tree.query(boxes, predicate="intersects"), strict=True):
        assert one == two or boxes[one].intersection(boxes[two]).area < 0.02 * boxes[one].area


def test_cells_that_stay_the_same_over_many_rows_are_said_once() -> None:
    model = factory.ward()
    rows = tuple(
        IndexRow(7 + i, "hard", (f"Đầu ngõ {i}", "3" if i < 6 else "2", "có" if i < 6 else "không")) for i in range(12)
    )
    table = IndexTable("Chốt kiểm soát", ("Tên", "VĐ", "Trực"), rows)
    texts = [text.get_text() for text in draw_figure(dataclasses.replace(model, indexes=(table,))).findobj(Text)]
    assert texts.count("VĐ: 3 · Trực: có") == 1
    assert texts.count("VĐ: 2 · Trực: không") == 1
    assert "có" not in texts and "không" not in texts
    assert [text for text in texts if text.startswith("Đầu ngõ")] == [row.cells[0] for row in rows]


def test_an_answer_of_one_word_never_stands_without_its_question() -> None:
    model = factory.ward()
    rows = tuple(
        IndexRow(7 + i, "hard", (f"Đường ngang đường sắt phía bắc, tổ {i} – tổ {i + 1}", ("có", "không")[i % 2]))
        for i in range(30)
    )
    table = IndexTable("Chốt kiểm soát", ("Tên", "Trực"), rows)
    texts = [text.get_text() for text in draw_figure(dataclasses.replace(model, indexes=(table,))).findobj(Text)]
    if "có" in texts:
        assert "Trực" in texts
    else:
        assert sum("Trực: có" in text for text in texts) == 15


def test_sixty_points_with_long_names_keep_every_word_in_order() -> None:
    model = model_of("sixty")
    in_drawing_order = " ".join(text.get_text() for text, _ in texts_of("sixty"))
    place = 0
    for row in model.indexes[1].rows:
        for word in row.cells[0].split():
            place = in_drawing_order.index(word, place) + len(word)


def test_sixty_points_with_short_names_fit_on_a4() -> None:
    figure = draw_figure(factory.ward(posts=60), SheetOptions(paper="A4"))
    assert figure.get_size_inches() * 25.4 == pytest.approx([297, 210])


def test_a_table_that_goes_on_in_another_column_says_so() -> None:
    assert "Chốt kiểm soát (tiếp theo)" in [text.get_text() for text, _ in texts_of("sixty")]


def test_tables_too_large_for_a_named_paper_are_refused_with_the_paper_to_try() -> None:
    with pytest.raises(SheetTooSmall) as refused:
        draw_figure(factory.ward(posts=60, long_names=True), SheetOptions(paper="A4"))
    assert refused.value.larger == "A3"


def test_tables_too_large_for_the_models_own_paper_go_on_the_next_larger_one() -> None:
    assert draw_figure(factory.ward(posts=60, long_names=True)).get_size_inches() * 25.4 == pytest.approx(
        [420, 297]
    )


def test_a_table_that_fits_no_paper_is_refused() -> None:
    model = factory.ward()
    table = model.indexes[1]
    endless = IndexTable(table.title, table.columns, table.rows * 1000)
    with pytest.raises(SheetTooSmall) as refused:
        draw_figure(dataclasses.replace(model, indexes=(endless,)))
    assert refused.value.larger is None


def test_an_unknown_paper_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        draw_figure(factory.ward(), SheetOptions(paper="A9"))


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        (
            "exercise",
            ["ỦY BAN NHÂN DÂN QUẬN LONG BIÊN", "ỦY BAN NHÂN DÂN PHƯỜNG GIA THỤY", "Số: 12/SCH"],
            [
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
                "Gia Thụy, ngày 08 tháng 9 năm 2021",
            ],
        ),
        (
            "ward",
            ["ĐẢNG BỘ QUẬN LONG BIÊN", "ĐẢNG ỦY PHƯỜNG GIA THỤY", "*", "Số 54-NQ/ĐU"],
            ["ĐẢNG CỘNG SẢN VIỆT NAM", "Gia Thụy, ngày 08 tháng 9 năm 2021"],
        ),
    ],
    ids=["state", "party"],
)
def test_the_head_has_the_official_form(name: str, left: list[str], right: list[str]) -> None:
    head = {text.get_text(): (text, box) for text, box in texts_of(name)}
    for half in (left, right):
        middles = [head[line][1].centroid for line in half]
        assert max(m.x for m in middles) - min(m.x for m in middles) < 1.5  # one axis
        assert [m.y for m in middles] == sorted((m.y for m in middles), reverse=True)
    assert head[left[1]][0].get_fontproperties().get_weight() == "bold"
    assert head[left[0]][0].get_fontproperties().get_weight() == "normal"
    assert head[right[0]][0].get_fontproperties().get_weight() == "bold"
    assert head[right[-1]][0].get_fontproperties().get_style() == "italic"
    number, date = head[left[-1]][0], head[right[-1]][0]
    assert number.get_position()[1] == date.get_position()[1]  # number and date on one line
    title, annex = (
        head["BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19"],
        head["(Kèm theo Nghị quyết số 54-NQ/ĐU ngày 07/9/2021)"],
    )
    # between the two halves, on the sheet's own axis
    assert max(head[line][1].bounds[2] for line in left) < title[1].bounds[0]
    assert title[1].bounds[2] < min(head[line][1].bounds[0] for line in right)
    assert title[1].centroid.x == pytest.approx((15 + 297 - 10) / 2 / MM, abs=1.5)
    assert title[0].get_fontsize() >= 12
    assert title[0].get_fontproperties().get_weight() == "bold"
    assert annex[0].get_fontproperties().get_style() == "italic"


def test_a_title_too_long_to_stand_between_the_halves_stands_under_them() -> None:
    model = factory.ward()
    long = "BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH BỆNH VÀ TỔ CHỨC CÁC CHỐT KIỂM SOÁT"
    model = dataclasses.replace(model, title_block=dataclasses.replace(model.title_block, title=long))
    baselines = {text.get_text(): text.get_position()[1] for text in draw_figure(model).findobj(Text)}
    assert baselines[long] > baselines["Gia Thụy, ngày 08 tháng 9 năm 2021"] > baselines["ĐẢNG CỘNG SẢN VIỆT NAM"]


def test_empty_lines_of_the_head_are_left_out() -> None:
    texts = [text.get_text() for text, _ in texts_of("city")]
    assert "" not in texts
    assert texts[0] == "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"


def test_only_warnings_are_boxed() -> None:
    boxes = [artist for gid, artist in artists_of("exercise").items() if gid.startswith("notice")]
    assert len(boxes) == 1
    assert boxes[0].get_edgecolor()[3] == 1
    assert not [gid for gid in artists_of("ward") if gid.startswith("notice")]


def test_the_watermark_is_large_aslant_and_translucent_and_only_on_an_exercise() -> None:
    mark = artists_of("exercise")["watermark"]
    assert mark.get_text() == "DIỄN TẬP"
    assert 0.05 < mark.get_alpha() < 0.25
    assert 20 < mark.get_rotation() < 60
    [box] = [box for text, box in texts_of("exercise") if text is mark]
    assert box.bounds[2] - box.bounds[0] > 0.5 * 842
    assert "watermark" not in artists_of("ward")


def test_the_renderer_says_its_own_words_in_the_models_language() -> None:
    english = dataclasses.replace(factory.ward(), words=words("sheet", "en"), language="en")
    texts = [text.get_text() for text in draw_figure(english).findobj(Text)]
    assert "LEGEND" in texts and "N" in texts
    assert "Scale 1:10,000" in texts
    assert not [text for text in texts if text in ("CHÚ GIẢI", "B")]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_wording_file_holds_exactly_the_words_the_sheet_needs(language: str) -> None:
    assert set(words("sheet", language)) == set(WORDS)


def test_a_name_with_dollar_signs_is_no_formula() -> None:
    model = dataclasses.replace(factory.ward(), facts=("Giá $5 và $6_7",))
    assert "Giá $5 và $6_7" in svg_texts(render_sheet(model, "svg"))


def test_a_sheet_without_anything_is_still_a_sheet() -> None:
    model = dataclasses.replace(factory.ward(), layers=(), legend=(), indexes=(), notices=(), facts=())
    assert render_sheet(model, "pdf").startswith(b"%PDF")
