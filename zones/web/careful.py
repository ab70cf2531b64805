"""Take a change from our own page only: same origin, JSON, of a bearable size, with numbers that are numbers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from zones.web.answers import Refused, language_of, refusal_json

LARGEST: Final = 6 * 2**20            # 50,000 vertices with 15 digits each are 2 MB: they get their own sentence
Sent = Mapping[str, Any]
Endpoint = Callable[[Request], Response]


def taking(endpoint: Endpoint, largest: int = LARGEST) -> Callable[[Request], Awaitable[Response]]:
    """Read what was sent (at most `largest` bytes) into `request.state.sent`, and let the endpoint work in a thread;
    refusals are answered."""
    async def receive(request: Request) -> Response:
        try:
            request.state.sent = await read_change(request, largest)
        except Refused as refusal:
            language = language_of(request)
            return refusal_json(refusal.status, refusal.say(language), language)
        return await run_in_threadpool(endpoint, request)

    return receive


async def read_change(request: Request, largest: int = LARGEST) -> Sent:
    """Return the JSON object that was sent. Raises Refused: other_site, not_json, too_large.

    A page of another site can make a browser send a form, but not JSON, and browsers say where a request comes from.
    """
    require_own_page(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "not_json")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise Refused(413, "too_large")
    try:
        sent = json.loads(bytes(body), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(400, "not_json") from None
    if not isinstance(sent, dict):
        raise Refused(400, "not_json")
    return sent


def require_own_page(request: Request) -> None:
    """Raise Refused (other_site) when the browser says that another site's page sends this."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise Refused(403, "other_site")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refused(403, "other_site")


def _no_number(name: str) -> float:
    raise ValueError(name)
