"""Hold what every verb works with: the store, the clock, the rulesets, and what was computed once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from geo.frames import Records
from zones import times
from zones.made_once import MadeOnce
from zones.places import Place
from zones.ruleset import Library, open_library
from zones.situation.view import View
from zones.store import CONTRACTS, Store

CACHED_SITUATIONS: Final = 64
CACHED_SLOW: Final = 12
Clock = Callable[[], datetime]
T = TypeVar("T")


class Desk:
    """A store, its clock and the results kept by revision and moment, so that a rerun of a screen or the poll of a
    map costs a look-up; each is computed once, not once per viewer."""

    def __init__(self, store: Store, clock: Clock = times.now, rulesets: Path | None = None) -> None:
        """Work over a store; `rulesets` is the folder with the user's own ruleset files, if there is one."""
        self.store = store
        self.clock = clock
        self.rulesets = rulesets
        # no lock is held while something is made: what is made asks for its parts here, and functools.cached_property
        # holds a lock of its own in Python 3.11; two threads that took both in another order would wait for ever
        self._kept: MadeOnce[Any] = MadeOnce(CACHED_SITUATIONS)
        self._slow: MadeOnce[Any] = MadeOnce(CACHED_SLOW)

    def library(self) -> Library:
        """Return all rulesets, the user's own among them; a file that was changed there is read again."""
        return open_library(self.rulesets)

    def _place(self, view: View) -> Place:
        base = view.place_id
        return self._keep(("place", base, self.store.revision(base)), lambda: self.store.place(base))

    def _records(self, place_id: str, revision: int) -> Records:
        def read() -> Records:
            return {kind: self.store.read(place_id, kind, known_at=revision) for kind in CONTRACTS}

        return self._keep(("records", place_id, revision), read)

    def _keep(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        kept: T = self._kept.get(key, make)
        return kept

    def _keep_apart(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Keep what takes seconds to make and much room: few of them, and not at the cost of the others."""
        kept: T = self._slow.get(key, make)
        return kept


def home_of(place: Place) -> list[str]:
    """Name the units around a place's areas, the nearest first, for files that name their areas' parents."""
    return [place.name, *(name.strip() for name in place.within.split(",") if name.strip())]
