"""Turn the course of a place into one compact answer that a page can play: shapes once, then a letter a unit a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import shapely

from geo import coverage
from geo.crs import to_lonlat, to_metric
from geo.icons import ICONS
from geo.mapmodel import Feature, Layer, Style
from geo.page_state import feature_texts, geometry_json, style_kind
from zones.compose import CROWDED, styles_of
from zones.compose.field import belt_layers, facility_layers, lockdown_layers, post_layers
from zones.compose.layers import PIXELS_ACROSS, site_layers, source_names
from zones.compose.names import kind_name, short_name
from zones.compose.outbreaks import outbreak_layers
from zones.compose.telling import area_level
from zones.course import Course
from zones.levels import WORST_FIRST, Level
from zones.situation import Situation
from zones.times import end_of_day
from zones.wording import t, words

# one letter for a unit on a day; "." where the unit was not valid
LETTER: Final = {Level.RED: "r", Level.ORANGE: "o", Level.YELLOW: "y", Level.GREEN: "g", Level.UNASSESSED: "u"}
ABSENT: Final = "."
OPTIONAL: Final = ".optional"


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
    seen = _seen_layers(course, language)
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


def _seen_layers(course: Course, language: str) -> list[tuple[Layer, list[_Appearance]]]:
    """Return outbreaks, lockdowns, belts, posts, sites as the map draws them, with the days on which each looks so.

    Ways out and open crossings are left out: they are asked of a day's own map, on which a film stops.
    """
    layers: dict[str, Layer] = {}
    found: dict[str, dict[Any, _Appearance]] = {}
    made: dict[int, tuple[Layer, ...]] = {}
    for number, state in enumerate(course.days):
        scene = course.scenes[state.scene]
        if state.scene not in made:
            made[state.scene] = _things(scene, language)
        spreading = replace(scene, as_of=end_of_day(state.day), assessments=state.outbreaks)
        for layer in (*outbreak_layers(spreading, language), *made[state.scene]):
            layers.setdefault(layer.id, layer)
            mine = found.setdefault(layer.id, {})
            for feature in layer.features:
                plain = _plain(feature)
                key = (plain.id, plain.style, plain.title, plain.label, plain.geometry.wkb)
                if key not in mine:
                    mine[key] = _Appearance(replace(plain, id=f"{plain.id}#{len(mine)}"), [])
                mine[key].days.append(number)
    return [
        (replace(layers[layer_id], features=tuple(one.feature for one in mine.values())), list(mine.values()))
        for layer_id, mine in found.items()
    ]


def _things(scene: Situation, language: str) -> tuple[Layer, ...]:
    numbers: Mapping[str, int] = defaultdict(int)     # the sheet's own; to find them costs a look at every crossing
    return (*lockdown_layers(scene, language), *belt_layers(scene, language), *post_layers(scene, numbers, language),
            *facility_layers(scene, language), *site_layers(scene, numbers, language))


def _plain(feature: Feature) -> Feature:
    """Leave out what changes by the hour or with the levels: what is left of a term, which posts need not be kept."""
    title = feature.title
    if feature.id.startswith("lockdown/"):
        title = title.partition(". ")[0]
    elif feature.id.startswith("checkpoint/"):
        title = title.partition(" (")[0]
    return replace(feature, style=feature.style.removesuffix(OPTIONAL), title=title, number=None, card=None)


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

