"""Hold what a sheet is made from: a situation as its readers may know it, its map and its cards, its days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import Card, Chart, MapModel
from geo.names import alphabetical
from geo.sheet import Audience
from zones.audience import NamedSite, few_areas, named_sites, public_card, public_model, public_situation
from zones.cards import make_card
from zones.compose import compose
from zones.sheets.curve import DailyCharts
from zones.situation import Situation


@dataclass(frozen=True, slots=True)
class Subject:
    """A situation for one audience. `card` answers for a card id; `curve` gives the days of a unit, None: of all.

    `named_sites` are those that a public map names and does not mark; an internal one numbers them in its tables.
    """

    situation: Situation
    model: MapModel
    language: str
    card: Callable[[str], Card | None]
    curve: Callable[[str | None], Chart | None]
    named_sites: tuple[NamedSite, ...] = ()

    def units(self) -> list[dict[str, Any]]:
        """Return the rows of the units in the order of their names."""
        return sorted(rows_of(self.situation.areas), key=lambda row: alphabetical(str(row["name"])))


def make_subject(
    situation: Situation, cases: pd.DataFrame, reports: pd.DataFrame, audience: Audience, language: str
) -> Subject:
    """Return what may be told to an audience; `cases` and `reports` are all of the place at that revision."""
    def curve(area_id: str | None) -> Chart | None:
        if audience is Audience.PUBLIC and (area_id in hidden if area_id else hidden):
            return None
        return charts.of(area_id)

    charts = DailyCharts(situation, cases, reports, language)
    # the days of all units together would give away the one that is not told
    hidden = few_areas(situation)
    if audience is Audience.INTERNAL:
        return Subject(situation, compose(situation, language), language,
                       lambda card_id: make_card(situation, card_id, language), curve)
    announced = public_situation(situation)
    return Subject(announced, public_model(situation, cases, language), language,
                   lambda card_id: public_card(announced, card_id, language), curve,
                   tuple(named_sites(announced, language)))
