"""Draw boundaries: each change is judged and kept as a draft at once; saving writes a new version of the map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from geo.areas import newest_at
from zones.drafts import BOUNDARIES, Draft, DraftConflict, Step, difference
from zones.drawing.board import UNIT_LEVEL, Board, board_of, from_content, to_content
from zones.drawing.edits import edit
from zones.drawing.errors import DrawError
from zones.drawing.mending import Problem, problems_of
from zones.drawing.saving import new_version, require_complete
from zones.drawing.units import Naming
from zones.store import SAVED, close_draft
from zones.usecases.looking import Looking


class DrawingBoundaries(Looking):
    """The verbs of the boundary editor. `version` is the draft's, as the drawing person saw it: DraftConflict when
    somebody else was quicker."""

    def boundary_draft(self, place_id: str) -> tuple[Draft, Board]:
        """Return the place's boundary draft and its board; without a draft, the boundaries that stand."""
        draft = self.store.drafts.find(place_id, BOUNDARIES)
        if draft is None:
            revision = self.store.revision(place_id)
            return (Draft(place_id, BOUNDARIES, "", revision),
                    self._keep(("board", place_id, revision), lambda: self._standing_board(place_id, revision)))
        key = ("board", place_id, draft.id, draft.version)
        return draft, self._keep(key, lambda: from_content(self.store.drafts.content(draft)))

    def boundary_problems(self, draft: Draft, board: Board) -> tuple[Problem, ...]:
        """Return what keeps the board from covering the place, computed once for each version."""
        key = ("problems", draft.place_id, draft.id, draft.version, draft.base_revision)
        return self._keep(key, lambda: problems_of(board))

    def has_units(self, place_id: str) -> bool:
        """Tell whether units stand already, so that new boundaries need a day from which they hold."""
        revision = self.store.revision(place_id)
        moment = self.moment(self.store.place(place_id, revision), revision, None)
        areas = newest_at(self._records(place_id, revision)["areas"], moment)
        return bool((areas["area_level"] == UNIT_LEVEL).any())

    def change_boundaries(self, place_id: str, version: int, change: Mapping[str, Any], author: str) -> None:
        """Make one change to the draft and keep it. Raises EditError or DrawError; then nothing was changed.

        A change that was kept already (its "id" is known: the answer was lost on the way) is not made again.
        """
        draft, board = self.boundary_draft(place_id)
        change_id = str(change.get("id") or "")[:80]
        if self.store.drafts.has_change(draft, change_id):
            return
        if draft.version != version:
            raise DraftConflict
        if change.get("op") in ("undo", "redo"):
            self._move_mark(draft, str(change["op"]), change_id, author)
            return
        place = self.store.place(place_id)
        edited = edit(board, change, place.metric_crs, Naming(place_id, place.name))
        before = to_content(board)
        changes = difference(before, to_content(edited.board))
        if not changes:
            raise DrawError("nothing_changed")
        step = Step(change_id, edited.action, changes, edited.detail)
        self.store.drafts.append(draft, before, step, author, self.clock())

    def drop_boundaries(self, place_id: str, version: int, author: str) -> None:
        """Put the draft aside; the boundaries that stand are shown again."""
        draft, _ = self.boundary_draft(place_id)
        if draft.version != version:
            raise DraftConflict
        if draft.id:
            self.store.drafts.drop(draft, author, self.clock())

    def save_boundaries(
        self, place_id: str, version: int, *, valid_from: datetime | None, document: str, author: str,
        accept_gaps: bool = False, accept_base: bool = False,
    ) -> int:
        """Write the draft as a new version of the boundaries, in one write; return how many units it has.

        Raises DrawError: no_units, has_faults, has_gaps (unless accepted), valid_from_missing, nothing_changed,
        base_changed (the boundaries that stand are no longer those that the draft began from; unless accepted).
        """
        draft, board = self.boundary_draft(place_id)
        if draft.version != version:
            raise DraftConflict
        if not draft.id:
            raise DrawError("nothing_changed")
        require_complete(board, accept_gaps=accept_gaps)
        revision = self.store.revision(place_id)
        place = self.store.place(place_id)
        standing = self._records(place_id, revision)["areas"]
        if not accept_base and not standing.equals(self._records(place_id, draft.base_revision)["areas"]):
            raise DrawError("base_changed")
        frame = new_version(standing, board, place.metric_crs, valid_from=valid_from, document=document,
                            as_of=self.moment(place, revision, None))
        now = self.clock()
        with self.store.write(
            place_id, author=author, action="boundaries", recorded_at=now,
            detail={"units": len(board.coverage.ids), "document": document},
        ) as writer:
            writer.replace("areas", frame)
            close_draft(writer.connection, draft, SAVED, author, now)
        return len(board.coverage.ids)

    def _move_mark(self, draft: Draft, which: str, change_id: str, author: str) -> None:
        to = draft.step + (1 if which == "redo" else -1)
        if not 0 <= to <= draft.steps:
            raise DrawError(f"nothing_to_{which}")
        self.store.drafts.move(draft, to, change_id, author, self.clock())

    def _standing_board(self, place_id: str, revision: int) -> Board:
        place = self.store.place(place_id, revision)
        moment = self.moment(place, revision, None)
        return board_of(newest_at(self._records(place_id, revision)["areas"], moment), place.metric_crs)
