"""Write a MapModel as GeoJSON (RFC 7946): one collection, each feature with its layer, words and colours."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import shapely
from shapely.geometry import mapping

from geo.exchange.rows import Attributes, Row, Value, about, exchange_layers, rows_of_layer
from geo.mapmodel import Layer, MapModel
from geo.page_state import compact_json

_DECIMALS: Final = 7                       # a centimetre


def geojson_bytes(model: MapModel, attributes: Attributes) -> bytes:
    """Return the map as UTF-8 GeoJSON; colours by the simplestyle names that GitHub, geojson.io and Leaflet know.

    The collection's member "about" holds what must go with every copy (RFC 7946 allows members of one's own).
    """
    features = [
        _feature(layer, row) for layer in exchange_layers(model) for row in rows_of_layer(model, layer, attributes)
    ]
    return compact_json({
        "type": "FeatureCollection", "name": model.title_block.title, "about": about(model), "as_of": model.as_of,
        "bbox": list(model.bounds), "features": features,
    })


def _feature(layer: Layer, row: Row) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "layer": layer.id, "layer_title": layer.title, "title": row.feature.title, "label": row.feature.label,
        "number": row.feature.number, "style": row.style.key, "meaning": row.meaning,
        **{name: plain(value) for name, value in row.values.items()},
        **_simplestyle(row),
    }
    return {"type": "Feature", "id": row.feature.id, "geometry": _geometry(row),
            "properties": {name: value for name, value in properties.items() if value not in (None, "")}}


def plain(value: Value) -> str | int | float | None:
    """Return a value as JSON has it; a moment as ISO 8601 with its zone."""
    return value.isoformat() if isinstance(value, datetime) else value


def _geometry(row: Row) -> dict[str, Any]:
    # rings run as the standard wants them: the outer one against the clock
    shape = shapely.orient_polygons(row.feature.geometry, exterior_cw=False)
    rounded = shapely.transform(shape, lambda points: points.round(_DECIMALS))
    found: dict[str, Any] = mapping(rounded)
    return found


def _simplestyle(row: Row) -> dict[str, Any]:
    style, kind = row.style, row.feature.geometry.geom_type
    if "Point" in kind:
        return {"marker-color": style.fill if style.fill not in (None, "#FFFFFF") else style.stroke}
    line = {"stroke": style.stroke, "stroke-width": style.stroke_width_pt if style.stroke else None}
    if "Line" in kind:
        return line
    return {"fill": style.fill, "fill-opacity": style.fill_opacity if style.fill else 0.0, **line}
