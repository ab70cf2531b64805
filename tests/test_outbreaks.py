"""Outbreaks: circles of 200 m that merge, places that cases share, and the fourteenth quiet day that ends them."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo.crs import HANOI_METRIC, one_to_lonlat
from geo.frames import VIETNAM_TIME
from zones.outbreaks import circle_outbreaks, place_outbreaks, reached_by
from zones.ruleset import load_ruleset

DENGUE = load_ruleset("vn-dengue-qd3711").outbreak
HFMD = load_ruleset("vn-hfmd-qd581").outbreak
EAST, NORTH = 591_000.0, 2_327_000.0
DAY_0 = datetime(2023, 8, 15, tzinfo=VIETNAM_TIME)


def on(day):
    return DAY_0 + timedelta(days=day)


def dengue(*cases):
    """Outbreaks of cases (x, y, day, confirmed, larvae)."""
    points = np.array([Point(EAST + x, NORTH + y) for x, y, *_ in cases], dtype=object)
    return circle_outbreaks(points, [on(case[2]) for case in cases], np.array([case[3] for case in cases], dtype=bool),
                            np.array([case[4] for case in cases], dtype=bool), DENGUE)


def cases_of(outbreaks):
    return [outbreak.cases for outbreak in outbreaks]


CASES = st.lists(
    st.tuples(st.integers(0, 1500), st.integers(0, 1500), st.integers(0, 40), st.booleans(), st.booleans()),
    max_size=14)


def test_one_confirmed_case_is_an_outbreak_of_two_hundred_metres():
    (found,) = dengue((0, 0, 0, True, False))
    assert found.area.area == pytest.approx(np.pi * 200**2, rel=2e-3)
    assert (found.start, found.last_case, found.ends) == (on(0), on(0), on(14))


def test_clinical_cases_need_larvae_seven_days_and_two_hundred_metres():
    assert cases_of(dengue((0, 0, 0, False, True), (200, 0, 7, False, False))) == [(0, 1)]
    assert dengue((0, 0, 0, False, False), (200, 0, 7, False, False)) == []      # no larvae
    assert dengue((0, 0, 0, False, True), (201, 0, 7, False, False)) == []       # too far
    assert dengue((0, 0, 0, False, True), (200, 0, 8, False, False)) == []       # too late
    assert dengue((0, 0, 0, False, True)) == []                                  # alone


def test_circles_that_meet_while_both_go_on_are_one_outbreak():
    assert cases_of(dengue((0, 0, 0, True, False), (400, 0, 13, True, False))) == [(0, 1)]
    assert cases_of(dengue((0, 0, 0, True, False), (401, 0, 13, True, False))) == [(0,), (1,)]


def test_after_fourteen_quiet_days_the_same_house_begins_another_outbreak():
    first, second = dengue((0, 0, 0, True, False), (0, 0, 14, True, False))
    assert (first.ends, second.start) == (on(14), on(14))
    assert not first.active(on(14))
    assert first.active(on(14) - timedelta(minutes=1))
    assert cases_of(dengue((0, 0, 0, True, False), (0, 0, 13, True, False))) == [(0, 1)]


def test_a_clinical_case_in_the_circle_prolongs_an_outbreak_and_draws_its_own_circle():
    (found,) = dengue((0, 0, 0, True, False), (150, 0, 10, False, False))
    assert found.cases == (0, 1)
    assert found.ends == on(24)
    assert found.area.contains(Point(EAST + 340, NORTH))


def test_a_clinical_case_outside_makes_nothing():
    assert cases_of(dengue((0, 0, 0, True, False), (250, 0, 3, False, False))) == [(0,)]


def test_a_circle_reaches_the_units_that_it_crosses():
    squares = [box(EAST - 500, NORTH, EAST, NORTH + 500), box(EAST, NORTH, EAST + 500, NORTH + 500),
               box(EAST + 500, NORTH, EAST + 900, NORTH + 500)]
    areas = gpd.GeoDataFrame({"area_id": ["a", "b", "c"]}, geometry=[one_to_lonlat(square) for square in squares],
                             crs=4326)
    cases = pd.DataFrame({"area_id": ["b"]})
    found = dengue((100, 100, 0, True, False))
    assert set(reached_by(found, areas, cases, HANOI_METRIC, on(3))) == {"a", "b"}
    assert reached_by(found, areas, cases, HANOI_METRIC, on(14)) == {}


def test_no_case_no_outbreak():
    assert dengue() == []
    assert place_outbreaks([], [], HFMD) == []


def test_a_rule_without_a_radius_has_no_circles():
    with pytest.raises(ValueError, match="radius"):
        circle_outbreaks(np.array([], dtype=object), [], np.array([]), np.array([]), replace(DENGUE, radius_m=None))


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_does_not_matter(cases, random):
    order = list(range(len(cases)))
    random.shuffle(order)
    shuffled = dengue(*[cases[index] for index in order])
    back = sorted(tuple(sorted(order[index] for index in found.cases)) for found in shuffled)
    assert back == sorted(cases_of(dengue(*cases)))


@given(CASES)
def test_a_confirmed_case_lies_in_exactly_one_outbreak_and_no_case_in_two(cases):
    members = [index for found in dengue(*cases) for index in found.cases]
    assert len(members) == len(set(members))
    assert {index for index, case in enumerate(cases) if case[3]} <= set(members)


@given(CASES)
def test_two_outbreaks_that_overlap_are_fourteen_days_apart_there(cases):
    found = dengue(*cases)
    for one in found:
        for other in found:
            if one is other:
                continue
            for i in one.cases:
                for j in other.cases:
                    distance = np.hypot(cases[i][0] - cases[j][0], cases[i][1] - cases[j][1])
                    assert distance > 400 or abs(cases[i][2] - cases[j][2]) >= 14


@given(CASES)
def test_an_outbreak_never_pauses_and_ends_fourteen_days_after_its_last_case(cases):
    for found in dengue(*cases):
        days = sorted(cases[index][2] for index in found.cases)
        assert all(later - earlier < 14 for earlier, later in pairwise(days))
        assert (found.start, found.last_case, found.ends) == (on(days[0]), on(days[-1]), on(days[-1] + 14))


@given(CASES)
def test_the_area_is_all_points_within_two_hundred_metres_of_a_case(cases):
    for found in dengue(*cases):
        houses = shapely.MultiPoint([(EAST + cases[i][0], NORTH + cases[i][1]) for i in found.cases])
        corners = shapely.points(shapely.get_coordinates(found.area))
        assert np.allclose(shapely.distance(corners, houses), 200, atol=0.3)
        assert found.area.covers(houses.buffer(199.7))


@given(CASES, st.tuples(st.integers(0, 1500), st.integers(0, 1500), st.integers(0, 40), st.booleans(), st.booleans()))
def test_one_more_case_takes_no_case_out_of_an_outbreak(cases, more):
    before = {index for found in dengue(*cases) for index in found.cases}
    after = {index for found in dengue(*cases, more) for index in found.cases}
    assert before <= after


def test_two_linked_cases_of_a_class_within_seven_days_are_an_outbreak():
    days = [0, 7, 3, 9]
    found = place_outbreaks(["lớp A", "lớp A", "lớp B", None], [on(day) for day in days], HFMD)
    assert cases_of(found) == [(0, 1)]
    assert (found[0].place, found[0].ends) == ("lớp A", on(21))
    assert place_outbreaks(["lớp A", "lớp A"], [on(0), on(8)], HFMD) == []


@given(st.lists(st.tuples(st.sampled_from(["A", "B", None]), st.integers(0, 60)), max_size=16))
def test_a_place_has_an_outbreak_exactly_where_two_cases_are_within_seven_days(cases):
    found = place_outbreaks([place for place, _ in cases], [on(day) for _, day in cases], HFMD)
    inside = {index for outbreak in found for index in outbreak.cases}
    for i, (place, day) in enumerate(cases):
        partner = any(i != j and place and place == other and abs(day - later) <= 7
                      for j, (other, later) in enumerate(cases))
        assert not partner or i in inside
    for outbreak in found:
        days = sorted(cases[index][1] for index in outbreak.cases)
        assert {cases[index][0] for index in outbreak.cases} == {outbreak.place}
        assert any(later - earlier <= 7 for earlier, later in pairwise(days))
        assert all(later - earlier < 14 for earlier, later in pairwise(days))


@given(CASES, st.integers(-100_000, 100_000), st.integers(-100_000, 100_000))
def test_moving_the_city_moves_nothing_between_outbreaks(cases, east, north):
    assume(cases)
    moved = [(x + east, y + north, *rest) for x, y, *rest in cases]
    assert cases_of(dengue(*moved)) == cases_of(dengue(*cases))
