"""Read MapInfo tables: .tab with its companions, and the exchange form .mif/.mid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geo.files.gdal import read_bytewise
from geo.telling import FileError

_COMPANIONS: Final = {".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}
_CHARSET: Final = {".tab": re.compile(rb'(?im)^(\s*!?charset\s+)"?(\w+)"?|(\bcharset\s+)"(\w+)"'),
                   ".mif": re.compile(rb'(?im)^(\s*charset\s+)"?(\w+)"?')}
# a table can be a view of others, or lie in a database or an image: those lead to files outside the archive
_LEADS_AWAY: Final = re.compile(
    rb'(?i)open\s+table|isseamless|create\s+view|type\s+"?(?:access|odbc|linked|wms|wfs|raster|xls)'
)
_NAMED: Final = {b"windowsvietnamese": "cp1258", b"utf-8": "utf-8", b"utf8": "utf-8"}


def read_mapinfo(parts: Mapping[str, bytes], name: str, folder: Path) -> Any:
    """Return the rows of a MapInfo table; its CRS is None for a plan ("NonEarth"). `parts`: its files by ending.

    Raises FileError.
    """
    main = ".tab" if ".tab" in parts else ".mif"
    for suffix in _COMPANIONS[main]:
        if suffix not in parts:
            raise FileError("files.mapinfo_part_missing", name=name, part=suffix)
    head = parts[main]
    if _LEADS_AWAY.search(head[:20_000]) or (main == ".tab" and b"definition table" not in head.lower()):
        raise FileError("files.mapinfo_view", name=name)
    named: list[bytes] = []

    def neutral(match: re.Match[bytes]) -> bytes:
        named.append((match[2] or match[4]).lower() if match.lastindex else b"")
        return (match[1] or match[3]) + (b'"Neutral"' if b'"' in match[0] else b"Neutral")

    # GDAL would decode by the charset that is named, and old fonts stand under "WindowsLatin1"
    start, rest = head[:2000], head[2000:]
    (folder / f"features{main}").write_bytes(_CHARSET[main].sub(neutral, start) + rest)
    for suffix in (*_COMPANIONS[main], ".ind"):
        if suffix in parts:
            (folder / f"features{suffix}").write_bytes(parts[suffix])
    return read_bytewise(folder / f"features{main}", name, _NAMED.get(named[-1] if named else b"", ""))
