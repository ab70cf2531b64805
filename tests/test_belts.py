"""A proposed belt is closed, contains what it rings, and encloses no more ground than the lanes force it to."""

from pathlib import Path

import geopandas as gpd
import networkx
import numpy as np
import pytest
import shapely
from coverings import OUTLINE, at, grid, line, random_coverage, square
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.belts import BeltError, RingSource, Side, ring_along_roads, rings_round, sides
from geo.crs import to_metric
from geo.neighbours import shared_borders

seeds, counts = st.integers(0, 10_000), st.integers(2, 9)


def lattice(columns, rows, step, gone=()):
    """Return the stretches of a street grid, those in `gone` left out."""
    places = [line((step * x, step * y), (step * (x + 1), step * y)) for y in range(rows + 1) for x in range(columns)]
    places += [line((step * x, step * y), (step * x, step * (y + 1))) for x in range(columns + 1) for y in range(rows)]
    return np.array([place for number, place in enumerate(places) if number not in gone], dtype=object)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, count=counts)
def test_the_outer_belt_of_a_ward_is_its_outline(seed, count):
    (ring,) = rings_round(random_coverage(seed, count).shapes)
    assert ring.line.is_closed
    assert ring.inside.symmetric_difference(shapely.Polygon(OUTLINE.exterior)).area < 1


@settings(max_examples=40, deadline=None)
@given(seed=seeds, count=counts, picked=st.sets(st.integers(0, 8), min_size=1))
def test_the_belts_round_a_group_of_areas_are_closed_and_contain_them_and_cut_no_other(seed, count, picked):
    coverage = random_coverage(seed, count)
    group = sorted({index % count for index in picked})
    rings = rings_round(coverage.shapes[group])
    assert all(ring.line.is_closed and ring.line.is_simple for ring in rings)
    for shape in coverage.shapes[group]:
        assert sum(ring.inside.buffer(1e-3).covers(shape) for ring in rings) == 1
    for index in set(range(count)) - set(group):
        covered = sum(ring.inside.intersection(coverage.shapes[index]).area for ring in rings)
        # enclosed whole (a ring of areas round another) or not at all
        assert covered < 0.5 or covered == pytest.approx(coverage.shapes[index].area, abs=0.5)


def test_areas_that_do_not_hang_together_get_a_belt_each():
    corners = rings_round(np.array([square(0, 0, 100), square(300, 0, 50)], dtype=object))
    assert [ring.inside.area for ring in corners] == [10_000, 2_500]


def test_a_border_drawn_twice_does_not_part_a_belt():
    (ring,) = rings_round(np.array([square(0, 0, 100), square(100.05, 0, 100)], dtype=object))
    assert ring.inside.area == pytest.approx(20_005, abs=1)


def test_no_area_has_no_belt():
    for shapes in ([], [shapely.Polygon()]):
        with pytest.raises(BeltError) as caught:
            rings_round(np.array(shapes, dtype=object))
        assert caught.value.key == "belts.no_areas"


@settings(max_examples=40, deadline=None)
@given(gone=st.sets(st.integers(0, 23), max_size=10), x=st.floats(2, 240), y=st.floats(2, 240), side=st.floats(5, 90))
def test_the_belt_along_the_lanes_is_the_smallest_closed_way_that_holds_the_site(gone, x, y, side):
    roads = lattice(3, 3, 100, gone)
    target = square(x, y, side)
    ring = ring_along_roads(target, roads)
    assert ring.line.is_closed
    assert ring.inside.buffer(1e-3).covers(target)
    graph = networkx.Graph([tuple(map(tuple, road.coords)) for road in roads])
    held = [shapely.Polygon(cycle).area for cycle in networkx.simple_cycles(graph)
            if shapely.Polygon(cycle).buffer(1e-3).covers(target)]
    if held:
        assert ring.source is RingSource.ROADS
        assert ring.inside.area == pytest.approx(min(held))
        assert shapely.union_all(roads).buffer(1e-3).covers(ring.line)
    else:
        assert ring.source is RingSource.DISTANCE


def test_lanes_that_cross_without_a_common_vertex_enclose_as_well():
    roads = np.array([line((-10, 0), (110, 0)), line((100, -10), (100, 110)), line((110, 100), (-10, 100)),
                      line((0, 110), (0, -10))], dtype=object)
    assert ring_along_roads(at(50, 50), roads).inside.area == pytest.approx(10_000)


def test_the_outline_of_the_ward_encloses_where_lanes_end_at_it():
    ward = square(0, 0, 300)
    roads = np.array([line((100, 0), (100, 300))], dtype=object)
    assert ring_along_roads(square(20, 20, 30), roads).source is RingSource.DISTANCE
    assert ring_along_roads(square(20, 20, 30), roads, within=ward).inside.area == pytest.approx(30_000)


def test_a_block_larger_than_asked_gives_way_to_a_ring_at_a_distance():
    target = square(40, 40, 10)
    ring = ring_along_roads(target, lattice(1, 1, 500), max_area_m2=50_000, around_m=30)
    assert ring.source is RingSource.DISTANCE
    assert ring.inside.exterior.distance(target) == pytest.approx(30, abs=0.5)


def test_a_site_through_the_corner_of_four_blocks_takes_all_four():
    diagonal = line((80, 80), (120, 120)).buffer(0.001)
    assert ring_along_roads(diagonal, lattice(4, 4, 100)).inside.buffer(1e-3).covers(diagonal)


def test_a_site_far_out_in_a_large_block_is_ringed_as_with_all_roads_at_hand():
    near = lattice(2, 2, 100)
    far = np.array([square(-2500, -2500, 6000).exterior], dtype=object)
    ring = ring_along_roads(at(600, 600), np.concatenate([near, far]))
    assert ring.inside.area == pytest.approx(36_000_000)


def test_inside_outside_and_across_a_ring():
    (ring,) = rings_round(grid(2, 2).shapes)
    shapes = np.array([at(50, 50), at(200, 50), at(201, 50), line((50, 50), (250, 50)), square(200, 0, 10),
                       square(190, 0, 20), square(10, 10, 5)], dtype=object)
    assert sides(ring, shapes) == [Side.INSIDE, Side.INSIDE, Side.OUTSIDE, Side.ACROSS, Side.OUTSIDE, Side.ACROSS,
                                   Side.INSIDE]


def test_a_site_that_is_nowhere_is_refused():
    with pytest.raises(BeltError) as caught:
        ring_along_roads(shapely.Point(), lattice(1, 1, 100))
    assert caught.value.kind == "no_target"


WARDS = Path(__file__).parent.parent.parent / "shared" / "data" / "hanoi_wards_2021.geojson"


@pytest.mark.real_data
@pytest.mark.skipif(not WARDS.exists(), reason="no shared data: hanoi_wards_2021.geojson")
def test_every_ward_of_ha_noi_has_its_belts():
    shapes = to_metric(gpd.read_file(WARDS).geometry.to_numpy())
    pairs = shared_borders(shapes)
    for index, shape in enumerate(shapes):
        own = rings_round(shapes[[index]])
        assert sum(ring.inside.area for ring in own) >= shape.area * 0.999
        group = [index, *pairs[pairs[:, 0] == index, 1], *pairs[pairs[:, 1] == index, 0]]
        around = rings_round(shapes[group])
        assert any(ring.inside.buffer(0.2).covers(shapely.get_parts(shape)[0]) for ring in around)
        assert all(ring.line.is_closed and ring.line.is_valid for ring in (*own, *around))
