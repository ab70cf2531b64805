"""Every bad file ends in a sentence or in its rows' piles, and leaves the store byte for byte as it was."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pytest
from bad_inputs.expectations import Bad, bytes_of
from bad_inputs.make import CORPUS
from bad_inputs.maps import NAMES, SQUARES

from geo.areas import AREAS
from geo.crs import HANOI_METRIC, LONLAT
from geo.files import FileError
from geo.frames import VIETNAM_TIME
from zones.intake import Examination
from zones.places import Place
from zones.store import Store
from zones.usecases import CommandPost
from zones.wording import LANGUAGES, t

ROOT = Path(__file__).parents[1]
NOW = datetime(2021, 9, 10, tzinfo=VIETNAM_TIME)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the store of this file lies, alone."""
    return tmp_path_factory.mktemp("bad")


def url_of(folder: Path) -> str:
    return f"sqlite:///{(folder / 'zones.sqlite').as_posix()}"


@pytest.fixture(scope="module")
def post(folder: Path) -> CommandPost:
    """A command post over a ward of two tổ, the two squares of the corpus."""
    post = CommandPost(Store(url_of(folder)), clock=lambda: NOW)
    post.create_place(Place("p", "Phường Gia Thụy", within="quận Long Biên"), "Người thử")
    areas = gpd.GeoDataFrame(
        {"area_id": ["to-1", "to-2"], "code": ["1", "2"], "name": NAMES, "area_level": "residential_group"},
        geometry=SQUARES, crs=HANOI_METRIC,
    ).to_crs(LONLAT)
    with post.store.write("p", author="Người thử", action="import", recorded_at=NOW) as writer:
        writer.put("areas", AREAS.check(areas))
    post.examine_file("p", "cases", b"Ng\xc3\xa0y\n07/09/2021\n", "mo_dau.csv")     # what opens lazily is open now
    return post


def fingerprint(folder: Path) -> dict[str, str]:
    """The bytes of the database and of all that lies beside it, but for SQLite's table of its readers."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())
            if not file.name.endswith("-shm")}


def test_the_corpus_is_as_large_as_was_promised_and_no_two_files_are_one() -> None:
    assert len(CORPUS) >= 60
    assert len({(bad.kind, bad.name) for bad in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("bad", CORPUS, ids=lambda bad: bad.name)
def test_a_bad_file_is_told_and_changes_nothing(
    bad: Bad, post: CommandPost, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data, before = bytes_of(bad), fingerprint(folder)
    with caplog.at_level(logging.DEBUG):
        try:
            found = post.examine_file("p", bad.kind, data, bad.name)
        except FileError as error:
            assert error.key == bad.refused
            for language in LANGUAGES:
                assert bad.name in t(error.key, language, **error.fields)
        else:
            assert not bad.refused, found.summary("vi")
            told(bad, found)
    assert fingerprint(folder) == before
    assert not [record for record in caplog.records if record.exc_info]


def told(bad: Bad, found: Examination) -> None:
    """The rows lie in their piles, the problem stands at its row and column, the note is said."""
    piles = (found.rows_taken, found.rows_asked, found.rows_refused)
    assert piles == bad.piles, found.problem_table("vi").to_string()
    if bad.problem is not None:
        row, column, key = bad.problem
        lines = [line for pile in (found.asked, found.refused, found.remarks) for line in pile.to_dict("records")]
        assert (row, key) in {(line["row"], line["key"]) for line in lines}
        if column:
            assert (row, column, key) in {(line["row"], line["column"], line["key"]) for line in lines}
    if bad.note:
        assert bad.note in {note.key for note in found.notes}
    for language in LANGUAGES:
        assert all(0 < len(sentence) < 1000 for sentence in found.summary(language))
        assert found.problem_table(language).map(lambda cell: str(cell) != "").iloc[:, [0, 2, 3]].all(axis=None)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory to set")
def test_all_of_them_together_need_bounded_time_and_memory(tmp_path: Path) -> None:
    """In a process that may not take more than 3 GB, and that is ended when it hangs."""
    for number, bad in enumerate(CORPUS):
        target = tmp_path / f"{number:03}" / bad.kind / bad.name
        target.parent.mkdir(parents=True)
        target.write_bytes(bytes_of(bad))
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_DATA, (3 * 2**30, 3 * 2**30))\n"
        "from datetime import datetime; from pathlib import Path\n"
        "from geo.files import FileError; from geo.frames import VIETNAM_TIME; from zones.intake import examine\n"
        "now = datetime(2021, 9, 10, tzinfo=VIETNAM_TIME)\n"
        "for file in sorted(Path(sys.argv[1]).glob('*/*/*')):\n"
        "    try: examine(file.parent.name, file.read_bytes(), file.name, now=now)\n"
        "    except FileError: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT,
                          capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("name", ["mat_khau.xlsx", "ngay_31_thang_2.csv", "ty_tieng_cuoi.kml", "hai_cach_doc.csv"])
def test_the_command_line_tells_a_bad_file_in_a_sentence_and_no_trace(
    name: str, post: CommandPost, folder: Path, tmp_path: Path
) -> None:
    bad = next(one for one in CORPUS if one.name == name)
    (tmp_path / name).write_bytes(bytes_of(bad))
    done = subprocess.run(
        [sys.executable, "-m", "zones", "import", bad.kind, str(tmp_path / name), "--place", "p", "--dry-run"],
        cwd=ROOT, env={**os.environ, "ZONES_DATABASE_URL": url_of(folder)},
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )
    assert done.returncode in {1, 2} and "Traceback" not in done.stdout + done.stderr
    assert name in done.stdout + done.stderr
    assert post.store.revision("p") == 2
