"""Serve the days of a place: the film that the map plays, and the page that sets two days side by side."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geo import page_files
from geo.page_state import compact_json, geometry_sha
from geo.plain_page import plain_page
from zones.epicurve import FOUND
from zones.made_once import MadeOnce
from zones.web.answers import (
    ASK_EACH_TIME,
    CAREFUL,
    content_policy,
    pack,
    packed,
    refusal_json,
    refusal_page,
    spoken,
)
from zones.web.asking import Places, read_asked
from zones.wording import t, words

FILMS_KEPT: Final = 8


class CourseSource(Places, Protocol):
    """Where the days come from. Called from many threads at once."""

    def newest_revision(self, place_id: str) -> int:
        """Return the newest revision of the data."""

    def days(self, place_id: str) -> tuple[date, date]:
        """Return the first and last day that the data speak of."""

    def film(self, place_id: str, language: str) -> dict[str, Any]:
        """Return all days as one answer (zones.compose.film). Dear: asked once for each revision."""


def course_routes(source: CourseSource) -> list[BaseRoute]:
    """Return the routes /map/film.json and /dien-bien."""
    desk = _CourseDesk(source)
    return [
        Route("/map/film.json", spoken(refusal_json)(desk.film)),
        Route("/dien-bien", spoken(refusal_page)(desk.page)),
    ]


class _CourseDesk:
    def __init__(self, source: CourseSource) -> None:
        self._source = source
        self._films: MadeOnce[tuple[bytes, str]] = MadeOnce(FILMS_KEPT)

    def film(self, request: Request) -> Response:
        """Answer with the film, or 304 where the browser has it: it changes with the data and with the day."""
        asked = read_asked(self._source, request.query_params)
        key = (asked.place, asked.language, self._source.newest_revision(asked.place), self._source.days(asked.place))
        body, etag = self._films.get(key, lambda: self._make(asked.place, asked.language))
        return packed(request, body, "application/json", etag, ASK_EACH_TIME)

    def _make(self, place: str, language: str) -> tuple[bytes, str]:
        body = compact_json(self._source.film(place, language))
        return pack(body), geometry_sha(body)

    def page(self, request: Request) -> Response:
        """Answer with the page "Diễn biến"; it holds no data."""
        asked = read_asked(self._source, request.query_params)
        text, policy = _page(asked.place, asked.language)
        headers = {**CAREFUL, "Content-Security-Policy": policy, "Cache-Control": ASK_EACH_TIME}
        return Response(text, 200, headers, "text/html")


@lru_cache(maxsize=64)
def _page(place: str, language: str) -> tuple[str, str]:
    text = plain_page(
        t("course.screen", language), language, f"map/assets/{page_files.version()}", page_files.COURSE_SCRIPTS,
        page_files.COURSE_STYLES, {
            "place": place, "language": language, "film": "map/film.json", "found": FOUND,
            "words": words("course", language),
        })
    return text, content_policy(text)
