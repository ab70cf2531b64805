"""Rows find their area by code, by a name as people type it, or by point; and a doubtful one finds none."""

from __future__ import annotations

import random
import unicodedata

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geo.areas import AREAS
from geo.locate import ANY_LEVEL, NOT_PLACED, locate
from geo.names import alphabetical, clean_name, read_name, same_words, split_place, without_accents

WARDS = [
    ("00145", "Phường Gia Thụy", "Quận Long Biên"),
    ("00133", "Phường Đức Giang", "Quận Long Biên"),
    ("00208", "Phường Ô Chợ Dừa", "Quận Đống Đa"),
    ("00166", "Phường Quan Hoa", "Quận Cầu Giấy"),
    ("00175", "Phường Trung Hoà", "Quận Cầu Giấy"),
    ("00313", "Phường Minh Khai", "Quận Hai Bà Trưng"),
    ("00622", "Phường Minh Khai", "Quận Bắc Từ Liêm"),
    ("00403", "Xã Đông Xuân", "Huyện Sóc Sơn"),
    ("04939", "Xã Đông Xuân", "Huyện Quốc Oai"),
    ("09547", "Xã Cổ Đông", "Thị xã Sơn Tây"),
    ("00010", "Phường Đồng Xuân", "Quận Hoàn Kiếm"),
    ("00004", "Phường Cộng Hòa", "Quận Ba Đình"),
]
GROUPS = [("1", "Tổ dân phố 1"), ("2", "Tổ dân phố 2"), ("13", "Tổ dân phố 13"), ("13a", "Tổ dân phố 13A")]


def areas_of(rows: list[tuple[str, str, str | None]], level: str = "ward") -> gpd.GeoDataFrame:
    return AREAS.check(
        gpd.GeoDataFrame(
            {
                "area_id": [f"id-{code}" for code, _, _ in rows],
                "code": [code for code, _, _ in rows],
                "name": [name for _, name, _ in rows],
                "area_level": level,
                "parent_name": [parent for _, _, parent in rows],
            },
            geometry=[box(105 + n * 0.01, 21, 105.01 + n * 0.01, 21.01) for n in range(len(rows))],
            crs=4326,
        )
    )


CITY = areas_of(WARDS)
WARD = areas_of([(code, name, None) for code, name in GROUPS], "residential_group")


def by_name(ward: str, district: str = "", province: str = "", home: tuple[str, ...] = ()) -> tuple[str, str]:
    rows = pd.DataFrame({"w": [ward], "d": [district], "p": [province]})
    levels = {"ward": "w", "district": "d", "province": "p"}
    found = locate(rows, CITY, name_columns=levels, home=home).iloc[0]
    return (str(found["area_id"]) if found["located_by"] == "name" else found["located_by"]), found["detail"]


def group(name: str, ward: str = "", home: tuple[str, ...] = ("Phường Gia Thụy", "Quận Long Biên")) -> str:
    rows = pd.DataFrame({"t": [name], "w": [ward]})
    found = locate(rows, WARD, name_columns={"residential_group": "t", "ward": "w"}, home=home).iloc[0]
    return str(found["area_id"]) if found["located_by"] == "name" else found["detail"]


# -- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, cleaned",
    [
        ("  Phường   Gia Thụy. ", "phường gia thụy"),
        (unicodedata.normalize("NFD", "Ô Chợ Dừa"), "ô chợ dừa"),
        ("Ô CHỢ DỪA", "ô chợ dừa"),
        ("Ph\u00adường Gia\u00a0Thụy\ufeff", "phường gia thụy"),
        ("Gia Thuỵ", "gia thụy"),
        ("Trung Hoà", "trung hòa"),
        ("Hoàn Kiếm", "hoàn kiếm"),
        ("Quý Kỳ", "quý kỳ"),
        ("Quỳnh Lôi", "quỳnh lôi"),
        ("Ðức Giang", "đức giang"),
        ("Tổ 013", "tổ 13"),
        ("tổ13", "tổ 13"),
        ("Khu 0", "khu 0"),
        ("Ea H’leo", "ea hleo"),
        ("Cổ Nhuế_1", "cổ nhuế 1"),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_name_is_cleaned_to_one_spelling(typed: str, cleaned: str) -> None:
    assert clean_name(typed) == cleaned


def test_names_stand_in_the_order_of_a_vietnamese_list() -> None:
    listed = ["Tổ 9", "Tổ 9A", "Tổ 10", "Xã An Khánh", "Xã Ăn", "Xã Ân Thi", "Xã Dương Xá", "Xã Đại Áng", "Xã Mai",
              "Xã Mài", "Xã Mải Cao", "Xã Mãi", "Xã Mái", "Xã Mại", "Xã Ô", "Xã Ô Chợ Dừa", "Xã Phú", "Xã Yên"]
    for seed in range(20):
        mixed = random.Random(seed).sample(listed, len(listed))
        assert sorted(mixed, key=alphabetical) == listed
    assert alphabetical(unicodedata.normalize("NFD", "Xã Đại Áng")) == alphabetical("XÃ ĐẠI ÁNG")


def test_accents_come_off_and_the_stroke_of_the_d_too() -> None:
    assert without_accents("ô chợ dừa, Đường Lâm, đức") == "o cho dua, Duong Lam, duc"


@pytest.mark.parametrize(
    "typed, kind, words",
    [
        ("P. Gia Thụy", "ward", "gia thụy"),
        ("P.Gia Thụy", "ward", "gia thụy"),
        ("p gia thụy", "ward", "gia thụy"),
        ("Ph. Gia Thụy", "ward", "gia thụy"),
        ("Phường Phúc Xá", "ward", "phúc xá"),
        ("Phúc Xá", "", "phúc xá"),
        ("TT. Trâu Quỳ", "township", "trâu quỳ"),
        ("thị trấn Trâu Quỳ", "township", "trâu quỳ"),
        ("TX Sơn Tây", "town", "sơn tây"),
        ("Thị xã Sơn Tây", "town", "sơn tây"),
        ("TP. Hà Nội", "city", "hà nội"),
        ("Q.10", "district", "10"),
        ("Quan Hoa", "", "quan hoa"),
        ("Ô Chợ Dừa", "", "ô chợ dừa"),
        ("Tổ 13", "group", "13"),
        ("TDP 13", "group", "13"),
        ("TDP số 13", "group", "13"),
        ("Tổ dân phố số 013", "group", "13"),
        ("T13", "group", "13"),
        ("T.13", "group", "13"),
        ("T. Hải Dương", "province", "hải dương"),
        ("Thôn Đông", "hamlet", "đông"),
        ("Tổ dân phố 13 (cũ)", "group", "13 cũ"),
    ],
)
def test_the_likeliest_reading_of_a_name_comes_first(typed: str, kind: str, words: str) -> None:
    assert (read_name(typed)[0].kind, read_name(typed)[0].words) == (kind, words)


def test_a_prefix_without_accents_is_a_second_reading_only() -> None:
    assert [name.words for name in read_name("quan ba dinh")] == ["quan ba dinh", "ba dinh"]


def test_a_word_may_lack_its_accents_but_not_have_others() -> None:
    assert same_words("gia thuy", "gia thụy", accents_may_lack=True)
    assert same_words("đồng xuan", "đồng xuân", accents_may_lack=True)
    assert not same_words("gia thúy", "gia thụy", accents_may_lack=True)
    assert not same_words("gia thuy", "gia thụy")


def test_a_place_in_one_cell_is_split_into_its_units() -> None:
    assert split_place("Tổ 13, P. Gia Thụy – Long Biên") == ["Tổ 13", "P. Gia Thụy", "Long Biên"]


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_name(clean_name(text)) == clean_name(text)


@given(st.text())
def test_any_text_can_be_read_as_a_name(text: str) -> None:
    assert all(name.words == clean_name(name.words) for name in read_name(text))


# -- by name ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "Phường Gia Thụy",
        "Gia Thụy",
        "GIA THỤY",
        "P. Gia Thuỵ",
        "gia thuy",
        "phuong gia thuy",
        "P.GIA THUY",
        unicodedata.normalize("NFD", "Phường Gia Thụy"),
        "Gia Thuy ",
        "Gia Thụy, Long Biên",
        "P. Gia Thụy - Q. Long Biên",
    ],
)
def test_a_ward_is_found_however_it_is_typed(typed: str) -> None:
    assert by_name(typed)[0] == "id-00145"


def test_it_says_when_accents_were_missing() -> None:
    assert by_name("Gia Thụy")[1] == "exact"
    assert by_name("gia thuy")[1] == "unaccented"


def test_a_wrong_accent_is_another_name() -> None:
    assert by_name("Gia Thúy") == ("none", "unknown_name")


def test_another_kind_of_unit_is_another_unit() -> None:
    assert by_name("Xã Gia Thụy") == ("none", "unknown_name")


def test_a_name_that_fits_two_areas_is_not_placed_until_its_district_is_said() -> None:
    assert by_name("Minh Khai") == ("none", "ambiguous_name")
    assert by_name("Minh Khai", "Hai Bà Trưng")[0] == "id-00313"
    assert by_name("minh khai", "bac tu liem")[0] == "id-00622"


def test_missing_accents_are_forgiven_only_where_one_area_is_meant() -> None:
    assert by_name("dong xuan") == ("none", "ambiguous_name")
    assert by_name("dong xuan", "hoan kiem")[0] == "id-00010"
    assert by_name("đồng xuan")[0] == "id-00010"


def test_a_ward_with_another_district_or_province_is_not_placed_by_its_name() -> None:
    assert by_name("Cộng Hòa", "Chí Linh") == ("none", "other_parent")
    assert by_name("Cộng Hòa", "Ba Đình")[0] == "id-00004"
    home = ("Thành phố Hà Nội",)
    assert by_name("Cộng Hòa", "Ba Đình", "Hải Dương", home) == ("none", "other_parent")
    assert by_name("Cộng Hòa", "", "Hải Dương", home) == ("none", "other_parent")
    assert by_name("Cộng Hòa", "", "TP Hà Nội", home)[0] == "id-00004"


def test_a_province_that_nothing_can_confirm_leaves_the_row_unplaced() -> None:
    assert by_name("Cộng Hòa", "", "Hải Dương") == ("none", "parent_unknown")


def test_a_district_that_changed_its_kind_is_still_the_district() -> None:
    assert by_name("Cổ Đông", "TP Sơn Tây")[0] == "id-09547"
    assert by_name("Cổ Đông", "Sơn Tây")[0] == "id-09547"


@pytest.mark.parametrize(
    "typed",
    [
        "13",
        "Tổ 13",
        "tổ dân phố 13",
        "TDP 13",
        "TDP số 013",
        "T13",
        "to 13",
        "TO DAN PHO 13",
    ],
)
def test_a_residential_group_is_found_by_its_number(typed: str) -> None:
    assert group(typed) == "id-13"


def test_numbers_of_other_units_are_not_the_groups() -> None:
    assert group("Phường 13") == "unknown_name"
    assert group("3") == "unknown_name"
    assert group("13A") == "id-13a"
    assert group("Tổ dân phố 13 (cũ)") == "unknown_name"


def test_a_group_of_another_ward_is_not_placed() -> None:
    assert group("Tổ 13", "Gia Thụy") == "id-13"
    assert group("Tổ 13", "Bồ Đề") == "other_parent"
    assert group("Tổ 13, phường Bồ Đề") == "other_parent"
    assert group("Tổ 13", "Gia Thụy", home=()) == "parent_unknown"


def test_a_row_without_the_unit_that_the_map_knows_is_not_placed() -> None:
    assert group("", "Gia Thụy") == "nothing_given"


def test_a_column_of_unknown_level_finds_any_unit() -> None:
    rows = pd.DataFrame({"x": ["Gia Thụy", "Minh Khai, Bắc Từ Liêm", "Long Biên"]})
    found = locate(rows, CITY, name_columns={ANY_LEVEL: "x"})
    assert found["area_id"].fillna("").tolist() == ["id-00145", "id-00622", ""]


spelling = st.sampled_from(
    [
        str.upper,
        str.lower,
        str.title,
        lambda s: unicodedata.normalize("NFD", s),
        lambda s: f"  {s} ",
        lambda s: s.replace(" ", "  "),
        without_accents,
        lambda s: s.replace("Phường ", "P."),
        lambda s: s.replace("Phường ", ""),
    ]
)


@given(st.sampled_from(WARDS), st.lists(spelling, max_size=4))
def test_no_spelling_of_a_ward_with_its_district_finds_another_ward(
    ward: tuple[str, str, str], changes: list[object]
) -> None:
    code, name, district = ward
    for change in changes:
        name, district = change(name), change(district)  # type: ignore[operator]
    assert by_name(name, district)[0] == f"id-{code}"


# -- by code ------------------------------------------------------------------------------------------------


def codes(areas: gpd.GeoDataFrame, *typed: str) -> list[str]:
    found = locate(pd.DataFrame({"c": list(typed)}), areas, code_column="c")
    return found["area_id"].fillna("none").tolist()


def test_a_code_is_found_with_its_leading_zeros_lost() -> None:
    assert codes(CITY, "00145", "145", " 00145 ", "0145", "00146") == ["id-00145"] * 4 + ["none"]


def test_a_wards_code_is_not_taken_for_a_groups_number() -> None:
    assert codes(WARD, "00013", "13", "013", "13A") == ["none", "id-13", "id-13", "id-13a"]


def test_a_code_that_two_areas_share_decides_nothing() -> None:
    assert codes(areas_of([("1", "Tổ 1", "Phường A"), ("01", "Tổ 1", "Phường B")]), "1") == ["none"]


def test_an_unknown_code_leaves_the_word_to_the_name() -> None:
    rows = pd.DataFrame({"c": ["", "99999", "99999"], "w": ["Gia Thụy", "Gia Thụy", ""]})
    found = locate(rows, CITY, code_column="c", name_columns={"ward": "w"})
    assert found["located_by"].tolist() == ["name", "name", "none"]
    assert found["detail"].tolist() == ["exact", "exact", "unknown_code"]


# -- by point -----------------------------------------------------------------------------------------------


def test_a_point_is_placed_where_it_lies() -> None:
    rows = pd.DataFrame({"x": [105.005, 105.015, 106.0, None, 105.01], "y": [21.005] * 5})
    found = locate(rows, CITY, point_columns=("x", "y"))
    assert found["area_id"].fillna("").tolist() == ["id-00145", "id-00133", "", "", "id-00145"]
    assert found["detail"].tolist() == ["point", "point", "outside", "nothing_given", "point"]


def test_a_point_helps_a_doubtful_name_but_not_against_another_district() -> None:
    rows = pd.DataFrame({"w": ["Minh Khai"] * 2, "d": ["", "Chí Linh"], "x": [105.055] * 2})
    rows["y"] = 21.005
    found = locate(rows, CITY, name_columns={"ward": "w", "district": "d"}, point_columns=("x", "y"))
    assert found["located_by"].tolist() == ["point", "none"]
    assert found["area_id"].iloc[0] == "id-00313"


def test_a_point_goes_to_the_smallest_unit_around_it() -> None:
    both = pd.concat([areas_of([("9", "Quận Chín", None)], "district"), CITY], ignore_index=True)
    found = locate(pd.DataFrame({"x": [105.005], "y": [21.005]}), both, point_columns=("x", "y"))
    assert found["area_id"].tolist() == ["id-00145"]


# -- the whole frame ----------------------------------------------------------------------------------------


def test_every_row_has_its_answer_on_its_own_index() -> None:
    rows = pd.DataFrame({"w": ["Gia Thụy", None, "Đâu đó", "Gia Thụy"]}, index=[7, 3, 11, 2])
    found = locate(rows, CITY, name_columns={"ward": "w"})
    assert found.index.tolist() == [7, 3, 11, 2]
    assert found["located_by"].tolist() == ["name", "none", "none", "name"]
    assert set(found["detail"]) <= {"exact", *NOT_PLACED}


def test_without_areas_nothing_is_placed() -> None:
    rows = pd.DataFrame({"w": ["Gia Thụy"], "x": [105.0], "y": [21.0]})
    found = locate(rows, AREAS.empty(), name_columns={"ward": "w"}, point_columns=("x", "y"))
    assert found["located_by"].tolist() == ["none"]


def test_no_rows_give_no_answers() -> None:
    assert locate(pd.DataFrame({"w": []}), CITY, name_columns={"ward": "w"}).empty
