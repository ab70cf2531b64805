"""Draw one style as an area, a line or a marker: the same on the map, in the legend and in the index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo.icons import ICONS
from geo.mapmodel import Hatch, Marker, Style
from geo.render_static.lettering import BOLD, HEIGHT_OF_CAPITALS, SMALLEST_TYPE_PT, width
from geo.render_static.page import INK, WHITE, Page, Rect

CASING_PT: Final = 1.6  # how much wider the casing is than the stroke over it

# matplotlib repeats a hatch every 72 pt with six lines for each character: "/////" is a line every 3.4 pt
HATCHES: Final = {
    Hatch.DIAGONAL: "/////",
    Hatch.BACK_DIAGONAL: "\\\\\\\\\\",
    Hatch.CROSS: "xxxx",
    Hatch.HORIZONTAL: "---",
    Hatch.VERTICAL: "|||",
    Hatch.DOTS: "...",
}
_HATCH_LINE_PT: Final = 0.4
_ICON_GRID: Final = 24.0
# the part of the marker's width that its icon takes, so that it stays inside the shape
_ICON_SHARE: Final = {Marker.CIRCLE: 0.64, Marker.SQUARE: 0.74, Marker.DIAMOND: 0.52}
# The styles' sizes are made for fingers on a screen. A reader of paper has better eyes, and the map needs the room.
_ON_PAPER: Final = 0.63
_HOLLOW: Final = 0.88  # a sign without a filling looks larger than it is
_BADGE_PT: Final = 6.4
_BADGE_AIR_PT: Final = 2.6  # beside the figures
_COMMANDS: Final = re.compile(r"[MLCZ]|-?\d+(?:\.\d+)?")
_POINTS_OF: Final = {"M": 1, "L": 1, "C": 3}


def paper_size(style: Style) -> float:
    """Return the width of a style's marker on paper, in points."""
    hollow = style.fill is None or style.fill.upper() == WHITE
    return style.size_pt * _ON_PAPER * (_HOLLOW if hollow else 1.0)


def _dashes(style: Style) -> str | tuple[float, tuple[float, ...]]:
    if not style.dash_pt:
        return "solid"
    # matplotlib multiplies dashes by the line's width; ours are in points already
    return (0.0, tuple(length / style.stroke_width_pt for length in style.dash_pt))


def draw_area(
    page: Page, path: Path, style: Style, *, z: float, gid: str | None = None, clip: Rect | None = None
) -> None:
    """Fill, hatch and outline an area (path in page points)."""
    if style.casing is not None and style.stroke is not None:
        _draw_casing(page, path, style, z, clip)
    patch = PathPatch(
        path,
        facecolor="none" if style.fill is None else to_rgba(style.fill, style.fill_opacity),
        edgecolor="none" if style.stroke is None else style.stroke,
        linewidth=0.0 if style.stroke is None else style.stroke_width_pt,
        linestyle="solid" if style.stroke is None else _dashes(style),
        joinstyle="round",
        capstyle="butt",
    )
    page.add(patch, z + 0.01, gid, clip)
    if style.hatch is not Hatch.NONE:
        # a patch of its own: SVG would make the hatch as translucent as the fill
        hatch = PathPatch(
            path, fill=False, linewidth=0.0, hatch=HATCHES[style.hatch], hatchcolor=style.hatch_color
        )
        hatch.set_hatch_linewidth(_HATCH_LINE_PT)
        page.add(hatch, z + 0.02, None if gid is None else f"{gid}#hatch", clip)


def draw_line(
    page: Page, path: Path, style: Style, *, z: float, gid: str | None = None, clip: Rect | None = None
) -> None:
    """Draw a line with its casing and dashes (path in page points); nothing when the style has no stroke."""
    if style.stroke is None:
        return
    if style.casing is not None:
        _draw_casing(page, path, style, z, clip)
    patch = PathPatch(
        path,
        fill=False,
        edgecolor=style.stroke,
        linewidth=style.stroke_width_pt,
        linestyle=_dashes(style),
        joinstyle="round",
        capstyle="butt" if style.dash_pt else "round",
    )
    page.add(patch, z + 0.01, gid, clip)


def _draw_casing(page: Page, path: Path, style: Style, z: float, clip: Rect | None) -> None:
    # below every stroke of the same layer: where two roads cross, no casing cuts the other's stroke
    patch = PathPatch(
        path,
        fill=False,
        edgecolor=style.casing,
        linewidth=style.stroke_width_pt + CASING_PT,
        joinstyle="round",
        capstyle="round",
    )
    page.add(patch, z, clip=clip)


def _shape(marker: Marker) -> Path:
    if marker is Marker.CIRCLE:
        return Path.unit_circle().transformed(Affine2D().scale(0.5))
    if marker is Marker.SQUARE:
        return Rect(-0.46, -0.46, 0.46, 0.46).path()
    return Path([(0, -0.56), (0.56, 0), (0, 0.56), (-0.56, 0), (0, -0.56)], closed=True)


def _placed(shape: Path, x: float, y: float, wide: float, high: float) -> Path:
    return shape.transformed(Affine2D().scale(wide, high).translate(x, y))


def _patch(path: Path, style: Style, size: float) -> PathPatch:
    return PathPatch(
        path,
        facecolor="none" if style.fill is None else to_rgba(style.fill, style.fill_opacity),
        edgecolor="none" if style.stroke is None else style.stroke,
        linewidth=0.0 if style.stroke is None else style.stroke_width_pt * min(1.0, size / style.size_pt),
        linestyle="solid" if style.stroke is None else _dashes(style),
    )


def draw_marker(
    page: Page, x: float, y: float, style: Style, *, z: float, size: float,
    number: int | None = None, gid: str | None = None,
) -> None:
    """Draw a point's sign, `size` points wide, with its middle at (x, y): shape and icon.

    A number is written inside where there is no icon; where it would not fit (see `needs_badge`), the caller
    draws a badge.
    """
    page.add(_patch(_placed(_shape(style.marker), x, y, size, size), style, size), z, gid)
    if style.icon is not None:
        share = size * _ICON_SHARE[style.marker] / _ICON_GRID
        centred = Affine2D().translate(-_ICON_GRID / 2, -_ICON_GRID / 2).scale(share).translate(x, y)
        page.path(centred.transform_path(icon_path(style.icon)), z=z + 0.01, fill=style.icon_color)
    if number is not None and not needs_badge(style, number):
        _figures(page, x, y, number, style.icon_color, z=z + 0.02, gid=None if gid is None else f"{gid}#number")


def needs_badge(style: Style, number: int) -> bool:
    """Tell whether a number does not stand inside its marker: that has an icon, or is too small."""
    room = paper_size(style) * _ICON_SHARE[style.marker] * 1.15
    return style.icon is not None or style.fill is None or width(str(number), BOLD, SMALLEST_TYPE_PT) > room


def badge_size(number: int) -> tuple[float, float]:
    """Return the width and height of a number's badge."""
    return max(_BADGE_PT, width(str(number), BOLD, SMALLEST_TYPE_PT) + _BADGE_AIR_PT), _BADGE_PT


def draw_badge(page: Page, box: Rect, number: int, *, z: float, gid: str | None = None) -> None:
    """Write a number black on white in a rounded box."""
    page.path(_pill(box), z=z, fill=WHITE, stroke=INK, stroke_width=0.4)
    _figures(page, (box.left + box.right) / 2, (box.top + box.bottom) / 2, number, INK, z=z + 0.01, gid=gid)


def draw_number(page: Page, box: Rect, style: Style, number: int, *, size: float, gid: str) -> None:
    """Write a number in a box of its marker's colours and kind of shape: the sign of a row in the index."""
    shape = box.path() if style.marker is Marker.SQUARE else _pill(box)
    patch = _patch(shape, style, 0.5 * style.size_pt)
    page.add(patch, 57, gid)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    _figures(page, x, y, number, style.icon_color, z=58, gid=f"{gid}#number", size=size)


def draw_sample(page: Page, style: Style, box: Rect, *, gid: str, size: float) -> None:
    """Fill a box as an area of this style looks, with its letter in it."""
    draw_area(page, box.path(), style, z=57, gid=gid)
    if style.letter:
        page.text(
            (box.left + box.right) / 2, (box.top + box.bottom) / 2 + size * HEIGHT_OF_CAPITALS / 2, style.letter, BOLD,
            size, color=style.text_color, align="center", z=58, halo=0.8, gid=f"{gid}#letter",
        )


def _figures(
    page: Page, x: float, y: float, number: int, color: str, *,
    z: float, gid: str | None, size: float = SMALLEST_TYPE_PT,
) -> None:
    baseline = y + size * HEIGHT_OF_CAPITALS / 2
    page.text(x, baseline, str(number), BOLD, size, color=color, align="center", z=z, gid=gid)


def _pill(box: Rect) -> Path:
    radius = min(box.height, box.width) / 2
    middle = (box.top + box.bottom) / 2
    line = LineString([(box.left + radius, middle), (box.right - radius, middle)])
    # an outline that shrinks to a point is a circle
    spine = line if line.length > 0 else line.centroid
    outline = path_of(shapely.buffer(spine, radius, quad_segs=6))
    return box.path() if outline is None else outline


# --- paths ----------------------------------------------------------------------------------------


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
