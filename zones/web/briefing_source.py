"""Say what the briefing's routes need from the rest of the program."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from geo.mapmodel import MapModel
from zones.briefing import Begun, Briefing, Note, Plan
from zones.web.asking import Places


class BriefingSource(Places, Protocol):
    """Where briefings come from. Called from many threads at once."""

    def version(self, place_id: str, as_of: datetime | None) -> str:
        """Return a text that changes whenever the map may have changed."""

    def newest_revision(self, place_id: str) -> int:
        """Return the newest revision: no briefing shows later data."""

    def model(self, place_id: str, as_of: datetime | None, language: str, known_at: int | None = None) -> MapModel:
        """Compose the map as it was known at a revision."""

    def briefing(self, place_id: str, as_of: datetime, revision: int, language: str) -> Briefing:
        """Return the pages of a briefing on frozen data."""

    def next_briefing(self, place_id: str, as_of: datetime | None = None) -> datetime:
        """Return the moment at which the data would be frozen now."""

    def begin_briefing(self, place_id: str, as_of: datetime | None = None, author: str = "") -> Begun:
        """Freeze the data of a moment, and record that a briefing was begun on them."""

    def begun(self, place_id: str, as_of: datetime, revision: int) -> Begun | None:
        """Return the briefing begun on these data; None when somebody only looks."""

    def briefings(self, place_id: str, limit: int = 10) -> list[Begun]:
        """Return the briefings begun last, the newest first."""

    def briefing_notes(self, place_id: str, as_of: datetime, revision: int) -> tuple[dict[str, Note], dict[str, Note]]:
        """Return the notes of a briefing, and those of the one before, by page."""

    def briefing_plan(self, place_id: str) -> Plan:
        """Return the order of pages that a place chose."""

    def write_note(
        self, place_id: str, as_of: datetime, revision: int, page: str, text: str, *, seen: int, author: str
    ) -> Note:
        """Write on a page; Overtaken when somebody else did since `seen`."""

    def write_plan(self, place_id: str, plan: Plan, author: str) -> Plan:
        """Choose another order of pages; Overtaken when somebody else did."""
