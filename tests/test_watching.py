"""A watched folder and the command line do the same as the screen: three piles, a report, an exit code."""

from __future__ import annotations

import openpyxl
import pytest
from click.testing import CliRunner
from intake_files import DAY_FILE, NAMES, desk, person, table, workbook

from zones.__main__ import main
from zones.usecases import open_post
from zones.usecases.watching import FOLDERS, watch_folder

HEAD = ("Tổ", "Ngày có KQ")


@pytest.fixture
def post(tmp_path):
    made = desk(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "hòm thư"
    made.mkdir()
    return made


def lying(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_each_file_ends_where_its_fate_says_with_its_report(post, folder):
    (folder / "tốt.xlsx").write_bytes(workbook([person(0)]))
    (folder / "hỏi.csv").write_bytes(table([person(1), person(2, group="Tổ 99")]))
    (folder / "hỏng.xlsx").write_bytes(b"PK\x03\x04 no")
    (folder / "~$tốt.xlsx").write_bytes(b"lock")
    (folder / "ghi chú.docx").write_bytes(b"x")
    fates = watch_folder(post, "p", folder, author="lan", once=True)
    assert {(fate.name, fate.pile, fate.taken) for fate in fates} == {
        ("tốt.xlsx", "done", 1), ("hỏi.csv", "look", 1), ("hỏng.xlsx", "failed", 0)}
    assert lying(folder) == sorted([
        "da-nap/tốt.xlsx", "da-nap/tốt-ket-qua.xlsx", "can-xem/hỏi.csv", "can-xem/hỏi-ket-qua.xlsx",
        "khong-doc-duoc/hỏng.xlsx", "khong-doc-duoc/hỏng-ly-do.txt", "ghi chú.docx", "~$tốt.xlsx"])
    assert "hỏng.xlsx" in (folder / "khong-doc-duoc" / "hỏng-ly-do.txt").read_text(encoding="utf-8")
    report = openpyxl.load_workbook(folder / "can-xem" / "hỏi-ket-qua.xlsx").active
    assert [report.cell(row, 8).value for row in (1, 2, 3)] == ["Kết quả", "Nhận", "Cần hỏi"]
    assert len(post.store.read("p", "cases")) == 2
    assert {entry.author for entry, _ in post.imports("p")} == {"lan"}


def test_nothing_is_overwritten_and_a_second_look_finds_nothing(post, folder):
    for status in ("", "khỏi"):
        (folder / "f0.csv").write_bytes(table([person(0, status=status)]))
        watch_folder(post, "p", folder, author="lan", once=True)
    assert lying(folder / FOLDERS["done"]) == ["f0 (2)-ket-qua.xlsx", "f0 (2).csv", "f0-ket-qua.xlsx", "f0.csv"]
    assert watch_folder(post, "p", folder, author="lan", once=True) == []
    assert post.store.read("p", "cases")["status"].tolist() == ["recovered"]


def test_a_store_that_cannot_write_leaves_the_file_for_the_next_look(post, folder, monkeypatch):
    from zones.store import StoreTrouble

    (folder / "f0.csv").write_bytes(table([person(0)]))

    def full(*_arguments, **_named):
        raise StoreTrouble("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(post, "_write_once", full)
        assert watch_folder(post, "p", folder, author="lan", once=True) == []
    assert lying(folder) == ["f0.csv"]
    assert [fate.pile for fate in watch_folder(post, "p", folder, author="lan", once=True)] == ["done"]


# -- the command line -----------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path, monkeypatch):
    made = desk(tmp_path)
    url = str(made.store.engine.url)
    made.store.close()
    monkeypatch.setenv("ZONES_DATABASE_URL", url)
    yield lambda *words: CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    open_post.cache_clear()


def test_a_kind_is_recognised_and_the_report_lies_beside_the_file(run, tmp_path):
    file = tmp_path / "f0.csv"
    file.write_bytes(table([person(0, day=DAY_FILE), person(1, group="Tổ 99", day=DAY_FILE)]))
    done = run("import", file, "--place", "p", "--author", "lan")
    assert done.exit_code == 2
    assert "nhận 1, cần hỏi 1, từ chối 0" in done.output
    assert "“Tổ 99” là đơn vị nào?" in done.output
    assert "--answer 'unit:tổ 99=…'" in done.output
    assert not any(name in done.output for name in NAMES)
    report = openpyxl.load_workbook(tmp_path / "f0-ket-qua.xlsx").active
    assert report.cell(3, 8).value == "Cần hỏi"
    again = run("import", file, "--place", "p", "--answer", "unit:tổ 99=outside")
    assert (again.exit_code, "nhận 2" in again.output) == (0, True)
    assert run("import", file, "--place", "p").exit_code == 0     # the answer is remembered


def test_units_that_are_not_found_may_be_taken_as_outside(run, tmp_path):
    file = tmp_path / "f0.csv"
    file.write_bytes(table([["Tổ 1", DAY_FILE], ["Bắc Yên", DAY_FILE]], HEAD))
    done = run("import", "cases", file, "--place", "p", "--outside")
    assert (done.exit_code, "nhận 2" in done.output) == (0, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import", "nonsense", "f0.csv"), "Loại là một trong"),
        (("import", "no-such.csv"), "Không có tệp"),
        (("import", "f0.csv", "--answer", "x"), "không phải câu trả lời"),
        (("import", "other.csv"), "Ghi rõ loại"),
    ],
)
def test_a_wrong_word_gives_a_sentence(run, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f0.csv").write_bytes(table([person(0)]))
    (tmp_path / "other.csv").write_bytes(table([["a", "b"]], ("Ghi chú", "Mô tả")))
    done = run(*words, "--place", "p")
    assert done.exit_code == 1
    assert says in done.output


def test_the_folder_is_watched_from_the_command_line(run, folder):
    (folder / "f0.csv").write_bytes(table([person(0, day=DAY_FILE)]))
    (folder / "f1.csv").write_bytes(table([person(1, day=DAY_FILE, group="Tổ 99")]))
    done = run("watch", folder, "--place", "p", "--once")
    assert done.exit_code == 2
    assert "f0.csv: nhận 1. Chuyển vào da-nap." in done.output
    assert "f1.csv: nhận 0, hỏi 1, từ chối 0. Chuyển vào can-xem, kèm tệp kết quả." in done.output
