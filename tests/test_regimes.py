"""The timeline of 2021–2026: the right rule at any hour, both sides of every edge, two scales at once."""

from datetime import timedelta
from itertools import pairwise

import pytest

from zones.levels import Level
from zones.regimes import (
    decide_under_all,
    edges,
    lies_in,
    list_regimes,
    regimes_in_force,
    rulesets_announced,
    rulesets_in_force,
)
from zones.ruleset import list_rulesets
from zones.times import parse_moment

GIA_THUY = "phường Gia Thụy, quận Long Biên, thành phố Hà Nội"
HA_DONG = "quận Hà Đông, thành phố Hà Nội"
SAI_GON = "Quận 7, thành phố Hồ Chí Minh"


def ids(moment, unit, disease="covid-19"):
    return [ruleset.id for ruleset in rulesets_in_force(parse_moment(moment), unit, disease=disease)]


@pytest.mark.parametrize(
    ("moment", "unit", "expected"),
    [
        ("2021-05-30T23:59", HA_DONG, []),
        ("2021-05-31T00:00", HA_DONG, ["vn-qd2686"]),
        # 06:00 on 6/9: the zones begin
        ("2021-09-06T05:59", HA_DONG, ["vn-qd2686"]),
        ("2021-09-06T06:00", HA_DONG, ["hanoi-ct20", "vn-qd2686"]),
        ("2021-09-06T06:00", GIA_THUY, ["long-bien-kh-2021-09-04", "hanoi-ct20", "vn-qd2686"]),
        ("2021-09-06T06:00", SAI_GON, ["vn-qd2686"]),
        # 00:00 on 7/9: the ward's own resolution
        ("2021-09-06T23:59", GIA_THUY, ["long-bien-kh-2021-09-04", "hanoi-ct20", "vn-qd2686"]),
        ("2021-09-07T00:00", GIA_THUY, ["vn-gia-thuy-nq54", "long-bien-kh-2021-09-04", "hanoi-ct20", "vn-qd2686"]),
        # 12:00 on 16/9: a second scale beside the zones
        ("2021-09-16T11:59", HA_DONG, ["hanoi-ct20", "vn-qd2686"]),
        ("2021-09-16T12:00", HA_DONG, ["hanoi-vb3084", "hanoi-ct20", "vn-qd2686"]),
        # 06:00 on 21/9: the zones are abolished
        ("2021-09-21T05:59", HA_DONG, ["hanoi-vb3084", "hanoi-ct20", "vn-qd2686"]),
        ("2021-09-21T06:00", HA_DONG, ["vn-qd2686"]),
        ("2021-09-21T06:00", GIA_THUY, ["vn-qd2686"]),
        # 00:00 on 11/10: NQ 128; its guide follows a day later
        ("2021-10-10T23:59", HA_DONG, ["vn-qd2686"]),
        ("2021-10-11T00:00", HA_DONG, []),
        ("2021-10-12T00:00", HA_DONG, ["vn-qd4800"]),
        # 00:00 on 27/1/2022: QĐ 218 replaces it
        ("2022-01-26T23:59", SAI_GON, ["vn-qd4800"]),
        ("2022-01-27T00:00", SAI_GON, ["vn-qd218"]),
        ("2023-10-20T00:00", SAI_GON, []),
    ],
)
def test_the_rulesets_in_force_the_most_particular_first(moment, unit, expected):
    assert ids(moment, unit) == expected


def test_hours_are_those_of_viet_nam_whatever_the_zone_of_the_question():
    assert [r.id for r in rulesets_in_force(parse_moment("2021-09-05T23:00+00:00"), HA_DONG)][:1] == ["hanoi-ct20"]
    assert "hanoi-ct20" not in ids("2021-09-05T22:59+00:00", HA_DONG)


def test_ha_dong_is_zone_1_red_and_at_risk_yellow_at_the_same_hour():
    seen = {"unit_name": "Quận Hà Đông", "unit_level": "district"}
    held = decide_under_all(seen, parse_moment("2021-09-16T12:00"), HA_DONG, disease="covid-19")
    said = {ruleset.id: (decision.level, ruleset.label_with_scale(decision.level, "vi", decision.designation_id))
            for ruleset, decision in held if decision.level is not Level.UNASSESSED}
    assert said == {
        "hanoi-ct20": (Level.RED, "Vùng 1 (Chỉ thị 20) (phân vùng theo Chỉ thị 20/CT-UBND của Hà Nội, 3/9/2021)"),
        "hanoi-vb3084": (Level.YELLOW, "nguy cơ (mức nguy cơ của Hà Nội theo Văn bản 3084/UBND, 15/9/2021)"),
    }


def test_on_the_15th_the_second_scale_was_issued_and_not_yet_in_force():
    moment = parse_moment("2021-09-15T18:00")
    assert ids("2021-09-15T18:00", HA_DONG)[0] == "hanoi-ct20"
    assert [ruleset.id for ruleset in rulesets_announced(moment, HA_DONG)] == ["hanoi-vb3084"]
    assert rulesets_announced(moment - timedelta(days=1), HA_DONG) == ()
    assert rulesets_announced(parse_moment("2021-09-16T12:00"), HA_DONG) == ()


def test_diseases_have_their_rules_side_by_side():
    held = rulesets_in_force(parse_moment("2022-08-15T12:00"), HA_DONG)
    assert {ruleset.disease for ruleset in held} == {"covid-19", "dengue", "hfmd"}


def test_the_timeline_and_the_files_of_the_rulesets_have_the_same_dates():
    rows = {ruleset_id: regime for regime in list_regimes() for ruleset_id in regime.rulesets}
    files = {ruleset.id: ruleset for ruleset in list_rulesets()}
    assert set(rows) == set(files)
    for ruleset_id, regime in rows.items():
        file = files[ruleset_id]
        assert (regime.valid_from, regime.valid_to) == (file.valid_from, file.valid_to), ruleset_id
        assert (regime.territory, regime.disease) == (file.territory, file.disease), ruleset_id


def test_a_regime_without_a_map_of_its_own_is_on_the_timeline():
    names = [regime.id for regime in regimes_in_force(parse_moment("2021-09-21T06:00"), HA_DONG)]
    assert names == ["hanoi-ct22", "vn-qd2686", "vn-dengue-qd3711", "vn-hfmd-qd581"]
    assert "hanoi-ct17" in [regime.id for regime in regimes_in_force(parse_moment("2021-09-06T05:59"), HA_DONG)]


def test_every_row_is_named_in_both_languages_and_sourced_unless_it_is_recalled():
    for regime in list_regimes():
        assert set(regime.name) == {"vi", "en"}
        assert regime.source or not regime.verified
        assert regime.valid_from.utcoffset() == timedelta(hours=7)


def test_between_two_edges_nothing_changes_and_at_each_edge_something_does():
    moments = edges(GIA_THUY)
    assert parse_moment("2021-09-16T12:00") in moments
    for moment in moments:
        before = regimes_in_force(moment - timedelta(minutes=1), GIA_THUY)
        assert before != regimes_in_force(moment, GIA_THUY)
    for start, end in pairwise(moments):
        assert regimes_in_force(start, GIA_THUY) == regimes_in_force(end - timedelta(minutes=1), GIA_THUY)


@pytest.mark.parametrize(
    ("unit", "territory", "inside"),
    [
        (GIA_THUY, ["Thành phố Hà Nội"], True), (GIA_THUY, ["Quận Long Biên", "Thành phố Hà Nội"], True),
        ("quận Long Biên", ["Quận Long Biên", "Thành phố Hà Nội"], True),
        ("quận Long Biên, thành phố Đà Nẵng", ["Quận Long Biên", "Thành phố Hà Nội"], False),
        ("phường Long Biên, TP Hà Nội", ["Quận Long Biên", "Thành phố Hà Nội"], False),
        ("", ["Thành phố Hà Nội"], False), ("", [], True),
    ],
)
def test_a_unit_lies_in_a_territory(unit, territory, inside):
    assert lies_in(unit, territory) is inside
