"""Turn a MapModel into what the map page fetches: the state as JSON and each layer's shapes as GeoJSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.icons import ICONS
from geo.mapmodel import Card, Feature, Layer, MapModel, Style

COORDINATE_DECIMALS: Final = 6         # 0.1 m
MOST_MARKS: Final = 10                 # days named under the slider


def geometry_bytes(layer: Layer) -> bytes:
    """Return the layer's shapes as GeoJSON (EPSG:4326, 6 decimals), each feature with its id alone.

    Words and styles travel with the state: a new count or colour must not send the shapes again.
    """
    return compact_json(geometry_json(layer))


def geometry_json(layer: Layer) -> dict[str, Any]:
    """Return what `geometry_bytes` writes, as plain data."""
    features = [
        {"type": "Feature", "id": feature.id, "properties": {}, "geometry": _rounded(feature.geometry)}
        for feature in layer.features
    ]
    return {"type": "FeatureCollection", "features": features}


def geometry_sha(body: bytes) -> str:
    """Return the address of a geometry: the SHA-256 of its bytes."""
    return hashlib.sha256(body).hexdigest()


def geometries(model: MapModel) -> dict[str, bytes]:
    """Return the geometry of every layer by layer id."""
    return {layer.id: geometry_bytes(layer) for layer in model.layers}


def state(
    model: MapModel,
    shas: Mapping[str, str] | None = None,
    days: tuple[date, date] | None = None,
) -> dict[str, Any]:
    """Return all that the page shows but the shapes, ready for JSON.

    `shas` holds the geometry's address by layer id (worked out when not given); `days` the first and last day
    that the date control offers (None: no date control).
    """
    if shas is None:
        shas = {layer_id: geometry_sha(body) for layer_id, body in geometries(model).items()}
    kinds = _style_kinds(model)
    return {
        "place": model.place_id,
        "language": model.language,
        "revision": model.revision,
        "as_of": model.as_of,
        "title": model.title_block.title,
        "subtitle": model.title_block.subtitle,
        "facts": list(model.facts),
        "notices": [asdict(notice) for notice in (*model.live_notices, *model.notices)],
        "watermark": model.watermark,
        "bounds": [round(value, COORDINATE_DECIMALS) for value in model.bounds],
        "days": None if days is None else _days(*days),
        "layers": [_layer(layer, shas[layer.id], model.styles) for layer in model.layers],
        "styles": {key: {**asdict(style), "kind": kinds[key]} for key, style in model.styles.items()},
        "icons": {style.icon: ICONS[style.icon] for style in model.styles.values() if style.icon is not None},
        "legend": [asdict(section) for section in model.legend],
        "words": dict(model.words),
    }


def card_json(card: Card) -> dict[str, Any]:
    """Return a card ready for JSON: id, title, style, headline, sections, notices."""
    return asdict(card)


def _layer(layer: Layer, sha: str, styles: Mapping[str, Style]) -> dict[str, Any]:
    return {
        "id": layer.id,
        "title": layer.title,
        "group": layer.group,
        "visible": layer.visible,
        "switchable": layer.switchable,
        "geometry": sha,
        "styles": {feature.id: feature.style for feature in layer.features},
        "texts": {feature.id: feature_texts(feature, styles[feature.style]) for feature in layer.features},
    }


def feature_texts(feature: Feature, style: Style) -> dict[str, Any]:
    """Return title, label, label_at, card and priority of a feature; what is empty is left out."""
    texts: dict[str, Any] = {
        "title": feature.title, "label": feature.label, "card": feature.card, "priority": feature.priority
    }
    is_area = feature.geometry.geom_type in ("Polygon", "MultiPolygon")
    if is_area and (feature.label or style.letter):
        at = feature.label_at or feature.geometry.representative_point()
        texts["label_at"] = [round(at.x, COORDINATE_DECIMALS), round(at.y, COORDINATE_DECIMALS)]
    return {key: value for key, value in texts.items() if value not in ("", None, 0)}


def _style_kinds(model: MapModel) -> dict[str, str]:
    """Tell for each style whether its sample in the legend is an area, a line or a point."""
    kinds = {key: _guessed_kind(style) for key, style in model.styles.items()}
    for layer in model.layers:
        for feature in layer.features:
            kinds[feature.style] = style_kind(feature.geometry)
    return kinds


def style_kind(geometry: BaseGeometry) -> str:
    """Tell whether a geometry is drawn as "area", "line" or "point"."""
    if "Point" in geometry.geom_type:
        return "point"
    return "line" if "Line" in geometry.geom_type else "area"


def _guessed_kind(style: Style) -> str:
    # a style that nothing wears today ("red: 0") still has its sample
    if style.icon is not None:
        return "point"
    return "area" if style.fill is not None else "line"


def _days(first: date, last: date) -> dict[str, Any]:
    """Return the date control's range and the days named under it: all, or each Monday, or each 1st."""
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for wanted in (every, [d for d in every if d.weekday() == 0], [d for d in every if d.day == 1]):
        if len(wanted) <= MOST_MARKS:
            break
    marks = wanted[:: max(1, -(-len(wanted) // MOST_MARKS))]
    return {"first": first.isoformat(), "last": last.isoformat(), "marks": [day.isoformat() for day in marks]}


def _rounded(geometry: BaseGeometry) -> dict[str, Any]:
    """Return GeoJSON geometry at 6 decimals. Shared corners stay shared: equals round to equals."""
    moved = shapely.transform(geometry, lambda points: np.round(points, COORDINATE_DECIMALS))
    as_mapping: dict[str, Any] = shapely.geometry.mapping(moved)
    return as_mapping


def compact_json(value: Any) -> bytes:
    """Return JSON as UTF-8 without spaces; ValueError for a number that JSON cannot hold (NaN)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
