""""Đổi màu khi nào?": each answer is tried out by applying the rule to the cases that it speaks of."""

from datetime import UTC, timedelta
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones.classify import classify
from zones.indicators import cases_in_window, observe_example
from zones.levels import Level
from zones.outlook import Fall, Rise, look_ahead, say_outlook
from zones.ruleset import load_ruleset
from zones.times import parse_moment

QD4800, QD218 = load_ruleset("vn-qd4800"), load_ruleset("vn-qd218")
DENGUE, NQ54 = load_ruleset("vn-dengue-qd3711"), load_ruleset("vn-gia-thuy-nq54")
AS_OF = parse_moment("2021-11-15T18:00")
FULL = {"adult_dose1_share": Fraction(9, 10), "elderly_full_share": Fraction(9, 10)}


def frame_of(dated):
    rows = [{"area_id": "a", "date_reporting": moment, "count": count, "detection": "community"}
            for moment, count in dated]
    return pd.DataFrame(rows, columns=["area_id", "date_reporting", "count", "detection"])


def seen(ruleset, population, dated, as_of=AS_OF, **more):
    """What is observed at a moment, by the window of the indicators themselves."""
    count = 0
    if dated:
        count = cases_in_window(frame_of(dated), as_of, ruleset.window_days, "all").get("a", 0)
    return observe_example({"cases_in_window": Fraction(int(count)), "population": Fraction(population), **more},
                           ruleset.window_days)


def days_ago(*ages):
    return [(AS_OF - timedelta(hours=hours), 1) for hours in ages]


def test_the_sentences_say_how_many_cases_and_until_when():
    dated = [(parse_moment("2021-11-08T00:00"), 2)]         # 2 of 1.000 in 14 days: 100, mức 3, cấp 2
    outlook = look_ahead(seen(QD4800, 1000, dated, **FULL), QD4800, AS_OF, dated)
    assert outlook.level is Level.YELLOW
    assert outlook.rises == (Rise(Level.ORANGE, 1),)
    assert outlook.falls == (Fall(Level.GREEN, parse_moment("2021-11-22T00:00")),)
    assert say_outlook(outlook, QD4800, "community", "vi") == (
        "Thêm 1 ca cộng đồng trong 14 ngày thì lên vùng cam.",
        "Không có ca mới đến hết 21/11/2021 thì về vùng xanh.",
    )
    assert say_outlook(outlook, QD4800, "all", "en")[0] == "1 more case(s) within 14 days raise it to orange zone."


def test_a_case_with_an_hour_leaves_at_its_hour():
    dated = [(parse_moment("2021-11-08T09:30"), 2)]
    outlook = look_ahead(seen(QD4800, 1000, dated, **FULL), QD4800, AS_OF, dated)
    assert say_outlook(outlook, QD4800, "community", "vi")[1] == (
        "Không có ca mới đến 09:30 22/11/2021 thì về vùng xanh.")


def test_a_level_that_falls_twice_tells_both_days():
    dated = [(parse_moment("2021-11-05T00:00"), 20), (parse_moment("2021-11-10T00:00"), 10)]
    outlook = look_ahead(seen(QD4800, 10_000, dated, **FULL), QD4800, AS_OF, dated)
    assert (outlook.level, outlook.rises) == (Level.ORANGE, ())
    assert outlook.falls == (Fall(Level.YELLOW, parse_moment("2021-11-19T00:00")),
                             Fall(Level.GREEN, parse_moment("2021-11-24T00:00")))


def test_where_no_number_of_cases_raises_further_it_says_so():
    dated = [(AS_OF, 30)]
    outlook = look_ahead(seen(QD4800, 10_000, dated, **FULL), QD4800, AS_OF, dated)
    assert say_outlook(outlook, QD4800, "community", "vi")[0] == "Số ca tăng không đưa lên mức nào cao hơn."


def test_criterion_3_keeps_the_level_even_without_a_new_case():
    dated = [(AS_OF, 30)]
    observed = seen(QD4800, 10_000, dated, **FULL, former_level="orange", capacity_met="no")
    outlook = look_ahead(observed, QD4800, AS_OF, dated)
    assert outlook.falls == ()
    assert say_outlook(outlook, QD4800, "community", "vi")[-1] == (
        "Không có ca mới cũng chưa đưa về mức thấp hơn khi quy định này còn hiệu lực.")


def test_the_exception_for_places_without_a_case_counts_as_a_fall():
    dated = [(parse_moment("2021-11-10T00:00"), 1)]
    observed = seen(QD4800, 100_000, dated, adult_dose1_share=Fraction(9, 10), elderly_full_share=Fraction(1, 2))
    outlook = look_ahead(observed, QD4800, AS_OF, dated)
    assert (outlook.level, outlook.falls) == (Level.YELLOW, (Fall(Level.GREEN, parse_moment("2021-11-24T00:00")),))
    none = look_ahead(seen(QD4800, 100_000, [], adult_dose1_share=Fraction(9, 10), elderly_full_share=Fraction(1, 2)),
                      QD4800, AS_OF, [])
    assert none.rises[0] == Rise(Level.YELLOW, 1)


def test_nothing_is_foretold_beyond_the_rules_own_end():
    as_of = parse_moment("2022-01-20T18:00")
    dated = [(parse_moment("2022-01-15T00:00"), 30)]
    assert look_ahead(seen(QD4800, 10_000, dated, as_of, **FULL), QD4800, as_of, dated).falls == ()


def test_an_outbreak_keeps_its_level_to_its_end():
    as_of = parse_moment("2023-08-20T12:00")
    observed = {"cases_in_window": Fraction(1), "active_outbreaks": Fraction(2)}
    ends = [parse_moment("2023-08-25T00:00"), parse_moment("2023-08-30T00:00")]
    outlook = look_ahead(observed, DENGUE, as_of, [(parse_moment("2023-08-16T00:00"), 1)], ends)
    assert outlook.falls == (Fall(Level.GREEN, parse_moment("2023-08-30T00:00")),)


def test_a_designation_does_not_change_by_cases():
    outlook = look_ahead({"designation": "orange"}, NQ54, parse_moment("2021-09-10T00:00"), [])
    assert say_outlook(outlook, NQ54, "community", "vi") == (
        "Mức này không do số ca quyết định; muốn đổi phải có văn bản hoặc đánh giá mới.",)


def test_a_unit_that_is_not_assessed_has_no_outlook():
    outlook = look_ahead({"population": Fraction(1000)}, QD4800, AS_OF, [])
    assert say_outlook(outlook, QD4800, "community", "vi") == (
        "Chưa đánh giá nên chưa tính được khi nào đổi màu.",)


def test_dated_cases_that_do_not_add_up_are_an_error():
    with pytest.raises(ValueError, match="add up to 1"):
        look_ahead(seen(QD4800, 1000, days_ago(3, 4), **FULL), QD4800, AS_OF, days_ago(3))
    with pytest.raises(ValueError, match="outbreaks"):
        look_ahead({"cases_in_window": Fraction(0), "active_outbreaks": Fraction(2)}, DENGUE, AS_OF, [], [AS_OF])


SHARES = st.sampled_from([None, Fraction(1, 2), Fraction(7, 10), Fraction(4, 5), Fraction(19, 20)])
OTHERS = st.fixed_dictionaries({
    "adult_dose1_share": SHARES, "elderly_full_share": SHARES, "population_full_share": SHARES,
    "high_risk_full_share": SHARES, "response_capacity": st.sampled_from([None, "high", "medium", "low"]),
    "former_level": st.sampled_from([None, "green", "orange"]), "capacity_met": st.sampled_from([None, "yes", "no"]),
    "deaths_weekly_per_100k": st.sampled_from([None, Fraction(0), Fraction(6)]),
})
DATED = st.lists(st.tuples(st.integers(0, 24 * 14 - 1).map(lambda hours: AS_OF - timedelta(hours=hours)),
                           st.integers(1, 6)), max_size=8)


@given(st.sampled_from([QD4800, QD218]), st.integers(200, 60_000), DATED, OTHERS)
def test_the_fewest_cases_that_raise_do_raise_and_one_fewer_does_not(ruleset, population, dated, others):
    window = [case for case in dated if case[0] > AS_OF - timedelta(days=ruleset.window_days)]
    observed = {**seen(ruleset, population, window), **others}
    outlook = look_ahead(observed, ruleset, AS_OF, window)
    assert outlook.level is classify(observed, ruleset, AS_OF).level

    def level_with(more):
        return classify({**seen(ruleset, population, [*window, (AS_OF, more)]), **others}, ruleset, AS_OF).level

    reached = outlook.level
    for rise in outlook.rises:
        assert level_with(rise.cases) is rise.level
        assert rise.cases == 1 or level_with(rise.cases - 1).severity == reached.severity
        reached = rise.level
    # nothing above the last rise is reached by any number of cases
    assert level_with(2 * population).severity == reached.severity


@given(st.sampled_from([QD4800, QD218]), st.integers(200, 60_000), DATED, OTHERS)
def test_a_level_falls_exactly_when_it_was_foretold(ruleset, population, dated, others):
    as_of = AS_OF if ruleset is QD4800 else AS_OF + timedelta(days=120)
    moved = [(moment + (as_of - AS_OF), count) for moment, count in dated]
    window = [case for case in moved if case[0] > as_of - timedelta(days=ruleset.window_days)]
    observed = {**seen(ruleset, population, window, as_of), **others}
    outlook = look_ahead(observed, ruleset, as_of, window)
    foretold = {fall.at: fall.level for fall in outlook.falls}
    level = outlook.level
    # nothing is observed to change but where a case leaves the window, and just before
    leaving = {moment + timedelta(days=ruleset.window_days) for moment, _ in window}
    for now in sorted(leaving | {moment - timedelta(minutes=1) for moment in leaving if moment > as_of}):
        applied = classify({**seen(ruleset, population, window, now), **others}, ruleset, now).level
        assert applied is foretold.get(now, level)
        level = applied


def test_days_are_those_of_viet_nam_whatever_zone_the_cases_are_written_in():
    dated = [(parse_moment("2021-11-08T00:00").astimezone(UTC), 2)]
    outlook = look_ahead(seen(QD4800, 1000, dated, **FULL), QD4800, AS_OF, dated)
    assert "đến hết 21/11/2021" in say_outlook(outlook, QD4800, "community", "vi")[1]
