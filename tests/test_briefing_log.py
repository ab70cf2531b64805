"""Begun briefings, notes and orders: nothing is lost, nobody overwrites another unseen, no map is drawn again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from geo.frames import VIETNAM_TIME
from zones.briefing import Plan
from zones.places import Place
from zones.store import Store, StoreTrouble
from zones.store.briefings import BriefingLog, Overtaken
from zones.store.schema import briefing_notes

NOON = datetime(2021, 11, 8, 12, 0, tzinfo=VIETNAM_TIME)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(database_url):
    store = Store(database_url)
    with store.write("p", author="t", action="place", recorded_at=NOON) as writer:
        writer.put_place(Place("p", "Phường Thử"))
    yield store
    store.close()


@pytest.fixture
def log(store):
    return BriefingLog(store)


def test_a_briefing_is_found_by_its_data_and_begun_once_however_often_the_button_is_pressed(log):
    begun = log.begin("p", NOON, 1, "Chủ tịch", NOON)
    assert log.begin("p", NOON, 1, "ai khác", NOON + HOUR) == begun
    assert log.find("p", NOON, 1) == begun
    assert log.find("p", NOON, 2) is None
    assert log.find("q", NOON, 1) is None
    assert (begun.author, begun.as_of.utcoffset()) == ("Chủ tịch", timedelta(hours=7))


def test_the_last_briefing_is_the_one_of_the_latest_earlier_data(log):
    log.begin("p", NOON - 24 * HOUR, 3, "", NOON)
    log.begin("p", NOON - 12 * HOUR, 4, "", NOON)
    log.begin("p", NOON, 4, "", NOON)
    log.begin("p", NOON, 9, "", NOON)
    log.begin("p", NOON + 12 * HOUR, 9, "", NOON)
    log.begin("other", NOON - HOUR, 4, "", NOON)
    assert log.before("p", NOON, 4).as_of == NOON - 12 * HOUR
    assert log.before("p", NOON, 9).revision == 4                # the same hour with older data
    assert log.before("p", NOON - 24 * HOUR, 3) is None
    assert [begun.revision for begun in log.latest("p", 2)] == [9, 9]


def test_a_note_replaces_the_one_that_was_seen_and_both_stay(log, store):
    begun = log.begin("p", NOON, 1, "", NOON)
    first = log.write_note(begun, "overview", "Tăng tuần tra", seen=0, author="Lan", recorded_at=NOON)
    second = log.write_note(begun, "overview", "Tăng tuần tra tổ 13", seen=first.note_id, author="Lan",
                            recorded_at=NOON)
    log.write_note(begun, "hot/to-13", "Dán thông báo", seen=0, author="Minh", recorded_at=NOON)
    assert {page: note.text for page, note in log.notes(begun.briefing_id).items()} == {
        "overview": "Tăng tuần tra tổ 13", "hot/to-13": "Dán thông báo"}
    assert second.author == "Lan"
    with store.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(briefing_notes)) == 3


def test_who_writes_without_having_seen_the_others_note_is_told_and_writes_nothing(log):
    begun = log.begin("p", NOON, 1, "", NOON)
    theirs = log.write_note(begun, "overview", "của Minh", seen=0, author="Minh", recorded_at=NOON)
    with pytest.raises(Overtaken) as caught:
        log.write_note(begun, "overview", "của Lan", seen=0, author="Lan", recorded_at=NOON)
    assert caught.value.standing == theirs
    assert log.notes(begun.briefing_id)["overview"].text == "của Minh"


def test_an_order_is_a_places_own_and_the_quicker_one_counts(log):
    assert log.plan("p") == Plan()
    chosen = log.write_plan("p", Plan(0, ("sites", "overview"), ("measures",)), author="Lan", recorded_at=NOON)
    assert log.plan("p") == chosen
    assert log.plan("q") == Plan()
    with pytest.raises(Overtaken) as caught:
        log.write_plan("p", Plan(0, ("measures",), ()), author="Minh", recorded_at=NOON)
    assert caught.value.standing == chosen
    assert log.write_plan("p", Plan(chosen.plan_id), author="Minh", recorded_at=NOON).order == ()


def test_neither_a_beginning_nor_a_note_nor_an_order_is_a_new_revision_of_the_data(log, store):
    before = store.revision("p")
    begun = log.begin("p", NOON, before, "", NOON)
    log.write_note(begun, "overview", "x", seen=0, author="", recorded_at=NOON)
    log.write_plan("p", Plan(0, ("sites",), ()), author="", recorded_at=NOON)
    assert store.revision("p") == before
    assert len(store.history("p")) == 1


def test_a_store_that_cannot_write_says_so_and_nothing_is_begun(tmp_path, monkeypatch):
    monkeypatch.setattr("zones.store.BUSY_SECONDS", 0.05)
    file = tmp_path / "zones.sqlite"
    store = Store(f"sqlite:///{file.as_posix()}")
    other = sa.create_engine(f"sqlite:///{file.as_posix()}", isolation_level="AUTOCOMMIT").connect()
    other.exec_driver_sql("BEGIN IMMEDIATE")
    with pytest.raises(StoreTrouble):
        BriefingLog(store).begin("p", NOON, 1, "", NOON)
    other.exec_driver_sql("ROLLBACK")
    other.close()
    other.engine.dispose()
    assert BriefingLog(store).latest("p", 5) == []
    store.close()
