"""Build what stands beside the map as rows: legend, index tables, facts and notices."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.mapmodel import MapModel, Notice, NoticeKind
from geo.render_static.index import index_block
from geo.render_static.legend import legend_block
from geo.render_static.lettering import BOLD, ITALIC, LINE, REGULAR, wrap
from geo.render_static.page import Page, Rect
from geo.render_static.rows import Block, Row, smaller, text_row, write_lines

_WARNING_FILL: Final = "#FDECEA"
_WARNING_EDGE: Final = "#B3261E"
_PAD: Final = 4.0


def build(model: MapModel, width_pt: float, size: float) -> list[Block]:
    """Return the blocks in the model's order for a column of `width_pt`, set in `size` points.

    Whatever the width, the blocks and their rows are the same in number and order: only their heights differ.
    """
    kinds = style_kinds(model)
    blocks = [legend_block(section, model, kinds, width_pt, size) for section in model.legend]
    if blocks:
        heading = text_row(
            model.words["legend"].upper(), BOLD, size + 1.5, width_pt, centred=True, with_next=True
        )
        heading = replace(heading, height=heading.height + 3)
        blocks[0] = Block((heading, *blocks[0].rows), blocks[0].again)
    blocks += [index_block(table, model, width_pt, size) for table in model.indexes if table.rows]
    if model.facts:
        rule = Row(
            4.0, lambda page, x, y: page.rule(x, y + 1, x + width_pt, y + 1, thick=0.4), with_next=True
        )
        facts = [
            text_row(fact, REGULAR, smaller(size, 0.5), width_pt, with_next=True) for fact in model.facts
        ]
        blocks.append(Block((rule, *facts)))  # all in one place: data time, rule and document belong together
    blocks += [Block((_notice_row(notice, width_pt, size),), gap=4.0) for notice in model.notices]
    return blocks


def style_kinds(model: MapModel) -> dict[str, str]:
    """Return "area", "line" or "point" for each style: its use on the map, else what its fields suit."""
    signs = {row.style for table in model.indexes for row in table.rows}
    kinds = {
        key: "point"
        if style.icon is not None or key in signs
        else "area"
        if style.fill is not None or style.letter
        else "line"
        for key, style in model.styles.items()
    }
    for layer in model.layers:
        for feature in layer.features:
            name = feature.geometry.geom_type
            kinds[feature.style] = "point" if "Point" in name else "line" if "Line" in name else "area"
    return kinds


def _notice_row(notice: Notice, width_pt: float, size: float) -> Row:
    if notice.kind is NoticeKind.INFO:
        return text_row(notice.text, ITALIC, smaller(size, 0.5), width_pt)
    bar = 3.0
    lines = wrap(notice.text, BOLD, size, width_pt - 2 * _PAD - bar)
    height = len(lines) * LINE * size + 2 * _PAD

    def draw(page: Page, x: float, y: float) -> None:
        page.box(
            Rect(x, y, x + width_pt, y + height),
            fill=_WARNING_FILL,
            stroke=_WARNING_EDGE,
            thick=0.8,
            gid="notice",
        )
        page.box(Rect(x, y, x + bar, y + height), z=56, fill=_WARNING_EDGE, stroke=None)
        write_lines(page, lines, (x + _PAD + bar, y + _PAD), BOLD, size)

    return Row(height, draw)
