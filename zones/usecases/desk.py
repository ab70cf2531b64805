"""Hold what every verb works with: the store, the clock, the rulesets, and what was computed once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from geo.frames import Records
from zones import times
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
    map costs a look-up; one computation at a time, not one per viewer."""

    def __init__(self, store: Store, clock: Clock = times.now, rulesets: Path | None = None) -> None:
        """Work over a store; `rulesets` is the folder with the user's own ruleset files, if there is one."""
        self.store = store
        self.clock = clock
        self.rulesets = rulesets
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.RLock()
        self._slow: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._slow_lock = threading.RLock()

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
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > CACHED_SITUATIONS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            kept: T = self._kept[key]
            return kept

    def _keep_apart(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Keep what takes seconds to make: whoever asks for it waits, all others go on."""
        with self._slow_lock:
            if key not in self._slow:
                self._slow[key] = make()
                while len(self._slow) > CACHED_SLOW:
                    self._slow.popitem(last=False)
            self._slow.move_to_end(key)
            kept: T = self._slow[key]
            return kept


def home_of(place: Place) -> list[str]:
    """Name the units around a place's areas, the nearest first, for files that name their areas' parents."""
    return [place.name, *(name.strip() for name in place.within.split(",") if name.strip())]
