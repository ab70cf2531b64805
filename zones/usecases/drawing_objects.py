"""Draw objects: sites, lockdowns, belts, posts and what else has a place; drafts until saved, and never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import valid_at
from geo.crs import one_to_lonlat, one_to_metric
from geo.frames import Contract, rows_of
from zones.drafts import Draft, DraftConflict, Step, difference
from zones.drawing.errors import DrawError
from zones.drawing.objects import draft_fields, drawn_shape, record, renewed_key, shown_fields
from zones.drawing.reading import Pen
from zones.store import CONTRACTS, SAVED, close_draft
from zones.usecases.drawing_boundaries import DrawingBoundaries
from zones.usecases.proposing import Proposing

ENTRY: Final = "object"
NOT_OBJECTS: Final = ("areas", "underlay")
Entry = Mapping[str, Any]


class UnknownObject(LookupError):
    """No record of that id in the place."""


class Unconfirmed(RuntimeError):
    """A plan that somebody has to say yes to first; `sentences` say why."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


def drawable() -> dict[str, Contract]:
    """Return the kinds of records that are drawn as objects: all that have a place, but for areas and their ground."""
    return {kind: contract for kind, contract in CONTRACTS.items()
            if contract.geometry and kind not in NOT_OBJECTS}


class DrawingObjects(DrawingBoundaries, Proposing):
    """The verbs of drawing objects; `subject` is the record's id, or the browser's own name of a new one."""

    def object_drafts(self, place_id: str) -> list[tuple[Draft, Entry]]:
        """Return the objects that are being drawn, each with its fields and shape."""
        kinds = drawable()
        return [(draft, self._entry(draft)) for draft in self.store.drafts.open_in(place_id) if draft.kind in kinds]

    def object_draft(self, place_id: str, kind: str, subject: str) -> tuple[Draft, Entry]:
        """Return one object's draft; without one, the record as it stands, or an empty form."""
        draft = self.store.drafts.find(place_id, kind, subject)
        if draft is not None:
            return draft, self._entry(draft)
        revision = self.store.revision(place_id)
        row = self._row(place_id, revision, kind, subject)
        entry = {"fields": {}, "shape": None} if row is None else {
            "fields": shown_fields(CONTRACTS[kind], row), "shape": hex_of(row["geometry"])}
        return Draft(place_id, kind, subject, revision), entry

    def change_object(
        self, place_id: str, kind: str, subject: str, version: int, change: Mapping[str, Any], author: str
    ) -> None:
        """Keep what was drawn or filled in. Raises EditError, DrawError, ContainmentError; then nothing was changed."""
        if kind not in drawable() or not subject:
            raise DrawError("unknown_change")
        draft, entry = self.object_draft(place_id, kind, subject)
        change_id = str(change.get("id") or "")[:80]
        if self.store.drafts.has_change(draft, change_id):
            return
        if draft.version != version:
            raise DraftConflict
        if change.get("op") in ("undo", "redo"):
            self._move_mark(draft, str(change["op"]), change_id, author)
            return
        after = dict(entry)
        if "fields" in change:
            after["fields"] = draft_fields(CONTRACTS[kind], change["fields"])
        if "drawn" in change:
            after["shape"] = hex_of(self._drawn_shape(place_id, kind, change["drawn"]))
        before = {ENTRY: entry}
        changes = difference(before, {ENTRY: after})
        if changes or not draft.id:
            self.store.drafts.append(draft, before, Step(change_id, "object", changes), author, self.clock())

    def drop_object(self, place_id: str, kind: str, subject: str, version: int, author: str) -> None:
        """Put an object's draft aside; the record, if there is one, stands as it was."""
        draft, _ = self.object_draft(place_id, kind, subject)
        if draft.version != version:
            raise DraftConflict
        if draft.id:
            self.store.drafts.drop(draft, author, self.clock())

    def save_object(
        self, place_id: str, kind: str, subject: str, version: int, *, author: str, language: str,
        changes_from: datetime | None = None, confirmed: bool = False,
    ) -> str:
        """Write an object in one write and return its id.

        A standing record is corrected for all days, or with `changes_from` ends then and goes on as drawn. Raises
        BadFields (naming every wrong cell), DrawError (needs_shape), Unconfirmed (a plan with a warning).
        """
        draft, entry = self.object_draft(place_id, kind, subject)
        if draft.version != version:
            raise DraftConflict
        if not draft.id:
            raise DrawError("nothing_changed")
        contract, revision = CONTRACTS[kind], self.store.revision(place_id)
        row = self._row(place_id, revision, kind, subject)
        shape = shapely.from_wkb(entry["shape"]) if entry["shape"] else None
        frame = record(contract, subject if row is not None else f"{place_id}/draft", entry["fields"], shape)
        if shape is None and not (kind == "sites" and bool(frame["is_class"].iloc[0])):
            raise DrawError("needs_shape")
        warnings = self.plan_warnings(place_id, kind, frame, None, language)
        if warnings and not confirmed:
            raise Unconfirmed(warnings)
        now = self.clock()
        with self.store.write(
            place_id, author=author, action="object", recorded_at=now, detail={"kind": kind, "name": _name(frame)}
        ) as writer:
            key = subject if row is not None else f"{place_id}/{kind}-{writer.revision}"
            if row is not None and changes_from is not None:
                key = self._end_former(writer, contract, place_id, subject, pd.Timestamp(changes_from))
                frame["valid_from"] = pd.Series([pd.Timestamp(changes_from)], index=frame.index)
            frame[contract.key] = key
            writer.put(kind, frame)
            close_draft(writer.connection, draft, SAVED, author, now)
        return key

    def end_object(
        self, place_id: str, kind: str, subject: str, *, valid_to: datetime, author: str
    ) -> None:
        """Let a record end at a moment; the days before keep it. Raises UnknownObject, DrawError (ends_before)."""
        frame = self._records(place_id, self.store.revision(place_id))[kind]
        standing = frame[frame[CONTRACTS[kind].key] == subject]
        if standing.empty:
            raise UnknownObject(subject)
        begun = standing["valid_from"].iloc[0]
        if pd.notna(begun) and begun >= pd.Timestamp(valid_to):
            raise DrawError("ends_before")
        ended = standing.assign(valid_to=pd.Timestamp(valid_to))
        with self.store.write(
            place_id, author=author, action="end", recorded_at=self.clock(),
            detail={"kind": kind, "name": _name(ended)},
        ) as writer:
            writer.put(kind, ended)

    def standing_objects(self, place_id: str) -> dict[str, pd.DataFrame]:
        """Return the objects of each kind that hold now or begin later."""
        revision = self.store.revision(place_id)
        moment = pd.Timestamp(self.moment(self.store.place(place_id), revision, None))
        found = {}
        for kind in drawable():
            frame = self._records(place_id, revision)[kind]
            found[kind] = frame[frame["valid_to"].isna() | (frame["valid_to"] > moment)]
        return found

    def drawing_version(self, place_id: str) -> tuple[Any, ...]:
        """Return what changes when anything does that the drawing page shows. Cheap: asked at every poll."""
        revision = self.store.revision(place_id)
        moment = self.moment(self.store.place(place_id), revision, None)
        drafts = self.store.drafts.open_in(place_id)
        return revision, f"{moment:%Y%m%d%H}", tuple((draft.id, draft.version) for draft in drafts)

    def drawing_moment(self, place_id: str) -> str:
        """Return the place's newest moment as a form shows it: what is drawn begins then unless a person says else."""
        return f"{self._now(place_id):%d/%m/%Y %H:%M}"

    def lanes(self, place_id: str) -> dict[str, BaseGeometry]:
        """Return the place's roads and lanes in metres by their ids."""
        revision = self.store.revision(place_id)
        crs = self.store.place(place_id).metric_crs

        def read() -> dict[str, BaseGeometry]:
            underlay = self._records(place_id, revision)["underlay"]
            return {row["underlay_id"]: one_to_metric(row["geometry"], crs) for row in rows_of(underlay)
                    if row["kind"].startswith("road") and row["geometry"] is not None}

        return self._keep(("lanes", place_id, revision), read)

    def _drawn_shape(self, place_id: str, kind: str, drawn: Any) -> BaseGeometry | None:
        crs = self.store.place(place_id).metric_crs
        _, board = self.boundary_draft(place_id)
        belts = valid_at(self.standing_objects(place_id)["belts"], self._now(place_id))
        lines = [one_to_metric(line, crs) for line in belts["geometry"] if line is not None]
        shape = drawn_shape(kind, drawn, Pen(crs, board.ground()), self.lanes(place_id), lines)
        return None if shape is None else one_to_lonlat(shape, crs)

    def _now(self, place_id: str) -> datetime:
        return self.moment(self.store.place(place_id), self.store.revision(place_id), None)

    def _end_former(self, writer: Any, contract: Contract, place_id: str, subject: str, start: pd.Timestamp) -> str:
        frame = self._records(place_id, self.store.revision(place_id))[contract.name]
        former = frame[frame[contract.key] == subject]
        begun = former["valid_from"].iloc[0]
        if pd.notna(begun) and begun >= start:
            return subject                        # it had not begun by then: it is corrected
        writer.put(contract.name, former.assign(valid_to=start))
        return renewed_key(subject, start)

    def _entry(self, draft: Draft) -> Entry:
        key = ("object", draft.id, draft.version)
        entry: Entry = self._keep(key, lambda: self.store.drafts.content(draft))[ENTRY]
        return entry

    def _row(self, place_id: str, revision: int, kind: str, subject: str) -> Mapping[str, Any] | None:
        frame = self._records(place_id, revision)[kind]
        found = rows_of(frame[frame[CONTRACTS[kind].key] == subject])
        return found[0] if found else None


def _name(frame: pd.DataFrame) -> str:
    return str(frame["name"].iloc[0]) if "name" in frame else ""


def hex_of(shape: BaseGeometry | None) -> str | None:
    """Return a shape as a draft keeps it."""
    return None if shape is None else shapely.to_wkb(shape, hex=True)
