"""Answer "Vì sao?" on a map that is passed on: units alone, without what only the command post should know."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.mapmodel import Card
from zones.audience.bands import few_areas
from zones.audience.privacy import without_numbers
from zones.cards import make_card
from zones.situation import Situation
from zones.wording import t

# outlook and near misses say how many cases are missing to the next level; the checklist and the contents of a unit
# are the command post's own business
SECTIONS: Final = {
    "area": ("why", "numbers", "measures", "basis"),
    # what a document designates or locks down: what it asks, by which paper; not how many live there
    "site": ("measures", "basis"),
    "lockdown": ("measures", "basis"),
}
# of a unit with few households not even the numbers from which its count could be worked out
SECTIONS_OF_FEW: Final = ("measures", "basis")


def public_card(situation: Situation, card_id: str, language: str) -> Card | None:
    """Return a card of a public situation as it may be passed on; None for what has none."""
    kind, _, record_id = card_id.partition("/")
    if kind not in SECTIONS:
        return None
    names = SECTIONS_OF_FEW if kind == "area" and record_id in few_areas(situation) else SECTIONS[kind]
    card = make_card(situation, card_id, language, names)
    if card is None:
        return None
    titles = {t(f"card.{name}", language) for name in names}
    sections = tuple(
        replace(section, lines=tuple((label, without_numbers(value)) for label, value in section.lines))
        for section in card.sections if section.title in titles
    )
    return replace(card, title=without_numbers(card.title), sections=sections, notices=())
