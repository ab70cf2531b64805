"""Read a ruleset from TOML and refuse a broken one with its name, its line and what is wrong."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from zones.ruleset.checking import check
from zones.ruleset.item import Fault, Item
from zones.ruleset.lines import find_line
from zones.ruleset.model import Ruleset
from zones.ruleset.part_reading import (
    LEVELS,
    read_band,
    read_designation,
    read_document,
    read_escalation,
    read_example,
    read_factor,
    read_gap,
    read_hold,
    read_labels,
    read_measure,
    read_options,
    read_outbreak,
    read_rule,
    read_scale,
    read_table,
    read_uplift,
)
from zones.ruleset.parts import Bilingual
from zones.wording import LANGUAGES, t

FOLDER: Final = Path(__file__).parent.parent / "rulesets"


class RulesetError(ValueError):
    """A ruleset file that cannot be used: `file`, `line` (None: not known), and `say(language)` for the sentence."""

    def __init__(self, file: str, line: int | None, trouble: str, /, **fields: object) -> None:
        self.file, self.line, self.trouble, self.fields = file, line, trouble, fields
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """Return the sentence: file, line where it is known, what is wrong and what to do."""
        what = t(f"rule.error_{self.trouble}", language, **self.fields)
        where = "rule.error_in_line" if self.line else "rule.error_in_file"
        return t(where, language, file=self.file, line=self.line or "", what=what)


@lru_cache(maxsize=64)
def load_ruleset(ruleset_id: str, folder: Path = FOLDER) -> Ruleset:
    """Read `<folder>/<ruleset_id>.toml`. RulesetError when it is missing or broken."""
    path = folder / f"{ruleset_id}.toml"
    if not path.is_file():
        raise RulesetError(path.name, None, "no_file")
    return read_ruleset(path.read_text(encoding="utf-8"), path.name)


def list_rulesets(folder: Path = FOLDER) -> list[Ruleset]:
    """Return all rulesets of the folder, the earliest in force first."""
    found = [load_ruleset(path.stem, folder) for path in sorted(folder.glob("*.toml"))]
    return sorted(found, key=lambda ruleset: (ruleset.valid_from, ruleset.id))


def try_rulesets(folder: Path) -> tuple[list[Ruleset], list[RulesetError]]:
    """Return the good rulesets of a user's folder and what is wrong with each of the others: one stops no other."""
    good, bad = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            good.append(read_ruleset(path.read_text(encoding="utf-8"), path.name))
        except RulesetError as error:
            bad.append(error)
        except (OSError, UnicodeDecodeError) as error:
            bad.append(RulesetError(path.name, None, "unreadable", reason=str(error)))
    return sorted(good, key=lambda ruleset: (ruleset.valid_from, ruleset.id)), bad


def read_ruleset(text: str, name: str) -> Ruleset:
    """Parse one ruleset file. Numbers become exact fractions, so that 0.7 is seven tenths and nothing near it."""
    try:
        ruleset = _ruleset(Item(tomllib.loads(text, parse_float=Fraction)))
        check(ruleset)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise RulesetError(name, int(line[1]) if line else None, "not_toml", reason=str(error)) from None
    except Fault as fault:
        raise RulesetError(name, find_line(text, fault.path), fault.trouble, **fault.fields) from None
    return ruleset


def _ruleset(item: Item) -> Ruleset:
    labels = read_labels(item.table("labels"))
    lockdown = item.table("lockdown") if item.has("lockdown") else Item({"level": "red", "verified": False})
    ruleset = Ruleset(
        id=item.word("id"), disease=item.word("disease"), regime=item.word("regime"),
        scale=read_scale(item.table("scale")),
        document=read_document(item.table("document")),
        replaces=item.word("replaces") if item.has("replaces") else None,
        territory=item.words("territory"),
        unit_levels=item.words("unit_levels"), unit_levels_inferred=item.words("unit_levels_inferred"),
        valid_from=item.moment("valid_from"),
        valid_to=item.moment("valid_to") if item.has("valid_to") else None,
        outside_validity=_outside(item),
        window_days=item.count("window_days"),
        levels=tuple(level for level in LEVELS if level in labels),
        labels={level: labels.get(level) or _not_used() for level in LEVELS},
        options=read_options(item),
        designations=tuple(read_designation(part) for part in item.tables("designations")),
        factors=tuple(read_factor(part) for part in item.tables("factors")),
        rules=tuple(read_rule(part) for part in item.tables("rules")),
        bands=tuple(read_band(part) for part in item.tables("bands")),
        tables=tuple(read_table(part) for part in item.tables("tables")),
        escalations=tuple(read_escalation(part) for part in item.tables("escalations")),
        holds=tuple(read_hold(part) for part in item.tables("holds")),
        outbreak=read_outbreak(item.table("outbreak")) if item.has("outbreak") else None,
        measures=tuple(read_measure(part) for part in item.tables("measures")),
        uplift=read_uplift(item.table("uplift")) if item.has("uplift") else None,
        lockdown_level=lockdown.level("level"), lockdown_verified=lockdown.flag("verified"),
        gaps=tuple(read_gap(part) for part in item.tables("gaps")),
        examples=tuple(read_example(part) for part in item.tables("examples")),
    )
    lockdown.close()
    item.close()
    return ruleset


def _outside(item: Item) -> Literal["grey", "warn"]:
    value = item.word("outside_validity")
    if value == "grey":
        return "grey"
    if value == "warn":
        return "warn"
    raise item.fault("not_grey_or_warn", "outside_validity", value=value)


def _not_used() -> Bilingual:
    return {language: t("rule.level_not_used", language) for language in LANGUAGES}
