"""Serve the briefing: its page, the frozen data, and what the command post writes on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from geo import page_files
from geo.page_state import compact_json, geometry_json, geometry_sha, state
from geo.plain_page import plain_page
from zones.briefing import Begun, Briefing, Note, Plan
from zones.epicurve import FOUND
from zones.made_once import MadeOnce
from zones.store import StoreTrouble
from zones.store.briefings import Overtaken
from zones.times import say_moment
from zones.usecases import UnknownBriefing
from zones.web.answers import (
    ASK_EACH_TIME,
    CAREFUL,
    Refused,
    content_policy,
    language_of,
    pack,
    packed,
    refusal_json,
    refusal_page,
    spoken,
)
from zones.web.asking import Asked, read_asked
from zones.web.briefing_source import BriefingSource
from zones.web.careful import taking
from zones.wording import t, words

BRIEFINGS_KEPT: Final = 8
MOST_BYTES: Final = 64_000          # of what a page may send
LONGEST_NOTE, LONGEST_NAME, LONGEST_KEY, MOST_KEYS = 240, 80, 200, 200


def briefing_routes(source: BriefingSource) -> list[BaseRoute]:
    """Return the routes /giao-ban and those under it."""
    desk = _BriefingDesk(source)
    said, shown = spoken(refusal_json), spoken(refusal_page)
    return [
        Route("/giao-ban", shown(desk.page)),
        Route("/giao-ban/data.json", said(desk.data)),
        Route("/giao-ban/kept.json", said(desk.kept)),
        Route("/giao-ban/begin", taking(said(desk.begin), MOST_BYTES), methods=["POST"]),
        Route("/giao-ban/note", taking(said(desk.note), MOST_BYTES), methods=["POST"]),
        Route("/giao-ban/plan", taking(said(desk.plan), MOST_BYTES), methods=["POST"]),
    ]


class _BriefingDesk:
    """The endpoints over one source, with the answers that were made."""

    def __init__(self, source: BriefingSource) -> None:
        self._source = source
        self._made: MadeOnce[tuple[bytes, str]] = MadeOnce(BRIEFINGS_KEPT)

    def page(self, request: Request) -> Response:
        """Answer with the page: a frozen briefing where the address names its data, else the offer to begin one."""
        asked = read_asked(self._source, request.query_params)
        text, policy = _page(asked)
        headers = {**CAREFUL, "Content-Security-Policy": policy, "Cache-Control": ASK_EACH_TIME}
        return Response(text, 200, headers, "text/html")

    def data(self, request: Request) -> Response:
        """Answer with everything that a briefing shows: pages, map, shapes. Afterwards the page needs no server."""
        asked = self._frozen(read_asked(self._source, request.query_params))
        body, etag = self._made.get((asked, self._source.version(asked.place, asked.as_of)), lambda: self._make(asked))
        return packed(request, body, "application/json", etag, ASK_EACH_TIME)

    def _make(self, asked: Asked) -> tuple[bytes, str]:
        assert asked.as_of is not None and asked.revision is not None
        briefing = self._source.briefing(asked.place, asked.as_of, asked.revision, asked.language)
        model = self._source.model(asked.place, asked.as_of, asked.language, asked.revision)
        shas = {layer.id: layer.id for layer in model.layers}     # shapes come along: their names need no hash
        body = compact_json({
            "briefing": _briefing_json(briefing), "state": state(model, shas),
            "shapes": {layer.id: geometry_json(layer) for layer in model.layers},
        })
        return pack(body), geometry_sha(body)

    def kept(self, request: Request) -> Response:
        """Answer with what may change while a briefing is shown: order, notes; without frozen data the former ones."""
        asked = read_asked(self._source, request.query_params)
        plan = self._source.briefing_plan(asked.place)
        answer: dict[str, Any] = {"plan": asdict(plan)}
        if asked.as_of is None or asked.revision is None:
            moment = say_moment(self._source.next_briefing(asked.place, asked.as_of))
            answer["upto"] = t("briefing.data_upto", asked.language, moment=moment)
            answer["former"] = [_begun_json(begun) for begun in self._source.briefings(asked.place)]
        else:
            own, former = self._source.briefing_notes(asked.place, asked.as_of, asked.revision)
            answer["begun"] = self._source.begun(asked.place, asked.as_of, asked.revision) is not None
            answer["notes"] = {page: _note_json(note) for page, note in own.items()}
            answer["former_notes"] = {page: _note_json(note) for page, note in former.items() if note.text}
        return JSONResponse(answer, 200, {**CAREFUL, "Cache-Control": "no-store"})

    def begin(self, request: Request) -> Response:
        """Begin a briefing; answer with the address of its frozen data."""
        sent = request.state.sent
        asked = read_asked(self._source, sent)
        with _told():
            begun = self._source.begin_briefing(asked.place, asked.as_of, _text(sent, "author", LONGEST_NAME))
        return JSONResponse(_begun_json(begun), 200, {**CAREFUL, "Cache-Control": "no-store"})

    def note(self, request: Request) -> Response:
        """Write on a page; 409 with the other's note when somebody was quicker."""
        sent = request.state.sent
        asked = self._frozen(read_asked(self._source, sent))
        assert asked.as_of is not None and asked.revision is not None
        text = _text(sent, "text", 4 * LONGEST_NOTE)
        if len(text) > LONGEST_NOTE:
            sentence = t("briefing.too_long", asked.language, count=LONGEST_NOTE)
            return refusal_json(400, sentence, asked.language)
        try:
            with _told():
                note = self._source.write_note(
                    asked.place, asked.as_of, asked.revision, _text(sent, "page", LONGEST_KEY), text,
                    seen=_whole(sent, "seen"), author=_text(sent, "author", LONGEST_NAME))
        except Overtaken as other:
            assert isinstance(other.standing, Note)
            return JSONResponse({"standing": _note_json(other.standing)}, 409, dict(CAREFUL))
        except UnknownBriefing:
            return refusal_json(404, t("briefing.unknown_briefing", language_of(request)), asked.language)
        return JSONResponse(_note_json(note), 200, dict(CAREFUL))

    def plan(self, request: Request) -> Response:
        """Choose another order of pages; 409 with the other's when somebody was quicker."""
        sent = request.state.sent
        asked = read_asked(self._source, sent)
        plan = Plan(_whole(sent, "plan_id"), _keys(sent, "order"), _keys(sent, "hidden"))
        try:
            with _told():
                written = self._source.write_plan(asked.place, plan, _text(sent, "author", LONGEST_NAME))
        except Overtaken as other:
            assert isinstance(other.standing, Plan)
            return JSONResponse({"standing": asdict(other.standing)}, 409, dict(CAREFUL))
        return JSONResponse(asdict(written), 200, dict(CAREFUL))

    def _frozen(self, asked: Asked) -> Asked:
        """Refuse what names no frozen data, or data that are not there yet."""
        if asked.as_of is None or asked.revision is None or asked.revision > self._source.newest_revision(asked.place):
            raise Refused(404, "unknown_briefing", "briefing")
        return asked


class _told:
    """Turn a store that cannot write into a sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, StoreTrouble):
            raise Refused(503, "store_busy", "briefing") from None


@lru_cache(maxsize=64)
def _page(asked: Asked) -> tuple[str, str]:
    text = plain_page(
        t("briefing.page_title", asked.language), asked.language, f"map/assets/{page_files.version()}",
        page_files.BRIEFING_SCRIPTS, page_files.BRIEFING_STYLES, {
            "place": asked.place, "language": asked.language,
            "as_of": None if asked.as_of is None else asked.as_of.isoformat(), "revision": asked.revision,
            "words": words("briefing", asked.language), "longest_note": LONGEST_NOTE, "found": FOUND,
            "page": "giao-ban", "data": "giao-ban/data.json", "kept": "giao-ban/kept.json",
            "begin": "giao-ban/begin", "note": "giao-ban/note", "plan": "giao-ban/plan", "map": ".",
        })
    return text, content_policy(text)


def _briefing_json(briefing: Briefing) -> dict[str, Any]:
    """Return a briefing ready for JSON; days of curves become [ISO day, units reporting, cases by where found …]."""
    pages = []
    for page in briefing.pages:
        plain = asdict(page)
        if page.curve is not None:
            plain["curve"]["days"] = [[day.day.isoformat(), day.reporting, *day.found] for day in page.curve.days]
        pages.append(plain)
    return {**asdict(briefing), "as_of": briefing.as_of.isoformat(), "pages": pages}


def _begun_json(begun: Begun) -> dict[str, Any]:
    return {"as_of": begun.as_of.isoformat(), "revision": begun.revision, "author": begun.author,
            "said": say_moment(begun.as_of), "begun": say_moment(begun.begun_at)}


def _note_json(note: Note) -> dict[str, Any]:
    return {"id": note.note_id, "text": note.text, "author": note.author, "said": say_moment(note.written_at)}


def _text(sent: Mapping[str, Any], name: str, longest: int) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str) or len(value) > longest or any(ord(sign) < 32 and sign != "\n" for sign in value):
        raise Refused(400, "bad_request", "briefing")
    return value.strip()


def _whole(sent: Mapping[str, Any], name: str) -> int:
    value = sent.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise Refused(400, "bad_request", "briefing")
    return value


def _keys(sent: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = sent.get(name, [])
    if not isinstance(values, list) or len(values) > MOST_KEYS or not all(
        isinstance(value, str) and 0 < len(value) <= LONGEST_KEY for value in values
    ):
        raise Refused(400, "bad_request", "briefing")
    return tuple(values)
