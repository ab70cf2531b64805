"""Write a MapModel as KML 2.2 that opens coloured in Google Earth: alone, or as KMZ with the signs of its points."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.exchange.rows import Attributes, Row, Value, about, exchange_layers, rows_of_layer
from geo.mapmodel import Layer, MapModel, Style

_NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
# XML 1.0 has no room for these, whatever somebody pasted into a name
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ICON_SCALE: Final = 0.7
_LABEL_SCALE: Final = 0.8
_ICON_PX: Final = 32                 # how wide Google Earth shows a picture at scale 1, whatever its own width
_SCREEN_PX_PER_PT: Final = 96 / 72
_NAME_STYLE: Final = "name"
_NAMED_FROM_PX: Final = 40           # an area's name is written when the area is at least as large on the screen
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
Say = Callable[[Value], str]               # a value as people read it


def kmz_bytes(
    model: MapModel, attributes: Attributes, names_title: str, say: Say, sign_of: Callable[[Style], bytes]
) -> bytes:
    """Return `kml_bytes` zipped with a PNG for each point's style, so that a point has its sign of the map.

    The same model gives the same bytes.
    """
    pictures = {style.key: f"signs/{style_id(style.key)}.png" for style in _point_styles(model)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        # doc.kml first: Google Earth opens the first KML that it meets
        file.writestr(zipfile.ZipInfo("doc.kml", _LONG_AGO), _kml(model, attributes, names_title, say, pictures),
                      zipfile.ZIP_DEFLATED)
        for key, name in pictures.items():
            file.writestr(zipfile.ZipInfo(name, _LONG_AGO), sign_of(model.styles[key]))
    return packed.getvalue()


def kml_bytes(model: MapModel, attributes: Attributes, names_title: str, say: Say) -> bytes:
    """Return the map as UTF-8 KML: a folder for each layer, the uppermost first, as Google Earth lists them.

    The names of areas come first in a folder of their own, `names_title`: no globe writes a name on an area.
    Points have Google Earth's own pin in their style's colour: a KML alone holds no picture. What a click shows is for
    people: columns have their titles, and `say` writes a value (KML knows text alone).
    """
    return _kml(model, attributes, names_title, say, {})


def _kml(
    model: MapModel, attributes: Attributes, names_title: str, say: Say, pictures: Mapping[str, str]
) -> bytes:
    root = ET.Element("kml", xmlns=_NAMESPACE)
    document = _under(root, "Document")
    _under(document, "name", model.title_block.title)
    _under(document, "open", "1")
    _under(document, "description", "\n".join(about(model)))
    layers = exchange_layers(model)
    used = {feature.style for layer in layers for feature in layer.features}
    points = {style.key for style in _point_styles(model)}
    for key in sorted(used - points):
        _write_look(_under(document, "Style", id=style_id(key)), model.styles[key])
    for key in sorted(points):
        _write_point_style(document, model.styles[key], pictures.get(key))
    _write_names(document, names_title, layers)
    for layer in reversed(layers):
        _write_layer(document, layer, rows_of_layer(model, layer, attributes), attributes.titles, say)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def style_id(key: str) -> str:
    """Return a style's key as an XML id may be written."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", f"s.{key}")


def colour(hex_rgb: str, opacity: float = 1.0) -> str:
    """Return "#RRGGBB" as KML writes colours: aabbggrr."""
    red, green, blue = hex_rgb[1:3], hex_rgb[3:5], hex_rgb[5:7]
    return f"{round(opacity * 255):02x}{blue}{green}{red}".lower()


def _point_styles(model: MapModel) -> list[Style]:
    keys = {feature.style for layer in exchange_layers(model) for feature in layer.features
            if isinstance(feature.geometry, Point | MultiPoint)}
    return [model.styles[key] for key in sorted(keys)]


def _write_point_style(document: ET.Element, style: Style, picture: str | None) -> None:
    """Write a point's sign. Its name stands under the pointer only, as on our own map: sixty at once are a heap."""
    names = {state: f"{style_id(style.key)}.{state}" for state in ("normal", "highlight")}
    for state, name in names.items():
        element = _under(document, "Style", id=name)
        _write_sign(_under(element, "IconStyle"), style, picture)
        _under(_under(element, "LabelStyle"), "scale", "0" if state == "normal" else str(_LABEL_SCALE))
        _write_look(element, style)
    pair = _under(document, "StyleMap", id=style_id(style.key))
    for state, name in names.items():
        one = _under(pair, "Pair")
        _under(one, "key", state)
        _under(one, "styleUrl", f"#{name}")


def _write_look(element: ET.Element, style: Style) -> None:
    line = _under(element, "LineStyle")
    _under(line, "color", colour(style.stroke or "#000000", 1.0 if style.stroke else 0.0))
    _under(line, "width", f"{style.stroke_width_pt:g}")
    area = _under(element, "PolyStyle")
    _under(area, "color", colour(style.fill or "#000000", style.fill_opacity if style.fill else 0.0))
    _under(area, "fill", "1" if style.fill else "0")
    _under(area, "outline", "1" if style.stroke else "0")


def _write_sign(icon: ET.Element, style: Style, picture: str | None) -> None:
    if picture is None:
        _under(icon, "color", colour(style.fill if style.fill not in (None, "#FFFFFF") else style.stroke or "#757575"))
        _under(icon, "scale", str(_ICON_SCALE))
        return
    _under(icon, "scale", f"{style.size_pt * _SCREEN_PX_PER_PT / _ICON_PX:.2f}")
    _under(_under(icon, "Icon"), "href", picture)
    # a pin points with its foot, a sign stands where it is
    _under(icon, "hotSpot", x="0.5", y="0.5", xunits="fraction", yunits="fraction")


def _write_layer(
    document: ET.Element, layer: Layer, rows: Iterable[Row], titles: Mapping[str, str], say: Say
) -> None:
    folder = _under(document, "Folder")
    _under(folder, "name", layer.title)
    _under(folder, "visibility", "1" if layer.visible else "0")
    for row in rows:
        mark = _under(folder, "Placemark", id=style_id(row.feature.id))
        _under(mark, "name", row.feature.title or _on_one_line(row.feature.label))
        if row.meaning:
            _under(mark, "description", row.meaning)
        _under(mark, "styleUrl", f"#{style_id(row.style.key)}")
        data = _under(mark, "ExtendedData")
        for name, value in row.values.items():
            if value is not None and value != "":
                column = _under(data, "Data", name=name)
                _under(column, "displayName", titles.get(name, name))
                _under(column, "value", say(value))
        _write_shape(mark, row.feature.geometry)


def _write_names(document: ET.Element, title: str, layers: Iterable[Layer]) -> None:
    """Write what stands on areas as points without a sign."""
    named = [feature for layer in layers for feature in layer.features
             if feature.label and isinstance(feature.geometry, Polygon | MultiPolygon)]
    if not named:
        return
    style = _under(document, "Style", id=_NAME_STYLE)
    _under(_under(style, "IconStyle"), "scale", "0")
    _under(_under(style, "LabelStyle"), "scale", str(_LABEL_SCALE))
    folder = _under(document, "Folder")
    _under(folder, "name", title)
    for feature in named:
        mark = _under(folder, "Placemark")
        _under(mark, "name", _on_one_line(feature.label))
        _under(mark, "styleUrl", f"#{_NAME_STYLE}")
        _write_region(mark, feature.geometry)
        _write_shape(mark, feature.label_at or feature.geometry.representative_point())


def _on_one_line(label: str) -> str:
    return label.replace("\n", " · ")         # with a blank alone, tổ 6 with 11 cases reads "Tổ 6 11 F0"


def _write_region(mark: ET.Element, area: BaseGeometry) -> None:
    """Let a name stand only where its area is large enough on the screen: from afar hundreds would be a heap."""
    region = _under(mark, "Region")
    box = _under(region, "LatLonAltBox")
    west, south, east, north = area.bounds
    for side, value in (("north", north), ("south", south), ("east", east), ("west", west)):
        _under(box, side, f"{value:.7f}")
    _under(_under(region, "Lod"), "minLodPixels", str(_NAMED_FROM_PX))


def _write_shape(parent: ET.Element, shape: BaseGeometry) -> None:
    match shape:
        case Point():
            _under(_under(parent, "Point"), "coordinates", _places(shape.coords))
        case LineString():
            line = _under(parent, "LineString")
            _under(line, "tessellate", "1")
            _under(line, "coordinates", _places(shape.coords))
        case Polygon():
            area = _under(parent, "Polygon")
            _under(area, "tessellate", "1")
            _under(_under(_under(area, "outerBoundaryIs"), "LinearRing"), "coordinates", _places(shape.exterior.coords))
            for ring in shape.interiors:
                _under(_under(_under(area, "innerBoundaryIs"), "LinearRing"), "coordinates", _places(ring.coords))
        case _:
            several = _under(parent, "MultiGeometry")
            for part in getattr(shape, "geoms", ()):
                _write_shape(several, part)


def _places(coordinates: Iterable[tuple[float, ...]]) -> str:
    return " ".join(f"{x:.7f},{y:.7f}" for x, y, *_ in coordinates)


def _under(parent: ET.Element, tag: str, text: str | None = None, **names: str) -> ET.Element:
    element = ET.SubElement(parent, tag, {key: _NOT_XML.sub("", value) for key, value in names.items()})
    if text is not None:
        element.text = _NOT_XML.sub("", text)
    return element
