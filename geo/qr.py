"""Turn an address into a QR code: a matrix of dark modules that any renderer can draw."""

from __future__ import annotations

from functools import lru_cache

import segno


@lru_cache(maxsize=64)
def qr_matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of modules (True is dark) at error level M, without the quiet zone; () for an empty text."""
    if not text:
        return ()
    return tuple(tuple(bool(module) for module in row) for row in segno.make_qr(text, error="m").matrix)
