"""Every ruleset file: its own examples, and the promises that its format makes."""

from fractions import Fraction
from pathlib import Path

import pytest

from zones.classify import classify
from zones.decisions import ReasonKind
from zones.indicators import observe_example
from zones.levels import Level
from zones.ruleset import FOLDER, RulesetError, list_rulesets, load_ruleset, read_ruleset
from zones.times import parse_moment

ALL = list_rulesets()
EXAMPLES = [
    pytest.param(ruleset, example, id=f"{ruleset.id}: {example.name}")
    for ruleset in ALL for example in ruleset.examples
]


def decide(ruleset, given):
    return classify(observe_example(given, ruleset.window_days), ruleset)


@pytest.mark.parametrize(("ruleset", "example"), EXAMPLES)
def test_example(ruleset, example):
    decision = decide(ruleset, example.given)
    assert decision.level == example.expect["level"]
    for band in ruleset.bands:
        if band.id in example.expect:
            assert decision.bands[band.id] == example.expect[band.id]
    if "rate_rounded" in example.expect:
        rate = decision.observed["new_cases_weekly_per_100k"]
        assert isinstance(rate, Fraction)
        assert f"{float(round(rate, 2)):.2f}" == example.expect["rate_rounded"]


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
def test_every_rule_step_cell_and_escalation_is_hit_by_an_example(ruleset):
    hit = set()
    for example in ruleset.examples:
        for reason in decide(ruleset, example.given).reasons:
            match reason.kind:
                case ReasonKind.BAND:
                    hit.add((reason.rule_id, reason.fields["step"]))
                case ReasonKind.TABLE:
                    hit.add((reason.rule_id, reason.fields["row"], reason.fields["column"]))
                case _:
                    hit.add(reason.rule_id)
    wanted = {rule.id for rule in ruleset.rules} | {item.id for item in ruleset.escalations}
    wanted |= {(band.id, step.name) for band in ruleset.bands for step in band.steps}
    wanted |= {(table.id, *pair) for table in ruleset.tables for pair in table.cells}
    assert wanted <= hit


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
def test_every_text_stands_in_both_languages_and_every_rule_is_cited(ruleset):
    texts = [ruleset.document.title, ruleset.document.issuer, *ruleset.labels.values()]
    cited = (*ruleset.rules, *ruleset.bands, *ruleset.tables, *ruleset.escalations)
    texts += [item.clause for item in cited]
    texts += [measure.text for measure in ruleset.measures]
    for text in texts:
        assert text["vi"].strip()
        assert text["en"].strip()
    assert ruleset.document.sources
    assert set(ruleset.labels) == {Level.GREEN, Level.YELLOW, Level.ORANGE, Level.RED}
    assert {measure.level for measure in ruleset.measures} == set(ruleset.labels)


def test_a_unit_is_grey_when_a_designation_was_not_in_force():
    ruleset = load_ruleset("vn-gia-thuy-nq54")
    for moment, level in [
        ("2021-09-06T23:59", Level.UNASSESSED), ("2021-09-07T00:00", Level.GREEN),
        ("2021-09-21T05:59", Level.GREEN), ("2021-09-21T06:00", Level.UNASSESSED),
    ]:
        assert classify({}, ruleset, parse_moment(moment)).level is level


def test_what_no_source_confirms_marks_the_decision():
    ruleset = load_ruleset("vn-qd4800")
    sure = decide(ruleset, {"cases_in_window": Fraction(300), "population": Fraction(100_000),
                            "adult_dose1_share": Fraction(9, 10), "elderly_full_share": Fraction(9, 10)})
    unsure = decide(ruleset, {"cases_in_window": Fraction(300), "population": Fraction(100_000),
                              "adult_dose1_share": Fraction(1, 10), "elderly_full_share": Fraction(9, 10)})
    assert sure.verified
    assert not unsure.verified


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ('id = "vn-qd4800"', "", "id is missing"),
        ("from = 20, below = 50", "from = 25, below = 50", "does not end where"),
        ('level = "red", verified = false, source', 'level = "crimson", verified = false, source', "crimson"),
        ("valid_from = 2021-10-12T00:00:00+07:00", "valid_from = 2021-10-12", "time zone"),
        ('outside_validity = "warn"', 'outside_validity = "shrug"', "must be 'grey' or 'warn'"),
        ("when = { indicator", "when = { indikator", "does not know"),
        ("[document]", "[document", "line"),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_what_is_wrong(wrong, right, says):
    text = (FOLDER / "vn-qd4800.toml").read_text(encoding="utf-8")
    assert wrong in text
    with pytest.raises(RulesetError, match=says) as caught:
        read_ruleset(text.replace(wrong, right, 1), "mine.toml")
    assert caught.value.file == "mine.toml"


def test_another_ruleset_needs_no_python(tmp_path: Path):
    text = (FOLDER / "vn-gia-thuy-nq54.toml").read_text(encoding="utf-8")
    (tmp_path / "my-ward.toml").write_text(text.replace("vn-gia-thuy-nq54", "my-ward"), encoding="utf-8")
    assert [ruleset.id for ruleset in list_rulesets(tmp_path)] == ["my-ward"]
