"""Add the intake's own tables: persons of cases, sealed, and the answers that are remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
HASHES = ("name_hash", "person_hash", "phone_hash", "papers_hash")


def upgrade() -> None:
    """Make both tables, versioned by revision like every record, so that an import can be undone whole."""
    standing = sa.text("revision_to IS NULL")
    op.create_table(
        "intake_people",
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in HASHES),
        sa.Column("key_name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("revision_from", sa.BigInteger(), nullable=False),
        sa.Column("revision_to", sa.BigInteger()),
    )
    op.create_index("intake_people_current", "intake_people", ["place_id", "case_id"], unique=True,
                    sqlite_where=standing, postgresql_where=standing)
    op.create_table(
        "intake_answers",
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("revision_from", sa.BigInteger(), nullable=False),
        sa.Column("revision_to", sa.BigInteger()),
    )
    op.create_index("intake_answers_current", "intake_answers", ["place_id", "question"], unique=True,
                    sqlite_where=standing, postgresql_where=standing)
