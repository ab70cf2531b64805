"""In which system a file's coordinates stand is one question for all its rows, and is remembered for its source."""

from __future__ import annotations

import json

import pytest
from intake_files import bring, desk, question, settle, table, write
from pyproj import Transformer
from shapely.geometry import mapping
from small_ward import areas

from geo.crs import HANOI_METRIC, LONLAT
from geo.readings import USUAL, Around, title, to_degrees
from zones.wording import t


@pytest.fixture
def post(tmp_path):
    made = desk(tmp_path)
    yield made
    made.store.close()


def ambiguous(reading: str) -> tuple[float, float]:
    """Metres in one system that another system puts into the small ward too."""
    place = Around(areas().geometry.to_numpy())
    west, south, east, north = areas().total_bounds
    move = Transformer.from_crs(LONLAT, reading, always_xy=True)
    steps = [n / 20 for n in range(21)]
    for x, y in ((west + (east - west) * i, south + (north - south) * j) for i in steps for j in steps):
        at = move.transform([x], [y])
        if place.count_inside(*to_degrees(*at, reading)) and sum(
                place.count_inside(*to_degrees(*at, one)) for one in USUAL) > 1:
            return float(at[0][0]), float(at[1][0])
    raise AssertionError("the ward is too small for this test")


def sites_in(reading: str) -> bytes:
    x, y = ambiguous(reading)
    return table([["Chợ A", "chợ", f"{y:.2f}", f"{x:.2f}"], ["Chợ B", "chợ", f"{y + 5:.2f}", f"{x + 5:.2f}"]],
                 ("Tên địa điểm", "Loại hình", "X", "Y"))


def test_one_answer_settles_all_rows_and_the_next_file_of_the_source_needs_none(post):
    tray = bring(post, sites_in("EPSG:3405"), kind="sites")
    asked = question(tray.found, "coordinates")
    assert len(asked.rows) == 2 and not tray.found.rows_taken
    labels = {choice.value: t(choice.key, "vi", **choice.fields) for choice in asked.choices}
    assert labels["EPSG:3405"] == title("EPSG:3405")
    settle(post, tray, {asked.id: "EPSG:3405"})
    assert tray.found.rows_taken == 2
    x, y = ambiguous("EPSG:3405")
    back = Transformer.from_crs("EPSG:3405", LONLAT, always_xy=True).transform(x, y)
    at = tray.found.taken.geometry.iloc[0]
    assert (at.x, at.y) == pytest.approx(back, abs=2e-7)
    write(post, tray)
    assert bring(post, sites_in("EPSG:3405"), kind="sites", name="diem2.csv").found.rows_taken == 2


def test_a_map_file_is_asked_about_and_answered_in_the_same_way(post):
    moved = areas().to_crs(HANOI_METRIC)
    wrong = [{"type": "Feature", "properties": {"ten": f"Tổ {n}"}, "geometry": mapping(shape)}
             for n, shape in enumerate(moved.geometry, start=1)]
    crs = {"type": "name", "properties": {"name": "EPSG:9210"}}
    data = json.dumps({"type": "FeatureCollection", "features": wrong, "crs": crs}).encode()
    tray = bring(post, data, kind="areas", name="to.geojson")
    asked = question(tray.found, "coordinates")
    assert HANOI_METRIC in {choice.value for choice in asked.choices} and not tray.found.rows_taken
    settle(post, tray, {asked.id: HANOI_METRIC})
    assert tray.found.rows_taken == len(areas())
    assert tray.found.taken.geometry.iloc[0].symmetric_difference(areas().geometry.iloc[0]).area < 1e-9


def test_rows_may_be_left_out_instead(post):
    tray = bring(post, sites_in("EPSG:3405"), kind="sites")
    settle(post, tray, {question(tray.found, "coordinates").id: "skip"})
    assert (tray.found.rows_taken, tray.found.rows_asked, tray.found.rows_refused) == (0, 0, 2)
