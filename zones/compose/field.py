"""Make the layers of the field: lockdowns with their clocks, belts, posts, open crossings, ways out, facilities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from geo import coverage
from geo.access import Verdict
from geo.clusters import clusters
from geo.crs import one_to_lonlat, to_metric
from geo.frames import VIETNAM_TIME, rows_of
from geo.mapmodel import Feature, Layer
from zones import look
from zones.closing import is_wide
from zones.compose.names import kind_name, say_age, short_name, text
from zones.field.crossings import BeltCrossing
from zones.situation import Situation
from zones.times import say_day, say_start
from zones.wording import number, t

SAME_PLACE_M = 8.0       # two belts that run along one street are open in one place


def lockdown_layers(situation: Situation, language: str) -> list[Layer]:
    """Return the wide areas, and over them the narrow ones, each with the end of its term."""
    group = t("map.group_lockdowns", language)
    rows = [row for row in rows_of(situation.lockdowns) if row["geometry"] is not None]
    return [
        Layer(layer_id, t(title, language), group, tuple(
            _lockdown(situation, row, language) for row in rows if is_wide(row) == wide))
        for layer_id, title, wide in (
            ("lockdowns_wide", "field.layer_wide", True), ("lockdowns", "map.layer_lockdowns", False))
    ]


def _lockdown(situation: Situation, row: dict[str, Any], language: str) -> Feature:
    metric = to_metric(np.array([row["geometry"]], dtype=object), situation.place.metric_crs)
    point = one_to_lonlat(coverage.label_points(metric)[0], situation.place.metric_crs)
    wide, feature_id = is_wide(row), f"lockdown/{row['lockdown_id']}"
    return Feature(
        feature_id, "lockdown.wide" if wide else "lockdown", row["geometry"],
        title=_lockdown_title(situation, row, language), label=_lockdown_label(row, language),
        label_at=point, card=feature_id, priority=4_000 if wide else 5_000,
    )


def _lockdown_title(situation: Situation, row: dict[str, Any], language: str) -> str:
    words = f"{row['name']}. {say_until(row, language)}"
    if pd.isna(row["valid_to"]):
        return words
    return f"{words}, {t('field.left', language, age=say_left(situation, row, language))}"


def say_until(row: dict[str, Any], language: str) -> str:
    """Say until when an area is closed or delimited."""
    key = "field.wide" if is_wide(row) else "map.lockdown"
    if pd.isna(row["valid_to"]):
        return t(f"{key}_open", language)
    return t(f"{key}_until", language, moment=say_start(row["valid_to"]))


def say_left(situation: Situation, row: dict[str, Any], language: str) -> str:
    """Return "5 giờ": what is left of a term, and what must be decided where it ends within 24 hours."""
    left = say_age((row["valid_to"] - pd.Timestamp(situation.as_of)).to_pytimedelta(), language)
    return f"{left} – {t('field.to_decide_short', language)}" if row["lockdown_id"] in situation.to_decide else left


def _lockdown_label(row: dict[str, Any], language: str) -> str:
    """Return the end of a lockdown in two short lines, a midnight by the day that ends with it; a wide area has none:
    the names of its tổ need the room."""
    if is_wide(row):
        return ""
    if pd.isna(row["valid_to"]):
        return t("map.lockdown_open", language).replace(", ", ",\n")
    end = row["valid_to"].to_pydatetime().astimezone(VIETNAM_TIME)
    if (end.hour, end.minute) == (0, 0):
        return t("map.lockdown_label_day", language, day=say_day(end - timedelta(days=1)))
    return t("map.lockdown_label", language, moment=say_start(end))


def belt_layers(situation: Situation, language: str) -> list[Layer]:
    """Return belts 1, 2 and 3."""
    layers = []
    for belt_number in (1, 2, 3):
        features = tuple(
            Feature(
                f"belt/{row['belt_id']}", look.belt_style(belt_number, bool(row["active"])).key, row["geometry"],
                title=row["name"], card=f"belt/{row['belt_id']}",
            )
            for row in rows_of(situation.belts) if row["number"] == belt_number and row["geometry"] is not None
        )
        layers.append(Layer(f"belt_{belt_number}", t("map.layer_belt", language, number=belt_number),
                            t("map.group_belts", language), features))
    return layers


def post_layers(situation: Situation, numbers: Mapping[str, int], language: str) -> list[Layer]:
    """Return barriers and staffed posts; those that need not be kept are pale and say so."""
    return [
        Layer(f"posts_{kind}", t(f"map.layer_{kind}_posts", language), t("map.group_posts", language), tuple(
            Feature(
                f"checkpoint/{row['checkpoint_id']}", post_style_of(situation, row), row["geometry"],
                title=_post_title(situation, row, language), number=numbers.get(f"checkpoint/{row['checkpoint_id']}"),
                card=f"checkpoint/{row['checkpoint_id']}", priority=70_000,
            )
            for row in rows_of(situation.checkpoints) if row["kind"] == kind and row["geometry"] is not None
        ))
        for kind in ("hard", "soft")
    ]


def post_style_of(situation: Situation, row: dict[str, Any]) -> str:
    """Return the key of a post's look."""
    return look.post_style(row["kind"], bool(row["staffed"]), is_optional(situation, row)).key


def is_optional(situation: Situation, row: dict[str, Any]) -> bool:
    """Tell whether a post need not be kept (belts 1 and 2 in the new normal)."""
    return row["checkpoint_id"] in situation.field.optional_posts


def _post_title(situation: Situation, row: dict[str, Any], language: str) -> str:
    marks = [t("field.optional", language)] if is_optional(situation, row) else []
    if row["status"] in ("planned", "suspended"):
        marks.append(t(f"field.status_{row['status']}", language).lower())
    kind = t(f"map.{row['kind']}_post", language)
    words = f"{kind}: {row['name']}"
    return f"{words} ({', '.join(marks)})" if marks else words


def open_places(situation: Situation) -> list[list[BeltCrossing]]:
    """Return the open crossings, those of several belts in one place together."""
    found = situation.field.open_crossings
    points = to_metric(np.array([crossing.point for crossing in found], dtype=object), situation.place.metric_crs)
    names = clusters(np.array([[point.x, point.y] for point in points]), SAME_PLACE_M)
    places: dict[int, list[BeltCrossing]] = {}
    for name, crossing in zip(names.tolist(), found, strict=True):
        places.setdefault(name, []).append(crossing)
    return list(places.values())


def crossing_layer(situation: Situation, numbers: Mapping[str, int], language: str) -> list[Layer]:
    """Return where kept belts cross roads and nothing stands; no layer where nobody keeps a belt."""
    if not situation.belts["active"].fillna(False).any():
        return []
    return [Layer("crossings_open", t("field.layer_open", language), t("map.group_posts", language), tuple(
        Feature(
            f"crossing/{place[0].id}", look.OPEN_CROSSING_STYLE.key, place[0].point,
            title=t("field.open_title", language, place=say_place(place, language)),
            number=numbers.get(f"crossing/{place[0].id}"), card=f"crossing/{place[0].id}", priority=75_000,
        )
        for place in open_places(situation)
    ))]


def say_place(place: list[BeltCrossing], language: str) -> str:
    """Say where a crossing lies: its belts and its road."""
    belts = ", ".join(dict.fromkeys(crossing.belt_name for crossing in place))
    roads = ", ".join(dict.fromkeys(road for crossing in place for road in crossing.roads))
    return f"{belts}; {roads}" if roads else f"{belts}; {t('field.unnamed_road', language)}"


def way_layer(situation: Situation, language: str) -> list[Layer]:
    """Return the ways out for an ambulance, switched off at the start: the way of each area, those that are shut in
    marked, with the posts that must open; no layer where nobody can say."""
    shapes = dict(zip(situation.areas["area_id"], situation.areas.geometry, strict=True))
    posts = {row["checkpoint_id"]: row for row in rows_of(situation.checkpoints)}
    features: list[Feature] = []
    opening: dict[str, list[str]] = {}
    for way in situation.field.ways:
        card, name = f"way/{way.area_id}", short_name(way.name)
        title = t(f"field.way_{way.verdict}", language, area=name)
        if way.shut or way.verdict is Verdict.UNKNOWN:
            style = "way.area" if way.shut else "way.unknown"
            features.append(Feature(f"area/{way.area_id}", style, shapes[way.area_id].boundary, title, card=card))
        if way.way is not None:
            style = "way.shut" if way.verdict is Verdict.LOCKED else "way.open"
            features.append(Feature(card, style, way.way, title, card=card))
        if way.cut_off is not None:
            features.append(Feature(f"cut_off/{way.area_id}", "way.cut_off", way.cut_off, title, card=card))
        for post in way.must_open:
            opening.setdefault(post, []).append(name)
    features += [
        Feature(f"must_open/{post}", "way.post", posts[post]["geometry"],
                t("field.must_open", language, post=posts[post]["name"], areas=", ".join(names)),
                card=f"checkpoint/{post}", priority=76_000)
        for post, names in opening.items()
    ]
    if not features:
        return []
    title, group = t("field.layer_ways", language), t("field.group_ways", language)
    return [Layer("ways", title, group, tuple(features), visible=False, on_sheet=False)]


def facility_layers(situation: Situation, language: str) -> list[Layer]:
    """Return one layer for each kind of facility, each marker with what is used of its capacity."""
    rows = rows_of(situation.facilities)
    return [
        Layer(f"facilities_{kind}", kind_name("facility", kind, language), t("field.group_facilities", language), tuple(
            Feature(
                f"facility/{row['facility_id']}", look.facility_style(kind, is_overloaded(row)).key,
                row["geometry"].representative_point(), title=f"{row['name']}: {say_load(row, language)}",
                label=say_share(row, language), card=f"facility/{row['facility_id']}", priority=60_000,
            )
            for row in rows if row["kind"] == kind and row["geometry"] is not None
        ))
        for kind in sorted({row["kind"] for row in rows})
    ]


def is_overloaded(row: dict[str, Any]) -> bool:
    """Tell whether more is used than there is."""
    return bool(pd.notna(row["used"]) and pd.notna(row["capacity"]) and row["used"] > row["capacity"])


def say_share(row: dict[str, Any], language: str) -> str:
    """Return "85/120": used of the capacity; "" where neither is known."""
    if pd.isna(row["used"]) and pd.isna(row["capacity"]):
        return ""
    used, capacity = (t("map.unknown", language) if pd.isna(row[name]) else number(row[name], language)
                      for name in ("used", "capacity"))
    return f"{used}/{capacity}"


def say_load(row: dict[str, Any], language: str) -> str:
    """Return how much of a facility is used, in words, with the time of the count."""
    share = say_share(row, language)
    if not share:
        return t("field.load_unknown", language)
    words = t("field.load_over" if is_overloaded(row) else "field.load", language, share=share)
    counted = text(row["counted_at"]) and t("field.counted_at", language, moment=say_start(row["counted_at"]))
    return f"{words} ({counted})" if counted else words
