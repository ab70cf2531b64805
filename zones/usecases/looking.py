"""Look at a place: its situation at a moment, the composed map, a card."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

import pandas as pd

from geo.frames import VIETNAM_TIME
from geo.mapmodel import Card, MapModel
from zones.cards import make_card
from zones.comparison import Change, compare
from zones.compose import compose
from zones.places import Place
from zones.rulebook import is_known, placed_for, rules_for
from zones.ruleset import Ruleset
from zones.situation import Situation, build_situation
from zones.situation.view import View, read_view
from zones.usecases.desk import Desk


class Looking(Desk):
    """The verbs that change nothing."""

    def list_places(self) -> list[Place]:
        """Return all places in the order in which they were made."""
        return self.store.places()

    def places(self) -> list[str]:
        """Return the ids of all places; the first is the one shown when none is asked for."""
        return [place.id for place in self.store.places()]

    def moment(self, place: Place, revision: int, asked: datetime | None) -> datetime:
        """Return the moment to show: the one asked for, else the newest.

        The newest moment of a live place is now; that of a pinned one is its own, or the end of newer data.
        """
        if asked is not None:
            return asked
        now = self.clock().replace(second=0, microsecond=0)
        if place.pinned_as_of is None:
            return now
        ends = self._records(place.id, revision)["reports"]["period_end"]
        # data complete to midnight are shown as the day that they close, not as the first minute of the next
        newest = ends.max().to_pydatetime() - timedelta(minutes=1) if len(ends) else place.pinned_as_of
        return max(place.pinned_as_of, min(newest, now))

    def ruleset(self, place: Place, moment: datetime, disease: str = "") -> Ruleset:
        """Return the rule that colours a place's map at a moment."""
        return rules_for(place, View(place.id, disease), moment, self.library()).own[0]

    def knows(self, place_id: str) -> bool:
        """Tell whether there is such a place, or such a view of one ("place@ruleset", "place@combined")."""
        view = read_view(place_id)
        return view.place_id in self.places() and is_known(self._place(view), view, self.library())

    def situation(self, place_id: str, as_of: datetime | None = None, known_at: int | None = None) -> Situation:
        """Return everything about a place at a moment (None: the newest), as it was known at a revision (None: now).

        "place@…" is another view of the same data (`zones.situation.view`). UnknownPlace when there is no such place.
        """
        view = read_view(place_id)
        newest = self.store.revision(view.place_id)
        revision = newest if known_at is None else min(known_at, newest)
        place = self.store.place(view.place_id, revision)
        moment = self.moment(place, revision, as_of)
        library = self.library()

        def build() -> Situation:
            rules = rules_for(place, view, moment, library)
            records = self._records(view.place_id, revision)
            return build_situation(placed_for(place, view), records, rules, moment, revision, view, self._keep)

        return self._keep(("situation", view, revision, moment, library.version), build)

    def compare(self, place_id: str, trial: View, as_of: datetime | None = None) -> tuple[Change, ...]:
        """Return which units would stand at another level in a trial, the worst change first."""
        return compare(self.situation(place_id, as_of), self.situation(trial.address, as_of))

    def model(
        self, place_id: str, as_of: datetime | None, language: str, known_at: int | None = None
    ) -> MapModel:
        """Return the composed map of a place at a moment in "vi" or "en"."""
        situation = self.situation(place_id, as_of, known_at)
        key = ("model", place_id, situation.revision, situation.as_of, self.library().version, language)
        return self._keep(key, lambda: compose(situation, language))

    def card(self, place_id: str, as_of: datetime | None, language: str, card_id: str) -> Card | None:
        """Return the answer to "Vì sao?" for one thing on the map; None when it is not there at that moment."""
        return make_card(self.situation(place_id, as_of), card_id, language)

    def version(self, place_id: str, as_of: datetime | None) -> str:
        """Return what changes when the map does: the revision and the moment. Cheap: one query, no computation."""
        view = read_view(place_id)
        place, revision = self._place(view), self.store.revision(view.place_id)
        library = hashlib.sha256(self.library().version.encode()).hexdigest()[:8]
        return f"{revision}-{self.moment(place, revision, as_of):%Y%m%d%H%M}-{library}"

    def days(self, place_id: str) -> tuple[date, date]:
        """Return the first and last day that the data speak of."""
        base = read_view(place_id).place_id
        revision = self.store.revision(base)
        last = self.moment(self.store.place(base), revision, None)
        records = self._records(base, revision)
        starts = [records["reports"]["period_start"].min(), records["cases"]["date_reporting"].min()]
        known = [start.to_pydatetime() for start in starts if pd.notna(start)]
        first = min([*known, last])
        return first.astimezone(VIETNAM_TIME).date(), last.astimezone(VIETNAM_TIME).date()
