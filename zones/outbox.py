"""Write a set of files into a dated folder, whole or not at all, and keep the newest sets only."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

KEPT: Final = 90
CONTENTS: Final = "muc-luc.json"
_DRAFT: Final = ".dang-lam-"               # hidden: nobody takes a half set for a whole one
_OLD_SECONDS: Final = 3600.0               # a draft so old belongs to a process that was killed
_SET_NAME: Final = re.compile(r"\d{4}-\d{2}-\d{2}_\d{2}-\d{2}(?:-\d+)?")


def set_name(moment: datetime) -> str:
    """Return 2021-11-08_06-00: sorts by time, and every system accepts it."""
    return f"{moment:%Y-%m-%d_%H-%M}"


def write_set(folder: Path, name: str, files: Iterable[tuple[str, bytes]], about: Mapping[str, Any]) -> Path:
    """Write the files, and a list of them with their SHA-256, under a draft's name; rename it when all are on the disk.

    `files` may make each file when its turn comes. A set of that name that is there already stays: the new one gets a
    number. Whatever fails (OSError for a full disk, or what `files` raises) leaves nothing behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder, prefix=_DRAFT))
    remove_drafts(folder, draft.stat().st_mtime)       # by the disk's own clock, which a shared folder may have
    try:
        sums = {}
        for file, body in files:
            _write_down(draft / file, body)
            sums[file] = hashlib.sha256(body).hexdigest()
        listing = json.dumps({**about, "sha256": sums}, ensure_ascii=False, indent=1)
        _write_down(draft / CONTENTS, listing.encode("utf-8"))
        draft.chmod(0o755)                 # a temporary folder is its maker's alone; a set is for all who may read here
        return _move_to_free_name(draft, folder, name)
    finally:
        if draft.exists():
            shutil.rmtree(draft, ignore_errors=True)


def sets_in(folder: Path) -> list[Path]:
    """Return the whole sets of a folder, the oldest first; what else lies there is nobody's business."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and _SET_NAME.fullmatch(path.name))


def remove_old(folder: Path, keep: int = KEPT) -> list[Path]:
    """Remove all but the newest `keep` sets; return what was removed. What can't be removed now is tried next time."""
    old = sets_in(folder)[:-keep]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return [path for path in old if not path.exists()]


def remove_drafts(folder: Path, now: float) -> None:
    """Remove what a killed process left: drafts that nobody has touched for an hour before `now` (epoch seconds)."""
    limit = now - _OLD_SECONDS
    for path in folder.glob(f"{_DRAFT}*"):
        try:
            is_old = path.stat().st_mtime < limit
        except OSError:
            continue                       # its maker was quicker
        if is_old:
            shutil.rmtree(path, ignore_errors=True)


def _write_down(path: Path, body: bytes) -> None:
    """Write a file down to the disk itself: a set must not be named before a power cut could empty it."""
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _move_to_free_name(draft: Path, folder: Path, name: str) -> Path:
    number = 1
    while True:
        target = folder / (name if number == 1 else f"{name}-{number}")
        if not target.exists():
            return draft.rename(target)
        number += 1
