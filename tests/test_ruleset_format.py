"""A slip of the pen in a ruleset file is refused with file, line and a sentence in both languages."""

import re

import pytest

from zones.ruleset import FOLDER, RulesetError, read_ruleset

QD4800, QD2686 = "vn-qd4800", "vn-qd2686"
QD218, CT20 = "vn-qd218", "hanoi-ct20"


def broken(ruleset_id, wrong, right, occurrence=1):
    """Return the file with one occurrence changed, and the line on which it stood."""
    text = (FOLDER / f"{ruleset_id}.toml").read_text(encoding="utf-8")
    places = [found.start() for found in re.finditer(re.escape(wrong), text)]
    place = places[occurrence - 1]
    return text[:place] + right + text[place + len(wrong):], text.count("\n", 0, place) + 1


@pytest.mark.parametrize(
    ("ruleset_id", "wrong", "right", "occurrence", "trouble"),
    [
        (QD4800, "window_days = 14", "window_day = 14\nwindow_days = 14", 1, "unknown_key"),
        (QD4800, "verified = true, source = \"scs.vn", "verifed = true, source = \"scs.vn", 1, "missing"),
        (QD4800, 'level = "orange", verified = false', 'level = "pink", verified = false', 1, "not_a_level"),
        (QD4800, "below = 0.8 }", "below = \"0.8\" }", 1, "not_a_number"),
        (QD4800, "indicator = \"elderly_full_share\", below = 0.8 }", "indicator = \"elderly_full_share\" }", 1,
         "half_a_comparison"),
        (QD4800, "from = 50, below = 150", "from = 51, below = 150", 1, "steps_apart"),
        (QD4800, 'rows = "transmission"', 'rows = "transmision"', 1, "no_such_band"),
        (QD4800, 'default = "community"', 'default = "comunity"', 1, "not_a_choice"),
        (QD4800, "date = 2021-10-12", "date = \"12/10/2021\"", 1, "not_a_day"),
        (QD4800, 'id = "coverage"', 'id = "transmission"', 1, "id_twice"),
        (QD4800, "valid_to = 2022-01-27T00:00:00+07:00", "valid_to = 2020-01-27T00:00:00+07:00", 1,
         "ends_before_it_begins"),
        (QD4800, "steps = 1", "steps = 0", 1, "not_a_count"),
        (QD2686, 'applies_to = ["ward"]', 'applies_to = ["wards"]', 3, "no_such_unit_level"),
        (QD2686, 'when = { touches = "orange" }', 'when = { touches = "orage" }', 1, "not_a_level"),
        (QD2686, '{ children = "orange", share = 0.5 }', '{ children = "orange" }', 1, "half_of_children"),
        (QD2686, "when = { otherwise = true }", "when = { any = [{ otherwise = true }] }", 1, "otherwise_inside"),
        (QD2686, "verified = false", "verified = \"no\"", 1, "not_a_flag"),
        (QD218, 'band = "transmission"', 'band = "transmision"', 1, "no_such_band"),
        (QD218, "is = \"low\", ", "", 1, "mixed_steps"),
        (CT20, 'level = "yellow"', 'level = "orange"', 1, "level_without_label"),
        (CT20, 'units = ["Quận Long Biên"]', 'units = "Quận Long Biên"', 1, "not_texts"),
        (CT20, 'when = { indicator = "designation", equals = "green" }', "when = {}", 1, "empty_condition"),
    ],
)
def test_a_slip_is_refused_on_its_line(ruleset_id, wrong, right, occurrence, trouble):
    text, line = broken(ruleset_id, wrong, right, occurrence)
    with pytest.raises(RulesetError) as caught:
        read_ruleset(text, "cua-toi.toml")
    error = caught.value
    assert error.trouble == trouble
    # the line itself, or the head of the list or section that it stands in
    assert error.line is not None
    assert error.line <= line
    assert line - error.line <= (6 if trouble in ("missing", "mixed_steps", "empty_condition") else 0)
    assert error.say("vi").startswith(f"cua-toi.toml, dòng {error.line}: ")
    assert error.say("en").startswith(f"cua-toi.toml, line {error.line}: ")
    assert "{" not in error.say("vi")


def test_the_line_of_the_right_cell_among_many_is_named():
    text, line = broken(QD218, 'column = "thấp", level = "orange", verified = false',
                        'column = "thấp", level = "orange", verified = false, verfied = true')
    with pytest.raises(RulesetError) as caught:
        read_ruleset(text, "x.toml")
    assert (caught.value.line, caught.value.fields["name"]) == (line, "verfied")


def test_a_missing_cell_of_a_table_is_named():
    text, _ = broken(QD218, '  { row = "mức 3", column = "thấp", level = "red", verified = false },\n', "")
    with pytest.raises(RulesetError, match="no cell for mức 3 × thấp"):
        read_ruleset(text, "x.toml")


def test_a_bracket_or_key_within_a_text_leads_no_line_astray():
    text, line = broken(QD4800, 'regime = "Nghị quyết 128/NQ-CP"', 'regime = "x = { y = [ z"\nnonsense = 1')
    with pytest.raises(RulesetError) as caught:
        read_ruleset(text, "x.toml")
    assert caught.value.line == line + 1


def test_broken_toml_names_the_line_that_the_reader_stopped_on():
    text, line = broken(QD4800, "[document]", "[document")
    with pytest.raises(RulesetError) as caught:
        read_ruleset(text, "x.toml")
    assert caught.value.line in (line, line + 1)
