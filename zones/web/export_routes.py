"""Serve files for other programs: /export?place=…&form=gpkg, geojson, kmz, kml, xlsx, docx or html; public only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geo.mapmodel import MapModel
from zones.made_once import MadeOnce
from zones.sheets.troubles import SHEET_TROUBLES, DrawingFailed, say_sheet_trouble
from zones.times import parse_moment
from zones.web.answers import CAREFUL, Refused, refusal_json, spoken
from zones.wording import LANGUAGES, t

# the map page names the same forms in its menu (geo/page/actions.js)
EXPORT_TYPES: Final = {
    "gpkg": "application/geopackage+sqlite3", "geojson": "application/geo+json",
    "kmz": "application/vnd.google-earth.kmz", "kml": "application/vnd.google-earth.kml+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "html": "text/html",
}
_KEPT: Final = 6


class ExportSource(Protocol):
    """Where the files come from. Called from many threads at once."""

    def places(self) -> Sequence[str]:
        """Return the ids of all places."""

    def knows(self, place_id: str) -> bool:
        """Tell whether there is such a place, or such a view of one."""

    def version(self, place_id: str, as_of: datetime | None) -> str:
        """Return a text that changes whenever the map may have changed."""

    def model(self, place_id: str, as_of: datetime | None, language: str) -> MapModel:
        """Compose the map: its moment names the file."""

    def export(self, place_id: str, as_of: datetime | None, language: str, form: str) -> bytes:
        """Make the file, as the public may have it. Raises SHEET_TROUBLES."""


def export_routes(source: ExportSource) -> list[BaseRoute]:
    """Return the route. It runs in a thread of the server's own, never in a screen's."""
    return [Route("/export", spoken(refusal_json)(_ExportDesk(source).export))]


class _ExportDesk:
    """The endpoint, with the files that were made last."""

    def __init__(self, source: ExportSource) -> None:
        self._source = source
        self._files: MadeOnce[bytes] = MadeOnce(_KEPT)

    def export(self, request: Request) -> Response:
        """Answer with the file to keep."""
        place, as_of, language, form = self._asked(request)
        try:
            body = self._files.get(
                (place, as_of, language, form, self._source.version(place, as_of)),
                lambda: self._source.export(place, as_of, language, form),
            )
        except SHEET_TROUBLES as trouble:
            status = 500 if isinstance(trouble, DrawingFailed) else 422
            raise Refused(status, sentence=say_sheet_trouble(trouble, language)) from trouble
        moment = datetime.fromisoformat(self._source.model(place, as_of, language).as_of)
        safe = re.sub(r"[^A-Za-z0-9_-]+", "-", place)
        name = f"{t('map_routes.file_name', language)}_{safe}_{moment:%Y%m%d-%H%M}.{form}"
        headers = {
            **CAREFUL, "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox",      # the page is a file to keep: it must not run on this address
            "Cache-Control": "no-store",
        }
        return Response(body, 200, headers, EXPORT_TYPES[form])

    def _asked(self, request: Request) -> tuple[str, datetime | None, str, str]:
        query = request.query_params
        language, form = query.get("lang", "vi"), query.get("form", "")
        if language not in LANGUAGES:
            raise Refused(400, "unknown_language")
        if form not in EXPORT_TYPES:
            raise Refused(400, "unknown_export")
        place = query.get("place") or next(iter(self._source.places()), "")
        if not self._source.knows(place):
            raise Refused(404, "unknown_place")
        asked = query.get("as_of", "")
        try:
            # a "+" that nobody escaped arrives as a blank
            as_of = parse_moment(asked.replace(" ", "+") if "T" in asked else asked) if asked else None
        except (ValueError, OverflowError):
            raise Refused(400, "bad_moment") from None
        return place, as_of, language, form
