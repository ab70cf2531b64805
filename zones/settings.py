"""Say where this installation keeps its data, from the environment or beside the program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parent.parent
SAMPLES: Final = PROJECT / "sample_data"


def database_url() -> str:
    """Return ZONES_DATABASE_URL, or a SQLite file in the project's own `data` folder."""
    default = f"sqlite:///{(PROJECT / 'data' / 'zones.sqlite').as_posix()}"
    return os.environ.get("ZONES_DATABASE_URL", default)


def rulesets_folder(database: str) -> Path:
    """Return where a user's own ruleset files are read: ZONES_RULESETS, or the folder `rulesets` beside the store."""
    if named := os.environ.get("ZONES_RULESETS"):
        return Path(named)
    if database.startswith("sqlite:///"):
        return Path(database.removeprefix("sqlite:///")).parent / "rulesets"
    return PROJECT / "data" / "rulesets"


def public_url() -> str:
    """Return the address under which phones outside reach this server (ZONES_PUBLIC_URL), "" where none is set.

    Only http and https: the QR of a sheet is opened by whoever scans it.
    """
    named = os.environ.get("ZONES_PUBLIC_URL", "").strip().rstrip("/")
    return named if named.startswith(("https://", "http://")) else ""


def sealing_key() -> str | None:
    """Return ZONES_KEY, the key that seals what tells a person; None: it stands in the key file."""
    return os.environ.get("ZONES_KEY") or None


def key_file(database: str | None) -> Path:
    """Return where the key file stands: beside a SQLite store's file, else in the project's own `data` folder."""
    if database and database != ":memory:":
        return Path(database).with_name("zones.key")
    return PROJECT / "data" / "zones.key"
