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

    Nothing is locked while a thing is made: who asks for another key goes on, and what is made may ask for its own
    parts here. A failure goes to all who waited for it and is not kept: the next one to ask tries again.
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
