"""The film: one answer from which every day can be drawn, small enough to be sent at once."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from geo.crs import to_metric
from geo.page_state import compact_json
from zones.compose.film import ABSENT, LETTER, _spans
from zones.levels import Level
from zones.store import Store
from zones.times import end_of_day
from zones.usecases import CommandPost


@pytest.fixture(scope="module")
def post(_sample_file, tmp_path_factory):
    copy = tmp_path_factory.mktemp("film") / "samples.sqlite"
    copy.write_bytes(_sample_file.read_bytes())
    store = Store(f"sqlite:///{copy.as_posix()}")
    yield CommandPost(store)
    store.close()


@pytest.fixture(scope="module")
def film(post):
    return post.film("dien_tap", "vi")


def test_days_are_spans():
    assert _spans([7, 1, 2, 3, 2]) == [[1, 3], [7, 7]]
    assert _spans([]) == []


def test_a_day_costs_a_letter_a_unit(film):
    assert len(film["days"]) == len(film["levels"]) == len(film["counts"]) == len(film["curve"]) == 78
    assert {len(letters) for letters in film["levels"]} == {13}
    assert set("".join(film["levels"])) <= {*LETTER.values(), ABSENT}
    assert len(gzip.compress(compact_json(film), 9)) < 20_000


def test_the_letters_are_the_levels_of_the_days_situation(post, film):
    by_letter = {letter: level for level, letter in LETTER.items()}
    for number in (21, 27, 42, 60, 77):
        now = post.situation("dien_tap", end_of_day(post.course("dien_tap").days[number].day))
        shown = {unit.removeprefix("area/"): by_letter[letter]
                 for unit, letter in zip(film["units"], film["levels"][number], strict=True)}
        assert shown == dict(now.area_levels)


def test_what_is_drawn_over_the_units_on_a_day_is_that_days_partition(post, film):
    """Units below, cut-outs above, the area of each level is the partition's own (to the borders' simplification)."""
    zones = next(layer for layer in film["layers"] if layer["id"] == "zones")
    shapes = {feature["id"]: shape(feature["geometry"]) for feature in film["shapes"]["zones"]["features"]}
    day = film["days"].index("2021-11-08")
    below: dict[str, list] = {}
    above = []
    letters = dict(zip(film["units"], film["levels"][day], strict=True))
    for feature in zones["features"]:
        if feature["on"] is None:
            below.setdefault(film["letters"][letters[feature["id"]]], []).append(shapes[feature["id"]])
        elif any(first <= day <= last for first, last in feature["on"]):
            above.append((feature["style"], shapes[feature["id"]]))
    cut = shapely.union_all([geometry for _, geometry in above])
    now = post.situation("dien_tap", end_of_day(post.course("dien_tap").days[day].day))
    assert len(above) == sum(zone.source != "area" for zone in now.zones)
    for count in now.level_counts:
        style = f"zone.{count.level}"
        parts = [geometry.difference(cut) for geometry in below.get(style, [])]
        parts += [geometry for key, geometry in above if key == style]
        metric = to_metric(np.array([shapely.union_all(parts)], dtype=object), "EPSG:5897")
        assert shapely.area(metric).sum() / 1e6 == pytest.approx(count.area_km2, abs=0.002), count.level


def test_lockdowns_belts_and_posts_are_seen_on_their_days_only(post, film):
    for number in (25, 42, 70):
        now = post.situation("dien_tap", end_of_day(post.course("dien_tap").days[number].day))
        seen = {
            layer["id"]: {feature["id"].partition("#")[0] for feature in layer["features"]
                          if any(first <= number <= last for first, last in feature["on"] or [])}
            for layer in film["layers"]
        }
        assert seen["lockdowns"] | seen["lockdowns_wide"] == {f"lockdown/{key}" for key in now.lockdowns["lockdown_id"]}
        posts = {f"checkpoint/{key}" for key in now.checkpoints["checkpoint_id"]}
        assert posts <= set().union(*(found for name, found in seen.items() if name.startswith("posts_")))


def test_a_day_without_a_report_is_a_gap_in_the_curve_and_no_zero(film):
    gaps = [day for day, row in zip(film["days"], film["curve"], strict=True) if row[0] == 0 and sum(row[1:]) == 0]
    assert gaps == ["2021-09-27", "2021-09-28", "2021-09-29"]
    zeros = [day for day, row in zip(film["days"], film["curve"], strict=True) if row[0] > 0 and sum(row[1:]) == 0]
    assert "2021-10-16" in zeros


def test_the_counts_are_those_of_the_legend(post, film):
    day = film["days"].index("2021-11-08")
    now = post.situation("dien_tap", end_of_day(post.course("dien_tap").days[day].day))
    wanted = [[c.units, c.points, c.people, round(c.area_km2, 4)] for c in now.level_counts]
    assert film["counts"][day] == wanted
    assert [c.level for c in now.level_counts] == [Level.RED, Level.ORANGE, Level.YELLOW, Level.GREEN, Level.UNASSESSED]
