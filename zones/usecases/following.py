"""Follow a place over its days: all their states at once, the film that a page plays."""

from __future__ import annotations

from typing import Any

from zones.compose.film import make_film
from zones.course import Course, build_course
from zones.epicurve import days_between
from zones.rulebook import placed_for, rules_for
from zones.situation.view import read_view
from zones.usecases.looking import Looking


class Following(Looking):
    """The verbs that look at many days."""

    def course(self, place_id: str, known_at: int | None = None) -> Course:
        """Return the states of all days of a place, as known at a revision (None: now); computed once for each."""
        view = read_view(place_id)
        newest = self.store.revision(view.place_id)
        revision = newest if known_at is None else min(known_at, newest)
        first, last = self.days(place_id)
        library = self.library()

        def build() -> Course:
            place = self.store.place(view.place_id, revision)
            return build_course(
                placed_for(place, view), self._records(view.place_id, revision),
                lambda moment: rules_for(place, view, moment, library), days_between(first, last), revision, view,
                self._keep,
            )

        return self._keep_apart(("course", view, revision, first, last, library.version), build)

    def film(self, place_id: str, language: str) -> dict[str, Any]:
        """Return the days of a place as one compact answer for the page that plays them, in "vi" or "en"."""
        return make_film(self.course(place_id), language)
