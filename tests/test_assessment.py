"""What the rules see of a place: answers with their dates, neighbours, holds, outbreaks, several diseases at once."""

from datetime import timedelta
from fractions import Fraction

import pandas as pd
import pytest
import small_ward as ward

from geo.frames import VIETNAM_TIME
from zones.acts import ACTS
from zones.cards import make_card
from zones.cases import CASES, REPORTS
from zones.checklist import ANSWERS, CAPACITY, recorded_answers
from zones.compose import compose
from zones.decisions import ReasonKind
from zones.levels import Level
from zones.rulebook import rules_for
from zones.ruleset import load_ruleset, open_library
from zones.situation import View, build_situation

QD2686, QD4800 = load_ruleset("vn-qd2686"), load_ruleset("vn-qd4800")
DENGUE, HFMD = load_ruleset("vn-dengue-qd3711"), load_ruleset("vn-hfmd-qd581")
FACTORS = [factor.id for factor in QD2686.factors_for("ward")]
START = ward.AS_OF - timedelta(days=10)
ALL_THREE = ("covid-19", "dengue", "hfmd")


def answers(*rows):
    """Answers from (area_id or None, question, answer, days after START, reason)."""
    return ANSWERS.check(pd.DataFrame([
        {"answer_id": f"a{number}", "area_id": area, "ruleset": None, "question": question, "answer": answer,
         "reason": reason, "valid_from": START + timedelta(days=day)}
        for number, (area, question, answer, day, reason) in enumerate(rows)
    ]))


def none_apply(*areas):
    return [(area, factor, "no", 0, None) for area in areas for factor in FACTORS]


def situation(ruleset, **frames):
    return build_situation(ward.place(), ward.records(**frames), ruleset, ward.AS_OF, 1)


# answers

def test_an_areas_own_answer_beats_the_places_and_a_later_one_the_former():
    frame = answers((None, "x", "no", 0, None), ("to-1", "x", "yes", 1, "chợ"), ("to-2", "x", "yes", 1, "kho"),
                    ("to-2", "x", None, 2, None))
    ids = pd.Series(["to-1", "to-2", "to-13"])
    found = recorded_answers(frame, ids, "vn-qd2686", START + timedelta(days=3))
    assert found == {"to-1": {"x": "yes", "x.reason": "chợ"}, "to-2": {}, "to-13": {"x": "no"}}
    assert recorded_answers(frame, ids, "vn-qd2686", START)["to-1"] == {"x": "no"}
    assert recorded_answers(frame, ids, "vn-qd2686", START - timedelta(minutes=1)) == {}


def test_an_answer_to_another_rulesets_question_is_not_taken():
    frame = answers(("to-1", "x", "yes", 0, None)).assign(ruleset="vn-qd218")
    assert recorded_answers(frame, pd.Series(["to-1"]), "vn-qd2686", ward.AS_OF) == {}


def test_without_a_single_answer_the_checklist_leaves_every_unit_grey():
    seen = situation(QD2686)
    assert set(seen.area_levels.values()) == {Level.UNASSESSED}
    kinds = {reason.kind for reason in seen.area_decisions["to-1"].reasons}
    assert ReasonKind.UNANSWERED in kinds


def test_a_factor_makes_its_unit_red_and_the_neighbours_by_one_border_orange():
    # the four squares: 1 and 2 below, 13 and 18 above; 18 meets 1 in a corner only
    rows = [*none_apply("to-1", "to-2", "to-13", "to-18"),
            ("to-1", "cluster_without_source", "yes", 1, "3 ca chưa rõ nguồn")]
    seen = situation(QD2686, answers=answers(*rows))
    assert seen.area_levels == {"to-1": Level.RED, "to-2": Level.ORANGE, "to-13": Level.ORANGE, "to-18": Level.GREEN}
    card = make_card(seen, "area/to-1", "vi")
    why = " ".join(line for section in card.sections if section.title == "Vì sao?" for _, line in section.lines)
    assert "Lý do ghi nhận: 3 ca chưa rõ nguồn." in why


# holds

def hold(day, *, of=None, until=None):
    """Capacity found wanting on a day; the cases came before it and left the window after."""
    rows = [(of, CAPACITY, "no", day, None)]
    if until is not None:
        rows.append((of, CAPACITY, "yes", until, None))
    cases = ward.cases(*[("to-1", "2021-10-15")] * 4)      # orange until the 29th, green from then on
    return situation(QD4800, cases=cases, answers=answers(*rows))


def test_while_capacity_is_wanting_the_level_may_not_fall():
    assert situation(QD4800, cases=ward.cases(*[("to-1", "2021-10-15")] * 4)).area_levels["to-1"] is Level.GREEN
    seen = hold(0)
    assert seen.area_levels["to-1"] is Level.ORANGE
    assert seen.area_levels["to-2"] is Level.GREEN
    (reason,) = [reason for reason in seen.area_decisions["to-1"].reasons if reason.kind is ReasonKind.HOLD]
    assert reason.fields["computed"] is Level.GREEN


def test_the_hold_ends_with_the_answer_and_begins_with_the_level_of_its_own_day():
    assert hold(0, until=9).area_levels["to-1"] is Level.GREEN
    assert hold(8).area_levels["to-1"] is Level.GREEN       # the 30th: the level had fallen before
    assert hold(0, of="to-2").area_levels["to-1"] is Level.GREEN


# outbreaks and several diseases

def patients(disease, *rows):
    """Cases from (area_id, day, more columns)."""
    return CASES.check(pd.DataFrame([
        {"case_id": f"{disease}{number}", "disease": disease, "count": 1, "area_id": area, "located_by": "name",
         "date_reporting": pd.Timestamp(day, tz=VIETNAM_TIME), **more}
        for number, (area, day, more) in enumerate(rows)
    ]))


def point(x, y):
    at = ward.at(x, y)
    return {"lon": round(at.x, 4), "lat": round(at.y, 4)}


def reports(*diseases):
    frame = ward.reports()
    return REPORTS.check(pd.concat([frame.assign(disease=disease, report_id=disease) for disease in diseases]))


def several(cases, diseases=ALL_THREE, view=None, **frames):
    place = ward.place(diseases=diseases, ruleset="")
    view = view or View("p", combined=True)
    rules = rules_for(place, view, ward.AS_OF, open_library(None))
    records = ward.records(cases=cases, **{"reports": reports(*diseases), **frames})
    return build_situation(place, records, rules, ward.AS_OF, 1, view)


def test_a_dengue_circle_colours_every_unit_that_it_reaches():
    cases = patients("dengue", ("to-1", "2021-10-25", {**point(400, 250), "confirmed": True}))
    seen = situation(DENGUE, cases=cases, reports=reports("dengue"))
    # 200 m round a house 100 m from tổ 2, 250 m from tổ 13
    assert seen.area_levels == {"to-1": Level.ORANGE, "to-2": Level.ORANGE, "to-13": Level.GREEN, "to-18": Level.GREEN}
    layer = compose(seen, "vi").layer("outbreaks")
    assert len(layer.features) == 1
    assert make_card(seen, layer.features[0].card, "vi").title == "Ổ dịch sốt xuất huyết"


def test_a_laboratory_case_without_a_point_is_an_outbreak_of_its_unit():
    seen = situation(DENGUE, cases=patients("dengue", ("to-2", "2021-10-25", {"confirmed": True})),
                     reports=reports("dengue"))
    assert seen.area_levels["to-2"] is Level.ORANGE
    assert seen.area_levels["to-1"] is Level.GREEN


def test_an_outbreak_is_over_after_14_days_without_a_case():
    old = patients("dengue", ("to-1", "2021-10-18T18:00", {**point(250, 250), "confirmed": True}))
    young = old.assign(date_reporting=old["date_reporting"] + pd.Timedelta(minutes=1))
    assert situation(DENGUE, cases=old, reports=reports("dengue")).area_levels["to-1"] is Level.GREEN
    assert situation(DENGUE, cases=young, reports=reports("dengue")).area_levels["to-1"] is Level.ORANGE


def test_children_of_one_class_are_an_outbreak_of_their_units():
    cases = patients("hfmd", ("to-1", "2021-10-25", {"linked_to": "lớp B"}),
                     ("to-2", "2021-10-28", {"linked_to": "lớp B"}), ("to-13", "2021-10-28", {}))
    seen = situation(HFMD, cases=cases, reports=reports("hfmd"))
    assert seen.area_levels == {"to-1": Level.ORANGE, "to-2": Level.ORANGE, "to-13": Level.YELLOW, "to-18": Level.GREEN}


def test_without_reports_a_unit_beyond_the_circle_is_grey_never_green():
    cases = patients("dengue", ("to-1", "2021-10-25", {**point(250, 250), "confirmed": True}))
    seen = situation(DENGUE, cases=cases, reports=ward.reports())      # COVID-19 was reported, dengue was not
    assert seen.area_levels["to-1"] is Level.ORANGE
    assert seen.area_levels["to-18"] is Level.UNASSESSED


def test_the_combined_map_takes_the_worst_and_names_the_disease():
    covid = ward.cases(*[("to-2", "2021-10-30")] * 4)
    dengue = patients("dengue", ("to-1", "2021-10-25", {**point(100, 100), "confirmed": True}))
    seen = several(pd.concat([covid, dengue]))
    assert seen.area_levels["to-1"] is Level.ORANGE
    assert seen.area_levels["to-2"] is Level.ORANGE
    assert seen.leading("to-1").ruleset.disease == "dengue"
    assert seen.leading("to-2").ruleset.disease == "covid-19"
    assert seen.cases.total == 5
    card = make_card(seen, "area/to-1", "vi")
    assert card.headline == "Vùng cam – có ổ dịch đang hoạt động (sốt xuất huyết)"
    of_each = dict(next(section.lines for section in card.sections if section.title == "Dịch chồng dịch"))
    assert list(of_each) == ["COVID-19", "Sốt xuất huyết", "Tay chân miệng"]
    assert of_each["COVID-19"].startswith("Vùng xanh")
    titles = {feature.title for feature in compose(seen, "vi").layer("zones").features}
    assert "Tổ dân phố 1: Vùng cam (sốt xuất huyết)" in titles


def test_a_disease_that_nobody_reported_is_named_and_not_taken_for_none():
    seen = several(ward.cases(), reports=reports("covid-19", "dengue"))
    assert seen.unreported == ("hfmd",)
    warnings = [notice.text for notice in compose(seen, "vi").notices if notice.kind == "warning"]
    assert any("Chưa có báo cáo: tay chân miệng" in text for text in warnings)


def test_the_sites_of_covid_do_not_colour_the_map_of_dengue():
    sites = ward.sites({"site_id": "s", "level": "red", "geometry": ward.square(100, 100, 50)})
    frames = {"sites": sites, "reports": reports(*ALL_THREE)}
    assert several(ward.cases(), **frames).site_levels == {"s": Level.RED}
    other = several(ward.cases(), view=View("p", disease="dengue"), **frames)
    assert other.site_levels == {}
    assert {zone.source for zone in other.zones} == {"area"}


def test_the_rate_of_a_small_unit_brings_the_checklist():
    place = ward.place(ruleset="")
    rules = rules_for(place, View("p"), ward.AS_OF, open_library(None))
    assert rules.checklist == QD2686
    rows = [*none_apply("to-1"), ("to-1", "contacts_present", "yes", 1, "12 F1")]
    records = ward.records(cases=ward.cases(("to-1", "2021-10-30")), answers=answers(*rows))
    card = make_card(build_situation(place, records, rules, ward.AS_OF, 1), "area/to-1", "vi")
    said = [line for section in card.sections if section.title == "Bảng kiểm yếu tố nguy cơ"
            for _, line in section.lines]
    assert any(line.startswith("Vùng vàng – nguy cơ: ") and "12 F1" in line for line in said)


# measures beside the level

def uplift(**more):
    return ACTS.check(pd.DataFrame([{
        "act_id": "u", "kind": "uplift", "target": "area", "target_id": "to-1", "document": "QĐ 7", "signer": "A",
        "reason": "giáp ổ dịch", "valid_from": START, **more,
    }]))


@pytest.mark.parametrize(("target", "target_id", "raised"), [("area", "to-1", 1), ("place", None, 4)])
def test_an_uplift_moves_the_measures_and_not_the_colour(target, target_id, raised):
    seen = situation(QD4800, acts=uplift(target=target, target_id=target_id))
    assert set(seen.area_levels.values()) == {Level.GREEN}
    applied = seen.applied["to-1"]
    assert (applied.assessed, applied.level) == (Level.GREEN, Level.YELLOW)
    assert applied.measure is QD4800.measure(Level.YELLOW)
    model = compose(seen, "vi")
    labels = [feature.label for feature in model.layer("zones").features]
    # a mark on every unit would tell none from another
    assert sum(label.endswith("+1") for label in labels) == (raised if target == "area" else 0)
    (section,) = [section for section in model.legend if section.title == "Biện pháp"]
    assert section.entries[0].values == (str(raised),)
    assert section.entries[0].label.startswith("+1") == (target == "area")
    card = make_card(seen, "area/to-1", "vi")
    said = dict(next(section.lines for section in card.sections if section.title == "Biện pháp áp dụng"))
    assert said["Đánh giá"] == "Vùng xanh"
    assert "QĐ 7" in said["Áp dụng"]


def test_the_outlook_on_the_card_is_true_when_it_is_applied():
    cases = ward.cases(*[("to-1", "2021-10-30T09:00")] * 3)
    seen = situation(QD4800, cases=cases)
    card = make_card(seen, "area/to-1", "vi")
    said = [line for section in card.sections if section.title == "Đổi màu khi nào?" for _, line in section.lines]
    assert "Không có ca mới đến 09:00 13/11/2021 thì về vùng xanh." in said
    edge = pd.Timestamp("2021-11-13T09:00", tz=VIETNAM_TIME).to_pydatetime()
    late = ward.reports(end="2021-11-30")
    for moment, level in ((edge - timedelta(minutes=1), Level.ORANGE), (edge, Level.GREEN)):
        later = build_situation(ward.place(), ward.records(cases=cases, reports=late), QD4800, moment, 1)
        assert later.area_levels["to-1"] is level
    assert seen.area_decisions["to-1"].observed["cases_in_window"] == Fraction(3)
