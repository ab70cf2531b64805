"""The parts of the sheet by themselves: type, paths, places, flow."""

from __future__ import annotations

import dataclasses
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
from geo.render_static.lettering import BOLD, NO_BREAK, REGULAR, balanced, width, wrap
from geo.render_static.map.frame import SCALES
from geo.render_static.map.furniture import say_number
from geo.render_static.map.labels import letters_of, place_labels
from geo.render_static.map.markers import Room, Sign, Stand, place_signs
from geo.render_static.map.names import Wanted, box_of
from geo.render_static.page import Rect
from geo.render_static.symbols import badge_size, icon_path, needs_badge, path_of
from geo.render_static.tables.columns import Block, Row, flow
from zones.wording import words

FRAME = Rect(0, 0, 500, 400)


# --- type -----------------------------------------------------------------------------------------


def test_a_short_word_stays_with_its_number_while_both_have_room() -> None:
    text = "Vùng xanh: Tổ 1, Tổ 12 và ngõ 137 ngày 08/09/2021, mức nguy cơ cấp 1"
    for available in range(80, 300, 3):
        lines = wrap(text, REGULAR, 8, available)
        assert " ".join(lines) == text
        assert not any(line.endswith(("Tổ", "ngõ", "ngày", "cấp")) for line in lines), lines
    assert wrap("Tổ 137", REGULAR, 8, width("137", REGULAR, 8) + 0.1) == ["Tổ", "137"]


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


def test_what_a_no_break_space_holds_together_is_not_parted() -> None:
    text = f"Chung cư Đoàn 871 · Tổ{NO_BREAK}15"
    for available in range(40, 120, 2):
        lines = wrap(text, REGULAR, 8, available)
        assert any("Tổ 15" in line for line in lines), lines
        assert " ".join(lines) == text.replace(NO_BREAK, " ")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aăâbcdđ eêghi klmnoôơ ÁỄỘ", max_size=80), st.floats(30, 200))
def test_balanced_lines_are_as_few_as_plain_ones_and_no_wider(text: str, available: float) -> None:
    plain, even = wrap(text, REGULAR, 8, available), balanced(text, REGULAR, 8, available)
    assert len(even) <= len(plain)
    assert max(width(line, REGULAR, 8) for line in even) <= max(width(line, REGULAR, 8) for line in plain)
    assert "".join(even).replace(" ", "") == "".join(plain).replace(" ", "")


def test_of_two_lines_the_first_ends_at_a_comma_or_dash_where_that_can_be() -> None:
    assert balanced("Đường ngang đường sắt, tổ 1 – tổ 2", REGULAR, 6, 90) == ["Đường ngang đường sắt,", "tổ 1 – tổ 2"]
    assert balanced("Vùng cam – cấp 3 – nguy cơ cao", REGULAR, 7, 80) == ["Vùng cam – cấp 3 –", "nguy cơ cao"]


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
    plain = Style(key="plain", fill="#B71C1C", size_pt=20.0)
    assert not needs_badge(plain, 7)
    assert needs_badge(plain, 12345)
    assert badge_size(12345)[0] > width("12345", BOLD, 6)


# --- places ---------------------------------------------------------------------------------------

SPOT = st.tuples(st.floats(0, 500), st.floats(0, 400))


SIGN = Sign(16.0, 18.0, badge=(9.0, 6.0))


def sign_boxes(stands: list[Stand], sign: Sign) -> list[tuple[Polygon, Polygon]]:
    """Each sign's shape and its number's badge."""
    boxes = []
    for stand in stands:
        assert stand.badge is not None
        boxes.append(tuple(
            shapely.box(rect.left, rect.top, rect.right, rect.bottom)
            for rect in (sign.core(stand.x, stand.y), stand.badge)
        ))
    return boxes


@settings(max_examples=40, deadline=None)
@given(st.lists(SPOT, max_size=40))
def test_markers_and_their_numbers_never_cover_each_other_nor_leave_the_frame(spots: list[tuple[float, float]]) -> None:
    stands = place_signs(spots, [SIGN] * len(spots), Room(FRAME))
    assert len(stands) == len(spots)
    boxes = sign_boxes(stands, SIGN)
    window = shapely.box(-1e-3, -1e-3, 500 + 1e-3, 400 + 1e-3)
    assert all(window.contains(box) for pair in boxes for box in pair)
    for one, two in itertools.combinations(boxes, 2):
        for a, b in itertools.product(one, two):
            assert a.intersection(b).area < 1e-6


def test_who_stands_alone_is_not_moved() -> None:
    spots = [(100.0, 100.0), (300.0, 200.0)]
    stands = place_signs(spots, [SIGN] * 2, Room(FRAME))
    assert [(stand.x, stand.y) for stand in stands] == spots


def test_of_two_on_one_spot_the_first_stays_and_the_other_goes_no_farther_than_it_must() -> None:
    first, second = place_signs([(100.0, 100.0)] * 2, [Sign(16.0, 16.0)] * 2, Room(FRAME))
    assert (first.x, first.y) == (100.0, 100.0)
    assert 16 <= np.hypot(second.x - 100, second.y - 100) < 20


def test_markers_that_only_touch_with_their_numbers_stay_and_the_number_takes_another_corner() -> None:
    spots = [(100.0, 100.0), (117.0, 100.0)]
    stands = place_signs(spots, [SIGN] * 2, Room(FRAME))
    assert [(stand.x, stand.y) for stand in stands] == spots
    corners = {(stand.badge.left > stand.x, stand.badge.top > stand.y) for stand in stands if stand.badge}
    assert len(corners) == 2


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


def test_a_name_without_any_room_stands_beside_its_area_on_a_map_of_few_names_and_is_dropped_on_one_of_many() -> None:
    tiny = shapely.box(100, 100, 104, 104)
    [beside] = place_labels([want("Tổ dân phố 13", tiny, droppable=False)], Room(FRAME))
    box = shapely.box(*bounds(beside))
    assert not box.intersects(tiny) and box.distance(tiny) < 4
    assert beside.leader is None
    many = [want(f"Phường {index}", tiny, droppable=False) for index in range(60)]
    assert place_labels(many, Room(FRAME)) == []


def test_a_name_that_cannot_stand_next_to_its_area_is_led_to_it() -> None:
    tiny = shapely.box(100, 100, 104, 104)
    room = Room(FRAME)
    for ring in (Rect(80, 80, 125, 97), Rect(80, 107, 125, 125), Rect(80, 97, 97, 107)):
        room.take(ring)
    room.take(Rect(107, 97, 125, 101))
    [led] = place_labels([want("Tổ dân phố 13", tiny, droppable=False)], room)
    assert led.leader is not None
    start, end = (Point(point) for point in led.leader)
    assert tiny.distance(end) < 0.01
    assert shapely.box(*bounds(led)).distance(start) < 2  # a hair of air between the line and the letters


def test_names_of_small_areas_next_to_each_other_stand_nearest_to_their_own() -> None:
    areas = [shapely.box(x, y, x + 25, y + 14) for x, y in ((100, 100), (150, 100), (100, 135), (150, 135))]
    wanted = [want(f"Phong tỏa đến 00:00 1{i}/11/2021", area, droppable=False) for i, area in enumerate(areas)]
    placed = {one.wanted.text: shapely.box(*bounds(one)) for one in place_labels(wanted, Room(FRAME))}
    assert len(placed) == 4
    for one in wanted:
        distances = [placed[one.text].distance(area) for area in areas]
        assert distances.index(min(distances)) == areas.index(one.target)


def test_a_count_under_a_name_is_written_alone_where_the_name_has_no_room() -> None:
    area = shapely.box(100, 100, 124, 112)
    [placed] = place_labels([want("Phường Văn Miếu\n3 F0", area, droppable=True)], Room(FRAME))
    assert placed.lines == ("3 F0",)
    assert [text for text, *_ in placed.baselines()] == ["3 F0"]


def test_the_count_stands_under_its_name_in_the_regular_face() -> None:
    area = shapely.box(100, 100, 300, 200)
    [placed] = place_labels([want("Tổ 13\n27 F0", area, face=BOLD)], Room(FRAME))
    (name, bold, _, above), (count, regular, _, below) = placed.baselines()
    assert (name, count) == ("Tổ 13", "27 F0")
    assert (bold, regular) == (BOLD, REGULAR)
    assert above < below


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


def test_a_letter_stands_right_over_the_name_in_its_area() -> None:
    area = shapely.box(100, 100, 250, 200)
    name, letter = place_labels([want("Tổ dân phố 13", area, priority=1), want("X", area, by_name=True)], Room(FRAME))
    assert letter.x == pytest.approx(name.x)
    assert 0 < name.y - letter.y < 14


def test_the_commonest_classs_letter_on_a_crowded_map_stands_only_by_a_name() -> None:
    area = shapely.box(100, 100, 250, 200)
    assert place_labels([want("X", area, by_name=True, only_by_name=True)], Room(FRAME)) == []
    assert len(place_labels([want("X", area, by_name=True)], Room(FRAME))) == 1


def test_a_road_under_a_thick_line_is_named_beside_it() -> None:
    road = LineString([(50, 150), (300, 150)])
    [placed] = place_labels([want("Nguyễn Văn Cừ", road, strokes=road)], Room(FRAME))
    box = shapely.box(*bounds(placed))
    assert not box.intersects(road) and box.distance(road) < 3


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


def test_a_units_letter_stands_at_the_units_name_not_at_that_of_a_site_in_it() -> None:
    unit = shapely.box(100, 100, 260, 200)
    site = dataclasses.replace(want("KV1", shapely.Point(130, 120), priority=9), around=Rect(125, 115, 135, 125))
    name = want("Tổ 16", unit, at=Point(220, 170))
    letter = dataclasses.replace(want("X", unit), by_name=True)
    placed = {one.wanted.text: one for one in place_labels([site, name, letter], Room(FRAME))}
    assert abs(placed["X"].x - placed["Tổ 16"].x) < 20
