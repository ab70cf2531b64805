"""Keep drafts of drawings in the database: every change at once, undo and redo as a mark that moves.

Drafts are no records: they stand in tables of their own, and no map shows them. A step is stored as the entries that it
changed; what a draft holds is its beginning with the steps up to the mark.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Protocol

import sqlalchemy as sa

from zones.drafts import Content, Draft, DraftConflict, Step, applied
from zones.store.schema import ROW_ID, Moment, metadata

OPEN, SAVED, DROPPED = "open", "saved", "dropped"
FIRST: Final = "begin"

drafts = sa.Table(
    "drafts", metadata,
    sa.Column("draft_id", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("place_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("step", sa.BigInteger, nullable=False),
    sa.Column("base_revision", sa.BigInteger, nullable=False),
    sa.Column("last_change", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
)
sa.Index("drafts_open", drafts.c.place_id, drafts.c.kind, drafts.c.subject, unique=True,
         sqlite_where=drafts.c.status == OPEN, postgresql_where=drafts.c.status == OPEN)
steps = sa.Table(
    "draft_steps", metadata,
    sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("draft_id", sa.BigInteger, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("change_id", sa.Text, nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("changes", sa.LargeBinary, nullable=False),
)
sa.Index("draft_steps_of", steps.c.draft_id, steps.c.number, unique=True)


class Database(Protocol):
    """What the drafts need of the store."""

    engine: sa.Engine

    def change(self) -> Any:
        """Open a transaction that writes."""


class Drafts:
    """The drafts of all places in one database."""

    def __init__(self, store: Database) -> None:
        """Work in the store's database."""
        self._store = store

    def open_in(self, place_id: str, kind: str | None = None) -> list[Draft]:
        """Return the open drafts of a place, the oldest first."""
        query = sa.select(drafts, _last_number()).where(drafts.c.place_id == place_id, drafts.c.status == OPEN)
        if kind is not None:
            query = query.where(drafts.c.kind == kind)
        with self._store.engine.connect() as connection:
            return [_draft(row) for row in connection.execute(query.order_by(drafts.c.draft_id))]

    def find(self, place_id: str, kind: str, subject: str = "") -> Draft | None:
        """Return the one open draft of a subject; None when there is none."""
        with self._store.engine.connect() as connection:
            return _find(connection, place_id, kind, subject)

    def content(self, draft: Draft) -> dict[str, Any]:
        """Return what a stored draft holds at its mark."""
        with self._store.engine.connect() as connection:
            return _content(connection, draft)

    def steps_of(self, draft: Draft, newest: int = 50) -> list[tuple[int, str, str, datetime, Mapping[str, Any]]]:
        """Return (number, action, author, moment, detail) of the newest steps, undone ones too, the newest first."""
        query = sa.select(steps).where(steps.c.draft_id == draft.id, steps.c.number > 0)
        with self._store.engine.connect() as connection:
            return [
                (row.number, row.action, row.author, row.recorded_at, json.loads(row.detail))
                for row in connection.execute(query.order_by(steps.c.number.desc()).limit(newest))
            ]

    def has_change(self, draft: Draft, change_id: str) -> bool:
        """Tell whether a change has arrived already: its sender did not hear the answer and sends it again."""
        with self._store.engine.connect() as connection:
            return _has_change(connection, draft, change_id)

    def append(self, draft: Draft, begun_with: Content, step: Step, author: str, at: datetime) -> Draft:
        """Store one change after the draft's mark; steps that were undone are gone. Return the draft as it is now.

        A draft that is not stored yet begins with `begun_with`. DraftConflict when the draft is no longer at this
        version (nothing is written), StoreTrouble when the database cannot write.
        """
        with self._store.change() as connection:
            if draft.id == 0:
                draft = _begin(connection, draft, begun_with, author, at)
            number = draft.step + 1
            _advance(connection, draft, number, step.change_id, author, at)
            connection.execute(steps.delete().where(steps.c.draft_id == draft.id, steps.c.number >= number))
            _insert_step(connection, draft.id, number, step, author, at)
        return replace(draft, version=draft.version + 1, step=number, steps=number, changed_at=at, changed_by=author)

    def move(self, draft: Draft, to: int, change_id: str, author: str, at: datetime) -> Draft:
        """Move the mark (undo, redo). DraftConflict when the draft is no longer at this version."""
        with self._store.change() as connection:
            _advance(connection, draft, to, change_id, author, at)
        return replace(draft, version=draft.version + 1, step=to, changed_at=at, changed_by=author)

    def drop(self, draft: Draft, author: str, at: datetime) -> None:
        """Put a draft aside: it is shown no more, and stays in the database."""
        with self._store.change() as connection:
            close(connection, draft, DROPPED, author, at)


def close(connection: sa.Connection, draft: Draft, status: str, author: str, at: datetime) -> None:
    """End a draft within a write, so that what was drawn is saved and the draft closed, or neither."""
    _advance(connection, draft, draft.step, "", author, at)
    connection.execute(drafts.update().where(drafts.c.draft_id == draft.id).values(status=status))


def _last_number() -> sa.Label[int]:
    last = sa.select(sa.func.max(steps.c.number)).where(steps.c.draft_id == drafts.c.draft_id)
    return last.scalar_subquery().label("steps")


def _draft(row: Any) -> Draft:
    return Draft(
        place_id=row.place_id, kind=row.kind, subject=row.subject, base_revision=row.base_revision, id=row.draft_id,
        version=row.version, step=row.step, steps=row.steps, changed_at=row.changed_at, changed_by=row.changed_by,
    )


def _find(connection: sa.Connection, place_id: str, kind: str, subject: str) -> Draft | None:
    row = connection.execute(sa.select(drafts, _last_number()).where(
        drafts.c.place_id == place_id, drafts.c.kind == kind, drafts.c.subject == subject, drafts.c.status == OPEN,
    )).first()
    return None if row is None else _draft(row)


def _content(connection: sa.Connection, draft: Draft) -> dict[str, Any]:
    query = sa.select(steps.c.changes).where(steps.c.draft_id == draft.id, steps.c.number <= draft.step)
    content: dict[str, Any] = {}
    for packed in connection.scalars(query.order_by(steps.c.number)):
        content = applied(content, json.loads(zlib.decompress(packed)))
    return content


def _has_change(connection: sa.Connection, draft: Draft, change_id: str) -> bool:
    if draft.id == 0 or not change_id:
        return False
    last = connection.scalar(sa.select(drafts.c.last_change).where(drafts.c.draft_id == draft.id))
    found = sa.select(steps.c.row_id).where(steps.c.draft_id == draft.id, steps.c.change_id == change_id)
    return last == change_id or connection.scalar(found) is not None


def _begin(connection: sa.Connection, draft: Draft, content: Content, author: str, at: datetime) -> Draft:
    if _find(connection, draft.place_id, draft.kind, draft.subject) is not None:
        raise DraftConflict
    try:
        result = connection.execute(drafts.insert().values(
            place_id=draft.place_id, kind=draft.kind, subject=draft.subject, status=OPEN, version=0, step=0,
            base_revision=draft.base_revision, last_change="", changed_at=at, changed_by=author,
        ))
    except sa.exc.IntegrityError:      # PostgreSQL: another began it in the same moment
        raise DraftConflict from None
    key = result.inserted_primary_key
    assert key is not None
    draft_id = int(key[0])
    _insert_step(connection, draft_id, 0, Step("", FIRST, content), author, at)
    return replace(draft, id=draft_id)


def _advance(
    connection: sa.Connection, draft: Draft, to: int, change_id: str, author: str, at: datetime
) -> None:
    """Move mark and version on, if the draft still is at the version that the change was made for."""
    done = connection.execute(
        drafts.update()
        .where(drafts.c.draft_id == draft.id, drafts.c.version == draft.version, drafts.c.status == OPEN)
        .values(version=draft.version + 1, step=to, last_change=change_id, changed_at=at, changed_by=author)
    )
    if done.rowcount != 1:
        raise DraftConflict


def _insert_step(
    connection: sa.Connection, draft_id: int, number: int, step: Step, author: str, at: datetime
) -> None:
    connection.execute(steps.insert().values(
        draft_id=draft_id, number=number, change_id=step.change_id, recorded_at=at, author=author, action=step.action,
        detail=_json(step.detail), changes=zlib.compress(_json(step.changes).encode("utf-8")),
    ))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
