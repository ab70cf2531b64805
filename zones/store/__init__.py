"""Keep the state: every record with its history, every write whole or not at all, one revision for each.

SQLite (WAL) by default, PostgreSQL by URL; geometry is WKB in both. A record is never changed: a new version
closes the old one, so that any past map can be drawn again as it was known then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from zones.places import Place, place_from_json
from zones.store import intake_room
from zones.store.drafts import SAVED, Drafts
from zones.store.drafts import close as close_draft
from zones.store.migrating import migrate
from zones.store.schema import CONTRACTS, RECORDS, metadata, places, revisions
from zones.store.undoing import Undone
from zones.store.writing import AlreadyThere, Writer

__all__ = [
    "CONTRACTS", "SAVED", "AlreadyThere", "Revision", "Store", "StoreTrouble", "Undone", "UnknownPlace", "Writer",
    "close_draft", "metadata",
]

BUSY_SECONDS: Final = 15


class UnknownPlace(LookupError):
    """No place of that id in the store."""


class StoreTrouble(RuntimeError):
    """The database could not write (disk full, locked by another program, gone): nothing was changed."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One write: what was done, by whom, when."""

    revision: int
    recorded_at: datetime
    author: str
    action: str
    detail: Mapping[str, Any]


class Store:
    """The state of all places behind one database URL."""

    def __init__(self, url: str) -> None:
        """Open (and bring to the newest schema) the database; its folder is made when it does not exist."""
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        self.engine = sa.create_engine(parsed, **_engine_options(parsed))
        if parsed.get_backend_name() == "sqlite":
            _prepare_sqlite(self.engine)
        migrate(self.engine)
        self.drafts = Drafts(self)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    # reading

    def revision(self, place_id: str) -> int:
        """Return the newest revision of a place: one indexed look-up, cheap enough for every poll."""
        with self.engine.connect() as connection:
            found = connection.scalar(
                sa.select(sa.func.max(revisions.c.revision)).where(revisions.c.place_id == place_id)
            )
        if found is None:
            raise UnknownPlace(place_id)
        return int(found)

    def places(self) -> list[Place]:
        """Return all places in the order in which they were made."""
        query = sa.select(places.c.settings).where(places.c.revision_to.is_(None)).order_by(places.c.row_id)
        with self.engine.connect() as connection:
            return [place_from_json(text) for text in connection.scalars(query)]

    def place(self, place_id: str, known_at: int | None = None) -> Place:
        """Return a place as it was at revision `known_at` (None: now). UnknownPlace when there is none."""
        query = sa.select(places.c.settings).where(places.c.place_id == place_id, _known(places, known_at))
        with self.engine.connect() as connection:
            text = connection.scalar(query)
        if text is None:
            raise UnknownPlace(place_id)
        return place_from_json(text)

    def read(self, place_id: str, kind: str, known_at: int | None = None) -> pd.DataFrame:
        """Return the records of a kind (a GeoDataFrame, EPSG:4326, where it has geometry) as known at a revision."""
        table, contract = RECORDS[kind], CONTRACTS[kind]
        names = [*contract.columns, *(["geometry"] if contract.geometry else [])]
        query = (
            sa.select(*(table.c[name] for name in names))
            .where(table.c.place_id == place_id, _known(table, known_at))
            .order_by(table.c.row_id)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        cells: dict[str, Any] = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
        if rows and contract.geometry:
            cells["geometry"] = shapely.from_wkb(np.array(cells["geometry"], dtype=object))
        return contract.made(cells, pd.RangeIndex(len(rows)))

    def places_with(self, kind: str, column: str, value: str) -> list[str]:
        """Return the ids of the places that hold a record with this value now."""
        table = RECORDS[kind]
        query = sa.select(table.c.place_id).where(table.c[column] == value, table.c.revision_to.is_(None)).distinct()
        with self.engine.connect() as connection:
            return list(connection.scalars(query))

    def history(self, place_id: str, limit: int = 50) -> list[Revision]:
        """Return the newest writes of a place, the newest first."""
        return self._revisions(place_id, limit, sa.true())

    def _revisions(self, place_id: str, limit: int, which: sa.ColumnElement[bool]) -> list[Revision]:
        query = (
            sa.select(revisions).where(revisions.c.place_id == place_id, which)
            .order_by(revisions.c.revision.desc()).limit(limit)
        )
        with self.engine.connect() as connection:
            return [
                Revision(row.revision, row.recorded_at, row.author, row.action, json.loads(row.detail))
                for row in connection.execute(query)
            ]

    def imports(self, place_id: str, limit: int = 20) -> list[Revision]:
        """Return the newest imports of a place and what took them back, the newest first."""
        return self._revisions(place_id, limit, revisions.c.action.in_(("import", "undo")))

    def last_change(self, place_id: str, kinds: Sequence[str]) -> tuple[int, ...]:
        """Return for each kind the newest revision that added or ended one of its records (0: none)."""
        tables = [RECORDS[kind] for kind in kinds]
        query = sa.select(*(
            sa.select(sa.func.max(sa.func.coalesce(table.c.revision_to, table.c.revision_from)))
            .where(table.c.place_id == place_id).scalar_subquery() for table in tables
        ))
        with self.engine.connect() as connection:
            return tuple(int(found or 0) for found in connection.execute(query).one())

    def people(self, place_id: str) -> pd.DataFrame:
        """Return the sealed persons of a place's cases: for the intake alone."""
        return intake_room.read_people(self.engine, place_id)

    def answers(self, place_id: str) -> dict[str, str]:
        """Return the remembered answers of a place's intake."""
        return intake_room.read_answers(self.engine, place_id)

    # writing

    @contextmanager
    def write(
        self, place_id: str, *, author: str, action: str, recorded_at: datetime,
        detail: Mapping[str, Any] | None = None,
    ) -> Iterator[Writer]:
        """Open one write: all of it is stored under one new revision, or nothing of it (StoreTrouble)."""
        with self.change() as connection:
            result = connection.execute(revisions.insert().values(
                place_id=place_id, recorded_at=recorded_at, author=author, action=action,
                detail=json.dumps(detail or {}, ensure_ascii=False),
            ))
            key = result.inserted_primary_key
            assert key is not None
            yield Writer(connection, place_id, int(key[0]))

    @contextmanager
    def change(self) -> Iterator[sa.Connection]:
        """Open a transaction that writes: the whole of it, or nothing (StoreTrouble)."""
        try:
            with self.engine.execution_options(writing=True).begin() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            # the driver's own words only: the statement's values are people's data
            raise StoreTrouble(str(error.orig)) from None


def _known(table: sa.Table, known_at: int | None) -> sa.ColumnElement[bool]:
    if known_at is None:
        return table.c.revision_to.is_(None)
    return sa.and_(
        table.c.revision_from <= known_at,
        sa.or_(table.c.revision_to.is_(None), table.c.revision_to > known_at),
    )


def _engine_options(url: sa.URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {"pool_pre_ping": True}


def _prepare_sqlite(engine: sa.Engine) -> None:
    """Let readers and writers work at once (WAL), and let a writer take its lock when it begins, not midway."""

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy sends BEGIN itself, see below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
