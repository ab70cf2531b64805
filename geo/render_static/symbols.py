"""Draw one style as an area, a line or a marker: the same on the map, in the legend and in the index."""

from __future__ import annotations

from typing import Final

import shapely
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from shapely.geometry import LineString

from geo.mapmodel import Hatch, Marker, Style
from geo.render_static.lettering import BOLD, HEIGHT_OF_CAPITALS, SMALLEST_TYPE_PT, width
from geo.render_static.page import INK, WHITE, Page, Rect
from geo.render_static.paths import icon_path, path_of

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
_BADGE_PT: Final = 8.2
# the part of the marker's width that its icon takes, so that it stays inside the shape
_ICON_SHARE: Final = {Marker.CIRCLE: 0.64, Marker.SQUARE: 0.74, Marker.DIAMOND: 0.52}


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


def draw_marker(
    page: Page,
    x: float,
    y: float,
    style: Style,
    *,
    z: float,
    number: int | None = None,
    gid: str | None = None,
    size: float | None = None,
) -> None:
    """Draw a point's sign with its middle at (x, y): shape, icon, and its number.

    The number stands inside the shape when there is no icon and it fits, else in a badge at the upper right.
    `size` overrides the style's width in points (the index draws its signs at the height of a line).
    """
    size = style.size_pt if size is None else size
    patch = PathPatch(
        _shape(style.marker).transformed(Affine2D().scale(size).translate(x, y)),
        facecolor="none" if style.fill is None else to_rgba(style.fill, style.fill_opacity),
        edgecolor="none" if style.stroke is None else style.stroke,
        linewidth=0.0 if style.stroke is None else style.stroke_width_pt * min(1.0, size / style.size_pt),
        linestyle="solid" if style.stroke is None else _dashes(style),
    )
    page.add(patch, z, gid)
    if style.icon is not None:
        share = size * _ICON_SHARE[style.marker] / _ICON_GRID
        centred = Affine2D().translate(-_ICON_GRID / 2, -_ICON_GRID / 2).scale(share).translate(x, y)
        page.path(centred.transform_path(icon_path(style.icon)), z=z + 0.01, fill=style.icon_color)
    if number is None:
        return
    gid_of_number = None if gid is None else f"{gid}#number"
    if _needs_badge(style, number):
        draw_badge(page, badge_box(x, y, size, number), number, z=z + 0.02, gid=gid_of_number)
    else:
        number_pt = _inside_pt(style)
        page.text(
            x,
            y + number_pt * HEIGHT_OF_CAPITALS / 2,
            str(number),
            BOLD,
            number_pt,
            color=style.icon_color,
            align="center",
            z=z + 0.02,
            gid=gid_of_number,
        )


def _inside_pt(style: Style) -> float:
    return max(SMALLEST_TYPE_PT, style.size_pt * 0.5)


def _needs_badge(style: Style, number: int) -> bool:
    room = style.size_pt * _ICON_SHARE[style.marker] * 1.15
    return style.icon is not None or style.fill is None or width(str(number), BOLD, _inside_pt(style)) > room


def badge_box(x: float, y: float, size: float, number: int) -> Rect:
    """Return the box of a number's badge at the upper right of a marker of `size` points at (x, y)."""
    wide = max(_BADGE_PT, width(str(number), BOLD, SMALLEST_TYPE_PT) + 3.2)
    left, bottom = x + size * 0.27, y - size * 0.22
    return Rect(left, bottom - _BADGE_PT, left + wide, bottom)


def draw_badge(page: Page, box: Rect, number: int, *, z: float, gid: str | None = None) -> None:
    """Write a number black on white in a rounded box."""
    round_by = box.height / 2
    line = LineString([(box.left + round_by, box.top + round_by), (box.right - round_by, box.top + round_by)])
    outline = path_of(shapely.buffer(line, round_by, quad_segs=6))
    if outline is not None:
        page.path(outline, z=z, fill=WHITE, stroke=INK, stroke_width=0.5)
    baseline = (box.top + box.bottom) / 2 + SMALLEST_TYPE_PT * HEIGHT_OF_CAPITALS / 2
    page.text(
        (box.left + box.right) / 2,
        baseline,
        str(number),
        BOLD,
        SMALLEST_TYPE_PT,
        align="center",
        z=z + 0.01,
        gid=gid,
    )


def marker_box(x: float, y: float, style: Style, number: int | None) -> Rect:
    """Return the room that a marker with its badge takes on the map."""
    half = style.size_pt * 0.53 + (style.stroke_width_pt / 2 if style.stroke is not None else 0.0)
    box = Rect(x - half, y - half, x + half, y + half)
    if number is None or not _needs_badge(style, number):
        return box
    badge = badge_box(x, y, style.size_pt, number)
    return Rect(box.left, min(box.top, badge.top), max(box.right, badge.right), box.bottom)
