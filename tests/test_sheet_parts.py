"""The parts of the sheet by themselves: type, paths, places, flow."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.path import Path
from shapely.geometry import LineString, Point, Polygon

from geo.icons import ICONS
from geo.mapmodel import Style
from geo.render_static.furniture import say_number
from geo.render_static.labels import letters_of, place_labels
from geo.render_static.layout import flow
from geo.render_static.lettering import BOLD, REGULAR, width, wrap
from geo.render_static.mapframe import SCALES
from geo.render_static.page import Rect
from geo.render_static.paths import icon_path, path_of
from geo.render_static.room import Room, place_markers
from geo.render_static.rows import Block, Row
from geo.render_static.symbols import marker_box
from geo.render_static.wanted import Wanted, box_of
from zones.wording import words

FRAME = Rect(0, 0, 500, 400)


# --- type -----------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aăâbcdđ eêghi klmnoôơ pqrstuưvxy ÁỄỘ", max_size=120), st.floats(20, 200))
def test_no_wrapped_line_is_wider_than_its_column_and_no_letter_is_lost(text: str, available: float) -> None:
    lines = wrap(text, REGULAR, 8, available)
    assert all(width(line, REGULAR, 8) <= available for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_text_breaks_at_spaces_before_it_breaks_a_word() -> None:
    lines = wrap("Nghị quyết của Đảng ủy phường", REGULAR, 8, 70)
    assert len(lines) > 1
    assert " ".join(lines) == "Nghị quyết của Đảng ủy phường"


def test_line_breaks_in_a_text_stay() -> None:
    assert wrap("một\nhai ba", REGULAR, 8, 500) == ["một", "hai ba"]


def test_bold_is_wider_than_regular() -> None:
    assert width("Tổ dân phố 13", BOLD, 8) > width("Tổ dân phố 13", REGULAR, 8) > 40


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (1234.5, "1.234,5", "1,234.5"),
        (0.25, "0,25", "0.25"),
        (12500, "12.500", "12,500"),
        (0, "0", "0"),
        (10, "10", "10"),
    ],
)
def test_numbers_have_the_marks_of_the_language(value: float, vietnamese: str, english: str) -> None:
    assert say_number(value, words("sheet", "vi")) == vietnamese
    assert say_number(value, words("sheet", "en")) == english


def test_scales_are_round_and_rise_without_great_leaps() -> None:
    assert list(SCALES) == sorted(set(SCALES))
    assert {500, 1000, 2000, 2500, 4000, 5000, 7500, 10_000, 12_500, 350_000} <= set(SCALES)
    assert all(after / before <= 1.25 for before, after in itertools.pairwise(SCALES[3:]))


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(ICONS))
def test_every_icon_becomes_a_path_inside_its_grid(name: str) -> None:
    box = icon_path(name).get_extents()
    assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= 24 and box.y1 <= 24
    assert box.width > 8 and box.height > 5


def test_an_icons_commands_are_read_in_order() -> None:
    path = icon_path("mall")
    assert path.codes[0] == Path.MOVETO
    assert list(path.codes).count(Path.CLOSEPOLY) == ICONS["mall"].count("Z")
    assert list(path.codes).count(Path.CURVE4) == 3 * ICONS["mall"].count("C")
    assert tuple(path.vertices[0]) == (5, 8)


def test_a_foreign_command_in_an_icon_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ICONS, "odd", "M1 1 L2 2 3 3 Z")
    with pytest.raises(ValueError, match="odd"):
        icon_path("odd")


def test_the_hole_of_an_area_stays_a_hole_whichever_way_its_rings_run() -> None:
    square = [(0, 0), (10, 0), (10, 10), (0, 10)]
    hole = [(3, 3), (7, 3), (7, 7), (3, 7)]
    for outer, inner in itertools.product((square, square[::-1]), (hole, hole[::-1])):
        path = path_of(Polygon(outer, [inner]))
        areas = [signed_area(ring) for ring in path.to_polygons()]
        assert areas[0] * areas[1] < 0  # against each other: empty by the non-zero rule


def signed_area(ring: np.ndarray) -> float:
    x, y = ring.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2


def test_a_geometry_without_lines_and_areas_has_no_path() -> None:
    assert path_of(Point(0, 0)) is None


def test_a_number_too_wide_for_its_marker_stands_in_a_badge_beside_it() -> None:
    plain = Style(key="plain", fill="#B71C1C", size_pt=12.0)
    assert marker_box(0, 0, plain, 7) == marker_box(0, 0, plain, None)
    assert marker_box(0, 0, plain, 12345).right > marker_box(0, 0, plain, None).right


# --- places ---------------------------------------------------------------------------------------

SPOT = st.tuples(st.floats(0, 500), st.floats(0, 400))


@settings(max_examples=40, deadline=None)
@given(st.lists(SPOT, max_size=40))
def test_markers_never_cover_each_other_nor_leave_the_frame(spots: list[tuple[float, float]]) -> None:
    box = (-8.0, -10.0, 12.0, 8.0)
    places = place_markers(spots, [box] * len(spots), Room(FRAME))
    assert len(places) == len(spots)
    boxes = [shapely.box(x + box[0], y + box[1], x + box[2], y + box[3]) for x, y in places]
    window = shapely.box(-1e-3, -1e-3, 500 + 1e-3, 400 + 1e-3)
    assert all(window.contains(one) for one in boxes)
    for one, two in itertools.combinations(boxes, 2):
        assert one.intersection(two).area < 1e-6


def test_who_stands_alone_is_not_moved() -> None:
    spots = [(100.0, 100.0), (300.0, 200.0)]
    assert place_markers(spots, [(-8.0, -8.0, 8.0, 8.0)] * 2, Room(FRAME)) == spots


def test_of_two_on_one_spot_the_first_stays() -> None:
    places = place_markers([(100.0, 100.0)] * 2, [(-8.0, -8.0, 8.0, 8.0)] * 2, Room(FRAME))
    assert places[0] == (100.0, 100.0)
    assert 16 <= np.hypot(places[1][0] - 100, places[1][1] - 100) < 60


def want(text: str, target: shapely.Geometry, **fields: object) -> Wanted:
    given = {"gid": text, "face": REGULAR, "size": 8.0, "color": "#000000", "priority": 0} | fields
    return Wanted(text=text, target=target, **given)  # type: ignore[arg-type]


def test_a_name_lies_whole_in_its_area_when_there_is_room() -> None:
    area = shapely.box(100, 100, 220, 180)
    [placed] = place_labels([want("Tổ dân phố 13", area)], Room(FRAME))
    assert area.contains(shapely.box(*bounds(placed)))
    assert placed.lines == ("Tổ dân phố 13",)


def test_a_name_stands_where_it_was_asked_for() -> None:
    [placed] = place_labels([want("Tổ 1", shapely.box(0, 0, 300, 300), at=Point(220, 60))], Room(FRAME))
    assert (placed.x, placed.y) == (220, 60)


def test_a_narrow_area_gets_its_name_in_several_lines() -> None:
    [placed] = place_labels([want("Tổ dân phố 13", shapely.box(100, 100, 140, 200))], Room(FRAME))
    assert len(placed.lines) == 2


def test_where_two_names_want_one_place_the_higher_priority_gets_it_whole() -> None:
    area = shapely.box(100, 100, 160, 112)
    room = Room(FRAME)
    placed = place_labels(
        [
            want("Thua cuộc", area, priority=1, droppable=True),
            want("Thắng", area, priority=2, droppable=True),
        ],
        room,
    )
    assert placed[0].wanted.text == "Thắng"


def test_a_name_without_any_room_is_led_out_on_a_map_of_few_names_and_dropped_on_one_of_many() -> None:
    tiny = shapely.box(100, 100, 104, 104)
    [led] = place_labels([want("Tổ dân phố 13", tiny, droppable=False)], Room(FRAME))
    assert led.leader_to is not None and tiny.contains(Point(led.leader_to))
    many = [want(f"Phường {index}", tiny, droppable=False) for index in range(60)]
    assert place_labels(many, Room(FRAME)) == []


def test_a_road_is_named_along_its_line_and_never_upside_down() -> None:
    for end in ((400, 300), (100, 300), (400, 10), (100, 10)):
        line = LineString([(250, 150), end])
        [placed] = place_labels([want("Nguyễn Văn Cừ", line)], Room(FRAME))
        assert -90 <= placed.angle <= 90
        assert line.distance(Point(placed.x, placed.y)) < 0.01
        assert abs(np.tan(np.radians(placed.angle)) + (end[1] - 150) / (end[0] - 250)) < 0.01


def test_a_crooked_line_gets_no_name() -> None:
    zigzag = LineString([(100 + 10 * index, 100 + 15 * (index % 2)) for index in range(30)])
    assert place_labels([want("Ngõ quanh co", zigzag)], Room(FRAME)) == []


def test_the_same_road_is_not_named_again_next_to_itself() -> None:
    pieces = [LineString([(50, y), (250, y)]) for y in (100, 120, 140)]
    assert len(place_labels([want("Ngọc Lâm", piece) for piece in pieces], Room(FRAME))) == 1


def test_a_letter_stands_right_under_the_name_in_its_area() -> None:
    area = shapely.box(100, 100, 250, 200)
    name, letter = place_labels(
        [want("Tổ dân phố 13", area, priority=1), want("X", area, under_names=True)], Room(FRAME)
    )
    assert letter.x == pytest.approx(name.x)
    assert 0 < letter.y - name.y < 14


def test_only_the_largest_parts_of_a_zone_get_letters() -> None:
    parts = [shapely.box(x, 0, x + size, size) for x, size in ((0, 5), (20, 9), (40, 1), (60, 7), (80, 3))]
    assert [part.area for part in letters_of(shapely.MultiPolygon(parts))] == [81, 49, 25]


def bounds(placed: object) -> tuple[float, float, float, float]:
    box = box_of(placed)  # type: ignore[arg-type]
    return box.left, box.top, box.right, box.bottom  # type: ignore[union-attr]


# --- flow -----------------------------------------------------------------------------------------


def blocks(heights: list[list[float]]) -> list[Block]:
    def row(height: float, heading: bool = False) -> Row:
        return Row(height, lambda page, x, y: None, with_next=heading)

    return [
        Block((row(10, True), *(row(height) for height in block)), again=(row(10, True),))
        for block in heights
    ]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.floats(5, 30), min_size=1, max_size=20), max_size=5), st.integers(1, 6))
def test_rows_flow_in_order_through_the_columns_without_covering_or_overflowing(
    heights: list[list[float]], count: int
) -> None:
    content = blocks(heights)
    columns = [Rect(110.0 * place, 0, 110.0 * place + 100, 200) for place in range(count)]
    spots = flow(lambda width: content, columns)
    if spots is None:
        assert sum(sum(block) + 30 for block in heights) > 140 * count  # refused only when it is crowded
        return
    assert len([spot for spot in spots if not spot.row.with_next]) == sum(len(block) for block in heights)
    for one, two in itertools.pairwise(spots):
        assert one.left < two.left or one.top + one.row.height <= two.top + 1e-9
        assert not (one.row.with_next and one.left != two.left)  # no heading stands last in a column
    assert all(spot.top + spot.row.height <= 200 + 1e-9 for spot in spots)
