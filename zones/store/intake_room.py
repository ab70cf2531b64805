"""Keep what only the intake may see: who a case is, sealed, and which answers were given before.

These tables are no records: `Store.read` does not know them, and no frame, export or page is made from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from zones.store.schema import ROW_ID, metadata

HASHES: Final = ("name_hash", "person_hash", "phone_hash", "papers_hash")
_AT_ONCE: Final = 500                  # SQLite takes no more than some thousand parameters

people = sa.Table(
    "intake_people", metadata,
    sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("place_id", sa.Text, nullable=False),
    sa.Column("case_id", sa.Text, nullable=False),
    *(sa.Column(name, sa.Text) for name in HASHES),
    sa.Column("key_name", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("revision_from", sa.BigInteger, nullable=False),
    sa.Column("revision_to", sa.BigInteger),
)
answers = sa.Table(
    "intake_answers", metadata,
    sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("place_id", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("revision_from", sa.BigInteger, nullable=False),
    sa.Column("revision_to", sa.BigInteger),
)
for _table, _key in ((people, "case_id"), (answers, "question")):
    sa.Index(f"{_table.name}_current", _table.c.place_id, _table.c[_key], unique=True,
             sqlite_where=_table.c.revision_to.is_(None), postgresql_where=_table.c.revision_to.is_(None))


def read_people(engine: sa.Engine, place_id: str) -> pd.DataFrame:
    """Return the standing persons of a place: case_id, HASHES, key_name, sealed."""
    names = ["case_id", *HASHES, "key_name", "sealed"]
    query = sa.select(*(people.c[name] for name in names)).where(
        people.c.place_id == place_id, people.c.revision_to.is_(None)).order_by(people.c.row_id)
    with engine.connect() as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=names, dtype="object")


def read_answers(engine: sa.Engine, place_id: str) -> dict[str, str]:
    """Return the remembered answers of a place by question."""
    query = sa.select(answers.c.question, answers.c.answer).where(
        answers.c.place_id == place_id, answers.c.revision_to.is_(None))
    with engine.connect() as connection:
        return {row.question: row.answer for row in connection.execute(query)}


def put_people(connection: sa.Connection, place_id: str, revision: int, rows: Iterable[Mapping[str, Any]],
               seal: Callable[[int], bytes]) -> int:
    """Store persons by their case: case_id, HASHES, key_name and `row`, which `seal` turns into sealed facts.

    One whose hashes stand already is left alone, and is not sealed again. Return how many were written.
    """
    fresh = _fresh(connection, people, place_id, "case_id", [dict(row) for row in rows], HASHES)
    for person in fresh:
        person["sealed"] = seal(person.pop("row"))
    return _write(connection, people, place_id, revision, "case_id", fresh)


def put_answers(connection: sa.Connection, place_id: str, revision: int, given: Mapping[str, str]) -> int:
    """Remember answers by their question."""
    rows = [{"question": question, "answer": answer} for question, answer in given.items()]
    fresh = _fresh(connection, answers, place_id, "question", rows, ("answer",))
    return _write(connection, answers, place_id, revision, "question", fresh)


def _fresh(connection: sa.Connection, table: sa.Table, place_id: str, key: str, rows: list[dict[str, Any]],
           compared: Iterable[str]) -> list[dict[str, Any]]:
    names = [key, *compared]
    query = sa.select(*(table.c[name] for name in names)).where(
        table.c.place_id == place_id, table.c.revision_to.is_(None))
    standing = {row[0]: tuple(row[1:]) for row in connection.execute(query)}
    return [row for row in rows if standing.get(row[key]) != tuple(row.get(name) for name in names[1:])]


def _write(connection: sa.Connection, table: sa.Table, place_id: str, revision: int, key: str,
           rows: list[dict[str, Any]]) -> int:
    keys = [row[key] for row in rows]
    for start in range(0, len(keys), _AT_ONCE):
        some = table.c[key].in_(keys[start:start + _AT_ONCE])
        connection.execute(table.update().values(revision_to=revision).where(
            table.c.place_id == place_id, table.c.revision_to.is_(None), some))
    if rows:
        connection.execute(table.insert(), [{**row, "place_id": place_id, "revision_from": revision} for row in rows])
    return len(rows)
