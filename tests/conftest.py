"""Share what more than one test file needs: one browser for all browser tests, databases to try the store on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from running_app import RunningApp
from somebody import Person

from zones.store import Store
from zones.usecases import CommandPost

# a machine with two busy cores is slow at times; slowness is no failure of a property
hypothesis.settings.register_profile("shared_machine", deadline=None)
# the same examples in every run: a commit is judged by what it changed; new examples are tried by who works at home
hypothesis.settings.register_profile("same_examples", deadline=None, derandomize=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "shared_machine"))

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",     # no other host is reached by any browser test
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def find_chromium() -> str | None:
    """Return the browser named by CHROMIUM, Debian's, or the first on the PATH."""
    named = os.environ.get("CHROMIUM")
    candidates = [named, "/usr/bin/chromium", *(shutil.which(name) for name in NAMES)]
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def _chromium() -> Iterator[tuple[Any, dict[str, Any]]]:
    """Return Playwright's browser type, and with what it is started."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium, {"executable_path": path, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def browser(_chromium: tuple[Any, dict[str, Any]]) -> Iterator[Any]:
    """Return a running Chromium (Playwright's Browser)."""
    kind, how = _chromium
    chromium = kind.launch(**how)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def running_app(
    _chromium: Any, tmp_path_factory: pytest.TempPathFactory, _sample_file: Path
) -> Iterator[RunningApp]:
    """Return the whole program, started once for all browser tests of a worker (not at all without a browser)."""
    app = RunningApp(tmp_path_factory.mktemp("app"), _sample_file)
    yield app
    app.stop()


@pytest.fixture(scope="session")
def _windows(_chromium: tuple[Any, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return one profile for all windows of a worker: Streamlit's own scripts are fetched and compiled once.

    It stands in a folder: Chromium keeps compiled scripts of no profile that is in memory alone.
    """
    kind, how = _chromium
    profile = tmp_path_factory.mktemp("profile")
    context = kind.launch_persistent_context(profile, accept_downloads=True, locale="vi-VN", **how)
    yield context
    context.close()


@pytest.fixture
def person(_windows: Any, running_app: RunningApp) -> Iterator[Callable[..., Person]]:
    """Return who opens a window of a size (1366×768), of a browser that remembers nothing of an earlier test."""
    people: list[Person] = []
    blank = _windows.new_page()
    forget = {"origin": running_app.url, "storageTypes": "cookies,local_storage,indexeddb"}
    _windows.new_cdp_session(blank).send("Storage.clearDataForOrigin", forget)
    blank.close()

    def arrive(size: tuple[int, int] = (1366, 768)) -> Person:
        people.append(Person(_windows, size))
        return people[-1]

    yield arrive
    for somebody in people:
        somebody.close()


@pytest.fixture(scope="session")
def _sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("samples") / "zones.sqlite"
    store = Store(f"sqlite:///{file.as_posix()}")
    CommandPost(store).ensure_samples()
    store.close()
    return file


@pytest.fixture
def sample_url(_sample_file: Path, tmp_path: Path) -> str:
    """Return a store of this test's own that holds both samples (copied: loading them takes seconds)."""
    copy = tmp_path / "samples.sqlite"
    copy.write_bytes(_sample_file.read_bytes())
    return f"sqlite:///{copy.as_posix()}"


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
