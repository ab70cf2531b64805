"""Read features from GeoJSON, GeoPackage, zipped Shapefile and KML, and write GeoJSON and GeoPackage.

The only module of `geo` that opens files. What comes in is not trusted: GDAL never chooses by itself what a
file is (some of its drivers follow addresses found inside), archives are bounded, and a row is never dropped.
"""

from __future__ import annotations

import json
import re
import tempfile
import uuid
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.settle import settle
from geo.unpack import (
    ZIP_MAGIC,
    FileError,
    dbf_encoding,
    decode_field,
    decode_text,
    open_zip,
    require_size,
    unpack,
)

__all__ = ["FEATURE_SUFFIXES", "FileError", "read_features", "write_features"]

FEATURE_SUFFIXES: Final = (".geojson", ".json", ".gpkg", ".zip", ".kml")
DRIVERS: Final = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG"}

_SQLITE_MAGIC = b"SQLite format 3\x00"
_KML_ROOT = re.compile(r"\A\s*(<\?xml[^>]*\?>)?\s*(<!--.*?-->\s*)*<(\w+:)?kml\b", re.DOTALL)
# what GDAL's KML reader adds to every row on top of the file's own fields
_KML_HOUSEKEEPING = ("id", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
                     "drawOrder", "icon")
_GEOMETRY_TYPES = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
                   "GeometryCollection")


def read_features(source: Path | bytes, name: str, *, layer: str | None = None) -> gpd.GeoDataFrame:
    """Return all features of a file in EPSG:4326, one row each in the file's order, two-dimensional.

    A missing, empty or unreadable geometry is None; a GeometryCollection becomes its parts of highest
    dimension. Dates stay text. `layer` chooses among several layers of a GeoPackage. Raises FileError.
    """
    data = _bytes_of(source, name)
    require_size(data, name)
    with tempfile.TemporaryDirectory(prefix="zone-map-", ignore_cleanup_errors=True) as folder:
        frame = _reader_of(data, name)(data, name, Path(folder), layer)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileError("files.no_geometry", name=name)
    if frame.empty:
        raise FileError("files.no_features", name=name)
    return settle(frame.reset_index(drop=True), name)


def write_features(frame: gpd.GeoDataFrame, path: Path, driver: str | None = None) -> None:
    """Write the frame as GeoJSON or GeoPackage: the whole file or none, an older one replaced.

    `driver` is "GeoJSON" or "GPKG"; None: by the path's ending. Raises FileError for other kinds.
    """
    chosen = driver or DRIVERS.get(path.suffix.lower())
    if chosen not in DRIVERS.values():
        raise FileError("files.unknown_driver", name=path.name)
    # in the same folder, so that the last step is a rename within one file system
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex}{'.gpkg' if chosen == 'GPKG' else '.geojson'}")
    try:
        # one geometry type for the layer would refuse a site drawn as a point beside one drawn as an area
        pyogrio.write_dataframe(frame, draft, driver=chosen, layer=path.stem, geometry_type="Unknown")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _bytes_of(source: Path | bytes, name: str) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise FileError("files.cannot_open", name=name) from error


Reader = Callable[[bytes, str, Path, "str | None"], Any]


def _reader_of(data: bytes, name: str) -> Reader:
    """Choose by what the bytes are, not by what the name says."""
    if data.startswith(ZIP_MAGIC):
        return _read_shapefile
    if data.startswith(_SQLITE_MAGIC):
        return _read_geopackage
    start = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{") or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _read_geojson
    if start.startswith(b"<"):
        return _read_kml
    if PurePosixPath(name).suffix.lower() in {".shp", ".dbf", ".shx", ".prj"}:
        raise FileError("files.shapefile_part", name=name)
    raise FileError("files.not_features", name=name)


def _read_geojson(data: bytes, name: str, folder: Path, _layer: str | None) -> Any:
    # only the features go on to GDAL: members such as "crs" links or "command_line" make it open other things
    try:
        root = json.loads(decode_text(data, name))
    except (ValueError, RecursionError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError("files.unreadable", name=name) from error
    features = _features_of(root)
    if features is None:
        raise FileError("files.not_geojson", name=name)
    if not features:
        raise FileError("files.no_features", name=name)
    path = folder / "features.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    frame = _read_layer(path, name)
    if len(frame) != len(features):
        raise FileError("files.unreadable", name=name)
    return _with_crs(frame, _crs_named(root, name))


def _features_of(root: object) -> list[dict[str, Any]] | None:
    """Return the features of a GeoJSON text; what is no feature stays as a row without content."""
    if not isinstance(root, dict):
        return None
    if root.get("type") == "Feature":
        members: object = [root]
    elif root.get("type") in _GEOMETRY_TYPES:
        members = [{"geometry": root}]
    else:
        members = root.get("features") if root.get("type") == "FeatureCollection" else None
    if not isinstance(members, list):
        return None
    rows = [member if isinstance(member, dict) else {} for member in members]
    return [{"type": "Feature", "properties": _dict_or_none(row.get("properties")),
             "geometry": _dict_or_none(row.get("geometry"))} for row in rows]


def _dict_or_none(value: object) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def _crs_named(root: dict[str, Any], name: str) -> CRS | None:
    """Return the CRS that an older GeoJSON names, None for plain longitude and latitude."""
    try:
        text = str(root["crs"]["properties"]["name"])
    except (KeyError, TypeError):
        return None
    if text.upper().endswith("CRS84"):
        return None
    code = re.fullmatch(r"(?:urn:ogc:def:crs:)?EPSG:[\d.]*:?(\d+)", text, re.IGNORECASE)
    try:
        return CRS.from_epsg(int(code[1])) if code else _unknown_crs(name)
    except CRSError:
        return _unknown_crs(name)


def _unknown_crs(name: str) -> CRS:
    raise FileError("files.crs_unknown", name=name)


def _with_crs(frame: Any, crs: CRS | None) -> Any:
    placed = crs is not None and isinstance(frame, gpd.GeoDataFrame)
    return frame.set_crs(crs, allow_override=True) if placed else frame


def _read_geopackage(data: bytes, name: str, folder: Path, layer: str | None) -> Any:
    path = folder / "features.gpkg"
    path.write_bytes(data)
    layers = [str(title) for title, kind in _layers_of(path, name) if kind is not None]
    if not layers:
        raise FileError("files.no_geometry", name=name)
    if layer is None and len(layers) > 1:
        raise FileError("files.several_layers", name=name, layers=", ".join(layers))
    if layer is not None and layer not in layers:
        raise FileError("files.no_such_layer", name=name, layer=layer, layers=", ".join(layers))
    return _read_layer(path, name, layer=layer or layers[0])


def _read_kml(data: bytes, name: str, folder: Path, _layer: str | None) -> Any:
    text = decode_text(data, name)
    if not _KML_ROOT.match(text) or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FileError("files.not_features", name=name)
    path = folder / "features.kml"
    path.write_bytes(data)
    # every folder of a KML is a layer of its own; together they are one file's rows
    parts = [_read_layer(path, name, layer=str(title)) for title, _ in _layers_of(path, name)]
    if not parts:
        raise FileError("files.no_features", name=name)
    frame = pd.concat(parts, ignore_index=True)
    return frame.drop(columns=[column for column in _KML_HOUSEKEEPING if column in frame.columns])


def _read_shapefile(data: bytes, name: str, folder: Path, _layer: str | None) -> Any:
    archive = open_zip(data, name)
    parts = {entry for entry in archive.namelist() if not PurePosixPath(entry).name.startswith("._")}
    shapes = sorted(part for part in parts if part.lower().endswith(".shp"))
    if not shapes:
        raise FileError("files.zip_without_shapefile", name=name)
    if len(shapes) > 1:
        titles = ", ".join(PurePosixPath(shape).name for shape in shapes)
        raise FileError("files.several_layers", name=name, layers=titles)
    stem = shapes[0][:-4].lower()
    mates = {part[len(stem):].lower(): part for part in parts if part.lower().startswith(stem + ".")}
    content: dict[str, bytes] = {suffix: unpack(archive, mates[suffix], name)
               for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg") if suffix in mates}
    for suffix in (".shx", ".dbf"):
        if suffix not in content:
            raise FileError("files.zip_part_missing", name=name, part=suffix)
    for suffix in (".shp", ".shx", ".dbf", ".prj"):
        if suffix in content:
            (folder / f"features{suffix}").write_bytes(content[suffix])
    encoding = dbf_encoding(content[".dbf"], content.get(".cpg", b""))
    return _read_table_of_shapes(folder / "features.shp", name, encoding)


def _read_table_of_shapes(path: Path, name: str, encoding: str) -> Any:
    # GDAL loses the last tone mark of a cp1258 text ("Gia Thụy" comes out "Gia Thụ"): decode the bytes here
    frame = _read_layer(path, name, encoding="ISO-8859-1")
    decode = partial(decode_field, encoding=encoding)
    try:
        frame.columns = [decode(column) for column in frame.columns]
        for column in frame.columns:
            if pd.api.types.is_string_dtype(frame[column]):
                frame[column] = frame[column].map(decode, na_action="ignore")
    except (UnicodeError, LookupError) as error:
        raise FileError("files.encoding", name=name) from error
    return frame


def _layers_of(path: Path, name: str) -> list[tuple[Any, Any]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [(title, kind) for title, kind in pyogrio.list_layers(path)]
    except (pyogrio.errors.DataSourceError, RuntimeError, ValueError) as error:
        raise FileError("files.unreadable", name=name) from error


def _read_layer(path: Path, name: str, **options: Any) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")        # GDAL's remarks on single values
            return pyogrio.read_dataframe(
                path, force_2d=True, on_invalid="ignore", datetime_as_string=True, use_arrow=False, **options
            )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError,
            pyogrio.errors.FeatureError, pyogrio.errors.CRSError, pyogrio.errors.GeometryError,
            UnicodeDecodeError, RuntimeError, ValueError) as error:
        raise FileError("files.unreadable", name=name) from error
