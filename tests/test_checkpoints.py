"""Every place where a road passes a belt is found, and is open unless staff or a barrier stand there."""

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverings import EAST, NORTH, at, line, square
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from geo.belts import ring_along_roads, rings_round
from geo.checkpoints import ON_BELT_M, CrossingState, crossings, place_posts, states
from geo.crs import to_metric
from geo.roads import RoadError, roads_from_frame, roads_from_lines

HARD, SOFT = True, False


def network(*lines, **options):
    return roads_from_lines(np.array(lines, dtype=object), **options)


def places(found):
    return [(round(one.point.x - EAST, 1), round(one.point.y - NORTH, 1)) for one in found]


def segment_crossings(ring, a, b):
    """The schoolbook way: each edge of the ring against the segment a-b, by solving two equations.

    With each place comes how far from it the road still runs on the belt: a flat crossing takes metres.
    """
    found = []
    for p, q in pairwise(ring):
        d, e = b - a, q - p
        turn = d[0] * e[1] - d[1] * e[0]
        if turn == 0:
            continue
        t = ((p - a)[0] * e[1] - (p - a)[1] * e[0]) / turn
        s = ((p - a)[0] * d[1] - (p - a)[1] * d[0]) / turn
        if 0 <= t <= 1 and 0 <= s <= 1:
            flat = abs(turn) / (np.hypot(*d) * np.hypot(*e))
            found.append((*(a + t * d), 1.5 + ON_BELT_M / flat))
    return found


ORIGIN = np.array([EAST, NORTH])
spots = st.tuples(st.floats(-200, 800), st.floats(-200, 800))
BELT = [(0, 0), (400, -30), (620, 150), (430, 260), (600, 560), (120, 610), (180, 300)]


@settings(max_examples=80, deadline=None)
@given(ends=st.lists(st.tuples(spots, spots), min_size=1, max_size=8))
@example(ends=[((98.0, -88.0), (143.0, 123.0)), ((73.0, 0.0), (418.0, -70.0))])     # a junction beside a flat crossing
@example(ends=[((97.0, -88.0), (143.0, 127.0)), ((73.0, 0.0), (419.0, -70.0))])
def test_every_crossing_of_a_road_and_a_belt_is_found_and_no_other(ends):
    ring = ORIGIN + np.array([*BELT, BELT[0]])
    roads, expected = [], []
    for start, end in ends:
        a, b = ORIGIN + start, ORIGIN + end
        belt = shapely.LineString(ring)
        # an end nearer to the belt than a lane is wide is on it, and a road beside the belt runs on it
        assume(all(belt.distance(shapely.Point(place)) > 2 for place in (a, b)) and np.hypot(*(b - a)) > 5)
        assume(shapely.distance(shapely.MultiPoint(ring), shapely.LineString([a, b])) > 1)     # nor cuts a corner
        roads.append(shapely.LineString([a, b]))
        expected += segment_crossings(ring, a, b)
    found = crossings(shapely.LineString(ring), network(*roads), merge_m=0)
    single = [point for crossing in found for point in crossing.points]
    for x, y, reach in expected:
        assert min(shapely.Point(x, y).distance(point) for point in single) < reach
    for point in single:
        assert min(np.hypot(point.x - x, point.y - y) - reach for x, y, reach in expected) < 0
    assert [crossing.along_m for crossing in found] == sorted(crossing.along_m for crossing in found)


def test_two_carriageways_are_one_crossing_and_two_lanes_are_two():
    belt = square(0, 0, 200).exterior
    roads = network(line((50, -50), (50, 50)), line((56, -50), (56, 50)), line((120, -50), (120, 50)))
    assert sorted(places(crossings(belt, roads))) == [(53, 0), (120, 0)]
    assert len(crossings(belt, roads, merge_m=2)) == 3


def test_a_belt_along_lanes_is_passed_where_lanes_come_in_from_outside():
    block = [line((0, 0), (100, 0)), line((100, 0), (100, 100)), line((100, 100), (0, 100)), line((0, 100), (0, 0))]
    outer, inner = [line((100, 0), (300, 0)), line((40, 0), (40, -90))], [line((0, 60), (50, 60))]
    roads = [*block, *outer, *inner]
    ring = ring_along_roads(at(50, 50), np.array(roads, dtype=object))
    assert sorted(places(crossings(ring.line, network(*roads)))) == [(40, 0), (100, 0)]


def test_a_road_that_was_cut_at_the_outline_is_a_gate_and_one_that_only_touches_it_is_none():
    belt = square(0, 0, 200).exterior
    ends_there = network(line((100, 100), (100, 200)))
    touches = network(line((150, 250), (100, 200), (50, 250)))
    assert places(crossings(belt, ends_there)) == [(100, 200)]
    assert crossings(belt, touches) == ()


def test_a_road_that_follows_the_belt_and_turns_in_is_passed_once():
    belt = square(0, 0, 200).exterior
    follows = network(line((-50, 0), (80, 0), (80, 100)))
    assert places(crossings(belt, follows)) == [(0, 0)]


def test_an_open_belt_is_crossed_from_either_side():
    assert places(crossings(line((0, 0), (200, 0)), network(line((50, -40), (50, 40)), line((90, 5), (90, 60))))) == [
        (50, 0)]


def test_no_road_and_no_line_cross_nothing():
    assert crossings(shapely.LineString(), network(line((0, 0), (9, 9)))) == ()
    assert crossings(square(500, 500, 10).exterior, network(line((0, 0), (9, 9)))) == ()


def test_posts_stand_in_order_along_their_belt():
    posts = np.array([at(100, 204), at(3, 100), at(100, -2), at(100, 100)], dtype=object)
    belt = line((0, 0), (200, 0), (200, 200), (0, 200), (0, 0))
    placed = place_posts(posts, belt, reach_m=10)
    assert [(post.number, post.order, round(post.along_m), round(post.off_m)) for post in placed] == [
        (2, 1, 100, 2), (0, 2, 500, 4), (1, 3, 700, 3)]
    assert all(belt.distance(post.point) < 1e-6 for post in placed)


def test_a_crossing_is_open_until_staff_or_a_barrier_stand_there():
    belt = square(0, 0, 300).exterior
    found = crossings(belt, network(*(line((x, -50), (x, 50)) for x in (50, 70, 200))))
    of = {round(crossing.point.x - EAST): index for index, crossing in enumerate(found)}

    def state(posts, hard):
        all_of_them = states(found, np.array(posts, dtype=object), np.array(hard, dtype=bool))
        return [str(all_of_them[of[x]][0]) for x in (50, 70, 200)]

    assert state([], []) == ["open", "open", "open"]
    assert state([at(60, 5)], [SOFT]) == ["staffed", "staffed", "open"]
    assert state([at(58, 0)], [HARD]) == ["closed", "open", "open"]      # concrete shuts one lane only
    assert state([at(200, 30)], [SOFT]) == ["open", "open", "open"]      # too far off to hold it
    assert state([at(200, 2), at(201, 0)], [HARD, SOFT]) == ["open", "open", "staffed"]


@settings(max_examples=30, deadline=None)
@given(places=st.lists(st.tuples(st.floats(0, 300), st.floats(-40, 40), st.booleans()), max_size=6))
def test_a_state_is_open_exactly_when_no_post_is_named_for_it(places):
    found = crossings(square(0, 0, 300).exterior, network(*(line((x, -50), (x, 50)) for x in (50, 70, 200))))
    posts = np.array([at(x, y) for x, y, _ in places], dtype=object)
    hard = np.array([is_hard for *_, is_hard in places], dtype=bool)
    for crossing, (state, by) in zip(found, states(found, posts, hard), strict=True):
        assert (state is CrossingState.OPEN) == (not by)
        assert all(hard[number] == (state is CrossingState.CLOSED) for number in by)
        near_staff = [n for n in range(len(posts)) if not hard[n] and crossing.point.distance(posts[n]) <= 25]
        assert not near_staff or state is CrossingState.STAFFED


@settings(max_examples=40, deadline=None)
@given(ends=st.lists(st.tuples(spots, spots), min_size=1, max_size=8))
def test_a_network_keeps_every_metre_of_its_roads_and_is_cut_where_they_meet(ends):
    lines = [line(*pair) for pair in ends if line(*pair).length > 3]
    assume(lines)
    roads = network(*lines)
    drawn = shapely.union_all(lines)
    assert shapely.union_all(roads.lines).hausdorff_distance(drawn) < 1.1
    assert roads.graph.number_of_edges() == len(roads.lines)
    for stretch, (start, end) in zip(roads.lines, roads.ends, strict=True):
        assert stretch.coords[0] == tuple(roads.nodes[start])
        assert stretch.coords[-1] == tuple(roads.nodes[end])
    inner = shapely.line_interpolate_point(roads.lines, 0.5, normalized=True)
    one, other = shapely.STRtree(roads.lines).query(roads.lines, predicate="crosses")
    meets = shapely.distance(shapely.intersection(roads.lines[one], roads.lines[other]),
                             shapely.multipoints(roads.nodes))
    assert len(inner) and (meets < 1.1).all()


def test_a_bridge_passes_over_and_is_joined_at_its_ends():
    street, bridge = line((-100, 0), (100, 0)), line((0, -50), (0, 50))
    ramp = line((0, 50), (0, 100))
    flat = network(street, bridge, ramp)
    over = network(street, bridge, ramp, levels=np.array([0, 1, 0]))
    assert len(flat.lines) == 5
    assert len(over.lines) == 3
    assert over.degree.max() == 2


def test_a_lane_that_stops_short_of_the_street_is_joined_to_it():
    assert network(line((-50, 0), (50, 0)), line((0, 0.4), (0, 60))).degree.max() == 3
    assert network(line((-50, 0), (50, 0)), line((0, 2), (0, 60))).degree.max() == 1


def test_a_road_drawn_twice_is_one():
    assert len(network(line((0, 0), (50, 0)), line((50, 0), (0, 0))).lines) == 1


def test_the_rows_of_a_frame_are_known_after_cutting_and_a_missing_column_is_named():
    frame = gpd.GeoDataFrame({"layer": ["0", None, "1"]}, geometry=[
        shapely.LineString([(105.88, 21.04), (105.89, 21.04)]), shapely.Point(105.88, 21.04),
        shapely.MultiLineString([[(105.885, 21.03), (105.885, 21.05)], [(105.887, 21.03), (105.887, 21.04)]]),
    ], crs="EPSG:4326")
    assert sorted(set(roads_from_frame(frame).source.tolist())) == [0, 2]
    assert len(roads_from_frame(frame).lines) == 6
    assert len(roads_from_frame(frame, level_column="layer").lines) == 4
    with pytest.raises(RoadError) as caught:
        roads_from_frame(frame, level_column="bridge")
    assert caught.value.key == "roads.no_such_column"
    with pytest.raises(RoadError) as caught:
        roads_from_frame(frame.iloc[[1]])
    assert caught.value.key == "roads.no_lines"


WARDS = Path(__file__).parent.parent.parent / "shared" / "data" / "hanoi_wards_2021.geojson"


@pytest.mark.real_data
@pytest.mark.skipif(not WARDS.exists(), reason="no shared data: hanoi_wards_2021.geojson")
def test_belts_round_the_wards_of_ha_noi_are_crossed_where_a_lattice_of_roads_crosses_them():
    wards = to_metric(gpd.read_file(WARDS).geometry.to_numpy())
    west, south, east, north = shapely.total_bounds(wards)
    step = 2500.0
    lines = [shapely.LineString([(x, south), (x, north)]) for x in np.arange(west, east, step)]
    lines += [shapely.LineString([(west, y), (east, y)]) for y in np.arange(south, north, step)]
    roads = roads_from_lines(np.array(lines, dtype=object))
    total = 0
    for ward in wards:
        for ring in rings_round(np.array([ward], dtype=object)):
            found = crossings(ring.line, roads, merge_m=0)
            exact = shapely.intersection(ring.line, shapely.union_all(roads.lines[roads.tree.query(ring.line)]))
            assert len(found) >= shapely.get_num_geometries(exact) - 2 or exact.is_empty
            total += len(found)
    assert total > 1000
