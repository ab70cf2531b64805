"""The course of a place: each day is what the map of that day says, computed for all days together."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.areas import valid_at
from geo.frames import VIETNAM_TIME
from tests import small_ward as ward
from zones.acts import ACTS
from zones.compose.film import make_film
from zones.compose.outbreaks import active_outbreaks
from zones.course import build_course
from zones.course.levels import Stretch, judge, window_counts
from zones.epicurve import days_between
from zones.levels import Level
from zones.rulebook import placed_for, rules_for
from zones.ruleset import load_ruleset
from zones.situation import Rules, View, build_situation
from zones.situation.assessment import assess
from zones.situation.view import read_view
from zones.store import CONTRACTS, Store
from zones.times import end_of_day
from zones.usecases import CommandPost

RULES = Rules((load_ruleset("vn-qd4800"),))
DAYS = days_between(date(2021, 10, 21), date(2021, 10, 30))


@pytest.fixture
def post(sample_url):
    store = Store(sample_url)
    yield CommandPost(store)
    store.close()


def course_of(**frames):
    return build_course(ward.place(), ward.records(**frames), lambda _moment: RULES, DAYS, 1, View("p"))


def situation_on(day, **frames):
    return build_situation(ward.place(), ward.records(**frames), RULES, end_of_day(day), 1)


def assert_same(course, make):
    for state in course.days:
        now = make(state.day)
        assert dict(state.levels) == dict(now.area_levels), state.day
        assert state.counts == now.level_counts, state.day
        assert dict(state.cases) == {key: count for key, count in now.case_counts.items() if count}, state.day
        assert {(z.id, z.level) for z in state.zones} == {(z.id, z.level) for z in now.zones if z.source != "area"}


def test_each_day_is_the_situation_at_its_last_minute_with_sites_lockdowns_and_acts():
    sites = ward.sites({"site_id": "s", "level": "orange", "geometry": ward.square(100, 100, 100), "population": 50,
                        "valid_from": pd.Timestamp("2021-10-24", tz=VIETNAM_TIME)})
    lockdowns = ward.lockdowns({"lockdown_id": "l", "geometry": ward.square(400, 100, 200),
                                "valid_from": pd.Timestamp("2021-10-22", tz=VIETNAM_TIME),
                                "valid_to": pd.Timestamp("2021-10-29", tz=VIETNAM_TIME)})
    acts = pd.DataFrame([{
        "act_id": "a", "kind": "level", "target": "area", "target_id": "to-2", "level": "red", "document": "QĐ 1",
        "signer": "x", "reason": "y", "valid_from": pd.Timestamp("2021-10-25T12:00", tz=VIETNAM_TIME),
        "valid_to": pd.Timestamp("2021-10-27T06:00", tz=VIETNAM_TIME)}])
    frames = {"cases": ward.cases(("to-1", "2021-10-22T10:00"), ("to-1", "2021-10-22T11:00"), ("to-13", "2021-10-30")),
              "sites": sites, "lockdowns": lockdowns, "acts": ACTS.check(acts)}
    course = course_of(**frames)
    assert_same(course, lambda day: situation_on(day, **frames))
    assert course.on(date(2021, 10, 26)).levels["to-2"] is Level.RED
    assert course.on(date(2021, 10, 27)).levels["to-2"] is Level.GREEN
    assert len({state.scene for state in course.days}) == 6


def test_a_unit_that_is_divided_is_there_until_its_day_and_its_parts_afterwards():
    frame = ward.areas(valid_to=[pd.Timestamp("2021-10-26", tz=VIETNAM_TIME), pd.NaT, pd.NaT, pd.NaT])
    course = course_of(areas=frame)
    assert set(course.on(date(2021, 10, 25)).levels) == {"to-1", "to-2", "to-13", "to-18"}
    assert set(course.on(date(2021, 10, 26)).levels) == {"to-2", "to-13", "to-18"}
    assert_same(course, lambda day: situation_on(day, areas=frame))


@pytest.mark.parametrize(("address", "first", "last"), [
    ("dien_tap", date(2021, 11, 5), date(2021, 11, 12)),           # the peak: sites, four lockdowns
    ("dien_tap", date(2021, 10, 10), date(2021, 10, 13)),          # one document follows another
    ("nq54", date(2021, 9, 5), date(2021, 9, 8)),                  # named units, adjacency
    ("dien_tap@combined", date(2021, 11, 8), date(2021, 11, 10)),
    ("dien_tap@disease=dengue", date(2021, 11, 8), date(2021, 11, 10)),
])
def test_the_samples_days_are_their_situations(post, address, first, last):
    view = read_view(address)
    place = placed_for(post.store.place(view.place_id), view)
    records = {kind: post.store.read(view.place_id, kind) for kind in CONTRACTS}
    course = build_course(place, records, lambda moment: rules_for(place, view, moment, post.library()),
                          days_between(first, last), 1, view)
    for state in course.days:
        now = post.situation(address, end_of_day(state.day))
        assert dict(state.levels) == dict(now.area_levels), state.day
        assert state.counts == now.level_counts, state.day
        cases = {key: count for key, count in now.case_counts.items() if count and key in state.levels}
        assert dict(state.cases) == cases


def test_the_course_is_computed_once_for_a_revision_and_again_for_the_next(post, monkeypatch):
    monkeypatch.setattr(post, "days", lambda _place: (date(2021, 11, 8), date(2021, 11, 9)))
    first = post.course("dien_tap")
    assert post.course("dien_tap") is first
    post.create_place(post.store.place("dien_tap").with_(paper="A3"), "t")
    assert post.course("dien_tap") is not first
    assert post.course("dien_tap", first.revision) is first


moments = st.datetimes(datetime.fromisoformat("2021-10-01"), datetime.fromisoformat("2021-11-02"),
                       timezones=st.just(VIETNAM_TIME))
units = st.sampled_from(["to-1", "to-2", "to-13", "to-18"])


@settings(max_examples=12)
@given(
    st.lists(st.tuples(units, moments, st.sampled_from(["community", "quarantine", None])), max_size=25),
    st.lists(st.tuples(st.one_of(st.none(), units), moments, st.integers(1, 30)), max_size=4),
)
def test_all_days_at_once_are_the_days_one_by_one(rows, periods):
    cases = ward.cases(*((unit, "2021-10-01") for unit, _, _ in rows))
    cases["date_reporting"] = pd.Series([moment for _, moment, _ in rows], dtype=cases["date_reporting"].dtype)
    cases["detection"] = [found for _, _, found in rows]
    reports = pd.concat([ward.reports().iloc[:0], *(
        ward.reports(start.isoformat(), (start + timedelta(days=days)).isoformat(), unit)
        .assign(report_id=f"r{number}") for number, (unit, start, days) in enumerate(periods))])
    records = ward.records(cases=cases, reports=reports, areas=ward.areas(
        adult_dose1_share=[0.9, 0.6, None, 0.9], elderly_full_share=[0.9, 0.9, 0.7, None],
        population=[1000, 900, 0, 20]))
    areas = valid_at(records["areas"], end_of_day(DAYS[0]))
    span = tuple(end_of_day(day) for day in DAYS)
    found = judge(ward.place(), records, Stretch(areas, RULES.own[0], span)).severities
    for column, moment in enumerate(span):
        decided = assess(ward.place(), records, areas, RULES.own[0], moment).decisions
        assert found[:, column].tolist() == [decided[area_id].level.severity for area_id in areas["area_id"]], moment


def test_a_case_counts_from_its_minute_until_its_window_has_passed():
    cases = ward.cases(("to-1", "2021-10-20T10:00"))
    span = [datetime(2021, 10, 20, 9, 59, tzinfo=VIETNAM_TIME), datetime(2021, 10, 20, 10, 0, tzinfo=VIETNAM_TIME),
            datetime(2021, 11, 3, 9, 59, tzinfo=VIETNAM_TIME), datetime(2021, 11, 3, 10, 0, tzinfo=VIETNAM_TIME)]
    assert np.array_equal(window_counts(cases, ["to-1"], span, 14, "all"), [[0, 1, 1, 0]])


def test_a_day_knows_the_outbreaks_that_were_active_on_it(post):
    view = read_view("dien_tap@disease=dengue")
    place = placed_for(post.store.place("dien_tap"), view)
    records = {kind: post.store.read("dien_tap", kind) for kind in CONTRACTS}
    course = build_course(place, records, lambda moment: rules_for(place, view, moment, post.library()),
                          days_between(date(2021, 11, 1), date(2021, 11, 9)), 1, view)
    active = [sum(one.active(end_of_day(state.day)) for made in state.outbreaks for one in made.outbreaks)
              for state in course.days]
    wanted = [len(active_outbreaks(post.situation(view.address, end_of_day(state.day)))) for state in course.days]
    assert active == wanted
    assert len(set(active)) > 1
    film = make_film(course, "vi")
    layer = next(layer for layer in film["layers"] if layer["id"] == "outbreaks")
    seen = [sum(any(first <= day <= last for first, last in feature["on"]) for feature in layer["features"])
            for day in range(9)]
    assert seen == active
