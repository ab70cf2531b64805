"""Say why an edit cannot be done, in data that a sentence is made of."""

from __future__ import annotations

from typing import Final

from shapely.geometry.base import BaseGeometry

TABLE: Final = "editing"    # the wording table that holds a sentence for every kind


class EditError(ValueError):
    """An edit that cannot be done; nothing was changed.

    `kind` names the reason ("self_crossing"), `key` its sentence ("editing.self_crossing"), `fields` fill the sentence,
    `at` is where on the map to look (metres), when the place is known.
    """

    def __init__(self, kind: str, *, at: BaseGeometry | None = None, **fields: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.key = f"{TABLE}.{kind}"
        self.fields = fields
        self.at = at
