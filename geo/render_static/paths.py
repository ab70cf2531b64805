"""Turn icons and geometries into matplotlib paths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo.icons import ICONS

_COMMANDS: Final = re.compile(r"[MLCZ]|-?\d+(?:\.\d+)?")
_POINTS_OF: Final = {"M": 1, "L": 1, "C": 3}


@lru_cache(maxsize=64)
def icon_path(name: str) -> Path:
    """Turn an icon's data (absolute M, L, C, Z) into a matplotlib path on its 24 by 24 grid, y downwards.

    KeyError when geo.icons has no such icon; ValueError when its data hold another command.
    """
    vertices: list[tuple[float, float]] = []
    codes: list[np.uint8] = []
    words = iter(_COMMANDS.findall(ICONS[name]))
    for command in words:
        if command == "Z":
            vertices.append((0.0, 0.0))
            codes.append(Path.CLOSEPOLY)
            continue
        if command not in _POINTS_OF:
            raise ValueError(f"icon {name!r}: {command!r} where M, L, C or Z was expected")
        for _ in range(_POINTS_OF[command]):
            vertices.append((float(next(words)), float(next(words))))
        codes.extend({"M": [Path.MOVETO], "L": [Path.LINETO], "C": [Path.CURVE4] * 3}[command])
    return Path(vertices, codes)


def path_of(geometry: BaseGeometry) -> Path | None:
    """Return the outline of a (multi-)polygon or (multi-)line in page points; None when it has neither."""
    vertices: list[np.ndarray] = []
    codes: list[np.ndarray] = []
    for part in shapely.get_parts(geometry):
        if isinstance(part, Polygon):
            # holes run against the outline: all three backends fill by the non-zero rule
            turned = shapely.orient_polygons(part)
            rings: Sequence[BaseGeometry] = [turned.exterior, *turned.interiors]
        elif isinstance(part, LineString):
            rings = [part]
        else:
            continue
        for ring in rings:
            points = shapely.get_coordinates(ring)
            code = np.full(len(points), Path.LINETO, dtype=Path.code_type)
            code[0] = Path.MOVETO
            if isinstance(part, Polygon) or shapely.is_closed(part):
                code[-1] = Path.CLOSEPOLY
            vertices.append(points)
            codes.append(code)
    return Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else None
