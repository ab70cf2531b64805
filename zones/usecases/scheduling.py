"""Make the sets of maps by the clock: to a dated folder, whole or not at all, and tell when it failed."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from geo.sheet import SheetKind, SheetOptions
from zones.outbox import remove_old, set_name, write_set
from zones.schedule import Schedule, missing_since, must_run, next_due
from zones.sheets.troubles import SHEET_TROUBLES, say_sheet_trouble
from zones.situation import Situation
from zones.store import StoreTrouble
from zones.store.schedules import keep_schedule, read_schedule
from zones.times import say_start
from zones.usecases.exporting import Exporting
from zones.wording import LANGUAGES, t
from zones.writing import write_whole

STATUS: Final = "trang-thai.json"
# what a set holds: name of the file, its form, what is asked of the printer
SET: Final[tuple[tuple[str, str, SheetOptions], ...]] = (
    ("ban-do.pdf", "pdf", SheetOptions()), ("ban-do.png", "png", SheetOptions()),
    ("zalo.png", "png", SheetOptions(SheetKind.SQUARE)), ("tap-ban-do.pdf", "pdf", SheetOptions(SheetKind.ATLAS)),
    ("so-lieu.xlsx", "xlsx", SheetOptions()), ("ban-do.html", "html", SheetOptions()),
)
_LONGEST_SLEEP: Final = timedelta(seconds=30)      # a clock that is set, a machine that slept: look again soon
_log = logging.getLogger(__name__)

Wait = Callable[[float], bool]             # seconds -> whether to end


class Scheduling(Exporting):
    """The verbs of the service that works when nobody is there."""

    def set_schedule(self, place_id: str, folder: Path, hours: Sequence[time]) -> Schedule:
        """Say at which hours a place's sets are due; the same hours and folder keep what is known of them."""
        wanted = tuple(sorted(set(hours)))
        known = read_schedule(self.store, place_id)
        if known is not None and (known.folder, known.hours) == (str(folder), wanted):
            return known
        schedule = Schedule(place_id, str(folder), wanted, self.clock())
        keep_schedule(self.store, schedule)
        return schedule

    def run_due(self, place_ids: Sequence[str], folder: Path, language: str = "vi") -> dict[str, bool]:
        """Make the sets that must be made now; return for each of those places whether it went well."""
        done = {}
        for place_id in place_ids:
            schedule = read_schedule(self.store, place_id)
            if schedule is not None and must_run(schedule, self.clock()):
                done[place_id] = self.make_set(place_id, folder, language)
        return done

    def run_service(self, place_ids: Sequence[str], folder: Path, wait: Wait, language: str = "vi") -> None:
        """Make sets at their hours until `wait` says to end. A failure is told and tried again; it ends nothing."""
        while True:
            try:
                self.run_due(place_ids, folder, language)
            except Exception as error:
                _log.error("the schedule stumbled: %s", type(error).__name__)
            now = self.clock()
            schedules = [one for place_id in place_ids if (one := self._schedule_or_none(place_id)) is not None]
            dues = [due for one in schedules if (due := next_due(one.hours, now)) is not None]
            rest = min([*(due - now for due in dues), _LONGEST_SLEEP])
            if wait(max(1.0, rest.total_seconds())):
                return

    def make_set(self, place_id: str, folder: Path, language: str = "vi") -> bool:
        """Make one set now, whole or not at all; keep what became of it in log, status file and store."""
        start = self.clock()
        home = folder / place_id
        reason: dict[str, str] = {}
        try:
            situation = self.situation(place_id)       # one revision and one moment for all files
            about = {"place": place_id, "made_at": start.isoformat(), "as_of": situation.as_of.isoformat(),
                     "revision": situation.revision}
            made = write_set(home, set_name(start), self._files(situation, language), about)
            remove_old(home)
        except SHEET_TROUBLES as trouble:
            reason = {speech: say_sheet_trouble(trouble, speech) for speech in LANGUAGES}
        except OSError as error:
            words = error.strerror or type(error).__name__
            reason = {speech: t("schedule.failed_disk", speech, reason=words) for speech in LANGUAGES}
        except StoreTrouble:
            reason = {speech: t("schedule.failed_store", speech) for speech in LANGUAGES}
        except Exception as error:
            # only the kind of error: its words may quote a cell of somebody's file
            _log.error("the set of %s failed: %s", place_id, type(error).__name__)
            reason = {speech: t("schedule.failed", speech) for speech in LANGUAGES}
        if reason:
            _log.error("%s: %s", place_id, reason["en"])
        else:
            _log.info("%s: wrote %s", place_id, made)
        self._remember(place_id, folder, start, reason)
        return not reason

    def schedule_notice(self, place_id: str, language: str) -> str:
        """Return what staff must know of a place's sets: that one failed or is overdue; "" where all is well."""
        schedule = read_schedule(self.store, place_id)
        if schedule is None:
            return ""
        if schedule.failed_at is not None:
            words = dict(schedule.reason).get(language, "")
            return t("schedule.notice_failed", language, moment=say_start(schedule.failed_at), reason=words)
        missing = missing_since(schedule, self.clock())
        if missing is None:
            return ""
        last = say_start(schedule.last_ok) if schedule.last_ok else t("schedule.never", language)
        return t("schedule.notice_overdue", language, moment=say_start(missing), last=last)

    def _files(self, situation: Situation, language: str) -> Iterator[tuple[str, bytes]]:
        """Make the files one after the other, when their turn comes."""
        for name, form, options in SET:
            yield name, self.export(situation.view.address, situation.as_of, language, form, options,
                                    known_at=situation.revision)

    def _remember(self, place_id: str, folder: Path, start: datetime, reason: dict[str, str]) -> None:
        """Keep what became of a try where a person or a program looks; none of the places may break another."""
        known = self._schedule_or_none(place_id) or Schedule(place_id, str(folder), (), start)
        now = replace(
            known, last_try=start, failed_at=start if reason else None, reason=tuple(reason.items()),
            last_ok=known.last_ok if reason else start,
        )
        try:
            keep_schedule(self.store, now)
        except StoreTrouble as trouble:
            _log.error("the store did not take what became of the set of %s: %s", place_id, trouble)
        status = {
            "place": place_id, "ok": not reason, "last_try": start.isoformat(),
            "last_ok": now.last_ok.isoformat() if now.last_ok else None, "reason": reason,
        }
        try:
            (folder / place_id).mkdir(parents=True, exist_ok=True)
            write_whole(folder / place_id / STATUS, json.dumps(status, ensure_ascii=False, indent=1).encode("utf-8"))
        except OSError as error:
            _log.error("the status file of %s could not be written: %s", place_id, error.strerror)

    def _schedule_or_none(self, place_id: str) -> Schedule | None:
        try:
            return read_schedule(self.store, place_id)
        except Exception as error:
            _log.error("the schedule of %s could not be read: %s", place_id, type(error).__name__)
            return None


def wait_for(ended: threading.Event) -> Wait:
    """Return a way to wait that an event ends at once."""
    return ended.wait
