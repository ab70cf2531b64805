"""A file lies at the desk until somebody writes it: whole or not at all, known again, taken back whole."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from intake_files import NOW, NUMBERED, bring, desk, person, question, settle, table, workbook, write
from small_ward import areas

from zones.intake.kind_of import kind_of
from zones.intake.source import open_source
from zones.settings import PROJECT
from zones.store import Store
from zones.usecases import CannotUndo
from zones.usecases.tray import STEPS, TrayState

DAY = ("Tổ", "Ngày có KQ")


@pytest.fixture
def post(tmp_path):
    made = desk(tmp_path)
    yield made
    made.store.close()


def rows(*lines: str, head=DAY) -> bytes:
    return table([line.split(";") for line in lines], head)


def records(post):
    kinds = {"areas": "area_id", "cases": "case_id", "reports": "report_id"}
    return {kind: post.store.read("p", kind).sort_values(key).to_csv(index=False) for kind, key in kinds.items()}


def test_nothing_is_written_before_a_yes(post):
    before = (post.store.revision("p"), records(post))
    tray = bring(post, rows("Tổ 13 cũ;25/10/2021", "Tổ 1;25/10/2021"))
    settle(post, tray, {question(tray.found, "unit").id: "area:to-13"})
    assert (post.store.revision("p"), records(post)) == before
    assert post.store.answers("p") == {}


def test_a_file_is_recognised_by_its_columns(post):
    assert bring(post, table([person(0)]), kind="").kind == "cases"
    sites = table([["Chợ A", "chợ", "105.9", "21.0"]], ("Tên địa điểm", "Loại hình", "Kinh độ", "Vĩ độ"))
    assert bring(post, sites, kind="").kind == "sites"
    posts = table([["Chốt A", "cứng", "2", "3"]], ("Tên chốt", "Loại chốt", "Vành đai", "Số người mỗi ca"))
    assert bring(post, posts, kind="").kind == "checkpoints"
    units = areas().to_json().encode()
    assert bring(post, units, "to.geojson", kind="").kind == "areas"


def test_a_file_of_no_kind_waits_for_somebody_to_say_it(post):
    tray = bring(post, table([["a", "b"]], ("Ghi chú", "Mô tả")), kind="")
    assert (tray.state, tray.kind, tray.found) == (TrayState.READY, "", None)
    post.set_kind(tray, "cases")
    tray.wait(60)
    assert tray.trouble[0] == "intake.no_column_date_reporting"


def test_a_column_that_was_not_recognised_is_named_by_hand_and_remembered_for_the_source(post):
    head = ("STT", "Chỗ", "Hôm nào")
    data = rows("1;Tổ 1;25/10/2021", "2;Tổ 2;26/10/2021", head=head)
    tray = bring(post, data)
    assert tray.state is TrayState.FAILED
    post.set_columns(tray, {"Chỗ": "residential_group", "Hôm nào": "date_reporting"})
    tray.wait(60)
    assert tray.found.taken["area_id"].tolist() == ["to-1", "to-2"]
    write(post, tray)
    again = bring(post, rows("1;Tổ 13;27/10/2021", head=("STT", "Nơi", "Hôm nào")), "b.csv")
    assert again.state is TrayState.FAILED                        # another source
    again = bring(post, rows("1;Tổ 13;27/10/2021", head=head), "c.csv")
    assert again.found.taken["area_id"].tolist() == ["to-13"]


def test_an_alias_is_remembered_by_the_next_file_and_forgotten_when_its_import_is_taken_back(post):
    tray = bring(post, rows("Tổ 13 cũ;25/10/2021"))
    settle(post, tray, {question(tray.found, "unit").id: "area:to-13"})
    write(post, tray)
    again = bring(post, rows("tổ 13 (CŨ);26/10/2021"), "b.csv")
    assert again.found.open_questions == ()
    assert again.found.taken["area_id"].tolist() == ["to-13"]
    post.undo_import("p", tray.written.revision, "lan")
    assert len(bring(post, rows("Tổ 13 cũ;26/10/2021"), "c.csv").found.open_questions) == 1


def test_the_store_remembers_name_hash_who_when_and_counts(post):
    tray = bring(post, rows("Tổ 1;25/10/2021", "Tổ 1;31/02/2021"), "F0 ngày 25.csv")
    write(post, tray)
    entry = post.store.history("p")[0]
    assert (entry.author, entry.action, entry.recorded_at) == ("lan", "import", NOW)
    counts = {"taken": 1, "asked": 0, "refused": 1}
    assert entry.detail == {"file": "F0 ngày 25.csv", "sha256": tray.found.sha256, "kind": "cases", **counts}


def test_the_same_file_twice_is_noticed_and_changes_nothing(post):
    data = table([person(0), person(1)])
    first = write(post, bring(post, data))
    again = bring(post, data, "khac-ten.csv")
    assert again.before == (first.written.revision, NOW)
    assert again.found.questions == ()
    assert write(post, again).written.changed == 0


def test_an_import_is_taken_back_whole_and_only_once(post):
    write(post, bring(post, table([person(0), person(1)])))
    before, people = records(post), post.store.people("p")
    tray = bring(post, table([person(0, status="khỏi"), person(2)]), "b.csv")
    write(post, tray, complete=(NOW.replace(day=1), NOW))
    assert records(post) != before
    undone = post.undo_import("p", tray.written.revision, "mai")
    assert (undone.taken_back, undone.changed_since) == (3, 0)    # a changed case, a new one, the report
    assert records(post) == before
    assert sorted(post.store.people("p")["case_id"]) == sorted(people["case_id"])
    with pytest.raises(CannotUndo, match="undone_already"):
        post.undo_import("p", tray.written.revision, "mai")
    with pytest.raises(CannotUndo, match="not_an_import"):
        post.undo_import("p", 1, "mai")
    assert len(post.store.read("p", "cases", known_at=tray.written.revision)) == 3      # history keeps it


def test_what_a_later_write_changed_stays_when_the_former_import_is_taken_back(post):
    first = write(post, bring(post, table([person(0), person(1)])))
    write(post, bring(post, table([person(0, status="khỏi")]), "b.csv"))
    undone = post.undo_import("p", first.written.revision, "mai")
    assert (undone.taken_back, undone.changed_since) == (1, 1)
    assert post.store.read("p", "cases")["status"].tolist() == ["recovered"]


def test_an_import_that_replaced_the_records_gives_them_back(post):
    write(post, bring(post, table([person(0), person(1)])))
    before = records(post)
    tray = write(post, bring(post, table([person(2)]), "b.csv"), replace=True)
    assert len(post.store.read("p", "cases")) == 1
    post.undo_import("p", tray.written.revision, "mai")
    assert records(post) == before


def test_two_people_at_one_desk_the_second_is_told_that_the_register_moved(post):
    mine = bring(post, table([person(0)]), "a.csv")
    theirs = bring(post, table([person(0, group="Tổ 18")]), "b.csv")
    write(post, theirs)
    write(post, mine)
    # my row is about a case that stands now: the piles are new, and I am shown them first
    assert (mine.state, mine.store_moved, mine.written) == (TrayState.READY, True, None)
    assert len(post.store.read("p", "cases")) == 1
    write(post, mine)
    assert post.store.read("p", "cases")["area_id"].tolist() == ["to-13"]


def test_a_write_elsewhere_that_changes_nothing_for_the_file_does_not_stop_it(post):
    mine = bring(post, table([person(0)]), "a.csv")
    write(post, bring(post, table([person(1)]), "b.csv"))
    write(post, mine)
    # the other's case is new to the summary, but no row of mine reads otherwise
    assert mine.state is TrayState.WRITTEN


def test_work_is_cancelled_between_steps_and_leaves_nothing(post, monkeypatch):
    before = (post.store.revision("p"), records(post))
    reached, go_on = threading.Event(), threading.Event()
    look = post._look

    def slow(tray, source):
        reached.set()
        go_on.wait(30)
        return look(tray, source)

    monkeypatch.setattr(post, "_look", slow)
    tray = post.receive("p", table([person(0)]), "a.csv")
    assert reached.wait(30)
    assert tray.busy
    tray.stop()
    go_on.set()
    assert tray.wait(30)
    assert tray.state is TrayState.CANCELLED
    assert (post.store.revision("p"), records(post)) == before


def test_a_file_on_its_way_is_found_again_without_the_tab_that_brought_it(post):
    tray = bring(post, rows("Tổ 13 cũ;25/10/2021"))
    assert post.trays("p") == [tray]
    assert post.tray(tray.id) is tray
    assert post.trays("other") == []
    write(post, tray)
    assert post.trays("p") == []


def test_progress_tells_rows_pace_and_time_left(post):
    tray = bring(post, rows("Tổ 1;25/10/2021", "Tổ 2;25/10/2021"))
    assert tray.progress().share == 1
    tray.begin(TrayState.WORKING, "reading")
    tray.tell("places")
    told = tray.progress()
    assert (told.share, told.rows) == (STEPS["places"], 2)
    assert told.rows_per_second > 0
    assert told.seconds_left > 0
    tray.end(TrayState.READY)


def test_a_store_that_cannot_write_gives_a_sentence_and_the_file_stays_at_the_desk(post):
    tray = bring(post, table([person(0)]))
    lock = Store(str(post.store.engine.url))
    post.store.engine.dispose()
    import sqlalchemy as sa

    @sa.event.listens_for(post.store.engine, "connect")
    def impatient(connection, _record):
        connection.execute("PRAGMA busy_timeout=50")

    with lock.engine.execution_options(writing=True).begin():
        write(post, tray)
    lock.close()
    assert (tray.state, tray.trouble[0]) == (TrayState.READY, "screen.trouble_store")
    write(post, tray)
    assert tray.state is TrayState.WRITTEN


# -- kill -9 ------------------------------------------------------------------------------------------------------

# Everything is loaded and looked at once; then processes write one list and the other in turn until they are killed.
_HARNESS = """
import os, signal, sys, time
sys.path[:0] = [{project!r}, {tests!r}]
from intake_files import NOW, bring
from zones.store import Store
from zones.usecases import CommandPost
post = CommandPost(Store({url!r}), clock=lambda: NOW)
trays = [bring(post, open(name, "rb").read(), name) for name in {lists!r}]
began = time.monotonic()
trays[0].mark = post._mark("p")
post._write_once(trays[0], trays[0].found, "lan", True, None)
print(time.monotonic() - began, flush=True)
for line in sys.stdin:
    post.store.engine.dispose()
    started, begun = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(begun, b"x")
        while True:
            trays.append(trays.pop(0))
            trays[0].mark = post._mark("p")
            post._write_once(trays[0], trays[0].found, "lan", True, None)
    os.read(started, 1)
    time.sleep(float(line))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(started), os.close(begun)
    trays.append(trays.pop(0))                # the next process begins with the other list
    print(os.WTERMSIG(status), flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a POSIX matter")
def test_kill_9_in_the_middle_of_a_write_leaves_all_or_nothing(tmp_path):
    """A hundred times: a process is killed at a random moment of "Ghi"; the store holds the one list or the other."""
    tries, size = 100, 60
    post = desk(tmp_path)
    lists = {name: tmp_path / f"{name}.csv" for name in "ab"}
    for name, file in lists.items():
        rows_of = [[f"BN{name}{n}", *person(name=f"Người {name} {n}", phone="", born="1950")] for n in range(size)]
        file.write_bytes(table(rows_of, NUMBERED))
    code = _HARNESS.format(project=str(PROJECT), tests=str(Path(__file__).parent), url=str(post.store.engine.url),
                           lists=[str(file) for file in lists.values()])
    rng, seen, revisions = random.Random(5897), set(), [post.store.revision("p")]
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          encoding="utf-8") as harness:
        assert harness.stdin is not None
        assert harness.stdout is not None
        took = float(harness.stdout.readline())
        for _ in range(tries):
            harness.stdin.write(f"{rng.uniform(0, 2 * took):.4f}\n")
            harness.stdin.flush()
            assert harness.stdout.readline() == "9\n"                    # killed, not ended
            cases, people = post.store.read("p", "cases"), post.store.people("p")
            kinds = {case_id[2] for case_id in cases["case_id"]}
            assert (len(cases), len(kinds)) == (size, 1)
            assert cases["case_id"].isin(people["case_id"]).all()         # no case without its sealed person
            standing = kinds.pop()
            assert post.store.imports("p")[0].detail["sha256"] == _sha(lists[standing])   # the log says the same
            seen.add(standing)
            revisions.append(post.store.revision("p"))
        harness.stdin.close()
    post.store.close()
    assert seen == {"a", "b"}
    writes = [after - before for before, after in itertools.pairwise(revisions)]
    assert 0 in writes                                                    # killed in its first write: nothing
    assert max(writes) > 0                                                # and after one: all


def _sha(file: Path) -> str:
    import hashlib

    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_workbook_and_pasted_cells_are_one_list(post):
    one = bring(post, workbook([person(0)]), "f0.xlsx", kind="")
    pasted = "\t".join(("Họ và tên", "Năm sinh", "SĐT", "Địa chỉ", "Tổ", "Ngày có KQ", "Tình trạng"))
    other = bring(post, f"{pasted}\n{chr(9).join(person(0))}\n".encode(), "o-dan.tsv", kind="")
    columns = ["area_id", "date_reporting", "count"]
    assert one.found.taken[columns].astype(str).to_numpy().tolist() == (
        other.found.taken[columns].astype(str).to_numpy().tolist())


@pytest.mark.parametrize(
    ("words", "kind"),
    [(["chợ", "kho hàng"], "sites"), (["điểm tiêm chủng", "khu cách ly tập trung"], "facilities"),
     (["chốt cứng", "chốt mềm"], "checkpoints")],
)
def test_what_stands_in_the_column_of_kinds_tells_what_a_file_holds(words, kind):
    rows = "\n".join(f"Điểm {n};{word};105,88{n};21,05{n}" for n, word in enumerate(words))
    assert kind_of(open_source(None, f"Tên;Loại;Kinh độ;Vĩ độ\n{rows}\n".encode(), "a.csv")) == (kind, True)
