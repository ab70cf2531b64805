"""Lay the bad files into a folder, to look at or to drag onto the screen: python tests/bad_inputs/make.py FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from bad_inputs.expectations import Bad, bytes_of
from bad_inputs.maps import MAPS
from bad_inputs.tables import TABLES

CORPUS: list[Bad] = [*TABLES, *MAPS]


def main(folder: Path) -> None:
    """Write every file of the corpus; those of one name lie in a folder for their kind."""
    for bad in CORPUS:
        target = folder / bad.kind / bad.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(bytes_of(bad))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
