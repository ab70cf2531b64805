"""What a person chooses for a sheet: paper, turn, exact scale, ink, squares; and nothing collides in any of them."""

from __future__ import annotations

import dataclasses
import importlib
import io
import pickle
import re
import unicodedata
import zlib
from functools import cache

import model_factory as factory
import numpy as np
import pypdf
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from PIL import Image
from shapely.geometry import Point
from sheet_ink import ink_of, laid_over, troubles

from geo.crs import one_to_lonlat, one_to_metric
from geo.grid import LETTERS, Grid, make_grid
from geo.mapmodel import Feature, Inset, Layer, MapModel, Notice, NoticeKind, Style
from geo.render_static import draw_figure, render_sheet
from geo.render_static.strips import dashes_of, streamed_png
from geo.sheet import PAPERS, ScaleTooLarge, SheetOptions, SheetTooSmall, Stamp
from zones.levels import WORST_FIRST, Level
from zones.look import FOCUS_STYLES, GREY, in_grey, zone_style
from zones.sheets.troubles import read_scale, say_sheet_trouble

MM = 25.4 / 72
# the package's `save` is the function: the module of that name is asked for by its full name
save_module = importlib.import_module("geo.render_static.save")
CODE = tuple(tuple((7 * row + 5 * column) % 3 == 0 for column in range(29)) for row in range(29))
STAMP = Stamp(status="NHÁP", lines=("Bản đồ số 12/BĐ-SCH", "Tra cứu: https://gia-thuy.example/kiem-tra/A7K2-9MQ4"),
              code=CODE, imprint="NỘI BỘ – Nguyễn Thị Phương Thảo in lúc 15:41 08/09/2021")
FIVE_LINES = "Tổ dân phố số 13 khu tập thể Công ty Xây dựng và Phát triển nhà Gia Lâm – Đoàn 871 (cũ)"


def with_grid(model: MapModel) -> MapModel:
    west, south, east, north = model.bounds
    low, high = one_to_metric(Point(west, south)), one_to_metric(Point(east, north))
    return dataclasses.replace(model, grid=make_grid((low.x, low.y, high.x, high.y)))


def with_long_names(model: MapModel) -> MapModel:
    """Every unit has a name that takes five lines."""
    areas = model.layer("areas")
    longer = dataclasses.replace(areas, features=tuple(
        dataclasses.replace(f, label=f"{FIVE_LINES} {n}") for n, f in enumerate(areas.features)))
    return dataclasses.replace(model, layers=tuple(longer if layer is areas else layer for layer in model.layers))


@cache
def model_of(name: str) -> MapModel:
    made = {
        "ward": lambda: factory.ward(exercise=True),
        "sixty": lambda: factory.ward(posts=60, long_names=True, exercise=True),
        "five-lines": lambda: with_long_names(factory.ward(exercise=True)),
        "city": factory.city,
    }[name]()
    return with_grid(made)


def scale_of(figure: object) -> int:
    [text] = [text for text in figure.findobj(Text) if text.get_gid() == "scale"]
    return int(text.get_text().split("1:")[1].replace(".", ""))


# --- paper ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("portrait", [False, True], ids=["landscape", "portrait"])
@pytest.mark.parametrize(("name", "paper"), [
    ("ward", "A4"), ("ward", "A2"), ("ward", "A0"), ("sixty", "A3"), ("five-lines", "A4"), ("city", "A3"),
])
def test_nothing_collides_or_is_cut_on_any_paper_either_way(name: str, paper: str, portrait: bool) -> None:
    figure = draw_figure(model_of(name), SheetOptions(paper=paper, portrait=portrait), STAMP)
    size = (PAPERS[paper].width_mm, PAPERS[paper].height_mm)
    assert figure.get_size_inches() * 25.4 == pytest.approx(size[::-1] if portrait else size)
    assert troubles(figure) == []
    written = "".join(text.get_text() for text in figure.findobj(Text))  # an address may stand in two lines
    for line in STAMP.lines:
        assert line.replace(" ", "") in written.replace(" ", "")
    for table in model_of(name).indexes:
        for row in table.rows:
            assert str(row.number) in written


def test_the_measure_itself_finds_a_collision_a_cut_and_small_type() -> None:
    figure = draw_figure(model_of("ward"))
    [scale] = [text for text in figure.findobj(Text) if text.get_gid() == "scale"]
    figure.text(0.5, 0.5, "Tổ dân phố", fontsize=8)
    figure.text(0.5, 0.5, "Tổ dân phố", fontsize=8)
    figure.text(0.99, 0.3, "ra ngoài trang", fontsize=8)
    scale.set_fontsize(4)
    found = " ".join(troubles(figure))
    assert "cover each other" in found
    assert "leaves the page" in found
    assert "too small" in found


def test_an_upright_page_uses_its_width_for_the_map() -> None:
    figure = draw_figure(model_of("ward"), SheetOptions(paper="A4", portrait=True))
    zone = next(a for a in figure.findobj(PathPatch) if (a.get_gid() or "").startswith("zones/"))
    window = zone.get_clip_box()
    assert window.width * 25.4 / figure.dpi > 0.75 * 210


# --- exact scale ----------------------------------------------------------------------------------


def ruler(length_m: float = 1000.0) -> MapModel:
    """The ward with a line of a known length and colour on it."""
    model = model_of("ward")
    west, south, east, north = model.bounds
    middle = one_to_metric(Point((west + east) / 2, (south + north) / 2))
    line = shapely.LineString([(middle.x - length_m / 2, middle.y), (middle.x + length_m / 2, middle.y)])
    ruled = Layer("ruler", "", "", (Feature("ruler", "ruler", one_to_lonlat(line)),))
    style = Style("ruler", stroke="#010203", stroke_width_pt=0.77)
    return dataclasses.replace(model, layers=(*model.layers, ruled), styles={**model.styles, "ruler": style})


def ruler_in_pdf(data: bytes) -> float:
    """The ruler's length in mm as the PDF's own drawing commands have it."""
    page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    stream = page.get_contents().get_data().decode("latin-1")
    # the line is drawn right after its own width is set
    drawn = stream[stream.index("0.77 w"):]
    [x0, y0, x1, y1] = [float(v) for v in re.search(r"([\d.]+) ([\d.]+) m\s+([\d.]+) ([\d.]+) l", drawn).groups()]
    return float(np.hypot(x1 - x0, y1 - y0)) * MM


@pytest.mark.parametrize(("paper", "portrait", "scale"), [
    ("A2", False, 5000), ("A1", True, 5000), ("A0", False, 2500), ("A3", False, 12_345), ("A4", True, 20_000),
])
def test_an_exact_scale_is_right_on_the_paper_of_the_pdf(paper: str, portrait: bool, scale: int) -> None:
    options = SheetOptions(paper=paper, portrait=portrait, denominator=scale)
    data = render_sheet(ruler(), "pdf", options)
    assert ruler_in_pdf(data) == pytest.approx(1_000_000 / scale, rel=0.005)
    box = pypdf.PdfReader(io.BytesIO(data)).pages[0].mediabox
    wide, high = PAPERS[paper].width_mm, PAPERS[paper].height_mm
    assert (float(box.width) * MM, float(box.height) * MM) == pytest.approx(
        (high, wide) if portrait else (wide, high), abs=0.1)
    said = f"1:{scale:,}".replace(",", ".")
    assert said in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_a_scale_too_large_is_refused_with_the_one_that_fits_and_that_one_does_fit() -> None:
    with pytest.raises(ScaleTooLarge) as refused:
        draw_figure(model_of("ward"), SheetOptions(paper="A4", denominator=1000))
    fits = refused.value.fits
    assert scale_of(draw_figure(model_of("ward"), SheetOptions(paper="A4", denominator=fits))) == fits
    sentence = say_sheet_trouble(refused.value, "vi")
    assert "1:1.000" in sentence
    assert f"1:{fits:,}".replace(",", ".") in sentence


@pytest.mark.parametrize("trouble", [ScaleTooLarge(1000, "A4", 10_000), SheetTooSmall("A4"), SheetTooSmall("A0")])
def test_a_trouble_goes_from_one_process_to_another_as_it_is(trouble: Exception) -> None:
    again = pickle.loads(pickle.dumps(trouble))
    assert say_sheet_trouble(again, "vi") == say_sheet_trouble(trouble, "vi")


@pytest.mark.parametrize(("typed", "denominator"), [
    ("1:5000", 5000), ("1:5.000", 5000), ("1/5000", 5000), (" 5 000 ", 5000), ("12500", 12_500),
    ("1 : 1,000,000", 10**6),
])
def test_a_scale_is_read_as_people_type_it(typed: str, denominator: int) -> None:
    assert read_scale(typed) == denominator


@pytest.mark.parametrize("typed", ["", "abc", "1:0", "1:5", "2:5000", "-5000", "1:99999999", "1:50.00"])
def test_what_is_no_scale_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError):
        read_scale(typed)


# --- squares --------------------------------------------------------------------------------------


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(10, 2e5), st.floats(10, 2e5))
def test_squares_are_round_few_and_cover_the_place(west: float, south: float, wide: float, high: float) -> None:
    grid = make_grid((west, south, west + wide, south + high))
    assert 1 <= grid.columns <= 12
    assert 1 <= grid.rows <= 12
    assert grid.square(west + wide / 2, south + high / 2)
    assert grid.west - 1e-6 <= west < west + wide <= grid.west + grid.columns * grid.step + 1e-6
    assert float(f"{grid.step:.1e}") == grid.step            # 250, 500, 2000: never 437


def test_letters_that_pass_for_figures_are_left_out() -> None:
    assert not set("IJO") & set(LETTERS)
    assert Grid(0, 100, 10, 10, 10).square(85, 55) == "K5"
    assert Grid(0, 100, 10, 10, 10).square(101, 55) == ""


def test_each_numbered_point_lies_in_the_square_that_the_frame_names() -> None:
    """The letters and numbers at the frame, read as a person reads them, lead to the square of the grid."""
    model = model_of("ward")
    figure = draw_figure(model, SheetOptions(paper="A3"))
    named = [(text, box.centroid) for text, box in ink_of(figure) if (text.get_gid() or "").startswith("square-")]
    columns = {text.get_text(): spot.x for text, spot in named if text.get_text().isalpha()}
    rows = {text.get_text(): spot.y for text, spot in named if text.get_text().isdigit()}
    assert list(columns) == list(LETTERS[: model.grid.columns])
    high = float(figure.get_size_inches()[1]) * 72
    artists = {artist.get_gid(): artist for artist in figure.findobj() if artist.get_gid()}
    seen = 0
    for layer in model.layers:
        for feature in layer.features:
            patch = artists.get(f"{layer.id}/{feature.id}")
            if feature.number is None or patch is None or artists.get(f"{layer.id}/{feature.id}#leader"):
                continue
            box = patch.get_path().get_extents()
            x, y = (box.x0 + box.x1) / 2, high - (box.y0 + box.y1) / 2
            metric = one_to_metric(feature.geometry)
            name = model.grid.square(metric.x, metric.y)
            step = model.grid.step * 1000 / MM / scale_of(figure)
            if not name or abs((metric.x - model.grid.west) % model.grid.step) < 5:
                continue
            # a column that the frame cuts has its letter in the middle of what is seen of it
            assert abs(columns[name[0]] - x) <= step
            assert abs(rows[name[1:]] - y) <= step
            seen += 1
    assert seen >= 10


# --- ink ------------------------------------------------------------------------------------------


def grey_patches(black_and_white: bool) -> dict[Level, float]:
    """The mean brightness of a large field of each level, hatch and all, on the finished picture."""
    styles = {f"zone.{level}": dataclasses.replace(zone_style(level, "vi"), letter="") for level in WORST_FIRST}
    styles = in_grey(styles) if black_and_white else styles
    west, south, east, north = factory.ward().bounds
    step = (east - west) / 5
    fields = tuple(
        Feature(str(level), f"zone.{level}", shapely.box(west + n * step, south, west + (n + 1) * step, north))
        for n, level in enumerate(WORST_FIRST)
    )
    model = dataclasses.replace(
        factory.ward(), layers=(Layer("zones", "", "", fields),), indexes=(),
        styles={**factory.ward().styles, **styles},
    )
    options = SheetOptions(dpi=150, black_and_white=black_and_white)
    figure = draw_figure(model, options)
    boxes = {a.get_gid(): a.get_path().get_extents() for a in figure.findobj(PathPatch) if a.get_gid()}
    with Image.open(io.BytesIO(render_sheet(model, "png", options))) as picture:
        if black_and_white:
            pixels = np.asarray(picture.convert("RGB")).astype(int)
            assert np.ptp(pixels, axis=2).max() <= 1            # not one coloured pixel
        grey = np.asarray(picture.convert("L"))
    found = {}
    for level in WORST_FIRST:
        box = boxes[f"zones/{level}"]
        x0, x1, y0, y1 = (round(value * 150 / 72) for value in (box.x0, box.x1, box.y0, box.y1))
        inset_x, inset_y = (x1 - x0) // 5, (y1 - y0) // 5
        found[level] = float(grey[y0 + inset_y: y1 - inset_y, x0 + inset_x: x1 - inset_x].mean())
    return found


def test_in_black_and_white_the_five_levels_differ_in_grey_and_the_worse_is_the_darker() -> None:
    found = grey_patches(black_and_white=True)
    order = [found[level] for level in (Level.RED, Level.ORANGE, Level.YELLOW, Level.UNASSESSED, Level.GREEN)]
    assert order == sorted(order)
    assert min(np.diff(order)) > 12         # of 255: seen beside each other on a copy


def test_in_colour_the_photocopy_alone_would_not_tell_all_levels_apart() -> None:
    # this is why there is a sheet for black and white at all
    found = sorted(grey_patches(black_and_white=False).values())
    assert min(np.diff(found)) < 12


def test_hatch_and_letter_stay_on_a_sheet_without_colour() -> None:
    model = model_of("ward")
    plain = draw_figure(model, SheetOptions(paper="A4"))
    grey = draw_figure(model, SheetOptions(paper="A4", black_and_white=True))

    def hatches(figure: object) -> list[str]:
        return sorted(a.get_hatch() for a in figure.findobj(PathPatch) if a.get_hatch())

    assert hatches(plain) == hatches(grey) != []
    assert [t.get_text() for t in plain.findobj(Text)] == [t.get_text() for t in grey.findobj(Text)]
    assert set(GREY) == set(Level)


# --- large pictures -------------------------------------------------------------------------------


def test_a_picture_written_in_strips_is_the_picture_drawn_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of("ward")
    monkeypatch.setattr(save_module, "_FINE_DPI", 1)      # both are drawn at the very dpi asked for
    with Image.open(io.BytesIO(streamed_png(draw_figure(model), "Tựa đề", 72))) as streamed:
        strips = np.asarray(streamed.convert("RGB")).astype(int)
        assert streamed.text["Title"] == "Tựa đề"
        assert streamed.info["dpi"] == pytest.approx((72, 72), abs=0.1)
    figure = draw_figure(model)
    whole = np.asarray(save_module._pixels(figure, 72)).astype(int)
    assert strips.shape == whole.shape
    # ends of dashes lie a fraction of a pixel elsewhere; nothing else differs, and no seam is seen
    differs = np.abs(strips - whole).max(axis=2) > 24
    assert differs.mean() < 0.005
    assert max(differs[seam - 1: seam + 1].mean() for seam in range(72, len(whole), 72)) < 0.05


def test_every_chunk_of_a_streamed_png_has_its_checksum() -> None:
    data = streamed_png(draw_figure(model_of("ward")), "T", 72, strip_inches=4)
    place, kinds = 8, []
    while place < len(data):
        length = int.from_bytes(data[place:place + 4], "big")
        body = data[place + 4: place + 8 + length]
        assert zlib.crc32(body) == int.from_bytes(data[place + 8 + length: place + 12 + length], "big")
        kinds.append(body[:4])
        place += 12 + length
    assert kinds[0] == b"IHDR"
    assert kinds[-1] == b"IEND"


_ON_PAPER = st.floats(0, 200).map(lambda value: round(value, 6))   # no 1e-240 pt, where distances divide by zero


@settings(max_examples=40)
@example([(126.0, 1.0), (2.0, 0.0), (0.0, 0.0)], [1.0, 1.0])
@given(st.lists(st.tuples(_ON_PAPER, _ON_PAPER), min_size=2, max_size=6),
       st.lists(st.floats(0.5, 20), min_size=2, max_size=4).filter(lambda pattern: len(pattern) % 2 == 0))
def test_cut_dashes_lie_on_their_line_and_are_as_long_as_the_pattern_says(
    points: list[tuple[float, float]], pattern: list[float]
) -> None:
    line = shapely.LineString(points)
    if line.length < 1:
        return
    cut = dashes_of(Path(points), np.array(pattern))
    cut.should_simplify = False           # of many dashes `to_polygons` would move ends by up to a ninth of a unit
    pieces = [shapely.LineString(piece) for piece in cut.to_polygons(closed_only=False)]
    dots = [shapely.points(shapely.get_coordinates(shapely.segmentize(piece, 0.25))) for piece in pieces]
    assert all(shapely.distance(line, piece).max() < 1e-6 for piece in dots)
    whole, rest = divmod(line.length, sum(pattern))
    expected = whole * sum(pattern[::2])
    for place, length in enumerate(pattern):
        part = min(length, rest)
        expected += part if place % 2 == 0 else 0.0
        rest -= part
    assert sum(piece.length for piece in pieces) == pytest.approx(expected, abs=0.1)


# --- what lies over and beside --------------------------------------------------------------------


def test_who_printed_an_internal_sheet_is_read_in_every_part_of_it() -> None:
    figure = draw_figure(model_of("ward"), SheetOptions(paper="A4"), STAMP)
    marks = [box for text, box in ink_of(figure) if (text.get_gid() or "").startswith("imprint")]
    wide, high = (float(inches) * 72 for inches in figure.get_size_inches())
    for column in range(3):
        for row in range(3):
            part = shapely.box(column * wide / 3, row * high / 3, (column + 1) * wide / 3, (row + 1) * high / 3)
            assert any(mark.intersects(part) for mark in marks)


def test_a_draft_of_an_exercise_says_both_across_the_sheet() -> None:
    texts = [t.get_text() for t in draw_figure(model_of("ward"), SheetOptions(), STAMP).findobj(Text)
             if (t.get_gid() or "") == "watermark"]
    assert texts == ["DIỄN TẬP – NHÁP"]
    assert all(laid_over(t) for t in draw_figure(model_of("ward"), SheetOptions(), STAMP).findobj(Text)
               if (t.get_gid() or "") == "watermark")


def test_the_small_map_of_the_surroundings_lies_on_ground_that_shows_nothing() -> None:
    model = model_of("ward")
    west, south, east, north = model.bounds
    own = shapely.box(west, south, east, north)
    other = shapely.box(east, south, east + (east - west), north)
    inset = Inset("Vị trí trong quận Long Biên", (Feature("o", "inset.other", other, label="Việt Hưng"),
                                                 Feature("own", "inset.own", own, label="Gia Thụy")))
    model = dataclasses.replace(model, inset=inset, styles={**model.styles, **FOCUS_STYLES})
    figure = draw_figure(model, SheetOptions(paper="A3"))
    [box] = [a.get_path().get_extents() for a in figure.findobj(PathPatch) if a.get_gid() == "inset"]
    room = shapely.box(box.x0, box.y0, box.x1, box.y1)
    for artist in figure.findobj(PathPatch):
        if (artist.get_gid() or "").startswith("zones/") and "#" not in artist.get_gid():
            shapes = [shapely.Polygon(ring).buffer(0) for ring in artist.get_path().to_polygons()]
            assert not room.intersects(shapely.union_all(shapes)), artist.get_gid()
    words = [t.get_text() for t in figure.findobj(Text)]
    assert {"Việt Hưng", "Gia Thụy", "Vị trí trong quận Long Biên"} <= set(words)
    assert troubles(figure) == []


def test_names_of_five_lines_and_sixty_points_are_all_there_to_be_read() -> None:
    figure = draw_figure(model_of("five-lines"), SheetOptions(paper="A3"))
    labels: dict[str, list[str]] = {}
    for text in figure.findobj(Text):
        gid = text.get_gid() or ""
        if gid.startswith("areas/") and "#label" in gid:
            labels.setdefault(gid.split("#")[0], []).append(text.get_text())
    assert sorted(" ".join(lines) for lines in labels.values()) == sorted(
        feature.label for feature in model_of("five-lines").layer("areas").features)
    crowded = draw_figure(model_of("sixty"), SheetOptions(paper="A3"))
    numbers = {text.get_text() for text in crowded.findobj(Text) if (text.get_gid() or "").endswith("#number")}
    assert {str(number) for number in range(1, 67)} <= numbers


VIETNAMESE = "".join(
    unicodedata.normalize("NFC", letter + mark)
    for letter in ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
    for mark in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
) + "đ"


def test_every_vietnamese_letter_is_in_the_pdf_in_each_face_from_the_programs_own_typeface() -> None:
    letters = f"{VIETNAMESE} {VIETNAMESE.upper()}"
    ward = factory.ward()
    model = dataclasses.replace(
        ward, facts=(f"thường {letters}",), title_block=dataclasses.replace(ward.title_block, title=f"đậm {letters}"),
        notices=(Notice(NoticeKind.INFO, f"nghiêng {letters}"),),
    )
    page = pypdf.PdfReader(io.BytesIO(render_sheet(model, "pdf", SheetOptions(paper="A3")))).pages[0]
    names = set()
    for font in page["/Resources"]["/Font"].values():
        made = font.get_object()
        inner = made["/DescendantFonts"][0].get_object() if "/DescendantFonts" in made else made
        assert "/FontFile2" in inner["/FontDescriptor"].get_object()
        names.add(str(inner["/BaseFont"]).split("+")[-1])
    found = unicodedata.normalize("NFC", page.extract_text())
    assert len(VIETNAMESE) == 73
    for letter in VIETNAMESE + VIETNAMESE.upper():
        assert found.count(letter) >= 3, letter      # once in each face
    assert {"/BeVietnamPro-Regular", "/BeVietnamPro-Bold", "/BeVietnamPro-Italic"} <= {
        name if name.startswith("/") else f"/{name}" for name in names}
