"""Describe a briefing as plain frozen data: pages with big numbers and few words, for whatever draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from zones.epicurve import CaseSpan, DayCount
from zones.situation import Situation


class Tone(StrEnum):
    """Whether a difference is good news."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    PLAIN = "plain"          # neither good nor bad, or not comparable


@dataclass(frozen=True, slots=True)
class Delta:
    """What a number was at another time, and the difference: "hôm qua 5", "+2"."""

    label: str
    value: str
    change: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Figure:
    """One big number, with what it was before. `style` names the map's style whose sample stands beside it."""

    label: str
    value: str
    unit: str = ""
    deltas: tuple[Delta, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: what, its look now (`style`) and before, a sentence, a term. `part` is what it is about on
    the map: (layer, feature)."""

    text: str
    style: str = ""
    before: str = ""
    detail: str = ""
    badge: str = ""
    tone: Tone = Tone.PLAIN
    part: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading; the heading may be empty."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The cases of the days up to the briefing. `units` is how many units there are to report."""

    title: str
    days: tuple[DayCount, ...]
    units: int


@dataclass(frozen=True, slots=True)
class Focus:
    """What of the map a page shows: bounds in degrees (west, south, east, north), the layers beside zones and ground,
    and the features (layer, id) that stand out."""

    bounds: tuple[float, float, float, float]
    layers: tuple[str, ...] = ()
    spotlight: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `key` stays the same from one briefing to the next, so that order and notes find it again; `good` is
    the sentence of a page that has nothing to report."""

    key: str
    kind: str
    title: str
    subtitle: str = ""
    style: str = ""
    good: str = ""
    figures: tuple[Figure, ...] = ()
    groups: tuple[Group, ...] = ()
    curve: Curve | None = None
    focus: Focus | None = None
    more: str = ""                        # what did not go on the page, counted


@dataclass(frozen=True, slots=True)
class Moments:
    """A place at the moment of the briefing, and at those that it is compared with; None: not known then.

    `since` is what the leaders saw at the last briefing, as it was known then; `first` says that there was none, and
    that `since` is 24 hours earlier instead. `curve` reaches back four weeks; `curves` are those of single units.
    """

    now: Situation
    since: Situation | None
    yesterday: Situation | None
    last_week: Situation | None
    first: bool
    curve: tuple[DayCount, ...]
    curves: dict[str, tuple[DayCount, ...]]
    counts: dict[str, CaseSpan]


@dataclass(frozen=True, slots=True)
class Briefing:
    """A frozen briefing. `data_words` says up to when the data go and that they stand still."""

    place_id: str
    language: str
    as_of: datetime
    revision: int
    title: str
    data_words: str
    since_words: str
    pages: tuple[Page, ...] = field(default_factory=tuple)

    def page(self, key: str) -> Page:
        """Return the page of that key; KeyError when there is none."""
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)


LETTERS_OF_TEXT = 34       # so many letters of a line's text go on one row of a page, and so many of its detail
LETTERS_OF_DETAIL = 44


def rows_on_page(line: Line) -> int:
    """Estimate how many rows a line takes on a page, text and detail together."""
    letters = len(line.text) + (len(line.badge) + 2 if line.badge else 0)
    return -(-letters // LETTERS_OF_TEXT) - (-len(line.detail) // LETTERS_OF_DETAIL)


def in_pages(lines: Sequence[Line], rows: int, most: int) -> tuple[list[tuple[Line, ...]], int]:
    """Cut lines into pages of so many rows, at most `most` pages; return them and how many lines were left out."""
    pages: list[list[Line]] = []
    used = 0
    for line in lines:
        needed = rows_on_page(line)
        if not pages or used + needed > rows:
            pages.append([])
            used = 0
        pages[-1].append(line)
        used += needed
    return [tuple(page) for page in pages[:most]], sum(len(page) for page in pages[most:])
