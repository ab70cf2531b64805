"""Every ruleset file: its own examples, and the promises that its format makes."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from zones.cards.sentences import say_near, say_step
from zones.classify import classify
from zones.decisions import ReasonKind
from zones.indicators import observe_example
from zones.levels import Level
from zones.ruleset import FOLDER, RulesetError, list_rulesets, load_ruleset, read_ruleset, try_rulesets
from zones.times import parse_moment
from zones.wording import LANGUAGES

ALL = list_rulesets()
BY_ID = {ruleset.id: ruleset for ruleset in ALL}
EXAMPLES = [
    pytest.param(ruleset, example, id=f"{ruleset.id}: {example.name}")
    for ruleset in ALL for example in ruleset.examples
]
DELIVERED = {
    "vn-qd2686", "hanoi-ct20", "hanoi-vb3084", "long-bien-kh-2021-09-04", "vn-gia-thuy-nq54", "vn-qd4800", "vn-qd218",
    "vn-dengue-qd3711", "vn-hfmd-qd581",
}
# a number that says nothing without its scale: "vùng 1" was red in September 2021 and green in October
BARE_NUMBER = re.compile(r"\b(vùng|kv|cấp|zone|area|level) ?\d", re.IGNORECASE)


def decide(ruleset, given):
    return classify(observe_example(given, ruleset.window_days), ruleset)


def test_all_documents_of_the_timeline_are_there():
    assert set(BY_ID) == DELIVERED
    assert all((FOLDER / f"{ruleset.id}.toml").is_file() for ruleset in ALL)


@pytest.mark.parametrize(("ruleset", "example"), EXAMPLES)
def test_example(ruleset, example):
    decision = decide(ruleset, example.given)
    seen = {"level": str(decision.level), "verified": "yes" if decision.verified else "no", **decision.bands}
    rate = decision.observed["new_cases_weekly_per_100k"]
    if isinstance(rate, Fraction):
        seen["rate_rounded"] = f"{float(round(rate, 2)):.2f}"
    if decision.level is not Level.UNASSESSED:
        seen["label"] = ruleset.label(decision.level, "vi", decision.designation_id)
    assert {name: seen.get(name) for name in example.expect} == example.expect


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
def test_every_rule_step_cell_escalation_and_hold_is_hit_by_an_example(ruleset):
    hit = set()
    for example in ruleset.examples:
        for reason in decide(ruleset, example.given).reasons:
            match reason.kind:
                case ReasonKind.BAND:
                    hit.add((reason.rule_id, reason.fields["step"]))
                case ReasonKind.TABLE:
                    hit.add((reason.rule_id, reason.fields["row"], reason.fields["column"]))
                case ReasonKind.MISSING | ReasonKind.UNANSWERED:
                    pass                      # it was asked, it did not fire
                case _:
                    hit.add(reason.rule_id)
    wanted = {item.id for item in (*ruleset.rules, *ruleset.factors, *ruleset.designations)}
    wanted |= {item.id for item in (*ruleset.escalations, *ruleset.holds)}
    wanted |= {(band.id, step.name) for band in ruleset.bands for step in band.steps}
    wanted |= {(table.id, *pair) for table in ruleset.tables for pair in table.cells}
    assert wanted - hit == set()


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
def test_every_threshold_is_hit_from_both_sides_by_an_example(ruleset):
    values = {}
    for example in ruleset.examples:
        for name, value in observe_example(example.given, ruleset.window_days).items():
            if isinstance(value, Fraction):
                values.setdefault(name, set()).add(value)
    for band in ruleset.bands:
        for step in band.steps:
            if step.low is not None:
                assert any(value < step.low for value in values[band.indicator])
                assert any(value >= step.low for value in values[band.indicator])


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
def test_every_text_stands_in_both_languages_and_every_rule_is_cited(ruleset):
    texts = [ruleset.document.title, ruleset.document.issuer, ruleset.scale.name, *ruleset.labels.values()]
    cited = (*ruleset.rules, *ruleset.factors, *ruleset.designations, *ruleset.bands, *ruleset.tables,
             *ruleset.escalations, *ruleset.holds, *((ruleset.outbreak,) if ruleset.outbreak else ()))
    texts += [item.clause for item in cited]
    texts += [factor.text for factor in ruleset.factors]
    texts += [measure.text for measure in ruleset.measures] + list(ruleset.gaps)
    for text in texts:
        assert text["vi"].strip()
        assert text["en"].strip()
    assert ruleset.document.sources
    assert set(ruleset.labels) == {Level.GREEN, Level.YELLOW, Level.ORANGE, Level.RED}


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
def test_what_is_verified_names_its_source_or_is_quoted_from_the_paper(ruleset):
    if ruleset.id == "vn-gia-thuy-nq54":       # the paper itself lies with the sources
        return
    parts = [*ruleset.rules, *ruleset.factors, *ruleset.designations, *ruleset.escalations, *ruleset.holds]
    parts += [step for band in ruleset.bands for step in band.steps]
    parts += [cell for table in ruleset.tables for cell in table.cells.values()]
    assert [part for part in parts if part.verified and not part.source] == []


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
def test_a_document_that_names_no_measures_for_a_level_says_so_among_its_gaps(ruleset):
    if {measure.level for measure in ruleset.measures} != set(ruleset.levels):
        said = " ".join(gap["vi"] for gap in ruleset.gaps)
        assert "iện pháp" in said or ruleset.outbreak is not None


@pytest.mark.parametrize("ruleset", ALL, ids=lambda r: r.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_with_a_number_can_be_printed_with_its_scale(ruleset, language):
    labels = [ruleset.label_with_scale(level, language) for level in ruleset.levels]
    labels += [ruleset.label_with_scale(item.level, language, item.id) for item in ruleset.designations]
    for label in labels:
        assert ruleset.scale.name[language] in label
        if BARE_NUMBER.search(label):
            # the scale names a document or an authority, so two scales of one number cannot be taken for each other
            assert re.search(r"\d", ruleset.scale.name[language])
    assert len({other.scale.name[language] for other in ALL}) == len(ALL)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("ruleset", "example"), EXAMPLES)
def test_every_reason_of_every_example_is_a_whole_sentence(ruleset, example, language):
    decision = decide(ruleset, example.given)
    assert decision.reasons
    for sentence in [say_step(ruleset, reason, language) for reason in decision.reasons]:
        assert re.search(r"[.\]]$", sentence)
        assert "{" not in sentence
        assert not re.search(r"\b[a-z]+_[a-z]+", sentence), sentence      # no key of the program shows
    for near in decision.near:
        sentence = say_near(ruleset, near, language)
        assert sentence.endswith(".")
        assert not re.search(r"\{|\b[a-z]+_[a-z]+", sentence), sentence


@pytest.mark.parametrize(("ruleset", "example"), EXAMPLES)
def test_an_english_sentence_names_the_steps_of_a_band_in_english(ruleset, example):
    decision = decide(ruleset, example.given)
    said = [say_step(ruleset, reason, "en") for reason in decision.reasons]
    said += [say_near(ruleset, near, "en") for near in decision.near]
    assert not [sentence for sentence in said if re.search(r"mức \d|\b(dưới|từ|cao|thấp|trung bình)\b", sentence)]


def test_a_document_that_replaces_another_begins_where_that_one_ends():
    replacing = [ruleset for ruleset in ALL if ruleset.replaces]
    assert replacing
    for ruleset in replacing:
        assert BY_ID[ruleset.replaces].valid_to == ruleset.valid_from


def test_a_level_that_a_document_does_not_use_says_so():
    ct20 = BY_ID["hanoi-ct20"]
    assert Level.ORANGE not in ct20.levels
    assert ct20.labels[Level.ORANGE] == {"vi": "văn bản không dùng mức này", "en": "not used in this document"}


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
    for ruleset_id in ("vn-qd2686", "vn-qd218", "hanoi-ct20"):
        text = (FOLDER / f"{ruleset_id}.toml").read_text(encoding="utf-8")
        (tmp_path / f"my-{ruleset_id}.toml").write_text(
            text.replace(f'id = "{ruleset_id}"', f'id = "my-{ruleset_id}"', 1), encoding="utf-8")
    mine = list_rulesets(tmp_path)
    assert [ruleset.id for ruleset in mine] == ["my-vn-qd2686", "my-hanoi-ct20", "my-vn-qd218"]
    for ruleset in mine:
        for example in ruleset.examples:
            assert decide(ruleset, example.given).level == example.expect["level"]


def test_one_broken_file_of_a_user_stops_no_other(tmp_path: Path):
    text = (FOLDER / "vn-qd4800.toml").read_text(encoding="utf-8")
    (tmp_path / "good.toml").write_text(text, encoding="utf-8")
    (tmp_path / "bad.toml").write_text(text.replace("verified = true", "verifed = true", 1), encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes("id = \"Phường\"".encode("utf-16"))
    good, bad = try_rulesets(tmp_path)
    assert [ruleset.id for ruleset in good] == ["vn-qd4800"]
    assert {error.file for error in bad} == {"bad.toml", "latin.toml"}
