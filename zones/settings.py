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
