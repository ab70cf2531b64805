"""Read GeoJSON: only its features, and the system that an older file names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.files.gdal import read_layer
from geo.telling import FileError
from geo.unpack import decode_text

_GEOMETRY_TYPES: Final = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
                          "GeometryCollection")


def read_geojson(data: bytes, name: str, folder: Path) -> Any:
    """Return the rows of a GeoJSON text; its CRS is None where it names none. Raises FileError.

    Only the features go on to GDAL: members such as "crs" links or "command_line" make it open other things.
    """
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
    try:
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    except (RecursionError, ValueError) as error:
        raise FileError("files.unreadable", name=name) from error
    frame = read_layer(path, name)
    if len(frame) != len(features):
        raise FileError("files.unreadable", name=name)
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    return frame.set_crs(_crs_named(root, name), allow_override=True)


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
    code = re.fullmatch(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d+)", text, re.IGNORECASE)
    try:
        return CRS.from_epsg(int(code[1])) if code else _unknown_crs(name)
    except (CRSError, ValueError):
        return _unknown_crs(name)


def _unknown_crs(name: str) -> CRS:
    raise FileError("files.crs_unknown", name=name)
