"""Drafts are kept at every change, undone and redone, and never written over by the second of two."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.frames import VIETNAM_TIME
from zones.drafts import BOUNDARIES, Draft, DraftConflict, Step, applied, difference
from zones.store import SAVED, Store, StoreTrouble, close_draft

NOW = datetime(2021, 9, 8, 15, 41, tzinfo=VIETNAM_TIME)
BEGINNING = {"a": {"n": 1}}


@pytest.fixture
def store(database_url):
    opened = Store(database_url)
    yield opened
    opened.close()


def fresh():
    return Draft("p", BOUNDARIES, "", 7)


def put(store, draft, key, value, change_id=""):
    changes = {key: None if value is None else {"n": value}}
    return store.drafts.append(draft, BEGINNING, Step(change_id or f"{key}{value}", "add", changes, {"unit": key}),
                               "Lan", NOW)


def test_a_draft_begins_with_what_stood_and_holds_each_change(store):
    draft = put(store, fresh(), "b", 2)
    found = store.drafts.find("p", BOUNDARIES)
    assert (found.version, found.step, found.steps, found.base_revision) == (1, 1, 1, 7)
    assert found == draft
    assert store.drafts.content(found) == {"a": {"n": 1}, "b": {"n": 2}}
    assert found.changed_by == "Lan"
    assert found.changed_at == NOW


def test_a_draft_outlives_the_program(store, database_url):
    put(store, fresh(), "b", 2)
    store.close()
    again = Store(database_url)
    assert again.drafts.content(again.drafts.find("p", BOUNDARIES)) == {"a": {"n": 1}, "b": {"n": 2}}
    again.close()


def test_undo_and_redo_move_a_mark_and_a_new_change_takes_the_place_of_what_was_undone(store):
    draft = put(store, put(store, fresh(), "b", 2), "a", None)
    assert store.drafts.content(draft) == {"b": {"n": 2}}
    back = store.drafts.move(draft, 1, "u1", "Lan", NOW)
    assert store.drafts.content(back) == {"a": {"n": 1}, "b": {"n": 2}}
    assert store.drafts.content(store.drafts.move(back, 2, "r1", "Lan", NOW)) == {"b": {"n": 2}}
    back = store.drafts.move(store.drafts.find("p", BOUNDARIES), 0, "u2", "Lan", NOW)
    draft = put(store, back, "c", 3)
    assert (draft.step, draft.steps) == (1, 1)
    assert store.drafts.content(draft) == {"a": {"n": 1}, "c": {"n": 3}}
    assert [number for number, *_ in store.drafts.steps_of(draft)] == [1]


def test_the_second_of_two_changes_for_one_version_is_refused(store):
    draft = put(store, fresh(), "b", 2)
    put(store, draft, "c", 3)
    with pytest.raises(DraftConflict):
        put(store, draft, "d", 4)
    with pytest.raises(DraftConflict):
        store.drafts.move(draft, 0, "u", "Lan", NOW)
    assert store.drafts.content(store.drafts.find("p", BOUNDARIES)) == {"a": {"n": 1}, "b": {"n": 2}, "c": {"n": 3}}


def test_two_who_begin_at_once_begin_one_draft(store):
    put(store, fresh(), "b", 2)
    with pytest.raises(DraftConflict):
        put(store, fresh(), "c", 3)
    assert len(store.drafts.open_in("p")) == 1


def test_a_change_that_arrives_twice_is_known(store):
    draft = put(store, fresh(), "b", 2, "change-1")
    assert store.drafts.has_change(draft, "change-1")
    assert not store.drafts.has_change(draft, "change-2")
    moved = store.drafts.move(draft, 0, "undo-1", "Lan", NOW)
    assert store.drafts.has_change(moved, "undo-1")
    assert not store.drafts.has_change(fresh(), "change-1")


def test_a_closed_draft_takes_no_change_and_another_can_begin(store):
    draft = put(store, fresh(), "b", 2)
    with store.change() as connection:
        close_draft(connection, draft, SAVED, "Lan", NOW)
    assert store.drafts.find("p", BOUNDARIES) is None
    with pytest.raises(DraftConflict):
        put(store, draft, "c", 3)
    assert put(store, fresh(), "c", 3).id != draft.id


def test_a_write_that_fails_closes_no_draft(store):
    draft = put(store, fresh(), "b", 2)
    with pytest.raises(StoreTrouble), store.change() as connection:
        close_draft(connection, draft, SAVED, "Lan", NOW)
        import sqlalchemy
        raise sqlalchemy.exc.OperationalError("", {}, Exception("disk full"))
    assert store.drafts.find("p", BOUNDARIES) == draft


ENTRIES = st.dictionaries(st.sampled_from("abcdef"), st.fixed_dictionaries({"n": st.integers()}))


@given(ENTRIES, ENTRIES)
def test_a_difference_brings_the_one_to_the_other(before, after):
    assert applied(before, difference(before, after)) == after
    assert difference(after, after) == {}
