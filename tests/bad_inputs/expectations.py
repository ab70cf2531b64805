"""Say of a bad file what must become of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

EPOCH = (1980, 1, 1, 0, 0, 0)      # the same bytes at every run


@dataclass(frozen=True)
class Bad:
    """A file, the kind it is offered as, and what the program must say.

    `refused`: the key of the sentence for the file as a whole. Else `piles`: rows taken, asked, refused; `problem`:
    (row, the file's column, key) that must stand among the problems; `note`: a key that must stand among the notes.
    """

    name: str
    kind: str
    make: Callable[[], bytes]
    refused: str = ""
    piles: tuple[int, int, int] = (0, 0, 0)
    problem: tuple[int, str, str] | None = None
    note: str = ""


@lru_cache(maxsize=1)
def _kept() -> dict[str, bytes]:
    return {}


def bytes_of(bad: Bad) -> bytes:
    """Return the file's bytes, made once."""
    kept = _kept()
    if bad.name not in kept:
        kept[bad.name] = bad.make()
    return kept[bad.name]


def archive(entries: Mapping[str, bytes | str], level: int = 6) -> bytes:
    """Pack entries into a zip whose bytes depend on nothing but them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as packed:
        for name, data in entries.items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def repacked(data: bytes) -> bytes:
    """Return an archive with the same entries and no trace of the hour at which it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return archive({entry: packed.read(entry) for entry in packed.namelist()})


def encrypted(data: bytes) -> bytes:
    """Set the mark of encryption on every entry of an archive's table of contents."""
    marked, start = bytearray(data), 0
    while (start := marked.find(b"PK\x01\x02", start)) >= 0:
        marked[start + 8] |= 1
        start += 4
    return bytes(marked)


def lying(data: bytes) -> bytes:
    """Let an archive's last entry declare 7 bytes."""
    marked = bytearray(data)
    start = marked.rindex(b"PK\x01\x02")
    marked[start + 24 : start + 28] = (7).to_bytes(4, "little")
    return bytes(marked)
