"""Measure what is written on a sheet: where each text's ink lies, and whether two of them meet."""

from __future__ import annotations

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

LAID_OVER = ("watermark", "imprint")   # lie over everything on purpose


def ink_of(figure: Figure) -> list[tuple[Text, shapely.Polygon]]:
    """Return every text with its ink's box as Agg sets it at 300 dpi, in points from the lower left of the page."""
    figure.set_dpi(300)
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [(text, ink_box(text, renderer)) for text in figure.findobj(Text) if text.get_text()]


def ink_box(text: Text, renderer: RendererAgg) -> shapely.Polygon:
    """As wide as Agg sets the line; as high as its letters are (matplotlib's own box is that of any line)."""
    angle = text.get_rotation()
    text.set_rotation(0)
    line = text.get_window_extent(renderer)
    text.set_rotation(angle)
    x, y = text.get_transform().transform(text.get_position())
    vertices, _ = text_to_path.get_text_path(text.get_fontproperties(), text.get_text())
    em = text.get_fontsize() / text_to_path.FONT_SCALE * 300 / 72
    heights = np.asarray(vertices)[:, 1]
    low, high = heights.min() * em, heights.max() * em
    upright = shapely.box(line.x0, y + low, line.x1, y + high)
    turned = shapely.affinity.rotate(upright, angle, origin=(x, y))
    return shapely.affinity.scale(turned, 72 / 300, 72 / 300, origin=(0, 0))


def laid_over(text: Text) -> bool:
    """Tell whether a text lies over the sheet: DIỄN TẬP, and who printed it."""
    return (text.get_gid() or "").startswith(LAID_OVER)


def troubles(figure: Figure) -> list[str]:
    """Return what is wrong with a sheet's texts: two that cover each other, one that leaves the page, one too small."""
    written = [(text, box) for text, box in ink_of(figure) if not laid_over(text)]
    wide, high = (float(inches) * 72 for inches in figure.get_size_inches())
    page = shapely.box(0, 0, wide, high).buffer(-2)
    found = [f"leaves the page: {text.get_text()}" for text, box in written if not page.contains(box)]
    found += [f"too small: {text.get_text()}" for text, _ in written if text.get_fontsize() < 6]
    boxes = [box for _, box in written]
    for one, two in zip(*shapely.STRtree(boxes).query(boxes, predicate="intersects"), strict=True):
        if one < two and boxes[one].intersection(boxes[two]).area > 0.02 * min(boxes[one].area, boxes[two].area):
            found.append(f"cover each other: {written[one][0].get_text()!r} and {written[two][0].get_text()!r}")
    return found
