"""Compose the picture for a telephone: the map without what only a table could explain."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.book import Picture
from geo.mapmodel import Layer, MapModel, Style
from zones.wording import t

_SMALLER: Final = 0.62             # points: a thumb does not tap them
_WITHOUT: Final = ("focus",)


def compose_picture(model: MapModel, language: str) -> Picture:
    """Return a map's picture: points without numbers (no table explains them there) and small, no grid, no inset."""
    first = [section for section in model.legend if section.title == t("map.legend_zones", language)]
    return Picture(replace(
        model, layers=tuple(_without_numbers(layer) for layer in model.layers if layer.id not in _WITHOUT),
        styles={key: _small(style) for key, style in model.styles.items()},
        legend=tuple(first), indexes=(), grid=None, inset=None, panel=None,
    ))


def _without_numbers(layer: Layer) -> Layer:
    return replace(layer, features=tuple(replace(feature, number=None) for feature in layer.features))


def _small(style: Style) -> Style:
    return replace(style, size_pt=style.size_pt * _SMALLER, stroke_width_pt=style.stroke_width_pt * 0.75)
