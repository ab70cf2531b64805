"""Hold what a person draws before it is saved: a draft is its beginning and steps, each the entries that it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

Entry = Mapping[str, Any]             # plain JSON: texts, numbers, booleans, lists, mappings
Content = Mapping[str, Entry]         # what is on the drawing, by key; the order is that in which it was drawn
Changes = Mapping[str, Entry | None]  # None: taken away

BOUNDARIES: Final = "areas"


class DraftConflict(RuntimeError):
    """Somebody else has changed the draft meanwhile: nothing was written over."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One open draft. `version` grows with each change, undo and redo; `step` of `steps` are in force.

    `id` 0: nothing was changed yet, so nothing is stored. `base_revision` is the revision that it began from.
    """

    place_id: str
    kind: str                      # BOUNDARIES, or the kind of the object that is drawn ("sites")
    subject: str                   # "" for boundaries; an object's own id
    base_revision: int
    id: int = 0
    version: int = 0
    step: int = 0
    steps: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One change to append. `change_id` is the sender's own: a change that is sent twice is done once."""

    change_id: str
    action: str
    changes: Changes
    detail: Mapping[str, Any] = field(default_factory=dict)


def difference(before: Content, after: Content) -> dict[str, Entry | None]:
    """Return the entries that differ, so that `applied(before, difference(before, after))` holds what `after` does."""
    gone: dict[str, Entry | None] = {key: None for key in before if key not in after}
    return gone | {key: entry for key, entry in after.items() if before.get(key) != entry}


def applied(content: Content, changes: Changes) -> dict[str, Entry]:
    """Return the content with entries replaced, added at the end, or taken away."""
    merged = {**content, **changes}
    return {key: entry for key, entry in merged.items() if entry is not None}
