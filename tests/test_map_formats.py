"""Boundaries and sites come in from the map files that offices have, in their systems and their old fonts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from map_files import DXF_TEXT, circle_wkb, dxf, kml, packed, write_curves
from old_encodings import tcvn3, vni
from shapely.geometry import Point, Polygon, box

from geo.crs import HANOI_METRIC, one_to_lonlat
from geo.files import Features, FileError, open_features, read_features
from geo.readings import USUAL, Around
from geo.whereabouts import read_as

NAMES = ["Tổ dân phố 1", "Tổ dân phố 2"]
X, Y = 591477.13, 2327191.392      # the test point of domain §9.2 in EPSG:5897
SQUARES = [box(X - 100, Y - 100, X, Y), box(X, Y - 100, X + 100, Y)]
PLACE = Around([one_to_lonlat(box(X - 150, Y - 150, X + 150, Y + 50))])


def units(crs: str = "EPSG:4326", names: list[str] = NAMES) -> gpd.GeoDataFrame:
    made = gpd.GeoDataFrame({"ten": names, "dan_so": [900, 1100]}, geometry=SQUARES, crs=HANOI_METRIC)
    return made.to_crs(crs)


def written(folder: Path, name: str, made: gpd.GeoDataFrame, **options: object) -> dict[str, bytes]:
    """The files that a driver writes for one data set."""
    pyogrio.write_dataframe(made, folder / name, **options)
    return {file.name: file.read_bytes() for file in sorted(folder.glob(f"{Path(name).stem}.*"))}


def agree(features: Features, within_m: float = 0.01) -> None:
    """The two squares lie where they were drawn, to a centimetre; a .tab of degrees is coarser by itself."""
    moved = features.frame.to_crs(HANOI_METRIC).geometry
    for shape, square in zip(moved, SQUARES, strict=True):
        assert shapely.hausdorff_distance(shape, square) < within_m


# -- the formats ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:5897", "EPSG:3405", "EPSG:32648"])
@pytest.mark.parametrize("name", ["ranh_gioi.tab", "ranh_gioi.mif"])
def test_a_zipped_mapinfo_table_is_read(tmp_path: Path, name: str, crs: str) -> None:
    parts = written(tmp_path, name, units(crs), driver="MapInfo File", encoding="UTF-8")
    read = open_features(packed(parts), "ranh_gioi.zip", around=PLACE)
    assert read.frame["ten"].tolist() == NAMES
    assert read.frame["dan_so"].tolist() == [900, 1100]
    if crs in {"EPSG:4326", "EPSG:32648"}:
        agree(read, 0.05)          # MapInfo has no VN-2000: what it stores for it is tried by itself below


@pytest.mark.parametrize("store", [tcvn3, vni])
@pytest.mark.parametrize("name", ["to.tab", "to.mif", "to.shp"])
def test_texts_of_old_fonts_in_tables_of_shapes_become_unicode(tmp_path: Path, name: str, store) -> None:
    old = units(names=[store(one).decode("latin-1") for one in NAMES])
    driver = "ESRI Shapefile" if name.endswith("shp") else "MapInfo File"
    parts = written(tmp_path, name, old, driver=driver, encoding="ISO-8859-1")
    read = open_features(packed(parts), "to.zip", around=PLACE)
    assert read.frame["ten"].tolist() == NAMES
    assert [remark.key for remark in read.remarks] == [f"encodings.{store.__name__}"]


def test_a_shapefile_whose_cpg_names_tcvn3_is_read_by_it(tmp_path: Path) -> None:
    # "Thô" could be Unicode too: only the .cpg says that it is "Thụ"
    old = units(names=[tcvn3("Thụ").decode("latin-1"), "1"])
    parts = written(tmp_path, "to.shp", old, driver="ESRI Shapefile", encoding="ISO-8859-1")
    assert open_features(packed(parts), "to.zip").frame["ten"].tolist() == ["Thô", "1"]
    assert open_features(packed({**parts, "to.cpg": b"TCVN3"}), "to.zip").frame["ten"].tolist() == ["Thụ", "1"]


def test_a_kmz_is_read_as_its_document() -> None:
    document = kml("<Placemark><name>Chợ</name><Point><coordinates>105.882,21.036,7</coordinates></Point></Placemark>")
    for entries in ({"doc.kml": document}, {"files/anh.png": b"x", "doc.kml": document, "them/phu.kml": document}):
        read = open_features(packed(entries), "diem.kmz")
        assert read.frame["Name"].tolist() == ["Chợ"]
        assert read.frame.geometry.iloc[0] == Point(105.882, 21.036)


def test_a_kml_keeps_its_data_and_loses_styles_links_and_overlays() -> None:
    mark = """<Style id="s"><IconStyle><Icon><href>http://127.0.0.1:9/a.png</href></Icon></IconStyle></Style>
    <NetworkLink><Link><href>http://127.0.0.1:9/b.kml</href></Link></NetworkLink>
    <Folder><name>a</name><Placemark id="x"><name>Tổ 1 &amp; 2</name><styleUrl>http://127.0.0.1:9/c.kml#s</styleUrl>
      <ExtendedData><Data name="Dân số"><value>900</value></Data></ExtendedData>
      <MultiGeometry><Point><coordinates>105.882,21.036</coordinates></Point></MultiGeometry></Placemark></Folder>
    <Folder><name>a</name><Folder><name>a</name><Placemark><name>Tổ 3</name></Placemark></Folder></Folder>"""
    read = read_features(kml(mark), "a.kml")
    assert read["Name"].tolist() == ["Tổ 1 & 2", "Tổ 3"]      # folders of one name, one in another: no row is lost
    assert read["Dân số"].tolist()[0] == "900"
    assert read.geometry.isna().tolist() == [False, True]


def test_ten_megabytes_of_style_are_left_out() -> None:
    style = '<Style id="s{}"><PolyStyle><color>7f00ff00</color><fill>1</fill></PolyStyle></Style>'
    mark = "<Placemark><name>Chợ</name><Point><coordinates>105.882,21.036</coordinates></Point></Placemark>"
    data = kml("".join(style.format(n) for n in range(125_000)) + mark)
    assert len(data) > 10 * 2**20
    assert read_features(data, "a.kml")["Name"].tolist() == ["Chợ"]


@pytest.mark.parametrize("version", ["AC1015", "AC1021"])
def test_a_drawing_gives_areas_and_the_names_written_in_them(version: str) -> None:
    drawing = dxf([(SQUARES[0], "Tổ dân phố 1"), (SQUARES[1], "Tổ dân phố 2")], version=version)
    read = open_features(drawing, "ban_ve.dxf", around=PLACE)
    assert read.frame["name"].tolist() == NAMES
    assert read.frame["Layer"].tolist() == ["RANH_TO"] * 2
    agree(read)
    assert [remark.key for remark in read.remarks] == ["coordinates.read_as"]


def test_a_drawing_in_an_old_font_gives_unicode_names() -> None:
    labels = [tcvn3(name).decode("latin-1") for name in NAMES]
    read = open_features(dxf(list(zip(SQUARES, labels, strict=True))), "ban_ve.dxf", around=PLACE)
    assert read.frame["name"].tolist() == NAMES


def test_texts_of_a_drawing_that_name_nothing_stay_rows() -> None:
    whole = box(X - 100, Y - 100, X + 100, Y)
    drawing = dxf([(whole, None), (SQUARES[0], "Tổ 1"), (SQUARES[1], "Tổ 2"), (None, "Ghi chú")], loose=["900 người"])
    read = open_features(drawing, "ban_ve.dxf", around=PLACE).frame
    # a name belongs to the smallest area around it; of two texts in one area neither is its name
    assert read["name"].dropna().tolist() == ["Tổ 2"]
    assert read["name"].notna().tolist().index(True) == 3          # the drawing's order: area, area, its text, area
    assert sorted(read["Text"].dropna()) == sorted(["Ghi chú", "Tổ 1", "900 người"])


@pytest.mark.parametrize(("data", "key"), [
    (b"AC1032\x00\x00", "files.dwg"), (b"AutoCAD Binary DXF\r\n\x1a\x00", "files.dxf_binary"),
    (DXF_TEXT.encode(), "files.no_features"), (b"!table\n!version 300\n", "files.mapinfo_part"),
    (b'Version 300\nCharset "Neutral"\n', "files.mapinfo_part")])
def test_forms_that_cannot_be_read_say_what_to_do(data: bytes, key: str) -> None:
    with pytest.raises(FileError) as caught:
        read_features(data, "a.dxf")
    assert caught.value.key == key


@pytest.mark.parametrize("head", [
    b'!table\n!version 300\nOpen Table "C:\\\\bi_mat" Hide\nCreate View a As Select * From bi_mat\n',
    b'!table\n!version 300\n!charset Neutral\n\nDefinition Table\n Type NATIVE Charset "Neutral"\n Fields 1\n  Ten '
    b'Char (10) ;\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n'])
def test_a_mapinfo_table_that_leads_to_other_files_is_refused(head: bytes) -> None:
    with pytest.raises(FileError) as caught:
        read_features(packed({"a.tab": head, "a.dat": b"x", "a.map": b"x", "a.id": b"x"}), "a.zip")
    assert caught.value.key == "files.mapinfo_view"


def test_a_single_map_file_may_be_zipped_and_two_are_a_question(tmp_path: Path) -> None:
    parts = written(tmp_path, "a.gpkg", units(), driver="GPKG")
    assert len(read_features(packed(parts), "a.zip")) == 2
    with pytest.raises(FileError) as caught:
        read_features(packed({**parts, "b.kml": kml("")}), "a.zip")
    assert caught.value.key == "files.several_layers"


# -- odd geometry --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nested", [False, True])
def test_circles_become_straight_pieces(tmp_path: Path, nested: bool) -> None:
    write_curves(tmp_path / "a.gpkg", [circle_wkb(105.88, 21.03, 0.01, in_multi=nested)])
    shape = read_features(tmp_path / "a.gpkg", "a.gpkg").geometry.iloc[0]
    assert shapely.get_num_coordinates(shape) > 60
    assert shape.area == pytest.approx(np.pi * 0.01**2, rel=0.01)


def test_heights_are_taken_off_in_every_format(tmp_path: Path) -> None:
    high = units().set_geometry(shapely.force_3d(units().geometry.to_numpy(), 7.5))
    drivers = {"a.shp": "ESRI Shapefile", "a.gpkg": "GPKG", "a.tab": "MapInfo File", "a.kml": "LIBKML"}
    for name, driver in drivers.items():
        folder = tmp_path / driver.replace(" ", "_")
        folder.mkdir()
        parts = written(folder, name, high.set_crs(4326, allow_override=True), driver=driver, encoding="UTF-8")
        read = open_features(packed(parts) if len(parts) > 1 else parts[name], "a.zip")
        assert not shapely.has_z(read.frame.geometry.to_numpy()).any()
        agree(read, 0.05)


# -- systems -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("crs", ["EPSG:5897", "EPSG:3405", "EPSG:32648", "EPSG:9210"])
def test_a_shapefile_without_prj_is_read_so_that_it_falls_into_the_place(tmp_path: Path, crs: str) -> None:
    parts = written(tmp_path, "to.shp", units(crs), driver="ESRI Shapefile")
    del parts["to.prj"]
    read = open_features(packed(parts), "to.zip", around=PLACE)
    agree(read)
    assert read.remarks[-1].key == "coordinates.read_as" and crs in str(read.remarks[-1].fields)


def test_a_shapefile_without_prj_is_a_question_without_a_place_and_the_answer_is_followed(tmp_path: Path) -> None:
    parts = written(tmp_path, "to.shp", units("EPSG:3405"), driver="ESRI Shapefile")
    del parts["to.prj"]
    asked = open_features(packed(parts), "to.zip")
    assert asked.options == USUAL and len(asked.frame) == 2 and asked.frame.geometry.isna().all()
    assert asked.raw is not None
    agree(Features(asked.frame.set_geometry(read_as(asked.raw, "EPSG:3405"))))


def test_a_prj_that_contradicts_the_place_is_a_question(tmp_path: Path) -> None:
    wrong = units("EPSG:5897").set_crs("EPSG:9210", allow_override=True)
    data = packed(written(tmp_path, "to.shp", wrong, driver="ESRI Shapefile"))
    asked = open_features(data, "to.zip", around=PLACE)
    assert asked.options == ("EPSG:5897",)
    assert [remark.key for remark in asked.remarks] == ["coordinates.crs_contradicts"]
    assert asked.raw is not None
    agree(Features(asked.frame.set_geometry(read_as(asked.raw, "EPSG:5897"))))


def test_wgs84_utm_named_for_a_vn2000_map_is_a_question(tmp_path: Path) -> None:
    # 224 m apart: in the system that the file names most of it lies outside the ward
    wrong = units("EPSG:3405").set_crs("EPSG:32648", allow_override=True)
    asked = open_features(packed(written(tmp_path, "to.shp", wrong, driver="ESRI Shapefile")), "to.zip", around=PLACE)
    assert "EPSG:3405" in asked.options


def test_a_file_with_x_as_northing_is_turned(tmp_path: Path) -> None:
    turned = units("EPSG:5897")
    shapes = shapely.transform(turned.geometry.to_numpy(), lambda at: at[:, ::-1])
    parts = written(tmp_path, "to.shp", turned.set_geometry(gpd.GeoSeries(shapes, crs="EPSG:5897")),
                    driver="ESRI Shapefile")
    read = open_features(packed(parts), "to.zip", around=PLACE)
    assert "coordinates.northing_first" in {remark.key for remark in read.remarks}
    agree(read)


def test_the_file_of_another_province_is_refused_with_its_distance() -> None:
    away = gpd.GeoDataFrame(geometry=[Polygon([(106.6, 10.7), (106.7, 10.7), (106.7, 10.8)])], crs=4326).to_json()
    with pytest.raises(FileError) as caught:
        open_features(away.encode(), "quan1.geojson", around=PLACE)
    assert caught.value.key == "files.far_away" and 1100 < int(str(caught.value.fields["distance_km"])) < 1200


def test_a_zip_is_read_without_its_systems_litter(tmp_path: Path) -> None:
    parts = written(tmp_path, "to.shp", units(), driver="ESRI Shapefile")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(f"ranh giới/{name}", data)
            archive.writestr(f"__MACOSX/ranh giới/._{name}", b"\x00\x05\x16\x07")
    assert len(read_features(out.getvalue(), "to.zip")) == 2
