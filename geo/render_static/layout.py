"""Lay legend, notes and tables about the map, and give the map what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from math import log2
from typing import Final

from geo.mapmodel import MapModel
from geo.render_static.corners import Layout, Task, furnished, legend_on_map
from geo.render_static.lettering import LINE, SMALLEST_TYPE_PT
from geo.render_static.map.frame import SCALES, DoesNotFit, Ground
from geo.render_static.map.graticule import band_width
from geo.render_static.page import POINTS_PER_MM, Rect
from geo.render_static.stamp import stamp_blocks
from geo.render_static.tables.columns import Block, BlocksAt, Spot, flow, smaller
from geo.render_static.tables.index import index_blocks
from geo.render_static.tables.legend import legend_blocks, note_blocks
from geo.render_static.tables.panel import panel_blocks
from geo.sheet import Paper, ScaleTooLarge, SheetTooSmall, Stamp

_BODY_PT: Final = 7.0
_SIZE_STEPS: Final = 4  # from the full size of type down to the smallest: on A4, a quarter of a point each
_INDEX_PT: Final = 0.5  # the tables are set smaller than the legend by so much
_BETWEEN_PT: Final = 8.0  # between map and column, and between columns
_ABOVE_PT: Final = 4.0  # between the map and the tables under it
_COLUMN: Final = (0.88, 1.1)  # the narrowest and the widest column, of the paper's own
_LEAST_TABLE_MM: Final = 36.0  # the narrowest column of tables under the map, on A4
_MOST_UNDER: Final = 0.5  # of the height, at most, for tables under the map
_MOST_UNDER_UPRIGHT: Final = 0.7  # on an upright page, where the legend stands there, too
_LEAST_MAP: Final = 0.34  # of the body's width: the map never gets less
_PRECISION_PT: Final = 1.5  # of the height of the tables under the map
_MAP_FIRST: Final = 0.5  # of the paper: what the map should have before the type grows


def arrange(
    model: MapModel, paper: Paper, body: Rect, *, denominator: int | None = None, stamp: Stamp | None = None
) -> Layout:
    """Return the layout of the sheet's body. SheetTooSmall when even 6 pt and all columns do not suffice.

    Legend, facts and notices stand in a column on the right of the map, the tables of the numbered points under the
    map and at the foot of that column; on an upright page all of it may stand under the map. Of the sizes of type and
    the widths of the column, those are taken that are worth the most to the reader: see `_worth`. ScaleTooLarge when
    `denominator` was asked for and no layout has the room for it.
    """
    best = _best(model, paper, body, Ground(model, denominator, band_width(model, paper)), stamp)
    if best is not None:
        return best
    if denominator is not None:
        free = _best(model, paper, body, Ground(model, None, band_width(model, paper)), stamp)
        if free is not None:
            raise ScaleTooLarge(denominator, paper.name, free.frame.denominator)
    raise SheetTooSmall(paper.name)


def _best(model: MapModel, paper: Paper, body: Rect, ground: Ground, stamp: Stamp | None) -> Layout | None:
    best: Layout | None = None
    for size in _sizes(paper):
        if _is_hopeless(model, paper, body, size):
            continue
        task = _task(model, paper, body, ground, size, stamp)
        found = list(_layouts(task))
        best = max([*([best] if best else []), *found], key=lambda layout: _worth(layout, paper), default=None)
        if best is not None and map_share(best, paper) >= _MAP_FIRST:
            return best  # smaller type would make the map no better
    return best


def _layouts(task: Task) -> Iterator[Layout]:
    with suppress(DoesNotFit):
        yield from filter(None, [legend_on_map(task)])
    for count in (1, 2, 3) if task.paper.is_portrait else ():
        with suppress(DoesNotFit):
            yield from filter(None, [_all_under(task, count)])
    for width in _column_widths(task):
        for notes_on_map in (False, True):
            with suppress(DoesNotFit):
                yield from filter(None, [_with_columns(task, width, notes_on_map=notes_on_map)])


def _worth(layout: Layout, paper: Paper) -> float:
    """Say in points what a layout is worth: a map that fills half of the paper, a large scale, readable type."""
    share = map_share(layout, paper)
    return (
        300 * min(share, _MAP_FIRST) + (6 if share >= _MAP_FIRST else 0) + 10 * share
        - 30 * log2(layout.frame.denominator)
        + 10 * layout.size / paper.type_scale
    )


def map_share(layout: Layout, paper: Paper) -> float:
    """Return the part of the paper that the map takes, its lettered frame included."""
    frame = layout.frame.outer
    return frame.width * frame.height / (paper.width_mm * paper.height_mm * POINTS_PER_MM**2)


def _task(model: MapModel, paper: Paper, body: Rect, ground: Ground, size: float, stamp: Stamp | None) -> Task:
    small = smaller(size, _INDEX_PT * paper.type_scale)
    return Task(
        model, paper, body, ground, size,
        legend=cache(lambda width: [*panel_blocks(model.panel, width, size), *legend_blocks(model, width, size)]),
        notes=cache(lambda width: [*stamp_blocks(stamp, width, size), *note_blocks(model, width, size)]),
        tables=cache(lambda width: index_blocks(model.indexes, model, width, small)),
    )


def _is_hopeless(model: MapModel, paper: Paper, body: Rect, size: float) -> bool:
    """Tell whether the tables, every row on one line, would take more than the whole body: nothing need be set."""
    rows = sum(len(table.rows) for table in model.indexes)
    height = smaller(size, _INDEX_PT * paper.type_scale) * LINE
    return rows * height * _least_table(paper) > body.width * body.height


def _least_table(paper: Paper) -> float:
    return _LEAST_TABLE_MM * paper.type_scale * POINTS_PER_MM


def _sizes(paper: Paper) -> list[float]:
    """Return the sizes of type to try, the largest first."""
    full = _BODY_PT * paper.type_scale
    return [full - (full - SMALLEST_TYPE_PT) * step / _SIZE_STEPS for step in range(_SIZE_STEPS + 1)]


def _column_widths(task: Task) -> list[float]:
    """Return the widths of the column to try: the paper's own, the narrowest, and the widest at each map scale."""
    own = task.paper.column_mm * POINTS_PER_MM
    least, most = _COLUMN[0] * own, _COLUMN[1] * own
    around = _BETWEEN_PT + 2 * task.ground.band + 0.1
    spare = [task.body.width - around - task.ground.points_needed(scale)[0] for scale in SCALES]
    return sorted({own, least, *(width for width in spare if least < width < most)})


def _columns(left: float, right: float, top: float, bottom: float, count: int) -> list[Rect]:
    wide = (right - left - (count - 1) * _BETWEEN_PT) / count
    starts = [left + place * (wide + _BETWEEN_PT) for place in range(count)]
    return [Rect(start, top, start + wide, bottom) for start in starts]


def _with_columns(task: Task, width: float, *, notes_on_map: bool) -> Layout | None:
    """Lay out with as few columns on the right as hold the legend; they may leave room for tables at their foot."""
    body = task.body
    beside = task.legend if notes_on_map else lambda width: [*task.legend(width), *task.notes(width)]
    for count in (1, 2, 3):
        left = body.right - count * width - (count - 1) * _BETWEEN_PT
        if left - _BETWEEN_PT - body.left < body.width * _LEAST_MAP:
            break
        side = _columns(left, body.right, body.top, body.bottom, count)
        spots = flow(beside, side)
        if spots is None:
            continue
        tables = _tables(task, side[-1], spots, Rect(body.left, body.top, left - _BETWEEN_PT, body.bottom))
        if tables is None:
            continue
        under, bottom = tables
        rect = Rect(body.left, body.top, left - _BETWEEN_PT, bottom)
        return furnished(task, rect, [*spots, *under], notes_on_map=notes_on_map)
    return None


def _all_under(task: Task, count: int) -> Layout | None:
    """Lay out an upright page: the map over its whole width, everything else under it in `count` columns."""
    def everything(width: float) -> list[Block]:
        return [*task.legend(width), *task.notes(width), *task.tables(width)]

    laid = _lowest(everything, task.body, count, (), task.body.height * _MOST_UNDER_UPRIGHT)
    if laid is None:
        return None
    spots, bottom = laid
    return furnished(task, replace(task.body, bottom=bottom), spots)


def _tables(
    task: Task, side: Rect, spots: Sequence[Spot], under: Rect
) -> tuple[list[Spot], float] | None:
    """Lay the tables under the map, as low as can be, and at the foot of the last column; return the map's bottom."""
    if not task.has_tables:
        return [], under.bottom
    ends = [spot.top + spot.row.height for spot in spots if spot.left == side.left]
    foot_top = max(ends, default=side.top) + (8.0 if ends else 0.0)
    best: tuple[list[Spot], float] | None = None
    for foot_count in (1, 2):
        foot = _columns(side.left, side.right, foot_top, side.bottom, foot_count)
        all_there = flow(task.tables, foot)
        if all_there is not None:
            return all_there, under.bottom
        least = _least_table(task.paper)
        for count in range(1, int((under.width + _BETWEEN_PT) / (least + _BETWEEN_PT)) + 1):
            limit = under.bottom - best[1] if best is not None else under.height * _MOST_UNDER
            laid = _lowest(task.tables, under, count, foot, limit)
            best = laid if laid is not None else best
    return best


def _lowest(
    blocks: BlocksAt, under: Rect, count: int, foot: Sequence[Rect], limit: float
) -> tuple[list[Spot], float] | None:
    columns = _columns(under.left, under.right, under.top, under.bottom, count)
    whole = sum(row.height for block in blocks(columns[0].width) for row in block.rows)
    there = sum(column.width * column.height for column in foot)
    least, most = max(10.0, (whole - there / columns[0].width) / count - _PRECISION_PT), limit - _ABOVE_PT
    best: tuple[list[Spot], float] | None = None
    height = most
    while most - least > _PRECISION_PT:
        spots = flow(blocks, [*(replace(column, top=column.bottom - height) for column in columns), *foot])
        if spots is None:
            if best is None:
                return None
            least = height
        else:
            best, most = (spots, under.bottom - height - _ABOVE_PT), height
        height = (least + most) / 2
    return best
