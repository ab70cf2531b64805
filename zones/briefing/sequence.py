"""Put a briefing's pages in the order that a command post chose, and keep what it wrote on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zones.briefing.model import Page


@dataclass(frozen=True, slots=True)
class Begun:
    """A briefing that was begun: the moment and revision at which its data were frozen, who began it and when."""

    briefing_id: int
    place_id: str
    as_of: datetime
    revision: int
    begun_at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Note:
    """What was written on a page at a briefing. `note_id` grows: a later one takes the place of the earlier."""

    note_id: int
    briefing_id: int
    page: str
    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A place's own sequence: page keys in order, and those that are not shown. `plan_id` 0: nothing was chosen."""

    plan_id: int = 0
    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def arrange(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """Return `keys` in the chosen order; a page that the order does not know follows the one it follows by itself.

    Pages that come in several ("changes/2", "hot/…") move with their first part where the order names only that.
    """
    rank = {key: number for number, key in enumerate(order)}
    place: list[tuple[float, int]] = []
    last = -1.0
    for number, key in enumerate(keys):
        own = rank.get(key, rank.get(key.partition("/")[0]))
        # an unknown page stays behind its neighbour; the index keeps several of them apart
        last = last if own is None else float(own)
        place.append((last, number))
    return [keys[number] for _, number in sorted(place)]


def is_visible(page: Page, hidden: Sequence[str]) -> bool:
    """Tell whether a page is shown: by its key, or by the first part of it."""
    return page.key not in hidden and page.key.partition("/")[0] not in hidden
