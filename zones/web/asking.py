"""Read what a request asks for: place, moment, revision, language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from zones.times import parse_moment
from zones.web.answers import Refused
from zones.wording import LANGUAGES


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
    except (ValueError, OverflowError, TypeError):   # OverflowError: the year 1 in another zone
        raise Refused(400, "bad_moment") from None
