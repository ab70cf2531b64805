"""Say what the map routes need from the rest of the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from geo.mapmodel import Card, MapModel
from geo.sheet import SheetOptions


class MapSource(Protocol):
    """Where the maps come from. `as_of` None means "the latest". Called from many threads at once."""

    def places(self) -> Sequence[str]:
        """Return the ids of all places; the first is the one shown when none is asked for."""

    def knows(self, place_id: str) -> bool:
        """Tell whether there is such a place, or such a trial of one ("place@ruleset")."""

    def version(self, place_id: str, as_of: datetime | None) -> str:
        """Return a text that changes whenever the map may have changed. Cheap: asked at every poll."""

    def model(self, place_id: str, as_of: datetime | None, language: str) -> MapModel:
        """Compose the map. Dear: the routes ask once for each version."""

    def days(self, place_id: str) -> tuple[date, date]:
        """Return the first and last day that the date control offers."""

    def card(self, place_id: str, as_of: datetime | None, language: str, card_id: str) -> Card | None:
        """Return the answer to "Vì sao?"; None when nothing on that map has this card."""

    def sheet(
        self, place_id: str, as_of: datetime | None, language: str, form: str, options: SheetOptions
    ) -> bytes:
        """Draw a sheet as a file. Raises SHEET_TROUBLES (zones.sheets.troubles)."""
