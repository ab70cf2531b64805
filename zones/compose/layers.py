"""Make the layers of the map: zones, sites, and what lies under them; those of the field come from `compose.field`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo import coverage
from geo.crs import to_lonlat, to_metric
from geo.frames import rows_of
from geo.mapmodel import Feature, Layer
from geo.names import alphabetical
from zones import look
from zones.compose.field import (
    belt_layers,
    crossing_layer,
    facility_layers,
    lockdown_layers,
    open_places,
    post_layers,
    way_layer,
)
from zones.compose.footnotes import make_marks, marked_uplifts
from zones.compose.names import kind_name, short_name, text, zone_label
from zones.compose.outbreaks import outbreak_layers
from zones.compose.telling import Told
from zones.levels import WORST_FIRST, Level
from zones.situation import Situation, Zone
from zones.wording import t

# A map is drawn at most this many pixels wide at the zoom that shows all of it, and four zooms closer: borders
# simplified below a pixel there cannot be told from the full ones.
PIXELS_ACROSS: Final = 1000 * 2**4
MOST_POSTS: Final = 20       # in the sheet's table, with their barriers
UNDERLAY_LAYERS: Final = (
    ("water", ("green", "water")), ("rail", ("rail",)), ("roads", ("road_lane", "road_street", "road_main")),
)


def number_points(situation: Situation) -> dict[str, int]:
    """Number the checkpoints, drawn sites (worst level first), open crossings: one row of numbers, none used twice.

    Checkpoints come first because they alone stand on a public map: who has the one sheet and who has the other speak
    of the same "chốt 3" by telephone, and the public one begins with 1. Where there are many posts, the barriers that
    nobody stands at are drawn and counted without a number, those of belts 1 and 2 first: a list of forty closed lanes
    would take the map's room.
    """
    order = {str(level): rank for rank, level in enumerate(WORST_FIRST)}
    drawn = [row for row in rows_of(situation.sites) if row["geometry"] is not None]
    drawn.sort(key=lambda row: (order.get(site_level(situation, row["site_id"]) or "", 9), alphabetical(row["name"])))
    posts = [row for row in rows_of(situation.checkpoints) if row["geometry"] is not None]
    for belts in ((1, 2), (1, 2, 3)):
        if len(posts) > MOST_POSTS:
            posts = [row for row in posts if not is_bare_barrier(row, belts)]
    posts.sort(key=lambda row: (-(0 if pd.isna(row["belt"]) else row["belt"]), row["kind"], alphabetical(row["name"])))
    ids = [f"checkpoint/{row['checkpoint_id']}" for row in posts] + [f"site/{row['site_id']}" for row in drawn]
    ids += [f"crossing/{place[0].id}" for place in open_places(situation)]
    return {feature_id: number for number, feature_id in enumerate(ids, start=1)}


def is_bare_barrier(row: dict[str, Any], belts: tuple[int, ...]) -> bool:
    """Tell whether a post of these belts is a road closed with bricks or a container, with nobody beside it."""
    return bool(row["kind"] == "hard" and not row["staffed"] and pd.notna(row["belt"]) and row["belt"] in belts)


def site_level(situation: Situation, site_id: str) -> Level | None:
    """Return the level at which a site stands, or None where no document gives it one."""
    return situation.site_levels.get(site_id)


def make_layers(situation: Situation, numbers: Mapping[str, int], told: Told, language: str) -> tuple[Layer, ...]:
    """Return all layers, the lowest first."""
    return (
        *_underlay(situation, language),
        Layer("zones", t("map.layer_zones", language), t("map.group_zones", language),
              _zones(situation, told, language), switchable=False),
        *outbreak_layers(situation, language),
        *lockdown_layers(situation, language),
        *belt_layers(situation, language),
        *way_layer(situation, language),
        *post_layers(situation, numbers, language),
        *crossing_layer(situation, numbers, language),
        *facility_layers(situation, language),
        *site_layers(situation, numbers, language),
    )


def _underlay(situation: Situation, language: str) -> list[Layer]:
    rows = rows_of(situation.underlay)
    layers = []
    for name, kinds in UNDERLAY_LAYERS:
        features = tuple(
            Feature(f"underlay/{row['underlay_id']}", f"underlay.{kind}", row["geometry"], title=text(row["name"]),
                    label=text(row["name"]))
            for kind in kinds for row in rows if row["kind"] == kind and row["geometry"] is not None
        )
        layers.append(Layer(name, t(f"map.layer_{name}", language), t("map.group_underlay", language), features))
    return layers


def _zones(situation: Situation, told: Told, language: str) -> tuple[Feature, ...]:
    """Return the partition. Units carry their name and cases; cut-outs are named by their site's marker."""
    if not situation.zones:
        return ()
    crs = situation.place.metric_crs
    shapes = to_metric(np.array([zone.geometry for zone in situation.zones], dtype=object), crs)
    west, _, east, _ = shapely.total_bounds(shapes)
    shapes = coverage.simplify(shapes, float(east - west) / PIXELS_ACROSS)
    on_globe = to_lonlat(shapes, crs)
    label_points = to_lonlat(coverage.label_points(shapes), crs)
    area_names = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))
    titles, marks, uplifted = source_names(situation), make_marks(situation), marked_uplifts(situation)
    # "F0" is a word of COVID-19
    cases_key = "map.cases_label" if [one.ruleset.disease for one in situation.assessments] == ["covid-19"] else (
        "map.patients_label")
    features: list[Feature] = []
    for zone, shape, point in zip(situation.zones, on_globe, label_points, strict=True):
        level = t(f"level.{zone.level}", language)
        whole = zone.source == "area"
        if whole and situation.combined and zone.level is not Level.UNASSESSED:
            level += f" ({kind_name('disease', situation.leading(zone.area_id).ruleset.disease, language)})"
        label = short_name(area_names[zone.area_id]) if whole else ""
        count = situation.case_counts.get(zone.area_id, 0)
        if whole and (raised := marks.get(("area", zone.area_id))):
            label += f" {raised}"
        if whole and zone.area_id in uplifted:
            label += f" {look.UPLIFT_MARK}"
        if whole and zone.area_id in told.counts:
            label += "\n" + t(cases_key, language, count=told.counts[zone.area_id])
        features.append(Feature(
            id=zone.id, style=f"zone.{zone.level}", geometry=shape,
            title=f"{titles[zone.source, zone.source_id]}: {level}", label=label, label_at=point if whole else None,
            card=card_of(zone), priority=zone.level.severity * 10_000 + min(count, 9_999),
        ))
    return tuple(features)


def source_names(situation: Situation) -> dict[tuple[str, str], str]:
    """Return the name of everything that can make a zone, keyed (source, id)."""
    names = {("area", row["area_id"]): row["name"] for row in rows_of(situation.areas)}
    names |= {("site", row["site_id"]): row["name"] for row in rows_of(situation.sites)}
    names |= {("lockdown", row["lockdown_id"]): row["name"] for row in rows_of(situation.lockdowns)}
    return names


def card_of(zone: Zone) -> str:
    """Return the card that answers for a zone: that of the unit, site or lockdown that made it."""
    return f"{zone.source}/{zone.source_id}"


def site_layers(situation: Situation, numbers: Mapping[str, int], language: str) -> list[Layer]:
    """Return the sites that lie somewhere, a layer for each kind."""
    rows, marks = rows_of(situation.sites), make_marks(situation)
    layers = []
    for kind in sorted({row["kind"] for row in rows}):
        features: list[Feature] = []
        for row in rows:
            if row["kind"] != kind or row["geometry"] is None:
                continue
            level = site_level(situation, row["site_id"])
            named = zone_label(row, language)
            features.append(Feature(
                f"site/{row['site_id']}", look.site_style(kind, level).key, row["geometry"].representative_point(),
                title=" – ".join(filter(None, (row["name"], named))),
                label=" ".join(filter(None, (named, marks.get(("site", row["site_id"]))))),
                number=numbers[f"site/{row['site_id']}"],
                card=f"site/{row['site_id']}", priority=80_000,
            ))
        layers.append(Layer(f"sites_{kind}", kind_name("site", kind, language),
                            t("map.group_sites", language), tuple(features)))
    return layers
