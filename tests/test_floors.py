"""The floors of the house: imports go downwards only, and heavy libraries stay in their rooms."""

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from zones.usecases import CommandPost
from zones.usecases.desk import Desk

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {"app.py", "geo", "zones", "sample_data", "tests", "requirements.txt", "README.md"}


def importers_of(library):
    pattern = re.compile(rf"^\s*(import|from) {library}\b", re.MULTILINE)
    files = [*ROOT.glob("*.py"), *(ROOT / "geo").rglob("*.py"), *(ROOT / "zones").rglob("*.py")]
    return {file.relative_to(ROOT).as_posix() for file in files if pattern.search(file.read_text(encoding="utf-8"))}


def test_imports_go_downwards_only():
    # in a process of its own: in ours it would switch off the loggers of the tests that follow
    said = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("streamlit", ("app.py", "zones/screens/")),
        ("folium", ("geo/render_folium",)),
        ("matplotlib", ("geo/render_static",)),
        ("sqlalchemy", ("zones/store", "zones/migrations/")),
        ("starlette", ("zones/web/",)),
    ],
)
def test_a_library_is_imported_in_its_own_rooms_only(library, rooms):
    assert {file for file in importers_of(library) if not file.startswith(rooms)} == set()
    assert importers_of(library)


def test_the_names_that_the_project_was_given_are_there():
    assert {name for name in TOP_LEVEL if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("file", sorted(ROOT.glob("requirements*.txt")), ids=lambda file: file.name)
def test_what_to_install_is_written_in_plain_letters(file):
    # an older pip (seen with 23.2) reads the file in the code page of Windows: one "Đ" and nothing is installed
    assert file.read_bytes().isascii()


def test_no_folder_beside_the_app_is_taken_for_streamlits_old_pages():
    assert not (ROOT / "pages").exists()


def test_only_the_outer_rooms_ask_the_clock():
    asking = {
        file.relative_to(ROOT).as_posix()
        for folder in ("geo", "zones") for file in (ROOT / folder).rglob("*.py")
        if re.search(r"\btimes\.now\b|\bdatetime\.now\(|\btime\.time\(", file.read_text(encoding="utf-8"))
    }
    assert asking <= {"zones/times.py", "zones/usecases/desk.py"}


def test_no_two_kinds_of_work_give_one_name_to_two_things():
    kinds = [kind for kind in CommandPost.__mro__[1:-1] if kind is not Desk]
    shared = {
        (name, first.__name__, second.__name__)
        for first, second in combinations(kinds, 2) for name in vars(first).keys() & vars(second).keys()
        if not name.startswith("__")
    }
    # one stands above the other: it deepens what it inherits, on purpose
    by_name = {kind.__name__: kind for kind in kinds}
    clashes = {(name, one, other) for name, one, other in shared if not issubclass(by_name[one], by_name[other])}
    assert clashes == set()
