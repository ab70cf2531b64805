"""Compose the poster of a unit, for the checkpoint at its edge: which colour, what that asks, where it is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import shapely

from geo.book import Poster
from geo.crs import one_to_metric, to_metric
from geo.frames import rows_of
from geo.mapmodel import MapModel, Notice, NoticeKind
from zones.cards.lines import measure_lines
from zones.compose.names import level_headline
from zones.levels import Level
from zones.sheets.focus import focused
from zones.sheets.subject import Subject
from zones.situation import Situation
from zones.wording import t

_AROUND: Final = 0.25              # of the unit's longer side: what is seen of its neighbours


class NoSuchUnit(LookupError):
    """The unit or post that a poster was asked for is not on the map."""


def compose_poster(subject: Subject, card_id: str) -> Poster:
    """Return the poster of "area/…", or of the unit at "checkpoint/…". NoSuchUnit when there is none of that id."""
    situation, language = subject.situation, subject.language
    unit, post = _unit_of(situation, card_id)
    area_id, level = unit["area_id"], situation.area_levels[unit["area_id"]]
    leading = situation.leading(area_id)
    words = t(f"level.{level}", language)
    label = level_headline(level, leading.ruleset, language, leading.decisions[area_id].designation_id)
    place = " – ".join(filter(None, (unit["name"], situation.place.name)))
    applied = situation.applied[area_id]
    measures = measure_lines(applied.level, applied.measure, "", language) if level is not Level.UNASSESSED else (
        ("", t("sheets.poster_unassessed", language)),)
    # a remark for lawyers belongs under the poster, not into a command
    mark = f" [{t('card.unverified', language)}]"
    remarks = [t("sheets.poster_unverified", language)] if any(mark in text for _, text in measures) else []
    measures = tuple((heading, text.replace(mark, "")) for heading, text in measures)
    items: list[tuple[str, tuple[str, ...]]] = [(label, ())] if label != words else []
    for heading, text in measures:
        items.append((f"{heading}: {text}", ()) if heading else (
            t("sheets.poster_measures", language), _sentences(text)))
    if applied.by_rule and leading.ruleset.uplift is not None:
        items.append((t("card.uplift", language), (leading.ruleset.uplift.text[language],)))
    items += [(str(order["directive"] or t("card.measures", language)), _sentences(str(order["text"] or "")))
              for order in applied.orders]
    if post is not None:
        kind = t("sheets.poster_closed" if post["kind"] == "hard" else "sheets.poster_open", language)
        items.append((t("sheets.poster_post", language, name=post["name"]), (kind,)))
    return Poster(
        _map_of(subject.model, unit, remarks), f"zone.{level}", t("sheets.poster_above", language), words.upper(),
        place, tuple(items),
    )


def _unit_of(situation: Situation, card_id: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the unit that a card is about, and the post when it is one: then the unit in which, or at which, it is."""
    kind, _, record_id = card_id.partition("/")
    units = rows_of(situation.areas)
    if kind == "area":
        found = [unit for unit in units if unit["area_id"] == record_id]
        if found:
            return found[0], None
    posts = [row for row in rows_of(situation.checkpoints) if row["checkpoint_id"] == record_id]
    if kind == "checkpoint" and posts and posts[0]["geometry"] is not None and units:
        crs = situation.place.metric_crs
        spot = one_to_metric(posts[0]["geometry"], crs)
        shapes = to_metric(situation.areas.geometry.to_numpy(), crs)
        away = shapely.distance(shapes, spot)
        # on a border the stricter side counts: who passes here may enter it
        touching = [number for number in range(len(units)) if away[number] <= away.min() + 1.0]
        worst = max(touching, key=lambda number: situation.area_levels[units[number]["area_id"]].severity)
        return units[worst], posts[0]
    raise NoSuchUnit(card_id)


def _sentences(text: str) -> tuple[str, ...]:
    """Split "dừng …; hạn chế …; 5K." into lines that each begin with a capital."""
    parts = [part.strip().rstrip(".") for part in re.split(r";\s+|(?<=[.])\s+(?=[A-ZĐÀ-Ỹ])", text)]
    return tuple(part[:1].upper() + part[1:] for part in parts if part)


def _map_of(model: MapModel, unit: dict[str, Any], remarks: list[str]) -> MapModel:
    model = focused(model, unit["geometry"], _AROUND)
    layers = tuple(
        replace(layer, features=tuple(replace(feature, number=None) for feature in layer.features))
        for layer in model.layers
    )
    warnings = [notice for notice in model.notices if notice.kind is NoticeKind.WARNING]
    return replace(
        model, layers=layers, grid=None, inset=None, indexes=(), legend=(),
        title_block=replace(model.title_block, title="", subtitle="", annex=""),
        notices=(*warnings, *(Notice(NoticeKind.INFO, remark) for remark in remarks)),
    )
