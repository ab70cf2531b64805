"""Write the head of the sheet as Vietnamese official papers have it: NĐ 30/2020's form, or the Party's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.mapmodel import HeadForm, TitleBlock
from geo.render_static.lettering import ASCENT, BOLD, ITALIC, LINE, REGULAR, Face, width, wrap
from geo.render_static.page import Page, Rect

_HEAD_PT: Final = 9.0  # NĐ 30/2020 has 12 to 13 pt on a letter; a map sheet gives that room to the map
_TITLE_PT: Final = 14.0
_SUBTITLE_PT: Final = 10.0
_ANNEX_PT: Final = 9.0
_SIDE_SHARE: Final = 0.42  # of the width, for each of the two halves
_RULE_PT: Final = 1.6  # the air over and under a rule
_ISSUER_RULE: Final = 0.4  # NĐ 30/2020: from a third to a half of the line above it


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    face: Face = REGULAR
    rule: float = 0.0  # the rule under the line, as a share of the text's width


def draw_head(page: Page, block: TitleBlock, rect: Rect) -> float:
    """Write the title block along the top of `rect`; return the y under it. Empty lines are left out."""
    scale = page.paper.type_scale
    share = rect.width * _SIDE_SHARE
    left, right = rect.left + share / 2, rect.right - share / 2
    left_y = _draw_lines(page, _issuer(block), left, rect.top, share)
    right_y = _draw_lines(page, _motto(block), right, rect.top, share)
    if block.number and block.place_date:  # these two stand on one line
        left_y = right_y = max(left_y, right_y)
    left_y = _draw_lines(page, [_Line(block.number)], left, left_y, share)
    right_y = _draw_lines(page, [_Line(block.place_date, ITALIC)], right, right_y, share)
    y = max(left_y, right_y) + 4 * scale
    middle = (rect.left + rect.right) / 2
    for text, face, size in (
        (block.title, BOLD, _TITLE_PT),
        (block.subtitle, BOLD, _SUBTITLE_PT),
        (block.annex, ITALIC, _ANNEX_PT),
    ):
        for line in wrap(text, face, size * scale, rect.width) if text else []:
            page.text(middle, y + ASCENT * size * scale, line, face, size * scale, align="center")
            y += LINE * size * scale
    return y + 5 * scale


def _issuer(block: TitleBlock) -> list[_Line]:
    if block.form is HeadForm.STATE:
        return [_Line(block.superior), _Line(block.issuer, BOLD, _ISSUER_RULE)]
    return [_Line(block.superior), _Line(block.issuer, BOLD), _Line("*")]


def _motto(block: TitleBlock) -> list[_Line]:
    *before, last = block.motto or ("",)
    return [*(_Line(text, BOLD) for text in before), _Line(last, BOLD, 1.0)]


def _draw_lines(page: Page, lines: Sequence[_Line], middle: float, y: float, share: float) -> float:
    scale = page.paper.type_scale
    size = _HEAD_PT * scale
    for line in lines:
        if not line.text:
            continue
        texts = wrap(line.text, line.face, size, share)
        for text in texts:
            page.text(middle, y + ASCENT * size, text, line.face, size, align="center")
            y += LINE * size
        if line.rule:
            half = max(width(text, line.face, size) for text in texts) * line.rule / 2
            y += _RULE_PT * scale
            page.rule(middle - half, y, middle + half, y, thick=0.7 * scale)
            y += _RULE_PT * scale
    return y
