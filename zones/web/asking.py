"""Read what a request asks for: place, moment, revision, language; and take in what a page sends."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from zones.times import parse_moment
from zones.web.answers import Endpoint, Refused
from zones.wording import LANGUAGES

MOST_BYTES: Final = 64_000          # of what a page may send
AsyncEndpoint = Callable[[Request], Awaitable[Response]]


class Places(Protocol):
    """What reading a request needs to know."""

    def places(self) -> list[str]:
        """Return the ids of all places; the first is the one meant when none is named."""

    def knows(self, place_id: str) -> bool:
        """Tell whether there is such a place, or such a view of one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is about. `as_of` None: the newest; `revision` None: the newest."""

    place: str
    language: str
    as_of: datetime | None = None
    revision: int | None = None


def read_asked(source: Places, query: Mapping[str, Any]) -> Asked:
    """Read place, lang, as_of and revision; Refused when one of them is not known."""
    language = query.get("lang") or "vi"
    if language not in LANGUAGES:
        raise Refused(400, "unknown_language")
    place = query.get("place") or next(iter(source.places()), "")
    if not isinstance(place, str) or not source.knows(place):
        raise Refused(404, "unknown_place")
    revision = str(query.get("revision") or "")
    if revision and not (revision.isascii() and revision.isdigit() and len(revision) < 18):
        raise Refused(400, "bad_moment")
    return Asked(place, language, read_moment(query.get("as_of") or ""), int(revision) if revision else None)


def read_moment(text: Any) -> datetime | None:
    """Read an ISO moment; None for an empty text, Refused for what is no moment."""
    if not text:
        return None
    try:
        # a "+" that nobody escaped arrives as a blank
        return parse_moment(text.replace(" ", "+") if "T" in text else text)
    except (ValueError, OverflowError, AttributeError):   # OverflowError: the year 1 in another zone
        raise Refused(400, "bad_moment") from None


def taking_in(endpoint: Callable[[Request, Mapping[str, Any]], Response], guard: Callable[[Endpoint], Endpoint]
              ) -> AsyncEndpoint:
    """Make an endpoint of a function that takes the JSON object a page of ours sent; it runs in a thread.

    Another site's page cannot send here: a form cannot send JSON, and browsers say where a request comes from.
    """

    async def receive(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                break

        def answer(asked: Request) -> Response:
            return endpoint(asked, _read(asked, body))

        return await run_in_threadpool(guard(answer), request)

    return receive


def _read(request: Request, body: bytes) -> Mapping[str, Any]:
    own = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    typed = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    if not own or not typed or len(body) > MOST_BYTES:
        raise Refused(400, "bad_request")
    try:
        sent = json.loads(body)
    except ValueError:
        raise Refused(400, "bad_request") from None
    if not isinstance(sent, dict):
        raise Refused(400, "bad_request")
    return sent
