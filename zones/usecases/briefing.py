"""Brief the leaders: begin a briefing, build its pages from frozen data, write on them, choose their order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from geo.frames import VIETNAM_TIME
from zones.briefing import Begun, Briefing, Moments, Note, Plan, hot_units, make_briefing
from zones.briefing.overview import DAY, WEEK
from zones.epicurve import CaseSpan, DayCount, count_days, count_span, days_between
from zones.situation import Situation
from zones.situation.view import read_view
from zones.store.briefings import BriefingLog
from zones.usecases.looking import Looking

CURVE_DAYS: Final = 28
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


class UnknownBriefing(LookupError):
    """No briefing was begun on these data."""


class BriefingLeaders(Looking):
    """The verbs of a briefing."""

    def begin_briefing(self, place_id: str, as_of: datetime | None = None, author: str = "") -> Begun:
        """Freeze the data at a moment (None: the newest) and record that a briefing was begun on them."""
        revision, moment = self.newest_revision(place_id), self.next_briefing(place_id, as_of)
        return BriefingLog(self.store).begin(place_id, moment, revision, author, self.clock())

    def next_briefing(self, place_id: str, as_of: datetime | None = None) -> datetime:
        """Return the moment at which the data would be frozen now."""
        view = read_view(place_id)
        revision = self.store.revision(view.place_id)
        return self.moment(self.store.place(view.place_id, revision), revision, as_of)

    def briefing(self, place_id: str, as_of: datetime, revision: int, language: str) -> Briefing:
        """Return the briefing on the data of a moment as known at a revision; the same for ever."""
        former = BriefingLog(self.store).before(place_id, as_of, revision)
        key = ("briefing", place_id, as_of, revision, former, self.library().version, language)
        return self._keep_apart(key, lambda: make_briefing(self._moments(place_id, as_of, revision, former), language))

    def _moments(self, place_id: str, as_of: datetime, revision: int, former: Begun | None) -> Moments:
        now = self.situation(place_id, as_of, revision)
        first_day, _ = self.days(place_id)

        def earlier(gap: timedelta) -> Situation | None:
            known = (as_of - gap).astimezone(VIETNAM_TIME).date() >= first_day
            return self.situation(place_id, as_of - gap, revision) if known else None

        yesterday = earlier(A_DAY)
        since = self.situation(place_id, former.as_of, former.revision) if former else yesterday
        return Moments(now, since, yesterday, earlier(A_WEEK), former is None, *self._numbers(now))

    def _numbers(
        self, now: Situation
    ) -> tuple[tuple[DayCount, ...], dict[str, tuple[DayCount, ...]], dict[str, CaseSpan]]:
        """Count the days up to a moment: for the place, for each hot unit, and the spans that the overview compares."""
        records = self._records(read_view(now.view.place_id).place_id, now.revision)
        diseases = {one.ruleset.disease for one in now.assessments}
        cases, reports = (frame[frame["disease"].isin(diseases)] for frame in (records["cases"], records["reports"]))
        last = now.as_of.astimezone(VIETNAM_TIME).date()
        days = days_between(last - timedelta(days=CURVE_DAYS - 1), last)
        units = now.areas["area_id"].tolist()
        curves = {
            unit: count_days(cases[cases["area_id"] == unit], reports, days, [unit], now.as_of)
            for unit in hot_units(now)
        }
        ends = {DAY: (now.as_of, A_DAY), "day_before": (now.as_of - A_DAY, A_DAY),
                "day_last_week": (now.as_of - A_WEEK, A_DAY), WEEK: (now.as_of, A_WEEK),
                "week_before": (now.as_of - A_WEEK, A_WEEK)}
        counts = {name: count_span(cases, reports, end - length, end) for name, (end, length) in ends.items()}
        return count_days(cases, reports, days, units, now.as_of), curves, counts

    def newest_revision(self, place_id: str) -> int:
        """Return the newest revision of the place that a view shows."""
        return self.store.revision(read_view(place_id).place_id)

    def begun(self, place_id: str, as_of: datetime, revision: int) -> Begun | None:
        """Return the briefing that was begun on these data; None when somebody only looks."""
        return BriefingLog(self.store).find(place_id, as_of, revision)

    def briefings(self, place_id: str, limit: int = 10) -> list[Begun]:
        """Return the briefings of a place that were begun last, the newest first."""
        return BriefingLog(self.store).latest(place_id, limit)

    def briefing_notes(self, place_id: str, as_of: datetime, revision: int) -> tuple[dict[str, Note], dict[str, Note]]:
        """Return what stands on the pages of a briefing, and what stood on those of the one before."""
        log = BriefingLog(self.store)
        own, former = log.find(place_id, as_of, revision), log.before(place_id, as_of, revision)
        return (log.notes(own.briefing_id) if own else {}), (log.notes(former.briefing_id) if former else {})

    def write_note(
        self, place_id: str, as_of: datetime, revision: int, page: str, text: str, *, seen: int, author: str
    ) -> Note:
        """Write on a page of a briefing. UnknownBriefing when it was never begun; Overtaken by another's note."""
        log = BriefingLog(self.store)
        own = log.find(place_id, as_of, revision)
        if own is None:
            raise UnknownBriefing(place_id)
        return log.write_note(own, page, text, seen=seen, author=author, recorded_at=self.clock())

    def briefing_plan(self, place_id: str) -> Plan:
        """Return the order of pages that a place chose."""
        return BriefingLog(self.store).plan(place_id)

    def write_plan(self, place_id: str, plan: Plan, author: str) -> Plan:
        """Choose another order of pages; Overtaken when somebody did so since `plan.plan_id` was read."""
        return BriefingLog(self.store).write_plan(place_id, plan, author=author, recorded_at=self.clock())
