"""Turn the course of a place into one compact answer that a page can play: shapes once, then a letter a unit a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import shapely

from geo import coverage
from geo.crs import to_lonlat, to_metric
from geo.icons import ICONS
from geo.mapmodel import Feature, Layer, Style
from geo.page_state import feature_texts, geometry_json, style_kind
from zones.compose import CROWDED, styles_of
from zones.compose.layers import PIXELS_ACROSS, UNDERLAY_LAYERS, make_layers, number_points, source_names
from zones.compose.names import kind_name, short_name
from zones.compose.telling import area_level, tell_all
from zones.course import Course
from zones.levels import WORST_FIRST, Level
from zones.wording import t, words

# one letter for a unit on a day; "." where the unit was not valid
LETTER: Final = {Level.RED: "r", Level.ORANGE: "o", Level.YELLOW: "y", Level.GREEN: "g", Level.UNASSESSED: "u"}
ABSENT: Final = "."
BELOW: Final = {"zones", *(name for name, _ in UNDERLAY_LAYERS)}   # drawn by the map itself, or by the letters


@dataclass(slots=True)
class _Appearance:
    """A feature of the film and the days on which it is seen."""

    feature: Feature
    days: list[int]


def make_film(course: Course, language: str) -> dict[str, Any]:
    """Return the film as plain data ready for JSON.

    `days` are ISO days; `levels[day][unit]` is a letter (`letters` names its style); `cases[day]` holds [unit, cases in
    the rule's window]; `counts[day][level]` holds units, points, people (None: not known) and km², the worst level
    first; `curve[day]` is how many units reported, then the day's cases by where they were found
    (zones.epicurve.FOUND). `layers` hold what else is seen, each feature `on` spans [first, last] of days; `shapes` are
    GeoJSON by layer.
    """
    units = _units(course)
    index = {unit.id: number for number, unit in enumerate(units)}
    pieces = _pieces(course)
    layers = [Layer("zones", t("map.layer_zones", language), t("map.group_zones", language),
                    (*units, *(one.feature for one in pieces)), switchable=False)]
    seen = _scene_layers(course, language)
    layers += [layer for layer, _ in seen]
    on = {f"zones/{one.feature.id}": _spans(one.days) for one in pieces}
    on |= {f"{layer.id}/{one.feature.id}": _spans(one.days) for layer, found in seen for one in found}
    styles = {key: style for scene in course.scenes for key, style in styles_of(scene, language).items()}
    return {
        "place": course.place.id, "language": language, "revision": course.revision,
        "days": [state.day.isoformat() for state in course.days],
        "units": [unit.id for unit in units],
        "letters": {letter: f"zone.{level}" for level, letter in LETTER.items()},
        "levels": ["".join(_letters(units, state.levels)) for state in course.days],
        "cases": [[[index[f"area/{area_id}"], count] for area_id, count in state.cases.items()]
                  for state in course.days],
        "counts": [[_count(count) for count in state.counts] for state in course.days],
        "curve": [[day.reporting, *day.found] for day in course.curve],
        "layers": [_layer_json(layer, styles, on) for layer in layers],
        "shapes": {layer.id: geometry_json(layer) for layer in layers},
        "styles": _styles_json(styles, layers),
        "icons": {style.icon: ICONS[style.icon] for style in styles.values() if style.icon},
        "words": words("map_page", language) | words("course", language) | _named(course, language),
    }


def _units(course: Course) -> tuple[Feature, ...]:
    """Return every unit that was valid on any of the days, simplified together with those valid beside it."""
    features: dict[str, Feature] = {}
    for scene in course.scenes:
        ids = scene.areas["area_id"].tolist()
        if all(f"area/{area_id}" in features for area_id in ids):
            continue
        crs = course.place.metric_crs
        shapes = to_metric(scene.areas.geometry.to_numpy(), crs)
        west, _, east, _ = shapely.total_bounds(shapes)
        shapes = coverage.simplify(shapes, float(east - west) / PIXELS_ACROSS)
        points, on_globe = to_lonlat(coverage.label_points(shapes), crs), to_lonlat(shapes, crs)
        for area_id, name, shape, point in zip(ids, scene.areas["name"], on_globe, points, strict=True):
            features.setdefault(f"area/{area_id}", Feature(
                f"area/{area_id}", f"zone.{Level.UNASSESSED}", shape, title=name, label=short_name(name),
                label_at=point, card=f"area/{area_id}",
            ))
    return tuple(features.values())


def _letters(units: Iterable[Feature], levels: Any) -> Iterable[str]:
    for unit in units:
        level = levels.get(unit.id.removeprefix("area/"))
        yield LETTER[level] if level else ABSENT


def _pieces(course: Course) -> list[_Appearance]:
    """Return the cut-outs: one for each shape and level that a site or lockdown ever had in a unit."""
    found: dict[Any, _Appearance] = {}
    titles = [source_names(scene) for scene in course.scenes]
    for number, state in enumerate(course.days):
        for zone in state.zones:
            key = (zone.id, zone.level, zone.geometry.wkb)
            if key not in found:
                name = titles[state.scene][zone.source, zone.source_id]
                found[key] = _Appearance(Feature(f"{zone.id}#{len(found)}", f"zone.{zone.level}", zone.geometry,
                                                 title=name), [])
            found[key].days.append(number)
    return list(found.values())


def _scene_layers(course: Course, language: str) -> list[tuple[Layer, list[_Appearance]]]:
    """Return lockdowns, belts, posts, sites … as the map draws them, with the days on which each looks so."""
    days: dict[int, list[int]] = {}
    for number, state in enumerate(course.days):
        days.setdefault(state.scene, []).append(number)
    layers: dict[str, Layer] = {}
    found: dict[str, dict[Any, _Appearance]] = {}
    for number, scene in enumerate(course.scenes):
        for layer in make_layers(scene, number_points(scene), tell_all(scene, language), language):
            if layer.id in BELOW:
                continue
            layers.setdefault(layer.id, layer)
            mine = found.setdefault(layer.id, {})
            for feature in layer.features:
                key = (feature.id, feature.style, feature.title, feature.label, feature.geometry.wkb)
                if key not in mine:
                    mine[key] = _Appearance(_renamed(feature, len(mine)), [])
                mine[key].days += days.get(number, [])
    return [
        (_refilled(layers[layer_id], list(mine.values())), list(mine.values())) for layer_id, mine in found.items()
    ]


def _renamed(feature: Feature, number: int) -> Feature:
    return Feature(
        f"{feature.id}#{number}", feature.style, feature.geometry, feature.title, feature.label, feature.label_at,
        priority=feature.priority,
    )


def _refilled(layer: Layer, found: Sequence[_Appearance]) -> Layer:
    return Layer(layer.id, layer.title, layer.group, tuple(one.feature for one in found), layer.visible,
                 layer.switchable, layer.on_sheet)


def _spans(days: Iterable[int]) -> list[list[int]]:
    """Return days as spans: [1, 2, 3, 7] is [[1, 3], [7, 7]]."""
    spans: list[list[int]] = []
    for day in sorted(set(days)):
        if spans and spans[-1][1] == day - 1:
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return spans


def _count(count: Any) -> list[float | int | None]:
    return [count.units, count.points, count.people, round(count.area_km2, 4)]


def _layer_json(layer: Layer, styles: dict[str, Style], on: dict[str, list[list[int]]]) -> dict[str, Any]:
    return {
        "id": layer.id, "title": layer.title, "group": layer.group, "visible": layer.visible,
        "switchable": layer.switchable,
        "features": [
            {"id": feature.id, "style": feature.style, "texts": feature_texts(feature, styles[feature.style]),
             "on": on.get(f"{layer.id}/{feature.id}")}
            for feature in layer.features
        ],
    }


def _styles_json(styles: dict[str, Style], layers: Iterable[Layer]) -> dict[str, Any]:
    kinds = {feature.style: style_kind(feature.geometry) for layer in layers for feature in layer.features}
    zones = {f"zone.{level}" for level in Level}
    return {
        key: {**asdict(style), "kind": "area" if key in zones else kinds[key]}
        for key, style in styles.items() if key in zones or key in kinds
    }


def _named(course: Course, language: str) -> dict[str, str]:
    """Return the names of this course's own levels, columns and sources of cases."""
    newest = course.scenes[-1]
    names = {f"level_{level}": t(f"level.{level}", language) for level in WORST_FIRST}
    names |= {f"letter_{level}": t(f"level.{level}_letter", language) for level in WORST_FIRST}
    unit = area_level(newest)
    return names | {
        "column_units": kind_name("area_column", unit, language), "column_points": t("map.column_points", language),
        "column_people": t("map.column_people", language), "column_km2": t("map.column_area", language),
        "unit_name": kind_name("area", unit, language), "legend_zones": t("map.legend_zones", language),
        "cases_label": t("map.cases_label" if course.view.disease in ("", "covid-19") and not course.view.combined
                         else "map.patients_label", language, count="{count}"),
        "crowded": "1" if len(newest.areas) > CROWDED else "",
    }

