"""The 12-hour clock runs from a new case to the proposal on record; a lockdown near its end waits for a decision."""

from datetime import datetime, timedelta

import pandas as pd
import small_ward as ward

from geo.frames import VIETNAM_TIME
from zones.clocks import CLOCK, LOOK_BACK, PROPOSALS, running_clocks
from zones.closing import chain_of, in_force, is_wide, to_decide

AS_OF = ward.AS_OF


def case(area, when, detection="community", disease="covid-19"):
    return {"case_id": f"{area}{when}{detection}{disease}", "disease": disease, "count": 1, "area_id": area,
            "date_reporting": pd.Timestamp(when, tz=VIETNAM_TIME), "detection": detection,
            "located_by": "name" if area else "none"}


def clocks(cases, proposals=(), as_of=AS_OF):
    from zones.cases import CASES
    frame = CASES.tidy(pd.DataFrame(cases, columns=list(CASES.columns))) if cases else CASES.empty()
    rows = [{"proposal_id": f"p{n}", **row} for n, row in enumerate(proposals)]
    return running_clocks(ward.records(cases=frame, proposals=PROPOSALS.tidy(pd.DataFrame(rows)) if rows
                                       else PROPOSALS.empty()), as_of, "covid-19")


def at(text):
    return datetime.fromisoformat(text + "+07:00")


def test_a_new_community_case_starts_a_clock_of_twelve_hours_in_its_group():
    (clock,) = clocks([case("to-1", "2021-11-01T10:00")])
    assert (clock.area_id, clock.started_at, clock.due, clock.cases) == (
        "to-1", at("2021-11-01T10:00"), at("2021-11-01T22:00"), 1)
    assert clock.left(AS_OF) == timedelta(hours=4)


def test_further_cases_run_with_the_clock_of_their_group_and_other_groups_have_their_own():
    found = clocks([case("to-1", "2021-11-01T10:00"), case("to-1", "2021-11-01T15:00"),
                    case("to-2", "2021-11-01T09:00")])
    assert [(clock.area_id, clock.cases) for clock in found] == [("to-2", 1), ("to-1", 2)]


def test_a_case_found_where_people_are_shut_off_and_one_of_another_disease_start_none():
    assert clocks([case("to-1", "2021-11-01T10:00", "quarantine"), case("to-1", "2021-11-01T10:00", "lockdown_area"),
                   case("to-1", "2021-11-01T10:00", disease="dengue")]) == ()


def test_a_case_nobody_could_place_starts_one_for_the_whole_place():
    (clock,) = clocks([case(None, "2021-11-01T10:00")])
    assert clock.area_id is None


def test_a_clock_runs_over_its_time_until_the_proposal_is_recorded():
    cases = [case("to-1", "2021-10-30T10:00")]
    (clock,) = clocks(cases)
    assert clock.left(AS_OF) == timedelta(hours=-44)
    sent = {"area_id": "to-1", "started_at": at("2021-10-30T10:00"), "due": at("2021-10-30T22:00"),
            "recorded_at": at("2021-10-31T08:00"), "document": "ĐX 01"}
    assert clocks(cases, [sent]) == ()
    # as the evening before knew it: it was running
    (before,) = clocks(cases, [sent], at("2021-10-30T20:00"))
    assert (before.cases, before.proposal_id) == (1, "p0")


def test_a_case_after_the_recorded_proposal_starts_a_new_clock():
    sent = {"area_id": "to-1", "started_at": at("2021-10-30T10:00"), "due": at("2021-10-30T22:00"),
            "recorded_at": at("2021-10-31T08:00")}
    (clock,) = clocks([case("to-1", "2021-10-30T10:00"), case("to-1", "2021-11-01T07:00")], [sent])
    assert (clock.started_at, clock.cases) == (at("2021-11-01T07:00"), 1)


def test_a_proposal_for_the_whole_place_answers_for_every_group_and_one_of_another_group_for_none():
    sent = {"area_id": None, "started_at": at("2021-11-01T00:00"), "due": at("2021-11-01T12:00"),
            "recorded_at": at("2021-11-01T17:00")}
    cases = [case("to-1", "2021-11-01T10:00"), case("to-2", "2021-11-01T11:00")]
    assert clocks(cases, [sent]) == ()
    assert [clock.area_id for clock in clocks(cases, [{**sent, "area_id": "to-2"}])] == ["to-1"]


def test_a_clock_started_by_hand_runs_without_a_case():
    (clock,) = clocks([], [{"area_id": "to-13", "started_at": at("2021-11-01T17:00"), "due": at("2021-11-02T05:00")}])
    assert (clock.area_id, clock.cases, clock.proposal_id) == ("to-13", 0, "p0")


def test_a_list_taken_in_late_starts_no_clock_for_cases_older_than_one_incubation():
    old = (AS_OF - LOOK_BACK).strftime("%Y-%m-%dT%H:%M")
    young = (AS_OF - LOOK_BACK + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    assert clocks([case("to-1", old)]) == ()
    assert len(clocks([case("to-1", young)])) == 1
    assert timedelta(hours=12) == CLOCK


# lockdowns near their end


def lockdown(key, start, end, **more):
    return {"lockdown_id": key, "geometry": ward.square(0, 0, 50), "valid_from": f"{start}+07:00",
            "valid_to": f"{end}+07:00" if end else None, **more}


def test_what_ends_within_24_hours_is_to_be_lifted_or_extended_and_the_soonest_stands_first():
    frame = ward.lockdowns(
        lockdown("late", "2021-10-20T00:00", "2021-11-02T18:00"),
        lockdown("soon", "2021-10-20T00:00", "2021-11-02T00:00"),
        lockdown("far", "2021-10-20T00:00", "2021-11-02T18:01"), lockdown("open", "2021-10-20T00:00", None),
        lockdown("not yet", "2021-11-01T19:00", "2021-11-02T00:00"))
    assert [row["lockdown_id"] for row in to_decide(frame, AS_OF)] == ["soon", "late"]


def test_what_is_extended_or_lifted_by_a_document_is_decided_and_what_ran_out_unsaid_is_not():
    frame = ward.lockdowns(
        lockdown("a", "2021-10-18T00:00", "2021-11-02T00:00"),
        lockdown("b", "2021-11-02T00:00", "2021-11-16T00:00", follows="a", change="extension"),
        lockdown("c", "2021-10-18T00:00", "2021-11-02T00:00", ended_by="QĐ 9"),
        lockdown("ran out", "2021-10-18T00:00", "2021-11-01T00:00"),
        lockdown("long ago", "2021-10-10T00:00", "2021-10-24T00:00"))
    assert [row["lockdown_id"] for row in to_decide(frame, AS_OF)] == ["ran out"]


def test_the_areas_of_one_outbreak_stand_together_the_wide_one_first():
    frame = ward.lockdowns(
        lockdown("n2", "2021-10-20T00:00", None, containment_id="k2", ring="narrow"),
        lockdown("n1", "2021-10-20T00:00", None, containment_id="k1", ring="narrow"),
        lockdown("w2", "2021-10-20T00:00", None, containment_id="k2", ring="wide"),
        lockdown("alone", "2021-10-20T00:00", None))
    assert list(in_force(frame, AS_OF)["lockdown_id"]) == ["alone", "n1", "w2", "n2"]
    assert [is_wide(row) for row in in_force(frame, AS_OF).to_dict("records")] == [False, False, True, False]


def test_the_decisions_that_led_to_one_are_followed_back_and_a_circle_ends():
    frame = ward.lockdowns(
        lockdown("a", "2021-10-01T00:00", "2021-10-15T00:00"),
        lockdown("b", "2021-10-15T00:00", "2021-10-29T00:00", follows="a", change="extension"),
        lockdown("c", "2021-10-29T00:00", None, follows="b", change="partial_lifting"))
    assert [row["lockdown_id"] for row in chain_of(frame, "c")] == ["a", "b", "c"]
    circle = ward.lockdowns(lockdown("x", "2021-10-01T00:00", None, follows="y", change="extension"),
                            lockdown("y", "2021-10-01T00:00", None, follows="x", change="extension"))
    assert [row["lockdown_id"] for row in chain_of(circle, "x")] == ["y", "x"]
