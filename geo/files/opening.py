"""Open a file of features: find out by its bytes what it is, read it, and settle what it holds."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

import geopandas as gpd

from geo.files import dxf
from geo.files.archive import holds_map, unpack_map
from geo.files.gdal import layers_of, read_layer
from geo.files.geojson import read_geojson
from geo.files.kml import read_kml
from geo.files.mapinfo import read_mapinfo
from geo.files.shapefile import read_shapefile
from geo.readings import Around, titles
from geo.settle import Features, settle
from geo.telling import FileError
from geo.unpack import ZIP_MAGIC, open_zip, require_size

FEATURE_SUFFIXES: Final = (".geojson", ".json", ".gpkg", ".zip", ".kml", ".kmz", ".dxf")

_SQLITE_MAGIC = b"SQLite format 3\x00"
# what health information systems export under the ending .xls
_WEB_PAGE: Final = re.compile(rb"<(?:!doctype\s+)?(html|table|workbook|\?mso-application)\b")
_TAB_STARTS = (b"!table", b"version ")
_PARTS_OF_SETS = {
    **dict.fromkeys((".shp", ".dbf", ".shx", ".prj", ".cpg"), "files.shapefile_part"),
    **dict.fromkeys((".tab", ".dat", ".map", ".id", ".ind", ".mif", ".mid"), "files.mapinfo_part"),
}
Parts = Mapping[str, bytes]


def open_features(
    source: Path | bytes, name: str, *, layer: str | None = None, around: Around | None = None
) -> Features:
    """Return all features of a file in EPSG:4326, one row each in the file's order, two-dimensional.

    A missing, empty or unreadable geometry is None; a GeometryCollection becomes its parts of highest
    dimension. Dates stay text. `layer` chooses among several layers of a GeoPackage; `around` tells how to
    read coordinates whose system the file does not name (see `settle`). Raises FileError.
    """
    data = _bytes_of(source, name)
    require_size(data, name)
    with tempfile.TemporaryDirectory(prefix="zone-map-", ignore_cleanup_errors=True) as folder:
        frame = _read(data, name, Path(folder), layer)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileError("files.no_geometry", name=name)
    if frame.empty:
        raise FileError("files.no_features", name=name)
    return settle(frame.reset_index(drop=True), name, around)


def read_features(source: Path | bytes, name: str, *, layer: str | None = None) -> gpd.GeoDataFrame:
    """Return the frame of `open_features`. Raises FileError, also for coordinates that could mean several things."""
    features = open_features(source, name, layer=layer)
    if features.options:
        raise FileError("files.crs_unclear", name=name, readings=titles(features.options))
    return features.frame


def holds_features(data: bytes, name: str) -> bool:
    """Tell whether a file is a map rather than a table, by its first bytes or its archive's entries.

    Raises FileError for an archive that cannot be opened.
    """
    if data.startswith(ZIP_MAGIC):
        return holds_map(open_zip(data, name).namelist()) or PurePosixPath(name).suffix.lower() == ".kmz"
    return _start(data).startswith((b"{", b"<", _SQLITE_MAGIC)) or _is_drawing(data) or _is_part(data, name)


def _start(data: bytes) -> bytes:
    """Return the first letters of a text in one byte each, whatever its encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[:512].decode("utf-16", "ignore").encode("ascii", "replace").lstrip()
    return data[:256].removeprefix(b"\xef\xbb\xbf").lstrip()


def _bytes_of(source: Path | bytes, name: str) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise FileError("files.cannot_open", name=name) from error


def _read(data: bytes, name: str, folder: Path, layer: str | None) -> Any:
    """Choose by what the bytes are, not by what the name says."""
    if data.startswith(ZIP_MAGIC):
        suffix, parts = unpack_map(open_zip(data, name), name)
        require_size(parts[suffix], name)
        if suffix in _SETS:
            return _SETS[suffix](parts, name, folder)
        data = parts[suffix]
    if data.startswith(_SQLITE_MAGIC):
        return _read_geopackage(data, name, folder, layer)
    if _is_drawing(data):
        return _read_drawing(data, name, folder)
    start = _start(data)
    if start.startswith(b"{"):
        return read_geojson(data, name, folder)
    if start.startswith(b"<"):
        if found := _WEB_PAGE.search(start.lower()):
            raise FileError("files.web_page" if found[1] in {b"html", b"table"} else "files.xml_workbook", name=name)
        return read_kml(data, name, folder)
    if _is_part(data, name):
        raise FileError(_PARTS_OF_SETS.get(PurePosixPath(name).suffix.lower(), "files.mapinfo_part"), name=name)
    raise FileError("files.not_features", name=name)


_SETS: Final[dict[str, Callable[[Parts, str, Path], Any]]] = {
    ".shp": read_shapefile, ".tab": read_mapinfo, ".mif": read_mapinfo,
}


def _is_drawing(data: bytes) -> bool:
    return bool(data.startswith(dxf.BINARY_START) or dxf.START.match(data[:4096]) or dxf.DWG_START.match(data[:8]))


def _read_drawing(data: bytes, name: str, folder: Path) -> Any:
    if dxf.DWG_START.match(data[:8]):
        raise FileError("files.dwg", name=name)
    if data.startswith(dxf.BINARY_START):
        raise FileError("files.dxf_binary", name=name)
    return dxf.read_dxf(data, name, folder)


def _is_part(data: bytes, name: str) -> bool:
    """Tell whether this is one file of a set that only works together."""
    return PurePosixPath(name).suffix.lower() in _PARTS_OF_SETS or data[:8].lower().startswith(_TAB_STARTS)


def _read_geopackage(data: bytes, name: str, folder: Path, layer: str | None) -> Any:
    path = folder / "features.gpkg"
    path.write_bytes(data)
    layers = [title for title, kind in layers_of(path, name) if kind is not None]
    if not layers:
        raise FileError("files.no_geometry", name=name)
    if layer is None and len(layers) > 1:
        raise FileError("files.several_layers", name=name, layers=", ".join(layers))
    if layer is not None and layer not in layers:
        raise FileError("files.no_such_layer", name=name, layer=layer, layers=", ".join(layers))
    return read_layer(path, name, layer=layer or layers[0])
