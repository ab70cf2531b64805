"""Lay out the store's tables: revisions, places, and one versioned table for each kind of record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from geo.areas import AREAS
from geo.frames import COUNT, FLAG, MOMENT, NUMBER, TEXT, Contract
from zones.acts import ACTS
from zones.cases import CASES, FORCES, REPORTS
from zones.checklist import ANSWERS
from zones.clocks import PROPOSALS
from zones.facilities import FACILITIES
from zones.lockdowns import LOCKDOWN_LINES, LOCKDOWNS
from zones.posts import BELTS, CHECKPOINTS
from zones.sites import SITES
from zones.underlay import UNDERLAY

CONTRACTS: Final[dict[str, Contract]] = {
    contract.name: contract
    for contract in (
        AREAS, UNDERLAY, CASES, REPORTS, SITES, CHECKPOINTS, BELTS, LOCKDOWNS, FORCES, ACTS, ANSWERS,
        LOCKDOWN_LINES, FACILITIES, PROPOSALS,
    )
}


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment: UTC in the database (SQLite drops the zone), aware when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """Bring an aware moment to UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """Say that what was read is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


_COLUMN_TYPES: Final[list[tuple[Any, Any]]] = [
    (TEXT, sa.Text), (COUNT, sa.BigInteger), (NUMBER, sa.Double), (FLAG, sa.Boolean), (MOMENT, Moment),
]
ROW_ID: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")
metadata = sa.MetaData()

revisions = sa.Table(
    "revisions", metadata,
    sa.Column("revision", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("place_id", sa.Text, nullable=False, index=True),
    sa.Column("recorded_at", Moment, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
places = sa.Table(
    "places", metadata,
    sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("place_id", sa.Text, nullable=False),
    sa.Column("settings", sa.Text, nullable=False),
    sa.Column("revision_from", sa.BigInteger, nullable=False),
    sa.Column("revision_to", sa.BigInteger),
)
sa.Index("places_current", places.c.place_id, unique=True,
         sqlite_where=places.c.revision_to.is_(None), postgresql_where=places.c.revision_to.is_(None))


def _record_table(contract: Contract) -> sa.Table:
    columns = [
        sa.Column(name, next(kind for dtype, kind in _COLUMN_TYPES if dtype == column.dtype))
        for name, column in contract.columns.items()
    ]
    if contract.geometry:
        columns.append(sa.Column("geometry", sa.LargeBinary))
    table = sa.Table(
        contract.name, metadata,
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", sa.Text, nullable=False),
        *columns,
        sa.Column("revision_from", sa.BigInteger, nullable=False),
        sa.Column("revision_to", sa.BigInteger),
    )
    current = table.c.revision_to.is_(None)
    sa.Index(f"{contract.name}_current", table.c.place_id, table.c[contract.key], unique=True,
             sqlite_where=current, postgresql_where=current)
    return table


RECORDS: Final = {name: _record_table(contract) for name, contract in CONTRACTS.items()}
