"""Fixtures that more than one test file needs: databases to try the store on."""

import os

import pytest
import sqlalchemy as sa


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """A new empty database; PostgreSQL where TEST_POSTGRESQL_URL names a server that the tests may use."""
    if request.param == "sqlite":
        yield f"sqlite:///{(tmp_path / 'zones.sqlite').as_posix()}"
        return
    server = os.environ.get("TEST_POSTGRESQL_URL")
    if not server:
        pytest.skip("no PostgreSQL: set TEST_POSTGRESQL_URL")
    name = f"zones_test_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
