"""Hold what the program proposes and a person corrects and decides: a belt or a lockdown as a draft with its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft of one record, not stored. `kind` is "belts" or "lockdowns"; `geometry` and `posts` are EPSG:4326.

    `fields` fill the columns of that kind's contract; `facts` are (label, value) in the user's language: people,
    households, sites inside, how the shape was found. `posts` are where the roads cross its edge.
    """

    kind: str
    geometry: BaseGeometry
    fields: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    posts: tuple[shapely.Point, ...] = ()


class CannotPropose(ValueError):
    """Why nothing can be proposed: `key` names the sentence, `fields` fill it."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields
