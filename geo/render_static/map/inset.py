"""Draw the small map that says where the place lies: its neighbours, and itself on top."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.crs import to_metric
from geo.mapmodel import Inset, MapModel
from geo.render_static.lettering import BOLD, LINE, REGULAR, SMALLEST_TYPE_PT, width, wrap
from geo.render_static.page import INK, WHITE, Page, Rect
from geo.render_static.symbols import draw_area, path_of
from geo.render_static.tables.columns import write_lines

_PAD: Final = 2.5


def draw_inset(page: Page, model: MapModel, rect: Rect) -> None:
    """Draw the model's inset into `rect`, on white, under its title; names only where they fit into their areas."""
    inset = model.inset
    if inset is None:
        return
    page.box(rect, z=52, fill=WHITE, thick=0.5, gid="inset")
    titles = wrap(inset.title, BOLD, SMALLEST_TYPE_PT, rect.width - 2 * _PAD)
    write_lines(page, titles, (rect.left + _PAD, rect.top + 0.5), BOLD, SMALLEST_TYPE_PT)
    room = Rect(rect.left, rect.top + len(titles) * LINE * SMALLEST_TYPE_PT + 1.5, rect.right, rect.bottom)
    _draw_areas(page, model, inset, room.inset(_PAD / 2))


def _draw_areas(page: Page, model: MapModel, inset: Inset, room: Rect) -> None:
    metres = to_metric(np.array([feature.geometry for feature in inset.features], dtype=object), model.metric_crs)
    west, south, east, north = shapely.total_bounds(metres)
    factor = min(room.width / max(east - west, 1.0), room.height / max(north - south, 1.0))
    centre = np.array([(room.left + room.right) / 2, (room.top + room.bottom) / 2])
    middle = np.array([(west + east) / 2, (south + north) / 2])
    shapes = shapely.transform(metres, lambda points: (points - middle) * (factor, -factor) + centre)
    taken: list[Polygon] = []
    for place, (feature, shape) in enumerate(zip(inset.features, shapes, strict=True)):
        path = path_of(shape)
        if path is not None:
            style = model.styles[feature.style]
            draw_area(page, path, style, z=52.1 + place * 1e-4, gid=f"inset/{feature.id}", clip=room)
    # the place's own name first: it is the last of the features
    for feature, shape in reversed(list(zip(inset.features, shapes, strict=True))):
        _name(page, feature.label, shape, taken, bold=model.styles[feature.style].text_bold)


def _name(page: Page, label: str, shape: Polygon | MultiPolygon, taken: list[Polygon], *, bold: bool) -> None:
    if not label or shape.is_empty:
        return
    face = BOLD if bold else REGULAR
    spot = shape.representative_point()
    wide, high = width(label, face, SMALLEST_TYPE_PT), LINE * SMALLEST_TYPE_PT
    box = shapely.box(spot.x - wide / 2, spot.y - high / 2, spot.x + wide / 2, spot.y + high / 2)
    # the place itself is named even where its name is wider than it
    if (bold or shape.contains(box)) and not any(box.intersects(other) for other in taken):
        taken.append(box)
        page.text(spot.x, spot.y + SMALLEST_TYPE_PT * 0.35, label, face, SMALLEST_TYPE_PT, color=INK, align="center",
                  z=52.5, halo=0.8)
