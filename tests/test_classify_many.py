"""The fast path gives what the readable path gives, cell by cell, for every ruleset."""

from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zones.classify import classify
from zones.classify_many import classify_many
from zones.columns import Numbers, exact, stack, weekly_rates, whole
from zones.indicators import observe_example, weekly_rate_per_100k, window_counts
from zones.levels import Level
from zones.ruleset import leaves, list_rulesets, load_ruleset
from zones.times import parse_moment

ALL = list_rulesets()
QD4800 = load_ruleset("vn-qd4800")
YES_NO = st.sampled_from(["yes", "no", "unknown", None])
COUNTS = st.sampled_from([None, *map(Fraction, (0, 1, 2, 3, 5, 10))])


def thresholds(ruleset, indicator):
    """All values at which a comparison of the indicator turns, and their nearest neighbours."""
    conditions = [item.when for item in (*ruleset.rules, *ruleset.escalations, *ruleset.holds)]
    conditions += [item.unless for item in ruleset.escalations if item.unless]
    found = [leaf for condition in conditions for leaf in leaves(condition) if leaf.indicator == indicator]
    values = [v for leaf in found for v in (leaf.at_least, leaf.above, leaf.below, leaf.equals) if v is not None]
    values += [step.low for band in ruleset.bands if band.indicator == indicator for step in band.steps if step.low]
    return [value for value in values if isinstance(value, Fraction)]


def strategy(ruleset, indicator):
    words = {step.word for band in ruleset.bands if band.indicator == indicator for step in band.steps if step.word}
    if words:
        return st.sampled_from([None, "nonsense", *sorted(words)])
    if indicator in {factor.id for factor in ruleset.factors} or indicator == "capacity_met":
        return YES_NO
    if indicator == "designation":
        return st.sampled_from([None, "red", "orange", "yellow", "green"])
    shifts = (0, Fraction(1, 10**6), -Fraction(1, 997))
    near = [value + shift for value in thresholds(ruleset, indicator) for shift in shifts]
    return st.one_of(st.none(), st.sampled_from([Fraction(0), *near]),
                     st.fractions(0, 1000, max_denominator=10_000))


def observed_under(ruleset):
    names = [unit for item in ruleset.designations for unit in item.units] + ["Đống Đa", "Phường Long Biên"]
    fields = {indicator: strategy(ruleset, indicator) for indicator in sorted(ruleset.indicators())}
    fields["unit_level"] = st.sampled_from([None, "residential_group", "ward", "district", "province", "village"])
    fields["unit_name"] = st.sampled_from([None, *names])
    fields["within"] = st.sampled_from([None, "quận Hà Đông, thành phố Hà Nội", "phường Gia Thụy, quận Long Biên"])
    fields["former_level"] = st.sampled_from([None, "nonsense", *map(str, Level)])
    fields |= {f"touching_{level}": COUNTS for level in Level}
    fields |= {f"children_{level}": COUNTS for level in Level} | {"children": COUNTS}
    return st.lists(st.fixed_dictionaries(fields), min_size=1, max_size=12)


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
@settings(max_examples=60)
@given(data=st.data())
def test_the_fast_path_equals_the_readable_path_cell_by_cell(ruleset, data):
    observed = data.draw(observed_under(ruleset))
    edges = [ruleset.valid_from, ruleset.valid_to or ruleset.valid_from + timedelta(days=900)]
    moments = [edge + timedelta(minutes=shift) for edge in edges for shift in (-1, 0)]
    fast = classify_many(stack(observed), ruleset, moments)
    slow = [[classify(seen, ruleset, moment).level.severity for moment in moments] for seen in observed]
    assert fast.tolist() == slow


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
def test_the_fast_path_gives_the_examples_of_the_document(ruleset):
    observed = [observe_example(example.given, ruleset.window_days) for example in ruleset.examples]
    fast = classify_many(stack(observed), ruleset)
    assert fast[:, 0].tolist() == [Level(example.expect["level"]).severity for example in ruleset.examples]


@given(st.lists(st.lists(st.integers(0, 40), min_size=20, max_size=20), min_size=1, max_size=4),
       st.data())
def test_a_table_of_days_equals_the_single_days(daily, data):
    daily = np.array(daily)
    population = np.array([data.draw(st.integers(0, 30_000)) for _ in daily])[:, None]
    share = [data.draw(st.sampled_from([None, Fraction(69, 100), Fraction(7, 10)])) for _ in daily]
    counts = window_counts(daily, 14)
    known = np.ones_like(counts, dtype=bool)
    known[:, 13] = False
    columns = {
        "cases_in_window": whole(counts, known), "population": whole(population, population > 0),
        "new_cases_weekly_per_100k": weekly_rates(counts, known, population, 14),
        "adult_dose1_share": exact(share, (len(daily), 1)),
        "elderly_full_share": exact([Fraction(1, 2)], (1, 1)),
    }
    fast = classify_many(columns, QD4800)
    for unit in range(len(daily)):
        people = int(population[unit, 0])
        for day in range(20):
            count = int(daily[unit, max(0, day - 13): day + 1].sum())
            seen = {
                "cases_in_window": Fraction(count) if day != 13 else None,
                "new_cases_weekly_per_100k": weekly_rate_per_100k(count, 14, people) if people and day != 13 else None,
                "adult_dose1_share": share[unit], "elderly_full_share": Fraction(1, 2),
            }
            assert fast[unit, day] == classify(seen, QD4800).level.severity


def test_numbers_too_large_for_machine_words_are_compared_exactly():
    least = Fraction(150) - Fraction(1, 10**30)
    columns = stack([{"new_cases_weekly_per_100k": value, "adult_dose1_share": Fraction(9, 10),
                      "elderly_full_share": Fraction(9, 10)} for value in (least, Fraction(150))])
    assert classify_many(columns, QD4800)[:, 0].tolist() == [2, 3]


def test_a_rate_just_below_a_threshold_stays_below_where_a_float_would_not():
    top, bottom = 9 * 10**18 - 1, 6 * 10**16
    assert top / bottom == 150.0              # what double precision makes of 150 − 1/(6·10^16)
    columns = {
        "new_cases_weekly_per_100k": Numbers(np.array([[top]]), np.array([[bottom]]), np.array([[True]])),
        "adult_dose1_share": exact([Fraction(9, 10)], (1, 1)), "elderly_full_share": exact([Fraction(1)], (1, 1)),
    }
    assert classify_many(columns, QD4800).item() == 2


def test_a_column_of_numbers_and_words_is_an_error():
    with pytest.raises(ValueError, match="mixed is a number in one unit"):
        stack([{"mixed": Fraction(1)}, {"mixed": "yes"}])


def test_no_unit_gives_an_empty_table():
    columns = {"new_cases_weekly_per_100k": exact([], (0, 1))}
    assert classify_many(columns, QD4800, [parse_moment("2021-11-01")] * 3).shape == (0, 3)
