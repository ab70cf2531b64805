"""What geo.files reads, what it refuses, and with which sentence."""

from __future__ import annotations

import io
import json
import string
import unicodedata
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
import shapely.affinity
from pyproj import CRS
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, box

from geo.crs import one_to_metric
from geo.files import FileError, read_features, write_features
from geo.unpack import MAX_UNPACKED, decode_text, open_zip, unpack
from zones.sites import SITES
from zones.wording import LANGUAGES, t, words

NAMES = ["Phường Gia Thụy", "Ô Chợ Dừa", "Đức Giang"]
WARD = box(105.88, 21.04, 105.89, 21.05)


def frame(crs: int | CRS = 4326, geometries: list[object] | None = None) -> gpd.GeoDataFrame:
    shapes = geometries or [shapely.affinity.translate(WARD, step) for step in (0, 0.01, 0.02)]
    made = gpd.GeoDataFrame({"ten": NAMES, "ma": ["00145", "00208", "00133"]}, geometry=shapes, crs=4326)
    return made if crs == 4326 else made.to_crs(crs)


def zipped_shapefile(
    folder: Path,
    made: gpd.GeoDataFrame,
    encoding: str = "UTF-8",
    drop: tuple[str, ...] = (),
    prefix: str = "",
    datum: str = "D_Vietnam_2000",
) -> bytes:
    pyogrio.write_dataframe(made, folder / "phuong.shp", encoding=encoding)
    prj = folder / "phuong.prj"
    prj.write_text(prj.read_text("ascii").replace("D_Vietnam_2000", datum), "ascii")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.glob("phuong.*")):
            if part.suffix not in drop:
                archive.write(part, prefix + part.name)
    return packed.getvalue()


def geojson(*features: object, **members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode()


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(*coordinates: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(coordinates)}


def error_key(data: bytes, name: str = "tep", **options: object) -> str:
    with pytest.raises(FileError) as caught:
        read_features(data, name, **options)
    for language in LANGUAGES:  # the key has its sentence, and the sentence its fields
        t(caught.value.key, language, **caught.value.fields)
    return caught.value.key


# -- what is read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("driver, name", [("GeoJSON", "a.geojson"), ("GPKG", "a.gpkg"), ("KML", "a.kml")])
def test_single_files_come_back_with_rows_names_and_places(tmp_path: Path, driver: str, name: str) -> None:
    pyogrio.write_dataframe(frame(), tmp_path / name, driver=driver)
    read = read_features(tmp_path / name, name)
    assert read.crs == "EPSG:4326"
    assert list(read["ten"]) == NAMES
    assert list(read["ma"]) == ["00145", "00208", "00133"]
    assert read.geometry.geom_equals_exact(frame().geometry, 1e-9).all()


def test_bytes_and_path_give_the_same(tmp_path: Path) -> None:
    pyogrio.write_dataframe(frame(), tmp_path / "a.gpkg", driver="GPKG")
    by_path = read_features(tmp_path / "a.gpkg", "a.gpkg")
    by_bytes = read_features((tmp_path / "a.gpkg").read_bytes(), "a.gpkg")
    pd.testing.assert_frame_equal(pd.DataFrame(by_path), pd.DataFrame(by_bytes))


@pytest.mark.parametrize("epsg", [4326, 5897, 3405, 4756, 32648, 9209])
def test_a_zipped_shapefile_in_any_system_lands_on_the_ward(tmp_path: Path, epsg: int) -> None:
    # the test point of domain §9.2; 5 cm is its tolerance
    made = frame(epsg, [Point(105.882, 21.036)] * 3)
    read = read_features(zipped_shapefile(tmp_path, made), "phuong.zip")
    moved = one_to_metric(read.geometry.iloc[0])
    assert abs(moved.x - 591477.130) < 0.05
    assert abs(moved.y - 2327191.392) < 0.05


@pytest.mark.parametrize("datum", ["D_Vietnam_2000", "VN_2000", "Viet_Nam_2000"])
def test_a_vn2000_projection_without_a_code_keeps_the_datum_shift(tmp_path: Path, datum: str) -> None:
    # a meridian that no EPSG entry has; losing the shift would move the point 224 m
    custom = ProjectedCRS(TransverseMercatorConversion(0, 105.1, 500000, 0, 0.99991), geodetic_crs=CRS(4756))
    assert custom.to_epsg() is None
    made = frame(custom, [Point(105.882, 21.036)] * 3)
    read = read_features(zipped_shapefile(tmp_path, made, datum=datum), "phuong.zip")
    assert shapely.distance(one_to_metric(read.geometry.iloc[0]), Point(591477.130, 2327191.392)) < 0.05


def test_a_projection_that_does_not_say_its_datum_is_refused(tmp_path: Path) -> None:
    nameless = CRS("+proj=tmerc +lon_0=105 +k=0.9999 +x_0=500000 +ellps=krass +units=m")
    made = frame(5897).set_crs(nameless, allow_override=True)
    assert error_key(zipped_shapefile(tmp_path, made)) == "files.crs_without_shift"


@pytest.mark.parametrize("drop", [(), (".cpg",)])
@pytest.mark.parametrize("encoding", ["UTF-8", "CP1258"])
def test_vietnamese_names_of_a_shapefile_survive_with_and_without_cpg(
    tmp_path: Path, encoding: str, drop: tuple[str, ...]
) -> None:
    read = read_features(zipped_shapefile(tmp_path, frame(), encoding, drop), "phuong.zip")
    assert list(read["ten"]) == NAMES  # "Gia Thụy", not "Gia Thụ": GDAL alone loses the last tone


def test_a_western_cpg_is_no_statement_about_vietnamese_text(tmp_path: Path) -> None:
    pyogrio.write_dataframe(frame(), tmp_path / "phuong.shp", encoding="UTF-8")
    (tmp_path / "phuong.cpg").write_text("ISO-8859-1", encoding="ascii")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("phuong.*"):
            archive.write(part, part.name)
    assert list(read_features(packed.getvalue(), "phuong.zip")["ten"]) == NAMES


def test_a_name_cut_in_the_middle_of_a_letter_is_still_read(tmp_path: Path) -> None:
    long = "ồ" * 100  # 300 bytes in a field of at most 254
    made = frame()
    made["ten"] = [long, *NAMES[1:]]
    with pytest.warns(RuntimeWarning, match="truncated"):
        data = zipped_shapefile(tmp_path, made, "UTF-8", (".cpg",))
    assert read_features(data, "phuong.zip")["ten"].iloc[0].startswith("ồ" * 80)


def test_a_shapefile_may_lie_in_a_folder_of_the_archive(tmp_path: Path) -> None:
    data = zipped_shapefile(tmp_path, frame(), prefix="ranh gioi/2021/")
    assert len(read_features(data, "phuong.zip")) == 3


def test_names_typed_as_two_signs_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Phường Gia Thụy")
    read = read_features(geojson(feature(point(105.88, 21.04), ten=decomposed)), "a.geojson")
    assert read["ten"].iloc[0] == "Phường Gia Thụy"


def test_a_geojson_with_bom_or_in_utf16_is_read() -> None:
    data = geojson(feature(point(105.88, 21.04), ten="Ô Chợ Dừa"))
    for written in (b"\xef\xbb\xbf" + data, data.decode().encode("utf-16")):
        assert read_features(written, "a.geojson")["ten"].iloc[0] == "Ô Chợ Dừa"


@pytest.mark.parametrize(
    "named", ["urn:ogc:def:crs:EPSG::5897", "urn:ogc:def:crs:EPSG:9.8:5897", "EPSG:5897", "epsg:5897"]
)
def test_a_geojson_in_vn2000_is_brought_to_degrees(named: str) -> None:
    crs = {"type": "name", "properties": {"name": named}}
    read = read_features(geojson(feature(point(591477.130, 2327191.392)), crs=crs), "a.geojson")
    assert read.geometry.iloc[0].distance(Point(105.882, 21.036)) < 1e-6


def test_no_row_is_lost_whatever_its_geometry() -> None:
    data = geojson(
        feature(None, n=0),
        feature({"type": "Polygon", "coordinates": []}, n=1),
        feature({"type": "Polygon", "coordinates": [[[105.8, 21.0], [105.9, 21.0]]]}, n=2),
        feature({"type": "Pentagon", "coordinates": [1]}, n=3),
        feature(point(105.8, 21.0, 12.5), n=4),
        feature({"type": "LineString", "coordinates": [[105.8, 21.0], [105.9, 21.1]]}, n=5),
        "not a feature at all",
        {"type": "Feature", "n": 7},
    )
    read = read_features(data, "a.geojson")
    assert len(read) == 8
    assert read.geometry.isna().tolist() == [True, True, True, True, False, False, True, True]
    assert not shapely.has_z(read.geometry.iloc[4])


def test_a_collection_becomes_its_parts_of_highest_dimension() -> None:
    other = shapely.affinity.translate(WARD, 0.1)
    nested = GeometryCollection([WARD, LineString([(1, 1), (2, 2)])])
    mixed = GeometryCollection([Point(105.8, 21), nested, other])
    read = read_features(
        geojson(
            feature(shapely.geometry.mapping(mixed)),
            feature(shapely.geometry.mapping(GeometryCollection([Point(105.8, 21.0)]))),
            feature(shapely.geometry.mapping(GeometryCollection())),
        ),
        "a.geojson",
    )
    assert read.geometry.iloc[0].equals(MultiPolygon([WARD, other]))
    assert read.geometry.iloc[1] == Point(105.8, 21.0)
    assert read.geometry.iloc[2] is None


def test_every_folder_of_a_kml_is_read(tmp_path: Path) -> None:
    mark = "<Placemark><name>{}</name><Point><coordinates>105.88,21.04,0</coordinates></Point></Placemark>"
    folders = "".join(f"<Folder><name>{n}</name>{mark.format(n * 2)}</Folder>" for n in "ab")
    kml = f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'
    read = read_features(kml.encode(), "a.kml")
    assert sorted(read["Name"]) == ["aa", "bb"]
    assert "tessellate" not in read.columns


def test_dates_stay_as_the_file_wrote_them() -> None:
    data = geojson(feature(point(105.88, 21.04), valid_from="2021-09-07T00:00:00+07:00"))
    read = read_features(data, "a.geojson")
    assert read["valid_from"].iloc[0] == "2021-09-07T00:00:00+07:00"


# -- what is refused, each with its sentence ----------------------------------------------------------------


def test_bad_bytes_have_their_sentence() -> None:
    assert error_key(b"") == "files.empty"
    assert error_key(b"ten,ma\n1,2\n", "a.geojson") == "files.not_features"
    assert error_key(b"\x00\x00\x27\x0a", "phuong.shp") == "files.shapefile_part"
    assert error_key(b'{"type": "FeatureCollection", "features": [', "a.geojson") == "files.unreadable"
    assert error_key(b'{"type": "Topology", "objects": {}}', "a.json") == "files.not_geojson"
    assert error_key(geojson(), "a.geojson") == "files.no_features"
    assert error_key(b"SQLite format 3\x00" + bytes(200), "a.gpkg") == "files.unreadable"
    assert error_key(b"PK\x03\x04 and then nothing", "a.zip") == "files.zip_broken"
    assert error_key(b"<html><kml></kml></html>", "a.kml") == "files.web_page"
    assert error_key(b"[" * 100_000, "a.geojson") == "files.not_features"
    assert error_key(b'{"a":' * 100_000, "a.geojson") == "files.unreadable"


def test_a_file_that_is_not_there_is_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_features(tmp_path / "khong-co.geojson", "khong-co.geojson")
    assert caught.value.key == "files.cannot_open"


def test_an_error_does_not_carry_the_files_content_in_its_text() -> None:
    with pytest.raises(FileError) as caught:
        read_features(b"Nguyen Van A, 0912345678", "f0.txt")
    assert "Nguyen" not in str(caught.value) and "Nguyen" not in repr(caught.value.fields)


@pytest.mark.parametrize(
    "coordinates, key",
    [
        ((591477.13, 2327191.39), "files.crs_unclear"),
        ((12.0, 2327191.39), "files.crs_missing"),
    ],
)
def test_a_geojson_whose_numbers_are_no_degrees_is_refused(coordinates: tuple[float, ...], key: str) -> None:
    assert error_key(geojson(feature(point(*coordinates)))) == key


def test_a_shapefile_without_prj_is_read_only_when_its_numbers_are_degrees(tmp_path: Path) -> None:
    assert len(read_features(zipped_shapefile(tmp_path, frame(), drop=(".prj",)), "a.zip")) == 3
    assert error_key(zipped_shapefile(tmp_path, frame(5897), drop=(".prj",))) == "files.crs_unclear"


@pytest.mark.parametrize("missing", [".shx", ".dbf"])
def test_a_shapefile_with_a_missing_part_names_it(tmp_path: Path, missing: str) -> None:
    assert error_key(zipped_shapefile(tmp_path, frame(), drop=(missing,))) == "files.zip_part_missing"


def test_a_geopackage_with_several_layers_asks_which(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(frame(), path, layer="phuong")
    pyogrio.write_dataframe(frame().head(1), path, layer="quan")
    assert error_key(path.read_bytes()) == "files.several_layers"
    assert error_key(path.read_bytes(), layer="xa") == "files.no_such_layer"
    assert len(read_features(path, "a.gpkg", layer="quan")) == 1


def test_a_geopackage_without_shapes_says_so(tmp_path: Path) -> None:
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), tmp_path / "a.gpkg", layer="bang")
    assert error_key((tmp_path / "a.gpkg").read_bytes()) == "files.no_geometry"


@pytest.mark.parametrize("entry", ["../a.shp", "/etc/a.shp", "C:\\a.shp", "a/..\\..\\a.shp"])
def test_an_archive_that_reaches_out_of_its_folder_is_refused(entry: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(entry, b"x")
    assert error_key(packed.getvalue()) == "files.zip_unsafe"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("phuong.shp", "w", force_zip64=True) as entry,
    ):
        for _ in range(MAX_UNPACKED // 2**24 + 1):
            entry.write(bytes(2**24))
    assert len(packed.getvalue()) < 2**21
    assert error_key(packed.getvalue()) == "files.zip_too_big"


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped_shapefile(tmp_path, frame()))
    start = data.rindex(b"PK\x01\x02")  # the last entry of the table of contents
    data[start + 24 : start + 28] = (7).to_bytes(4, "little")
    with pytest.raises(FileError) as caught:
        archive = open_zip(bytes(data), "a.zip")
        for entry in archive.namelist():
            unpack(archive, entry, "a.zip")
    assert caught.value.key == "files.zip_broken"


def test_an_archive_with_a_password_says_so() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("phuong.shp", b"x")
    data = bytearray(packed.getvalue())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert error_key(bytes(data)) == "files.password"


def test_gdal_is_never_led_to_other_files_or_hosts(tmp_path: Path) -> None:
    secret = tmp_path / "secret.geojson"
    secret.write_bytes(geojson(feature(point(105.8, 21.0), ten="secret")))
    command = f"gdal vector pipeline ! read {secret.as_posix()}"
    pipeline = {"type": "gdal_streamed_alg", "command_line": command}
    assert error_key(json.dumps(pipeline).encode(), "a.gdalg.json") == "files.not_geojson"
    hidden = geojson(feature(point(105.8, 21.0), type="gdal_streamed_alg"), command_line=command)
    doubled = b'{"type":"gdal_streamed_alg",' + hidden[1:]
    assert "ten" not in read_features(doubled, "a.gdalg.json").columns
    layer = f"<OGRVRTLayer name='kml'><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>"
    virtual = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    assert error_key(virtual.encode(), "a.kml") == "files.not_features"
    here = feature(point(105.8, 21.0))
    linked = geojson(here, crs={"type": "link", "properties": {"href": "http://127.0.0.1:9/"}})
    assert len(read_features(linked, "a.geojson")) == 1
    named = geojson(here, crs={"type": "name", "properties": {"name": "http://127.0.0.1:9/"}})
    assert error_key(named) == "files.crs_unknown"


def test_a_kml_that_declares_entities_is_refused() -> None:
    kml = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "b">]><kml xmlns="http://www.opengis.net/kml/2.2"></kml>'
    assert error_key(kml.encode(), "a.kml") == "files.not_features"


# -- text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_decoded_from_the_unicode_encodings(encoding: str) -> None:
    text = "Ngày,Phường\n07/09/2021,Ô Chợ Dừa\n" * 5
    assert decode_text(text.encode(encoding), "a.csv") == text


def test_text_in_windows_1258_comes_out_composed() -> None:
    tones = str.maketrans({"ợ": "ơ\u0323", "ừ": "ư\u0300", "ụ": "u\u0323"})
    text = "Ô Chợ Dừa, Gia Thụy"
    assert decode_text(text.translate(tones).encode("cp1258"), "a.csv") == text


def test_bytes_that_are_no_text_are_refused() -> None:
    for data in (b"\x00\x01\x02\x03" * 50, b"abc\x8a\x8d\x90", b"a,b\n\x00" + b"c" * 3000):
        with pytest.raises(FileError) as caught:
            decode_text(data, "a.csv")
        assert caught.value.key == "files.encoding"


# -- writing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dia-diem.geojson", "dia-diem.gpkg"])
def test_a_contracts_frame_goes_out_and_comes_back(tmp_path: Path, name: str) -> None:
    sites = SITES.check(
        gpd.GeoDataFrame(
            {
                "site_id": ["a", "b", "c"],
                "name": NAMES,
                "kind": "shop",
                "is_class": [True, False, False],
                "population": [3, None, 4],
                "valid_from": ["2021-09-07T06:00:00+07:00", None, None],
            },
            geometry=[Point(105.88, 21.04), None, WARD],
            crs=4326,
        )
    )
    write_features(sites, tmp_path / name)
    again = SITES.check(read_features(tmp_path / name, name))
    columns = list(SITES.columns)
    pd.testing.assert_frame_equal(pd.DataFrame(again[columns]), pd.DataFrame(sites[columns]))
    assert again.geometry.geom_equals(sites.geometry).tolist() == [True, False, True]
    assert again.geometry.iloc[1] is None
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_an_empty_frame_can_be_written(tmp_path: Path) -> None:
    write_features(SITES.empty(), tmp_path / "a.gpkg")
    assert pyogrio.read_info(tmp_path / "a.gpkg")["features"] == 0


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.geojson"
    write_features(frame(), path)
    before = path.read_bytes()

    def fail(*_args: object, **_options: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_features(frame().head(1), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_other_kinds_of_files_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        write_features(frame(), tmp_path / "a.shp")
    assert caught.value.key == "files.unknown_driver"


def test_both_languages_have_the_same_sentences_with_the_same_fields() -> None:
    def fields(text: str) -> set[str | None]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    vietnamese, english = words("files", "vi"), words("files", "en")
    assert vietnamese.keys() == english.keys()
    assert all(fields(vietnamese[key]) == fields(english[key]) for key in vietnamese)
