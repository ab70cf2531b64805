"""Use the map's empty corners: for scale and north arrow, for the notes, for a short legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from geo.mapmodel import MapModel
from geo.render_static.map.frame import Ground, MapFrame
from geo.render_static.map.furniture import NORTH_PT, Scale, measure_scale
from geo.render_static.page import POINTS_PER_MM, Rect
from geo.render_static.tables.columns import BlocksAt, Spot, flow
from geo.sheet import Paper

_PLATE_PAD: Final = 6.0  # inside a plate that lies on the map
_INSET_PT: Final = (104.0, 92.0)  # width and height of the small map of the surroundings, on A4
_INSET_SHARES: Final = (1.0, 0.85, 0.7)
_INSET_TRIES: Final = 9  # places along each side of the frame


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the map stands, what lies on its empty ground, and every row beside and under it."""

    frame: MapFrame
    spots: tuple[Spot, ...]
    size: float
    scale: Scale
    scale_room: Rect
    scale_inside: bool
    north: Rect
    plates: tuple[Rect, ...] = ()  # white grounds under rows that lie on the map
    inset: Rect | None = None  # where the small map of the surroundings stands

    @property
    def kept_free(self) -> list[Rect]:
        """Return the places in the frame where no marker, name or letter may stand."""
        own = [self.scale_room] if self.scale_inside else []
        return [self.north, *self.plates, *own, *([self.inset] if self.inset else [])]


@dataclass(frozen=True, slots=True)
class Task:
    """What is laid out: the model's rows in one size of type, and the body of the page they share with the map."""

    model: MapModel
    paper: Paper
    body: Rect
    ground: Ground
    size: float
    legend: BlocksAt
    notes: BlocksAt  # facts and notices
    tables: BlocksAt

    @property
    def has_tables(self) -> bool:
        """Tell whether there is any numbered point to explain."""
        return any(table.rows for table in self.model.indexes)


def _corners(frame: Rect, wide: float, high: float) -> Iterator[Rect]:
    for y in (frame.bottom - high, frame.top):
        for x in (frame.left, frame.right - wide):
            yield Rect(x, y, x + wide, y + high)


def _apart(one: Rect, two: Rect) -> bool:
    return one.right <= two.left or two.right <= one.left or one.bottom <= two.top or two.bottom <= one.top


def furnished(
    task: Task, rect: Rect, spots: Sequence[Spot], *, notes_on_map: bool = False, plate: Rect | None = None
) -> Layout | None:
    """Put scale, north arrow and, if asked, the notes into corners of the frame that hold nothing.

    The ground moves up where that makes room at the bottom. A scale that finds no corner stands under the map; notes
    that find none make the layout void: None. `plate` already lies on the map.
    """
    plates = [] if plate is None else [plate]
    beside = 0.0 if plate is None else plate.width
    for lift in (0.0, 0.5, 1.0):
        frame = task.ground.fit(rect, beside=beside, lift=lift)
        scale = measure_scale(task.model, frame, task.paper)
        for room in _free_corners(task, frame, scale.width, scale.height, plates):
            if not notes_on_map:
                north = _north(task, frame, [*plates, room])
                inset = _inset(task, frame, [*plates, room, north])
                return Layout(frame, tuple(spots), task.size, scale, room, True, north, tuple(plates), inset)
            notes = _notes_on_map(task, frame, room)
            if notes is not None:
                on_map, ground = notes
                north = _north(task, frame, [ground, room])
                inset = _inset(task, frame, [ground, room, north])
                return Layout(frame, (*spots, *on_map), task.size, scale, room, True, north, (ground,), inset)
    if notes_on_map:
        return None
    rect = replace(rect, bottom=rect.bottom - scale.height)
    frame = task.ground.fit(rect, beside=beside)
    scale = measure_scale(task.model, frame, task.paper)
    room = Rect(rect.left, rect.bottom, rect.right, rect.bottom + scale.height)
    north = _north(task, frame, plates)
    inset = _inset(task, frame, [*plates, north])
    return Layout(frame, tuple(spots), task.size, scale, room, False, north, tuple(plates), inset)


def _free_corners(task: Task, frame: MapFrame, wide: float, high: float, taken: Sequence[Rect]) -> Iterator[Rect]:
    for room in _corners(frame.rect, wide, high):
        if all(_apart(room, other) for other in taken) and not task.ground.covered(frame, room):
            yield room


def _north(task: Task, frame: MapFrame, taken: Sequence[Rect]) -> Rect:
    rooms = [
        room for room in reversed(list(_corners(frame.rect.inset(5), *NORTH_PT)))
        if all(_apart(room, other) for other in taken)
    ]
    return min(rooms, key=lambda room: task.ground.covered(frame, room))


def _inset(task: Task, frame: MapFrame, taken: Sequence[Rect]) -> Rect | None:
    """Return a free place at the frame's edge for the small map of the surroundings, as large as can be; else None."""
    if task.model.inset is None:
        return None
    rect = frame.rect
    for share in _INSET_SHARES:
        wide, high = (side * task.paper.type_scale * share for side in _INSET_PT)
        xs = np.linspace(rect.right - wide, rect.left, _INSET_TRIES)
        ys = np.linspace(rect.top, rect.bottom - high, _INSET_TRIES)
        places = [(x, y) for y in (ys[0], ys[-1]) for x in xs] + [(x, y) for x in (xs[0], xs[-1]) for y in ys]
        for x, y in places:
            room = Rect(float(x), float(y), float(x) + wide, float(y) + high)
            if all(_apart(room, other) for other in taken) and not task.ground.covered(frame, room):
                return room
    return None


def _notes_on_map(task: Task, frame: MapFrame, scale_room: Rect) -> tuple[list[Spot], Rect] | None:
    """Put facts and notices on a white ground in a corner of the map beside the scale's."""
    beside = frame.rect.width - scale_room.width
    for share in (1.0, 0.85, 0.7, 0.55):
        wide = beside * share
        spots = flow(task.notes, [Rect(0.0, 0.0, wide - 2 * _PLATE_PAD, frame.rect.height)])
        if not spots:
            return None
        high = spots[-1].top + spots[-1].row.height + 2 * _PLATE_PAD
        for ground in _free_corners(task, frame, wide, high, [scale_room]):
            left, top = ground.left + _PLATE_PAD, ground.top + _PLATE_PAD
            return [Spot(spot.row, spot.left + left, spot.top + top) for spot in spots], ground
    return None


def legend_on_map(task: Task) -> Layout | None:
    """Let the map take the whole body, with the legend in an empty corner of it; None where it has none."""
    if task.has_tables or not task.ground.is_known:
        return None
    body, pad = task.body.inset(task.ground.band), _PLATE_PAD
    width = task.paper.column_mm * POINTS_PER_MM
    column = Rect(body.right - width - pad, body.top + pad, body.right - pad, body.bottom - pad)
    spots = flow(lambda width: [*task.legend(width), *task.notes(width)], [column])
    if not spots:
        return None
    plate = Rect(column.left - pad, body.top, body.right, spots[-1].top + spots[-1].row.height + pad)
    if task.ground.covered(task.ground.fit(task.body, beside=plate.width), plate):
        return None
    return furnished(task, task.body, spots, plate=plate)
