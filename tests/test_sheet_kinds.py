"""Atlas, poster and pictures for telephones: of the samples, as they leave the room."""

from __future__ import annotations

import dataclasses
import importlib
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from types import SimpleNamespace

import pandas as pd
import pypdf
import pytest
import shapely
from matplotlib.text import Text
from PIL import Image
from sheet_ink import troubles

from geo.book import Book, Picture, Poster
from geo.mapmodel import Chart, MapModel
from geo.render_static.atlas import draw_book
from geo.render_static.picture import draw_picture
from geo.render_static.poster import draw_poster
from geo.render_static.save import HEAVIEST_PICTURE
from geo.sheet import Audience, PictureTooHeavy, SheetKind, SheetOptions, SheetTooSmall, Stamp
from zones.levels import WORST_FIRST, Level
from zones.places import Place
from zones.settings import SAMPLES
from zones.sheets import NoSuchUnit
from zones.sheets.picture import _levels
from zones.sheets.troubles import PrinterUnknown
from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost

WORST = parse_moment("2021-11-08T18:00")
INTERNAL = {"audience": Audience.INTERNAL, "printed_by": "Nguyễn Văn Trực"}


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandPost]:
    store = Store(f"sqlite:///{(tmp_path_factory.mktemp('kinds') / 'z.sqlite').as_posix()}")
    command_post = CommandPost(store)
    for place in ("nq54", "dien_tap"):
        command_post.load_sample(SAMPLES / place)
    yield command_post
    store.close()


def moment_of(place: str):
    return WORST if place == "dien_tap" else None


def order(post: CommandPost, place: str, form: str, **options):
    return post.order(place, moment_of(place), "vi", form, SheetOptions(**options))


def pages_of(data: bytes) -> list[str]:
    return [unicodedata.normalize("NFC", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


# --- atlas ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def atlas(post: CommandPost) -> tuple[bytes, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    data = post.sheet("dien_tap", WORST, "vi", "pdf", SheetOptions(SheetKind.ATLAS, **INTERNAL),
                      progress=lambda done, total: told.append((done, total)))
    return data, told


@pytest.fixture(scope="module")
def pages(atlas) -> list[str]:
    return pages_of(atlas[0])


def test_an_atlas_has_overview_a_page_for_each_unit_and_the_lists_and_all_are_numbered(pages: list[str]) -> None:
    assert "Các trang" in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert f"{number}/{len(pages)}" in page
    titles = [f"Tổ dân phố {n}" for n in (1, 2, 3, 5, 6, 7, 9, 10, 12, 13, 15, 16, 18)]
    for title, page in zip(titles, pages[1:14], strict=True):
        assert title in page
    assert "Chốt kiểm soát" in pages[14]
    assert any("Địa điểm nguy cơ" in page for page in pages[15:])


def test_the_contents_lead_to_the_page_with_that_unit(post: CommandPost, pages: list[str]) -> None:
    book = order(post, "dien_tap", "pdf", kind=SheetKind.ATLAS, **INTERNAL).content
    assert isinstance(book, Book)
    units = {row.number: row.cells[0].replace("Tổ ", "Tổ dân phố ") for row in book.contents.rows}
    assert len(units) == 13
    for number, name in units.items():
        lines = pages[number - 1].split("\n")
        assert f"{number}/{len(pages)}" in lines
        assert name in lines
        assert not any(other in lines for other in units.values() if other != name)
    assert all(re.fullmatch(r"[A-Z]\d", row.cells[2]) for row in book.contents.rows)


def test_a_public_atlas_lists_the_sites_that_a_document_names_with_the_pages_that_show_them(post: CommandPost) -> None:
    book = order(post, "nq54", "pdf", kind=SheetKind.ATLAS).content
    assert isinstance(book, Book)
    table = next(one.tables[0] for one in book.listings if one.title.startswith("Địa điểm theo văn bản"))
    listed = {row.cells[0]: (row.number, *row.cells[1:]) for row in table.rows}
    assert listed["TTTM Savico"] == (14, "KV2 (54-NQ/ĐU)", "Tổ 18", "L3", "14")
    assert listed["Cửa hàng tiện ích, cửa hàng kinh doanh hàng thiết yếu"] == (1, "KV2 (54-NQ/ĐU)", "", "", "1")
    assert len(listed) == 6
    for name, (page, _, where, *_) in listed.items():
        model = (book.overview, *book.maps)[page - 1]
        sections = model.panel.sections if page > 1 else model.legend
        said = [str(line) for section in sections if section.title == "Địa điểm theo văn bản"
                for line in (section.lines if page > 1 else section.entries)]
        assert any(name in line for line in said)
        assert page == 1 or model.title_block.title.endswith(where.removeprefix("Tổ "))
    others = [model for model in book.maps if not model.title_block.title.endswith(("13", "15", "16", "18"))]
    assert not any(section.title == "Địa điểm theo văn bản" for model in others for section in model.panel.sections)


def test_a_head_without_an_issuer_has_no_star_and_a_column_without_a_word_no_heading(post: CommandPost) -> None:
    pages = pages_of(post.sheet("nq54", None, "vi", "pdf", SheetOptions(SheetKind.ATLAS)))
    assert "*" in pages[0].split("\n")
    assert not any("*" in page.split("\n") for page in pages[1:])
    assert "Các trang" in pages[0]
    assert not any(line.strip() == "Ca mắc:" for page in pages for line in page.split("\n"))


def test_the_progress_of_an_atlas_rises_to_its_last_page(atlas) -> None:
    data, told = atlas
    count = len(pypdf.PdfReader(io.BytesIO(data)).pages)
    assert [done for done, _ in told] == list(range(1, count + 1))
    assert {total for _, total in told} == {count}


def test_a_units_page_has_its_own_zoom_sentence_numbers_points_and_curve(post: CommandPost) -> None:
    subject = post.subject("dien_tap", WORST, "vi", Audience.INTERNAL)
    book = order(post, "dien_tap", "pdf", kind=SheetKind.ATLAS, **INTERNAL).content
    page = next(model for model in book.maps if model.title_block.title == "Tổ dân phố 13")
    area = next(unit["geometry"] for unit in subject.units() if unit["area_id"] == "gia-thuy/to-13")
    window = shapely.box(*page.bounds)
    assert window.contains(area)
    assert window.area < 3 * area.envelope.area
    assert page.title_block.subtitle.startswith("Vùng đỏ – cấp 4")
    assert {section.title for section in page.panel.sections} >= {"Vì sao?", "Số liệu", "Biện pháp áp dụng"}
    assert isinstance(page.panel.chart, Chart)
    records = post.store.read("dien_tap", "cases")
    mine = records[(records["area_id"] == "gia-thuy/to-13") & (records["disease"] == "covid-19")]
    mine = mine[(mine["date_reporting"] <= WORST) & (mine["date_reporting"] >= parse_moment("2021-10-12T00:00"))]
    assert sum(value or 0 for value in page.panel.chart.values) == mine["count"].sum() > 0
    for table in page.indexes:
        for row in table.rows:
            feature = next(f for layer in page.layers for f in layer.features if f.number == row.number)
            assert feature.geometry.distance(area) < 0.0004


def test_the_squares_of_a_units_page_are_those_of_the_overview(post: CommandPost) -> None:
    book = order(post, "nq54", "pdf", kind=SheetKind.ATLAS).content
    assert {model.grid for model in book.maps} == {book.overview.grid}


def test_a_day_of_which_nobody_reported_is_a_gap_in_the_curve(post: CommandPost) -> None:
    subject = post.subject("nq54", None, "vi", Audience.INTERNAL)
    chart = subject.curve("gia-thuy/to-1")
    # NQ54's only report ends on 4/9/2021; the map is of 8/9
    assert chart.values[-3:] == (None, None, None)
    assert chart.values[-5] == 0


def test_every_letter_of_an_atlas_is_embedded_once(atlas) -> None:
    reader = pypdf.PdfReader(io.BytesIO(atlas[0]))
    files = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            made = font.get_object()
            inner = made["/DescendantFonts"][0].get_object() if "/DescendantFonts" in made else made
            files.add(inner["/FontDescriptor"].get_object().raw_get("/FontFile2").idnum)
    assert 2 <= len(files) <= 8     # four cuts, in as many parts as their letters need
    assert len(atlas[0]) < 6_000_000


def test_no_text_of_any_page_collides_or_leaves_it(post: CommandPost, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.render_static import atlas as room

    found: list[list[str]] = []

    def look(figures, _title):
        found.extend(troubles(figure) for figure in itertools.islice(figures, 30))
        return b""

    monkeypatch.setattr(room, "save_pages", look)
    made = order(post, "dien_tap", "pdf", kind=SheetKind.ATLAS, portrait=True, paper="A4")
    book = made.content
    crowded = sorted(book.maps, key=lambda one: -sum(len(table.rows) for table in one.indexes))[:4]
    draw_book(dataclasses.replace(book, maps=tuple(crowded)), made.options, made.stamp)
    assert len(found) >= 6
    assert found == [[]] * len(found)


def test_contents_that_find_no_room_on_the_overview_are_a_list_of_their_own(post: CommandPost) -> None:
    made = order(post, "nq54", "pdf", kind=SheetKind.ATLAS)
    book = made.content
    first = book.contents.rows[0]
    rows = tuple(dataclasses.replace(first, number=n, cells=(*first.cells[:-1], str(n))) for n in range(2, 700))
    many = dataclasses.replace(book, maps=(), listings=(), contents=dataclasses.replace(book.contents, rows=rows))
    pages = pages_of(draw_book(many, dataclasses.replace(made.options, paper="A4"), made.stamp))
    assert len(pages) > 3
    assert "Các trang" not in pages[0]
    assert "Các trang" in pages[1]
    assert "699" in pages[-1]


# --- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["png", "jpg"])
@pytest.mark.parametrize(("kind", "size"), [(SheetKind.SQUARE, (1080, 1080)), (SheetKind.TALL, (1080, 1920))])
def test_a_picture_has_its_pixels_and_is_light_enough_to_be_sent_as_it_is(
    post: CommandPost, kind: SheetKind, size: tuple[int, int], form: str
) -> None:
    data = post.sheet("dien_tap", WORST, "vi", form, SheetOptions(kind))
    assert len(data) < HEAVIEST_PICTURE == 1_000_000
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == size
        assert picture.format == {"png": "PNG", "jpg": "JPEG"}[form]


@pytest.mark.parametrize("kind", [SheetKind.SQUARE, SheetKind.TALL])
@pytest.mark.parametrize("place", ["nq54", "dien_tap"])
def test_on_a_telephone_every_word_is_ten_points_high_and_none_collides(
    post: CommandPost, place: str, kind: SheetKind
) -> None:
    made = order(post, place, "png", kind=kind)
    assert isinstance(made.content, Picture)
    figure = draw_picture(made.content, made.options, made.stamp)
    assert troubles(figure) == []
    # 390 CSS pixels across a telephone: what is 6 pt of 216 here is 10.8 there
    across = float(figure.get_size_inches()[0]) * 72
    small = min(text.get_fontsize() for text in figure.findobj(Text))
    assert small / across * 390 >= 10
    words = " ".join(text.get_text() for text in figure.findobj(Text))
    for level in ("Vùng đỏ", "Vùng cam", "Vùng vàng", "Vùng xanh"):
        assert level in words
    assert "Số liệu đến" in words
    # who looks for their own group finds it: nothing on the map has covered its name
    lines = {text.get_text() for text in figure.findobj(Text)}
    names = [feature.label.split("\n")[0] for feature in made.content.model.layer("zones").features if feature.label]
    assert len(names) == 13
    for name in names:
        assert name in lines or {"Tổ", name.removeprefix("Tổ ")} <= lines, name


def test_a_tall_picture_of_many_units_names_those_of_the_worst_levels_alone(
    post: CommandPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zones.sheets.picture._FEW", 5)      # red 2, orange 2, and then yellow 5, green 4
    made = order(post, "dien_tap", "png", kind=SheetKind.TALL)
    said = [entry.label for entry in made.content.model.legend[0].entries]
    assert said[:4] == ["Vùng đỏ: Tổ 12, Tổ 13; 4\u00a0điểm", "Vùng cam: Tổ 6, Tổ 15; 4\u00a0điểm",
                        "Vùng vàng: 4\u00a0điểm", "Vùng xanh"]


def test_a_tall_picture_names_the_units_of_each_level(post: CommandPost) -> None:
    made = order(post, "dien_tap", "png", kind=SheetKind.TALL)
    labels = [entry.label for entry in made.content.model.legend[0].entries]
    assert labels[0] == "Vùng đỏ: Tổ 12, Tổ 13; 4\u00a0điểm"
    named = [name for label in labels if label.startswith("Vùng")
             for name in label.split(": ")[1].split(";")[0].split(", ")]
    assert len(named) == 13 == len(set(named))


def test_a_tall_picture_lists_until_when_areas_are_closed_and_its_map_does_not(post: CommandPost) -> None:
    model = order(post, "dien_tap", "png", kind=SheetKind.TALL).content.model
    closed = [entry.label for entry in model.legend[0].entries if entry.style == "lockdown"]
    assert len(closed) == len(model.layer("lockdowns").features) > 2
    assert all(": phong tỏa đến " in label for label in closed)
    assert not any(feature.label for feature in model.layer("lockdowns").features)
    square = order(post, "dien_tap", "png", kind=SheetKind.SQUARE).content.model
    assert [entry.style for entry in square.legend[0].entries] == [f"zone.{level}" for level in WORST_FIRST[:4]]


def test_a_tall_picture_tells_wards_of_one_name_apart_and_a_commune_from_a_ward() -> None:
    named = [("1", "Phường Quang Trung", "Quận Đống Đa"), ("2", "Phường Quang Trung", "Quận Hà Đông"),
             ("3", "Xã Kim Sơn", "Huyện Gia Lâm"), ("4", "Phường Kim Sơn", "Thị xã Sơn Tây"), ("5", "Xã An Mỹ", None)]
    subject = SimpleNamespace(
        language="vi", situation=SimpleNamespace(
            area_levels={key: Level.RED for key, _, _ in named}, level_counts=(),
            areas=pd.DataFrame({"area_level": ["ward"]}), locked=pd.DataFrame()),
        units=lambda: [{"area_id": key, "name": name, "parent_name": parent} for key, name, parent in named])
    said = _levels(subject, True).entries[0].label
    assert said == ("Vùng đỏ: Quang Trung, Quận Đống Đa; Quang Trung, Quận Hà Đông; Kim Sơn, Huyện Gia Lâm; "
                    "Kim Sơn, Thị xã Sơn Tây; An Mỹ")


def test_a_picture_too_heavy_for_a_messenger_is_refused(monkeypatch: pytest.MonkeyPatch, post: CommandPost) -> None:
    monkeypatch.setattr(importlib.import_module("geo.render_static.save"), "HEAVIEST_PICTURE", 1000)
    with pytest.raises(PictureTooHeavy):
        post.sheet("nq54", None, "vi", "jpg", SheetOptions(SheetKind.SQUARE))


# --- poster ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize(("place", "unit", "headline"), [
    ("dien_tap", "area/gia-thuy/to-15", "VÙNG CAM"), ("dien_tap", "area/gia-thuy/to-13", "VÙNG ĐỎ"),
    ("nq54", "area/gia-thuy/to-1", "VÙNG XANH"),
])
def test_a_poster_says_the_colour_large_and_what_it_asks(
    post: CommandPost, place: str, unit: str, headline: str, paper: str
) -> None:
    made = order(post, place, "pdf", kind=SheetKind.POSTER, unit=unit, paper=paper)
    figure = draw_poster(made.content, made.options, made.stamp)
    wide, high = figure.get_size_inches()
    assert high > wide
    assert troubles(figure) == []
    [large] = [text for text in figure.findobj(Text) if text.get_gid() == "headline"]
    assert large.get_text() == headline
    assert large.get_fontsize() >= 48 * (1.2 if paper == "A3" else 1.0)
    words = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "KHU VỰC NÀY" in words
    measure = post.situation(place, moment_of(place)).applied[unit.removeprefix("area/")].measure
    first = re.split(r"[;.]", measure.text["vi"])[0].split()
    assert all(word in words for word in first[1:])
    assert "Số liệu đến" in words


def test_the_poster_of_a_post_on_a_border_takes_the_stricter_side(post: CommandPost) -> None:
    situation = post.situation("dien_tap", WORST)
    posts = situation.checkpoints.dropna(subset=["geometry"])
    seen = set()
    for key, spot in zip(posts["checkpoint_id"], posts.geometry, strict=True):
        made = order(post, "dien_tap", "pdf", kind=SheetKind.POSTER, unit=f"checkpoint/{key}").content
        assert isinstance(made, Poster)
        level = made.style.removeprefix("zone.")
        near = shapely.distance(situation.areas.geometry.to_numpy(), spot) < 0.000005
        levels = [situation.area_levels[area_id] for area_id in situation.areas["area_id"][near]]
        if levels:
            assert level == max(levels, key=lambda one: one.severity)
            seen.add(len(levels))
        assert any("Chốt" in heading for heading, _ in made.items)
    assert max(seen) >= 2


def test_an_unknown_unit_is_refused(post: CommandPost) -> None:
    with pytest.raises(NoSuchUnit):
        order(post, "nq54", "pdf", kind=SheetKind.POSTER, unit="area/nowhere")


def test_measures_longer_than_a_poster_are_refused_and_not_cut(post: CommandPost) -> None:
    made = order(post, "nq54", "pdf", kind=SheetKind.POSTER, unit="area/gia-thuy/to-1", paper="A4")
    endless = dataclasses.replace(made.content, items=(("Biện pháp", ("rất dài " * 60,) * 20),))
    with pytest.raises(SheetTooSmall):
        draw_poster(endless, made.options, Stamp())


# --- for whom -------------------------------------------------------------------------------------


def test_a_poster_hangs_in_the_street_and_is_public_whatever_was_asked(post: CommandPost) -> None:
    unit = "area/gia-thuy/to-13"
    inside = order(post, "dien_tap", "pdf", kind=SheetKind.POSTER, unit=unit, **INTERNAL)
    assert inside.stamp.imprint == ""
    assert inside.content == order(post, "dien_tap", "pdf", kind=SheetKind.POSTER, unit=unit).content
    layers = inside.content.model.layers
    points = {layer.id for layer in layers for f in layer.features if "Point" in f.geometry.geom_type}
    assert points <= {"posts_hard", "posts_soft"}


@pytest.mark.parametrize("kind", [SheetKind.MAP, SheetKind.ATLAS, SheetKind.SQUARE])
def test_an_internal_sheet_without_a_name_is_refused_and_with_one_carries_it(
    post: CommandPost, kind: SheetKind
) -> None:
    unit = "area/gia-thuy/to-1"
    with pytest.raises(PrinterUnknown):
        order(post, "nq54", "png", kind=kind, unit=unit, audience=Audience.INTERNAL, printed_by="  ")
    assert order(post, "nq54", "png", kind=kind, unit=unit).stamp.imprint == ""
    imprint = order(post, "nq54", "png", kind=kind, unit=unit, **INTERNAL).stamp.imprint
    assert "Nguyễn Văn Trực" in imprint
    assert re.search(r"\d\d:\d\d \d\d/\d\d/\d{4}", imprint)


def test_public_is_what_is_drawn_when_nobody_chose(post: CommandPost) -> None:
    plain = pypdf.PdfReader(io.BytesIO(post.sheet("dien_tap", WORST, "vi", "pdf"))).pages[0].extract_text()
    inside = pypdf.PdfReader(io.BytesIO(post.sheet("dien_tap", WORST, "vi", "pdf", SheetOptions(**INTERNAL)))).pages[0]
    assert "Địa điểm theo văn bản" in unicodedata.normalize("NFC", plain)
    assert "Nguyễn Văn Trực" not in unicodedata.normalize("NFC", plain)
    assert "Nguyễn Văn Trực" in unicodedata.normalize("NFC", inside.extract_text())
    assert SheetOptions().audience is Audience.PUBLIC


def test_the_inset_shows_the_ward_among_its_neighbours_where_the_store_knows_them(post: CommandPost) -> None:
    assert order(post, "nq54", "pdf").content.inset is None
    post.create_place(Place("quan", "Quận Long Biên", "vn-qd4800"), "t")
    areas = post.store.read("nq54", "areas")
    ward = areas.dissolve().geometry.iloc[0]
    shapes = [ward, *(shapely.affinity.translate(ward, dx, dy) for dx, dy in ((0.02, 0), (-0.02, 0), (0, 0.012)))]
    import geopandas as gpd

    from geo.areas import AREAS

    frame = AREAS.check(AREAS.tidy(gpd.GeoDataFrame([
        {"area_id": f"p{n}", "name": name, "area_level": "ward", "geometry": shape}
        for n, (name, shape) in enumerate(zip(
            ("Phường Gia Thụy", "Phường Việt Hưng", "Phường Ngọc Lâm", "Phường Đức Giang"), shapes, strict=True))
    ], crs=4326)))
    with post.store.write("quan", author="t", action="import", recorded_at=post.clock()) as writer:
        writer.put("areas", frame)
    inset = order(post, "nq54", "pdf").content.inset
    assert inset.title == "Vị trí trong quận Long Biên"
    assert [f.label for f in inset.features] == ["Việt Hưng", "Ngọc Lâm", "Đức Giang", "Gia Thụy"]
    assert inset.features[-1].style == "inset.own"
    model = order(post, "nq54", "pdf").content
    assert isinstance(model, MapModel)
