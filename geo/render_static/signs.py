"""Draw a point's sign as a small picture of its own, for programs that set pictures on a map."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from geo.mapmodel import Style
from geo.render_static.page import POINTS_PER_MM, Page
from geo.render_static.symbols import draw_marker
from geo.sheet import Paper

SIGN_PX: Final = 64
_SHARE: Final = 0.8                  # of the picture's width: a diamond reaches beyond its size, a stroke as well
_POINTS: Final = 24.0                # the sign's width where its stroke has the weight that it has on the screen


def sign_png(style: Style) -> bytes:
    """Return the sign of a point's style as a PNG of SIGN_PX by SIGN_PX, clear around the sign."""
    side = _POINTS / _SHARE
    page = Page(Paper("", side / POINTS_PER_MM, side / POINTS_PER_MM, 1.0, 0))
    page.figure.set_facecolor("none")
    draw_marker(page, side / 2, side / 2, style, z=1, size=_POINTS)
    buffer = BytesIO()
    _clear_pixels(page.figure, side).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _clear_pixels(figure: Figure, side: float) -> Image.Image:
    figure.set_dpi(72 * SIGN_PX / side)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba()))
