"""The epidemic curve: every case on its day, and no report is another thing than no case."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.frames import VIETNAM_TIME
from tests import small_ward as ward
from zones.epicurve import FOUND, count_days, count_span, days_between

FIRST, LAST = date(2021, 10, 25), date(2021, 11, 1)
DAYS = days_between(FIRST, LAST)
UNITS = ["to-1", "to-2", "to-13", "to-18"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM_TIME)


def test_each_case_is_counted_on_its_calendar_day_by_where_it_was_found():
    cases = ward.cases(("to-1", "2021-10-25T00:00"), ("to-1", "2021-10-25T23:59"), (None, "2021-10-26T08:00"),
                       ("to-2", "2021-11-01T18:00"))
    cases["detection"] = ["community", "quarantine", None, "lockdown_area"]
    curve = count_days(cases, ward.reports(), DAYS, UNITS)
    assert [day.found for day in curve if day.total] == [(1, 1, 0, 0), (0, 0, 0, 1), (0, 0, 1, 0)]
    assert [day.day for day in curve if day.total] == [date(2021, 10, 25), date(2021, 10, 26), date(2021, 11, 1)]


def test_a_day_without_a_report_is_not_known_and_a_reported_day_without_a_case_is_zero():
    curve = count_days(ward.cases(), ward.reports(end="2021-10-28T00:00"), DAYS, UNITS)
    assert [day.known for day in curve] == [True] * 3 + [False] * 5
    assert [day.reporting for day in curve] == [4] * 3 + [0] * 5


def test_a_case_proves_that_somebody_reported():
    curve = count_days(ward.cases(("to-1", "2021-10-30")), ward.reports(end="2021-10-28"), DAYS, UNITS)
    assert curve[5].known
    assert curve[5].reporting == 0


def test_a_report_from_18_to_18_belongs_to_the_day_on_which_it_ends():
    curve = count_days(ward.cases(), ward.reports("2021-10-26T18:00", "2021-10-27T18:00", "to-2"), DAYS, UNITS)
    assert [day.reporting for day in curve] == [0, 0, 1, 0, 0, 0, 0, 0]


def test_what_came_after_the_moment_was_not_known_then():
    cases = ward.cases(("to-1", "2021-11-01T09:00"), ("to-1", "2021-11-01T20:00"))
    curve = count_days(cases, ward.reports(end="2021-11-02"), DAYS, UNITS, at("2021-11-01T18:00"))
    assert curve[-1].total == 1
    early = count_days(cases, ward.reports(end="2021-11-02"), DAYS, UNITS, at("2021-11-01T06:00"))
    assert not early[-1].known


def test_a_span_counts_its_end_and_not_its_start():
    cases = ward.cases(("to-1", "2021-10-31T18:00"), ("to-1", "2021-11-01T18:00"))
    span = count_span(cases, ward.reports(), at("2021-10-31T18:00"), at("2021-11-01T18:00"))
    assert (span.total, span.community, span.known) == (1, 1, True)


def test_a_span_without_a_report_says_nothing():
    span = count_span(ward.cases(), ward.reports(end="2021-10-28"), at("2021-10-31T18:00"), at("2021-11-01T18:00"))
    assert (span.total, span.known) == (0, False)


moments = st.datetimes(datetime.fromisoformat("2021-10-20"), datetime.fromisoformat("2021-11-05"),
                       timezones=st.just(VIETNAM_TIME))


@settings(max_examples=40)
@given(st.lists(st.tuples(moments, st.sampled_from([*FOUND[:3], None]), st.integers(0, 5)), max_size=20))
def test_the_curve_holds_every_case_of_its_days_and_no_other(rows):
    frame = ward.cases(*((None, "2021-10-25") for _ in rows))
    frame["date_reporting"] = pd.Series([moment for moment, _, _ in rows], dtype=frame["date_reporting"].dtype)
    frame["detection"] = [found for _, found, _ in rows]
    frame["count"] = pd.Series([count for _, _, count in rows], dtype="Int64")
    curve = count_days(frame, ward.reports(), DAYS, UNITS)
    inside = [(found, count) for moment, found, count in rows if FIRST <= moment.date() <= LAST]
    assert sum(day.total for day in curve) == sum(count for _, count in inside)
    for index, name in enumerate(FOUND):
        wanted = sum(count for found, count in inside if (found or "unknown") == name)
        assert sum(day.found[index] for day in curve) == wanted
    assert [day.day for day in curve] == [FIRST + timedelta(days=n) for n in range(8)]
