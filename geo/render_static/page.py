"""Draw text, lines and boxes on a sheet, measured in points from its top left corner, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox

from geo.render_static.lettering import REGULAR, Face, clean, properties, width
from geo.sheet import Paper

INK: Final = "#1A1A1A"
GREY: Final = "#5F6368"
WHITE: Final = "#FFFFFF"
POINTS_PER_MM: Final = 72 / 25.4

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the page in points; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Return the width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height in points."""
        return self.bottom - self.top

    def inset(self, by: float) -> Rect:
        """Return the rectangle made smaller by `by` points on each side."""
        return Rect(self.left + by, self.top + by, self.right - by, self.bottom - by)

    def path(self) -> Path:
        """Return the outline as a matplotlib path."""
        corners = [
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        ]
        return Path([*corners, corners[0]], closed=True)


@lru_cache(maxsize=2000)
def _outline(text: str, face: Face) -> Path:
    # hundreds of areas share a handful of letters
    vertices, codes = text_to_path.get_text_path(properties(face, 10.0), text)
    return Path(np.asarray(vertices).reshape(-1, 2), codes)


class Page:
    """A figure without axes: everything stands on it in points, so lengths on paper are exact."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.width = paper.width_mm * POINTS_PER_MM
        self.height = paper.height_mm * POINTS_PER_MM
        self._gids: dict[str, int] = {}
        # Figure, never pyplot: sheets are drawn in server threads, and pyplot keeps one list for all
        self.figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72, facecolor=WHITE)
        self.transform = (
            Affine2D().scale(1 / 72, -1 / 72).translate(0, self.height / 72) + self.figure.dpi_scale_trans
        )

    def add(self, artist: Artist, z: float, gid: str | None = None, clip: Rect | None = None) -> None:
        """Put an artist whose coordinates are page points on the page; higher `z` lies on top."""
        artist.set_transform(self.transform)
        artist.set_zorder(z)
        if gid is not None:
            count = self._gids[gid] = self._gids.get(gid, 0) + 1
            artist.set_gid(gid if count == 1 else f"{gid}~{count}")  # ids are unique in an SVG
        self.figure.add_artist(artist)
        if clip is not None:
            # a box, not a path: Agg clips to a box for nothing
            corners = Bbox.from_extents(clip.left, clip.top, clip.right, clip.bottom)
            artist.set_clip_box(TransformedBbox(corners, self.transform))

    def path(
        self,
        path: Path,
        *,
        z: float,
        fill: str | tuple[float, ...] | None = None,
        stroke: str | None = None,
        stroke_width: float = 0.0,
        gid: str | None = None,
        clip: Rect | None = None,
    ) -> None:
        """Draw a plain shape."""
        patch = PathPatch(
            path,
            facecolor="none" if fill is None else fill,
            edgecolor="none" if stroke is None else stroke,
            linewidth=stroke_width if stroke is not None else 0.0,
            joinstyle="miter",
            capstyle="butt",
        )
        self.add(patch, z, gid, clip)

    def rule(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        thick: float = 0.6,
        color: str = INK,
        z: float = 60,
        clip: Rect | None = None,
    ) -> None:
        """Draw a straight line."""
        self.path(Path([(x0, y0), (x1, y1)]), z=z, stroke=color, stroke_width=thick, clip=clip)

    def box(
        self,
        rect: Rect,
        *,
        z: float = 55,
        fill: str | None = None,
        stroke: str | None = INK,
        thick: float = 0.6,
        gid: str | None = None,
    ) -> None:
        """Draw a rectangle."""
        self.path(rect.path(), z=z, fill=fill, stroke=stroke, stroke_width=thick, gid=gid)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        face: Face = REGULAR,
        size: float = 8.0,
        *,
        color: str = INK,
        align: Align = "left",
        z: float = 60,
        gid: str | None = None,
        angle: float = 0.0,
        alpha: float | None = None,
        halo: float = 0.0,
    ) -> None:
        """Write one line of text with its baseline at y, turned by `angle` degrees about (x, y)."""
        text = clean(text)
        if not text:
            return
        if halo:
            self._halo(x, y, text, face, size, align=align, z=z - 0.5, angle=angle, halo=halo)
        # parse_math off: a "$" in a name is a letter. No path effects: they would turn the text into outlines
        artist = Text(
            x,
            y,
            text,
            fontproperties=properties(face, size),
            color=color,
            ha=align,
            va="baseline",
            rotation=angle,
            rotation_mode="anchor",
            parse_math=False,
            usetex=False,
            alpha=alpha,
        )
        self.add(artist, z, gid)

    def _halo(
        self,
        x: float,
        y: float,
        text: str,
        face: Face,
        size: float,
        *,
        align: Align,
        z: float,
        angle: float,
        halo: float,
    ) -> None:
        outline = _outline(text, face)
        wide = width(text, face, size)
        shift = {"left": 0.0, "center": -wide / 2, "right": -wide}[align]
        em = size / text_to_path.FONT_SCALE
        place = Affine2D().scale(em, -em).translate(shift, 0).rotate_deg(-angle).translate(x, y)
        patch = PathPatch(
            place.transform_path(outline),
            facecolor=WHITE,
            edgecolor=WHITE,
            linewidth=2 * halo,
            joinstyle="round",
            capstyle="round",
        )
        self.add(patch, z)
