"""Keep a few drawing processes: started when they are needed, shared by all screens, ended when nobody draws."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
from typing import Final

from zones.export import Order, Progress
from zones.settings import PROJECT
from zones.sheets.troubles import DrawingFailed
from zones.studio.messages import receive, send

WORKERS: Final = 2                 # a third one would only make two slower: they share the machine with the screens
IDLE_SECONDS: Final = 300.0        # a process that drew nothing for so long gives its memory back
LONGEST_SECONDS: Final = 600.0     # without a page or a sheet for so long, a drawing counts as stuck

_log = logging.getLogger(__name__)


class Studio:
    """Draws orders, `workers` at a time; who comes later waits. Used by many threads."""

    def __init__(self, workers: int = WORKERS, idle_seconds: float = IDLE_SECONDS) -> None:
        self._free = threading.BoundedSemaphore(workers)
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []

    def draw(self, order: Order, progress: Progress | None = None) -> bytes:
        """Return the sheet's file. Raises what `zones.export.draw` names, DrawingFailed when the process fails."""
        with self._free:
            worker = self._take()
            try:
                sheet = worker.draw(order, progress)
            except (EOFError, OSError) as error:
                worker.end()
                raise DrawingFailed("the drawing process ended") from error
            except BaseException:
                # a process in the middle of a sheet would answer the next order with this one
                (self._put_back if worker.is_done else _Worker.end)(worker)
                raise
            self._put_back(worker)
            return sheet

    def close(self) -> None:
        """End the processes that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _take(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
        return _Worker()

    def _put_back(self, worker: _Worker) -> None:
        with self._lock:
            self._idle.append(worker)
        timer = threading.Timer(self._idle_seconds, self._retire, (worker, worker.drawn))
        timer.daemon = True
        timer.start()

    def _retire(self, worker: _Worker, drawn: int) -> None:
        with self._lock:
            if worker not in self._idle or worker.drawn != drawn:
                return
            self._idle.remove(worker)
        worker.end()


class _Worker:
    """One drawing process."""

    def __init__(self) -> None:
        # Windows has no nice(): the priority is given at the start; and no console window must open
        flags = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "zones.studio.worker"], cwd=PROJECT, creationflags=flags,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        self.drawn = 0
        self.is_done = True

    @property
    def is_alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def draw(self, order: Order, progress: Progress | None) -> bytes:
        """Hand over an order and wait for its sheet."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self.is_done = False
        self.drawn += 1
        send(self._process.stdin, order)
        while True:
            stuck = threading.Timer(LONGEST_SECONDS, self._process.kill)
            stuck.daemon = True
            stuck.start()
            try:
                kind, *rest = receive(self._process.stdout)
            finally:
                stuck.cancel()
            if kind == "page":
                if progress is not None:
                    progress(*rest)
                continue
            self.is_done = True
            return self._answer(kind, rest[0])

    def _answer(self, kind: str, what: object) -> bytes:
        if kind == "sheet" and isinstance(what, bytes):
            return what
        if kind == "trouble" and isinstance(what, Exception):
            raise what
        _log.error("a sheet could not be drawn:\n%s", what)
        raise DrawingFailed("the drawing failed")

    def end(self) -> None:
        """End the process, and wait until it has."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()
