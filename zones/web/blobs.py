"""Keep bytes by their hash, so that a page fetches each of them once."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock


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
