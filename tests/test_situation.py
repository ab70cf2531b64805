"""A situation is a pure function of rows, ruleset and moment: levels, zones, counts, age of the data."""

from datetime import timedelta

import pytest
import shapely
import small_ward as ward

from geo.crs import to_metric
from zones.levels import Level
from zones.ruleset import load_ruleset
from zones.situation import build_situation

QD4800 = load_ruleset("vn-qd4800")
NQ54 = load_ruleset("vn-gia-thuy-nq54")


def build(place=None, ruleset=QD4800, as_of=ward.AS_OF, **frames):
    return build_situation(place or ward.place(), ward.records(**frames), ruleset, as_of, revision=1)


def levels(situation):
    return {area_id: decision.level for area_id, decision in situation.area_decisions.items()}


def count(situation, level):
    return next(count for count in situation.level_counts if count.level is level)


def test_reported_units_without_a_case_are_green_and_the_counts_add_up():
    situation = build()
    assert set(levels(situation).values()) == {Level.GREEN}
    green = count(situation, Level.GREEN)
    assert (green.units, green.people) == (4, 4000)
    assert green.area_km2 == pytest.approx(1.0, rel=1e-6)


def test_a_unit_that_nobody_reported_on_is_grey_never_green():
    situation = build(reports=ward.reports(area_id="to-1"))
    assert levels(situation) == {
        "to-1": Level.GREEN, "to-2": Level.UNASSESSED, "to-13": Level.UNASSESSED, "to-18": Level.UNASSESSED
    }


def test_a_case_makes_a_unit_assessed_even_where_no_report_was_filed():
    situation = build(reports=ward.reports(area_id="to-1"), cases=ward.cases(*[("to-2", "2021-10-30")] * 4))
    assert levels(situation)["to-2"] is Level.ORANGE      # 4/2/1000 is 200 per 100,000


def test_reports_that_end_before_the_window_say_nothing_any_more():
    situation = build(reports=ward.reports(end="2021-10-18T17:00"))
    assert set(levels(situation).values()) == {Level.UNASSESSED}


def test_the_window_is_open_at_its_start_and_closed_at_its_end():
    two = [("to-1", "2021-10-18T18:00"), ("to-1", "2021-10-18T18:01"), ("to-1", "2021-11-01T18:00"),
           ("to-1", "2021-11-01T18:01")]
    situation = build(cases=ward.cases(*two))
    assert situation.case_counts == {"to-1": 2}
    assert situation.cases.total == 3        # the one after the moment is not known yet


def test_only_community_cases_count_unless_the_place_says_all():
    found = ward.cases(*[("to-1", "2021-10-30")] * 4)
    found["detection"] = ["community", "quarantine", "quarantine", "lockdown_area"]
    assert levels(build(cases=found))["to-1"] is Level.YELLOW               # 1 case: 50, mức 3
    assert levels(build(ward.place(options={"numerator": "all"}), cases=found))["to-1"] is Level.ORANGE


def test_a_case_whose_place_of_detection_is_unknown_counts_as_community():
    found = ward.cases(*[("to-1", "2021-10-30")] * 4)
    found["detection"] = None
    assert levels(build(cases=found))["to-1"] is Level.ORANGE


def test_cases_that_could_not_be_placed_are_counted_and_colour_nothing():
    situation = build(cases=ward.cases((None, "2021-10-30"), ("to-1", "2021-09-05")))
    assert (situation.cases.total, situation.cases.placed, situation.cases.unplaced) == (2, 1, 1)
    assert set(levels(situation).values()) == {Level.GREEN}


def test_another_disease_is_not_counted():
    found = ward.cases(*[("to-1", "2021-10-30")] * 4)
    found["disease"] = "dengue"
    assert build(cases=found).cases.total == 0


def test_a_designated_site_is_cut_out_of_its_unit():
    site = {"site_id": "kho", "level": "orange", "geometry": ward.square(100, 100, 50)}
    situation = build(sites=ward.sites(site))
    by_id = {zone.id: zone for zone in situation.zones}
    assert by_id["site/kho/to-1"].level is Level.ORANGE
    assert by_id["site/kho/to-1"].area_m2 == pytest.approx(2500, rel=1e-4)
    assert by_id["area/to-1"].area_m2 == pytest.approx(250_000 - 2500, rel=1e-4)
    shapes = to_metric([zone.geometry for zone in situation.zones])
    assert shapely.coverage_is_valid(shapes, gap_width=0.01)


def test_a_point_with_a_radius_covers_its_circle_and_one_without_covers_nothing():
    ring = {"site_id": "a", "level": "red", "geometry": ward.at(250, 250), "radius_m": 100.0}
    bare = {"site_id": "b", "level": "red", "geometry": ward.at(750, 250)}
    situation = build(sites=ward.sites(ring, bare))
    cut = [zone for zone in situation.zones if zone.source == "site"]
    assert [zone.source_id for zone in cut] == ["a"]
    assert cut[0].area_m2 == pytest.approx(31_400, rel=0.01)
    assert count(situation, Level.RED).points == 2


def test_a_class_of_places_without_an_address_is_counted_and_not_drawn():
    situation = build(sites=ward.sites({"site_id": "shops", "level": "yellow", "is_class": True}))
    yellow = count(situation, Level.YELLOW)
    assert (yellow.points, yellow.undrawn, yellow.people, yellow.area_km2) == (1, 1, None, 0)


def test_people_of_a_site_move_out_of_the_unit_only_where_their_number_is_known():
    known = {"site_id": "a", "level": "orange", "geometry": ward.square(100, 100, 50), "population": 120}
    unknown = {"site_id": "b", "level": "yellow", "geometry": ward.square(600, 100, 50)}
    situation = build(sites=ward.sites(known, unknown))
    people = {c.level: c.people for c in situation.level_counts}
    assert people[Level.ORANGE] == 120
    assert people[Level.YELLOW] is None
    assert people[Level.GREEN] == 3880
    assert people[Level.RED] == 0


def test_a_lockdown_without_a_level_of_its_own_takes_the_rulesets():
    area = {"lockdown_id": "k1", "geometry": ward.square(600, 600, 100), "population": 80}
    situation = build(lockdowns=ward.lockdowns(area))
    assert count(situation, Level.RED).people == 80
    assert count(situation, Level.RED).area_km2 == pytest.approx(0.01, rel=1e-3)


def test_records_outside_their_dates_are_not_on_the_map():
    site = {"site_id": "a", "level": "red", "geometry": ward.square(100, 100, 50),
            "valid_from": "2021-10-01T00:00+07:00", "valid_to": "2021-11-01T18:00+07:00"}
    assert not [z for z in build(sites=ward.sites(site)).zones if z.source == "site"]
    earlier = build(sites=ward.sites(site), as_of=ward.AS_OF - timedelta(minutes=1))
    assert [z for z in earlier.zones if z.source == "site"]


def test_under_nq54_everything_else_is_green_and_sites_have_their_designation():
    moment = ward.AS_OF.replace(month=9, day=8)
    situation = build(ruleset=NQ54, as_of=moment, sites=ward.sites(
        {"site_id": "kho", "level": "orange", "geometry": ward.square(100, 100, 50)}))
    assert set(levels(situation).values()) == {Level.GREEN}
    assert situation.site_decisions["kho"].reasons[0].rule_id == "kv1"


def test_outside_the_dates_of_nq54_all_is_grey_even_the_sites():
    situation = build(ruleset=NQ54, sites=ward.sites(
        {"site_id": "kho", "level": "orange", "geometry": ward.square(100, 100, 50)}))
    assert {zone.level for zone in situation.zones} == {Level.UNASSESSED}


@pytest.mark.parametrize(("end", "hours"), [("2021-10-31T18:00", None), ("2021-10-31T17:59", 24)])
def test_data_older_than_the_limit_say_so(end, hours):
    stale = build(reports=ward.reports(end=end)).stale_by
    assert (stale is None) == (hours is None)


def test_an_empty_place_gives_an_empty_situation():
    situation = build_situation(ward.place(), ward.records(areas=ward.areas().iloc[:0], reports=ward.reports()[:0]),
                                QD4800, ward.AS_OF, 1)
    assert situation.zones == ()
    assert situation.data_time is None


def test_the_last_case_leaves_the_window_and_the_unit_greens_again():
    found = ward.cases(*[("to-1", "2021-10-18T19:00")] * 4)
    assert levels(build(cases=found))["to-1"] is Level.ORANGE
    assert levels(build(cases=found, as_of=ward.AS_OF + timedelta(hours=1)))["to-1"] is Level.GREEN
