"""Compose the picture for a telephone: the map without what only a table could explain, and who lives in which zone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.book import Picture
from geo.mapmodel import Layer, LegendEntry, LegendSection, Style
from geo.sheet import SheetKind
from zones.compose.names import short_name, text, told_apart
from zones.levels import WORST_FIRST, Level
from zones.sheets.subject import Subject
from zones.wording import number, t

_SMALLER: Final = 0.62             # points: a thumb does not tap them
_THINNER: Final = 0.5              # lines
_FEW: Final = 40                   # so many units in all can be named one by one
_FACTS: Final = 2                  # data time and rule


def compose_picture(subject: Subject, kind: SheetKind) -> Picture:
    """Return the picture of a map: points small and without numbers, no grid, no inset, the levels with their units.

    A tall picture names the units of each level, the worst first, as people ask which zone their own is in; of a city,
    those levels whose units are few.
    """
    model = subject.model
    return Picture(replace(
        model, layers=tuple(_without_numbers(layer) for layer in model.layers),
        styles={key: _small(style) for key, style in model.styles.items()},
        facts=model.facts[:_FACTS], legend=(_levels(subject, kind is SheetKind.TALL),), indexes=(), grid=None,
        inset=None, panel=None,
    ))


def _levels(subject: Subject, named: bool) -> LegendSection:
    language, situation = subject.language, subject.situation
    by_level: dict[Level, list[str]] = {level: [] for level in WORST_FIRST}
    units = subject.units()
    # a city has three wards Quang Trung, and what is short for a ward may be short for a commune
    short = told_apart({unit["area_id"]: short_name(str(unit["name"])) for unit in units},
                       {unit["area_id"]: text(unit["parent_name"]) for unit in units})
    for area_id, name in short.items():
        by_level[situation.area_levels[area_id]].append(name)
    entries, room = [], _FEW if named else 0
    for level, names in by_level.items():
        said = names if len(names) <= room else []
        room -= len(said)
        entries.append(LegendEntry(f"zone.{level}", _label(level, said, language), (number(len(names), language),)))
    return LegendSection(t("map.legend_zones", language), tuple(entries))


def _label(level: Level, units: list[str], language: str) -> str:
    words = t(f"level.{level}", language)
    between = "; " if any("," in unit for unit in units) else ", "
    return f"{words}: {between.join(units)}" if units else words


def _without_numbers(layer: Layer) -> Layer:
    return replace(layer, features=tuple(replace(feature, number=None) for feature in layer.features))


def _small(style: Style) -> Style:
    return replace(
        style, size_pt=style.size_pt * _SMALLER, stroke_width_pt=style.stroke_width_pt * _THINNER,
        dash_pt=tuple(length * _SMALLER for length in style.dash_pt),
    )
