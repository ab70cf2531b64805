"""Every row of a file ends in one of three piles, with a sentence, and no person's data in any of them."""

from __future__ import annotations

import io
import json
import string
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box

from geo.areas import AREAS
from geo.files import FileError, read_features, write_features
from geo.frames import VIETNAM_TIME
from zones.intake import KINDS, Examination, Note, examine
from zones.wording import LANGUAGES, has, t, words

NOW = datetime(2021, 12, 31, 12, tzinfo=VIETNAM_TIME)
SHARED = next(
    (
        folder / "shared" / "data"
        for folder in Path(__file__).resolve().parents
        if (folder / "shared" / "data").is_dir()
    ),
    None,
)
AREA = box(105.88, 21.04, 105.881, 21.041)
GROUPS = AREAS.check(
    gpd.GeoDataFrame(
        {
            "area_id": ["gia-thuy/to-1", "gia-thuy/to-13", "gia-thuy/to-15"],
            "code": ["1", "13", "15"],
            "name": ["Tổ dân phố 1", "Tổ dân phố 13", "Tổ dân phố 15"],
            "area_level": "residential_group",
            "parent_name": "Phường Gia Thụy",
        },
        geometry=[box(105.88 + n / 1000, 21.04, 105.881 + n / 1000, 21.041) for n in range(3)],
        crs=4326,
    )
)


def workbook(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for title, others in sheets.items():
        other = book.create_sheet(title)
        for row in others:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode("utf-8")


def cases(*lines: str, **options: object) -> Examination:
    return examine("cases", text(*lines), "f0.csv", now=NOW, areas=GROUPS, **options)  # type: ignore[arg-type]


def collection(*features: tuple[object, dict[str, object]]) -> bytes:
    made = [
        {"type": "Feature", "properties": properties, "geometry": shape and shape.__geo_interface__}
        for shape, properties in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


def problem_keys(frame: pd.DataFrame) -> dict[int, list[str]]:
    return (
        frame.groupby("row")["key"].agg(lambda keys: [key.removeprefix("intake.") for key in keys]).to_dict()
    )


def error(kind: str, data: bytes, filename: str) -> str:
    with pytest.raises(FileError) as caught:
        examine(kind, data, filename, now=NOW)
    for language in LANGUAGES:
        assert "{" not in t(caught.value.key, language, **caught.value.fields)
    return caught.value.key.removeprefix("intake.")


# -- cases --------------------------------------------------------------------------------------------------


def test_a_line_list_becomes_cases_in_their_groups() -> None:
    found = cases(
        "Mã BN,Ngày có KQ,Tổ,Nơi phát hiện,Tình trạng",
        "BN1,07/09/2021 15:30,13,CĐ,đang điều trị",
        "BN2,2021-09-08,TDP số 1,KCL,khỏi",
        "BN3,9/9/21,Tổ 99,KPT,",
    )
    assert (found.rows_taken, found.rows_asked, found.rows_refused) == (3, 0, 0)
    assert found.taken["area_id"].fillna("").tolist() == ["gia-thuy/to-13", "gia-thuy/to-1", ""]
    assert found.taken["located_by"].tolist() == ["name", "name", "none"]
    assert found.taken["detection"].tolist() == ["community", "quarantine", "lockdown_area"]
    assert found.taken["status"].fillna("").tolist() == ["active", "recovered", ""]
    assert found.taken["count"].tolist() == [1, 1, 1]
    assert found.taken["date_reporting"].iloc[0] == datetime(2021, 9, 7, 15, 30, tzinfo=VIETNAM_TIME)
    assert (found.count_total, found.count_placed, found.count_unplaced, found.areas_with_cases) == (
        3,
        2,
        1,
        2,
    )
    assert problem_keys(found.remarks) == {4: ["unplaced_unknown_name"]}
    assert found.taken["area_text"].iloc[2] == "Tổ 99"


def test_daily_totals_are_counted_by_their_numbers() -> None:
    found = cases("ngày,tổ,số ca", "07/09/2021,13,3", "08/09/2021,13,0", "08/09/2021,77,2")
    assert (found.count_total, found.count_placed, found.count_unplaced, found.areas_with_cases) == (
        5,
        3,
        2,
        1,
    )
    assert found.period == (
        datetime(2021, 9, 7, tzinfo=VIETNAM_TIME),
        datetime(2021, 9, 8, tzinfo=VIETNAM_TIME),
    )


def test_every_bad_row_has_its_reason_and_the_good_ones_are_taken() -> None:
    found = cases(
        "mã ca,ngày,tổ,số ca",
        "a,07/09/2021,13,1",
        "b,31/02/2021,13,1",
        "c,,13,1",
        "d,07/09/2022,13,1",
        "e,07/09/2018,13,1",
        "f,07/09/2021,13,-2",
        "g,07/09/2021,13,1.5",
        "h,07/09/2021,13,",
        "",
        "1a,07/09/2021,13,1",
        "1a,08/09/2021,13,1",
        "k,07/09/2021,13,1,thừa",
        "Tổng cộng,,,7",
    )
    assert problem_keys(found.refused) == {
        3: ["no_such_day"],
        4: ["missing"],
        5: ["in_future"],
        6: ["too_early"],
        7: ["negative"],
        8: ["not_whole"],
        13: ["row_too_long"],
        14: ["row_of_totals"],
    }
    assert problem_keys(found.asked) == {9: ["count_empty"], 12: ["same_id"]}
    assert found.asked["fields"].iloc[1] == {"other": 11}
    assert found.taken.index.tolist() == [2, 11]
    assert (found.rows_in_file, found.rows_empty) == (12, 1)


def test_a_case_without_an_id_gets_one_from_the_file_and_its_row() -> None:
    found = cases("ngày,tổ", "07/09/2021,13", "07/09/2021,13")
    assert found.taken["case_id"].tolist() == [f"{found.sha256[:8]}-2", f"{found.sha256[:8]}-3"]


def test_a_case_that_is_recorded_already_is_asked_about() -> None:
    found = cases("mã ca,ngày", "BN1,07/09/2021", "BN2,07/09/2021", known_ids={"BN1"})
    assert problem_keys(found.asked) == {2: ["already_known"]}
    assert found.taken["case_id"].tolist() == ["BN2"]


def test_a_word_that_is_not_understood_is_left_out_and_said() -> None:
    found = cases("ngày,nơi phát hiện", "07/09/2021,sân bay")
    assert found.taken["detection"].isna().all()
    assert problem_keys(found.remarks)[2][0] == "word_left_out"


def test_a_group_of_another_ward_is_not_placed_by_its_number() -> None:
    found = cases("ngày,tổ,phường", "07/09/2021,13,Gia Thụy", "07/09/2021,13,Bồ Đề")
    assert found.taken["located_by"].tolist() == ["name", "none"]
    assert problem_keys(found.remarks) == {3: ["unplaced_other_parent"]}


def test_the_place_itself_says_which_ward_its_groups_lie_in() -> None:
    nameless = GROUPS.assign(parent_name=None)
    data = text("ngày,tổ,phường", "07/09/2021,13,Gia Thụy", "07/09/2021,13,Bồ Đề")
    found = examine(
        "cases", data, "f0.csv", now=NOW, areas=nameless, home=("Phường Gia Thụy", "quận Long Biên")
    )
    assert found.taken["located_by"].tolist() == ["name", "none"]


def test_a_case_is_placed_by_its_point_and_the_point_is_not_kept() -> None:
    found = cases(
        "ngày,kinh độ,vĩ độ", '07/09/2021,"105,8815",21.0405', "07/09/2021,hẻm,21.04", "07/09/2021,1,2"
    )
    assert found.taken["located_by"].tolist() == ["point", "none", "none"]
    assert found.rows_taken == 3
    assert "geometry" not in found.taken.columns
    assert not found.taken.astype("str").apply(lambda column: column.str.contains("105")).any(axis=None)


def test_cases_may_come_as_points_of_a_map_file() -> None:
    data = collection((Point(105.8815, 21.0405), {"ngày": "07/09/2021"}), (None, {"ngày": "08/09/2021"}))
    found = examine("cases", data, "f0.geojson", now=NOW, areas=GROUPS)
    assert found.taken["area_id"].fillna("").tolist() == ["gia-thuy/to-13", ""]


def test_our_own_cases_come_in_as_they_went_out() -> None:
    first = cases("mã ca,ngày,tổ,nơi phát hiện", "BN1,07/09/2021 06:15,13,CĐ", "BN2,08/09/2021,99,KCL")
    again = examine("cases", first.taken.to_csv(index=False).encode(), "cases.csv", now=NOW, areas=GROUPS)
    pd.testing.assert_frame_equal(again.taken.reset_index(drop=True), first.taken.reset_index(drop=True))


def test_without_boundaries_every_case_is_counted_and_none_is_placed() -> None:
    found = examine("cases", text("ngày,tổ", "07/09/2021,13"), "f0.csv", now=NOW)
    assert (found.count_total, found.count_unplaced) == (1, 1)
    assert Note("intake.note_no_areas") in found.notes


# -- people -------------------------------------------------------------------------------------------------


NAMES = ("Nguyễn Văn Tám", "0912345678", "001099012345", "số 7 ngõ 9", "1968", "tam@")


def test_nothing_of_a_person_is_found_in_what_the_intake_gives() -> None:
    found = cases(
        "Mã BN,Họ và tên,SĐT,CCCD,Năm sinh,Địa chỉ,Email,Ngày có KQ,Tổ,Số ca,Nơi phát hiện,Ghi chú",
        "BN1,Nguyễn Văn Tám,0912345678,001099012345,1968,số 7 ngõ 9,tam@x.vn,07/09/2021,13,1,CĐ,0912345678",
        # columns shifted: the name stands where the day, the count and the place should
        "0912345678,x,x,x,x,x,x,Nguyễn Văn Tám,số 7 ngõ 9,0912345678,Nguyễn Văn Tám,x",
        "001099012345,x,x,x,x,x,x,08/09/2021,số 7 ngõ 9 tổ 13,1,Nguyễn Văn Tám,x",
        "Nguyễn Văn Tám,x,x,x,x,x,x,0912345678,13,Nguyễn Văn Tám,CĐ,x",
    )
    everything = "\n".join(
        [
            *(frame.to_csv() for frame in (found.taken, found.asked, found.refused, found.remarks)),
            *(frame.to_csv() for frame in (found.problem_table("vi"), found.problem_table("en"))),
            *found.summary("vi"),
            *found.summary("en"),
            repr(found.notes),
        ]
    )
    assert [secret for secret in NAMES if secret in everything] == []
    assert found.rows_taken == 2
    assert Note("intake.note_personal_ids", {"rows": 3}) in found.notes
    left_out = next(note for note in found.notes if note.key == "intake.note_personal_columns")
    assert left_out.fields["columns"] == "Họ và tên, SĐT, CCCD, Năm sinh, Địa chỉ, Email, Ghi chú"


# -- areas --------------------------------------------------------------------------------------------------


def test_areas_find_name_level_parent_and_id_under_other_names() -> None:
    found = examine(
        "areas",
        collection(
            (
                AREA,
                {
                    "ward_code": "00145",
                    "name": "Phường Gia Thụy",
                    "district": "Quận Long Biên",
                    "pop2019": 15076,
                    "hh2019": "4.105",
                },
            ),
        ),
        "phuong.geojson",
        now=NOW,
    )
    row = found.taken.iloc[0]
    assert (row.area_id, row.code, row["name"], row.area_level, row.parent_name) == (
        "00145",
        "00145",
        "Phường Gia Thụy",
        "ward",
        "Quận Long Biên",
    )
    assert (row.population, row.households) == (15076, 4105)


def test_groups_are_named_by_the_column_of_groups() -> None:
    found = examine(
        "areas",
        collection(
            (AREA, {"TDP": 13, "Phường": "Gia Thụy", "Dân số": 1200}),
        ),
        "tdp.geojson",
        now=NOW,
    )
    row = found.taken.iloc[0]
    assert (row.area_id, row["name"], row.area_level, row.parent_name) == (
        "13",
        "13",
        "residential_group",
        "Gia Thụy",
    )


def test_a_unit_without_a_name_is_refused_at_the_column_that_names_units() -> None:
    data = collection((AREA, {"TDP": None, "Phường": None, "Dân số": 1200}))
    found = examine("areas", data, "tdp.geojson", now=NOW)
    assert found.refused[["column", "key"]].to_numpy().tolist() == [["TDP", "intake.missing"]]


def test_a_unit_whose_level_nothing_tells_is_asked_about_unless_it_is_said() -> None:
    data = collection((AREA, {"name": "Gia Thụy"}))
    assert problem_keys(examine("areas", data, "a.geojson", now=NOW).asked) == {1: ["area_level_unknown"]}
    assert examine("areas", data, "a.geojson", now=NOW, area_level="ward").taken["area_level"].tolist() == [
        "ward"
    ]


def test_areas_without_a_sound_shape_are_refused() -> None:
    bowtie = Polygon([(105.88, 21.04), (105.89, 21.05), (105.89, 21.04), (105.88, 21.05)])
    found = examine(
        "areas",
        collection(
            (AREA, {"name": "Tổ 1"}),
            (None, {"name": "Tổ 2"}),
            (bowtie, {"name": "Tổ 3"}),
            (Point(105.88, 21.04), {"name": "Tổ 4"}),
            (box(2, 48, 3, 49), {"name": "Tổ 5"}),
            (AREA, {"name": None}),
        ),
        "a.geojson",
        now=NOW,
    )
    assert found.taken["area_id"].tolist() == ["to-1"]
    assert problem_keys(found.refused) == {
        2: ["shape_missing"],
        3: ["shape_broken"],
        4: ["wrong_shape_areas"],
        5: ["outside_vietnam"],
        6: ["missing"],
    }
    assert found.refused["fields"].iloc[1] == {"where": "105.885000, 21.045000"}


def test_units_of_one_code_or_one_name_are_all_asked_about() -> None:
    other = box(105.9, 21.04, 105.91, 21.05)
    found = examine(
        "areas",
        collection(
            (AREA, {"code": "1", "name": "Tổ 1", "parent_name": "Phường A"}),
            (other, {"code": "1", "name": "Tổ 2", "parent_name": "Phường A"}),
            (other, {"code": "3", "name": "Tổ 3", "parent_name": "Phường A"}),
            (AREA, {"code": "4", "name": "TỔ 3", "parent_name": "Phường A"}),
            (box(105.92, 21.04, 105.93, 21.05), {"code": "5", "name": "Tổ 3", "parent_name": "Phường B"}),
        ),
        "a.geojson",
        now=NOW,
    )
    assert problem_keys(found.asked) == {1: ["same_id"], 2: ["same_id"], 3: ["same_name"], 4: ["same_name"]}
    assert found.taken["code"].tolist() == ["5"]


def test_names_that_repeat_under_different_parents_get_ids_of_their_own() -> None:
    found = examine(
        "areas",
        collection(
            (AREA, {"name": "Tổ 1", "parent_name": "Phường A"}),
            (box(105.9, 21.04, 105.91, 21.05), {"name": "Tổ 1", "parent_name": "Phường B"}),
        ),
        "a.geojson",
        now=NOW,
    )
    assert found.taken["area_id"].tolist() == ["phuong-a/to-1", "phuong-b/to-1"]


def test_overlaps_and_holes_of_a_coverage_are_said() -> None:
    ring = box(105.88, 21.04, 105.92, 21.08).difference(box(105.89, 21.05, 105.91, 21.07))
    found = examine(
        "areas",
        collection(
            (ring, {"name": "Tổ 1"}),
            (box(105.915, 21.04, 105.93, 21.08), {"name": "Tổ 2"}),
        ),
        "a.geojson",
        now=NOW,
    )
    notes = {note.key: note.fields for note in found.notes}
    assert notes["intake.note_holes"] == {"holes": 1}
    assert notes["intake.note_borders_differ"]["units"] == 2
    overlap = notes["intake.note_borders_differ"]["overlap_m2"]
    assert overlap == pytest.approx(519 * 4429, rel=0.01)  # 0.005° by 0.04° at 21° north, in metres
    assert found.rows_taken == 2


def test_a_sound_coverage_is_not_remarked_upon() -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_features(GROUPS, Path(folder) / "areas.geojson")
        data = (Path(folder) / "areas.geojson").read_bytes()
    found = examine("areas", data, "areas.geojson", now=NOW)
    assert found.notes == ()
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.taken[list(AREAS.columns)]).reset_index(drop=True),
        pd.DataFrame(GROUPS[list(AREAS.columns)]),
    )


@pytest.mark.parametrize("name, driver", [("ranh-gioi.zip", "ESRI Shapefile"), ("ranh-gioi.gpkg", "GPKG")])
def test_boundaries_in_vn2000_from_the_cadastral_office_are_taken(
    tmp_path: Path, name: str, driver: str
) -> None:
    made = gpd.GeoDataFrame(
        {"TDP": ["Tổ 1", "Tổ 2"], "DanSo": [900, 1100]},
        geometry=[AREA, box(105.881, 21.04, 105.882, 21.041)],
        crs=4326,
    ).to_crs(5897)
    if driver == "GPKG":
        pyogrio.write_dataframe(made, tmp_path / name, driver=driver)
    else:
        pyogrio.write_dataframe(made, tmp_path / "a.shp")
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part in tmp_path.glob("a.*"):
                archive.write(part, part.name)
    found = examine("areas", (tmp_path / name).read_bytes(), name, now=NOW)
    assert found.taken["name"].tolist() == ["Tổ 1", "Tổ 2"]
    assert found.taken["population"].tolist() == [900, 1100]
    assert found.taken.geometry.iloc[0].hausdorff_distance(AREA) < 5e-7  # 5 cm


# -- sites, posts, belts, lockdowns, reports, forces, underlay ----------------------------------------------


def test_sites_are_read_from_a_typed_list() -> None:
    found = examine(
        "sites",
        text(
            "Tên địa điểm,Loại,Mức độ,Chỉ thị,KV,Tổ dân phố,Kinh độ,Vĩ độ,Từ ngày,Bán kính (m)",
            "Kho Tikinow,kho,cam,CT16,KV1,,105.8905,21.05,07/09/2021,60",
            "Chợ tạm,chợ,vàng,CT15+,KV2,Tổ 13,105.8815,21.0405,,",
            "Nhà văn hóa,nhà văn hóa,,,,Tổ 99,,,,",
            "Savico,TTTM,KV2,,,,105.8935,21.0505,,",
            "Sai chỗ,chợ,,,,,21.05,105.89,,",
            "Mét,chợ,,,,,591477,2327191,,",
            "Xa,chợ,,,,,2.35,48.85,,",
            "Rộng,chợ,,,,,105.89,21.05,,9000",
            ",chợ,,,,,105.89,21.05,,",
        ),
        "dia-diem.csv",
        now=NOW,
        areas=GROUPS,
    )
    assert found.taken["name"].tolist() == ["Kho Tikinow", "Chợ tạm", "Nhà văn hóa"]
    assert found.taken["kind"].tolist() == ["warehouse", "market", "other"]
    assert found.taken["level"].fillna("").tolist() == ["orange", "yellow", ""]
    assert found.taken["zone_label"].fillna("").tolist() == ["KV1", "KV2", ""]
    assert found.taken["area_id"].fillna("").tolist() == ["", "gia-thuy/to-13", ""]
    assert found.taken.geometry.iloc[0] == Point(105.8905, 21.05)
    assert problem_keys(found.remarks) == {
        4: ["word_taken_for_other", "not_on_the_map", "unplaced_unknown_name"]
    }
    # row 7 is in metres: a ward of this size holds more than one reading of them
    assert problem_keys(found.asked) == {
        5: ["level_is_a_zone_number"],
        6: ["axes_swapped"],
        7: ["coordinates.row_unclear"],
    }
    assert problem_keys(found.refused) == {
        8: ["outside_vietnam"],
        9: ["out_of_range"],
        10: ["missing"],
    }


def test_a_class_of_sites_needs_no_position() -> None:
    found = examine(
        "sites",
        collection((None, {"name": "Cửa hàng tiện ích", "kind": "shop", "is_class": True})),
        "sites.geojson",
        now=NOW,
    )
    assert found.rows_taken == 1
    assert found.remarks.empty


def test_checkpoints_are_hard_or_soft_and_staffed_by_what_that_means() -> None:
    found = examine(
        "checkpoints",
        collection(
            (
                MultiPoint([(105.88, 21.04)]),
                {"Tên chốt": "Chốt 1", "Loại chốt": "Chốt cứng", "Vành đai": "3"},
            ),
            (Point(105.88, 21.04), {"Tên chốt": "Chốt 2", "Loại chốt": "mềm", "Vành đai": "Vành đai 1"}),
            (
                Point(105.88, 21.04),
                {"Tên chốt": "Chốt 3", "Loại chốt": "mềm", "Vành đai": None, "Có người trực": "không"},
            ),
            (Point(105.88, 21.04), {"Tên chốt": "Chốt 4", "Loại chốt": "barie"}),
            (Point(105.88, 21.04), {"Tên chốt": "Chốt 5", "Loại chốt": "cứng", "Vành đai": "4"}),
            (AREA, {"Tên chốt": "Chốt 6", "Loại chốt": "cứng"}),
        ),
        "chot.geojson",
        now=NOW,
    )
    assert found.taken["kind"].tolist() == ["hard", "soft", "soft"]
    assert found.taken["staffed"].tolist() == [False, True, False]
    assert found.taken["belt"].fillna(0).tolist() == [3, 1, 0]
    assert found.taken.geometry.iloc[0] == Point(105.88, 21.04)
    assert problem_keys(found.asked) == {4: ["unknown_word"]}
    assert problem_keys(found.refused) == {5: ["no_such_belt"], 6: ["wrong_shape_checkpoints"]}
    assert Note("intake.note_staffed_by_kind", {"rows": 2}) in found.notes


def test_belts_are_kept_unless_they_say_otherwise() -> None:
    line = LineString([(105.88, 21.04), (105.89, 21.05)])
    found = examine(
        "belts",
        collection(
            (line, {"number": 3, "name": "Vành đai 3"}),
            (None, {"number": 1, "name": "Vành đai 1", "active": False}),
            (Point(105.88, 21.04), {"number": 2, "name": "Vành đai 2"}),
        ),
        "belts.geojson",
        now=NOW,
    )
    assert found.taken["active"].tolist() == [True, False]
    assert problem_keys(found.refused) == {3: ["wrong_shape_belts"]}
    assert problem_keys(found.remarks) == {2: ["not_on_the_map"]}


def test_a_lockdown_ends_after_it_begins() -> None:
    found = examine(
        "lockdowns",
        collection(
            (
                AREA,
                {"name": "Ngõ 9", "valid_from": "0h 01/11/2021", "valid_to": "0h 15/11/2021", "level": "đỏ"},
            ),
            (AREA, {"name": "Ngõ 10", "valid_from": "15/11/2021", "valid_to": "01/11/2021"}),
            (AREA, {"name": "Ngõ 11", "valid_from": "31/11/2021", "valid_to": None}),
        ),
        "phong-toa.geojson",
        now=NOW,
    )
    assert found.taken["valid_to"].iloc[0] == datetime(2021, 11, 15, tzinfo=VIETNAM_TIME)
    assert found.taken["level"].tolist() == ["red"]
    assert problem_keys(found.refused) == {2: ["ends_before_it_starts"], 3: ["no_such_day"]}


def test_a_report_for_an_unknown_area_is_never_taken_for_the_whole_place() -> None:
    found = examine(
        "reports",
        text(
            "từ,đến,tổ,phường",
            "01/09/2021,08/09/2021,,",
            "01/09/2021,08/09/2021,13,",
            "01/09/2021,08/09/2021,99,",
            "01/09/2021,08/09/2021,,Bồ Đề",
            "01/09/2021,08/09/2021,,P. Gia Thụy",
            "08/09/2021,01/09/2021,,",
            "01/09/2021,,,",
        ),
        "bao-cao.csv",
        now=NOW,
        areas=GROUPS,
        home=("Phường Gia Thụy", "quận Long Biên, thành phố Hà Nội"),
    )
    assert found.taken["area_id"].fillna("").tolist() == ["", "gia-thuy/to-13", ""]
    assert found.taken.index.tolist() == [2, 3, 6]
    assert problem_keys(found.asked) == {4: ["unplaced_unknown_name"], 5: ["unplaced_unknown_name"]}
    assert problem_keys(found.refused) == {7: ["ends_before_it_starts"], 8: ["missing"]}


def test_forces_are_counted_by_kind() -> None:
    found = examine(
        "forces",
        text(
            "Lực lượng,Số lượng,Thời gian",
            "Tổ Covid cộng đồng,9,24/24",
            "Nhóm Covid cộng đồng,91,24/24",
            "Tổ tuần tra,2,hằng ngày",
            "Dân phòng,5,",
        ),
        "luc-luong.csv",
        now=NOW,
        areas=GROUPS,
    )
    assert dict(zip(found.taken["kind"], found.taken["count"], strict=True)) == {
        "community_team": 9,
        "community_group": 91,
        "patrol_team": 2,
    }
    assert problem_keys(found.asked) == {5: ["unknown_word"]}


def test_an_underlay_takes_roads_as_maps_name_them() -> None:
    line = LineString([(105.88, 21.04), (105.89, 21.05)])
    found = examine(
        "underlay",
        collection(
            (line, {"highway": "primary", "name": "Nguyễn Văn Cừ"}),
            (line, {"highway": "residential"}),
            (None, {"highway": "service"}),
            (line, {"highway": "spaceport"}),
        ),
        "duong.geojson",
        now=NOW,
    )
    assert found.taken["kind"].tolist() == ["road_main", "road_street"]
    assert problem_keys(found.refused) == {3: ["shape_missing"]}
    assert problem_keys(found.asked) == {4: ["unknown_word"]}


def test_shapes_written_as_text_are_read_from_a_table() -> None:
    found = examine(
        "lockdowns",
        text("name,geometry", f'Ngõ 9,"{AREA.wkt}"', "Ngõ 10,POLYGON((", "Ngõ 11,"),
        "a.csv",
        now=NOW,
    )
    assert found.taken.geometry.iloc[0].equals(AREA)
    assert problem_keys(found.refused) == {3: ["shape_unreadable"]}
    assert found.taken["name"].tolist() == ["Ngõ 9", "Ngõ 11"]


# -- files that cannot be used ------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_gives_a_sentence() -> None:
    assert error("cases", b"", "f0.xlsx") == "files.empty"
    assert error("cases", b"  \n\n", "f0.csv") == "files.empty"
    assert error("cases", b"just words", "f0.xlsx") == "not_a_workbook"
    assert error("cases", text("one,two", "1,2"), "f0.csv") == "no_header"
    assert error("cases", text("tổ,số ca", "13,1"), "f0.csv") == "no_column_date_reporting"
    assert error("cases", text("ngày,số ca"), "f0.csv") == "no_rows"
    assert error("cases", text("ngày,tổ", '07/09/2021,"13', "08/09/2021,13"), "f0.csv") == "bad_quotes"
    assert (
        error("cases", workbook([["Ngày", "Số ca"], ["07/09/2021", 1]])[:-300], "f0.xlsx")
        == "files.zip_broken"
    )
    assert error("cases", workbook([]), "f0.xlsx") == "files.empty"
    assert error("cases", workbook([["p", "q"], [1, 2]]), "f0.xlsx") == "no_header"
    assert error("cases", b"\x00\x01\x02" * 100, "f0.csv") == "files.encoding"
    assert error("areas", text("tên,cấp", "Tổ 1,tổ"), "a.csv") == "no_shapes"
    assert (
        error("areas", b'{"type": "FeatureCollection", "features": []}', "a.geojson") == "files.no_features"
    )
    assert error("belts", text("số", "1"), "a.csv") == "no_column_name"
    broken_ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert error("cases", broken_ole, "f0.xls") == "files.unreadable"


def test_a_workbook_with_a_password_says_so() -> None:
    # as Excel and msoffcrypto write it: an OLE file whose directory names the stream EncryptedPackage
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(99)
    )
    assert error("cases", data, "f0.xlsx") == "files.password"


def test_an_archive_that_is_neither_map_nor_table_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("anh.png", b"x")
    assert error("cases", out.getvalue(), "f0.zip") == "not_a_workbook"


# -- the piles add up ---------------------------------------------------------------------------------------


cell = st.one_of(
    st.sampled_from(
        [
            "",
            "07/09/2021",
            "2021-09-07",
            "31/02/2021",
            "13",
            "Tổ 1",
            "-1",
            "1",
            "2.5",
            "BN1",
            "CĐ",
            "đỏ",
            "KV1",
            "105.88",
            "21.04",
            "591477",
            "x",
            "Tổng cộng",
            "Phường Gia Thụy",
            "chợ",
            "cứng",
            "không",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)


def headers(kind: str) -> list[str]:
    return [
        *KINDS[kind].contract.columns,
        *(["geometry"] if KINDS[kind].contract.geometry else []),
        "lon",
        "lat",
        "residential_group",
        "ward",
        "Họ tên",
        "Xyz",
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_piles_add_up_for_any_table(kind: str, data: st.DataObject) -> None:
    columns = data.draw(st.lists(st.sampled_from(headers(kind)), min_size=1, max_size=8, unique=True))
    rows = data.draw(
        st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=8)
    )
    book = workbook([columns, *rows])
    try:
        found = examine(kind, book, "a.xlsx", now=NOW, areas=GROUPS, home=("Phường Gia Thụy",))
    except FileError as refused:
        assert has(refused.key, "vi")
        return
    filled = sum(any(value.strip() for value in row) for row in rows)
    assert found.rows_taken + found.rows_asked + found.rows_refused == found.rows_in_file == filled
    told = [set(found.taken.index), set(found.asked["row"]), set(found.refused["row"])]
    assert set.union(*told) == {
        n for n, row in enumerate(rows, start=2) if any(value.strip() for value in row)
    }
    assert sum(map(len, told)) == filled
    assert set(found.remarks["row"]) <= told[0]
    for language in LANGUAGES:
        assert len(found.problem_table(language)) == len(found.asked) + len(found.refused) + len(
            found.remarks
        )
        assert found.summary(language)


@given(
    st.lists(
        st.sampled_from(["good", "no day", "bad day", "future", "minus", "empty count", "twin"]), max_size=30
    )
)
@settings(max_examples=40, deadline=None)
def test_each_mutilation_of_a_good_file_lands_in_its_pile(fates: list[str]) -> None:
    rows = []
    for n, fate in enumerate(fates):
        day = {"no day": "", "bad day": "32/01/2021", "future": "01/01/2030"}.get(fate, "07/09/2021")
        number = {"minus": "-1", "empty count": ""}.get(fate, "1")
        rows.append(f"{'BN0' if fate == 'twin' else f'BN{n + 1}'},{day},13,{number}")
    found = cases("mã ca,ngày,tổ,số ca", *rows, "BN0,07/09/2021,13,1")
    twins = fates.count("twin")
    assert found.rows_refused == sum(fates.count(fate) for fate in ("no day", "bad day", "future", "minus"))
    assert found.rows_asked == fates.count("empty count") + twins
    assert found.rows_taken == fates.count("good") + 1


def test_piles_that_do_not_add_up_are_an_internal_error() -> None:
    good = cases("ngày,tổ", "07/09/2021,13")
    with pytest.raises(AssertionError, match="do not add up"):
        Examination("cases", "a", "", good.taken, good.asked, good.refused, good.remarks, rows_in_file=2)


# -- sentences ----------------------------------------------------------------------------------------------


def test_the_summary_says_first_what_was_taken() -> None:
    found = cases("ngày,tổ,số ca,Họ tên", "07/09/2021,13,1500,x", "", "08/09/2021,99,2,x", "hôm qua,13,1,x")
    assert found.summary("vi") == [
        "Tệp “f0.csv” có 3 dòng: nhận 2, cần hỏi 0, từ chối 1.",
        "1.502 ca, từ ngày 07/09/2021 đến ngày 08/09/2021.",
        "Đặt được lên bản đồ 1.500 ca, ở 1 đơn vị.",
        "Không đặt được lên bản đồ 2 ca; các ca này vẫn được đếm.",
        "Bỏ qua 1 dòng trống.",
        "Nhận ra các cột có thông tin cá nhân và không lấy vào: Họ tên.",
        "1 dòng khớp sau khi chuẩn hóa tên (viết tắt, chữ hoa, thiếu dấu).",
    ]


def test_the_problem_table_tells_row_column_result_and_reason() -> None:
    table = cases("Mã ca,Ngày có KQ,Tổ", "a,31/02/2021,13", "1b,07/09/2021,99").problem_table("vi")
    assert table.to_dict("records") == [
        {
            "Dòng": 2,
            "Cột": "Ngày có KQ",
            "Kết quả": "Từ chối",
            "Lý do": "Không có ngày này trong lịch. Giá trị trong tệp: “31/02/2021”.",
        },
        {
            "Dòng": 3,
            "Cột": "",
            "Kết quả": "Nhận, có lưu ý",
            "Lý do": "Không đặt được lên bản đồ: không có đơn vị mang tên này trong ranh giới.",
        },
    ]


def test_a_file_without_problems_has_an_empty_problem_table() -> None:
    assert cases("ngày,tổ", "07/09/2021,13").problem_table("en").columns.tolist() == [
        "Row",
        "Column",
        "Result",
        "Reason",
    ]


def test_both_languages_have_the_same_sentences_with_the_same_fields() -> None:
    def fields(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    vietnamese, english = words("intake", "vi"), words("intake", "en")
    assert vietnamese.keys() == english.keys()
    assert all(fields(vietnamese[key]) == fields(english[key]) for key in vietnamese)


def test_every_key_in_the_code_has_its_sentence() -> None:
    import re

    import zones.intake

    sources = "".join(
        file.read_text(encoding="utf-8") for file in Path(zones.intake.__file__).parent.glob("*.py")
    )
    keys = set(re.findall(r'"((?:intake|files)\.[a-z0-9_]+)"', sources))
    for name, kind in KINDS.items():
        keys |= {f"intake.no_column_{column}" for column in kind.must_have}
        keys |= {f"intake.wrong_shape_{name}"} if kind.shapes else set()
        keys |= {
            f"intake.note_default_{column}" for column, value in kind.defaults.items() if value is not False
        }
    keys = {key for key in keys if not key.endswith("_")}
    assert len(keys) > 60
    assert [key for key in sorted(keys) if not has(key, "vi")] == []


# -- real files ---------------------------------------------------------------------------------------------


@pytest.mark.real_data
@pytest.mark.skipif(SHARED is None, reason="skipped: the shared real data are not here")
def test_the_wards_and_cases_of_ha_noi_go_through_with_every_case_accounted_for() -> None:
    assert SHARED is not None
    wards = examine(
        "areas", (SHARED / "hanoi_wards_2021.geojson").read_bytes(), "hanoi_wards_2021.geojson", now=NOW
    )
    assert (wards.rows_taken, wards.rows_asked, wards.rows_refused) == (579, 0, 0)
    assert set(wards.taken["area_level"]) == {"ward"}
    assert wards.taken["parent_name"].nunique() == 30
    assert not {"intake.note_borders_differ", "intake.note_holes"} & {note.key for note in wards.notes}
    listed = "hanoi_cases_by_ward_day_2021.csv"
    found = examine("cases", (SHARED / listed).read_bytes(), listed, now=NOW, areas=wards.taken)
    assert (found.rows_in_file, found.rows_taken) == (370, 370)
    assert (found.count_total, found.count_placed, found.areas_with_cases, found.count_unplaced) == (
        471,
        339,
        133,
        132,
    )
    assert len(found.remarks) == 120  # every row that is not on the map says why
    assert set(found.remarks["key"]) == {"intake.unplaced_unknown_name", "intake.unplaced_other_parent"}


@pytest.mark.real_data
@pytest.mark.skipif(SHARED is None, reason="skipped: the shared real data are not here")
def test_the_hospitals_of_ha_noi_lie_in_the_wards_that_their_file_names() -> None:
    assert SHARED is not None
    wards = read_features(SHARED / "hanoi_wards_2021.geojson", "wards")
    areas = examine(
        "areas", (SHARED / "hanoi_wards_2021.geojson").read_bytes(), "wards.geojson", now=NOW
    ).taken
    assert len(wards) == len(areas)
    sites = SHARED / "hanoi_health_facilities_osm.geojson"
    found = examine("sites", sites.read_bytes(), sites.name, now=NOW, areas=areas)
    assert found.rows_taken == 314
    assert found.taken["area_id"].notna().all()
    assert set(found.taken["kind"]) == {"hospital"}
