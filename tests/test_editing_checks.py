"""What is wrong with a covering is found with its place and size, and mended without touching what is right."""

import numpy as np
import pytest
import shapely
from coverings import EAST, NORTH, OUTLINE, at, grid, points_inside, random_coverage, square
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo import coverage as plain
from geo.editing.checking import FaultKind, check
from geo.editing.division import divide
from geo.editing.errors import EditError
from geo.editing.reading import MAX_VERTICES, read_area, read_line, read_point
from geo.editing.repair import repair
from geo.editing.topology import Coverage

seeds, counts = st.integers(0, 10_000), st.integers(2, 9)
GRID_OUTLINE = square(0, 0, 200)


def found(coverage, outline=None):
    return [(str(fault.kind), fault.ids, round(fault.size_m2, 1)) for fault in check(coverage, outline)]


def mended(coverage, outline=None, among=lambda fault: True):
    return repair(coverage, outline, [fault for fault in check(coverage, outline) if among(fault)])


@settings(max_examples=40, deadline=None)
@given(seed=seeds, count=st.integers(1, 14))
def test_a_division_covers_the_outline_and_each_piece_holds_its_point(seed, count):
    points = points_inside(seed, count)
    pieces = divide(OUTLINE, points)
    assert pieces.ids == tuple(points)
    assert check(pieces, OUTLINE) == ()
    assert shapely.coverage_is_valid(pieces.shapes)
    assert shapely.area(pieces.shapes).sum() == pytest.approx(OUTLINE.area, rel=1e-7)
    assert all(pieces[name].contains(point) for name, point in points.items())
    assert {shape.geom_type for shape in pieces.shapes} == {"Polygon"}


@settings(max_examples=20, deadline=None)
@given(seed=seeds, count=counts, x=st.floats(0, 1), y=st.floats(0, 1))
def test_a_division_gives_ground_to_the_nearest_point_unless_the_outline_cuts_it_off(seed, count, x, y):
    convex = square(0, 0, 900)
    points = points_inside(seed, count, convex)
    pieces = divide(convex, points)
    place = at(900 * x, 900 * y)
    holder = [name for name in pieces.ids if pieces[name].buffer(1e-3).covers(place)]
    nearest = min(point.distance(place) for point in points.values())
    assert any(points[name].distance(place) <= nearest + 0.01 for name in holder)


def test_what_a_bay_cuts_off_from_its_point_goes_to_the_neighbour_it_touches():
    horseshoe = square(0, 0, 300).difference(shapely.box(EAST + 100, NORTH + 50, EAST + 200, NORTH + 400))
    # the left arm's point is nearer to the top of the right arm than the right arm's own, far below
    points = {"left": at(90, 290), "right": at(290, 20), "foot": at(50, 20)}
    pieces = divide(horseshoe, points)
    assert {shape.geom_type for shape in pieces.shapes} == {"Polygon"}
    assert pieces["right"].contains(at(210, 295))


def test_an_outline_in_two_parts_is_divided_whole():
    parts = shapely.MultiPolygon([square(0, 0, 200), square(300, 0, 50)])
    pieces = divide(parts, {"one": at(50, 100), "two": at(150, 100)})
    assert check(pieces, parts) == ()
    assert pieces["two"].contains(at(320, 20))


@pytest.mark.parametrize(("kind", "points"), [
    ("too_few_points", {}),
    ("point_outside", {"a": at(50, 50), "b": at(-300, 50)}),
    ("points_coincide", {"a": at(50, 50), "b": at(50.4, 50)}),
    ("not_finite", {"a": shapely.Point()}),
])
def test_points_that_divide_nothing_are_refused(kind, points):
    with pytest.raises(EditError) as caught:
        divide(OUTLINE if kind != "point_outside" else GRID_OUTLINE, points)
    assert caught.value.kind == kind


@settings(max_examples=20, deadline=None)
@given(seed=seeds, count=counts)
def test_a_sound_covering_has_no_fault(seed, count):
    assert check(random_coverage(seed, count), OUTLINE) == ()


def test_a_gap_an_overlap_and_a_part_outside_are_named_with_their_areas_and_sizes():
    areas = grid(2, 2).areas()
    areas["a1"] = square(0, 0, 110)                                  # over b1, a2, b2
    areas["b2"] = areas["b2"].difference(square(130, 130, 20))       # a hole: nobody's
    areas["b1"] = areas["b1"].union(square(200, 20, 30))             # beyond the outline
    assert found(Coverage.of(areas), GRID_OUTLINE) == [
        ("overlap", ("a1", "a2"), 1000.0), ("overlap", ("a1", "b1"), 1000.0), ("overlap", ("a1", "b2"), 100.0),
        ("outside", ("b1",), 900.0), ("gap", ("b2",), 400.0),
    ]


@settings(max_examples=30, deadline=None)
@given(seed=seeds, count=counts, x=st.floats(0, 1200), y=st.floats(0, 800), size=st.floats(20, 200))
def test_the_sizes_add_up_to_what_the_plain_measure_of_gaps_and_overlaps_says(seed, count, x, y, size):
    areas = random_coverage(seed, count).areas()
    first = next(iter(areas))
    areas[first] = shapely.union(areas[first], square(x, y, size))
    if areas[first].geom_type != "Polygon":
        return
    faults = check(Coverage.of(areas))
    plainly = plain.faults(np.array(list(areas.values()), dtype=object))
    overlaps = sum(fault.size_m2 for fault in faults if fault.kind is FaultKind.OVERLAP)
    gaps = sum(fault.size_m2 for fault in faults if fault.kind is FaultKind.GAP)
    assert overlaps == pytest.approx(plainly.overlaps_m2, abs=0.2)
    assert gaps == pytest.approx(plainly.gaps_m2, abs=0.2)


@settings(max_examples=40, deadline=None)
@given(seed=seeds, count=counts, shake=st.floats(0.01, 3))
@example(seed=8132, count=6, shake=1.0)          # a border leaves the outline at an angle flatter than the grid
@example(seed=68715, count=10, shake=1.852987535373782)
@example(seed=1899, count=2, shake=0.01)         # a neck four millimetres wide: its far side is beside its near edge
@example(seed=766, count=5, shake=0.01)
@example(seed=4063, count=9, shake=0.01)         # such a neck of an area beside the mended ones
@example(seed=9477, count=4, shake=0.01)
@example(seed=493864, count=4, shake=0.01)       # a neck that noding its area alone would close
@example(seed=299037, count=6, shake=3.0)        # a thin part that lies outside is cut off, not handed to and fro
def test_borders_that_every_area_drew_for_itself_are_mended_into_a_covering(seed, count, shake):
    random = np.random.default_rng(seed)
    clean = random_coverage(seed, count)

    def shaken(ring):
        return np.array(ring.coords)[:-1] + random.uniform(-shake, shake, (len(ring.coords) - 1, 2))

    drawn = Coverage.of({
        name: shapely.Polygon(shaken(shape.exterior), [shaken(hole) for hole in shape.interiors])
        for name, shape in clean.areas().items()
    })
    whole, repairs = mended(drawn, OUTLINE)
    rounds = 1
    while check(whole, OUTLINE):          # what is given to a neighbour may join it by a neck that is a sliver again
        whole, more = mended(whole, OUTLINE)
        assert len(more) <= len(repairs)
        rounds, repairs = rounds + 1, more
    assert rounds <= 4
    assert shapely.coverage_is_valid(whole.shapes)
    assert shapely.area(whole.shapes).sum() == pytest.approx(OUTLINE.area, rel=1e-6)
    assert whole.ids == clean.ids


def test_a_border_drawn_twice_is_mended_along_the_larger_areas_line():
    left = shapely.Polygon([(EAST, NORTH), (EAST + 120, NORTH), (EAST + 120.2, NORTH + 50), (EAST + 120, NORTH + 100),
                            (EAST, NORTH + 100)])
    right = shapely.Polygon([(EAST + 120, NORTH), (EAST + 200, NORTH), (EAST + 200, NORTH + 100),
                             (EAST + 120, NORTH + 100), (EAST + 119.9, NORTH + 75), (EAST + 120.4, NORTH + 40)])
    whole, acts = mended(Coverage.of({"left": left, "right": right}))
    assert {(act.kind, act.takes) for act in acts} == {(FaultKind.OVERLAP, "left"), (FaultKind.GAP, "right")}
    assert shapely.coverage_is_valid(whole.shapes)
    assert whole["left"].symmetric_difference(left).area < 1e-3
    assert shapely.area(whole.shapes).sum() == pytest.approx(20_000)


def test_an_area_drawn_inside_another_keeps_its_ground():
    whole, (act,) = mended(Coverage.of({"big": square(0, 0, 100), "small": square(10, 10, 20)}))
    assert (act.gives, act.takes, act.size_m2) == ("big", "small", 400)
    assert whole["small"].area == 400
    assert whole["big"].area == 9600


def test_only_the_chosen_faults_are_mended_and_the_other_areas_keep_their_very_shapes():
    areas = grid(3, 1).areas()
    areas["a1"], areas["c1"] = square(0, 0, 104), square(203, 0, 97)
    coverage = Coverage.of(areas)
    outline = shapely.box(EAST, NORTH, EAST + 300, NORTH + 100)
    whole, (act,) = mended(coverage, outline, among=lambda fault: fault.kind is FaultKind.OVERLAP)
    assert act.kind is FaultKind.OVERLAP
    assert whole["c1"].equals(coverage["c1"])
    assert [kind for kind, _, _ in found(whole, outline)].count("overlap") == 0
    assert "gap" in [kind for kind, _, _ in found(whole, outline)]


def test_two_areas_drawn_twice_the_same_are_left_for_a_person():
    twice = Coverage.of({"one": square(0, 0, 50), "two": square(0, 0, 50)})
    same, acts = mended(twice)
    assert acts == ()
    assert same.ids == ("one", "two")
    assert len(check(same)) == 1


def test_ground_that_touches_no_area_is_a_gap_and_is_left():
    islands = shapely.MultiPolygon([square(0, 0, 100), square(500, 0, 100)])
    coverage = Coverage.of({"one": square(0, 0, 100)})
    assert found(coverage, islands) == [("gap", (), 10_000.0)]
    assert mended(coverage, islands)[1] == ()


def test_a_bow_tie_is_shown_where_it_crosses_and_untied():
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH), (EAST, NORTH + 100)])
    coverage = Coverage.of({"bow": bow})
    (fault,) = check(coverage)
    assert fault.kind is FaultKind.SELF_CROSSING
    assert fault.geometry.distance(at(50, 50)) < 0.01
    whole, (act,) = repair(coverage, None, [fault])
    assert (act.gives, act.takes) == ("bow", "bow")
    assert whole["bow"].is_valid
    assert whole["bow"].area == pytest.approx(5000)


def test_a_thin_part_that_lies_apart_goes_to_the_area_that_it_touches():
    thin = shapely.box(EAST + 200, NORTH, EAST + 200.4, NORTH + 100)
    areas = {"a": shapely.MultiPolygon([square(0, 0, 100), thin]), "b": square(100, 0, 100)}
    coverage = Coverage.of(areas)
    assert found(coverage) == [("sliver", ("a",), 40.0)]
    whole, (act,) = mended(coverage)
    assert (act.gives, act.takes) == ("a", "b")
    assert check(whole) == ()
    assert whole["b"].area == pytest.approx(10_040)


def ring(*places):
    return [[EAST + x, NORTH + y] for x, y in places]


SQUARE = ring((0, 0), (100, 0), (100, 100), (0, 100))


@pytest.mark.parametrize(("kind", "rings"), [
    ("self_crossing", [ring((0, 0), (100, 100), (100, 0), (0, 100))]),
    ("hole_outside", [SQUARE, ring((200, 200), (240, 200), (220, 240))]),
    ("zero_area", [ring((0, 0), (100, 0), (50, 0))]),
    ("zero_area", [ring((0, 0), (0.5, 0), (0.5, 0.5))]),
    ("too_few_points", [ring((0, 0), (100, 0))]),
    ("too_few_points", [ring((0, 0), (0, 0), (0, 0), (0, 0))]),
    ("too_many_vertices", [[[EAST + i % 200, NORTH + i // 200] for i in range(50_000)]]),
    ("too_many_vertices", [SQUARE] * (MAX_VERTICES // 4 + 1)),
    ("not_finite", [[[float("nan"), NORTH], *SQUARE]]),
    ("not_finite", [[[float("inf"), NORTH], *SQUARE]]),
    ("far_away", [[[-15_000_000 + x, -4_000_000 + y] for x, y in SQUARE]]),
    ("not_coordinates", []),
    ("not_coordinates", "POLYGON"),
    ("not_coordinates", [["a", "b"]]),
    ("not_coordinates", [[[1, 2], [3]]]),
    ("not_coordinates", [None]),
    ("not_coordinates", [[1, 2, 3]]),
])
def test_a_drawing_that_is_no_area_is_refused_with_its_reason(kind, rings):
    with pytest.raises(EditError) as caught:
        read_area(rings, near=OUTLINE)
    assert caught.value.kind == kind


def test_a_drawing_that_is_an_area_is_read_with_its_hole():
    polygon = read_area([SQUARE, ring((20, 20), (40, 20), (20, 40))], near=OUTLINE)
    assert polygon.area == pytest.approx(9800)


@pytest.mark.parametrize(("kind", "read", "drawn"), [
    ("too_few_points", read_line, ring((0, 0))),
    ("line_self_crossing", read_line, ring((0, 0), (9, 9), (9, 0), (0, 9))),
    ("not_finite", read_point, [float("nan"), 1.0]),
    ("not_coordinates", read_point, ["x", "y"]),
    ("far_away", read_point, [0.0, 0.0]),
])
def test_a_line_or_a_point_that_is_none_is_refused(kind, read, drawn):
    with pytest.raises(EditError) as caught:
        read(drawn, near=OUTLINE)
    assert caught.value.kind == kind


numbers = st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.integers(-10**6, 10**6), st.none(), st.text())
anything = st.lists(st.lists(st.lists(numbers, max_size=4), max_size=8), max_size=3)


@settings(max_examples=200, deadline=None)
@example(rings=[[[0.0, 1.797693134862316e+304]]])         # rounding it overflows
@given(rings=anything)
def test_whatever_is_sent_is_an_area_or_an_edit_error(rings):
    try:
        assert read_area(rings).is_valid
    except EditError as error:
        assert error.key.startswith("editing.")
