"""Read a Shapefile whose parts were taken out of an archive."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.files.gdal import read_bytewise
from geo.telling import FileError


def read_shapefile(parts: Mapping[str, bytes], name: str, folder: Path) -> Any:
    """Return the rows of a Shapefile; its CRS is None without a .prj. `parts` are its files by ending.

    Raises FileError.
    """
    for suffix in (".shx", ".dbf"):
        if suffix not in parts:
            raise FileError("files.zip_part_missing", name=name, part=suffix)
    for suffix in (".shp", ".shx", ".dbf", ".prj"):
        if suffix in parts:
            # a projection is plain ASCII; a name in another encoding makes its reader stumble
            content = parts[suffix].decode("ascii", "ignore").encode() if suffix == ".prj" else parts[suffix]
            (folder / f"features{suffix}").write_bytes(content)
    return read_bytewise(folder / "features.shp", name, parts.get(".cpg", b"").decode("ascii", "ignore"))
