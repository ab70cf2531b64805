"""Bad map files: from cadastral offices, from Google Earth, and from somebody who means harm."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from bad_inputs.expectations import Bad, archive, encrypted, lying
from map_files import DXF_TEXT, circle_wkb, dxf, kml, write_curves
from old_encodings import tcvn3
from shapely.geometry import Polygon, box, mapping

from geo.crs import HANOI_METRIC, one_to_lonlat

X, Y = 591477.0, 2327191.0
SQUARES = [box(X - 1000, Y - 1000, X, Y), box(X, Y - 1000, X + 1000, Y)]
NAMES = ["Tổ dân phố 1", "Tổ dân phố 2"]


def frame(crs: str = HANOI_METRIC, names: list[str] = NAMES, shapes: list[Polygon] = SQUARES) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"ten": names, "ma": ["01", "02"]}, geometry=shapes, crs=HANOI_METRIC).to_crs(crs)


def parts(made: gpd.GeoDataFrame, name: str = "to.shp", driver: str = "ESRI Shapefile", **options: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        pyogrio.write_dataframe(made, Path(folder) / name, driver=driver, **options)
        written = {file.name: file.read_bytes() for file in sorted(Path(folder).glob("to.*"))}
    if "to.dbf" in written:            # the day on which it was written
        written["to.dbf"] = written["to.dbf"][:1] + b"\x79\x09\x07" + written["to.dbf"][4:]
    return written


def shapefile(made: gpd.GeoDataFrame | None = None, drop: tuple[str, ...] = (), **more: bytes) -> bytes:
    files = parts(frame() if made is None else made)
    kept = {name: data for name, data in files.items() if Path(name).suffix not in drop}
    return archive({**kept, **{f"to.{suffix}": data for suffix, data in more.items()}})


def geopackage(*layers: str, made: object = None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        for layer in layers:
            pyogrio.write_dataframe(frame("EPSG:4326") if made is None else made, Path(folder) / "a.gpkg", layer=layer)
        return (Path(folder) / "a.gpkg").read_bytes()


def curves() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        centre = one_to_lonlat(shapely.Point(X, Y))
        write_curves(Path(folder) / "a.gpkg", [circle_wkb(centre.x, centre.y, 0.0005)], ["Tổ dân phố 1"])
        return (Path(folder) / "a.gpkg").read_bytes()


def geojson(*shapes: object, crs: str = "", **more: object) -> bytes:
    features = [{"type": "Feature", "properties": {"ten": f"Tổ dân phố {n}", "ma": str(n)},
                 "geometry": mapping(shape) if isinstance(shape, shapely.Geometry) else shape}
                for n, shape in enumerate(shapes, start=1)]
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", "features": features, **named, **more}).encode()


def lonlat(shape: shapely.Geometry) -> shapely.Geometry:
    return one_to_lonlat(shape)


def moved(shape: shapely.Geometry, east: float, north: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda at: at + np.array([east, north]))


def bow_tie() -> bytes:
    corners = [lonlat(shapely.Point(X + x, Y + y)) for x, y in ((0, 0), (100, 100), (100, 0), (0, 100))]
    return geojson(Polygon([(at.x, at.y) for at in corners]), lonlat(SQUARES[0]))


def twins() -> bytes:
    made = frame("EPSG:4326").assign(ma=["01", "01"])
    return made.to_json().encode()


def mark(inside: str = "", name: str = "Tổ dân phố 1") -> str:
    ring = " ".join(f"{x},{y},0" for x, y in lonlat(SQUARES[0]).exterior.coords)
    shape = f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    return f"<Placemark><name>{name}</name>{inside}{shape}</Placemark>"


def styled() -> bytes:
    style = '<Style id="s{}"><PolyStyle><color>7f00ff00</color><fill>1</fill></PolyStyle></Style>'
    return kml("".join(style.format(n) for n in range(130_000)) + mark("<styleUrl>#s1</styleUrl>"))


def doctype(declared: str, used: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE kml [{declared}]>'.encode() + kml(mark(name=used)).split(b"?>", 1)[1]


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
VIEW = b'!table\n!version 300\nOpen Table "bi_mat" Hide\nCreate View a As Select * From bi_mat\n'
MAPINFO = {"to.dat": b"x", "to.map": b"x", "to.id": b"x"}
VRT = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
IN_PLACE = [lonlat(square) for square in SQUARES]

MAPS = [
    Bad("khong_prj.zip", "areas", lambda: shapefile(drop=(".prj",)), piles=(2, 0, 0), note="coordinates.read_as"),
    Bad("khong_prj_do.zip", "areas", lambda: shapefile(frame("EPSG:4326"), drop=(".prj",)), piles=(2, 0, 0)),
    Bad("khong_dbf.zip", "areas", lambda: shapefile(drop=(".dbf",)), "files.zip_part_missing"),
    Bad("khong_shx.zip", "areas", lambda: shapefile(drop=(".shx",)), "files.zip_part_missing"),
    Bad("cpg_tcvn3.zip", "areas", lambda: archive({
        **parts(frame(names=[tcvn3(name).decode("latin-1") for name in NAMES]), encoding="ISO-8859-1"),
        "to.cpg": b"TCVN3"}), piles=(2, 0, 0)),
    Bad("cpg_sai.zip", "areas", lambda: archive({
        **parts(frame(names=[tcvn3(name).decode("latin-1") for name in NAMES]), encoding="ISO-8859-1"),
        "to.cpg": b"ISO-8859-1"}), piles=(2, 0, 0), note="encodings.tcvn3"),
    Bad("prj_sai_mui.zip", "areas", lambda: shapefile(frame().set_crs("EPSG:9210", allow_override=True)),
        piles=(0, 2, 0), problem=(1, "", "coordinates.row_unclear"), note="coordinates.crs_contradicts"),
    Bad("prj_rac.zip", "areas", lambda: shapefile(drop=(".prj",), prj=b"\x00\xff not a projection"), piles=(2, 0, 0)),
    Bad("shp_cut_nua.zip", "areas", lambda: archive({
        name: data[: len(data) // 2] if name == "to.shp" else data for name, data in parts(frame()).items()}),
        piles=(0, 0, 2), problem=(1, "", "intake.shape_missing")),
    Bad("to.shp", "areas", lambda: parts(frame())["to.shp"], "files.shapefile_part"),
    Bad("to.tab", "areas", lambda: b"!table\n!version 300\n", "files.mapinfo_part"),
    Bad("tab_thieu_map.zip", "areas", lambda: archive({
        name: data for name, data in parts(frame("EPSG:4326"), "to.tab", "MapInfo File", encoding="UTF-8").items()
        if name != "to.map"}), "files.mapinfo_part_missing"),
    Bad("tab_dan_toi_tep_khac.zip", "areas", lambda: archive({"to.tab": VIEW, **MAPINFO}), "files.mapinfo_view"),
    Bad("ban_ve.dwg", "areas", lambda: b"AC1032" + bytes(200), "files.dwg"),
    Bad("nhi_phan.dxf", "areas", lambda: b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(99), "files.dxf_binary"),
    Bad("trong.dxf", "areas", lambda: DXF_TEXT.encode(), "files.no_features"),
    Bad("cut_nua.dxf", "areas", lambda: dxf([(SQUARES[0], "Tổ dân phố 1")])[:250], "files.unreadable"),
    Bad("ban_ve.dxf", "areas", lambda: dxf(list(zip(SQUARES, NAMES, strict=True))), piles=(2, 0, 0),
        note="coordinates.read_as"),
    Bad("muoi_megabyte_style.kml", "areas", styled, piles=(1, 0, 0)),
    Bad("ty_tieng_cuoi.kml", "areas", lambda: doctype(LAUGHS, "&j;"), "files.not_features"),
    Bad("xxe.kml", "areas", lambda: doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), "files.not_features"),
    Bad("long_nhau.kml", "areas", lambda: kml("<Folder>" * 5000 + mark() + "</Folder>" * 5000), "files.not_features"),
    Bad("cut_nua.kml", "areas", lambda: kml(mark())[:200], "files.unreadable"),
    Bad("trong.kml", "areas", lambda: kml(""), "files.no_features"),
    Bad("utf16.kml", "areas", lambda: kml(mark()).decode().replace("UTF-8", "UTF-16").encode("utf-16"), piles=(1, 0, 0)),
    Bad("vrt.kml", "areas", lambda: VRT, "files.not_features"),
    Bad("anh.svg", "areas", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "files.not_features"),
    Bad("tu_cat.geojson", "areas", bow_tie, piles=(1, 0, 1), problem=(1, "", "intake.shape_broken")),
    Bad("ba_chieu.geojson", "areas", lambda: geojson(*(shapely.force_3d(shape, 9.5) for shape in IN_PLACE)),
        piles=(2, 0, 0)),
    Bad("cong_tron.gpkg", "areas", curves, piles=(1, 0, 0)),
    Bad("lan_diem_vung.geojson", "areas", lambda: geojson(IN_PLACE[0], IN_PLACE[1].centroid, shapely.LineString(IN_PLACE[1].exterior.coords)),
        piles=(1, 0, 2), problem=(3, "", "intake.wrong_shape_areas")),
    Bad("tap_hop.geojson", "areas", lambda: geojson(shapely.GeometryCollection([IN_PLACE[0], IN_PLACE[1].centroid])),
        piles=(1, 0, 0)),
    Bad("khong_hinh.geojson", "areas", lambda: geojson(IN_PLACE[0], None), piles=(1, 0, 1),
        problem=(2, "", "intake.shape_missing")),
    Bad("vong_ho.geojson", "areas", lambda: geojson(IN_PLACE[0], {"type": "Polygon", "coordinates": [[[105, 21], [106, 21]]]}),
        piles=(1, 0, 1), problem=(2, "", "intake.shape_missing")),
    Bad("vo_cuc.geojson", "areas", lambda: geojson(IN_PLACE[0], {"type": "Point", "coordinates": [float("nan"), float("inf")]}),
        piles=(1, 0, 1), problem=(2, "", "intake.shape_missing")),
    Bad("met_khong_crs.geojson", "areas", lambda: geojson(*SQUARES), piles=(2, 0, 0), note="coordinates.read_as"),
    Bad("khong_phai_toa_do.geojson", "areas", lambda: geojson(box(5, 3000, 6, 4000)), "files.crs_missing"),
    Bad("dao_kinh_vi.geojson", "areas", lambda: geojson(*(shapely.transform(one, lambda at: at[:, ::-1]) for one in IN_PLACE)),
        piles=(2, 0, 0), note="coordinates.northing_first"),
    Bad("tinh_khac.geojson", "areas", lambda: geojson(box(106.6, 10.7, 106.61, 10.71)), "files.far_away"),
    Bad("tinh_khac_met.geojson", "areas", lambda: geojson(moved(SQUARES[0], 0, -1_200_000)), "files.fits_no_reading"),
    Bad("crs_la.geojson", "areas", lambda: geojson(*IN_PLACE, crs="http://127.0.0.1:9/"), "files.crs_unknown"),
    Bad("crs_khong_co.geojson", "areas", lambda: geojson(*IN_PLACE, crs="EPSG:999999"), "files.crs_unknown"),
    Bad("trung_ma.geojson", "areas", twins, piles=(0, 2, 0), problem=(1, "ma", "intake.same_id")),
    Bad("trung_ten.geojson", "areas", lambda: frame("EPSG:4326", [NAMES[0]] * 2).to_json().encode(), piles=(0, 2, 0),
        problem=(1, "ten", "intake.same_name")),
    Bad("khong_doi_tuong.geojson", "areas", lambda: geojson(), "files.no_features"),
    Bad("cut_nua.geojson", "areas", lambda: geojson(*IN_PLACE)[:300], "files.unreadable"),
    Bad("long_nhau.geojson", "areas", lambda: b'{"a":' * 100_000, "files.unreadable"),
    Bad("topo.json", "areas", lambda: b'{"type": "Topology", "objects": {}}', "files.not_geojson"),
    Bad("gdalg.json", "areas", lambda: b'{"type": "gdal_streamed_alg", "command_line": "gdal vector read /etc/passwd"}',
        "files.not_geojson"),
    Bad("thoat_thu_muc.zip", "areas", lambda: archive({"../../to.shp": b"x", "../../to.dbf": b"x"}), "files.zip_unsafe"),
    Bad("thoat_thu_muc.kmz", "areas", lambda: archive({"..\\doc.kml": kml(mark())}), "files.zip_unsafe"),
    Bad("zip_trong_zip.kmz", "areas", lambda: archive({"a.zip": shapefile()}), "files.zip_without_map"),
    Bad("qua_nhieu_tep.zip", "areas", lambda: archive({f"{n}.shp": b"" for n in range(2500)}), "files.zip_too_big"),
    Bad("bom_nen.zip", "areas", lambda: archive({"to.shp": b"x", "to.dbf": bytes(513 * 2**20)}, level=1), "files.zip_too_big"),
    Bad("noi_doi_kich_thuoc.zip", "areas", lambda: lying(shapefile()), "files.zip_broken"),
    Bad("mat_khau.zip", "areas", lambda: encrypted(shapefile()), "files.password"),
    Bad("nhieu_lop.zip", "areas", lambda: archive({"a.kml": kml(mark()), "b.geojson": geojson(*IN_PLACE)}),
        "files.several_layers"),
    Bad("cut_nua.gpkg", "areas", lambda: geopackage("to")[:5000], "files.unreadable"),
    Bad("nhieu_lop.gpkg", "areas", lambda: geopackage("to", "phuong"), "files.several_layers"),
    Bad("khong_hinh.gpkg", "areas", lambda: geopackage("bang", made=frame().drop(columns="geometry")), "files.no_geometry"),
    Bad("sqlite_khac.gpkg", "areas", lambda: b"SQLite format 3\x00" + bytes(200), "files.unreadable"),
]
