"""Hold one file on its way in: what was read of it, the answers given so far, how far the work is."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from zones.intake import Examination
from zones.intake.source import Source

# the share of the whole work that is done when a step begins, measured on 100,000 rows (tests/bench/bench_intake.py)
STEPS: Final[Mapping[str, float]] = {
    "reading": 0.0, "columns": 0.45, "places": 0.62, "people": 0.78, "piles": 0.9, "writing": 0.0, "done": 1.0,
}


class TrayState(StrEnum):
    """Where a file stands."""

    WORKING = "working"        # being read, checked, matched
    READY = "ready"            # three piles; nothing is written
    FAILED = "failed"          # cannot be used: `trouble` says why
    WRITING = "writing"
    WRITTEN = "written"
    CANCELLED = "cancelled"


class Cancelled(Exception):
    """Somebody stopped the work: nothing was written."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: a share of the whole, in rows of the file; a row is done when all steps are done with it."""

    step: str
    share: float
    rows: int                  # 0 while the file is being read
    rows_per_second: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Written:
    """What "Ghi" did."""

    revision: int
    changed: int


@dataclass(slots=True, eq=False)
class Tray:
    """One file that somebody brought. The worker changes it, screens look at it; `lock` guards both."""

    place_id: str
    filename: str
    data: bytes = field(repr=False)
    brought_at: datetime
    kind: str = ""                         # "": to be recognised
    kind_is_sure: bool = True
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    state: TrayState = TrayState.WORKING
    source: Source | None = field(default=None, repr=False)
    found: Examination | None = field(default=None, repr=False)
    columns: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict, repr=False)
    trouble: tuple[str, Mapping[str, object]] | None = None
    mark: tuple[int, ...] = ()             # what of the store the examination rests on
    store_moved: bool = False              # the store changed under it: the piles are new
    before: tuple[int, datetime] | None = None      # the same file was written then
    written: Written | None = None
    step: str = "reading"
    rows: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    done: threading.Event = field(default_factory=threading.Event, repr=False)
    _began: float = field(default_factory=time.monotonic, repr=False)
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

    def begin(self, state: TrayState, step: str) -> None:
        """Begin a piece of work."""
        with self.lock:
            self.state, self.step, self.trouble = state, step, None
            self._began = time.monotonic()
            self._stop.clear()
            self.done.clear()

    def end(self, state: TrayState) -> None:
        """End a piece of work."""
        with self.lock:
            self.state, self.step = state, "done"
            self.done.set()

    def tell(self, step: str) -> None:
        """Take a step of the work; Cancelled when somebody has stopped it."""
        if self._stop.is_set():
            raise Cancelled
        with self.lock:
            self.step = step

    def stop(self) -> None:
        """Ask the work to end before its next step."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the work; tell whether it is done."""
        return self.done.wait(seconds)

    @property
    def busy(self) -> bool:
        """Tell whether work is being done on it."""
        return self.state in {TrayState.WORKING, TrayState.WRITING}

    def progress(self) -> Progress:
        """Return how far the work is."""
        with self.lock:
            share, elapsed = STEPS[self.step], max(time.monotonic() - self._began, 1e-3)
            left = elapsed / share - elapsed if 0 < share < 1 else None
            return Progress(self.step, share, self.rows, self.rows * share / elapsed, left)
