"""Every reason for which the geometry refuses has a sentence, and the error fills all its fields."""

import re
import string
from pathlib import Path

import pytest

from zones.wording import LANGUAGES, t

GEO = Path(__file__).parent.parent / "geo"
RAISED = re.compile(r"(Edit|Belt|Road|Containment)Error\(\s*\"(\w+)\"(.*?)\)\n", re.DOTALL)
TABLES = {"Edit": "editing", "Belt": "belts", "Road": "roads", "Containment": "containment"}


def refusals():
    for file in sorted(GEO.rglob("*.py")):
        for table, kind, fields in RAISED.findall(file.read_text(encoding="utf-8")):
            given = set(re.findall(r"(\w+)=", fields)) - {"at"}
            yield f"{TABLES[table]}.{kind}", given


@pytest.mark.parametrize(("key", "given"), [pytest.param(*refusal, id=refusal[0]) for refusal in refusals()])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_has_a_sentence_and_all_that_it_names(key, given, language):
    asked = {name for _, name, _, _ in string.Formatter().parse(t(key, language)) if name}
    assert asked <= given


def test_no_sentence_is_left_without_a_refusal():
    from zones.wording import words

    raised = {key for key, _ in refusals()}
    written = {f"{table}.{kind}" for table in TABLES.values() for kind in words(table, "vi")}
    assert written == raised
