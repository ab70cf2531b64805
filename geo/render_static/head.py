"""Write the head of the sheet as Vietnamese official papers have it: NĐ 30/2020's form, or the Party's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.mapmodel import HeadForm, TitleBlock
from geo.render_static.lettering import ASCENT, BOLD, ITALIC, LINE, REGULAR, Face, balanced, width, wrap
from geo.render_static.page import Page, Rect

_HEAD_PT: Final = 8.5  # NĐ 30/2020 has 12 to 13 pt on a letter; a map sheet gives that room to the map
_TITLE_PT: Final = (13.5, 13.0, 12.5, 12.0)  # the largest at which the title stands between the two halves
_SUBTITLE_PT: Final = 9.0
_ANNEX_PT: Final = 8.0
_SIDE_SHARE: Final = 0.42  # of the width, at most, for each of the two halves
_BESIDE_PT: Final = 10.0  # between the title and the halves
HIGHER: Final = 0.06  # em: so much over ASCENT are the marks on a title's capitals ("Ồ", "Ễ")
_RULE_PT: Final = 1.6  # the air over and under a rule
_ISSUER_RULE: Final = 0.4  # NĐ 30/2020: from a third to a half of the line above it


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    face: Face = REGULAR
    rule: float = 0.0  # the rule under the line, as a share of the text's width


def draw_head(page: Page, block: TitleBlock, rect: Rect) -> float:
    """Write the title block along the top of `rect`; return the y under it. Empty lines are left out.

    The title stands between the issuer's half and the motto's where it fits, else under them.
    """
    scale = page.paper.type_scale
    number, date = _Line(block.number), _Line(block.place_date, ITALIC)
    left = _side_width([*_issuer(block), number], rect, scale)
    right = _side_width([*_motto(block), date], rect, scale)
    left_y = _draw_lines(page, _issuer(block), rect.left + left / 2, rect.top, left)
    right_y = _draw_lines(page, _motto(block), rect.right - right / 2, rect.top, right)
    if block.number and block.place_date:  # these two stand on one line
        left_y = right_y = max(left_y, right_y)
    left_y = _draw_lines(page, [number], rect.left + left / 2, left_y, left)
    right_y = _draw_lines(page, [date], rect.right - right / 2, right_y, right)
    beside = _BESIDE_PT * scale
    # on the sheet's own axis, with as much room on one side as on the other
    half = rect.width / 2 - max(left, right) - beside
    between = Rect(rect.left + rect.width / 2 - half, rect.top, rect.left + rect.width / 2 + half, rect.bottom)
    bottom = max(left_y, right_y)
    for size in _TITLE_PT:
        if width(block.title, BOLD, size * scale) <= between.width:
            return max(bottom, _draw_title(page, block, between, size)) + 3 * scale
    under = Rect(rect.left, bottom + 3 * scale, rect.right, rect.bottom)
    return _draw_title(page, block, under, _TITLE_PT[0]) + 4 * scale


def draw_page_number(page: Page, text: str, rect: Rect) -> float:
    """Write a page's number in the middle over its head (NĐ 30/2020; not on the first page); return the y under it."""
    if not text:
        return rect.top
    size = _SUBTITLE_PT * page.paper.type_scale
    page.text((rect.left + rect.right) / 2, rect.top + ASCENT * size, text, REGULAR, size, align="center", gid="page")
    return rect.top + LINE * size


def draw_heading(page: Page, text: str, rect: Rect) -> float:
    """Write the heading of a page without a map; return the y under it."""
    size = _TITLE_PT[0] * page.paper.type_scale
    y = rect.top
    for line in balanced(text, BOLD, size, rect.width):
        page.text((rect.left + rect.right) / 2, y + ASCENT * size, line, BOLD, size, align="center")
        y += LINE * size
    return y + 0.4 * size


def _draw_title(page: Page, block: TitleBlock, rect: Rect, title_pt: float) -> float:
    scale = page.paper.type_scale
    higher = HIGHER * title_pt * scale
    y = rect.top + higher
    middle = (rect.left + rect.right) / 2
    for text, face, size in (
        (block.title, BOLD, title_pt), (block.subtitle, BOLD, _SUBTITLE_PT), (block.annex, ITALIC, _ANNEX_PT)
    ):
        for line in title_lines(text, face, size * scale, rect.width) if text else []:
            page.text(middle, y + ASCENT * size * scale, line, face, size * scale, align="center")
            y += LINE * size * scale
    return y - higher


def title_lines(text: str, face: Face, size: float, available: float) -> list[str]:
    """Break a line of the title, best behind the dash between place and time."""
    parts = text.split(" – ")
    whole = width(text, face, size) <= available
    if not whole and len(parts) == 2 and all(width(f"{part} –", face, size) <= available for part in parts):
        return [f"{parts[0]} –", parts[1]]
    return balanced(text, face, size, available)


def _issuer(block: TitleBlock) -> list[_Line]:
    if block.form is HeadForm.STATE:
        return [_Line(block.superior), _Line(block.issuer, BOLD, _ISSUER_RULE)]
    return [_Line(block.superior), _Line(block.issuer, BOLD), _Line("*" if block.issuer else "")]


def _motto(block: TitleBlock) -> list[_Line]:
    *before, last = block.motto or ("",)
    return [*(_Line(text, BOLD) for text in before), _Line(last, BOLD, 1.0)]


def _side_width(lines: Sequence[_Line], rect: Rect, scale: float) -> float:
    """Return the width of one half: of its longest line, but never so much that the other has no room."""
    longest = max((width(line.text, line.face, _HEAD_PT * scale) for line in lines), default=0.0)
    return min(longest, rect.width * _SIDE_SHARE)


def _draw_lines(page: Page, lines: Sequence[_Line], middle: float, y: float, share: float) -> float:
    scale = page.paper.type_scale
    size = _HEAD_PT * scale
    for line in lines:
        if not line.text:
            continue
        texts = wrap(line.text, line.face, size, share + 0.1)
        for text in texts:
            page.text(middle, y + ASCENT * size, text, line.face, size, align="center")
            y += LINE * size
        if line.rule:
            half = max(width(text, line.face, size) for text in texts) * line.rule / 2
            y += _RULE_PT * scale * 0.6
            page.rule(middle - half, y, middle + half, y, thick=0.7 * scale)
            y += _RULE_PT * scale
    return y
