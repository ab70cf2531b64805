"""Compose an atlas: the overview with its contents, a page for each unit, the lists of sites and posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from geo.book import Book, Listing
from geo.crs import one_to_lonlat, one_to_metric, to_lonlat, to_metric
from geo.mapmodel import (
    Card,
    CardSection,
    Feature,
    IndexRow,
    IndexTable,
    Inset,
    Layer,
    LegendSection,
    MapModel,
    NoticeKind,
    Panel,
)
from zones.compose.names import short_name
from zones.compose.squares import make_squares
from zones.sheets.focus import focused
from zones.sheets.subject import Subject
from zones.wording import t

OVERVIEW: Final = 1                # its page
FIRST_UNIT: Final = 2              # the page of the first unit
_AROUND: Final = 0.16              # of a unit's longer side: what is seen of its neighbours
_AT_THE_EDGE_M: Final = 25.0       # a post on the border belongs to the units on both sides
_SIMPLE: Final = 0.003             # of the place's longer side: finer than a printed inset shows borders
_PANEL: Final = ("why", "outlook", "numbers", "measures")


@dataclass(frozen=True, slots=True)
class SmallMap:
    """The place as fine as an inset shows it (EPSG:4326): one shape of all units, and each unit's by its id."""

    whole: BaseGeometry
    units: Mapping[str, BaseGeometry]


def compose_book(subject: Subject, title: str) -> Book:
    """Return the atlas of a place: every unit has a page with its own zoom, numbers, sentences, points and curve."""
    language = subject.language
    units = subject.units()
    levels = subject.situation.area_levels
    squares = make_squares(subject.situation)
    labels = {
        feature.id.removeprefix("area/"): feature.label for feature in subject.model.layer("zones").features
        if feature.id.startswith("area/") and feature.label
    }
    rows = tuple(
        IndexRow(FIRST_UNIT + place, f"zone.{levels[unit['area_id']]}", (
            short_name(unit["name"]), _count_of(labels.get(unit["area_id"], "")), squares.of(unit["geometry"]),
            str(FIRST_UNIT + place),
        ))
        for place, unit in enumerate(units)
    )
    contents = IndexTable(
        t("sheets.contents", language),
        tuple(t(f"sheets.column_{name}", language) for name in ("unit", "cases", "square", "page")), rows,
        of_pages=True,
    )
    chart = subject.curve(None)
    overview = replace(subject.model, panel=Panel((), chart)) if chart else subject.model
    small = _small(subject)
    pages = {unit["area_id"]: FIRST_UNIT + place for place, unit in enumerate(units)}
    tables = tuple(table for table in (_named_sites(subject, pages), *subject.model.indexes) if table.rows)
    return Book(
        title, overview, tuple(_unit_page(subject, unit, small) for unit in units), contents,
        tuple(Listing(f"{table.title} – {subject.situation.place.name}", (table,)) for table in tables),
    )


def _named_sites(subject: Subject, pages: Mapping[str, int]) -> IndexTable:
    """List the sites that a public map names and does not mark, and the page where each is seen."""
    language, squares = subject.language, make_squares(subject.situation)
    names = dict(zip(subject.situation.areas["area_id"], subject.situation.areas["name"], strict=True))
    rows = []
    for site in subject.named_sites:
        where = next(iter(site.ground), site.area_id)
        page = pages.get(where, OVERVIEW)
        rows.append(IndexRow(page, f"zone.{site.level}", (
            site.name, site.label or t(f"level.{site.level}", language),
            short_name(names[where]) if where else "", squares.of(site.ground.get(where)), str(page),
        )))
    columns = tuple(t(f"map.index_column_{name}", language) for name in ("name", "level", "where", "square"))
    return IndexTable(t("sheets.named_sites", language), (*columns, t("sheets.column_page", language)), tuple(rows),
                      of_pages=True)


def _count_of(label: str) -> str:
    return label.partition("\n")[2]


def _unit_page(subject: Subject, unit: dict[str, Any], small: SmallMap) -> MapModel:
    language, area = subject.language, unit["geometry"]
    model = focused(subject.model, area, _AROUND)
    inside = one_to_lonlat(one_to_metric(area, model.metric_crs).buffer(_AT_THE_EDGE_M), model.metric_crs)
    layers = tuple(_seen_from(layer, inside) for layer in model.layers)
    numbers = {feature.number for layer in layers for feature in layer.features if feature.number is not None}
    card = subject.card(f"area/{unit['area_id']}")
    whole = model.title_block.subtitle
    head = replace(
        model.title_block, superior="", issuer="", number="", motto=(), place_date="", annex="", title=unit["name"],
        subtitle=t("sheets.unit_subtitle", language, headline=card.headline, whole=whole) if card else whole,
    )
    return replace(
        model, title_block=head, layers=layers, legend=_short_legend(model, language),
        indexes=tuple(
            replace(table, rows=tuple(row for row in table.rows if row.number in numbers)) for table in model.indexes
        ),
        notices=tuple(notice for notice in model.notices if notice.kind is NoticeKind.WARNING),
        panel=_panel(subject, unit, card), inset=_where_in_place(subject, unit["area_id"], small),
    )


def _panel(subject: Subject, unit: Mapping[str, Any], card: Card | None) -> Panel:
    sections = _sections(card.sections if card else (), subject.language)
    if named := _sites_in(subject, unit["area_id"]):
        sections = (*sections, CardSection(t("audience.legend_sites", subject.language), named))
    chart = subject.curve(unit["area_id"])
    if chart is not None and not any(value is None or value for value in chart.values):
        # a chart of nothing is a sentence
        none = CardSection(chart.title, (("", t("sheets.no_cases", subject.language)),))
        return Panel((*sections, none))
    return Panel(sections, chart)


def _sites_in(subject: Subject, area_id: str) -> tuple[tuple[str, str], ...]:
    """Name what a public map cuts out of a unit and does not mark."""
    return tuple(
        ("", f"{site.name} – {site.label or t(f'level.{site.level}', subject.language)}")
        for site in subject.named_sites if area_id in (site.ground or (site.area_id,))
    )


def _sections(sections: tuple[CardSection, ...], language: str) -> tuple[CardSection, ...]:
    titles = [t(f"card.{name}", language) for name in _PANEL]
    return tuple(section for title in titles for section in sections if section.title == title)


def _seen_from(layer: Layer, inside: BaseGeometry) -> Layer:
    """Keep of the numbered points those of the unit: the others' numbers are not in its table."""
    features = tuple(
        feature for feature in layer.features
        if feature.number is None or "Point" not in feature.geometry.geom_type or inside.covers(feature.geometry)
    )
    return replace(layer, features=features)


def _short_legend(model: MapModel, language: str) -> tuple[LegendSection, ...]:
    """Keep what explains the signs, without the counts of the whole place."""
    wanted = {t(f"map.legend_{name}", language) for name in ("zones", "belts", "posts", "lockdowns")}
    return tuple(
        LegendSection(section.title, tuple(
            replace(entry, values=()) for entry in section.entries if entry.style is not None
        ))
        for section in model.legend if section.title in wanted
    )


def _small(subject: Subject) -> SmallMap:
    """Make the small map of the place: the same on each page, and so made once for all."""
    areas, crs = subject.situation.areas, subject.model.metric_crs
    shapes = to_metric(areas.geometry.to_numpy(), crs)
    west, south, east, north = shapely.total_bounds(shapes)
    simple = shapely.simplify(shapes, _SIMPLE * max(east - west, north - south))
    units = to_lonlat(simple, crs)
    parts = shapely.get_parts(units)
    whole = shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    return SmallMap(whole, dict(zip(areas["area_id"], units, strict=True)))


def _where_in_place(subject: Subject, own_id: str, small: SmallMap) -> Inset:
    whole = Feature("whole", "inset.other", small.whole)
    own = Feature(own_id, "inset.own", small.units[own_id])
    return Inset(t("sheets.inset", subject.language, whole=subject.situation.place.name), (whole, own))
