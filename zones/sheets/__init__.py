"""Compose what leaves the room beside single maps: atlas, poster, pictures for telephones, the map of where it lies.

Everything here starts from a model and cards that `zones.audience` (or, inside the command post, `zones.compose` and
`zones.cards`) already made for whom the sheet is: nothing is added that was left out there.
"""

from __future__ import annotations

from zones.sheets.atlas import compose_book
from zones.sheets.picture import compose_picture
from zones.sheets.poster import NoSuchUnit, compose_poster
from zones.sheets.subject import Subject, make_subject
from zones.sheets.surroundings import find_surroundings, with_surroundings

__all__ = [
    "NoSuchUnit", "Subject", "compose_book", "compose_picture", "compose_poster", "find_surroundings",
    "make_subject", "with_surroundings",
]
