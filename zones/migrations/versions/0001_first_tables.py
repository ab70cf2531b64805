"""Make the first tables: revisions, places, and one table for each kind of record."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT, COUNT, FLAG = sa.Text(), sa.BigInteger(), sa.Boolean()
NUMBER: sa.Double[float] = sa.Double()
MOMENT, WKB = sa.DateTime(timezone=True), sa.LargeBinary()

# name -> columns; the first is the record's key, unique among the versions that stand
RECORDS: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "areas": {
        "area_id": TEXT, "code": TEXT, "name": TEXT, "area_level": TEXT, "parent_name": TEXT,
        "population": COUNT, "households": COUNT, "adult_dose1_share": NUMBER, "elderly_full_share": NUMBER,
        "document": TEXT, "valid_from": MOMENT, "valid_to": MOMENT, "geometry": WKB,
    },
    "belts": {
        "belt_id": TEXT, "number": COUNT, "name": TEXT, "active": FLAG, "document": TEXT, "note": TEXT,
        "valid_from": MOMENT, "valid_to": MOMENT, "geometry": WKB,
    },
    "cases": {
        "case_id": TEXT, "disease": TEXT, "count": COUNT, "date_reporting": MOMENT, "detection": TEXT,
        "status": TEXT, "area_id": TEXT, "located_by": TEXT, "area_text": TEXT,
    },
    "checkpoints": {
        "checkpoint_id": TEXT, "name": TEXT, "kind": TEXT, "belt": COUNT, "staffed": FLAG,
        "managed_by": TEXT, "people_per_shift": COUNT, "shifts_per_day": COUNT, "document": TEXT,
        "note": TEXT, "valid_from": MOMENT, "valid_to": MOMENT, "geometry": WKB,
    },
    "forces": {
        "force_id": TEXT, "kind": TEXT, "area_id": TEXT, "count": COUNT, "hours": TEXT, "document": TEXT,
        "valid_from": MOMENT, "valid_to": MOMENT,
    },
    "lockdowns": {
        "lockdown_id": TEXT, "name": TEXT, "level": TEXT, "document": TEXT, "decided_by": TEXT,
        "households": COUNT, "population": COUNT, "note": TEXT, "valid_from": MOMENT, "valid_to": MOMENT,
        "geometry": WKB,
    },
    "reports": {
        "report_id": TEXT, "disease": TEXT, "area_id": TEXT, "period_start": MOMENT, "period_end": MOMENT,
        "source": TEXT,
    },
    "sites": {
        "site_id": TEXT, "name": TEXT, "kind": TEXT, "address": TEXT, "area_id": TEXT, "level": TEXT,
        "zone_label": TEXT, "directive": TEXT, "document": TEXT, "decided_by": TEXT, "population": COUNT,
        "radius_m": NUMBER, "is_class": FLAG, "note": TEXT, "valid_from": MOMENT, "valid_to": MOMENT,
        "geometry": WKB,
    },
    "underlay": {
        "underlay_id": TEXT, "kind": TEXT, "name": TEXT, "geometry": WKB,
    },
}


def upgrade() -> None:
    """Bring an empty database to the first schema."""
    op.create_table(
        "revisions",
        sa.Column("revision", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", TEXT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
    )
    op.create_index("ix_revisions_place_id", "revisions", ["place_id"])
    _versioned("places", "place_id", sa.Column("settings", TEXT, nullable=False))
    for name, columns in RECORDS.items():
        _versioned(name, next(iter(columns)), *(sa.Column(column, kind) for column, kind in columns.items()))


def _versioned(name: str, key: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", TEXT, nullable=False),
        *columns,
        sa.Column("revision_from", sa.BigInteger(), nullable=False),
        sa.Column("revision_to", sa.BigInteger()),
    )
    standing = sa.text("revision_to IS NULL")
    op.create_index(
        f"{name}_current", name, ["place_id"] if key == "place_id" else ["place_id", key],
        unique=True, sqlite_where=standing, postgresql_where=standing,
    )
