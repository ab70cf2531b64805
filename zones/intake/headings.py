"""Say what each column of a file means, from its name or from what the person at the desk said of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.names import clean_name, without_accents
from zones.intake.columns import PERSONAL, ROLES, UNUSED, meanings, personal_roles, recognise_columns

SAMPLES: Final = 3
_MOMENT_OR_NUMBER = re.compile(r"[\d\s/.,:+%T−–-]{1,25}")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its name in the file, what it means, and what its cells look like (never a person's data)."""

    column: str
    meaning: str
    samples: tuple[str, ...] = ()


def read_headings(cells: pd.DataFrame, kind: str, said: Mapping[str, str] | None = None) -> tuple[Heading, ...]:
    """Return the columns of a table in their order. `said` maps columns to meanings and goes before the names."""
    recognised = recognise_columns(cells.columns, kind)
    if kind == "cases":
        personal = [column for column, ours in recognised.items() if ours == PERSONAL]
        recognised |= {column: role for role, column in personal_roles(personal).items()}
    allowed = set(meanings(kind))
    recognised |= {column: ours for column, ours in (said or {}).items() if ours in allowed and column in cells}
    return tuple(
        Heading(column, meaning, _samples(cells[column], kind, meaning))
        for column in cells.columns for meaning in [recognised.get(column, UNUSED)]
    )


def fingerprint(columns: Iterable[str], kind: str) -> str:
    """Return the mark by which a source is known again: the names of its columns, in any spelling."""
    names = [without_accents(clean_name(column)) for column in columns]
    return hashlib.sha256("\n".join([kind, *names]).encode()).hexdigest()[:12]


def _samples(texts: pd.Series, kind: str, meaning: str) -> tuple[str, ...]:
    head = [text for text in texts.head(50) if text]
    found = list(dict.fromkeys(head))[:SAMPLES]
    if kind == "cases":
        hidden = meaning in {PERSONAL, UNUSED, *ROLES}
        found = [text if not hidden and _showable(text) else shape_of(text) for text in found]
    return tuple(text[:24] for text in dict.fromkeys(found))


def _showable(text: str) -> bool:
    """A number, a day, or a unit with its number; anything longer could be a name in the wrong column."""
    if _MOMENT_OR_NUMBER.fullmatch(text):
        return sum(map(str.isdigit, text)) <= 14 and not re.fullmatch(r"[+0]?\d{9,12}", text)
    return len(text.split()) <= 2 and len(text) <= 16


def shape_of(text: str) -> str:
    """Return what a text looks like and not what it says: "Nguyễn Văn An, 0912" gives "xxxxxx xxx xx, 0000"."""
    return re.sub(r"\d", "0", re.sub(r"[^\W\d_]", "x", text))
