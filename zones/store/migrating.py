"""Bring a database to the newest schema."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

MIGRATIONS: Final = Path(__file__).parent.parent / "migrations"


def migrate(engine: sa.Engine) -> None:
    """Bring the database to the newest schema; one that has it already costs a look and no migration machinery."""
    newest = max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    if _schema_version(engine) == newest:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(writing=True).begin() as connection:
        if engine.dialect.name == "postgresql":  # servers that start at once take turns, as on SQLite
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(5897)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _schema_version(engine: sa.Engine) -> str | None:
    if not sa.inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found
