"""Watch a folder: every file that somebody puts there is taken in, and lies afterwards where its fate says.

`da-nap` holds files of which every row was written, `can-xem` those with rows asked or refused, `khong-doc-duoc` those
that cannot be used, each with a report beside it. A file that is still being copied, or that another program holds,
waits for the next look.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from zones.usecases.tray import Tray, TrayState
from zones.wording import t
from zones.writing import write_whole

if TYPE_CHECKING:
    from zones.usecases.receiving import Receiving

SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".geojson", ".json", ".gpkg",
                             ".zip", ".kml", ".kmz"})
FOLDERS: Final = {"done": "da-nap", "look": "can-xem", "failed": "khong-doc-duoc"}
_PATIENCE_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file: its pile (done, look, failed), its rows, and the sentence of what went wrong."""

    name: str
    pile: str
    taken: int = 0
    asked: int = 0
    refused: int = 0
    trouble: str = ""


def watch_folder(
    post: Receiving, place_id: str, folder: Path, *, author: str, seconds: float = 5.0, once: bool = False,
    tell: Callable[[Fate], None] = lambda _fate: None,
) -> list[Fate]:
    """Take in what appears in a folder; return the fates (only `once`, after one look at what stands still there)."""
    fates: list[Fate] = []
    sizes: dict[Path, tuple[int, float]] = {}
    while True:
        seen = {file: mark for file in _files(folder) if (mark := _mark(file)) is not None}
        # the same size at two looks: nobody is copying it any more
        ready = [file for file, mark in seen.items() if once or sizes.get(file) == mark]
        for file in ready:
            fate = take_file(post, place_id, file, author)
            if fate is not None:
                tell(fate)
                if once:
                    fates.append(fate)
        if once:
            return fates
        sizes = {file: mark for file, mark in seen.items() if file not in ready}
        time.sleep(seconds)


def take_file(post: Receiving, place_id: str, file: Path, author: str) -> Fate | None:
    """Take one file in, write what is taken, and put it and its report away; None when it cannot be read yet."""
    try:
        data = file.read_bytes()
    except OSError:
        return None                        # another program holds it
    tray = _finished(post.receive(place_id, data, file.name))
    found = tray.found
    if tray.trouble is None and (found is None or not tray.kind_is_sure):
        return _put_away(file, Fate(file.name, "failed", trouble=t("tray.kind_unknown", "vi")), None)
    if tray.trouble is None and found is not None and len(found.taken):
        post.write(tray, author)
        _finished(tray)
        if tray.state is not TrayState.WRITTEN and tray.trouble is None:
            return None                    # the store moved: the next look begins anew
    if tray.trouble is not None:
        key, fields = tray.trouble
        if key.startswith("screen.trouble_store"):
            return None                    # a full disk, a busy store: the file stays and is tried again
        return _put_away(file, Fate(file.name, "failed", trouble=t(key, "vi", **fields)), None)
    found = tray.found
    assert found is not None
    rest = found.rows_asked + found.rows_refused
    fate = Fate(file.name, "look" if rest else "done", found.rows_taken, found.rows_asked, found.rows_refused)
    report = post.returned_file(tray, "vi")
    post.put_away(tray.id)
    return _put_away(file, fate, report)


def report_name(name: str) -> str:
    """Return the name of a file's report: "f0.xlsx" gives "f0-ket-qua.xlsx"."""
    return f"{Path(name).stem}-ket-qua.xlsx"


def _put_away(file: Path, fate: Fate, report: bytes | None) -> Fate:
    target = _free(file.parent / FOLDERS[fate.pile] / file.name)
    if report is not None:
        write_whole(target.with_name(report_name(target.name)), report)
    else:
        write_whole(target.with_name(f"{target.stem}-ly-do.txt"), fate.trouble.encode("utf-8"))
    file.replace(target)
    return fate


def _free(target: Path) -> Path:
    """Return the path, with a number where a file of that name lies there already: nothing is overwritten."""
    target.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    free = target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return free


def _files(folder: Path) -> Iterable[Path]:
    # Excel's own lock files begin with ~$, half-copied ones with a dot
    return sorted(file for file in folder.iterdir()
                  if file.is_file() and file.suffix.lower() in SUFFIXES and not file.name.startswith(("~$", ".")))


def _mark(file: Path) -> tuple[int, float] | None:
    try:
        told = file.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime


def _finished(tray: Tray) -> Tray:
    tray.wait(_PATIENCE_SECONDS)
    return tray
