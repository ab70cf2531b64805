"""Keep what was dear to make: each thing is made once, however many ask for it at the same time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class MadeOnce(Generic[V]):
    """The latest `size` results by key. Threads that ask for a key being made wait for that one result.

    A failure goes to all who waited for it and is not kept: the next one to ask tries again.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._futures: OrderedDict[Hashable, Future[V]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the result of `make` for this key, made now, by another thread, or before."""
        with self._lock:
            future = self._futures.get(key)
            is_mine = future is None
            if future is None:
                future = self._futures[key] = Future()
            self._futures.move_to_end(key)
            while len(self._futures) > self._size:
                self._futures.popitem(last=False)
        if is_mine:
            self._fill(key, future, make)
        return future.result()

    def _fill(self, key: Hashable, future: Future[V], make: Callable[[], V]) -> None:
        try:
            future.set_result(make())
        except BaseException as error:  # whoever waits must hear of it, even of a KeyboardInterrupt
            with self._lock:
                if self._futures.get(key) is future:
                    del self._futures[key]
            future.set_exception(error)


class Blobs:
    """Bytes by their hash, the most recently asked for, up to `limit` bytes in all."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._held = 0
        self._blobs: OrderedDict[str, bytes] = OrderedDict()

    def __contains__(self, sha: str) -> bool:
        with self._lock:
            return sha in self._blobs

    def get(self, sha: str) -> bytes | None:
        """Return the bytes, or None when they are not (or no longer) here."""
        with self._lock:
            if sha in self._blobs:
                self._blobs.move_to_end(sha)
            return self._blobs.get(sha)

    def put(self, sha: str, blob: bytes) -> None:
        """Keep the bytes, and drop the longest unused ones when there are too many."""
        with self._lock:
            if sha in self._blobs:
                self._blobs.move_to_end(sha)
                return
            self._blobs[sha] = blob
            self._held += len(blob)
            while self._held > self._limit and len(self._blobs) > 1:
                _, dropped = self._blobs.popitem(last=False)
                self._held -= len(dropped)
