"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(out: Path, data: bytes) -> None:
    """Write beside the target and move it there: a killed process or a full disk leaves no half a file. OSError."""
    temporary = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(_mode_of_new_files())    # a temporary file is its maker's alone: a map is for others too
        Path(temporary).replace(out)
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _mode_of_new_files() -> int:
    """Return the rights that this system gives to a new file (Windows knows only "may be written")."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
