"""Recognise the columns of a file by the names that people give them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.names import clean_name, without_accents
from zones.intake.kinds import KINDS

PERSONAL: Final = "personal"       # names, phones, addresses: seen, said, and left out
ORDINAL: Final = "ordinal"         # the running number of a list: seen, and of no use
UNUSED: Final = "unused"           # a person at the desk said that this column means nothing here
ROLES: Final = ("person_name", "phone", "birth", "age", "papers", "home_address")
NOT_READ: Final = frozenset({PERSONAL, ORDINAL, UNUSED, *ROLES})


def recognise_columns(columns: Iterable[str], kind: str) -> dict[str, str]:
    """Return {the file's column: ours} for the columns that are known; several may mean the same.

    Ours is a column of the kind's contract, a part of a place (area_code, residential_group, ward, district,
    province, area_name, lon, lat, geometry), PERSONAL or ORDINAL.
    """
    return {column: ours for column in columns if (ours := _meaning(_Spelt(column), kind)) is not None}


def personal_roles(columns: Iterable[str]) -> dict[str, str]:
    """Return {role: the file's column} for the columns that recognise a person again; the first of each role."""
    tables = _tables()
    exact = {_key(name): role for role, names in tables["roles"].items() for name in names}
    found: dict[str, str] = {}
    for column in columns:
        spelt = _Spelt(column)
        role = next((exact[key] for key in spelt.keys if key in exact), None) or next(
            (role for role, names in tables["role_words"].items()
             for name in names if f" {without_accents(clean_name(name))} " in spelt.words), None)
        if role is not None:
            found.setdefault(role, column)
    return found


def meanings(kind: str) -> list[str]:
    """Return what a column of a kind's files can mean, in the order in which a person is offered them."""
    spec, tables = KINDS[kind], _tables()
    open_columns = [name for name, column in spec.contract.columns.items() if not column.internal]
    own = [*open_columns, *tables[kind], *(tables["places"] if spec.placed else ()), "geometry", "lon", "lat"]
    personal = [*ROLES, PERSONAL] if kind == "cases" else [PERSONAL]
    return [*dict.fromkeys(own), *personal, ORDINAL, UNUSED]


def preferred(recognised: dict[str, str], kind: str) -> dict[str, str]:
    """Return {ours: the file's column}, one each: the name that stands first in columns.toml wins."""
    chosen: dict[str, str] = {}
    for column, ours in recognised.items():
        if ours in NOT_READ:
            continue
        if ours not in chosen or _rank(column, ours, kind) < _rank(chosen[ours], ours, kind):
            chosen[ours] = column
    return chosen


def count_known(cells: Iterable[str], kind: str | None) -> int:
    """Return how many cells are names of columns (of this kind, or of any): the mark of a header row."""
    kinds = [kind] if kind else list(KINDS)
    # a long text is a sentence that happens to hold a word such as "địa chỉ", not the head of a column
    texts = [_Spelt(cell) for cell in cells if 0 < len(cell.strip()) <= 80]
    return max(sum(_meaning(text, one) is not None for text in texts) for one in kinds)


class _Spelt:
    """A column's name in the spellings under which it is looked up, the whole name first."""

    def __init__(self, column: str) -> None:
        self.words = f" {without_accents(clean_name(column))} "
        keys = [self.words.replace(" ", ""), _key(re.sub(r"[(\[].*?[)\]]|\*", " ", column))]
        self.keys = [*keys, *(re.sub(r"(19|20)\d\d$", "", key) for key in keys)]


def _meaning(column: _Spelt, kind: str) -> str | None:
    aliases = _aliases(kind)
    for key in column.keys:
        if key in aliases:
            return aliases[key][0]
    return PERSONAL if any(f" {word} " in column.words for word in _personal_words(kind)) else None


def _rank(column: str, ours: str, kind: str) -> int:
    known = (_aliases(kind).get(key) for key in _Spelt(column).keys)
    return min((entry[1] for entry in known if entry is not None and entry[0] == ours), default=0)


def _key(text: str) -> str:
    return without_accents(clean_name(text)).replace(" ", "")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=len(KINDS))
def _aliases(kind: str) -> dict[str, tuple[str, int]]:
    """Return {key: (our column, rank)} of one kind; what is said for the kind goes before what is common."""
    tables, spec = _tables(), KINDS[kind]
    # what never leaves the command post does not come in by a file either
    found = {_key(name): (name, 0) for name, column in spec.contract.columns.items() if not column.internal}
    groups = [tables[kind], tables["places"] if spec.placed else {}, tables["common"]]
    personal = [*tables["personal"].get(kind, []), *tables["personal"]["every_kind"]]
    for ours, names in [*groups[0].items(), *((PERSONAL, [name]) for name in personal),
                        *groups[1].items(), *groups[2].items()]:
        for rank, name in enumerate(names, start=1):
            found.setdefault(_key(name), (ours, rank))
    return found


@lru_cache(maxsize=len(KINDS))
def _personal_words(kind: str) -> tuple[str, ...]:
    table = _tables()["personal"]
    words = [*table["words"], *table.get(f"words_of_{kind}", [])]
    return tuple(without_accents(clean_name(word)) for word in words)
