"""Find the one map inside an archive: a Shapefile's parts, a KMZ, a MapInfo table, or a single map file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from geo.telling import FileError
from geo.unpack import unpack

# a data set is named by one of its files; where two forms of one set lie side by side, the first is read
MAINS: Final = (".shp", ".tab", ".mif", ".gpkg", ".geojson", ".json", ".kml", ".dxf")
_PARTS: Final = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
}
_WORKBOOK: Final = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def holds_map(entries: Iterable[str]) -> bool:
    """Tell whether these names of entries are an archive of map files, and no spreadsheet."""
    names = set(entries)
    return not any(entry in names for entry in _WORKBOOK) and bool(_mains(names))


def unpack_map(archive: zipfile.ZipFile, name: str) -> tuple[str, dict[str, bytes]]:
    """Return (ending of the main file, its parts by ending). Raises FileError."""
    entries = {entry for entry in archive.namelist() if not entry.endswith("/")}
    mains = _mains(entries)
    if not mains:
        raise FileError("files.zip_without_map", name=name)
    sets = {main.rpartition(".")[0].lower() for main in mains}
    if len(sets) > 1:
        main = _of_kmz(mains)
        if main is None:
            raise FileError("files.several_layers", name=name,
                            layers=", ".join(PurePosixPath(main).name for main in mains[:10]))
    else:
        main = mains[0]
    suffix, stem = _suffix(main), main[: -len(_suffix(main))].lower()
    mates = {_suffix(entry): entry for entry in sorted(entries) if entry.lower() == stem + _suffix(entry)}
    wanted = (suffix, *_PARTS.get(suffix, ()))
    return suffix, {part: unpack(archive, mates[part] if part != suffix else main, name)
                    for part in wanted if part in mates}


def _mains(entries: Iterable[str]) -> list[str]:
    """Return the main files, in the order in which their forms are preferred."""
    own = [entry for entry in entries if _suffix(entry) in MAINS and not _of_the_system(entry)]
    return sorted(own, key=lambda entry: (MAINS.index(_suffix(entry)), entry))


def _of_the_system(entry: str) -> bool:
    """Tell what macOS adds to every archive."""
    path = PurePosixPath(entry)
    return path.name.startswith("._") or "__MACOSX" in path.parts


def _of_kmz(mains: list[str]) -> str | None:
    """Return the document of a KMZ: "doc.kml", or the only one that does not lie in a folder."""
    documents = [main for main in mains if _suffix(main) == ".kml"]
    if len(documents) != len(mains):
        return None
    root = [main for main in documents if "/" not in main]
    named = [main for main in root if main.lower() == "doc.kml"]
    chosen = named or root
    return chosen[0] if len(chosen) == 1 else None


def _suffix(entry: str) -> str:
    return PurePosixPath(entry).suffix.lower()
