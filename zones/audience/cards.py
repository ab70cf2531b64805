"""Answer "Vì sao?" on a map that is passed on: units alone, without what only the command post should know."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.mapmodel import Card
from zones.audience.bands import few_areas
from zones.cards import make_card
from zones.situation import Situation
from zones.wording import t

# outlook and near misses say how many cases are missing to the next level, the checklist and the contents of a unit
# are the command post's own business
SECTIONS: Final = ("why", "numbers", "measures", "basis")
# of a unit with few households not even the numbers from which its count could be worked out
SECTIONS_OF_FEW: Final = ("measures", "basis")


def public_card(situation: Situation, card_id: str, language: str) -> Card | None:
    """Return a unit's card as it may be passed on; None for anything else."""
    kind, _, area_id = card_id.partition("/")
    card = make_card(situation, card_id, language) if kind == "area" else None
    if card is None:
        return None
    names = SECTIONS_OF_FEW if area_id in few_areas(situation) else SECTIONS
    titles = {t(f"card.{name}", language) for name in names}
    return replace(card, sections=tuple(section for section in card.sections if section.title in titles), notices=())
