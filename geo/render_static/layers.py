"""Draw the model's layers into the map's frame, then their markers, names and letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.mapmodel import Feature, Layer, MapModel, Style
from geo.render_static.labels import letters_of, place_labels
from geo.render_static.lettering import BOLD, REGULAR
from geo.render_static.mapframe import MapFrame
from geo.render_static.page import INK, WHITE, Page, Rect
from geo.render_static.paths import path_of
from geo.render_static.room import Room, place_markers
from geo.render_static.symbols import (
    badge_box,
    draw_area,
    draw_badge,
    draw_line,
    draw_marker,
    marker_box,
)
from geo.render_static.wanted import Placed, Wanted

_HALO_PT: Final = 0.9
_CROWD: Final = 300
_UNSEEN_PT: Final = 2.0  # a sign moved by less needs no leader: it still covers its true place
Z_LAYERS: Final = 10.0  # the lowest layer
Z_LABELS: Final = 45.0  # names lie over every layer: a name under a line is no name


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A feature with its style and its geometry on the page."""

    layer: Layer
    feature: Feature
    style: Style
    z: float
    shape: BaseGeometry
    label_at: Point | None

    @property
    def gid(self) -> str:
        return f"{self.layer.id}/{self.feature.id}"

    @property
    def is_area(self) -> bool:
        return isinstance(self.shape, Polygon | MultiPolygon)

    def anchor(self) -> tuple[float, float] | None:
        """Return where this feature's marker belongs; None when it has no marker."""
        if isinstance(self.shape, Point):
            return self.shape.x, self.shape.y
        if self.feature.number is None:
            return None
        spot = self.label_at or self.shape.representative_point()
        return spot.x, spot.y


def _features(model: MapModel, frame: MapFrame) -> list[_Drawn]:
    window = shapely.box(frame.rect.left, frame.rect.top, frame.rect.right, frame.rect.bottom)
    layers = [layer for layer in model.layers if layer.on_sheet]
    drawn = []
    for position, layer in enumerate(layers):
        # a MultiPoint is several points with one meaning
        single = [(feature, part) for feature in layer.features for part in _points_apart(feature.geometry)]
        shapes = _mended(frame.project([part for _, part in single]))
        spots = frame.project([feature.label_at for feature, _ in single])
        z = Z_LAYERS + (Z_LABELS - Z_LAYERS - 5) * position / len(layers)
        for (feature, _), shape, spot in zip(single, shapes, spots, strict=True):
            # what lies beyond the frame is not seen; but a numbered point, which the index names, is led in
            led_in = isinstance(shape, Point) and not shape.is_empty and feature.number is not None
            if led_in or shape.intersects(window):
                drawn.append(_Drawn(layer, feature, model.styles[feature.style], z, shape, spot))
    return drawn


def _mended(shapes: np.ndarray) -> np.ndarray:
    # an outline that crosses itself is drawn all the same: the sheet is not where boundaries are judged
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return shapes


def _points_apart(geometry: BaseGeometry) -> Sequence[BaseGeometry]:
    return list(shapely.get_parts(geometry)) if geometry.geom_type == "MultiPoint" else [geometry]


def draw_map(page: Page, model: MapModel, frame: MapFrame, keep_free: tuple[float, float]) -> Rect:
    """Draw the layers with on_sheet set, in their order, then names and letters where they fit.

    Return a corner of the frame of the size `keep_free` (width, height) that no marker, name or letter stands
    in: the north arrow's. Each artist's gid is "layer/feature"; what belongs to it adds "#label", "#letter",
    "#number" or "#leader".
    """
    drawn = _features(model, frame)
    corner = _free_corner(drawn, frame.rect, keep_free)
    for item in drawn:
        path = path_of(item.shape)
        if path is not None and item.is_area:
            draw_area(page, path, item.style, z=item.z, gid=item.gid, clip=frame.rect)
        elif path is not None:
            draw_line(page, path, item.style, z=item.z, gid=item.gid, clip=frame.rect)
    room = Room(frame.rect.inset(1.5))
    room.take(corner)
    boxes = _draw_markers(page, drawn, room)
    for placed in place_labels([*_names(drawn, boxes), *_letters(drawn)], room):
        _draw_label(page, placed)
    return corner


def _free_corner(drawn: Sequence[_Drawn], rect: Rect, size: tuple[float, float]) -> Rect:
    """Return the corner with the fewest points and the least named ground; the upper right of equals."""
    wide, high = size
    box = rect.inset(5)
    corners = [
        Rect(x, y, x + wide, y + high)
        for y in (box.top, box.bottom - high)
        for x in (box.right - wide, box.left)
    ]

    def cost(corner: Rect) -> float:
        room = shapely.box(corner.left - 8, corner.top - 8, corner.right + 8, corner.bottom + 8)
        points = sum(1 for item in drawn if (at := item.anchor()) is not None and room.contains(Point(at)))
        named = [item.shape for item in drawn if item.is_area and (item.feature.label or item.style.letter)]
        return points * 10 + sum(room.intersection(shape).area for shape in named) / room.area

    return min(corners, key=cost)


def _draw_markers(page: Page, drawn: Sequence[_Drawn], room: Room) -> dict[str, Rect]:
    marked = [(item, anchor) for item in drawn if (anchor := item.anchor()) is not None]
    # numbered points first: an index that names a number nobody finds is worse than a moved sign
    marked.sort(key=lambda pair: (pair[0].feature.number is None, -pair[0].feature.priority))
    # a crowd of points without numbers (thousands, perhaps) is a picture of density: nobody steps aside
    movable = [pair for pair in marked if pair[0].feature.number is not None or len(marked) <= _CROWD]
    for item, anchor in marked[len(movable) :]:
        room.take(_sign_box(item, *anchor))
    rects = [_sign_box(item, 0, 0) for item, _ in movable]
    sizes = [(rect.left, rect.top, rect.right, rect.bottom) for rect in rects]
    places = place_markers([anchor for _, anchor in movable], sizes, room)
    places += [anchor for _, anchor in marked[len(movable) :]]
    boxes = {}
    for (item, anchor), (x, y) in zip(marked, places, strict=True):
        if max(abs(x - anchor[0]), abs(y - anchor[1])) > _UNSEEN_PT:
            _draw_leader(page, anchor, (x, y), item, room.frame)
        box = _sign_box(item, x, y)
        if isinstance(item.shape, Point):
            draw_marker(page, x, y, item.style, z=item.z + 0.1, number=item.feature.number, gid=item.gid)
            boxes[item.gid] = box
        elif item.feature.number is not None:
            draw_badge(page, box, item.feature.number, z=item.z + 0.1, gid=f"{item.gid}#number")
    return boxes


def _sign_box(item: _Drawn, x: float, y: float) -> Rect:
    """Return the room of a feature's sign at (x, y): a point's marker; of others only the number."""
    if isinstance(item.shape, Point) or item.feature.number is None:
        return marker_box(x, y, item.style, item.feature.number)
    badge = badge_box(0, 0, 0, item.feature.number)
    return Rect(x - badge.width / 2, y - badge.height / 2, x + badge.width / 2, y + badge.height / 2)


def _draw_leader(
    page: Page, anchor: tuple[float, float], place: tuple[float, float], item: _Drawn, frame: Rect
) -> None:
    line = Path([anchor, place])
    page.path(line, z=item.z + 0.04, stroke=WHITE, stroke_width=1.8, clip=frame)
    page.path(line, z=item.z + 0.05, stroke=INK, stroke_width=0.6, gid=f"{item.gid}#leader", clip=frame)
    dot = Path.circle(anchor, 1.4)
    page.path(dot, z=item.z + 0.06, fill=INK, stroke=WHITE, stroke_width=0.4, clip=frame)


def _names(drawn: Sequence[_Drawn], boxes: dict[str, Rect]) -> Iterator[Wanted]:
    for item in drawn:
        if item.feature.label:
            yield Wanted(
                gid=f"{item.gid}#label",
                text=item.feature.label,
                face=BOLD if item.style.text_bold else REGULAR,
                size=item.style.text_pt,
                color=item.style.text_color,
                target=item.shape,
                priority=item.feature.priority,
                at=item.label_at,
                around=boxes.get(item.gid),
                droppable=not item.is_area,
            )


def _letters(drawn: Sequence[_Drawn]) -> Iterator[Wanted]:
    lowest = min((item.feature.priority for item in drawn), default=0) - 1
    for item in drawn:
        if item.is_area and item.style.letter:
            for count, part in enumerate(letters_of(item.shape)):
                yield Wanted(
                    gid=f"{item.gid}#letter" + (f"-{count + 1}" if count else ""),
                    text=item.style.letter,
                    face=BOLD,
                    size=item.style.text_pt,
                    color=item.style.text_color,
                    target=part,
                    priority=lowest,
                    under_names=True,
                )


def _draw_label(page: Page, placed: Placed) -> None:
    want = placed.wanted
    if placed.leader_to is not None:
        line = Path([(placed.x, placed.y), placed.leader_to])
        page.path(line, z=Z_LABELS - 1, stroke=INK, stroke_width=0.5, gid=f"{want.gid}-leader")
    for count, (line_text, x, y) in enumerate(placed.baselines()):
        page.text(
            x,
            y,
            line_text,
            want.face,
            placed.size,
            color=want.color,
            align="center",
            z=Z_LABELS,
            angle=placed.angle,
            gid=want.gid + (f"-{count + 1}" if count else ""),
            halo=_HALO_PT,
        )
