"""Compose the picture for a telephone: the map without what only a table could explain, and who lives in which zone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.book import Picture
from geo.frames import rows_of
from geo.mapmodel import Layer, LegendEntry, LegendSection, Style
from geo.sheet import SheetKind
from zones import look
from zones.audience.privacy import without_numbers
from zones.compose.field import say_until
from zones.compose.legend import uplift_entries
from zones.compose.names import kind_name, short_name, text, told_apart
from zones.compose.telling import area_level
from zones.levels import WORST_FIRST, Level
from zones.sheets.subject import Subject
from zones.situation import Situation
from zones.wording import number, t

_SMALLER: Final = 0.62             # points: a thumb does not tap them
_THINNER: Final = 0.5              # lines
_FEW: Final = 40                   # so many units in all can be named one by one
_FACTS: Final = 2                  # data time and rule
_MOST_LOCKDOWNS: Final = 8
_SHORT: Final = 6                  # letters: "tổ", "groups"
_BARE_BARRIER: Final = "post.hard.unstaffed"     # forty closed lanes would cover the names


def compose_picture(subject: Subject, kind: SheetKind) -> Picture:
    """Return the picture of a map: points small and without numbers, no grid, no inset, the levels with their units.

    A tall picture names the units of each level, the worst first, as people ask which zone their own is in; of a city,
    those levels whose units are few.
    """
    model = subject.model
    return Picture(replace(
        model, layers=tuple(_for_a_telephone(layer) for layer in model.layers),
        styles={key: _small(style) for key, style in model.styles.items()},
        facts=(*model.facts[:_FACTS], *_measures(subject.situation, subject.language)),
        legend=(_levels(subject, kind is SheetKind.TALL),), indexes=(), grid=None, inset=None, panel=None,
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
    points = {count.level: count.points for count in situation.level_counts}
    entries, room = [], _FEW if named else 0
    for level, names in by_level.items():
        # "đỏ: 0" is an answer; "chưa đánh giá: 0" is none
        if level is Level.UNASSESSED and not names:
            continue
        said = names if len(names) <= room else []
        room -= len(said)
        entries.append(LegendEntry(f"zone.{level}", _label(level, said, points.get(level, 0), language),
                                   (_units(number(len(names), language), situation, language),)))
    if named:
        entries += _lockdowns(subject)
    return LegendSection(t("map.legend_zones", language), tuple(entries))


def _measures(situation: Situation, language: str) -> list[str]:
    """Say that stricter measures apply than the colour tells: who reads only the colour would do too little."""
    return [f"{entry.label}: {_units(entry.values[0], situation, language)}"
            for entry in uplift_entries(situation, language)]


def _units(count: str, situation: Situation, language: str) -> str:
    """Return "13 tổ"; of units with a long name the number alone, or the map would give way to the words."""
    noun = kind_name("area_column", area_level(situation), language)
    return f"{count} {noun[:1].lower()}{noun[1:]}" if len(noun) <= _SHORT else count


def _lockdowns(subject: Subject) -> list[LegendEntry]:
    """Say until when each closed area is closed: on the map itself the dates would cover the units' names."""
    rows = [row for row in rows_of(subject.situation.locked) if row["geometry"] is not None][:_MOST_LOCKDOWNS]
    said = [(without_numbers(row["name"]), say_until(row, subject.language)) for row in rows]
    return [LegendEntry(look.LOCKDOWN_STYLE.key, f"{name}: {until[:1].lower()}{until[1:]}") for name, until in said]


def _label(level: Level, units: list[str], points: int, language: str) -> str:
    """Say a level with its units and how many coloured points lie in them: a colour on the map stands in the list."""
    between = "; " if any("," in unit for unit in units) else ", "
    told = [between.join(units)] if units else []
    told += [t("map.points", language, count=number(points, language))] if points else []
    words = t(f"level.{level}", language)
    return f"{words}: {'; '.join(told)}" if told else words


def _for_a_telephone(layer: Layer) -> Layer:
    """Take out what a small picture has no room to explain: the units' names need it."""
    return replace(layer, features=tuple(
        replace(feature, number=None, label="" if layer.id == "lockdowns" else feature.label)
        for feature in layer.features if not feature.style.startswith(_BARE_BARRIER)
    ))


def _small(style: Style) -> Style:
    return replace(
        style, size_pt=style.size_pt * _SMALLER, stroke_width_pt=style.stroke_width_pt * _THINNER,
        dash_pt=tuple(length * _SMALLER for length in style.dash_pt),
    )
