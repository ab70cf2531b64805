"""Flatten a MapModel into rows that any GIS understands: one for each feature, with its words, colours and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from geo.mapmodel import Feature, Layer, MapModel, Style

Value = str | int | float | datetime | None
Attributes = Mapping[str, Mapping[str, Value]]     # feature id -> column -> value; columns are the same in a layer


@dataclass(frozen=True, slots=True)
class Row:
    """One feature with its style, the legend's words for it, and what is known of it."""

    feature: Feature
    style: Style
    meaning: str                           # "Vùng đỏ – nguy cơ rất cao"; "" where the legend has no such line
    values: Mapping[str, Value]


def exchange_layers(model: MapModel) -> list[Layer]:
    """Return the layers that leave: those on the sheet that hold something, in drawing order, the lowest first."""
    return [layer for layer in model.layers if layer.features and layer.on_sheet]


def rows_of_layer(model: MapModel, layer: Layer, attributes: Attributes) -> Iterator[Row]:
    """Yield the rows of a layer in its order; each has the same columns."""
    meanings = meanings_of(model)
    columns = columns_of(layer, attributes)
    for feature in layer.features:
        known = attributes.get(feature.id, {})
        values = {column: known.get(column) for column in columns}
        yield Row(feature, model.styles[feature.style], meanings.get(feature.style, ""), values)


def columns_of(layer: Layer, attributes: Attributes) -> list[str]:
    """Return the columns that any feature of a layer has, in their order."""
    return list(dict.fromkeys(column for feature in layer.features for column in attributes.get(feature.id, {})))


def meanings_of(model: MapModel) -> dict[str, str]:
    """Return the legend's words by style: the colours mean in every file what they mean on the map."""
    found: dict[str, str] = {}
    for section in model.legend:
        for entry in section.entries:
            if entry.style is not None:
                found.setdefault(entry.style, entry.label)
    return found


def about(model: MapModel) -> list[str]:
    """Return the lines that must go with every copy: head, data time, rule, warnings, exercise."""
    head = model.title_block
    lines = [model.watermark, head.issuer, head.number, head.title, head.subtitle, *model.facts,
             *(notice.text for notice in model.notices)]
    return [line for line in lines if line]
