"""Read KML: placemarks with their names, data and shapes; styles, links and overlays are left out.

A Google Earth file may hold ten megabytes of style, links to other hosts, and entities that unfold without
end. What is kept is written anew, and GDAL (LIBKML) sees only that: with the styles it takes minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from geo.files.gdal import layers_of, read_layer
from geo.telling import FileError
from geo.unpack import decode_text

_NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
_ABOUT_ROWS: Final = ("kml", "Document", "Folder", "Placemark", "name", "description", "ExtendedData", "Data", "value",
                      "SchemaData", "SimpleData", "Schema", "SimpleField")
_ABOUT_SHAPES: Final = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "outerBoundaryIs",
                        "innerBoundaryIs", "coordinates")
_KEPT: Final = frozenset(_ABOUT_ROWS + _ABOUT_SHAPES)
_FIELDS: Final = frozenset({"Data", "SimpleData", "SimpleField"})
_KEPT_ATTRIBUTES: Final = frozenset({"name", "id", "schemaUrl", "type"})
# what the reader adds to every row on top of the file's own fields
_HOUSEKEEPING: Final = ("id", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
                        "drawOrder", "icon")
_DEEPEST: Final = 100              # folders in folders: readers call themselves for each


def read_kml(data: bytes, name: str, folder: Path) -> Any:
    """Return the placemarks of all folders. Raises FileError."""
    text = decode_text(data, name)
    kept = _Kept()
    try:
        kept.parse(text)
    except _NotKml as error:
        raise FileError("files.not_features", name=name) from error
    except expat.ExpatError as error:
        raise FileError("files.unreadable", name=name) from error
    path = folder / "features.kml"
    path.write_text(kept.text, encoding="utf-8")
    # every folder of a KML is a layer of its own; together they are one file's rows
    parts = [read_layer(path, name, layer=title) for title, _ in layers_of(path, name)]
    if not parts or not kept.placemarks:
        raise FileError("files.no_features", name=name)
    frame = pd.concat(parts, ignore_index=True)
    if len(frame) != kept.placemarks:              # folders of one name hide each other
        raise FileError("files.unreadable", name=name)
    frame = frame.drop(columns=[column for column in _HOUSEKEEPING if column in frame.columns])
    taken = set(frame.columns)
    return frame.rename(columns={
        alias: f"{named} (2)" if named in taken else named for named, alias in kept.fields.items() if alias in taken
    })


class _NotKml(ValueError):
    """Another kind of XML, or one that declares entities."""


class _Kept:
    """The part of a KML that is about places, written anew while it is parsed."""

    def __init__(self) -> None:
        self.placemarks = 0
        self._pieces: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._path: list[str] = []
        self._left_out = 0         # how deep we are inside an element that is not kept
        self._folders = 0
        self.fields: dict[str, str] = {}   # the file's names of data, and what they are called here

    @property
    def text(self) -> str:
        """Return what was kept, as a KML document."""
        return "".join(self._pieces)

    def parse(self, text: str) -> None:
        """Take a document in. Raises ExpatError or _NotKml."""
        # the encoding that the declaration names is the bytes', and they are decoded already
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(text.encode("utf-8"), True)

    def _refuse_doctype(self, *_: object) -> None:
        raise _NotKml("doctype")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if not self._path and not self._left_out and local != "kml":
            raise _NotKml(local)
        # a layer is called by its folder's name, and of two with one name only one is read: ours are numbers
        of_folder = local == "name" and self._path[-1] in {"Document", "Folder", "kml"}
        if self._left_out or local not in _KEPT or of_folder:
            self._left_out += 1
            return
        self._path.append(local)
        if len(self._path) > _DEEPEST:
            raise _NotKml("too deep")
        self.placemarks += local == "Placemark"
        kept = {key: value for key, value in attributes.items() if key in _KEPT_ATTRIBUTES}
        if local == "kml":
            kept = {"xmlns": _NAMESPACE}
        if local in _FIELDS and "name" in kept:
            # GDAL makes "D__n_s___" of "Dân số": the names are given back afterwards
            kept["name"] = self.fields.setdefault(kept["name"], f"field{len(self.fields)}")
        self._pieces.append(f"<{local}{''.join(f' {key}={quoteattr(value)}' for key, value in kept.items())}>")
        if local in {"Document", "Folder"}:
            self._folders += 1
            self._pieces.append(f"<name>{self._folders}</name>")

    def _end(self, _tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        self._pieces.append(f"</{self._path.pop()}>")

    def _characters(self, text: str) -> None:
        if not self._left_out:
            self._pieces.append(escape(text))
