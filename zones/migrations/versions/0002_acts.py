"""Add the commander's acts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXTS = (
    "act_id", "kind", "target", "target_id", "level", "directive", "text", "withdraws", "document", "signer", "reason",
)


def upgrade() -> None:
    """Make the table of acts, versioned like every other record."""
    columns: list[sa.Column[Any]] = [sa.Column(name, sa.Text()) for name in TEXTS]
    op.create_table(
        "acts",
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", sa.Text(), nullable=False),
        *columns,
        sa.Column("valid_from", sa.DateTime(timezone=True)),
        sa.Column("valid_to", sa.DateTime(timezone=True)),
        sa.Column("revision_from", sa.BigInteger(), nullable=False),
        sa.Column("revision_to", sa.BigInteger()),
    )
    standing = sa.text("revision_to IS NULL")
    op.create_index(
        "acts_current", "acts", ["place_id", "act_id"], unique=True, sqlite_where=standing, postgresql_where=standing,
    )
