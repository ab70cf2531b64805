"""Add what the field needs: rings and lines of lockdowns, needs of posts, facilities, proposals."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT, COUNT, MOMENT, WKB = sa.Text(), sa.BigInteger(), sa.DateTime(timezone=True), sa.LargeBinary()

# name -> columns; the first is the record's key
RECORDS: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "facilities": {
        "facility_id": TEXT, "name": TEXT, "kind": TEXT, "address": TEXT, "area_id": TEXT, "capacity": COUNT,
        "used": COUNT, "counted_at": MOMENT, "hours": TEXT, "managed_by": TEXT, "document": TEXT, "note": TEXT,
        "valid_from": MOMENT, "valid_to": MOMENT, "geometry": WKB,
    },
    "lockdown_lines": {
        "line_id": TEXT, "lockdown_id": TEXT, "street": TEXT, "lane": TEXT, "branch_lane": TEXT, "side": TEXT,
        "from_number": TEXT, "to_number": TEXT, "households": COUNT, "people": COUNT, "note": TEXT,
    },
    "proposals": {
        "proposal_id": TEXT, "area_id": TEXT, "started_at": MOMENT, "started_by": TEXT, "due": MOMENT,
        "recorded_at": MOMENT, "document": TEXT, "containment_id": TEXT, "note": TEXT,
    },
}
ADDED: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "checkpoints": {
        "status": TEXT, "managing_level": TEXT, "head": TEXT, "phone": TEXT, "required_per_shift": COUNT,
    },
    "forces": {"people": COUNT},
    "lockdowns": {"ring": TEXT, "containment_id": TEXT, "follows": TEXT, "change": TEXT, "ended_by": TEXT},
}


def upgrade() -> None:
    """Make the new tables, versioned like every other record; give the standing ones their new columns."""
    for name, columns in RECORDS.items():
        key = next(iter(columns))
        op.create_table(
            name,
            sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
            sa.Column("place_id", TEXT, nullable=False),
            *(sa.Column(column, kind) for column, kind in columns.items()),
            sa.Column("revision_from", sa.BigInteger(), nullable=False),
            sa.Column("revision_to", sa.BigInteger()),
        )
        standing = sa.text("revision_to IS NULL")
        op.create_index(f"{name}_current", name, ["place_id", key], unique=True, sqlite_where=standing,
                        postgresql_where=standing)
    for name, columns in ADDED.items():
        for column, kind in columns.items():
            op.add_column(name, sa.Column(column, kind))
