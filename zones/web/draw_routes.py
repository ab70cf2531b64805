"""Serve the drawing page and what is drawn; take each change as one POST, judged in Python."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from geo import page_files
from geo.containment import ContainmentError
from geo.editing.errors import EditError
from geo.frames import FrameError
from geo.page_state import compact_json, geometry_sha
from geo.render_folium import draw_html
from zones.drafts import BOUNDARIES, DraftConflict
from zones.drawing.errors import DrawError
from zones.drawing.fields import BadFields, read_day_or_moment
from zones.made_once import MadeOnce
from zones.proposals import CannotPropose
from zones.store import StoreTrouble
from zones.times import say_start
from zones.usecases import CommandPost, Unconfirmed, UnknownObject
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
from zones.web.careful import Sent, taking
from zones.web.draw_state import draw_state, fixed_part, named, place_of
from zones.wording import t, words

STATES_KEPT: Final = 16
LONGEST_NAME: Final = 200
# refusals that a person may overrule by saying yes
CONFIRMED_BY: Final = {"has_gaps": "accept_gaps", "base_changed": "accept_base", "units_exist": "replace"}
FIRST_WORDS: Final = ("loading", "first_load_failed")


def draw_routes(post: CommandPost) -> list[BaseRoute]:
    """Return the routes /draw, /draw/state.json, /draw/fixed.json and those that take a change."""
    desk = _DrawDesk(post)
    said, shown = spoken(refusal_json), spoken(refusal_page)
    return [
        Route("/draw", shown(desk.page)),
        Route("/draw/state.json", said(desk.state)),
        Route("/draw/fixed.json", said(desk.fixed)),
        *(Route(f"/draw/{name}", taking(said(endpoint)), methods=["POST"])
          for name, endpoint in (("change", desk.change), ("save", desk.save), ("end", desk.end),
                                 ("propose", desk.propose))),
    ]


class _DrawDesk:
    """The endpoints over one command post. Used by many threads."""

    def __init__(self, post: CommandPost) -> None:
        self._post = post
        self._states: MadeOnce[tuple[str, bytes]] = MadeOnce(STATES_KEPT)

    def page(self, request: Request) -> Response:
        """Answer with the page; it holds no data."""
        text, policy = _page(self._place(request), language_of(request))
        headers = {**CAREFUL, "Content-Security-Policy": policy, "Cache-Control": ASK_EACH_TIME}
        return Response(text, 200, headers, "text/html")

    def state(self, request: Request) -> Response:
        """Answer with what is drawn, or 304."""
        etag, body = self._state(self._place(request), language_of(request))
        return packed(request, body, "application/json", etag, ASK_EACH_TIME)

    def fixed(self, request: Request) -> Response:
        """Answer with the words, the forms and what lies under the drawing."""
        body = compact_json(fixed_part(self._post, self._place(request), language_of(request)))
        return packed(request, pack(body), "application/json", geometry_sha(body), ASK_EACH_TIME)

    def change(self, request: Request) -> Response:
        """Take one change of the boundaries or of an object."""
        def make(place: str, sent: Sent, author: str) -> dict[str, Any]:
            change = _mapping(sent.get("change"))
            kind, subject, version = _target(sent)
            if kind == BOUNDARIES:
                if change.get("op") == "drop":
                    self._post.drop_boundaries(place, version, author)
                else:
                    self._post.change_boundaries(place, version, change, author)
            elif change.get("op") == "drop":
                self._post.drop_object(place, kind, subject, version, author)
            else:
                self._post.change_object(place, kind, subject, version, change, author)
            return {}

        return self._taken(request, make)

    def save(self, request: Request) -> Response:
        """Write the boundaries' draft, or one object, into the records."""
        def make(place: str, sent: Sent, author: str) -> dict[str, Any]:
            if not author:
                raise DrawError("author_missing")
            language = language_of(request)
            kind, subject, version = _target(sent)
            if kind == BOUNDARIES:
                return {"said": self._save_boundaries(place, version, sent, author, language)}
            key = self._post.save_object(
                place, kind, subject, version, author=author, language=language,
                changes_from=_moment(sent.get("changes_from")), confirmed=sent.get("confirmed") is True)
            name = str(sent.get("name") or key)[:LONGEST_NAME]
            return {"said": t("draw.saved_object", language, name=name), "made": key}

        return self._taken(request, make)

    def end(self, request: Request) -> Response:
        """Let an object end at a moment."""
        def make(place: str, sent: Sent, author: str) -> dict[str, Any]:
            if not author:
                raise DrawError("author_missing")
            kind, subject, _ = _target(sent)
            moment = _moment(sent.get("valid_to"))
            if moment is None:
                raise DrawError("not_a_moment")
            try:
                self._post.end_object(place, kind, subject, valid_to=moment, author=author)
            except (UnknownObject, KeyError):
                raise DrawError("unknown_object") from None
            name = str(sent.get("name") or subject)[:LONGEST_NAME]
            return {"said": t("draw.ended_object", language_of(request), name=name, moment=say_start(moment))}

        return self._taken(request, make)

    def propose(self, request: Request) -> Response:
        """Put a proposed belt or containment on the drawing."""
        def make(place: str, sent: Sent, author: str) -> dict[str, Any]:
            asked = _mapping(sent.get("asked"))
            name = str(sent.get("id") or "")[:80]
            made = self._post.propose_drawing(place, asked, name, author, language_of(request))
            return {"made": made, "said": t("draw.proposed", language_of(request), count=len(made))}

        return self._taken(request, make)

    def _save_boundaries(self, place: str, version: int, sent: Sent, author: str, language: str) -> str:
        document, start = str(sent.get("document") or "").strip(), _moment(sent.get("valid_from"))
        if not document:
            raise DrawError("document_missing")
        count = self._post.save_boundaries(
            place, version, valid_from=start, document=document[:LONGEST_NAME], author=author,
            accept_gaps=sent.get("accept_gaps") is True, accept_base=sent.get("accept_base") is True)
        if start is None:
            return t("draw.saved_from_beginning", language, count=count)
        return t("draw.saved_boundaries", language, count=count, start=say_start(start))

    def _taken(self, request: Request, make: Any) -> Response:
        """Do what was sent and answer with the state after it; say why not, and where, when it cannot be done."""
        place, language = self._place(request), language_of(request)
        sent: Sent = request.state.sent
        author = str(sent.get("author") or "").strip()[:LONGEST_NAME]
        try:
            answer: dict[str, Any] = make(place, sent, author)
            status = 200
        except DraftConflict:
            answer, status = {"message": t("draw.conflict", language)}, 409
        except Unconfirmed as plan:
            answer, status = {"message": t("draw.confirm_plan", language), "confirm": "confirmed",
                              "sentences": list(plan.sentences)}, 422
        except StoreTrouble:
            return _json({"message": t("draw.store_trouble", language)}, 503)
        except CannotPropose as error:
            answer, status = {"message": t(error.key, language, **error.fields)}, 422
        except (DrawError, EditError, ContainmentError, FrameError) as error:
            answer, status = self._refused(place, error, language), 422
        if status in (200, 409):
            answer["state"] = json.loads(gzip.decompress(self._state(place, language)[1]))
        return _json(answer, status)

    def _refused(self, place: str, error: Exception, language: str) -> dict[str, Any]:
        if isinstance(error, FrameError):
            return {"message": t("draw.bad_fields", language)}
        assert isinstance(error, DrawError | EditError | ContainmentError)
        _, board = self._post.boundary_draft(place)
        crs = self._post.store.place(place).metric_crs
        answer: dict[str, Any] = {
            "message": t(error.key, language, **named(error.fields, board, language)), "kind": error.kind,
            "at": place_of(getattr(error, "at", None), crs),
        }
        if isinstance(error, BadFields):
            answer["cells"] = error.sentences(language)
        if error.kind in CONFIRMED_BY:
            answer["confirm"] = CONFIRMED_BY[error.kind]
        return answer

    def _place(self, request: Request) -> str:
        place = request.query_params.get("place") or next(iter(self._post.places()), "")
        if place not in self._post.places():
            raise Refused(404, "unknown_place")
        return place

    def _state(self, place: str, language: str) -> tuple[str, bytes]:
        def make() -> tuple[str, bytes]:
            body = compact_json({**draw_state(self._post, place, language), "page": page_files.version()})
            return geometry_sha(body), pack(body)

        return self._states.get((place, language, self._post.drawing_version(place)), make)


def _json(answer: Mapping[str, Any], status: int) -> Response:
    return JSONResponse(answer, status, {**CAREFUL, "Cache-Control": "no-store"})


@lru_cache(maxsize=32)
def _page(place: str, language: str) -> tuple[str, str]:
    all_words = words("draw_page", language)
    text = draw_html(f"map/assets/{page_files.version()}", {
        "place": place, "language": language, "version": page_files.version(),
        "words": {key: all_words[key] for key in FIRST_WORDS},
        "state": "draw/state.json", "fixed": "draw/fixed.json", "change": "draw/change", "save": "draw/save",
        "end": "draw/end", "propose": "draw/propose", "page": "draw",
    })
    return text, content_policy(text)


def _target(sent: Sent) -> tuple[str, str, int]:
    """Return (kind, subject, version) of what a change is about."""
    version = sent.get("version")
    if isinstance(version, bool) or not isinstance(version, int | float) or not math.isfinite(version):
        raise DrawError("unknown_change")
    return str(sent.get("kind") or BOUNDARIES)[:80], str(sent.get("subject") or "")[:LONGEST_NAME], int(version)


def _mapping(value: Any) -> Sent:
    if not isinstance(value, dict):
        raise DrawError("unknown_change")
    return value


def _moment(value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        return read_day_or_moment(str(value))
    except (ValueError, OverflowError):
        raise DrawError("not_a_moment") from None
