"""A covering stays a covering under every edit, and an edit that cannot be done changes nothing."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverings import EAST, NORTH, OUTLINE, at, grid, line, random_coverage, square
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import to_metric
from geo.editing.borders import borders_of, nodes_of
from geo.editing.checking import FaultKind, check
from geo.editing.errors import EditError
from geo.editing.nodes import insert_node, move_node, remove_node, replace_border
from geo.editing.operations import add, clip, merge, remove, split
from geo.editing.topology import Coverage, snap

seeds, counts = st.integers(0, 10_000), st.integers(2, 9)


def require_covering(coverage, ground=OUTLINE):
    assert shapely.is_valid(coverage.shapes).all()
    assert shapely.coverage_is_valid(coverage.shapes)
    assert shapely.area(coverage.shapes).sum() == pytest.approx(ground.area, abs=0.5)
    assert shapely.symmetric_difference(shapely.coverage_union_all(coverage.shapes), ground).area < 0.5


def same(one, other):
    return one.ids == other.ids and bool(shapely.equals(one.shapes, other.shapes).all())


def inner_nodes(coverage):
    return [node for node in nodes_of(coverage) if len(node.areas) > 1
            and shapely.distance(node.point, OUTLINE.boundary) > 1]


@settings(max_examples=40, deadline=None)
@given(seed=seeds, count=counts, pick=st.integers(0, 999), dx=st.floats(-60, 60), dy=st.floats(-60, 60))
def test_a_moved_node_takes_all_its_areas_along_and_moving_it_back_restores_them(seed, count, pick, dx, dy):
    coverage = random_coverage(seed, count)
    nodes = inner_nodes(coverage)
    node = nodes[pick % len(nodes)]
    to = shapely.Point(round(node.point.x + dx, 3), round(node.point.y + dy, 3))
    try:
        moved = move_node(coverage, node.point, to)
    except EditError as error:
        assert error.kind in {"self_crossing", "overlaps"}
        require_covering(coverage)
        return
    require_covering(moved)
    changed = {name for name in coverage.ids if not coverage[name].equals(moved[name])}
    assert changed <= set(node.areas)
    assert same(move_node(moved, to, node.point), coverage)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, count=counts, pick=st.integers(0, 999), bend=st.floats(-80, 80))
def test_a_border_drawn_anew_moves_both_neighbours_and_the_former_line_brings_them_back(seed, count, pick, bend):
    coverage = random_coverage(seed, count)
    borders = [border for border in borders_of(coverage) if len(border.areas) == 2]
    border = borders[pick % len(borders)]
    ends = shapely.get_coordinates(border.line)[[0, -1]]
    across = (ends[1] - ends[0])[::-1] * [-1, 1] / max(border.line.length, 1)
    middle = ends.mean(axis=0) + bend * across
    new = shapely.LineString(np.round([ends[0], middle, ends[1]], 3))
    try:
        moved = replace_border(coverage, border.line, new)
    except EditError as error:
        assert error.kind in {"self_crossing", "overlaps"}
        return
    if OUTLINE.buffer(1e-3).covers(new):
        require_covering(moved)
    assert {name for name in coverage.ids if not coverage[name].equals(moved[name])} <= set(border.areas)
    back = replace_border(moved, new, border.line)
    assert same(back, coverage)


@settings(max_examples=40, deadline=None)
@given(seed=seeds, count=counts, pick=st.integers(0, 99), angle=st.floats(0, np.pi))
def test_a_split_area_and_its_new_part_are_what_it_was_and_merging_them_restores_it(seed, count, pick, angle):
    coverage = random_coverage(seed, count)
    name = coverage.ids[pick % count]
    centre = shapely.get_coordinates(coverage[name].representative_point())[0]
    reach = 3000 * np.array([np.cos(angle), np.sin(angle)])
    try:
        cut = split(coverage, name, shapely.LineString([centre - reach, centre + reach]), "new")
    except EditError as error:
        assert error.kind in {"line_cuts_into_many", "zero_area"}
        return
    require_covering(cut)
    assert cut.ids == (*coverage.ids, "new")
    assert cut[name].area >= cut["new"].area
    assert cut[name].area + cut["new"].area == pytest.approx(coverage[name].area, abs=0.1)
    back = merge(cut, [name, "new"])
    require_covering(back)
    assert back[name].symmetric_difference(coverage[name]).area < 0.1


@settings(max_examples=30, deadline=None)
@given(seed=seeds, count=counts, pick=st.integers(0, 99))
def test_areas_that_share_a_border_merge_into_one_and_the_rest_stays(seed, count, pick):
    coverage = random_coverage(seed, count)
    pairs = [border.areas for border in borders_of(coverage) if len(border.areas) == 2]
    one, other = pairs[pick % len(pairs)]
    merged = merge(coverage, [one, other], into=other)
    require_covering(merged)
    assert set(merged.ids) == set(coverage.ids) - {one}
    assert all(merged[name].equals(coverage[name]) for name in merged.ids if name != other)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, count=counts)
def test_every_edge_of_every_area_lies_on_exactly_one_border(seed, count):
    coverage = random_coverage(seed, count)
    borders = borders_of(coverage)
    assert shapely.length([border.line for border in borders]).sum() == pytest.approx(
        shapely.union_all(shapely.boundary(coverage.shapes)).length)
    for name in coverage.ids:
        own = sum(border.line.length for border in borders if name in border.areas)
        assert own == pytest.approx(coverage[name].length)


@settings(max_examples=20, deadline=None)
@given(seed=seeds, count=counts, pick=st.integers(0, 999), share=st.floats(0.05, 0.95))
def test_a_node_put_on_a_border_and_taken_off_again_changes_no_shape(seed, count, pick, share):
    coverage = random_coverage(seed, count)
    borders = borders_of(coverage)
    border = borders[pick % len(borders)]
    place = border.line.interpolate(share, normalized=True)
    more = insert_node(coverage, place)
    assert {name for name in more.ids if more[name].area != coverage[name].area} <= set(border.areas)
    new = snap(more, place, 0.05)
    assert new.kind == "node"
    require_covering(more)
    if shapely.distance(place, shapely.multipoints(shapely.get_coordinates(coverage.shapes))) > 0.1:
        assert same(remove_node(more, new.point), coverage)


def test_a_corner_on_a_neighbours_edge_becomes_a_node_of_both():
    coverage = Coverage.of({"tall": square(0, 0, 200), "low": square(200, 0, 100), "high": square(200, 100, 100)})
    moved = move_node(coverage, at(200, 100), at(170, 110))
    assert shapely.coverage_is_valid(moved.shapes)
    assert moved["tall"].area < coverage["tall"].area
    assert shapely.area(moved.shapes).sum() == pytest.approx(60_000)


def test_nodes_know_their_areas_and_which_are_junctions():
    nodes = {(node.point.x - EAST, node.point.y - NORTH): node for node in nodes_of(grid(2, 2))}
    assert len(nodes) == 9
    assert nodes[100, 100].areas == ("a1", "b1", "a2", "b2")
    assert nodes[100, 100].junction
    assert nodes[0, 100].junction
    assert not nodes[0, 0].junction


def test_the_closed_border_of_an_island_can_be_drawn_anew():
    island = square(100, 100, 50)
    coverage = Coverage.of({"sea": square(0, 0, 300).difference(island), "island": island})
    (border,) = [border for border in borders_of(coverage) if len(border.areas) == 2]
    assert border.line.is_closed
    moved = replace_border(coverage, border.line, square(80, 90, 100).exterior)
    assert moved["island"].area == pytest.approx(10_000)
    assert moved["sea"].area == pytest.approx(80_000)
    assert shapely.coverage_is_valid(moved.shapes)


def test_a_node_that_would_cross_another_border_is_refused_and_nothing_changes():
    coverage = grid(2, 2)
    before = coverage.shapes.copy()
    with pytest.raises(EditError) as caught:
        move_node(coverage, at(100, 100), at(250, 250))
    assert caught.value.kind in {"self_crossing", "overlaps"}
    assert caught.value.at is not None
    assert (coverage.shapes == before).all()


def test_a_junction_cannot_be_taken_out():
    with pytest.raises(EditError) as caught:
        remove_node(grid(2, 2), at(100, 100))
    assert caught.value.kind == "junction"


def test_the_third_corner_of_a_triangle_cannot_be_taken_out():
    triangle = Coverage.of({"a": shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH), (EAST, NORTH + 9)])})
    with pytest.raises(EditError) as caught:
        remove_node(triangle, at(9, 0))
    assert caught.value.kind == "too_few_points"


def test_a_border_whose_stretch_holds_a_junction_is_not_torn_from_the_third_area():
    with pytest.raises(EditError) as caught:
        replace_border(grid(2, 2), line((0, 100), (100, 100), (200, 100)), line((0, 100), (100, 130), (200, 100)))
    assert caught.value.kind in {"junction", "no_such_border"}


def test_a_border_drawn_between_other_ends_is_refused():
    with pytest.raises(EditError) as caught:
        replace_border(grid(2, 1), line((100, 0), (100, 100)), line((100, 0), (120, 90)))
    assert caught.value.kind == "ends_differ"


def test_splitting_gives_the_id_to_the_part_that_was_pointed_at_and_the_neighbour_gets_the_node():
    cut = split(grid(2, 1), "a1", line((20, -10), (30, 50), (100, 50)), "a2", keep=at(5, 50))
    assert cut["a1"].contains(at(5, 50))
    assert cut["a2"].contains(at(90, 10))
    assert (EAST + 100, NORTH + 50) in {(node.point.x, node.point.y) for node in nodes_of(cut) if "b1" in node.areas}


def test_a_cut_that_ends_near_the_border_is_drawn_up_to_it():
    drawn = line((50, 3), (50, 98))
    with pytest.raises(EditError, match="line_does_not_cross"):
        split(grid(1, 1), "a1", drawn, "new")
    assert split(grid(1, 1), "a1", drawn, "new", tolerance_m=5)["new"].area == pytest.approx(5000)


@pytest.mark.parametrize(("kind", "drawn"), [
    ("line_does_not_cross", line((300, 0), (300, 90))),
    ("line_does_not_cross", line((20, 20), (60, 60))),
    ("line_self_crossing", line((-10, 50), (110, 50), (50, 110), (50, -10))),
    ("line_cuts_into_many", line((-10, 20), (110, 20), (110, 60), (-10, 60))),
    ("zero_area", line((-1, 0.001), (101, 0.001))),
])
def test_a_line_that_does_not_cut_in_two_is_refused(kind, drawn):
    with pytest.raises(EditError) as caught:
        split(grid(2, 1), "a1", drawn, "new")
    assert caught.value.kind == kind


def test_areas_that_meet_in_a_corner_only_do_not_merge():
    with pytest.raises(EditError) as caught:
        merge(grid(2, 2), ["a1", "b2"])
    assert caught.value.kind == "do_not_touch"


def test_merging_a_ring_with_what_it_encloses_leaves_no_hole():
    hole = square(100, 100, 50)
    coverage = Coverage.of({"ring": square(0, 0, 300).difference(hole), "core": hole})
    merged = merge(coverage, ["ring", "core"])
    assert merged.ids == ("ring",)
    assert merged["ring"].area == pytest.approx(90_000)


def test_a_polygon_drawn_by_hand_is_pulled_to_the_borders_that_stand():
    drawn = shapely.Polygon([(EAST + 98, NORTH + 1), (EAST + 210, NORTH - 4), (EAST + 205, NORTH + 103),
                             (EAST + 101, NORTH + 99)])
    more = add(grid(1, 1), "new", drawn, tolerance_m=5)
    assert shapely.coverage_is_valid(more.shapes)
    assert more["a1"].intersection(more["new"]).length == pytest.approx(100)
    assert more["a1"].equals(grid(1, 1)["a1"])


def test_a_long_edge_drawn_past_a_node_goes_through_it():
    two = grid(1, 2)                       # a1 below a2: a node at (100, 100)
    drawn = shapely.Polygon([(EAST + 100, NORTH), (EAST + 300, NORTH), (EAST + 300, NORTH + 200),
                             (EAST + 102, NORTH + 200)])
    more = add(two, "new", drawn, tolerance_m=3)
    moved = move_node(more, at(100, 100), at(90, 104))
    assert shapely.coverage_is_valid(moved.shapes)
    assert shapely.area(moved.shapes).sum() == pytest.approx(shapely.area(more.shapes).sum())


def test_ground_of_others_is_cut_off_a_drawing_or_the_drawing_is_refused():
    drawn = square(50, 20, 60)
    cut = add(grid(1, 1), "new", drawn, tolerance_m=0.5)
    assert cut["new"].area == pytest.approx(600)
    assert shapely.coverage_is_valid(cut.shapes)
    with pytest.raises(EditError) as caught:
        add(grid(1, 1), "new", drawn, tolerance_m=0.5, overlap="refuse")
    assert (caught.value.kind, caught.value.fields["other_id"]) == ("overlaps", "a1")


@pytest.mark.parametrize(("kind", "drawn"), [
    ("nothing_left", square(10, 10, 50)),
    ("falls_apart", shapely.box(EAST - 50, NORTH + 40, EAST + 150, NORTH + 60)),
    ("id_taken", square(300, 0, 50)),
])
def test_a_drawing_with_no_ground_of_its_own_is_refused(kind, drawn):
    with pytest.raises(EditError) as caught:
        add(grid(1, 1), "a1" if kind == "id_taken" else "new", drawn, tolerance_m=1)
    assert caught.value.kind == kind


@settings(max_examples=20, deadline=None)
@given(seed=seeds, count=counts, x=st.floats(100, 900), y=st.floats(100, 700), side=st.floats(300, 900))
def test_what_is_clipped_covers_what_of_the_outline_it_covered(seed, count, x, y, side):
    coverage, frame = random_coverage(seed, count), square(x, y, side)
    gone = [name for name in coverage.ids if coverage[name].intersection(frame).area < 1]
    for name in gone:
        coverage = remove(coverage, name)
    require_covering(clip(coverage, frame), shapely.union_all(coverage.shapes).intersection(frame))


def test_an_area_beyond_the_outline_is_not_silently_lost_by_clipping():
    with pytest.raises(EditError) as caught:
        clip(grid(2, 1), square(0, 0, 100))
    assert (caught.value.kind, caught.value.fields["area_id"]) == ("nothing_left", "b1")


def test_a_ward_is_drawn_from_nothing():
    empty = Coverage.of({})
    assert nodes_of(empty) == borders_of(empty) == ()
    assert snap(empty, at(0, 0), 10).kind == "free"
    assert [(fault.kind, fault.size_m2) for fault in check(empty, square(0, 0, 100))] == [(FaultKind.GAP, 10_000)]
    assert check(empty) == ()
    one = add(empty, "1", square(0, 0, 50), tolerance_m=2)
    assert one.ids == ("1",)
    assert clip(one, square(0, 0, 100)).areas() == one.areas()
    assert remove(one, "1").ids == ()


WARDS = Path(__file__).parent.parent.parent / "shared" / "data" / "hanoi_wards_2021.geojson"


@pytest.mark.real_data
@pytest.mark.skipif(not WARDS.exists(), reason="no shared data: hanoi_wards_2021.geojson")
def test_the_wards_of_ha_noi_stay_a_covering_under_edits_all_over_the_city():
    frame = gpd.read_file(WARDS)
    city = Coverage.of(dict(zip(frame["ward_code"], to_metric(frame.geometry.to_numpy()), strict=True)))
    assert [fault for fault in check(city) if fault.kind is not FaultKind.GAP] == []
    total = shapely.area(city.shapes).sum()
    junctions = [node for node in nodes_of(city) if len(node.areas) == 3]
    for node in junctions[::40]:
        city = move_node(city, node.point, shapely.Point(node.point.x + 3, node.point.y - 2))
    for border in [border for border in borders_of(city) if len(border.areas) == 2][::60]:
        if set(border.areas) <= set(city.ids):
            city = merge(city, border.areas)
    assert shapely.coverage_is_valid(city.shapes)
    assert shapely.area(city.shapes).sum() == pytest.approx(total, rel=1e-9)


def test_snapping_prefers_a_node_to_a_nearer_border():
    coverage = grid(2, 1)
    assert snap(coverage, at(97, 4), 6).point.equals(at(100, 0))
    assert snap(coverage, at(97, 40), 6).point.equals(at(100, 40))
    assert snap(coverage, at(97, 40), 6).kind == "border"
    assert snap(coverage, at(50, 50), 6).kind == "free"


@pytest.mark.parametrize("edit", [
    lambda c: move_node(c, at(33, 33), at(0, 0)),
    lambda c: remove_node(c, at(33, 33)),
    lambda c: insert_node(c, at(33, 33)),
    lambda c: merge(c, ["a1"]),
    lambda c: merge(c, ["a1", "nobody"]),
    lambda c: merge(c, ["a1", "b1"], into="a2"),
    lambda c: remove(c, "nobody"),
    lambda c: split(c, "nobody", line((0, 0), (1, 1)), "x"),
    lambda c: split(c, "a1", line((50, -5), (50, 105)), "b1"),
    lambda c: replace_border(c, line((100, 0), (100, 100)), line((100, 0), (-50, 50), (100, 100))),
    lambda c: clip(c, shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH + 9), (EAST + 9, NORTH), (EAST, NORTH + 9)])),
    lambda c: add(c, "x", shapely.Polygon(), tolerance_m=1),
    lambda c: Coverage.of({"a": shapely.Point(0, 0)}),
    lambda c: Coverage.of({"a": shapely.transform(square(0, 0, 9), lambda xy: xy * np.inf)}),
])
def test_what_cannot_be_done_is_an_edit_error_with_a_sentence(edit):
    coverage = grid(2, 2)
    with pytest.raises(EditError) as caught:
        edit(coverage)
    assert caught.value.key == f"editing.{caught.value.kind}"
    assert same(coverage, grid(2, 2))
