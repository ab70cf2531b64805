"""A border is a border, a corner is none; and a level reaches one hop, never two."""

from fractions import Fraction
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from geo.crs import to_metric
from geo.neighbours import shared_borders
from zones.adjacency import count_touching, decide_units, looks_at_neighbours
from zones.levels import Level
from zones.ruleset import load_ruleset

QD2686, QD4800 = load_ruleset("vn-qd2686"), load_ruleset("vn-qd4800")
NO = {factor.id: "no" for factor in QD2686.factors_for("ward")}
EAST, NORTH = 591_000.0, 2_327_000.0


def pairs_of(*polygons):
    return [tuple(pair) for pair in shared_borders(np.array(polygons, dtype=object)).tolist()]


def grid(side, columns, rows):
    return [box(EAST + side * x, NORTH + side * y, EAST + side * (x + 1), NORTH + side * (y + 1))
            for y in range(rows) for x in range(columns)]


@given(st.integers(1, 6), st.integers(1, 6), st.floats(1, 3000))
def test_in_a_grid_sides_are_neighbours_and_corners_are_not(columns, rows, side):
    expected = {(y * columns + x, y * columns + x + 1) for y in range(rows) for x in range(columns - 1)}
    expected |= {(y * columns + x, (y + 1) * columns + x) for y in range(rows - 1) for x in range(columns)}
    assert set(pairs_of(*grid(side, columns, rows))) == expected


def test_a_border_with_a_corner_on_one_side_only_is_a_border():
    tall = box(EAST, NORTH, EAST + 500, NORTH + 500)
    # the vertex on the tall unit's edge lies 2 mm off its line, as after a projection
    upper = Polygon([(EAST + 500, NORTH), (EAST + 900, NORTH), (EAST + 900, NORTH + 500), (EAST + 500, NORTH + 500),
                     (EAST + 500.002, NORTH + 250)])
    assert pairs_of(tall, upper) == [(0, 1)]


def test_a_border_drawn_twice_five_centimetres_apart_is_a_border_and_a_street_between_is_none():
    unit = box(EAST, NORTH, EAST + 500, NORTH + 500)
    assert pairs_of(unit, box(EAST + 500.05, NORTH, EAST + 900, NORTH + 500)) == [(0, 1)]
    assert pairs_of(unit, box(EAST + 506, NORTH, EAST + 900, NORTH + 500)) == []


def test_sharp_corners_that_meet_are_no_border():
    left = Polygon([(EAST, NORTH), (EAST - 400, NORTH + 200), (EAST - 400, NORTH - 200)])
    right = Polygon([(EAST, NORTH), (EAST + 400, NORTH + 200), (EAST + 400, NORTH - 200)])
    assert pairs_of(left, right) == []


def test_no_unit_or_one_has_no_neighbour():
    assert shared_borders(np.array([], dtype=object)).shape == (0, 2)
    assert pairs_of(box(0, 0, 1, 1)) == []


def test_neighbours_are_counted_for_each_level_and_an_unassessed_one_for_none_of_the_four():
    pairs = np.array([[0, 1], [0, 2], [0, 3], [1, 2]])
    levels = [Level.GREEN, Level.RED, Level.ORANGE, Level.UNASSESSED]
    counts = count_touching(pairs, np.array([level.severity for level in levels]))
    assert counts[Level.RED].tolist() == [1, 0, 1, 0]
    assert counts[Level.ORANGE].tolist() == [1, 1, 0, 0]
    assert counts[Level.UNASSESSED].tolist() == [1, 0, 0, 0]


def test_a_row_of_units_beside_a_red_one_goes_orange_and_stops_there():
    shapes = np.array(grid(500, 5, 1), dtype=object)
    observed = {f"to-{n}": {**NO, "cluster_without_source": "yes" if n == 0 else "no"} for n in range(5)}
    decisions = decide_units(observed, shared_borders(shapes), QD2686)
    # not chained: the unit beside the one that is orange by adjacency stays green
    assert [decision.level for decision in decisions.values()] == [
        Level.RED, Level.ORANGE, Level.GREEN, Level.GREEN, Level.GREEN]


@given(st.lists(st.sampled_from(["cluster_without_source", "case_without_source", "contacts_present", None]),
                min_size=2, max_size=16), st.randoms(use_true_random=False))
def test_each_level_is_the_units_own_or_one_hop_from_a_neighbours_own(yes, random):
    pairs = np.array([[i, j] for i in range(len(yes)) for j in range(i + 1, len(yes)) if random.random() < 0.3],
                     dtype=np.int64).reshape(-1, 2)
    observed = {str(n): {**NO, **({factor: "yes"} if factor else {})} for n, factor in enumerate(yes)}
    own = {"cluster_without_source": 4, "case_without_source": 3, "contacts_present": 2, None: 1}
    beside = {n: {own[yes[j if i == n else i]] for i, j in pairs.tolist() if n in (i, j)} for n in range(len(yes))}
    for n, decision in enumerate(decide_units(observed, pairs, QD2686).values()):
        hop = 3 if 4 in beside[n] else 2 if 3 in beside[n] else 1
        assert decision.level.severity == max(own[yes[n]], hop)


def test_without_borders_a_rule_on_neighbours_stays_open_and_nothing_is_green():
    decisions = decide_units({"a": NO}, None, QD2686)
    assert decisions["a"].level is Level.UNASSESSED


def test_a_document_without_neighbours_is_applied_unit_by_unit():
    assert looks_at_neighbours(QD2686)
    assert not looks_at_neighbours(QD4800)
    seen = {"cases_in_window": Fraction(0), "new_cases_weekly_per_100k": Fraction(0)}
    assert decide_units({"a": seen}, np.array([[0, 0]]), QD4800)["a"].level is Level.GREEN


WARDS = Path(__file__).parent.parent.parent / "shared" / "data" / "hanoi_wards_2021.geojson"


@pytest.mark.real_data
@pytest.mark.skipif(not WARDS.exists(), reason="no shared data: hanoi_wards_2021.geojson")
def test_the_wards_of_ha_noi_have_the_neighbours_of_a_map():
    shapes = to_metric(shapely.make_valid(gpd.read_file(WARDS).geometry.to_numpy()))
    pairs = shared_borders(shapes)
    # a planar map has fewer than three borders a unit
    assert 2 * len(shapes) < len(pairs) < 3 * len(shapes)
    assert len(np.unique(pairs)) == len(shapes)
