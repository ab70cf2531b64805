"""A tổ that barriers lock in is found, with the fewest barriers that must open and the way to draw."""

import json
from collections import deque
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverings import EAST, NORTH, at, line, square
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.access import Verdict, locked_in, way_from, ways_out
from geo.crs import to_metric
from geo.network import network_of
from geo.roads import roads_from_frame, roads_from_lines

SIDE = 4
WARD = shapely.box(EAST - 50, NORTH - 50, EAST + 350, NORTH + 350)


def areas_of(*shapes):
    return np.array(shapes, dtype=object)


def barriers_at(*places):
    return np.array(places, dtype=object)


def network(*lines):
    return roads_from_lines(np.array(lines, dtype=object))


ALL_STREETS = [((x, y), (x + 1, y)) for y in range(SIDE) for x in range(SIDE - 1)]
ALL_STREETS += [((x, y), (x, y + 1)) for x in range(SIDE) for y in range(SIDE - 1)]


def plain_search(streets, barred, gates):
    """Return each crossing's fewest barriers to a gate, by widening rings: 0-1 breadth-first search."""
    best = {}
    queue = deque()
    for gate, shut in gates.items():
        best[gate] = min(best.get(gate, 99), int(shut))
        queue.append(gate)
    while queue:
        here = queue.popleft()
        for one, other in streets:
            if here in (one, other):
                there = other if here == one else one
                cost = best[here] + ((one, other) in barred)
                if cost < best.get(there, 99):
                    best[there] = cost
                    queue.append(there)
    return best


@settings(max_examples=60, deadline=None)
@given(
    streets=st.sets(st.sampled_from(ALL_STREETS), min_size=1),
    barred=st.sets(st.sampled_from(ALL_STREETS), max_size=10),
    gates=st.dictionaries(st.sampled_from([(0, y) for y in range(SIDE)]), st.booleans(), min_size=1),
)
def test_a_verdict_agrees_with_a_plain_search_on_the_streets(streets, barred, gates):
    barred &= streets
    lines = [line((100 * a, 100 * b), (100 * c, 100 * d)) for (a, b), (c, d) in streets]
    lines += [line((-100, 100 * y), (0, 100 * y)) for _, y in gates]
    posts = [at(50 * (a + c), 50 * (b + d)) for (a, b), (c, d) in sorted(barred)]
    posts += [at(-50, 100 * y) for (_, y), shut in sorted(gates.items()) if shut]
    crossings_ = sorted({end for street in streets for end in street})
    squares = areas_of(*(square(100 * x - 15, 100 * y - 15, 30) for x, y in crossings_))
    best = plain_search(streets, barred, gates)
    for place, answer in zip(crossings_, ways_out(squares, WARD, network(*lines), barriers_at(*posts)), strict=True):
        if place not in best:
            assert answer.verdict is Verdict.UNKNOWN
        elif best[place] == 0:
            assert answer.verdict is Verdict.OPEN
            assert answer.pockets == ()
        else:
            assert answer.verdict is Verdict.LOCKED
            (pocket,) = answer.pockets
            assert len(set(pocket.must_open)) == len(pocket.must_open) == best[place]
            assert pocket.way.distance(squares[crossings_.index(place)]) < 1
            # no barrier on the way but those that must open
            met = {n for n, post in enumerate(posts) if pocket.way.distance(post) < 0.01}
            assert met == set(pocket.must_open)
            opened = [post for n, post in enumerate(posts) if n not in pocket.must_open]
            again = ways_out(squares, WARD, network(*lines), barriers_at(*opened))[crossings_.index(place)]
            assert again.verdict is Verdict.OPEN


def test_of_equally_few_barriers_the_shorter_way_is_chosen():
    short, long = line((0, 0), (-200, 0)), line((0, 0), (0, 300), (-200, 300))
    roads = network(short, long, line((0, 0), (40, 0)))
    (answer,) = ways_out(areas_of(square(10, -10, 30)), WARD, roads, barriers_at(at(-30, 0), at(0, 100)))
    assert answer.verdict is Verdict.LOCKED
    assert answer.pockets[0].must_open == (0,)
    assert answer.way.length < 100


def test_a_barrier_in_the_middle_locks_in_one_half_and_names_it():
    roads = network(line((-100, 0), (300, 0)))
    (answer,) = ways_out(areas_of(square(-20, -150, 300)), WARD, roads, barriers_at(at(100, 3)))
    assert answer.verdict is Verdict.PARTLY
    (pocket,) = answer.pockets
    assert pocket.must_open == (0,)
    assert pocket.roads.bounds[0] == pytest.approx(EAST + 100)
    assert answer.way.coords[-1] == pytest.approx((EAST - 50, NORTH))


def test_an_area_crossed_by_a_road_without_a_junction_has_that_road():
    roads = network(line((-100, 0), (300, 0)))
    (answer,) = ways_out(areas_of(square(100, -10, 20)), WARD, roads, barriers_at())
    assert answer.verdict is Verdict.OPEN
    assert answer.way.length == pytest.approx(160)


def test_a_street_that_bounds_an_area_does_not_free_the_lane_behind_its_barrier():
    roads = network(line((-100, 0), (200, 0)), line((50, 0), (50, 80)))
    (answer,) = ways_out(areas_of(square(0, 0, 100)), WARD, roads, barriers_at(at(50, 6)))
    assert answer.verdict is Verdict.LOCKED
    assert answer.pockets[0].must_open == (0,)


def test_a_barrier_on_a_junction_shuts_it_and_one_off_every_road_shuts_nothing():
    roads = network(line((-100, 0), (100, 0)), line((100, 0), (200, 0)), line((100, 0), (100, 90)))
    lane = areas_of(square(90, 20, 60))
    assert ways_out(lane, WARD, roads, barriers_at(at(100, 0)))[0].verdict is Verdict.LOCKED
    assert ways_out(lane, WARD, roads, barriers_at(at(60, 60)))[0].verdict is Verdict.OPEN
    assert network_of(roads, WARD, barriers_at(at(60, 60)), lane).off_road == (0,)


def test_a_barrier_drawn_a_little_outside_the_outline_still_shuts_its_gate():
    roads = network(line((-100, 0), (100, 0)))
    (answer,) = locked_in(areas_of(square(0, -10, 60)), WARD, roads, barriers_at(at(-62, 2)))
    assert answer.pockets[0].must_open == (0,)


def test_two_barriers_at_one_gate_must_both_open():
    roads = network(line((-100, 0), (100, 0)))
    (answer,) = locked_in(areas_of(square(0, -10, 60)), WARD, roads, barriers_at(at(-52, 0), at(-47, 1)))
    assert set(answer.pockets[0].must_open) == {0, 1}


def test_roads_that_lead_to_no_gate_leave_the_answer_open_not_green():
    roads = network(line((0, 0), (100, 0)))
    (answer,) = ways_out(areas_of(square(0, -10, 60)), WARD, roads, barriers_at())
    assert (answer.verdict, answer.way) == (Verdict.UNKNOWN, None)
    assert answer.unlinked > 0
    assert ways_out(areas_of(square(0, 200, 20)), WARD, roads, barriers_at())[0].unlinked == 0


def test_the_way_from_an_address_starts_on_the_road_before_it():
    roads = network(line((-100, 0), (300, 0)), line((100, 0), (100, 200)))
    answer = way_from(at(112, 90), WARD, roads, barriers_at())
    assert answer.verdict is Verdict.OPEN
    assert answer.way.length == pytest.approx(90 + 150, abs=10)
    assert way_from(at(112, 90), WARD, roads, barriers_at(at(100, 20))).pockets[0].must_open == (0,)
    assert way_from(at(112, 90), WARD, roads, barriers_at(), reach_m=5).verdict is Verdict.UNKNOWN


SAMPLE = Path(__file__).parent.parent / "sample_data"


def sample_ward():
    areas = to_metric(gpd.read_file(SAMPLE / "gia_thuy" / "areas.geojson").geometry.to_numpy())
    under = gpd.read_file(SAMPLE / "gia_thuy" / "underlay.geojson")
    return areas, shapely.union_all(areas), roads_from_frame(under[under["kind"].str.startswith("road")])


def test_without_barriers_every_group_of_the_sample_ward_gets_out():
    areas, outline, roads = sample_ward()
    answers = ways_out(areas, outline, roads, barriers_at())
    assert {answer.verdict for answer in answers} == {Verdict.OPEN}
    assert all(outline.buffer(1).covers(answer.way) for answer in answers)


def test_shutting_all_gates_of_the_sample_ward_locks_everyone_in_and_any_one_of_them_frees_them():
    areas, outline, roads = sample_ward()
    gates = network_of(roads, outline, barriers_at(), areas).gates
    every = barriers_at(*(gate.point for gate in gates))
    shut = locked_in(areas, outline, roads, every)
    assert len(shut) == len(areas)
    assert {len(pocket.must_open) for answer in shut for pocket in answer.pockets} == {1}
    for answer in shut[::5]:
        (row,) = answer.pockets[0].must_open
        assert answer.area not in {still.area for still in locked_in(areas, outline, roads, np.delete(every, row))}


def test_opening_what_the_exercise_is_told_to_open_frees_everyone():
    areas, outline, roads = sample_ward()
    posts = json.loads((SAMPLE / "dien_tap" / "checkpoints.geojson").read_text(encoding="utf-8"))["features"]
    places = to_metric(np.array([shapely.from_geojson(json.dumps(post["geometry"])) for post in posts]))
    hard = np.array([post["properties"]["kind"] == "hard" for post in posts])
    answers = ways_out(areas, outline, roads, places[hard])
    named = {row for answer in answers for pocket in answer.pockets for row in pocket.must_open}
    assert named
    assert locked_in(areas, outline, roads, np.delete(places[hard], sorted(named))) == ()
