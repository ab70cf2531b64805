"""The verbs without a screen: python -m zones …"""

import os
import sqlite3
import subprocess
import sys

import pypdf
import pytest
import small_ward as ward
import sqlalchemy as sa
from click.testing import CliRunner

from geo.sheet import SheetKind
from zones.__main__ import main
from zones.export import FORMS_OF
from zones.settings import PROJECT
from zones.usecases import open_post
from zones.usecases.exporting import DATA_FORMS
from zones.wording import t


@pytest.fixture
def run(sample_url, tmp_path, monkeypatch):
    monkeypatch.setenv("ZONES_DATABASE_URL", sample_url)
    monkeypatch.chdir(tmp_path)
    yield lambda *words: CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    open_post.cache_clear()


def test_the_map_is_drawn_with_no_server_running(tmp_path):
    out = tmp_path / "map.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "zones", "draw", "--as-of", "2021-09-07T18:00", "--out", str(out)],
        cwd=PROJECT, env={**os.environ, "ZONES_DATABASE_URL": f"sqlite:///{(tmp_path / 'z.sqlite').as_posix()}"},
        capture_output=True, encoding="utf-8", check=False,
    )
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"%PDF")
    assert [file.name for file in tmp_path.iterdir() if "map" in file.name] == ["map.pdf"]  # nothing half-written


def test_a_day_alone_means_its_end(run, tmp_path):
    out = tmp_path / "a.svg"
    assert run("draw", "--place", "dien_tap", "--as-of", "2021-11-08", "--dpi", 72, "--out", out).exit_code == 0
    assert "23:59 ngày 08/11/2021" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("draw", "--out", "a.doc"), "Chọn một trong: pdf, png, svg, html"),
        (("draw", "--out", "a.pdf", "--place", "x"), "Không có địa bàn “x”"),
        (("draw", "--out", "a.pdf", "--as-of", "8/9/2021"), "Viết như 2021-09-07T18:00"),
    ],
)
def test_a_wrong_word_gives_a_sentence(run, words, says):
    result = run(*words)
    assert result.exit_code != 0
    assert says in result.output


def test_the_sheet_on_the_command_line_has_every_choice_of_the_screen(run, tmp_path):
    out = tmp_path / "a.svg"
    done = run("draw", "--place", "dien_tap", "--paper", "A2", "--portrait", "--scale", "1:5.000", "--black-and-white",
               "--internal", "--by", "Trực ban ca 3", "--out", out)
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert "Tỷ lệ 1:5.000" in text
    assert "NỘI BỘ – Trực ban ca 3 in lúc" in text


def test_an_atlas_is_drawn_and_says_its_pages(run, sample_url, tmp_path):
    ward.stored(sample_url).close()
    done = run("draw", "--place", "p", "--atlas", "--out", tmp_path / "tap.pdf")
    assert done.exit_code == 0, done.output
    pages = len(pypdf.PdfReader(tmp_path / "tap.pdf").pages)
    assert pages >= 5                                       # the overview and its four units
    assert f"Trang {pages}/{pages}" in done.output


@pytest.mark.parametrize(("words", "says"), [
    (("--scale", "1:500", "--paper", "A4", "--out", "a.pdf"), "Tỷ lệ lớn nhất vừa khổ này là 1:"),
    (("--scale", "to", "--out", "a.pdf"), "Viết như 1:5000"),
    (("--atlas", "--out", "a.png"), "Chọn một trong: pdf"),
    (("--kind", "poster", "--unit", "area/khong-co", "--out", "a.pdf"), "thêm --unit. Có thể chọn: area/"),
    (("--kind", "poster", "--out", "a.pdf"), "Áp phích phải nói rõ"),
    (("--internal", "--by", "", "--out", "a.pdf"), "phải ghi tên người in"),
])
def test_a_sheet_that_cannot_be_made_says_why_and_writes_nothing(run, tmp_path, words, says):
    done = run("draw", "--place", "dien_tap", *words)
    assert done.exit_code != 0
    assert says in done.output
    assert not list(tmp_path.glob("a.*"))


def test_a_file_goes_in_and_its_piles_are_printed(run, tmp_path):
    file = tmp_path / "f0.csv"
    file.write_text("Tổ dân phố;Ngày có KQ\nTổ 2;12/12/2021\nTổ 2;31/02/2021\n", encoding="utf-8")
    result = run("import", "cases", file, "--place", "dien_tap", "--author", "lan")
    assert "nhận 1, cần hỏi 0, từ chối 1" in result.output
    assert result.exit_code == 2          # something was refused: a script must be able to notice
    assert "Đã ghi 1 thay đổi" in result.output


def test_a_dry_run_writes_nothing(run, tmp_path):
    file = tmp_path / "f0.csv"
    file.write_text("Tổ dân phố;Ngày có KQ\nTổ 2;12/12/2021\n", encoding="utf-8")
    result = run("import", "cases", file, "--place", "dien_tap", "--dry-run")
    assert result.exit_code == 0
    assert "Đã ghi" not in result.output


def test_a_place_needs_no_rule_of_its_own_and_is_listed_with_how_it_is_coloured(run):
    assert run("place", "moi", "--name", "Phường Mới", "--within", "quận Mới", "--author", "t").exit_code == 0
    assert "moi\tPhường Mới, quận Mới\ttheo quy định có hiệu lực ở từng ngày" in run("places").output
    assert run("place", "moi", "--ruleset", "vn-qd4800", "--author", "t").exit_code == 0
    assert "moi\tPhường Mới, quận Mới\tvn-qd4800: Quyết định 4800/QĐ-BYT" in run("places").output


def test_of_a_standing_place_only_what_is_named_changes(run, sample_url):
    words = ("--name", "Phường Mới", "--paper", "A3", "--as-of", "2021-07-13", "--ruleset", "vn-qd4800")
    run("place", "moi", *words, "--stale-after", 48, "--author", "t")
    before = open_post(sample_url).store.place("moi")
    assert (before.paper, before.ruleset, before.stale_after_hours) == ("A3", "vn-qd4800", 48)
    run("place", "moi", "--within", "quận Mới", "--author", "t")
    assert open_post(sample_url).store.place("moi") == before.with_(within="quận Mới")
    run("place", "moi", "--by-date", "--live", "--author", "t")
    assert open_post(sample_url).store.place("moi") == before.with_(within="quận Mới", ruleset="", pinned_as_of=None)


def test_a_users_own_ruleset_can_be_a_places_rule(run, tmp_path, monkeypatch):
    folder = tmp_path / "rulesets"
    folder.mkdir()
    text = (PROJECT / "zones" / "rulesets" / "vn-qd4800.toml").read_text(encoding="utf-8")
    (folder / "phuong-moi.toml").write_text(text.replace('id = "vn-qd4800"', 'id = "phuong-moi"'), encoding="utf-8")
    monkeypatch.setenv("ZONES_RULESETS", str(folder))
    open_post.cache_clear()
    assert run("place", "moi", "--name", "Phường Mới", "--ruleset", "phuong-moi", "--author", "t").exit_code == 0
    assert "phuong-moi: " in run("places").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("place", "moi", "--name", "Phường Mới", "--ruleset", "x"), "Không có quy định “x”. Đang có: "),
        (("place", "moi", "--paper", "A3"), "Muốn tạo mới thì ghi thêm --name"),
    ],
)
def test_a_place_that_cannot_be_made_gives_a_sentence(run, words, says):
    result = run(*words)
    assert result.exit_code == 1
    assert says in result.output
    assert "moi" not in run("places").output


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no rights of groups")
def test_a_drawn_map_can_be_read_by_whom_the_folder_lets(run, tmp_path):
    out = tmp_path / "a.svg"
    run("draw", "--dpi", 72, "--out", out)
    (tmp_path / "other").write_bytes(b"")
    assert out.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_folder_that_cannot_be_written_gives_a_sentence(run, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    result = run("draw", "--dpi", 72, "--out", tmp_path / "file" / "map.png")
    assert result.exit_code == 1
    assert "Không ghi được" in result.output


def test_a_full_disk_gives_a_sentence_and_leaves_the_store_as_it_was(run, sample_url, tmp_path):
    database = sqlite3.connect(sample_url.removeprefix("sqlite:///"))
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.close()
    post = open_post(sample_url)
    before, cases_before = post.store.revision("dien_tap"), len(post.store.read("dien_tap", "cases"))

    @sa.event.listens_for(post.store.engine, "begin")
    def no_room(connection):
        # SQLite's own limit: it answers "database or disk is full", as on a full disk
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    file = tmp_path / "f0.csv"
    rows = "\n".join(f"Tổ 2;12/12/2021;{n}" for n in range(20_000))
    file.write_text(f"Tổ dân phố;Ngày có KQ;Mã BN\n{rows}\n", encoding="utf-8")
    result = run("import", "cases", file, "--place", "dien_tap")
    assert result.exit_code == 1
    assert "Chưa có gì thay đổi" in result.output
    assert post.store.revision("dien_tap") == before
    assert len(post.store.read("dien_tap", "cases")) == cases_before


def test_a_file_that_cannot_be_read_gives_a_sentence(run, tmp_path):
    file = tmp_path / "f0.xlsx"
    file.write_bytes(b"PK\x03\x04 no")
    result = run("import", "cases", file, "--place", "dien_tap")
    assert result.exit_code == 1
    assert "f0.xlsx" in result.output


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_help_of_draw_names_every_form(language):
    assert all(f".{form}" in t("cli.draw_help", language) for form in (*FORMS_OF[SheetKind.MAP], "html", *DATA_FORMS))
