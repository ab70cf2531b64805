"""Know the former and later names of wards, with the day from which each holds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from geo.names import read_name, without_accents


@dataclass(frozen=True, slots=True)
class Change:
    """One former unit and the unit into which all or a part of it went."""

    old: str
    new: str
    since: date
    whole: bool
    document: str


@lru_cache(maxsize=1)
def changes() -> tuple[Change, ...]:
    """Return all known changes."""
    data = tomllib.loads(Path(__file__).with_name("renames.toml").read_text(encoding="utf-8"))
    return tuple(
        Change(old, unit["new"], one["from"], whole, one["document"])
        for one in data["change"] for unit in one["units"]
        for whole, olds in ((True, unit.get("whole", [])), (False, unit.get("part", []))) for old in olds
    )


def other_names(name: str) -> tuple[tuple[str, bool, Change], ...]:
    """Return (another name, whether it is certain, the change) under which a ward may stand in the boundaries.

    A former ward that went into another as a whole lies there, whatever the boundaries' date. Everything else, a part
    or a later ward that was made of several, is only a candidate.
    """
    key = ward_key(name)
    later = [(change.new, change.whole, change) for change in changes() if ward_key(change.old) == key != ""]
    former = [(change.old, False, change) for change in changes() if ward_key(change.new) == key != ""]
    return tuple((other, certain, change) for other, certain, change in [*later, *former] if ward_key(other) != key)


def redrawn(name: str, day: date, standing: Mapping[str, object]) -> Change | None:
    """Return the change after which a ward's standing name means another territory than that of these boundaries.

    `standing` are the keys (ward_key) of the units that the boundaries hold: those that the change ended tell that
    the boundaries are older than it. None when name and territory go together.
    """
    key = ward_key(name)
    named = [change for change in changes() if ward_key(change.new) == key and change.since <= day]
    for change in named:
        gone = {ward_key(one.old) for one in changes() if one.since == change.since and one.new == change.new} - {key}
        kept = {ward_key(one.new) for one in changes() if one.since == change.since}
        if any(old in standing for old in gone - kept):
            return change
    return None


def ward_key(name: str) -> str:
    """Return a ward's name without its kind and accents: "P. Gia Thụy" gives "gia thuy"."""
    readings = read_name(name)
    return without_accents(readings[0].words) if readings else ""
