"""Add issued sheets, and the files that were produced for them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT, COUNT, FLAG, MOMENT = sa.Text(), sa.BigInteger(), sa.Boolean(), sa.DateTime(timezone=True)
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "issue_id": TEXT, "kind": TEXT, "about": TEXT, "year": COUNT, "number": COUNT, "symbol": TEXT, "sign": TEXT,
    "code": TEXT, "view": TEXT, "title": TEXT, "subtitle": TEXT, "language": TEXT, "audience": TEXT, "exercise": FLAG,
    "as_of": MOMENT, "data_time": MOMENT, "known_at": COUNT, "rulesets": TEXT, "counts": TEXT, "options": TEXT,
    "files": TEXT, "digest": TEXT, "signer": TEXT, "reason": TEXT, "recorded_by": TEXT, "valid_from": MOMENT,
}


def upgrade() -> None:
    """Make the table of issued sheets, versioned like every other record, and the one of files."""
    columns: list[sa.Column[Any]] = [sa.Column(name, kind) for name, kind in COLUMNS.items()]
    op.create_table(
        "issued",
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", sa.Text(), nullable=False),
        *columns,
        sa.Column("revision_from", sa.BigInteger(), nullable=False),
        sa.Column("revision_to", sa.BigInteger()),
    )
    standing = sa.text("revision_to IS NULL")
    op.create_index(
        "issued_current", "issued", ["place_id", "issue_id"], unique=True, sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("issued_code", "issued", ["code"], unique=True)
    op.create_index("issued_about", "issued", ["place_id", "about"], unique=True)
    op.create_table(
        "files",
        sa.Column("sha256", sa.Text(), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
