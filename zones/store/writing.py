"""The verbs inside one write: records are added, replaced or ended under one revision, never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import sqlalchemy as sa

from geo.frames import MOMENT, Contract
from zones.places import Place, place_to_json
from zones.store import intake_room
from zones.store.schema import CONTRACTS, RECORDS, places
from zones.store.undoing import Undone, undo


class AlreadyThere(RuntimeError):
    """A record that must be new stands already: somebody else was quicker. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Writer:
    """The verbs inside one write."""

    connection: sa.Connection
    place_id: str
    revision: int

    def put_place(self, place: Place) -> None:
        """Store the place's settings, closing the former version."""
        self._close(places, None, ())
        self.connection.execute(places.insert().values(
            place_id=self.place_id, settings=place_to_json(place), revision_from=self.revision,
        ))

    def put(self, kind: str, frame: pd.DataFrame) -> int:
        """Add or replace records by their key; FrameError (with all problems) when one breaks the contract.

        Records that stand already, word for word, are left alone: importing a file twice changes nothing.
        """
        contract, table = CONTRACTS[kind], RECORDS[kind]
        rows = _rows(contract.check(frame), contract)
        standing = self._standing(table, contract)
        fresh = [row for row in rows if standing.get(row[contract.key]) != row]
        self._close(table, table.c[contract.key], [row[contract.key] for row in fresh])
        if fresh:
            self.connection.execute(
                table.insert(), [{**row, "place_id": self.place_id, "revision_from": self.revision} for row in fresh]
            )
        return len(fresh)

    def append(self, kind: str, frame: pd.DataFrame) -> None:
        """Add records that were not there before, and never close one. AlreadyThere when a key (or what else must be
        unique in the table) is taken."""
        contract = CONTRACTS[kind]
        rows = _rows(contract.check(frame), contract)
        filed = [{**row, "place_id": self.place_id, "revision_from": self.revision} for row in rows]
        try:
            self.connection.execute(RECORDS[kind].insert(), filed)
        except sa.exc.IntegrityError as error:
            raise AlreadyThere(kind) from error

    def replace(self, kind: str, frame: pd.DataFrame) -> int:
        """Make these the only records of a kind: those that are not among them end with this revision."""
        contract, table = CONTRACTS[kind], RECORDS[kind]
        kept = set(frame[contract.key])
        gone = [key for key in self._standing(table, contract) if key not in kept]
        self._close(table, table.c[contract.key], gone)
        return self.put(kind, frame) + len(gone)

    def end(self, kind: str, keys: Sequence[str]) -> int:
        """End some records with this revision: former maps have them still. Return how many stood."""
        contract, table = CONTRACTS[kind], RECORDS[kind]
        gone = [key for key in self._standing(table, contract) if key in set(keys)]
        self._close(table, table.c[contract.key], gone)
        return len(gone)

    def put_people(self, rows: Sequence[Mapping[str, Any]], seal: Callable[[int], bytes]) -> int:
        """Store the persons of cases, those that are new or other ones sealed by `seal(row)`; return how many."""
        return intake_room.put_people(self.connection, self.place_id, self.revision, rows, seal)

    def put_answers(self, given: Mapping[str, str]) -> int:
        """Remember answers of the intake by their question."""
        return intake_room.put_answers(self.connection, self.place_id, self.revision, given)

    def undo(self, revision: int) -> Undone:
        """Take an earlier write back; what was changed since then stays."""
        return undo(self.connection, self.place_id, revision, self.revision)

    def _standing(self, table: sa.Table, contract: Contract) -> dict[str, dict[str, Any]]:
        names = [*contract.columns, *(["geometry"] if contract.geometry else [])]
        query = sa.select(*(table.c[name] for name in names)).where(
            table.c.place_id == self.place_id, table.c.revision_to.is_(None)
        )
        return {row[contract.key]: dict(row) for row in self.connection.execute(query).mappings()}

    def _close(self, table: sa.Table, key: sa.Column[Any] | None, values: Sequence[str]) -> None:
        current = sa.and_(table.c.place_id == self.place_id, table.c.revision_to.is_(None))
        closing = table.update().values(revision_to=self.revision)
        if key is None:
            self.connection.execute(closing.where(current))
            return
        for start in range(0, len(values), 500):  # SQLite takes no more than some thousand parameters
            self.connection.execute(closing.where(current, key.in_(values[start:start + 500])))


def _rows(frame: pd.DataFrame, contract: Contract) -> list[dict[str, Any]]:
    """Turn a tidy frame into plain Python rows: None for what is missing, WKB for geometry."""
    plain = pd.DataFrame({name: frame[name].astype(object) for name in contract.columns})
    plain = plain.where(plain.notna(), None)
    for name, column in contract.columns.items():
        if column.dtype == MOMENT:
            plain[name] = pd.Series(
                [None if value is None else value.to_pydatetime().astimezone(UTC) for value in plain[name]],
                index=plain.index, dtype=object,
            )
    if contract.geometry:
        assert isinstance(frame, gpd.GeoDataFrame)
        plain["geometry"] = pd.Series(
            list(shapely.to_wkb(frame.geometry.to_numpy())), index=plain.index, dtype=object
        )
        plain["geometry"] = plain["geometry"].where(plain["geometry"].notna(), None)
    rows: list[dict[str, Any]] = plain.to_dict("records")  # type: ignore[assignment]
    return rows
