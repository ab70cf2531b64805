"""The published rates and levels of 2021 and 2022, with every cell and boundary of the two tables."""

import tomllib
from fractions import Fraction
from itertools import product
from math import floor
from pathlib import Path

import pytest

from zones.classify import classify
from zones.indicators import observe_example
from zones.ruleset import load_ruleset

GOLDEN = tomllib.loads((Path(__file__).parent / "golden_rates.toml").read_text(encoding="utf-8"), parse_float=Fraction)
TABLED = ("vn-qd4800", "vn-qd218")
# what the tables are read without: vaccination met, no deaths
QUIET = {"elderly_full_share": Fraction(9, 10), "population_full_share": Fraction(9, 10),
         "high_risk_full_share": Fraction(19, 20), "deaths_weekly_per_100k": Fraction(0)}


def exact(given):
    return {name: value if isinstance(value, str) else Fraction(value) for name, value in given.items()}


def decide(ruleset_id, given):
    ruleset = load_ruleset(ruleset_id)
    return classify(observe_example(exact(given), ruleset.window_days), ruleset)


@pytest.mark.parametrize("row", GOLDEN["rates"], ids=lambda row: row["name"])
def test_a_published_rate(row):
    decision = decide(row["ruleset"], row["given"])
    rate = decision.observed["new_cases_weekly_per_100k"]
    whole, hundredths = divmod(floor(rate * 100), 100)
    assert f"{whole}.{hundredths:02d}" == row["rate"]
    assert decision.bands["transmission"] == row["step"]
    assert decision.level.severity == row["level"]
    # a row that does not give the published level says why, and only such a row does
    assert (row["level"] != row["published_level"]) == ("anomaly" in row)
    if "published_rate" in row and "anomaly" not in row:
        # notices cut (“3” for 3,51) or round (“179” for 178,92): never further off than one in their last place
        last_place = Fraction(1, 10 ** len(row["published_rate"].partition(".")[2]))
        assert abs(rate - Fraction(row["published_rate"])) < last_place


def test_the_rate_is_the_mean_of_two_weeks_for_one_week_alone_gives_another():
    both = decide("vn-qd4800", {"cases_in_window": 6635 + 6815, "population": 9_145_000})
    last_week_twice = decide("vn-qd4800", {"cases_in_window": 2 * 6635, "population": 9_145_000})
    assert f"{float(both.observed['new_cases_weekly_per_100k']):.1f}" == "73.5"
    assert f"{float(last_week_twice.observed['new_cases_weekly_per_100k']):.2f}" == "72.55"


@pytest.mark.parametrize("cell", GOLDEN["cells"], ids=lambda cell: f"{cell['ruleset']} {cell['at']}")
def test_a_cell_of_a_table_at_all_its_corners(cell):
    ruleset = load_ruleset(cell["ruleset"])
    for values in product(*cell["at"].values()):
        seen = {**QUIET, **exact(dict(zip(cell["at"], values, strict=True)))}
        assert classify(seen, ruleset).level.severity == cell["level"]


def test_the_cells_of_the_data_file_are_all_the_cells_of_the_tables():
    for ruleset_id in TABLED:
        ruleset, hit = load_ruleset(ruleset_id), set()
        for cell in (cell for cell in GOLDEN["cells"] if cell["ruleset"] == ruleset_id):
            for values in product(*cell["at"].values()):
                bands = classify({**QUIET, **exact(dict(zip(cell["at"], values, strict=True)))}, ruleset).bands
                hit.add(tuple(bands[band] for band in (ruleset.tables[0].rows, ruleset.tables[0].columns)))
        assert hit == set(ruleset.tables[0].cells)


@pytest.mark.parametrize(
    ("ruleset_id", "indicator", "threshold", "below", "at"),
    [
        ("vn-qd4800", "new_cases_weekly_per_100k", 20, "mức 1", "mức 2"),
        ("vn-qd4800", "new_cases_weekly_per_100k", 50, "mức 2", "mức 3"),
        ("vn-qd4800", "new_cases_weekly_per_100k", 150, "mức 3", "mức 4"),
        ("vn-qd4800", "adult_dose1_share", Fraction(7, 10), "dưới 70%", "từ 70%"),
        ("vn-qd218", "new_cases_weekly_per_100k", 90, "mức 1", "mức 2"),
        ("vn-qd218", "new_cases_weekly_per_100k", 450, "mức 2", "mức 3"),
        ("vn-qd218", "new_cases_weekly_per_100k", 600, "mức 3", "mức 4"),
    ],
)
def test_both_sides_of_a_boundary(ruleset_id, indicator, threshold, below, at):
    ruleset = load_ruleset(ruleset_id)
    band = next(band.id for band in ruleset.bands if band.indicator == indicator)
    seen = {**QUIET, "new_cases_weekly_per_100k": Fraction(0)}
    for value, step in ((Fraction(threshold) - Fraction(1, 10**12), below), (Fraction(threshold), at)):
        assert classify({**seen, indicator: value}, ruleset).bands[band] == step


@pytest.mark.parametrize(
    ("ruleset_id", "indicator", "threshold"),
    [("vn-qd4800", "elderly_full_share", Fraction(8, 10)), ("vn-qd218", "deaths_weekly_per_100k", Fraction(6))],
)
def test_both_sides_of_what_raises_a_level(ruleset_id, indicator, threshold):
    ruleset = load_ruleset(ruleset_id)
    seen = {**QUIET, "new_cases_weekly_per_100k": Fraction(10), "cases_in_window": Fraction(1),
            "adult_dose1_share": Fraction(9, 10), "response_capacity": "high"}
    just_below = classify({**seen, indicator: threshold - Fraction(1, 10**12)}, ruleset).level.severity
    at = classify({**seen, indicator: threshold}, ruleset).level.severity
    assert sorted((just_below, at)) == [1, 2]
    assert (at == 2) == (indicator == "deaths_weekly_per_100k")


@pytest.mark.parametrize("row", GOLDEN["reaching"], ids=lambda row: f"{row['ruleset']} {row['population']}")
def test_the_fewest_cases_that_reach_a_threshold(row):
    order = ["mức 1", "mức 2", "mức 3", "mức 4"]
    for step, cases in row["cases"].items():
        def reached(count):
            given = {"cases_in_window": count, "population": row["population"]}
            return order.index(decide(row["ruleset"], given).bands["transmission"])
        assert reached(cases) >= order.index(step) > reached(cases - 1)


def test_the_notice_of_ha_noi_of_4_march_2022_adds_up_and_reads_as_the_table_does():
    assert sum(group["communes"] for group in GOLDEN["groups"]) == 579
    ruleset = load_ruleset("vn-qd218")
    for group in GOLDEN["groups"]:
        for step in group["transmission"]:
            cell = ruleset.tables[0].cells[step, "cao"]
            assert (cell.level.severity, cell.verified) == (group["level"], True)
