"""Add recorded answers, and what the outbreak rules ask of a case."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXTS = ("answer_id", "area_id", "ruleset", "question", "answer", "reason", "document")


def upgrade() -> None:
    """Make the table of answers, versioned like every other record; give cases their new columns."""
    columns: list[sa.Column[Any]] = [sa.Column(name, sa.Text()) for name in TEXTS]
    op.create_table(
        "answers",
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
        "answers_current", "answers", ["place_id", "answer_id"], unique=True, sqlite_where=standing,
        postgresql_where=standing,
    )
    for name, kind in (("lon", sa.Double()), ("lat", sa.Double()), ("confirmed", sa.Boolean()),
                       ("larvae", sa.Boolean()), ("linked_to", sa.Text())):
        op.add_column("cases", sa.Column(name, kind))
