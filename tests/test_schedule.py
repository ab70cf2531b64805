"""Sets of maps by the clock: due, made whole or not at all, the newest kept, failures and silence told."""

import json
import os
import signal
import subprocess
import sys
import time as clock_time
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import small_ward as ward
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from geo.frames import VIETNAM_TIME
from zones.__main__ import main
from zones.outbox import remove_drafts, remove_old, set_name, sets_in, write_set
from zones.schedule import GRACE, RETRY, Schedule, last_due, missing_since, must_run, next_due, read_hour
from zones.settings import PROJECT
from zones.store import Store
from zones.usecases import CommandPost, open_post
from zones.usecases.scheduling import SET, STATUS

HOURS = (time(6, 0), time(15, 0))
START = datetime(2021, 11, 8, 5, 0, tzinfo=VIETNAM_TIME)


def at(hour, minute=0, day=8):
    return datetime(2021, 11, day, hour, minute, tzinfo=VIETNAM_TIME)


class Clock:
    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def post(sample_url, clock, monkeypatch):
    """A command post whose files are words: these tests are about clocks and folders."""
    monkeypatch.setattr(CommandPost, "export", lambda _post, place, as_of, language, form, options, **more:
                        f"{place} {as_of:%H:%M} {form} {options.kind} {more['known_at']}".encode())
    store = Store(sample_url)
    yield CommandPost(store, clock)
    store.close()


# --- the clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "hour"), [("06:00", time(6)), ("6:00", time(6)), (" 23:59 ", time(23, 59))])
def test_hours_are_read(text, hour):
    assert read_hour(text) == hour


@pytest.mark.parametrize("text", ["", "24:00", "6", "06:60", "6h", "06:00:00", "-1:00"])
def test_what_is_no_hour_is_refused(text):
    with pytest.raises(ValueError):
        read_hour(text)


def test_the_last_and_the_next_hour_reach_over_midnight():
    assert last_due(HOURS, at(5, 59)) == at(15, day=7)
    assert last_due(HOURS, at(6)) == at(6)
    assert next_due(HOURS, at(15)) == at(6, day=9)
    assert last_due((), at(6)) is None and next_due((), at(6)) is None


@given(st.sets(st.times().map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=None)), min_size=1,
               max_size=5), st.integers(0, 500_000))
def test_now_always_lies_between_the_last_and_the_next_hour_less_than_a_day_apart(hours, minutes):
    now = START + timedelta(minutes=minutes)
    last, coming = last_due(tuple(hours), now), next_due(tuple(hours), now)
    assert last <= now < coming
    assert coming - last <= timedelta(days=1)


def test_a_set_is_made_at_its_hour_once_and_not_for_hours_before_the_schedule():
    new = Schedule("p", "f", HOURS, START)
    assert not must_run(new, at(5, 30))
    assert must_run(new, at(6))
    assert must_run(new, at(9))                              # the machine was off at six
    made = Schedule("p", "f", HOURS, START, last_ok=at(6), last_try=at(6))
    assert not must_run(made, at(14, 59)) and must_run(made, at(15))


def test_a_failure_is_tried_again_after_a_while():
    failed = Schedule("p", "f", HOURS, START, last_try=at(6), failed_at=at(6))
    assert not must_run(failed, at(6) + RETRY - timedelta(seconds=1))
    assert must_run(failed, at(6) + RETRY)


def test_a_missing_set_is_told_after_the_grace_and_until_it_is_there():
    silent = Schedule("p", "f", HOURS, START)
    assert missing_since(silent, at(6) + GRACE - timedelta(minutes=1)) is None
    assert missing_since(silent, at(6) + GRACE) == at(6)
    assert missing_since(Schedule("p", "f", HOURS, START, last_ok=at(6, 40)), at(8)) is None
    assert missing_since(Schedule("p", "f", HOURS, START, last_ok=at(6)), at(16)) == at(15)


# --- the folder -----------------------------------------------------------------------------------


def test_a_set_is_written_whole_with_the_hash_of_every_file(tmp_path):
    made = write_set(tmp_path, set_name(START), [("a.txt", b"a"), ("b.txt", b"b")], {"place": "p"})
    assert made == tmp_path / "2021-11-08_05-00"
    assert sorted(path.name for path in made.iterdir()) == ["a.txt", "b.txt", "muc-luc.json"]
    listing = json.loads((made / "muc-luc.json").read_text(encoding="utf-8"))
    assert listing["place"] == "p" and len(listing["sha256"]["a.txt"]) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["2021-11-08_05-00"]


def test_a_failure_in_the_middle_leaves_nothing(tmp_path):
    def files():
        yield "a.txt", b"a"
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        write_set(tmp_path, "2021-11-08_06-00", files(), {})
    assert list(tmp_path.iterdir()) == []


def test_a_set_that_is_there_already_stays(tmp_path):
    first = write_set(tmp_path, "2021-11-08_06-00", [("a.txt", b"1")], {})
    second = write_set(tmp_path, "2021-11-08_06-00", [("a.txt", b"2")], {})
    assert second.name == "2021-11-08_06-00-2"
    assert (first / "a.txt").read_bytes() == b"1"
    assert sets_in(tmp_path) == [first, second]


def test_the_newest_sets_are_kept_and_nothing_else_is_touched(tmp_path):
    for day in range(1, 31):
        write_set(tmp_path, f"2021-11-{day:02d}_06-00", [("a", b"")], {})
    (tmp_path / "2021 của tôi").mkdir()
    (tmp_path / "thu.txt").write_text("x", encoding="utf-8")
    removed = remove_old(tmp_path, keep=10)
    assert len(removed) == 20
    assert [path.name for path in sets_in(tmp_path)] == [f"2021-11-{day:02d}_06-00" for day in range(21, 31)]
    assert (tmp_path / "2021 của tôi").is_dir() and (tmp_path / "thu.txt").exists()


def run_python(code, *words):
    return subprocess.run([sys.executable, "-c", code, *map(str, words)], cwd=PROJECT, capture_output=True,
                          encoding="utf-8", check=False, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX kills")
def test_a_killed_process_leaves_no_half_set_and_its_draft_is_cleared(tmp_path):
    done = run_python(
        "import os, signal, sys\nfrom pathlib import Path\nfrom zones.outbox import write_set\n"
        "def files():\n    yield 'a.txt', b'a' * 100000\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_set(Path(sys.argv[1]), '2021-11-08_06-00', files(), {})", tmp_path)
    assert done.returncode == -signal.SIGKILL
    assert sets_in(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 1               # the draft that nobody takes for a set
    remove_drafts(tmp_path, now=clock_time.time())
    assert len(list(tmp_path.iterdir())) == 1               # it may be another process's, at work
    remove_drafts(tmp_path, now=clock_time.time() + 3700)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the system's own limit on a file's size is POSIX")
def test_a_disk_that_takes_no_more_leaves_no_half_set_and_the_former_ones(tmp_path):
    write_set(tmp_path, "2021-11-07_06-00", [("a.txt", b"1")], {})
    done = run_python(
        "import resource, sys\nfrom pathlib import Path\nfrom zones.outbox import write_set\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try:\n    write_set(Path(sys.argv[1]), '2021-11-08_06-00', [('a.txt', b'a'), ('b.pdf', bytes(200_000))], {})\n"
        "except OSError as error:\n    print(error.errno)", tmp_path)
    assert done.stdout.strip() == "27", done.stderr         # EFBIG: the system refused the write
    assert [path.name for path in tmp_path.iterdir()] == ["2021-11-07_06-00"]


# --- the service ----------------------------------------------------------------------------------


def test_a_set_holds_every_file_from_one_moment_and_revision(post, tmp_path, clock):
    assert post.make_set("dien_tap", tmp_path)
    made, = sets_in(tmp_path / "dien_tap")
    assert sorted(path.name for path in made.iterdir()) == sorted([*(name for name, _, _ in SET), "muc-luc.json"])
    texts = {(made / name).read_text(encoding="utf-8").rsplit(" ", 1)[1] for name, _, _ in SET}
    assert texts == {str(post.store.revision("dien_tap"))}
    status = json.loads((tmp_path / "dien_tap" / STATUS).read_text(encoding="utf-8"))
    assert status["ok"] and status["last_ok"] == START.isoformat()


def test_the_service_makes_each_set_at_its_hour_and_catches_up(post, tmp_path, clock):
    post.set_schedule("dien_tap", tmp_path, HOURS)
    waits = []

    def wait(seconds):
        waits.append(seconds)
        clock.now += timedelta(minutes=20) if clock.now.hour != 9 else timedelta(hours=8)   # the machine sleeps
        return clock.now > at(18)

    post.run_service(["dien_tap"], tmp_path, wait)
    assert [path.name for path in sets_in(tmp_path / "dien_tap")] == ["2021-11-08_06-00", "2021-11-08_17-00"]
    assert all(1 <= seconds <= 30 for seconds in waits)


def test_a_failure_is_told_in_log_status_file_and_on_the_screen_and_the_next_success_ends_it(
    post, tmp_path, clock, monkeypatch, caplog
):
    post.set_schedule("dien_tap", tmp_path, HOURS)
    good = CommandPost.export

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    clock.now = at(6)
    monkeypatch.setattr(CommandPost, "export", full)
    assert post.run_due(["dien_tap"], tmp_path) == {"dien_tap": False}
    assert sets_in(tmp_path / "dien_tap") == []
    assert "No space left" in caplog.text
    status = json.loads((tmp_path / "dien_tap" / STATUS).read_text(encoding="utf-8"))
    assert not status["ok"] and "dung lượng đĩa" in status["reason"]["vi"]
    assert "06:00 08/11/2021 chưa xuất được. Không ghi được" in post.schedule_notice("dien_tap", "vi")
    assert "disk space" in post.schedule_notice("dien_tap", "en")
    monkeypatch.setattr(CommandPost, "export", good)
    assert post.run_due(["dien_tap"], tmp_path) == {}          # not at once
    clock.now += RETRY
    assert post.run_due(["dien_tap"], tmp_path) == {"dien_tap": True}
    assert post.schedule_notice("dien_tap", "vi") == ""


def test_one_place_that_fails_does_not_stop_another(post, tmp_path, clock, monkeypatch):
    for place_id in post.places():
        post.set_schedule(place_id, tmp_path, HOURS)
    good = CommandPost.export
    monkeypatch.setattr(CommandPost, "export", lambda post, place, *rest, **more: (
        1 / 0 if place == "nq54" else good(post, place, *rest, **more)))
    clock.now = at(6, 1)
    assert post.run_due(post.places(), tmp_path) == {"nq54": False, "dien_tap": True}
    assert "Lỗi ngoài dự kiến" in post.schedule_notice("nq54", "vi")


def test_a_service_that_ended_is_noticed_on_the_screen(post, tmp_path, clock, sample_url, monkeypatch):
    assert post.schedule_notice("dien_tap", "vi") == ""           # nobody set any hours
    post.set_schedule("dien_tap", tmp_path, HOURS)
    clock.now = at(8)
    notice = post.schedule_notice("dien_tap", "vi")
    assert "Chưa có bộ bản đồ tự xuất của 06:00 08/11/2021 (bộ gần nhất: chưa có bộ nào)" in notice
    monkeypatch.setenv("ZONES_DATABASE_URL", sample_url)
    monkeypatch.setattr("zones.usecases.desk.times.now", clock)
    shown = AppTest.from_file(str(PROJECT / "zones" / "screens" / "main.py"), default_timeout=60)
    shown.query_params["place"] = "dien_tap"
    shown.run()
    assert not shown.exception
    assert any("bộ bản đồ tự xuất" in warning.value for warning in shown.warning)
    open_post.cache_clear()


def test_the_same_hours_keep_what_is_known_and_other_hours_begin_anew(post, tmp_path, clock):
    post.set_schedule("dien_tap", tmp_path, HOURS)
    clock.now = at(6)
    post.run_due(["dien_tap"], tmp_path)
    assert post.set_schedule("dien_tap", tmp_path, reversed(HOURS)).last_ok == at(6)
    assert post.set_schedule("dien_tap", tmp_path, [time(7)]).since == at(6)


# --- the command line -----------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the program's command line on a store that holds the small ward alone, as place "p"."""
    url = f"sqlite:///{(tmp_path / 'p.sqlite').as_posix()}"
    ward.stored(url).close()
    monkeypatch.setenv("ZONES_DATABASE_URL", url)
    yield lambda *words: CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    open_post.cache_clear()


def test_one_real_set_is_written_by_one_command(run, tmp_path):
    result = run("schedule", "--once", "--folder", tmp_path, "--place", "p")
    assert result.exit_code == 0, result.output
    made, = sets_in(tmp_path / "p")
    starts = {name: (made / name).read_bytes()[:5] for name, _, _ in SET}
    assert starts["ban-do.pdf"] == starts["tap-ban-do.pdf"] == b"%PDF-"
    assert starts["ban-do.png"][1:4] == starts["zalo.png"][1:4] == b"PNG"
    assert starts["so-lieu.xlsx"][:2] == b"PK" and starts["ban-do.html"] == b"<!DOC"


@pytest.mark.parametrize(("words", "says"), [
    (("--at", "25:00"), "không phải giờ"), ((), "Hãy cho ít nhất một giờ"),
    (("--once", "--place", "x"), "Không có địa bàn"),
])
def test_a_wrong_word_gives_a_sentence(run, tmp_path, words, says):
    result = run("schedule", "--folder", tmp_path, *words)
    assert result.exit_code != 0 and says in result.output


def test_a_folder_that_cannot_be_written_ends_with_one_and_a_sentence(run, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    result = run("schedule", "--once", "--folder", tmp_path / "file" / "x", "--place", "p")
    assert result.exit_code == 1
    assert "Không ghi được vào thư mục" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_the_service_starts_waits_and_ends_when_it_is_told_to(sample_url, tmp_path):
    environment = {**os.environ, "ZONES_DATABASE_URL": sample_url, "PYTHONUNBUFFERED": "1"}
    service = subprocess.Popen(
        [sys.executable, "-m", "zones", "schedule", "--at", "06:00", "--folder", str(tmp_path), "--place", "nq54"],
        cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )
    try:
        assert "Đang chạy. Giờ xuất: 06:00" in service.stdout.readline()
        service.send_signal(signal.SIGTERM)
        rest, _ = service.communicate(timeout=60)
        assert service.returncode == 0 and "Đã dừng" in rest
    finally:
        service.kill()
    assert not (Path(tmp_path) / "nq54").exists()              # its hour had not come
