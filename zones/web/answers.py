"""Make responses: packed ahead, with the headers that keep a browser quick and careful."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import logging
import re
from collections.abc import Callable
from functools import wraps
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zones.wording import LANGUAGES, t

Endpoint = Callable[[Request], Response]

FOR_EVER: Final = "private, max-age=31536000, immutable"
ASK_EACH_TIME: Final = "private, no-cache"
CAREFUL: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}

_log = logging.getLogger(__name__)


class Refused(Exception):
    """A request that cannot be met: an HTTP status and the sentence that says why, or its key in a table."""

    def __init__(self, status: int, key: str = "", table: str = "map_routes", sentence: str = "") -> None:
        super().__init__(key or sentence)
        self.status = status
        self._key = f"{table}.{key}"
        self._sentence = sentence

    def say(self, language: str) -> str:
        """Return the sentence."""
        return self._sentence or t(self._key, language)


def language_of(request: Request) -> str:
    """Return the language asked for, or Vietnamese: for the sentence of a refusal."""
    asked = request.query_params.get("lang", "vi")
    return asked if asked in LANGUAGES else "vi"


def spoken(answer: Callable[[int, str, str], Response]) -> Callable[[Endpoint], Endpoint]:
    """Answer Refused and failures by `answer(status, sentence, language)`; failures are logged, not shown."""

    def decorate(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        def guarded(request: Request) -> Response:
            language = language_of(request)
            try:
                return endpoint(request)
            except Refused as refusal:
                return answer(refusal.status, refusal.say(language), language)
            except Exception:
                _log.exception("%s failed", request.url.path)
                return answer(500, t("map_routes.failed", language), language)

        return guarded

    return decorate


def refusal_json(status: int, sentence: str, language: str) -> Response:
    """Return {"message": sentence}."""
    headers = {**CAREFUL, "Cache-Control": "no-store", "Content-Language": language}
    return JSONResponse({"message": sentence}, status, headers)


def refusal_page(status: int, sentence: str, language: str) -> Response:
    """Return a bare page with the sentence, for an address that a person opens."""
    title = html.escape(t("map_routes.page_title", language))
    body = (
        f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f"<p>{html.escape(sentence)}</p></html>"
    )
    headers = {**CAREFUL, "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"}
    return Response(body, status, headers, "text/html")


def pack(body: bytes) -> bytes:
    """Gzip ahead; the same bytes give the same bytes."""
    return gzip.compress(body, 9, mtime=0)


def packed(request: Request, body: bytes, media_type: str, etag: str, cache: str) -> Response:
    """Answer with a body that `pack` made, or with 304 when the browser holds this `etag` already."""
    headers = {**CAREFUL, "ETag": f'"{etag}"', "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if etag in re.findall(r'"([^"]*)"', request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body, 200, {**headers, "Content-Encoding": "gzip"}, media_type)
    return Response(gzip.decompress(body), 200, headers, media_type)


def content_policy(page: str) -> str:
    """Return a Content-Security-Policy under which only this page's own inline scripts and styles run."""
    scripts = _hashes(re.findall(r"<script>(.*?)</script>", page, re.DOTALL))
    styles = _hashes(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    return (
        f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' {styles}; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
