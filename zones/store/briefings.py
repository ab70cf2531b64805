"""Keep which briefings were begun, what was written on their pages, and in which order a place shows them.

Rows are only added: a later note or order takes the place of the earlier one, and both stay. None of it makes a new
revision: a note on a page is no fact of the map, and no open map is drawn again for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geo.frames import VIETNAM_TIME
from zones.briefing.sequence import Begun, Note, Plan
from zones.store import Store, StoreTrouble
from zones.store.schema import briefing_notes, briefing_plans, briefings


class Overtaken(Exception):
    """Somebody else wrote first; `standing` is what they wrote."""

    def __init__(self, standing: Note | Plan) -> None:
        super().__init__()
        self.standing = standing


class BriefingLog:
    """The briefings of all places in one store."""

    def __init__(self, store: Store) -> None:
        self.engine = store.engine

    def begin(self, place_id: str, as_of: datetime, revision: int, author: str, recorded_at: datetime) -> Begun:
        """Record that a briefing was begun. The same moment and data are the same briefing, however often begun."""
        with self._writing() as connection:
            found = self._find(connection, place_id, as_of, revision)
            if found is not None:
                return found
            key = connection.execute(briefings.insert().values(
                place_id=place_id, as_of=as_of, revision=revision, author=author, recorded_at=recorded_at,
            )).inserted_primary_key
            assert key is not None
            return Begun(int(key[0]), place_id, as_of, revision, recorded_at, author)

    def find(self, place_id: str, as_of: datetime, revision: int) -> Begun | None:
        """Return the briefing begun on these data, if one was."""
        with self.engine.connect() as connection:
            return self._find(connection, place_id, as_of, revision)

    def before(self, place_id: str, as_of: datetime, revision: int) -> Begun | None:
        """Return the last briefing before one on these data: of an earlier moment, or of the same with older data."""
        earlier = sa.or_(briefings.c.as_of < as_of, sa.and_(
            briefings.c.as_of == as_of, briefings.c.revision < revision))
        query = (
            sa.select(briefings).where(briefings.c.place_id == place_id, earlier)
            .order_by(briefings.c.as_of.desc(), briefings.c.revision.desc()).limit(1)
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else _begun(row)

    def latest(self, place_id: str, limit: int) -> list[Begun]:
        """Return the briefings begun last, the newest first."""
        query = (
            sa.select(briefings).where(briefings.c.place_id == place_id)
            .order_by(briefings.c.row_id.desc()).limit(limit)
        )
        with self.engine.connect() as connection:
            return [_begun(row) for row in connection.execute(query)]

    def notes(self, briefing_id: int) -> dict[str, Note]:
        """Return what stands on a briefing's pages, by page key."""
        query = (
            sa.select(briefing_notes).where(briefing_notes.c.briefing_id == briefing_id)
            .order_by(briefing_notes.c.row_id)
        )
        with self.engine.connect() as connection:
            return {row.page: _note(row) for row in connection.execute(query)}

    def write_note(
        self, begun: Begun, page: str, text: str, *, seen: int, author: str, recorded_at: datetime
    ) -> Note:
        """Write on a page (an empty text wipes it). Overtaken when a note stands there that is not the `seen` one."""
        with self._writing() as connection:
            standing = connection.execute(
                sa.select(briefing_notes)
                .where(briefing_notes.c.briefing_id == begun.briefing_id, briefing_notes.c.page == page)
                .order_by(briefing_notes.c.row_id.desc()).limit(1)
            ).first()
            if standing is not None and standing.row_id != seen:
                raise Overtaken(_note(standing))
            key = connection.execute(briefing_notes.insert().values(
                place_id=begun.place_id, briefing_id=begun.briefing_id, page=page, text=text, author=author,
                recorded_at=recorded_at,
            )).inserted_primary_key
            assert key is not None
            return Note(int(key[0]), begun.briefing_id, page, text, author, recorded_at)

    def plan(self, place_id: str) -> Plan:
        """Return the order of pages that a place chose last."""
        with self.engine.connect() as connection:
            return self._plan(connection, place_id)

    def write_plan(self, place_id: str, plan: Plan, *, author: str, recorded_at: datetime) -> Plan:
        """Choose another order; `plan.plan_id` is the one that was seen. Overtaken when there is a newer one."""
        with self._writing() as connection:
            standing = self._plan(connection, place_id)
            if standing.plan_id != plan.plan_id:
                raise Overtaken(standing)
            words = json.dumps({"order": plan.order, "hidden": plan.hidden}, ensure_ascii=False)
            key = connection.execute(briefing_plans.insert().values(
                place_id=place_id, plan=words, author=author, recorded_at=recorded_at,
            )).inserted_primary_key
            assert key is not None
            return Plan(int(key[0]), plan.order, plan.hidden)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self.engine.execution_options(writing=True).begin() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise StoreTrouble(str(error.orig)) from None

    def _find(self, connection: sa.Connection, place_id: str, as_of: datetime, revision: int) -> Begun | None:
        row = connection.execute(sa.select(briefings).where(
            briefings.c.place_id == place_id, briefings.c.as_of == as_of, briefings.c.revision == revision)).first()
        return None if row is None else _begun(row)

    def _plan(self, connection: sa.Connection, place_id: str) -> Plan:
        row = connection.execute(
            sa.select(briefing_plans).where(briefing_plans.c.place_id == place_id)
            .order_by(briefing_plans.c.row_id.desc()).limit(1)
        ).first()
        if row is None:
            return Plan()
        chosen = json.loads(row.plan)
        return Plan(int(row.row_id), tuple(chosen["order"]), tuple(chosen["hidden"]))


def _begun(row: Any) -> Begun:
    moment: datetime = row.as_of.astimezone(VIETNAM_TIME)
    return Begun(int(row.row_id), row.place_id, moment, int(row.revision), row.recorded_at, row.author)


def _note(row: Any) -> Note:
    return Note(int(row.row_id), int(row.briefing_id), row.page, row.text, row.author, row.recorded_at)
