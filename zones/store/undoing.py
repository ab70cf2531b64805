"""Take one write back whole: a new revision in which its records stand as they stood before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from zones.store.intake_room import answers, people
from zones.store.schema import CONTRACTS, RECORDS

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records were taken back, and how many a later write has changed since: those stay as they are."""

    taken_back: int
    changed_since: int


def undo(connection: sa.Connection, place_id: str, revision: int, by: int) -> Undone:
    """Undo what `revision` wrote, as part of the write `by`. History keeps both."""
    back = since = 0
    keyed = [(RECORDS[name], contract.key) for name, contract in CONTRACTS.items()]
    for table, key in [*keyed, (people, "case_id"), (answers, "question")]:
        one, other = _undo_in(connection, table, key, place_id, revision, by)
        if table.name in RECORDS:
            back, since = back + one, since + other
    return Undone(back, since)


def _undo_in(
    connection: sa.Connection, table: sa.Table, key: str, place_id: str, revision: int, by: int
) -> tuple[int, int]:
    of_place = table.c.place_id == place_id
    written = {row[1]: row[0] for row in connection.execute(sa.select(table.c.row_id, table.c[key]).where(
        of_place, table.c.revision_from == revision, table.c.revision_to.is_(None)))}
    changed_since = set(connection.scalars(sa.select(table.c[key]).where(
        of_place, table.c.revision_from == revision, table.c.revision_to.is_not(None))))
    for some in _portions(list(written.values())):
        connection.execute(table.update().values(revision_to=by).where(table.c.row_id.in_(some)))
    standing = set(connection.scalars(sa.select(table.c[key]).where(of_place, table.c.revision_to.is_(None))))
    ended = connection.execute(sa.select(table).where(of_place, table.c.revision_to == revision)).mappings()
    restored = [
        {**{name: value for name, value in row.items() if name != "row_id"}, "revision_from": by, "revision_to": None}
        for row in ended if row[key] not in standing and row[key] not in changed_since
    ]
    if restored:
        connection.execute(table.insert(), restored)
    return len(written) + len({row[key] for row in restored} - set(written)), len(changed_since)


def _portions(values: list[int]) -> Iterable[list[int]]:
    return (values[start:start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
