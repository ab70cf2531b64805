"""Measure the table of 5,400 units × 365 days against the readable path, one unit and day after the other.

    python tests/bench/bench_classify.py [units] [days]

Prints the seconds of one run of the table, window sums and rates included, and how many times longer the readable path
would take (a sample of its cells, scaled up). The sampled cells are compared: the two paths agree, or it stops.
"""

from __future__ import annotations

import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from zones.classify import classify  # noqa: E402 - the path is set above
from zones.classify_many import classify_many  # noqa: E402
from zones.columns import Columns, exact, weekly_rates, whole  # noqa: E402
from zones.indicators import weekly_rate_per_100k, window_counts  # noqa: E402
from zones.ruleset import Ruleset, load_ruleset  # noqa: E402

SAMPLE = 3000
REPEATS = 3


def a_year(units: int, days: int) -> dict[str, np.ndarray]:
    """Return made-up daily cases (units, days), people and shares (units)."""
    random = np.random.default_rng(20211012)
    return {
        "daily": random.poisson(random.gamma(0.5, 1.5, (units, 1)), (units, days)),
        "population": random.integers(800, 40_000, (units, 1)),
        "adult": random.integers(500, 1000, units), "elderly": random.integers(600, 1000, units),
    }


def columns_of(data: dict[str, np.ndarray], days: int) -> Columns:
    """Turn the year into columns: window sums, exact rates, shares."""
    counts = window_counts(data["daily"], days)
    known, units = np.ones(1, dtype=bool), len(data["daily"])
    return {
        "cases_in_window": whole(counts, known), "population": whole(data["population"], known),
        "new_cases_weekly_per_100k": weekly_rates(counts, known, data["population"], days),
        **{name: exact([Fraction(int(value), 1000) for value in data[key]], (units, 1))
           for name, key in (("adult_dose1_share", "adult"), ("elderly_full_share", "elderly"),
                             ("population_full_share", "adult"), ("high_risk_full_share", "elderly"))},
        "response_capacity": np.array(["high"]),
        "deaths_weekly_per_100k": exact([Fraction(0)], (1, 1)),
    }


def one_cell(data: dict[str, np.ndarray], ruleset: Ruleset, unit: int, day: int) -> int:
    """Classify one unit on one day by the readable path."""
    days = ruleset.window_days
    count = int(data["daily"][unit, max(0, day - days + 1): day + 1].sum())
    people = int(data["population"][unit, 0])
    adult, elderly = Fraction(int(data["adult"][unit]), 1000), Fraction(int(data["elderly"][unit]), 1000)
    seen: dict[str, Fraction | str | None] = {
        "cases_in_window": Fraction(count), "population": Fraction(people),
        "new_cases_weekly_per_100k": weekly_rate_per_100k(count, days, people),
        "adult_dose1_share": adult, "elderly_full_share": elderly, "population_full_share": adult,
        "high_risk_full_share": elderly, "response_capacity": "high", "deaths_weekly_per_100k": Fraction(0),
    }
    return classify(seen, ruleset).level.severity


def main() -> None:
    """Print a line for each ruleset that counts cases."""
    units, days = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (5400, 365)
    data = a_year(units, days)
    random = np.random.default_rng(1)
    for ruleset_id in ("vn-qd4800", "vn-qd218"):
        ruleset = load_ruleset(ruleset_id)
        seconds = []
        for _ in range(REPEATS):
            begun = time.perf_counter()
            found = classify_many(columns_of(data, ruleset.window_days), ruleset)
            seconds.append(time.perf_counter() - begun)
        cells = list(zip(random.integers(0, units, SAMPLE).tolist(), random.integers(0, days, SAMPLE).tolist(),
                         strict=True))
        begun = time.perf_counter()
        slow = [one_cell(data, ruleset, unit, day) for unit, day in cells]
        readable = (time.perf_counter() - begun) / SAMPLE * units * days
        assert slow == [int(found[cell]) for cell in cells], "the two paths differ"
        spread = {level: int((found == level).sum()) for level in range(5)}
        print(f"{ruleset_id}: {units} x {days} in {min(seconds):.2f} s, readable path "
              f"{readable / min(seconds):.0f} times longer; cells by severity {spread}")


if __name__ == "__main__":
    main()
