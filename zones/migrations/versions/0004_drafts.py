"""Add drafts of drawings with their steps: what a person draws is kept at each change, before it is saved."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT, COUNT, MOMENT = sa.Text(), sa.BigInteger(), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of drafts and of their steps."""
    op.create_table(
        "drafts",
        sa.Column("draft_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("version", COUNT, nullable=False),
        sa.Column("step", COUNT, nullable=False),
        sa.Column("base_revision", COUNT, nullable=False),
        sa.Column("last_change", TEXT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
    )
    is_open = sa.text("status = 'open'")
    op.create_index(
        "drafts_open", "drafts", ["place_id", "kind", "subject"], unique=True, sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "draft_steps",
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("draft_id", COUNT, nullable=False),
        sa.Column("number", COUNT, nullable=False),
        sa.Column("change_id", TEXT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
    )
    op.create_index("draft_steps_of", "draft_steps", ["draft_id", "number"], unique=True)
