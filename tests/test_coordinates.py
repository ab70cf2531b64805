"""Coordinates in any notation, order and system are brought to where they lie, or a person is asked."""

from __future__ import annotations

from datetime import datetime

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import box

from geo.areas import AREAS
from geo.coordinates import read_coordinate, split_pair
from geo.crs import HANOI_METRIC, LONLAT, one_to_lonlat
from geo.frames import VIETNAM_TIME
from geo.readings import DEGREES, METRES, READINGS, USUAL, Around, judge, northing_first, title, to_degrees, units_of
from zones.intake import Examination, examine

NOW = datetime(2021, 9, 10, tzinfo=VIETNAM_TIME)
# the point of domain §9.2, and how each system writes it (computed there with PROJ)
LON, LAT = 105.882, 21.036
FORMS = {
    "EPSG:5897": (591477.130, 2327191.392),
    "EPSG:3405": (591449.684, 2326493.165),
    "EPSG:32648": (591645.921, 2326385.082),
    "EPSG:9209": (539507.472, 2326986.215),
    "EPSG:9210": (513523.671, 2326944.683),
}
TO_METRES = Transformer.from_crs(LONLAT, HANOI_METRIC, always_xy=True)


def ward(side_m: float, names: int = 1) -> gpd.GeoDataFrame:
    """A square ward whose middle is the test point, as wide as said."""
    x, y = FORMS["EPSG:5897"]
    square = one_to_lonlat(box(x - side_m / 2, y - side_m / 2, x + side_m / 2, y + side_m / 2))
    frame = gpd.GeoDataFrame(
        {"area_id": ["w"], "code": ["1"], "name": ["Phường Gia Thụy"], "area_level": ["ward"]}, geometry=[square],
        crs=LONLAT,
    )
    return AREAS.check(frame)


SMALL = ward(150)                  # no two systems put one pair of metres into it
AROUND = Around(SMALL.geometry.to_numpy())


def sites(*lines: str, areas: gpd.GeoDataFrame | None = SMALL, coordinates: str = "") -> Examination:
    return examine("sites", "\n".join(lines).encode(), "diem.csv", now=NOW, areas=areas, coordinates=coordinates)


def offset_m(found: Examination, row: int = 0) -> float:
    """How far the taken point lies from the test point."""
    at = found.taken.geometry.iloc[row]
    x, y = TO_METRES.transform(at.x, at.y)
    return float(np.hypot(x - FORMS["EPSG:5897"][0], y - FORMS["EPSG:5897"][1]))


def note_keys(found: Examination) -> list[str]:
    return [note.key for note in found.notes if note.key.startswith("coordinates.")]


# -- one cell -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value", "axis"), [
    ("105.882", LON, ""), ("105,882", LON, ""), ("105,882°", LON, ""), ("105°52'55,2\"", LON, ""),
    ("105°52’55.2”Đ", LON, "east"), ("105 52 55.2 E", LON, "east"), ("E105°52'55.2\"", LON, "east"),
    ("105d52m55.2s", LON, ""), ("105°52.92'", LON, ""), ("21°02'09,6\" B", LAT, "north"), ("N21.036", LAT, "north"),
    ("21° 2' 9.6\" N", LAT, "north"), ("vĩ độ 21,036", LAT, "north"), ("-21.5", -21.5, ""),
    ("591477.130", 591477.13, ""), ("591.477,130", 591477.13, ""), ("2,327,191.392", 2327191.392, ""),
    ("2.327.191,392", 2327191.392, ""), ("591 477,13", 591477.13, ""), ("X=2327191.392", 2327191.392, ""),
    ("591.477", 591477, ""), ("105.477", 105.477, ""), ("591477 m", 591477, "")])
def test_a_coordinate_is_read_in_every_notation(text: str, value: float, axis: str) -> None:
    found = read_coordinate(text)
    assert found is not None
    assert found[0] == pytest.approx(value, abs=1e-9)
    assert found[1] == axis


@pytest.mark.parametrize("text", ["", "hẻm", "0912345678", "21°61'00\"", "21°02'60\"", "999°02'10\"", "1e9", "nan",
                                  "inf", "12-3", "số 7", "=1+1", "7/9/2021", "21.036.1.2"])
def test_what_is_no_coordinate_is_not_read_as_one(text: str) -> None:
    assert read_coordinate(text) is None


@pytest.mark.parametrize("text", ["21.036, 105.882", "21,036; 105,882", "21,036 105,882", "(21.036 105.882)",
                                  "21,036, 105,882", "21.036|105.882"])
def test_two_coordinates_of_one_cell_are_parted(text: str) -> None:
    pair = split_pair(text)
    assert pair is not None
    assert [read_coordinate(part) for part in pair] == [(LAT, ""), (LON, "")]


@pytest.mark.parametrize("text", ["21,036,105,882", "21.036", "số 5 ngõ 3", "", "1 2 3"])
def test_a_cell_that_can_be_parted_in_several_ways_is_not_parted(text: str) -> None:
    assert split_pair(text) is None


@given(st.floats(0, 179.99), st.sampled_from(["°", "d"]), st.booleans())
@settings(max_examples=100)
def test_degrees_minutes_seconds_come_back_to_a_millimetre(value: float, sign: str, comma: bool) -> None:
    degrees, minutes = int(value), int(value % 1 * 60)
    seconds = min(round((value - degrees - minutes / 60) * 3600, 5), 59.99999)
    text = f"{degrees}{sign}{minutes}'{max(seconds, 0):.5f}\""
    found = read_coordinate(text.replace(".", ",") if comma else text)
    assert found is not None and found[0] == pytest.approx(value, abs=1e-8)


@given(st.text(alphabet="0123456789.,°'\" -+ĐBNEXYm:=", max_size=14))
@settings(max_examples=300)
def test_no_text_breaks_the_readers(text: str) -> None:
    read_coordinate(text)
    split_pair(text)


# -- which system -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", FORMS)
@pytest.mark.parametrize("northing_stands_first", [False, True], ids=["east-north", "X-is-north"])
def test_the_test_point_of_the_domain_comes_out_in_all_its_forms(reading: str, northing_stands_first: bool) -> None:
    east, north = FORMS[reading]
    first, second = (north, east) if northing_stands_first else (east, north)
    found = sites("Tên,X,Y", f"Chợ,{first},{second}")
    assert offset_m(found) < 0.05
    read_as = next(note for note in found.notes if note.key == "coordinates.read_as")
    assert read_as.fields == {"reading": title(reading)}
    assert ("coordinates.northing_first" in note_keys(found)) == northing_stands_first


@pytest.mark.parametrize(("header", "row"), [
    ("Kinh độ,Vĩ độ", '"105,882","21,036"'), ("Vĩ độ,Kinh độ", "21.036,105.882"), ("Kinh độ,Vĩ độ", "21.036,105.882"),
    ("Kinh độ,Vĩ độ", '"105°52\'55,2""","21°02\'09,6"""'), ("Tọa độ", '"21.036, 105.882"'),
    ("Tọa độ", '"105,882; 21,036"'), ("Tọa độ", '"21°02\'09.6""N 105°52\'55.2""E"'),
    ("Tọa độ VN-2000", '"2327191,392; 591477,130"'), ("Tọa độ X,Tọa độ Y", '"2.327.191,392","591.477,130"')])
def test_a_written_position_lands_on_the_test_point(header: str, row: str) -> None:
    assert offset_m(sites(f"Tên,{header}", f"Chợ,{row}")) < 0.05


def test_degrees_of_vn2000_are_taken_only_where_wgs84_does_not_fit() -> None:
    lon, lat = Transformer.from_crs(LONLAT, "EPSG:4756", always_xy=True).transform(LON, LAT)
    found = sites("Tên,Kinh độ,Vĩ độ", f"Chợ,{lon:.9f},{lat:.9f}")
    assert offset_m(found) < 0.05
    assert note_keys(found) == ["coordinates.read_as"]
    # in a ward of usual size both fit, and what nearly everybody writes is meant
    large = sites("Tên,Kinh độ,Vĩ độ", f"Chợ,{LON},{LAT}", areas=ward(1500))
    assert offset_m(large) < 0.05 and note_keys(large) == []


def test_where_two_systems_fit_a_person_is_asked_and_the_answer_is_followed() -> None:
    east, north = FORMS["EPSG:3405"]
    lines = ("Tên,X,Y", f"Chợ,{north},{east}", "Đình,,")
    asked = sites(*lines, areas=ward(1500))
    assert asked.taken["name"].tolist() == ["Đình"]           # it never had a position
    assert asked.asked["key"].tolist() == ["coordinates.row_unclear"]
    assert set(asked.options) == set(USUAL)
    answered = sites(*lines, areas=ward(1500), coordinates="EPSG:3405")
    assert offset_m(answered) < 0.05
    assert "coordinates.chosen" in note_keys(answered) and not answered.options


def test_many_points_tell_what_one_does_not() -> None:
    # in EPSG:3405 all points of the grid lie in the ward; read as one of the others, a fifth or more lies outside
    area = ward(1000)
    west, south, east, north = area.total_bounds
    steps = (0.05, 0.25, 0.5, 0.75, 0.95)
    grid = [(west + (east - west) * i, south + (north - south) * j) for i in steps for j in steps]
    moved = [Transformer.from_crs(LONLAT, "EPSG:3405", always_xy=True).transform(*point) for point in grid]
    found = sites("Tên,X,Y", *(f"Điểm {n},{y:.3f},{x:.3f}" for n, (x, y) in enumerate(moved)), areas=area)
    assert found.rows_taken == 25 and not found.options
    assert [note.fields for note in found.notes if note.key == "coordinates.read_as"] == [
        {"reading": title("EPSG:3405")}]


def test_without_boundaries_metres_are_a_question() -> None:
    east, north = FORMS["EPSG:5897"]
    found = sites("Tên,X,Y", f"Chợ,{north},{east}", areas=None)
    assert found.options == USUAL and found.rows_asked == 1


def test_a_row_that_goes_against_the_order_of_its_file_is_asked_about() -> None:
    found = sites("Tên,Kinh độ,Vĩ độ", f"A,{LON},{LAT}", f"B,{LON},{LAT}", f"C,{LAT},{LON}")
    assert found.rows_taken == 2
    assert found.asked["key"].tolist() == ["intake.axes_swapped"]


def test_letters_beside_the_numbers_settle_their_order() -> None:
    found = sites("Tên,Kinh độ,Vĩ độ", f"A,{LON},{LAT}", f"B,{LON},{LAT}", f"C,{LAT} B,{LON} Đ")
    assert found.rows_taken == 3
    assert max(offset_m(found, row) for row in range(3)) < 0.05


def test_metres_that_fit_nowhere_near_are_refused() -> None:
    found = sites("Tên,X,Y", "Chợ,1200000,600000", "Đình,12,600000")
    assert found.refused["key"].tolist() == ["coordinates.row_fits_nothing"] * 2


def test_cases_are_not_lost_when_their_coordinates_could_mean_several_things() -> None:
    east, north = FORMS["EPSG:5897"]
    data = f"Ngày,X,Y\n07/09/2021,{north},{east}\n".encode()
    unclear = examine("cases", data, "f0.csv", now=NOW, areas=ward(1500))
    assert (unclear.rows_taken, unclear.count_unplaced) == (1, 1)
    assert {"EPSG:5897", "EPSG:3405"} <= set(unclear.options) and "coordinates.file_unclear" in note_keys(unclear)
    answered = examine("cases", data, "f0.csv", now=NOW, areas=ward(1500), coordinates="EPSG:5897")
    assert answered.count_placed == 1


@given(st.sampled_from(READINGS[2:]), st.floats(-70, 70), st.floats(-70, 70))
@settings(max_examples=60)
def test_a_point_of_the_ward_is_found_again_whatever_the_system(reading: str, x: float, y: float) -> None:
    point = one_to_lonlat(box(*[FORMS["EPSG:5897"][n % 2] + (x, y)[n % 2] for n in range(4)]).centroid)
    east, north = Transformer.from_crs(LONLAT, reading, always_xy=True).transform(point.x, point.y)
    numbers = np.array([east]), np.array([north])
    if (units_of(*numbers) != METRES).all():       # of a zone so far away that its numbers look like nothing
        return
    verdict = judge(*numbers, METRES, AROUND)
    candidates = (verdict.reading,) if verdict.reading else verdict.options
    assert reading in candidates
    lon, lat = to_degrees(*numbers, reading)
    assert np.hypot(lon - point.x, lat - point.y)[0] < 5e-7


def test_order_and_unit_are_told_by_size() -> None:
    first, second = np.array([21.0, 105.0, 2327191.0, 591477.0, 5.0]), np.array([105.0, 21.0, 591477.0, 2327191.0, 5.0])
    assert northing_first(first, second).tolist() == [True, False, True, False, False]
    assert units_of(first, second).tolist() == [DEGREES, DEGREES, METRES, METRES, DEGREES]


def test_a_map_file_that_could_mean_several_things_waits_for_an_answer() -> None:
    made = SMALL[["name", "geometry"]]
    data = made.to_crs("EPSG:3405").set_crs(None, allow_override=True).to_json().encode()
    asked = examine("areas", data, "phuong.geojson", now=NOW)
    assert (asked.rows_taken, asked.rows_asked, asked.options) == (0, 1, USUAL)
    answered = examine("areas", data, "phuong.geojson", now=NOW, coordinates="EPSG:3405")
    assert answered.rows_taken == 1 and not answered.options
    assert note_keys(answered) == ["coordinates.chosen"]
    assert answered.taken.geometry.iloc[0].symmetric_difference(SMALL.geometry.iloc[0]).area < 1e-10
