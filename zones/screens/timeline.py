"""Draw the timeline of regimes as one picture: a bar for each, cut where it began and ended, and the moment asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Final

from geo.frames import VIETNAM_TIME
from zones.regimes import Regime
from zones.times import say_start
from zones.wording import t

START: Final = datetime(2021, 5, 1, tzinfo=VIETNAM_TIME)
END: Final = datetime(2022, 7, 1, tzinfo=VIETNAM_TIME)
WIDTH, ROW, HEAD = 1000, 34, 26      # picture units; the picture takes the width that it is given
BAR: Final = 10
LETTER: Final = 6.4                  # a letter's width, about
COLOR: Final = {"covid-19": "#1565C0", "dengue": "#6D4C41", "hfmd": "#00796B", "": "#455A64"}
_STYLE: Final = "font-family:sans-serif;font-size:11px;fill:#1A1A1A"


def draw(regimes: Sequence[Regime], moment: datetime, language: str) -> str:
    """Return an SVG of the regimes between May 2021 and July 2022, when they changed; longer ones run to the edge."""
    shown = [one for one in regimes if one.valid_from < END and (one.valid_to is None or one.valid_to > START)]
    height = HEAD + ROW * len(shown) + 4
    parts = [_month_lines(height)]
    parts += [_bar(regime, HEAD + ROW * row, regime.in_force(moment), language) for row, regime in enumerate(shown)]
    if START <= moment <= END:
        x = _x(moment)
        parts.append(f'<line x1="{x}" x2="{x}" y1="{HEAD - 8}" y2="{height}" stroke="#D32F2F" stroke-width="1.5"/>')
    label = escape(t("rules.timeline_label", language))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
            f'height="{height}"><title>{label}</title>{"".join(parts)}</svg>')


def _x(moment: datetime) -> float:
    inside = min(max(moment, START), END)
    return round((inside - START) / (END - START) * WIDTH, 1)


def _month_lines(height: int) -> str:
    lines, month = [], START
    while month < END:
        x = _x(month)
        lines.append(f'<line x1="{x}" x2="{x}" y1="{HEAD - 8}" y2="{height}" stroke="#1A1A1A" opacity="0.15"/>'
                     f'<text x="{x + 2}" y="12" style="{_STYLE}" opacity="0.7">{month:%m/%Y}</text>')
        month = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return "".join(lines)


def _bar(regime: Regime, top: int, holds: bool, language: str) -> str:
    start, end = _x(regime.valid_from), _x(regime.valid_to or END)
    color = COLOR.get(regime.disease, COLOR[""])
    # a name that would run out of the picture ends at its edge
    runs_out = start + len(regime.name[language]) * LETTER > WIDTH
    anchor, x = ("end", WIDTH - 2) if runs_out else ("start", start)
    term = say_start(regime.valid_from) + " – " + (say_start(regime.valid_to) if regime.valid_to else "")
    dash = "" if regime.verified else ' stroke-dasharray="4 2"'
    return (
        f'<text x="{x}" y="{top + 12}" text-anchor="{anchor}" style="{_STYLE}{";font-weight:600" if holds else ""}">'
        f'{escape(regime.name[language])}<title>{escape(term)}</title></text>'
        f'<rect x="{start}" y="{top + 17}" width="{max(end - start, 3)}" height="{BAR}" rx="2" fill="{color}" '
        f'fill-opacity="{0.95 if holds else 0.35}" stroke="{color}"{dash}/>'
    )
