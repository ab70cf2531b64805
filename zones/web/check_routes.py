"""Answer for the codes of issued sheets: /kiem-tra with a field, /kiem-tra/{code} with what became of the sheet."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from zones.codes import read_code
from zones.issued import IssuedSheet
from zones.places import Place
from zones.stamping import CHECK_PATH
from zones.store.files import DamagedFile
from zones.web.answers import CAREFUL, content_policy, language_of
from zones.web.check_page import answer_page, input_page, mistyped_page, refused_page, unknown_page
from zones.wording import t

MISSES_A_MINUTE: Final = 20
_CALLERS_KEPT: Final = 4096
_LONGEST: Final = 20                       # of what was typed: as the field allows
_log = logging.getLogger(__name__)


class CheckSource(Protocol):
    """Where the answers come from."""

    def clock(self) -> datetime:
        """Return this moment."""

    def ask_code(self, text: str) -> IssuedSheet | None:
        """Return the sheet that a code names."""

    def issued_sheet(self, place_id: str, sheet_id: str) -> IssuedSheet:
        """Return one issued sheet."""

    def issued_file(self, place_id: str, sheet_id: str, form: str) -> bytes:
        """Return the bytes that were issued."""

    def place_of(self, place_id: str) -> Place:
        """Return a place."""


def check_routes(source: CheckSource) -> list[BaseRoute]:
    """Return the routes. They are public: they never say more than a shared sheet does."""
    counter = _Counter(source)
    return [
        Route(f"/{CHECK_PATH}", _guarded(counter.field)),
        Route(f"/{CHECK_PATH}/{{code}}.png", _guarded(counter.picture)),
        Route(f"/{CHECK_PATH}/{{code}}", _guarded(counter.answer)),
    ]


class Misses:
    """How often each caller asked for what is not there, within the last minute; bounded in memory."""

    def __init__(self, limit: int, seconds: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._lock = limit, seconds, threading.Lock()
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def is_too_many(self, caller: str) -> bool:
        """Tell whether a caller has to wait."""
        with self._lock:
            return len(self._recent(caller)) >= self._limit

    def add(self, caller: str) -> None:
        """Count one."""
        with self._lock:
            self._recent(caller).append(self._seconds())

    def _recent(self, caller: str) -> deque[float]:
        times = self._seen.setdefault(caller, deque(maxlen=self._limit))
        self._seen.move_to_end(caller)
        while len(self._seen) > _CALLERS_KEPT:
            self._seen.popitem(last=False)
        while times and times[0] < self._seconds() - 60:
            times.popleft()
        return times


class _Counter:
    """The endpoints over one source."""

    def __init__(self, source: CheckSource) -> None:
        self._source = source
        self._misses = Misses(MISSES_A_MINUTE)

    def field(self, request: Request) -> Response:
        """Answer with the field, or send on to the answer for what was typed into it."""
        language = language_of(request)
        typed = request.query_params.get("ma", "").strip()
        if not typed:
            return _html(request, input_page(language))
        code = read_code(typed)
        if code is None:                  # a slip: nothing was looked up, and nothing is guessed by it
            return _html(request, mistyped_page(language, typed[:_LONGEST]), 400)
        return RedirectResponse(f"{CHECK_PATH}/{code}?lang={language}", 303, CAREFUL)

    def answer(self, request: Request) -> Response:
        """Answer whether a sheet stands, and what it shows."""
        language, now = language_of(request), self._source.clock()
        caller = request.client.host if request.client else ""
        if self._misses.is_too_many(caller):
            return _html(request, refused_page(language, t("issue.check_slow_down", language)), 429)
        typed = request.path_params["code"]
        if read_code(typed) is None:
            return _html(request, mistyped_page(language, typed[:_LONGEST]), 400)
        sheet = self._source.ask_code(typed)
        if sheet is None:
            self._misses.add(caller)
            return _html(request, unknown_page(language, now), 404)
        newer = self._source.issued_sheet(sheet.place_id, sheet.ended_by) if sheet.ended_by else None
        place = self._source.place_of(sheet.place_id)
        return _html(request, answer_page(sheet, place.unit, newer, language, now))

    def picture(self, request: Request) -> Response:
        """Answer with the picture of a shared sheet as it was issued; an internal one has none here."""
        caller = request.client.host if request.client else ""
        sheet = None if self._misses.is_too_many(caller) else self._source.ask_code(request.path_params["code"])
        if sheet is None or sheet.audience != "public" or "png" not in sheet.files:
            self._misses.add(caller)
            return Response(status_code=404, headers=CAREFUL)
        try:
            body = self._source.issued_file(sheet.place_id, sheet.id, "png")
        except (DamagedFile, KeyError):
            _log.error("the stored picture of sheet %s of %s is damaged", sheet.id, sheet.place_id)
            return Response(status_code=404, headers=CAREFUL)
        return Response(body, 200, {**CAREFUL, "Cache-Control": "public, max-age=86400, immutable"}, "image/png")


def _html(request: Request, page: str, status: int = 200) -> Response:
    if "code" in request.path_params:  # the page stands one level deeper: its own links count from above
        page = page.replace('action="kiem-tra"', 'action="../kiem-tra"')
        page = page.replace('href="kiem-tra?', 'href="../kiem-tra?')
    policy = content_policy(page).replace("form-action 'none'", "form-action 'self'")
    headers = {**CAREFUL, "Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return Response(page, status, headers, "text/html")


def _guarded(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    @wraps(endpoint)
    def guarded(request: Request) -> Response:
        try:
            return endpoint(request)
        except Exception as error:
            # only the kind: an error's words may quote a name
            _log.error("the check of a code failed: %s", type(error).__name__)
            language = language_of(request)
            return _html(request, refused_page(language, t("issue.check_failed", language)), 500)

    return guarded
