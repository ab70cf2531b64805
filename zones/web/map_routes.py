"""Serve the map page, its state, shapes and cards, and the sheet: the routes of `MapSource`.

The page asks for the state every two seconds. A state is made once for each version, place and language;
while nothing changes an answer costs one call of `MapSource.version` and 304. Shapes lie under the hash of
their content and are fetched once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geo import page_files
from geo.page_state import card_json, compact_json, geometries, geometry_sha, state
from geo.render_folium import page_html
from zones.made_once import MadeOnce
from zones.sheets.files import MEDIA_TYPES, file_name
from zones.sheets.troubles import SHEET_TROUBLES, DrawingFailed, say_sheet_trouble
from zones.times import parse_moment
from zones.web.answers import (
    ASK_EACH_TIME,
    CAREFUL,
    FOR_EVER,
    Refused,
    content_policy,
    pack,
    packed,
    refusal_json,
    refusal_page,
    spoken,
)
from zones.web.blobs import Blobs
from zones.web.sheet_request import read_request
from zones.web.source import MapSource
from zones.wording import LANGUAGES, t, words

STATES_KEPT: Final = 64
SHEETS_KEPT: Final = 6
GEOMETRY_BYTES_KEPT: Final = 64 * 2**20
# the words that the page needs before its first state has come
FIRST_WORDS: Final = ("loading", "first_load_failed", "signed_out", "server_trouble", "map_label")


def map_routes(source: MapSource) -> list[BaseRoute]:
    """Return the routes /map, /map/state.json, /map/geometry/…, /map/why/…, /map/assets/… and /sheet."""
    desk = _MapDesk(source)
    said, shown = spoken(refusal_json), spoken(refusal_page)
    return [
        Route("/map", shown(desk.page)),
        Route("/map/state.json", said(desk.state)),
        Route("/map/geometry/{sha}.geojson", said(desk.geometry)),
        Route("/map/why/{card_id:path}", said(desk.why)),
        Route("/map/assets/{version}/{name:path}", said(_asset)),
        Route("/sheet", said(desk.sheet)),
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which map a request is about."""

    place: str
    as_of: datetime | None
    language: str


@dataclass(frozen=True, slots=True)
class _State:
    """A state ready to send."""

    as_of: str
    etag: str
    body: bytes
    shas: frozenset[str]


class _MapDesk:
    """The endpoints over one source, with what they remember. Used by many threads."""

    def __init__(self, source: MapSource) -> None:
        self._source = source
        self._states: MadeOnce[_State] = MadeOnce(STATES_KEPT)
        self._sheets: MadeOnce[bytes] = MadeOnce(SHEETS_KEPT)
        self._blobs = Blobs(GEOMETRY_BYTES_KEPT)
        self._one_again_at_a_time = Lock()

    def page(self, request: Request) -> Response:
        """Answer with the page; it holds no data, only which place, language and moment to ask for."""
        asked = self._asked(request)
        text, policy = _page(asked.place, asked.language, asked.as_of)
        headers = {**CAREFUL, "Content-Security-Policy": policy, "Cache-Control": ASK_EACH_TIME}
        return Response(text, 200, headers, "text/html")

    def state(self, request: Request) -> Response:
        """Answer with the state, or 304."""
        made = self._state(self._asked(request))
        return packed(request, made.body, "application/json", made.etag, ASK_EACH_TIME)

    def geometry(self, request: Request) -> Response:
        """Answer with shapes by their hash. When they were dropped, the query says which map held them."""
        sha = request.path_params["sha"]
        blob = self._blobs.get(sha)
        if blob is None and "place" in request.query_params:
            blob = self._shapes_again(sha, self._asked(request))
        if blob is None:
            raise Refused(404, "unknown_geometry")
        return packed(request, blob, "application/geo+json", sha, FOR_EVER)

    def why(self, request: Request) -> Response:
        """Answer "Vì sao?" for one thing on the map."""
        asked = self._asked(request)
        card = self._source.card(asked.place, asked.as_of, asked.language, request.path_params["card_id"])
        if card is None:
            raise Refused(404, "unknown_card")
        body = compact_json(card_json(card))
        return packed(request, pack(body), "application/json", geometry_sha(body), ASK_EACH_TIME)

    def sheet(self, request: Request) -> Response:
        """Answer with the sheet as a file to keep."""
        asked = self._asked(request)
        form, options = read_request(request.query_params)
        try:
            body = self._sheets.get(
                (asked, form, options, self._version(asked)),
                lambda: self._source.sheet(asked.place, asked.as_of, asked.language, form, options),
            )
        except SHEET_TROUBLES as trouble:
            status = 500 if isinstance(trouble, DrawingFailed) else 422
            raise Refused(status, sentence=say_sheet_trouble(trouble, asked.language)) from trouble
        name = file_name(asked.place, self._state(asked).as_of, form, options, asked.language)
        headers = {
            **CAREFUL,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox",   # an SVG may hold names that users typed
            "Cache-Control": "no-store",
        }
        return Response(body, 200, headers, MEDIA_TYPES[form])

    def _asked(self, request: Request) -> _Asked:
        """Read place, as_of and lang; Refused when one of them is not known."""
        query = request.query_params
        language = query.get("lang", "vi")
        if language not in LANGUAGES:
            raise Refused(400, "unknown_language")
        place = query.get("place") or next(iter(self._source.places()), "")
        if not self._source.knows(place):
            raise Refused(404, "unknown_place")
        return _Asked(place, _moment(query.get("as_of", "")), language)

    def _version(self, asked: _Asked) -> str:
        return self._source.version(asked.place, asked.as_of)

    def _state(self, asked: _Asked) -> _State:
        return self._states.get((asked, self._version(asked)), lambda: self._make_state(asked))

    def _make_state(self, asked: _Asked) -> _State:
        model = self._source.model(asked.place, asked.as_of, asked.language)
        shas = {}
        for layer_id, body in geometries(model).items():
            shas[layer_id] = geometry_sha(body)
            if shas[layer_id] not in self._blobs:
                self._blobs.put(shas[layer_id], pack(body))
        sent = state(model, shas, self._source.days(asked.place))
        # a page that was opened before an update learns that there are newer scripts
        body = compact_json({**sent, "page": page_files.version()})
        return _State(model.as_of, geometry_sha(body), pack(body), frozenset(shas.values()))

    def _shapes_again(self, sha: str, asked: _Asked) -> bytes | None:
        """Make shapes anew that were dropped, when the map asked about has them at all."""
        if sha not in self._state(asked).shas:
            return None
        with self._one_again_at_a_time:
            if sha not in self._blobs:
                self._make_state(asked)
        return self._blobs.get(sha)


@lru_cache(maxsize=64)
def _page(place: str, language: str, as_of: datetime | None) -> tuple[str, str]:
    """Return the page and its content policy. Addresses are relative: the server may stand under a path."""
    all_words = words("map_page", language)
    text = page_html(f"map/assets/{page_files.version()}", {
        "place": place,
        "language": language,
        "as_of": None if as_of is None else as_of.isoformat(),
        "version": page_files.version(),
        "words": {key: all_words[key] for key in FIRST_WORDS},
        "state": "map/state.json",
        "geometry": "map/geometry/",
        "why": "map/why/",
        "sheet": "sheet",
        "export": "export",
        "page": "map",
        "film": {"address": "map/film.json", "words": {
            key: t(f"course.{key}", language) for key in ("curve_button", "curve_failed")}},
        "briefing": {"begin": "giao-ban/begin", "page": "giao-ban", "words": {
            key: t(f"briefing.{key}", language) for key in ("start", "start_hint", "begin_failed", "unreachable")}},
    })
    return text, content_policy(text)


def _asset(request: Request) -> Response:
    """Answer with one of our own files. An address with an old version still works, but is not kept."""
    name = request.path_params["name"]
    try:
        body = _packed_asset(name)
    except KeyError:
        raise Refused(404, "unknown_asset") from None
    cache = FOR_EVER if request.path_params["version"] == page_files.version() else ASK_EACH_TIME
    media_type = page_files.MEDIA_TYPES["." + name.rpartition(".")[2]]
    return packed(request, body, media_type, f"{page_files.version()}-{name}", cache)


@lru_cache(maxsize=64)
def _packed_asset(name: str) -> bytes:
    return pack(page_files.read(name))


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        # a "+" that nobody escaped arrives as a blank
        return parse_moment(text.replace(" ", "+") if "T" in text else text)
    except (ValueError, OverflowError):   # OverflowError: the year 1 in another zone
        raise Refused(400, "bad_moment") from None
