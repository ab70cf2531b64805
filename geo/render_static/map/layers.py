"""Draw the model's layers into the map's frame, then their markers, names and letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.mapmodel import Feature, Layer, MapModel, Style
from geo.render_static.lettering import BOLD, REGULAR
from geo.render_static.map.frame import MapFrame
from geo.render_static.map.furniture import degrees
from geo.render_static.map.labels import letters_of, place_labels
from geo.render_static.map.markers import Room, Sign, Stand, is_led, place_signs
from geo.render_static.map.names import Placed, Wanted
from geo.render_static.page import INK, WHITE, Page, Rect
from geo.render_static.symbols import (
    badge_size,
    draw_area,
    draw_badge,
    draw_line,
    draw_marker,
    needs_badge,
    paper_size,
    path_of,
)

_HALO_PT: Final = 0.9
_CROWD: Final = 300
_THICK_PT: Final = 1.5  # a line so thick makes a name on it hard to read
_CROWDED: Final = 100  # areas with letters: more of them than anyone reads one by one
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


def draw_map(
    page: Page, model: MapModel, frame: MapFrame, kept_free: Sequence[Rect], *, with_degrees: bool = True
) -> None:
    """Draw the layers with on_sheet set, in their order, then the degrees, names and letters where they fit.

    kept_free: the places in the frame where no marker, name or letter may stand. Each artist's gid is
    "layer/feature"; what belongs to it adds "#label", "#letter", "#number" or "#leader".
    """
    drawn = _features(model, frame)
    for item in drawn:
        path = path_of(item.shape)
        if path is not None and item.is_area:
            draw_area(page, path, item.style, z=item.z, gid=item.gid, clip=frame.rect)
        elif path is not None:
            draw_line(page, path, item.style, z=item.z, gid=item.gid, clip=frame.rect)
    room = Room(frame.rect.inset(1.5))
    for rect in kept_free:
        room.take(rect)
    boxes = _draw_markers(page, drawn, room)
    for figure in degrees(model, frame) if with_degrees else ():
        if room.is_free(figure.box):
            room.take(figure.box)
            figure.draw(page)
    for placed in place_labels([*_names(drawn, boxes), *_letters(drawn)], room):
        _draw_label(page, placed)


def _draw_markers(page: Page, drawn: Sequence[_Drawn], room: Room) -> dict[str, Rect]:
    marked = [(item, anchor) for item in drawn if (anchor := item.anchor()) is not None]
    # numbered points first: an index that names a number nobody finds is worse than a moved sign
    marked.sort(key=lambda pair: (pair[0].feature.number is None, -pair[0].feature.priority))
    # a crowd of points without numbers (thousands, perhaps) is a picture of density: nobody steps aside
    movable = [pair for pair in marked if pair[0].feature.number is not None or len(marked) <= _CROWD]
    for item, anchor in marked[len(movable) :]:
        room.take(_sign(item).core(*anchor))
    stands = place_signs([anchor for _, anchor in movable], [_sign(item) for item, _ in movable], room)
    stands += [Stand(*anchor) for _, anchor in marked[len(movable) :]]
    boxes = {}
    for (item, anchor), stand in zip(marked, stands, strict=True):
        sign, number, z = _sign(item), item.feature.number, item.z
        core = sign.core(stand.x, stand.y)
        if is_led(anchor, (stand.x, stand.y), sign):
            _draw_leader(page, anchor, (stand.x, stand.y), item, room.frame)
        if isinstance(item.shape, Point):
            size = paper_size(item.style)
            draw_marker(page, stand.x, stand.y, item.style, z=z + 0.1, size=size, number=number, gid=item.gid)
            boxes[item.gid] = core
        badge = stand.badge if isinstance(item.shape, Point) else core
        if badge is not None and number is not None:
            draw_badge(page, badge, number, z=Z_LABELS - 2, gid=f"{item.gid}#number")
    return boxes


def _sign(item: _Drawn) -> Sign:
    """Return the sign of a feature: a point's marker and its badge; of others only the number's badge."""
    number = item.feature.number
    if not isinstance(item.shape, Point):
        return Sign(*badge_size(number or 0))
    size = paper_size(item.style)
    wide = size * 1.06 + (item.style.stroke_width_pt * size / item.style.size_pt if item.style.stroke else 0.0)
    return Sign(wide, wide, badge_size(number) if number is not None and needs_badge(item.style, number) else None)


def _draw_leader(
    page: Page, anchor: tuple[float, float], place: tuple[float, float], item: _Drawn, frame: Rect
) -> None:
    line = Path([anchor, place])
    page.path(line, z=item.z + 0.04, stroke=WHITE, stroke_width=1.5, clip=frame)
    page.path(line, z=item.z + 0.05, stroke=INK, stroke_width=0.5, gid=f"{item.gid}#leader", clip=frame)
    dot = Path.circle(anchor, 1.1)
    page.path(dot, z=item.z + 0.06, fill=INK, stroke=WHITE, stroke_width=0.4, clip=frame)


def _names(drawn: Sequence[_Drawn], boxes: dict[str, Rect]) -> Iterator[Wanted]:
    for item in drawn:
        if item.feature.label:
            is_line = "Line" in item.shape.geom_type
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
                strokes=_thick_lines_over(item, drawn) if is_line else None,
            )


def _thick_lines_over(item: _Drawn, drawn: Sequence[_Drawn]) -> BaseGeometry:
    """Return the thick lines of the layers over a feature's own."""
    return shapely.union_all(
        [
            other.shape if "Line" in other.shape.geom_type else other.shape.boundary for other in drawn
            if other.z > item.z and other.style.stroke is not None and other.style.stroke_width_pt >= _THICK_PT
            and not isinstance(other.shape, Point)
        ]
    )


def _letters(drawn: Sequence[_Drawn]) -> Iterator[Wanted]:
    lettered = [item for item in drawn if item.is_area and item.style.letter]
    count = Counter(item.style.key for item in lettered)
    # on a crowded map the commonest class is the ground: its letter only stands where a name does
    common = count.most_common(1)[0][0] if len(lettered) > _CROWDED else None
    for item in lettered:
        for place, part in enumerate(letters_of(item.shape)):
            yield Wanted(
                gid=f"{item.gid}#letter" + (f"-{place + 1}" if place else ""),
                text=item.style.letter,
                face=BOLD,
                size=item.style.text_pt,
                color=item.style.text_color,
                target=part,
                priority=item.feature.priority,
                by_name=True,
                only_by_name=item.style.key == common,
            )


def _draw_label(page: Page, placed: Placed) -> None:
    want = placed.wanted
    if placed.leader is not None:
        gid = f"{want.gid}-leader"
        page.path(Path(placed.leader), z=Z_LABELS - 1, stroke=want.color, stroke_width=0.5, gid=gid)
    for count, (text, face, x, y) in enumerate(placed.baselines()):
        page.text(
            x, y, text, face, placed.size, color=want.color, align="center", z=Z_LABELS, angle=placed.angle,
            gid=want.gid + (f"-{count + 1}" if count else ""), halo=_HALO_PT,
        )
