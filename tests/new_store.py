"""Open an empty store of a test's own, as a copy of one that was migrated once."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from zones.store import Store


def open_new_store(folder: Path) -> Store:
    """Return an empty SQLite store in a folder; a dozen migrations take longer than most tests of what is in it."""
    file = folder / "zones.sqlite"
    file.write_bytes(_migrated())
    return Store(f"sqlite:///{file.as_posix()}")


@lru_cache(maxsize=1)
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "zones.sqlite"
        store = Store(f"sqlite:///{file.as_posix()}")
        store.close()
        return file.read_bytes()
