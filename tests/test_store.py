"""The store keeps everything: whole writes, history, two writers at once."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from shapely.geometry import Point

from geo.frames import VIETNAM_TIME, FrameError
from zones import store as store_module
from zones.places import Place
from zones.sites import SITES
from zones.store import CONTRACTS, Store, UnknownPlace

NOW = datetime(2021, 9, 8, 15, 41, tzinfo=VIETNAM_TIME)


@pytest.fixture
def store(database_url):
    opened = Store(database_url)
    yield opened
    opened.close()


def begin(store, place_id="p"):
    with store.write(place_id, author="test", action="create", recorded_at=NOW) as writer:
        writer.put_place(Place(place_id, "Phường Gia Thụy", "vn-qd4800", pinned_as_of=NOW))


def site(site_id, **more):
    frame = gpd.GeoDataFrame(
        [{"site_id": site_id, "name": "Chợ tạm", "kind": "market", "is_class": False, **more}],
        geometry=[Point(105.88, 21.05)], crs="EPSG:4326",
    )
    return SITES.tidy(frame)


def put(store, kind, frame, place_id="p"):
    with store.write(place_id, author="test", action="put", recorded_at=NOW) as writer:
        return writer.put(kind, frame)


def test_a_place_comes_back_as_it_was_stored(store):
    begin(store)
    assert store.place("p") == Place("p", "Phường Gia Thụy", "vn-qd4800", pinned_as_of=NOW)
    assert [place.id for place in store.places()] == ["p"]


def test_a_place_that_is_not_there_says_so(store):
    with pytest.raises(UnknownPlace):
        store.place("nowhere")
    with pytest.raises(UnknownPlace):
        store.revision("nowhere")


@pytest.mark.parametrize("kind", sorted(CONTRACTS))
def test_a_kind_without_records_reads_as_an_empty_frame_of_its_contract(store, kind):
    frame = store.read("p", kind)
    assert frame.empty
    assert [c for c in frame.columns if c != "geometry"] == list(CONTRACTS[kind].columns)


def test_a_record_comes_back_with_its_types_and_geometry(store):
    begin(store)
    stored = site("s1", population=12, radius_m=40.5, valid_from="2021-09-07T00:00+07:00")
    put(store, "sites", stored)
    back = store.read("p", "sites")
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.drop(columns="geometry")), pd.DataFrame(stored.drop(columns="geometry"))
    )
    assert back.geometry.iloc[0].equals(Point(105.88, 21.05))


def test_every_write_is_one_revision_and_the_past_can_be_read_again(store):
    begin(store)
    put(store, "sites", site("s1", level="yellow"))
    before = store.revision("p")
    put(store, "sites", site("s1", level="orange"))
    assert store.revision("p") == before + 1
    assert store.read("p", "sites")["level"].tolist() == ["orange"]
    assert store.read("p", "sites", known_at=before)["level"].tolist() == ["yellow"]
    assert store.read("p", "sites", known_at=before - 1).empty


def test_putting_the_same_record_again_changes_nothing(store):
    begin(store)
    assert put(store, "sites", site("s1")) == 1
    assert put(store, "sites", site("s1")) == 0


def test_replacing_ends_the_records_that_are_not_among_the_new_ones(store):
    begin(store)
    put(store, "sites", pd.concat([site("s1"), site("s2")]))
    with store.write("p", author="test", action="replace", recorded_at=NOW) as writer:
        writer.replace("sites", site("s2", level="red"))
    assert store.read("p", "sites")[["site_id", "level"]].to_numpy().tolist() == [["s2", "red"]]


def test_a_write_that_fails_midway_leaves_nothing_behind(store):
    begin(store)
    before = store.revision("p")
    with pytest.raises(FrameError), store.write("p", author="t", action="x", recorded_at=NOW) as writer:
        writer.put("sites", site("s1"))
        writer.put("sites", site("s2", level="crimson"))
    assert store.revision("p") == before
    assert store.read("p", "sites").empty


def test_a_broken_frame_names_all_its_problems_at_once(store):
    begin(store)
    broken = pd.concat([site("s1", level="crimson"), site("s2", population=-3)], ignore_index=True)
    with pytest.raises(FrameError) as caught:
        put(store, "sites", broken)
    assert {(row, column) for row, column, _ in caught.value.problems} == {(0, "level"), (1, "population")}


def test_two_places_do_not_see_each_other(store):
    begin(store, "p")
    begin(store, "q")
    put(store, "sites", site("s1"), "p")
    put(store, "sites", site("s1", level="red"), "q")
    assert store.read("p", "sites")["level"].isna().all()
    assert store.read("q", "sites")["level"].tolist() == ["red"]


def test_the_history_says_who_did_what_when(store):
    begin(store)
    detail = {"file": "F0 ngày 8.xlsx"}
    with store.write("p", author="lan", action="import", recorded_at=NOW, detail=detail) as writer:
        writer.put("sites", site("s1"))
    newest = store.history("p")[0]
    assert (newest.author, newest.action, newest.detail, newest.recorded_at) == ("lan", "import", detail, NOW)


def test_the_migrations_make_exactly_the_tables_that_the_program_uses(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, store_module.metadata)
    assert [d for d in differences if not (d[0] == "remove_table" and d[1].name == "alembic_version")] == []


def test_opening_a_store_twice_migrates_once_and_keeps_the_data(store, database_url):
    begin(store)
    again = Store(database_url)
    assert again.place("p").name == "Phường Gia Thụy"
    again.close()


def write_many(url, writer_number, rows):
    """What each of the four processes does."""
    store = Store(url)
    for row in range(rows):
        put(store, "sites", site(f"{writer_number}-{row}"))
    store.close()


def test_four_writers_at_once_lose_no_row_and_share_no_revision(store, database_url):
    begin(store)
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parent)])
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", f"import test_store; test_store.write_many({database_url!r}, {number}, 15)"],
            env={**os.environ, "PYTHONPATH": path},
        )
        for number in range(4)
    ]
    assert [worker.wait(120) for worker in workers] == [0, 0, 0, 0]
    assert len(store.read("p", "sites")) == 60
    assert len(store.history("p", 100)) == 61
    with store.engine.connect() as connection:
        per_revision = connection.execute(
            sa.text("SELECT count(*) FROM sites GROUP BY revision_from")
        ).scalars().all()
    assert set(per_revision) == {1}
