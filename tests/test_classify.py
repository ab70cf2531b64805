"""A level answers for itself: factors, named units, holds, shares of children, what nearly fired."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones.cards.sentences import say_near, say_step
from zones.classify import classify
from zones.decisions import ReasonKind
from zones.indicators import observe_children, observe_example
from zones.levels import Level
from zones.naming import is_unit
from zones.ruleset import load_ruleset
from zones.times import parse_moment

QD2686, QD4800, QD218 = load_ruleset("vn-qd2686"), load_ruleset("vn-qd4800"), load_ruleset("vn-qd218")
CT20 = load_ruleset("hanoi-ct20")
WARD_FACTORS = [factor.id for factor in QD2686.factors_for("ward")]
ALL_NO = dict.fromkeys(WARD_FACTORS, "no")
ALONE = {"touching_red": Fraction(0), "touching_orange": Fraction(0)}


def kinds(decision):
    return [reason.kind for reason in decision.reasons]


def rate(cases, population, **more):
    return observe_example(
        {"cases_in_window": Fraction(cases), "population": Fraction(population), "adult_dose1_share": Fraction(9, 10),
         "elderly_full_share": Fraction(9, 10), **more}, 14)


def test_the_recorded_reason_of_a_factor_stands_in_its_sentence():
    seen = {**ALL_NO, "contacts_present": "yes", "contacts_present.reason": "12 F1 ở ngõ 9"}
    decision = classify({**seen, **ALONE}, QD2686)
    said = [say_step(QD2686, reason, "vi") for reason in decision.reasons]
    assert said == ["Có người tiếp xúc gần (F1) của ca mắc trong cộng đồng. Lý do ghi nhận: 12 F1 ở ngõ 9."]


@given(st.dictionaries(st.sampled_from(WARD_FACTORS), st.sampled_from(["yes", "no", "unknown"])),
       st.sampled_from([None, 0, 1, 3]), st.sampled_from([None, 0, 1, 3]))
def test_a_checklist_is_green_only_when_every_question_is_answered_no(answers, red, orange):
    seen = {**answers, "touching_red": red if red is None else Fraction(red),
            "touching_orange": orange if orange is None else Fraction(orange)}
    level = classify(seen, QD2686).level
    yes = [factor.level for factor in QD2686.factors_for("ward") if answers.get(factor.id) == "yes"]
    all_no = all(answers.get(name) == "no" for name in WARD_FACTORS)
    if Level.RED in yes:
        assert level is Level.RED
    elif Level.ORANGE in yes or red:
        assert level is Level.ORANGE
    elif Level.YELLOW in yes or orange:
        assert level is Level.YELLOW
    else:
        assert level is (Level.GREEN if all_no and red == 0 and orange == 0 else Level.UNASSESSED)


def test_an_unanswered_question_names_itself_and_says_what_follows():
    decision = classify({**ALL_NO, **ALONE, "contacts_present": None}, QD2686)
    assert decision.level is Level.UNASSESSED
    assert kinds(decision) == [ReasonKind.UNANSWERED]
    assert say_step(QD2686, decision.reasons[0], "vi") == (
        "Chưa trả lời được: Có người tiếp xúc gần (F1) của ca mắc trong cộng đồng. Chưa đánh giá được, để xám.")


def test_an_open_question_above_the_level_is_told_and_one_below_it_is_not():
    decision = classify({"case_without_source": "yes"}, QD2686)
    assert decision.level is Level.ORANGE
    told = {reason.rule_id for reason in decision.reasons if reason.kind is ReasonKind.UNANSWERED}
    assert told == {"cluster_without_source", "large_contact_place"}


def test_a_neighbour_that_counts_is_named_with_its_number():
    decision = classify({**ALL_NO, "touching_red": Fraction(2), "touching_orange": Fraction(0)}, QD2686)
    assert say_step(QD2686, decision.reasons[0], "vi") == (
        "Cấp xã, nguy cơ cao: giáp xã, phường nguy cơ rất cao (giáp 2 đơn vị vùng đỏ).")


def test_a_share_of_children_is_told_as_it_was_counted():
    seen = {"unit_level": "district", "children": Fraction(10), "children_red": Fraction(3)}
    decision = classify(seen, QD2686)
    assert "3/10 đơn vị cấp dưới từ vùng đỏ trở lên" in say_step(QD2686, decision.reasons[0], "vi")


@given(st.lists(st.sampled_from(list(Level)), min_size=1, max_size=40))
def test_a_district_is_judged_by_counted_shares_never_by_its_worst_ward(levels):
    units = {str(number): level for number, level in enumerate(levels)}
    seen = observe_children(dict.fromkeys(units, "quận"), units)["quận"]
    no = {factor.id: "no" for factor in QD2686.factors_for("district")}
    level = classify({**no, **seen, "unit_level": "district", "known_source_14d_per_100k": Fraction(0)}, QD2686).level
    total = len(levels)
    red, orange = levels.count(Level.RED), levels.count(Level.ORANGE)
    if 10 * red >= 3 * total or 2 * (red + orange) >= total:
        assert level is Level.RED
    elif Level.UNASSESSED not in levels:
        some = red + orange + levels.count(Level.YELLOW)
        expected = Level.ORANGE if red or 10 * orange >= 3 * total or 2 * some >= total else (
            Level.YELLOW if some else Level.GREEN)
        assert level is expected


@given(st.lists(st.sampled_from([Level.GREEN, Level.YELLOW, Level.ORANGE, Level.RED]), min_size=1, max_size=20),
       st.data())
def test_a_ward_that_gets_worse_never_makes_its_district_better(levels, data):
    place = data.draw(st.integers(0, len(levels) - 1))
    worse = [level.raised() if number == place else level for number, level in enumerate(levels)]
    no = {factor.id: "no" for factor in QD2686.factors_for("district")}

    def district(found):
        units = {str(number): level for number, level in enumerate(found)}
        seen = observe_children(dict.fromkeys(units, "q"), units)["q"]
        asked = {**no, **seen, "unit_level": "district", "known_source_14d_per_100k": Fraction(0)}
        return classify(asked, QD2686).level

    assert district(worse).severity >= district(levels).severity


def test_criterion_3_holds_the_former_level_and_says_what_the_numbers_give():
    decision = classify(rate(39, 100_000, former_level="orange", capacity_met="no"), QD4800)
    assert decision.level is Level.ORANGE
    held = next(reason for reason in decision.reasons if reason.kind is ReasonKind.HOLD)
    assert "theo số liệu là Vùng xanh – cấp 1" in say_step(QD4800, held, "vi")
    assert "giữ Vùng cam – cấp 3" in say_step(QD4800, held, "vi")


def test_a_hold_never_raises_and_never_lowers():
    for former in Level:
        level = classify(rate(150, 100_000, former_level=str(former), capacity_met="no"), QD4800).level
        assert level is max((former, Level.YELLOW), key=lambda level: level.severity)


def test_an_unknown_criterion_3_holds_nothing_and_is_told():
    decision = classify(rate(39, 100_000, former_level="orange"), QD4800)
    assert decision.level is Level.GREEN
    missing = [reason for reason in decision.reasons if reason.kind is ReasonKind.MISSING]
    assert [reason.rule_id for reason in missing] == ["capacity"]


def test_vaccination_moves_the_transmission_and_deaths_move_the_level():
    seen = observe_example({
        "cases_in_window": Fraction(59), "population": Fraction(13_000), "response_capacity": "high",
        "population_full_share": Fraction(1, 2), "high_risk_full_share": Fraction(1, 2),
        "deaths_in_window": Fraction(1),
    }, 7)
    decision = classify(seen, QD218)
    assert decision.bands["transmission"] == "mức 4"
    assert decision.level is Level.RED            # 3 → mức 4 × cao = cấp 3, and one death in 13,000 people: cấp 4
    raised = next(reason for reason in decision.reasons if reason.kind is ReasonKind.BAND_RAISED)
    assert say_step(QD218, raised, "vi").endswith("từ mức 3 lên mức 4.")


@pytest.mark.parametrize(
    ("name", "level", "official", "same"),
    [
        ("Quận Hà Đông", "", "Quận Hà Đông", True), ("Q. Hà Đông", "", "Quận Hà Đông", True),
        ("Hà Đông", "district", "Quận Hà Đông", True), ("Ha Dong", "district", "Quận Hà Đông", False),
        ("Long Biên", "ward", "Quận Long Biên", False), ("Phường Long Biên", "ward", "Quận Long Biên", False),
        ("Long Biên", "", "Quận Long Biên", False), ("Thị xã Sơn Tây", "", "Thị xã Sơn Tây", True),
        ("Huyện Gia Lâm", "district", "Quận Gia Lâm", False), ("Huyện Ứng Hoà", "", "Huyện Ứng Hòa", True),
    ],
)
def test_a_unit_is_the_one_that_a_document_names(name, level, official, same):
    assert is_unit(name, level, official) is same


def test_an_own_name_goes_before_the_units_around():
    seen = {"unit_name": "Quận Long Biên", "unit_level": "district", "within": "quận Hà Đông"}
    assert classify(seen, CT20).level is Level.YELLOW


def test_a_unit_that_the_document_does_not_assess_is_grey_with_its_reason():
    decision = classify(rate(1, 1000, unit_level="residential_group"), QD218)
    assert (decision.level, kinds(decision)) == (Level.UNASSESSED, [ReasonKind.NOT_THIS_UNIT])
    assert "tổ dân phố" in say_step(QD218, decision.reasons[0], "vi")


def test_out_of_force_a_document_of_units_is_grey():
    seen = {"unit_name": "Quận Hà Đông", "unit_level": "district"}
    assert classify(seen, CT20, parse_moment("2021-09-06T05:59")).level is Level.UNASSESSED
    assert classify(seen, CT20, parse_moment("2021-09-06T06:00")).level is Level.RED


def test_what_nearly_fired_is_told_with_its_distance_the_nearest_first():
    decision = classify(rate(42, 14_086), QD4800)         # 149.08: just below 150
    first, second = [near for near in decision.near if near.owner_id == "transmission"]
    assert (first.step, first.threshold, first.upwards) == ("mức 4", 150, True)
    assert first.distance == 150 - Fraction(42 * 50_000, 14_086)
    assert (second.step, second.threshold, second.upwards) == ("mức 2", 50, False)
    assert say_near(QD4800, first, "vi") == (
        "Số ca mắc mới/100.000 dân/tuần: 149,08; còn 0,91 nữa là đến ngưỡng 150, khi đó xếp vào “mức 4”.")
    assert say_near(QD4800, second, "en") == (
        "New cases per 100,000 people per week: 149.08, 99.08 above the threshold of 50; "
        "below the threshold it counts as “grade 2”.")


@given(st.integers(0, 5000), st.integers(1, 200_000))
def test_a_near_threshold_is_where_the_step_changes(cases, population):
    decision = classify(rate(cases, population), QD4800)
    for near in (near for near in decision.near if near.step):
        value = decision.observed[near.indicator]
        at = {**decision.observed, near.indicator: near.threshold}
        below = {**decision.observed, near.indicator: near.threshold - Fraction(1, 10**9)}
        assert near.distance == abs(near.threshold - value)
        step_at, step_below = classify(at, QD4800).bands[near.owner_id], classify(below, QD4800).bands[near.owner_id]
        assert near.step == (step_at if near.upwards else step_below)
        assert decision.bands[near.owner_id] == (step_below if near.upwards else step_at)


@given(st.integers(0, 400), st.integers(1, 200_000), st.integers(0, 100), st.integers(0, 100))
def test_a_raise_that_nearly_came_comes_beyond_its_threshold_and_one_that_nearly_did_not_goes(
    cases, population, dosed, elderly
):
    seen = rate(cases, population, adult_dose1_share=Fraction(dosed, 100), elderly_full_share=Fraction(elderly, 100))
    decision = classify(seen, QD4800)
    raises = [near for near in decision.near if near.raises]
    for near in raises:
        beyond = near.threshold if near.upwards else near.threshold - Fraction(1, 10**9)
        after = classify({**seen, near.indicator: beyond}, QD4800).level
        assert after.severity == decision.level.severity + near.raises
    # at level 4 and without a case the document raises nothing: nothing is near either
    assert bool(raises) == (cases > 0 and classify({**seen, "elderly_full_share": Fraction(1)}, QD4800).level
                            is not Level.RED)


def test_a_raise_that_nearly_came_is_told_in_percentage_points():
    decision = classify(rate(11, 1287, adult_dose1_share=Fraction(68, 100), elderly_full_share=Fraction(83, 100)),
                        QD4800)
    assert not [near for near in decision.near if near.raises]                       # red: nothing above it
    decision = classify(rate(3, 10_000, adult_dose1_share=Fraction(9, 10), elderly_full_share=Fraction(83, 100)),
                        QD4800)
    said = [say_near(QD4800, near, "vi") for near in decision.near]
    assert "Tỷ lệ người cao tuổi tiêm đủ mũi: 83%, trên ngưỡng 80% là 3 điểm phần trăm; xuống dưới ngưỡng thì " \
           "bị tăng thêm 1 mức." in said


def test_deaths_that_nearly_raise_the_level_are_told():
    seen = {"cases_in_window": Fraction(700), "population": Fraction(100_000), "response_capacity": "high",
            "new_cases_weekly_per_100k": Fraction(350), "deaths_weekly_per_100k": Fraction(5), "unit_level": "ward",
            "population_full_share": Fraction(9, 10), "high_risk_full_share": Fraction(95, 100)}
    said = " ".join(say_near(QD218, near, "vi") for near in classify(seen, QD218).near)
    assert "Số ca tử vong/100.000 dân/tuần: 5; còn 1 nữa là đến ngưỡng 6, khi đó bị tăng thêm 1 mức." in said
    assert "trên ngưỡng 75% là 15 điểm phần trăm" in said      # a band that would be raised
