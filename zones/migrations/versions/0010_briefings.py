"""Add briefings that were begun, notes on their pages, and the order of pages that a place chose."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the three tables: rows are added, never changed."""
    _table("briefings", sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
           sa.Column("revision", sa.BigInteger(), nullable=False))
    _table("briefing_notes", sa.Column("briefing_id", sa.BigInteger(), nullable=False),
           sa.Column("page", sa.Text(), nullable=False), sa.Column("text", sa.Text(), nullable=False))
    _table("briefing_plans", sa.Column("plan", sa.Text(), nullable=False))


def _table(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", sa.Text(), nullable=False, index=True),
        *columns,
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
