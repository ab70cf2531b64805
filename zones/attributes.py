"""Say what a file for a GIS tells beside shapes: the tables' values, words for its columns, and for its styles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from geo.exchange.rows import Attributes, Value
from geo.mapmodel import MapModel
from zones.tables import Table
from zones.times import say_moment
from zones.wording import has, number, t

# what every layer of a file has before the tables' own columns
_OWN_COLUMNS: Final = ("feature_id", "title", "label", "number", "style", "meaning")
_MOST_DECIMALS: Final = 3
_BY_KIND: Final = ("site.", "facility.")


def attributes_of(model: MapModel, tables: Iterable[Table]) -> Attributes:
    """Return what is known of the map's features, from the tables behind it, in its own language."""
    known: dict[str, Mapping[str, Value]] = {}
    titles = {column: t(f"tables.{column}", model.language) for column in _OWN_COLUMNS}
    for table in tables:
        titles |= dict(zip(table.keys, table.titles, strict=True))
        known |= {feature_id: dict(zip(table.keys, row, strict=True))
                  for feature_id, row in zip(table.ids, table.rows, strict=False) if feature_id}
    return Attributes(known, titles, _meanings(model))


def say_value(value: Value, language: str) -> str:
    """Return a value as people read it: "18:00 08/11/2021", "0,106"."""
    match value:
        case datetime():
            return say_moment(value)
        case float():
            return number(value, language, _MOST_DECIMALS)
        case int():
            return number(value, language)
        case _:
            return value or ""


def _meanings(model: MapModel) -> dict[str, str]:
    """Return words by style, the legend's first: a colour or sign means in every file what it means on the map."""
    said: dict[str, list[str]] = {}
    for section in model.legend:
        for entry in section.entries:
            if entry.style is not None:
                said.setdefault(entry.style, []).append(entry.label)
    # kinds without a sign of their own share one; a zone's later lines are single sites with its colour
    legend = {style: ", ".join(dict.fromkeys(labels)) if style.startswith(_BY_KIND) else labels[0]
              for style, labels in said.items()}
    others = {style: _meaning(style, legend, model.language) for style in model.styles if style not in legend}
    return legend | {style: words for style, words in others.items() if words}


def _meaning(style: str, legend: Mapping[str, str], language: str) -> str:
    """Say a style that the legend tells by its parts, or not at all: "Chợ – Vùng cam", "Ngõ, ngách"."""
    match style.split("."):
        case ["underlay", kind]:
            key = f"word.underlay_kind_{kind}"
            return t(key, language) if has(key, language) else ""
        case ["site", kind, level] if f"site.{kind}.none" in legend:
            return f"{legend[f'site.{kind}.none']} – {t(f'level.{level}', language)}"
        case ["facility", kind, "over"] if f"facility.{kind}.within" in legend:
            return f"{legend[f'facility.{kind}.within']} – {t('field.over', language)}"
        case _:
            return ""
