"""A proposal holds its point, keeps to its size, and stays inside the ward."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverings import EAST, NORTH, OUTLINE, at, grid, line, random_coverage, square
from hypothesis import given, settings
from hypothesis import strategies as st
from test_access import SAMPLE

from geo.containment import ContainmentError, Shape, lane_stretch, propose_narrow, propose_wide
from geo.crs import to_metric


def roads(*lines):
    return np.array(lines, dtype=object)


BLOCK = roads(line((-20, 0), (120, 0)), line((100, -20), (100, 120)), line((120, 100), (-20, 100)),
              line((0, 120), (0, -20)))


def test_a_house_in_a_small_block_gets_the_block():
    narrow = propose_narrow(at(30, 40), BLOCK)
    assert narrow.shape is Shape.BLOCK
    assert narrow.ground.area == pytest.approx(10_000)


def test_a_house_in_a_large_block_gets_the_lane_before_it_and_not_more_of_it_than_asked():
    lane = line((0, 50), (90, 50))
    narrow = propose_narrow(at(30, 58), np.append(BLOCK, roads(lane)), max_block_m2=5_000)
    assert (narrow.shape, narrow.lane) == (Shape.LANE, 4)
    assert narrow.stretch.equals(lane)
    short = propose_narrow(at(30, 58), np.append(BLOCK, roads(lane)), max_block_m2=5_000, lane_m=40)
    assert short.stretch.length == pytest.approx(40)
    assert short.stretch.equals(line((10, 50), (50, 50)))


def test_a_house_beyond_the_end_of_a_lane_lies_in_the_proposal_too():
    narrow = propose_narrow(at(130, 3), roads(line((0, 0), (100, 0))))
    assert narrow.shape is Shape.LANE
    assert narrow.ground.covers(at(130, 3))


def test_a_house_without_roads_gets_a_circle_and_what_lies_beyond_the_ward_is_left_out():
    ward = square(0, 0, 500)
    narrow = propose_narrow(at(5, 250), roads(), within=ward)
    assert narrow.shape is Shape.CIRCLE
    assert ward.buffer(1e-6).covers(narrow.ground)
    assert propose_narrow(at(5, 250), roads(line((900, 0), (900, 9)))).shape is Shape.CIRCLE


@settings(max_examples=40, deadline=None)
@given(x=st.floats(0, 600), y=st.floats(0, 800), ends=st.lists(
    st.tuples(*[st.floats(-50, 900)] * 4), max_size=10), limit=st.floats(100, 50_000))
def test_a_narrow_proposal_holds_its_point_inside_the_ward_within_its_size(x, y, ends, limit):
    lanes = roads(*(line((a, b), (c, d)) for a, b, c, d in ends if (a, b) != (c, d)))
    ward = square(0, 0, 900)
    narrow = propose_narrow(at(x, y), lanes, within=ward, max_block_m2=limit)
    assert narrow.ground.is_valid
    assert narrow.ground.geom_type == "Polygon"
    assert narrow.ground.buffer(1e-3).covers(at(x, y))
    assert ward.buffer(1e-3).covers(narrow.ground)
    if narrow.shape is Shape.BLOCK:
        assert narrow.ground.area <= limit
        # no road runs through a block
        inner = narrow.ground.buffer(-0.01)
        walls = shapely.union_all([*lanes, ward.boundary])
        assert shapely.polygonize([shapely.node(walls.intersection(inner))]).is_empty


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(2, 9), pick=st.integers(0, 99))
def test_a_wide_proposal_is_the_area_of_the_point_and_all_that_border_it(seed, count, pick):
    areas = random_coverage(seed, count).shapes
    point = areas[pick % count].representative_point()
    wide = propose_wide(point, areas)
    assert wide.home == pick % count
    for row, shape in enumerate(areas):
        shares = shape.boundary.intersection(areas[wide.home].boundary).length > 0.01
        assert (row in wide.neighbours) == (shares and row != wide.home)
    assert wide.ground.contains(areas[wide.home].buffer(-0.01))


def test_the_narrow_area_of_a_house_amid_its_group_lies_in_the_wide_one():
    areas = grid(3, 3).shapes
    wide = propose_wide(at(150, 150), areas)
    assert len(wide.neighbours) == 4
    assert wide.ground.covers(propose_narrow(at(150, 150), roads()).ground)


@pytest.mark.parametrize("propose", [
    lambda point: propose_narrow(point, BLOCK, within=OUTLINE),
    lambda point: propose_wide(point, grid(2, 2).shapes),
])
def test_a_point_outside_the_ward_is_refused(propose):
    with pytest.raises(ContainmentError) as caught:
        propose(at(-5000, 0))
    assert caught.value.key == "containment.point_outside"


def test_a_stretch_of_lane_runs_between_two_houses_or_two_shares_whichever_comes_first():
    lane = line((0, 0), (200, 0))
    ground, stretch = lane_stretch(lane, 0.25, 0.75, beside_m=10)
    assert ground.area == pytest.approx(100 * 20)
    assert stretch.equals(line((50, 0), (150, 0)))
    houses, _ = lane_stretch(lane, at(150, 8), at(50, -6), beside_m=10)
    assert houses.equals(ground)


def test_a_lane_in_pieces_is_one_lane():
    pieces = shapely.MultiLineString([line((0, 0), (60, 0)), line((100, 0), (60, 0))])
    assert lane_stretch(pieces, 0.0, 1.0)[1].length == pytest.approx(100)


@pytest.mark.parametrize(("kind", "lane", "start", "end"), [
    ("no_length", line((0, 0), (200, 0)), 0.5, 0.5),
    ("no_length", line((0, 0), (200, 0)), at(-50, 0), at(-10, 0)),
    ("no_length", line((0, 0), (200, 0)), float("nan"), 0.5),
    ("no_length", line((0, 0), (200, 0)), shapely.Point(), 0.5),
    ("no_lane", shapely.LineString(), 0.0, 1.0),
    ("no_lane", at(0, 0), 0.0, 1.0),
])
def test_a_stretch_without_length_is_refused(kind, lane, start, end):
    with pytest.raises(ContainmentError) as caught:
        lane_stretch(lane, start, end)
    assert caught.value.kind == kind


def test_every_group_of_the_sample_ward_gets_a_proposal_on_its_own_ground():
    areas = to_metric(gpd.read_file(SAMPLE / "gia_thuy" / "areas.geojson").geometry.to_numpy())
    under = gpd.read_file(SAMPLE / "gia_thuy" / "underlay.geojson")
    lanes = to_metric(under[under["kind"].str.startswith("road")].geometry.to_numpy())
    ward = shapely.union_all(areas)
    for shape in areas:
        point = shape.representative_point()
        narrow, wide = propose_narrow(point, lanes, within=ward), propose_wide(point, areas)
        assert narrow.ground.covers(point)
        assert narrow.ground.area < 25_000
        assert narrow.ground.area < wide.ground.area
        assert wide.ground.bounds[0] >= EAST - 10_000
        assert wide.ground.bounds[1] >= NORTH - 10_000
