"""Make the public map: the layers, legend sections and cells that are named here, and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
import shapely

from geo.frames import rows_of
from geo.mapmodel import Feature, Layer, LegendEntry, LegendSection, MapModel, Notice, NoticeKind
from zones.audience.bands import FEW_HOUSEHOLDS, NONE_SHOWN, few_areas, shown_counts, tell_in_bands
from zones.audience.cards import SECTIONS as CARDS
from zones.audience.privacy import without_numbers
from zones.audience.sites import named_sites
from zones.audience.situation import public_situation
from zones.compose import compose
from zones.compose.field import say_until
from zones.compose.names import kind_name, short_name
from zones.situation import Situation
from zones.wording import t

LAYERS: Final = ("water", "rail", "roads", "zones", "outbreaks", "lockdowns_wide", "lockdowns", "belt_1", "belt_2",
                 "belt_3", "posts_hard", "posts_soft")
SECTIONS: Final = ("legend_zones", "legend_measures", "legend_outbreaks", "legend_cases", "legend_patients",
                   "legend_belts", "legend_posts", "legend_lockdowns")
STYLES: Final = ("zone", "belt", "post", "lockdown", "outbreak")
POST_CELLS: Final = ("name", "belt", "state", "square")
_BY_LEVEL: Final = 10_000          # a feature's priority: its level, and below this its cases


def public_model(situation: Situation, cases: pd.DataFrame, language: str) -> MapModel:
    """Return the map that may be passed on; `cases` are all of the place, as known at the situation's revision."""
    announced = public_situation(situation)
    model = compose(announced, language, tell_in_bands(announced, cases, language))
    titles = {t(f"map.{name}", language) for name in SECTIONS}
    legend = [_public_section(section) for section in model.legend if section.title in titles]
    sites = _site_section(announced, language)
    posts = [table for table in model.indexes if table.title == t("map.index_posts", language)]
    notices = [*model.notices, *_remarks(announced, cases, language)]
    return replace(
        model,
        layers=tuple(_public_layer(layer, announced, language) for layer in model.layers if layer.id in LAYERS),
        legend=(*legend[:1], *([sites] if sites.entries else []), *legend[1:]),
        indexes=tuple(replace(table, rows=tuple(
            replace(row, cells=tuple(without_numbers(cell) for cell in row.cells[:len(POST_CELLS)]))
            for row in table.rows
        )) for table in posts),
        live_notices=(),
        notices=tuple(replace(notice, text=without_numbers(notice.text)) for notice in notices),
    )


def _public_section(section: LegendSection) -> LegendSection:
    """Leave out the signs that are not on a public map: where a belt stands open is the command post's business."""
    entries = tuple(
        entry for entry in section.entries if entry.style is None or entry.style.partition(".")[0] in STYLES
    )
    return replace(section, entries=entries)


def _public_layer(layer: Layer, situation: Situation, language: str) -> Layer:
    if layer.id == "outbreaks":
        return replace(layer, features=_outbreak_areas(situation, language))
    # the live map's title of a lockdown says what is still to be decided
    ends = {f"lockdown/{row['lockdown_id']}": f"{row['name']}. {say_until(row, language)}"
            for row in rows_of(situation.lockdowns)}
    features = tuple(
        replace(
            feature, title=without_numbers(ends.get(feature.id, feature.title)),
            priority=feature.priority // _BY_LEVEL * _BY_LEVEL,
            card=feature.card if feature.card and feature.card.partition("/")[0] in CARDS else None,
        )
        for feature in layer.features
    )
    return replace(layer, features=features)


def _outbreak_areas(situation: Situation, language: str) -> tuple[Feature, ...]:
    """Return the units that active outbreaks reach, in place of their circles: a circle's middle is a house."""
    features = []
    shapes = dict(zip(situation.areas["area_id"], situation.areas.geometry, strict=True))
    for one in situation.assessments:
        disease = kind_name("disease", one.ruleset.disease, language)
        for area_id, outbreaks in one.reaching.items():
            if outbreaks and area_id in shapes:
                features.append(Feature(
                    f"outbreak/{one.ruleset.disease}/{area_id}", "outbreak", shapes[area_id],
                    title=t("map.outbreak", language, disease=disease), label=t("map.outbreak_label", language),
                    label_at=shapely.point_on_surface(shapes[area_id]), priority=0,
                ))
    return tuple(features)


def _site_section(announced: Situation, language: str) -> LegendSection:
    """Name the sites that a document designates, with their units: no marker of theirs is on the map."""
    names = dict(zip(announced.areas["area_id"], announced.areas["name"], strict=True))
    entries = tuple(
        LegendEntry(f"zone.{site.level}", " – ".join(
            part for part in (site.name, site.label, short_name(names[site.area_id]) if site.area_id else "") if part
        ))
        for site in named_sites(announced, language)
    )
    return LegendSection(t("audience.legend_sites", language), entries)


def _remarks(situation: Situation, cases: pd.DataFrame, language: str) -> list[Notice]:
    few = few_areas(situation)
    shown = shown_counts(situation, cases)
    if not any(shown[area_id] != NONE_SHOWN for area_id in few):
        return []
    limit = int(situation.place.options.get("few_households", FEW_HOUSEHOLDS))
    return [Notice(NoticeKind.INFO, t("audience.notice_bands", language, limit=limit))]
