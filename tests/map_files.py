"""Make small map files that no library writes for us: drawings, curves, KML, archives."""

from __future__ import annotations

import codecs
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from pyogrio.raw import write
from shapely.geometry import Polygon

DXF_TEXT = "  0\nSECTION\n  2\nHEADER\n  0\nENDSEC\n  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n"


def packed(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def kml(inside: str) -> bytes:
    return (f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}'
            "</Document></kml>").encode()


def dxf(
    drawn: Sequence[tuple[Polygon | None, str | None]], *, version: str = "AC1015", loose: Sequence[str] = ()
) -> bytes:
    """A drawing with closed polylines and a text in each; `loose` texts lie beside the label of the second area."""
    lines = ["0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", version, "9", "$DWGCODEPAGE", "3", "ANSI_1252",
             "0", "ENDSEC", "0", "SECTION", "2", "ENTITIES"]
    corner = next(shape for shape, _ in drawn if shape is not None).bounds
    for shape, label in drawn:
        if shape is not None:
            lines += _polyline(shape)
        if label is not None:
            at = shape.centroid.coords[0] if shape is not None else (corner[0] - 50, corner[1] - 50)
            lines += _text(at, label)
    for label in loose:
        shape = drawn[1][0]
        assert shape is not None
        lines += _text((shape.centroid.x + 5, shape.centroid.y + 5), label)
    text = "\n".join([*lines, "0", "ENDSEC", "0", "EOF", ""])
    return text.encode("utf-8" if version >= "AC1021" else "latin-1", "dxf_escape")


def _polyline(shape: Polygon) -> list[str]:
    corners = list(shape.exterior.coords)[:-1]
    lines = ["0", "LWPOLYLINE", "8", "RANH_TO", "90", str(len(corners)), "70", "1"]
    for x, y in corners:
        lines += ["10", f"{x:.3f}", "20", f"{y:.3f}"]
    return lines


def _text(at: tuple[float, ...], label: str) -> list[str]:
    return ["0", "TEXT", "8", "TEN_TO", "10", f"{at[0]:.3f}", "20", f"{at[1]:.3f}", "40", "2.5", "1", label]


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Write letters beyond the code page as AutoCAD does: \\U+1ED5."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(f"\\U+{ord(letter):04X}" for letter in error.object[error.start : error.end]), error.end




codecs.register_error("dxf_escape", _escape)


def circle_wkb(x: float, y: float, radius: float, *, in_multi: bool = False) -> bytes:
    """A circle as a CURVEPOLYGON of one CIRCULARSTRING, or a MULTISURFACE of that."""
    points = [(x - radius, y), (x, y + radius), (x + radius, y), (x, y - radius), (x - radius, y)]
    arcs = struct.pack("<BII", 1, 8, len(points)) + b"".join(struct.pack("<dd", *point) for point in points)
    area = struct.pack("<BII", 1, 10, 1) + arcs
    return struct.pack("<BII", 1, 12, 1) + area if in_multi else area


def write_curves(path: Path, shapes: Sequence[bytes], names: Sequence[str] = ()) -> None:
    """Write shapes given as WKB, so that what shapely cannot hold reaches the file."""
    named = np.array(list(names) or [f"Tổ {n}" for n in range(len(shapes))], dtype=object)
    write(str(path), geometry=np.array(shapes, dtype=object), field_data=[named], fields=["ten"],
          geometry_type="Unknown", crs="EPSG:4326", driver="GPKG")
