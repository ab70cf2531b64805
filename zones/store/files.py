"""Keep produced files in the store by the hash of their bytes, and give them back as they were."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from zones.store import Store, Writer
from zones.store.schema import files


class DamagedFile(RuntimeError):
    """The bytes in the store are not those that were kept: they must not leave the room under the old number."""


def keep_file(writer: Writer, body: bytes) -> str:
    """Keep bytes inside a write; return their SHA-256. The same bytes are kept once."""
    sha256 = hashlib.sha256(body).hexdigest()
    there = writer.connection.scalar(sa.select(files.c.sha256).where(files.c.sha256 == sha256))
    if there is None:
        writer.connection.execute(files.insert().values(sha256=sha256, body=body))
    return sha256


def read_file(store: Store, sha256: str) -> bytes:
    """Return kept bytes. KeyError when there are none; DamagedFile when they are no longer the same."""
    with store.engine.connect() as connection:
        body: bytes | None = connection.scalar(sa.select(files.c.body).where(files.c.sha256 == sha256))
    if body is None:
        raise KeyError(sha256)
    if hashlib.sha256(body).hexdigest() != sha256:
        raise DamagedFile(sha256)
    return bytes(body)
