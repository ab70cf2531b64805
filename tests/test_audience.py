"""What leaves the room: areas, colours, posts and counts by unit; and no hidden count can be worked out."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest
import small_ward as ward
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geo.frames import VIETNAM_TIME
from geo.mapmodel import MapModel
from geo.page_state import geometries, state
from geo.sheet import Audience
from zones.audience import public_card, public_model, public_situation, shown_counts
from zones.audience.bands import ABOVE, BAND, NONE_SHOWN, Shown, highest_of_wave
from zones.audience.privacy import without_numbers
from zones.cases import CASES
from zones.compose import compose
from zones.lockdowns import LOCKDOWNS
from zones.posts import CHECKPOINTS
from zones.ruleset import load_ruleset
from zones.sheets import make_subject
from zones.situation import Situation, build_situation

QD4800 = load_ruleset("vn-qd4800")
DENGUE = load_ruleset("vn-dengue-qd3711")
FEW = "to-1"                       # in the ward below: 60 households, 240 people


def areas(**columns):
    households, people = [60, 300, 300, 300], [240, 1000, 1000, 1000]
    return ward.areas(**{"households": households, "population": people, **columns})


def situation(cases, *, as_of=ward.AS_OF, place=None, ruleset=QD4800, **frames) -> Situation:
    records = ward.records(**{"areas": areas(), "cases": cases, **frames})
    return build_situation(place or ward.place(), records, ruleset, as_of, revision=1)


def cases_of(counts: dict[str | None, int], day="2021-10-30"):
    return ward.cases(*((area, day) for area, count in counts.items() for _ in range(count)))


def public(cases, **more) -> MapModel:
    return public_model(situation(cases, **more), cases, "vi")


def words_of(model: MapModel) -> str:
    """All that the stand-alone page would hold: texts, numbers, shapes."""
    shapes = b"".join(geometries(model).values()).decode()
    return json.dumps(state(model, {layer.id: "" for layer in model.layers}), ensure_ascii=False) + shapes + repr(
        (model.indexes, model.legend, model.notices, model.title_block, model.facts)
    )


def label_of(model: MapModel, area_id: str) -> str:
    return next(f.label for f in model.layer("zones").features if f.id == f"area/{area_id}")


def legend_of(model: MapModel) -> dict[str, tuple[str, ...]]:
    return {entry.label: entry.values for section in model.legend for entry in section.entries}


# --- counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "said"), [(0, None), (1, "1–4 F0"), (3, "1–4 F0"), (4, "1–4 F0"), (5, "từ 5 F0")])
def test_a_unit_of_few_households_shows_its_count_as_a_range(count: int, said: str | None) -> None:
    label = label_of(public(cases_of({FEW: count})), FEW)
    assert label.partition("\n")[2] == (said or "")


def test_a_unit_of_many_households_shows_its_count_as_it_is() -> None:
    assert label_of(public(cases_of({"to-2": 3})), "to-2").endswith("\n3 F0")


def test_a_place_sets_its_own_number_of_households() -> None:
    strict = ward.place(options={"few_households": 301})
    assert label_of(public(cases_of({"to-2": 3}), place=strict), "to-2").endswith("\n1–4 F0")


def test_a_unit_whose_households_nobody_counted_is_taken_to_have_few() -> None:
    unknown = areas(households=[pd.NA, 300, 300, 300])
    assert label_of(public(cases_of({FEW: 2}), areas=unknown), FEW).endswith("\n1–4 F0")


def test_the_total_adds_up_what_is_shown_and_says_nothing_more() -> None:
    legend = legend_of(public(cases_of({FEW: 2, "to-2": 7, None: 3})))
    assert legend["Trong 14 ngày gần nhất, các tổ dân phố"] == ("8–11",)
    assert legend["Chưa xác định vị trí"] == ("0–4",)
    assert "Lũy tích đến thời điểm bản đồ" not in legend


def test_where_every_unit_has_many_households_the_totals_stay() -> None:
    many = areas(households=[150, 300, 300, 300])
    legend = legend_of(public(cases_of({FEW: 2, "to-2": 7, None: 3}), areas=many))
    assert legend["Lũy tích đến thời điểm bản đồ"] == ("12",)
    assert legend["Chưa xác định vị trí"] == ("3",)


def test_shown_counts_add_up_as_ranges() -> None:
    assert (BAND + BAND + Shown(3, 3)).say("vi") == "5–11"
    assert (ABOVE + BAND).say("vi") == "từ 6"
    assert sum([NONE_SHOWN, Shown(1200, 1200)], NONE_SHOWN).say("vi") == "1.200"


# --- the attacker ---------------------------------------------------------------------------------

DAY_0 = datetime(2021, 10, 1, 12, 0, tzinfo=VIETNAM_TIME)


@cache
def published(days: tuple[int, ...], window: int) -> str:
    """What the last day's sheet shows of a unit of few households with so many new cases a day."""
    dated = [(DAY_0 + timedelta(days=place), count) for place, count in enumerate(days)]
    highest = highest_of_wave(dated, DAY_0 + timedelta(days=len(days) - 1), window)
    return "0" if not highest else "1–4" if highest <= 4 else "5+"


@pytest.mark.parametrize("window", [2, 3])
def test_nobody_who_has_the_sheets_of_all_days_and_knows_the_method_finds_a_hidden_count(window: int) -> None:
    """All histories of 5 days with up to 6 new cases a day: those that give the same sheets cannot be told apart.

    For every day that shows a range, histories with the same sheets on ALL days must differ in that day's count.
    """
    same: dict[tuple[str, ...], list[tuple[int, ...]]] = defaultdict(list)
    for days in itertools.product(range(7), repeat=5):
        same[tuple(published(days[: day + 1], window) for day in range(5))].append(days)
    ranges = 0
    for sheets, histories in same.items():
        table = np.array(histories)
        for day, shown in enumerate(sheets):
            if shown == "0":
                continue
            counts = table[:, max(0, day - window + 1): day + 1].sum(axis=1)
            assert len(set(counts)) >= 2, (sheets, day, histories)
            ranges += 1
    assert ranges > 20
    assert len(same) > 10          # the sheets do say something


SERIES = st.lists(st.integers(0, 4), min_size=20, max_size=20)


@settings(max_examples=4, suppress_health_check=[HealthCheck.filter_too_much])
@given(one=SERIES, two=SERIES, other=st.lists(st.integers(0, 3), min_size=20, max_size=20), seen=st.integers(0, 2))
def test_two_histories_with_the_same_ranges_give_the_same_sheets_on_every_day(
    one: list[int], two: list[int], other: list[int], seen: int
) -> None:
    """Not only the label: totals, legend, notices, cards, curves, priorities, every cell of the map is the same."""
    assume(one != two)
    last = (13 + seen, 16 + seen)
    assume(all(published(tuple(one[: day + 1]), 14) == published(tuple(two[: day + 1]), 14) for day in last))
    # the colour is public: histories that colour the unit otherwise are told apart by it, and may be
    moments = [DAY_0 + timedelta(days=day) for day in last]
    made = []
    for series in (one, two):
        rows = [(FEW, day, count) for day, count in enumerate(series)] + [
            ("to-2", day, count) for day, count in enumerate(other)]
        cases = ward.cases(*((area, f"{DAY_0 + timedelta(days=day):%Y-%m-%dT06:00}")
                             for area, day, count in rows for _ in range(count)))
        # the ids of cases are counted through: what a real list would not tell either
        made.append([
            (found := situation(cases, as_of=moment), shown_counts(found, cases)[FEW],
             found.area_levels[FEW], cases) for moment in moments
        ])
    assume(all(a[1:3] == b[1:3] for a, b in zip(*made, strict=True)))
    for (first, *_, cases_1), (second, *_, cases_2) in zip(*made, strict=True):
        reports = ward.reports()
        subjects = [make_subject(found, cases, reports, Audience.PUBLIC, "vi")
                    for found, cases in ((first, cases_1), (second, cases_2))]
        assert subjects[0].model == subjects[1].model
        for area_id in (FEW, "to-2"):
            assert subjects[0].card(f"area/{area_id}") == subjects[1].card(f"area/{area_id}")
            assert subjects[0].curve(area_id) == subjects[1].curve(area_id)
        assert subjects[0].curve(None) is subjects[1].curve(None) is None


def test_a_range_only_rises_while_a_wave_runs_and_ends_with_it() -> None:
    days = (2, 0, 4, 0, 0, 0, 0)
    assert [published(days[: day + 1], 3) for day in range(7)] == ["1–4", "1–4", "5+", "5+", "5+", "0", "0"]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 6)), max_size=25), st.integers(0, 70))
def test_a_wave_runs_exactly_while_its_window_holds_a_case(rows: list[tuple[int, int]], now: int) -> None:
    dated = [(DAY_0 + timedelta(days=day), count) for day, count in rows]
    as_of = DAY_0 + timedelta(days=now)
    inside = sum(count for day, count in rows if now - 14 < day <= now)
    highest = highest_of_wave(dated, as_of, 14)
    assert (highest == 0) == (inside == 0)
    assert highest >= inside


# --- what is not there ----------------------------------------------------------------------------


def site(name, **more):
    return {"site_id": name, "name": name, "geometry": ward.at(250, 250), "radius_m": 40, "area_id": FEW, **more}


ANNOUNCED = {"level": "orange", "document": "QĐ 12/QĐ-UBND"}


def test_no_point_nearer_than_the_unit_is_on_a_public_map_but_the_posts() -> None:
    posts = CHECKPOINTS.check(CHECKPOINTS.tidy(__import__("geopandas").GeoDataFrame([{
        "checkpoint_id": "c1", "name": "Đầu ngõ 9", "kind": "soft", "belt": 3, "staffed": True,
        "geometry": ward.at(0, 500)}], crs=4326)))
    model = public(cases_of({FEW: 2}), sites=ward.sites(site("Kho Tikinow", **ANNOUNCED)), checkpoints=posts)
    points = {layer.id for layer in model.layers for f in layer.features if "Point" in f.geometry.geom_type}
    assert points == {"posts_soft"}
    assert {table.title for table in model.indexes} == {"Chốt kiểm soát"}


def test_a_site_that_a_document_names_is_listed_with_its_unit_and_one_without_is_not_there() -> None:
    sites = ward.sites(site("Kho Tikinow", **ANNOUNCED, zone_label="KV1"), {**site("Nhà ông X", level="red"),
                       "geometry": ward.at(400, 100)}, site("Quán nước"))
    everything = compose(situation(cases_of({}), sites=sites), "vi")
    assert {"Nhà ông X", "Quán nước"} <= {f.title for layer in everything.layers for f in layer.features}
    model = public(cases_of({}), sites=sites)
    assert "Kho Tikinow – KV1 (12/QĐ-UBND) – Tổ 1" in legend_of(model)
    said = words_of(model)
    assert "ông X" not in said
    assert "Quán nước" not in said
    # its ground has the colour of its unit again, and the areas still add up
    levels = {f.style for f in model.layer("zones").features}
    assert levels == {"zone.green", "zone.orange"}
    assert sum(zone.area_m2 for zone in public_situation(situation(cases_of({}), sites=sites)).zones) == pytest.approx(
        1e6, rel=1e-6)


def test_a_lockdown_without_a_decision_is_not_there() -> None:
    lockdowns = ward.lockdowns(
        {"lockdown_id": "l1", "name": "Ngõ 1", "document": "QĐ 1", "geometry": ward.square(50, 50, 80)},
        {"lockdown_id": "l2", "name": "Nhà số 7 ngõ 3", "document": "  ", "geometry": ward.square(300, 50, 20)},
    )
    model = public(cases_of({}), lockdowns=lockdowns)
    assert [f.id for f in model.layer("lockdowns").features] == ["lockdown/l1"]
    assert "số 7" not in words_of(model)
    assert legend_of(model)["Khu vực phong tỏa"] == ("1",)


def dengue_case() -> pd.DataFrame:
    spot = ward.at(480, 250)       # 20 m from to-2
    return CASES.check(CASES.tidy(pd.DataFrame([{
        "case_id": "d1", "disease": "dengue", "count": 1, "date_reporting": pd.Timestamp("2021-10-30", tz=VIETNAM_TIME),
        "area_id": FEW, "located_by": "point", "lon": spot.x, "lat": spot.y, "confirmed": True,
    }])))


def test_the_circle_of_a_dengue_case_is_replaced_by_the_units_that_it_reaches() -> None:
    cases = dengue_case()
    reports = ward.reports().assign(disease="dengue")
    found = situation(cases, ruleset=DENGUE, reports=reports, place=ward.place(diseases=("dengue",)))
    circle = compose(found, "vi").layer("outbreaks").features[0]
    assert circle.geometry.area < found.areas.geometry.iloc[0].area
    model = public_model(found, cases, "vi")
    shapes = {f.id: f.geometry for f in model.layer("outbreaks").features}
    assert shapes == {
        "outbreak/dengue/to-1": found.areas.geometry.iloc[0], "outbreak/dengue/to-2": found.areas.geometry.iloc[1],
    }
    # neither the circle's middle nor the case's own point can be read anywhere
    spot = ward.at(480, 250)
    said = words_of(model)
    assert f"{spot.x:.5f}" not in said
    assert f"{spot.y:.5f}" not in said
    assert not any(f.card for f in model.layer("outbreaks").features)


def test_forces_outlook_and_people_of_a_lockdown_stay_inside() -> None:
    lockdowns = ward.lockdowns({"lockdown_id": "l1", "name": "Ngõ 1", "document": "QĐ 1", "households": 17,
                                "population": 61, "geometry": ward.square(50, 50, 80)})
    found = situation(cases_of({"to-2": 3}), lockdowns=lockdowns)
    announced = public_situation(found)
    titles = {section.title for section in public_card(announced, "area/to-2", "vi").sections}
    assert titles == {"Vì sao?", "Số liệu", "Biện pháp áp dụng", "Căn cứ"}
    of_lockdown = public_card(announced, "lockdown/l1", "vi")
    assert {section.title for section in of_lockdown.sections} == {"Biện pháp áp dụng", "Căn cứ"}
    assert public_card(announced, "checkpoint/c1", "vi") is None
    few = public_card(announced, f"area/{FEW}", "vi")
    assert {section.title for section in few.sections} == {"Biện pháp áp dụng", "Căn cứ"}


def test_a_layer_that_nobody_named_public_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.mapmodel import Feature, Layer
    from zones.audience import model as room

    secret = Layer("f1_homes", "F1", "", (Feature("x", "lockdown", ward.at(10, 10), title="Nhà F1"),))

    def with_secret(*arguments):
        made = compose(*arguments)
        return __import__("dataclasses").replace(made, layers=(*made.layers, secret))

    monkeypatch.setattr(room, "compose", with_secret)
    assert "Nhà F1" not in words_of(public(cases_of({})))


@pytest.mark.parametrize(("typed", "left"), [
    ("Đầu ngõ 9 (ĐT: 0912 345 678)", "Đầu ngõ 9"),
    ("Chốt 3, anh Nam 0912345678", "Chốt 3, anh Nam"),
    ("Cổng B +84 91-234-5678", "Cổng B"),
    ("Ngõ 0123 phố Huế", "Ngõ 0123 phố Huế"),
    ("QĐ 3736/QĐ-UBND ngày 14/08/2021", "QĐ 3736/QĐ-UBND ngày 14/08/2021"),
    ("Từ 06:00 06/09/2021 đến 06:00 21/09/2021", "Từ 06:00 06/09/2021 đến 06:00 21/09/2021"),
])
def test_a_telephone_number_in_a_name_is_left_out_and_other_numbers_stay(typed: str, left: str) -> None:
    assert without_numbers(typed) == left


def test_the_colours_of_units_are_the_same_inside_and_outside() -> None:
    cases = cases_of({FEW: 2, "to-2": 9, "to-13": 1})
    found = situation(cases)
    inside = {f.id: f.style for f in compose(found, "vi").layer("zones").features}
    outside = {f.id: f.style for f in public_model(found, cases, "vi").layer("zones").features}
    assert outside == inside


def test_lockdowns_have_the_columns_that_this_test_speaks_of() -> None:
    assert {"document", "households"} <= set(LOCKDOWNS.columns)
