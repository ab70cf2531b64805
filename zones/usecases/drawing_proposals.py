"""Let the program propose a belt or a containment as objects being drawn, and say where belts are open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import shapely

from geo.areas import valid_at
from zones.drafts import Draft, Step
from zones.drawing.errors import DrawError
from zones.drawing.objects import form_columns
from zones.drawing.reading import Pen
from zones.field.crossings import BeltCrossing, find_crossings, open_crossings
from zones.proposals import Proposal
from zones.store import CONTRACTS
from zones.usecases.drawing_objects import ENTRY, DrawingObjects, hex_of


class DrawingProposals(DrawingObjects):
    """The verbs that put a proposal on the drawing, to be corrected and saved like anything drawn by hand."""

    def propose_drawing(
        self, place_id: str, asked: Mapping[str, Any], change_id: str, author: str, language: str
    ) -> list[tuple[str, str]]:
        """Put what is asked for ({"belt": number, "around": ids} or {"containment": id or [lon, lat]}) on the drawing.

        Return (kind, subject) of each new draft. Raises CannotPropose, DrawError, EditError.
        """
        made = []
        for number, proposal in enumerate(self._proposals(place_id, asked, language)):
            subject = f"new-{change_id}-{number}"
            draft = Draft(place_id, proposal.kind, subject, self.store.revision(place_id))
            step = Step(f"{change_id}-{number}", "object", {ENTRY: _entry_of(proposal)})
            if self.store.drafts.find(place_id, proposal.kind, subject) is None:
                self.store.drafts.append(draft, {ENTRY: {"fields": {}, "shape": None}}, step, author, self.clock())
            made.append((proposal.kind, subject))
        return made

    def open_belts(self, place_id: str) -> tuple[BeltCrossing, ...]:
        """Return where a kept belt crosses a road and there is neither post nor closure, as the records stand."""
        place, records, moment = self._standing(place_id, None)
        revision = self.store.revision(place_id)
        key = ("open_belts", place_id, revision, f"{moment:%Y%m%d%H}")
        belts, checkpoints = (valid_at(records[kind], moment) for kind in ("belts", "checkpoints"))
        if belts.empty:
            return ()
        return self._keep(key, lambda: open_crossings(find_crossings(belts, checkpoints, self._ground(place, records))))

    def _proposals(self, place_id: str, asked: Mapping[str, Any], language: str) -> Sequence[Proposal]:
        if asked.get("belt") in (1, 2, 3):
            around = asked.get("around") or []
            if not isinstance(around, list) or not all(isinstance(one, str) for one in around):
                raise DrawError("unknown_change")
            return (self.propose_belt(place_id, int(asked["belt"]), around, None, language),)
        at = asked.get("containment")
        if isinstance(at, str) and at:
            return self.propose_containment(place_id, at, None, language)
        pen = Pen(self.store.place(place_id).metric_crs, self.boundary_draft(place_id)[1].ground())
        point = pen.lonlat(pen.point(at))
        assert isinstance(point, shapely.Point)
        return self.propose_containment(place_id, point, None, language)


def _entry_of(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as a drawn object keeps it: the form filled, the facts beside it, the posts that it needs."""
    columns = form_columns(CONTRACTS[proposal.kind])
    fields = {
        name: f"{value:%d/%m/%Y %H:%M}" if isinstance(value, datetime) else value
        for name, value in proposal.fields.items() if name in columns and value is not None
    }
    return {"fields": fields, "shape": hex_of(proposal.geometry), "facts": [list(fact) for fact in proposal.facts],
            "posts": [[post.x, post.y] for post in proposal.posts]}
