"""Tell which regimes and rulesets were in force at a place at any hour: more than one scale can hold at once."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.names import read_name, split_place
from zones.classify import classify
from zones.decisions import Decision, Observed
from zones.naming import is_unit
from zones.ruleset import Ruleset, list_rulesets

FILE: Final = Path(__file__).parent / "regimes.toml"


@dataclass(frozen=True, slots=True)
class Regime:
    """One row of the timeline: what applied from when to when and where; `rulesets` are those that colour a map."""

    id: str
    name: dict[str, str]
    disease: str                      # "" for what concerns all
    territory: tuple[str, ...]        # the smallest unit first; empty: the whole country
    valid_from: datetime
    valid_to: datetime | None
    rulesets: tuple[str, ...]
    verified: bool                    # of the dates
    source: str

    def in_force(self, moment: datetime) -> bool:
        """Tell whether the regime was in force at an aware moment."""
        return self.valid_from <= moment and (self.valid_to is None or moment < self.valid_to)


@lru_cache(maxsize=4)
def list_regimes(file: Path = FILE) -> tuple[Regime, ...]:
    """Return the timeline in the order in which the regimes began. TypeError or KeyError for a broken file."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["regimes"]
    regimes = [
        Regime(**{"disease": "", "valid_to": None, **row, "territory": tuple(row.get("territory", ())),
                  "rulesets": tuple(row.get("rulesets", ()))})
        for row in rows
    ]
    return tuple(sorted(regimes, key=lambda regime: (regime.valid_from, regime.id)))


def regimes_in_force(moment: datetime, unit: str = "") -> tuple[Regime, ...]:
    """Return the regimes that held at an aware moment at a unit, written as for `rulesets_in_force`, and so ordered."""
    found = [regime for regime in list_regimes() if regime.in_force(moment) and lies_in(unit, regime.territory)]
    return tuple(sorted(found, key=lambda regime: (-len(regime.territory), -regime.valid_from.timestamp(), regime.id)))


def rulesets_in_force(
    moment: datetime, unit: str = "", *, disease: str | None = None, rulesets: Sequence[Ruleset] | None = None
) -> tuple[Ruleset, ...]:
    """Return the rulesets that held at an aware moment, the most particular first, of two alike the later one.

    `unit` is written with the units around it, the smallest first: "phường Gia Thụy, quận Long Biên, thành phố Hà Nội";
    "" asks for what holds in the whole country. `disease` keeps one disease; `rulesets` are the program's own and,
    where given, a user's as well.
    """
    known = list_rulesets() if rulesets is None else rulesets
    found = [
        ruleset for ruleset in known
        if ruleset.in_force(moment) and lies_in(unit, ruleset.territory) and disease in (None, ruleset.disease)
    ]
    return _most_particular_first(found)


def rulesets_announced(
    moment: datetime, unit: str = "", *, rulesets: Sequence[Ruleset] | None = None
) -> tuple[Ruleset, ...]:
    """Return the rulesets whose document was issued by the day of `moment` but did not hold yet: what comes next."""
    known = list_rulesets() if rulesets is None else rulesets
    found = [
        ruleset for ruleset in known
        if ruleset.document.date <= moment.astimezone(ruleset.valid_from.tzinfo).date()
        and moment < ruleset.valid_from and lies_in(unit, ruleset.territory)
    ]
    return _most_particular_first(found)


def choose_ruleset(
    moment: datetime, unit: str, disease: str, rulesets: Sequence[Ruleset], fixed: str = ""
) -> Ruleset | None:
    """Return the ruleset that colours a map: the `fixed` one, else the most particular that held at an aware moment.

    Between two regimes none holds: then the last one that ended (its map says that it does not hold), else the next
    to come. None when no ruleset knows the disease.
    """
    for ruleset in rulesets:
        if fixed and ruleset.id == fixed:
            return ruleset
    if held := rulesets_in_force(moment, unit, disease=disease, rulesets=rulesets):
        return held[0]
    mine = [one for one in rulesets if one.disease == disease and lies_in(unit, one.territory)]
    ended = [one for one in mine if one.valid_to is not None and one.valid_to <= moment]
    coming = [one for one in mine if one.valid_from > moment]
    if ended:
        return max(ended, key=lambda one: (one.valid_to or one.valid_from, len(one.territory), one.id))
    return min(coming, key=lambda one: (one.valid_from, one.id), default=None)


def rulesets_beside(chosen: Ruleset, moment: datetime, unit: str, rulesets: Sequence[Ruleset]) -> tuple[Ruleset, ...]:
    """Return the other rulesets of the same disease that held at the moment, and after them those only announced."""
    held = rulesets_in_force(moment, unit, disease=chosen.disease, rulesets=rulesets)
    announced = [one for one in rulesets_announced(moment, unit, rulesets=rulesets) if one.disease == chosen.disease]
    return tuple(one for one in (*held, *announced) if one.id != chosen.id)


def decide_under_all(
    observed: Observed, moment: datetime, unit: str, *, disease: str | None = None,
    rulesets: Sequence[Ruleset] | None = None,
) -> tuple[tuple[Ruleset, Decision], ...]:
    """Classify one unit under every ruleset that held: each level with the ruleset whose scale it counts on."""
    held = rulesets_in_force(moment, unit, disease=disease, rulesets=rulesets)
    return tuple((ruleset, classify(observed, ruleset, moment)) for ruleset in held)


def edges(unit: str = "") -> tuple[datetime, ...]:
    """Return the moments at which the regimes of a unit change, in order."""
    mine = [regime for regime in list_regimes() if lies_in(unit, regime.territory)]
    moments = {regime.valid_from for regime in mine} | {regime.valid_to for regime in mine if regime.valid_to}
    return tuple(sorted(moments))


def lies_in(unit: str, territory: Sequence[str]) -> bool:
    """Tell whether a unit lies in a territory: its smallest unit is named, and none of the larger is contradicted."""
    if not territory:
        return True
    chain = split_place(unit)
    if not any(is_unit(name, "", territory[0]) for name in chain):
        return False
    for larger in territory[1:]:
        kind = read_name(larger)[0].kind
        alike = [name for name in chain if any(reading.kind == kind for reading in read_name(name))]
        if alike and not any(is_unit(name, "", larger) for name in alike):
            return False
    return True


def _most_particular_first(found: list[Ruleset]) -> tuple[Ruleset, ...]:
    return tuple(sorted(found, key=lambda one: (-len(one.territory), -one.valid_from.timestamp(), one.id)))
