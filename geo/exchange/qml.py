"""Write styles as QGIS keeps them (QML): the same fills, hatches, lines and signs as on screen and paper."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from geo.icons import ICONS
from geo.mapmodel import Hatch, Marker, Style

# the directions of a hatch's lines; dots are another kind of layer
_ANGLES: Final[dict[Hatch, tuple[int, ...]]] = {
    Hatch.NONE: (), Hatch.DIAGONAL: (45,), Hatch.BACK_DIAGONAL: (135,), Hatch.CROSS: (45, 135),
    Hatch.HORIZONTAL: (0,), Hatch.VERTICAL: (90,), Hatch.DOTS: (),
}
_MARKERS: Final = {Marker.CIRCLE: "circle", Marker.SQUARE: "square", Marker.DIAMOND: "diamond"}
_GAP_PT: Final = 6.0
_LINE_PT: Final = 0.5
_CASING_PT: Final = 1.6
_ICON_SHARE: Final = 0.72                  # of a sign's width


def layer_qml(
    styles: Sequence[Style], meanings: Mapping[str, str], kind: str, titles: Mapping[str, str] | None = None
) -> str:
    """Return the style of a layer whose column "style" names one of `styles`; kind: "fill", "line" or "marker".

    `titles`: all columns of the layer in their order, with the words that people read in their place.
    """
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling|Fields", labelsEnabled="1")
    renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr="style", enableorderby="0",
                             forceraster="0", symbollevels="0", referencescale="-1")
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, style in enumerate(styles):
        ET.SubElement(categories, "category", symbol=str(number), value=style.key, render="true", type="string",
                      label=meanings.get(style.key, style.key))
        symbol = ET.SubElement(symbols, "symbol", name=str(number), type=kind, alpha="1", clip_to_extent="1",
                               force_rhr="0")
        for name, properties, inner in _LAYERS[kind](style):
            _symbol_layer(symbol, name, properties, inner)
    _write_labels(root, styles)
    aliases = ET.SubElement(root, "aliases")
    for place, (column, title) in enumerate((titles or {}).items()):
        ET.SubElement(aliases, "alias", index=str(place), field=column, name=title)
    text: str = ET.tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{text}"


Part = tuple[str, dict[str, str], "Part | None"]   # class of a symbol layer, its properties, the symbol inside it


def rgba(hex_rgb: str | None, opacity: float = 1.0) -> str:
    """Return "#RRGGBB" as QGIS writes colours: "211,47,47,158"; nothing drawn for None."""
    if hex_rgb is None:
        return "0,0,0,0"
    parts = [str(int(hex_rgb[place:place + 2], 16)) for place in (1, 3, 5)]
    return ",".join([*parts, str(round(opacity * 255))])


def _fill(style: Style) -> Iterable[Part]:
    yield "SimpleFill", {
        "color": rgba(style.fill, style.fill_opacity), "style": "solid" if style.fill else "no", "outline_style": "no",
    }, None
    for angle in _ANGLES[style.hatch]:
        yield "LinePatternFill", {
            "angle": str(angle), "distance": str(_GAP_PT), "distance_unit": "Point", "color": rgba(style.hatch_color),
            "line_width": str(_LINE_PT), "line_width_unit": "Point",
        }, ("SimpleLine", {"line_color": rgba(style.hatch_color, 0.8), "line_width": str(_LINE_PT),
                           "line_width_unit": "Point"}, None)
    if style.hatch is Hatch.DOTS:
        yield "PointPatternFill", {
            "distance_x": str(_GAP_PT), "distance_x_unit": "Point", "distance_y": str(_GAP_PT),
            "distance_y_unit": "Point", "displacement_x": str(_GAP_PT / 2), "displacement_x_unit": "Point",
        }, ("SimpleMarker", {"name": "circle", "color": rgba(style.hatch_color), "outline_style": "no",
                             "size": "1.3", "size_unit": "Point"}, None)
    if style.stroke:
        yield from _line(style)


def _line(style: Style) -> Iterable[Part]:
    if style.casing:
        yield "SimpleLine", _pen(style.casing, style.stroke_width_pt + _CASING_PT, ()), None
    yield "SimpleLine", _pen(style.stroke, style.stroke_width_pt, style.dash_pt), None


def _pen(color: str | None, width: float, dash: tuple[float, ...]) -> dict[str, str]:
    pen = {"line_color": rgba(color), "line_width": f"{width:g}", "line_width_unit": "Point", "line_style": "solid",
           "joinstyle": "round", "capstyle": "flat"}
    if dash:
        lengths = ";".join(f"{length:g}" for length in dash)
        pen |= {"use_custom_dash": "1", "customdash": lengths, "customdash_unit": "Point"}
    return pen


def _marker(style: Style) -> Iterable[Part]:
    yield "SimpleMarker", {
        "name": _MARKERS[style.marker], "color": rgba(style.fill), "outline_color": rgba(style.stroke),
        "outline_width": f"{style.stroke_width_pt:g}", "outline_width_unit": "Point", "size": f"{style.size_pt:g}",
        "size_unit": "Point",
    }, None
    if style.icon is not None:
        yield "SvgMarker", {
            "name": f"base64:{_icon(style)}", "size": f"{style.size_pt * _ICON_SHARE:g}", "size_unit": "Point",
            "outline_style": "no",
        }, None


def _icon(style: Style) -> str:
    """Return our own sign as an SVG inside the style: no file, no address."""
    path = ICONS[style.icon or ""]
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">'
           f'<path fill="{style.icon_color}" d="{path}"/></svg>')
    return base64.b64encode(svg.encode()).decode("ascii")


_LAYERS: Final = {"fill": _fill, "line": _line, "marker": _marker}


def _symbol_layer(symbol: ET.Element, name: str, properties: Mapping[str, str], inner: Part | None) -> None:
    layer = ET.SubElement(symbol, "layer", {"class": name, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in properties.items():
        ET.SubElement(options, "Option", name=key, type="QString", value=value)
    for key, value in properties.items():
        ET.SubElement(layer, "prop", k=key, v=value)       # QGIS before 3.22 reads these
    if inner is not None:
        kind = "marker" if inner[0] == "SimpleMarker" else "line"
        below = ET.SubElement(layer, "symbol", name=f"@{symbol.get('name')}@{len(symbol) - 1}", type=kind, alpha="1",
                              clip_to_extent="1", force_rhr="0")
        _symbol_layer(below, *inner)


def _write_labels(root: ET.Element, styles: Sequence[Style]) -> None:
    first = styles[0]
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    text = ET.SubElement(settings, "text-style", fieldName="label", fontSize=f"{first.text_pt:g}", fontSizeUnit="Point",
                         textColor=rgba(first.text_color), fontWeight="75" if first.text_bold else "50",
                         isExpression="0", namedStyle="Bold" if first.text_bold else "Regular")
    ET.SubElement(text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM",
                  bufferColor="255,255,255,255", bufferOpacity="1")
    ET.SubElement(settings, "placement", placement="1" if first.fill and not first.icon else "0")
    # names that would lie over each other give way: of a city's wards nothing could be read before one zooms in
    ET.SubElement(settings, "rendering", displayAll="0", obstacle="0")
