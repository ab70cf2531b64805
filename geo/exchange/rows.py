"""Flatten a MapModel into rows that any GIS understands: one for each feature, with its words, colours and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from geo.mapmodel import Feature, Layer, MapModel, Style

Value = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a file says of a map beside shapes and names. `values`: feature id -> column -> value, the same columns in
    all of a layer; `titles`: a column's words for people; `meanings`: a style's, the legend's lines first."""

    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One feature with its style, the words for it, and what is known of it."""

    feature: Feature
    style: Style
    meaning: str                           # "Vùng đỏ – nguy cơ rất cao"; "" where nothing is said of the style
    values: Mapping[str, Value]


def exchange_layers(model: MapModel) -> list[Layer]:
    """Return the layers that leave: those on the sheet that hold something, in drawing order, the lowest first."""
    return [layer for layer in model.layers if layer.features and layer.on_sheet]


def rows_of_layer(model: MapModel, layer: Layer, attributes: Attributes) -> Iterator[Row]:
    """Yield the rows of a layer in its order; each has the same columns."""
    columns = columns_of(layer, attributes)
    for feature in layer.features:
        known = attributes.values.get(feature.id, {})
        values = {column: known.get(column) for column in columns}
        yield Row(feature, model.styles[feature.style], attributes.meanings.get(feature.style, ""), values)


def columns_of(layer: Layer, attributes: Attributes) -> list[str]:
    """Return the columns that any feature of a layer has, in their order."""
    return list(dict.fromkeys(column for feature in layer.features for column in attributes.values.get(feature.id, {})))


def about(model: MapModel) -> list[str]:
    """Return the lines that must go with every copy: head, data time, rule, warnings, exercise."""
    head = model.title_block
    lines = [model.watermark, head.issuer, head.number, head.title, head.subtitle, *model.facts,
             *(notice.text for notice in model.notices)]
    return [line for line in lines if line]
