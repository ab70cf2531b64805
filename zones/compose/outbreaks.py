"""Draw active outbreaks as merged circles, and say what is known of them: never which case lies where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo import coverage
from geo.crs import one_to_lonlat
from geo.mapmodel import Feature, Layer
from zones.compose.names import kind_name
from zones.outbreaks import Outbreak
from zones.ruleset import Ruleset
from zones.situation import Situation
from zones.times import say_moment, say_start
from zones.wording import number, t


@dataclass(frozen=True, slots=True)
class ActiveOutbreak:
    """An outbreak of the map's moment with the rule that found it; `id` is the same as long as it begins alike."""

    id: str
    ruleset: Ruleset
    outbreak: Outbreak


def active_outbreaks(situation: Situation) -> list[ActiveOutbreak]:
    """Return the outbreaks of all diseases on the map that are active at its moment, the earliest first."""
    found = []
    for one in situation.assessments:
        active = [outbreak for outbreak in one.outbreaks if outbreak.active(situation.as_of)]
        found += [
            ActiveOutbreak(f"{one.ruleset.disease}-{outbreak.start:%Y%m%d}-{order}", one.ruleset, outbreak)
            for order, outbreak in enumerate(active, start=1)
        ]
    return found


def outbreak_layers(situation: Situation, language: str) -> list[Layer]:
    """Return the layer of the merged circles; none where no disease on the map has outbreaks by distance."""
    if not any(one.ruleset.outbreak and one.ruleset.outbreak.radius_m for one in situation.assessments):
        return []
    crs = situation.place.metric_crs
    features = []
    for found in active_outbreaks(situation):
        area = found.outbreak.area
        if area is None:
            continue
        point = coverage.label_points(np.array([area], dtype=object))[0]
        disease = kind_name("disease", found.ruleset.disease, language)
        features.append(Feature(
            f"outbreak/{found.id}", "outbreak", one_to_lonlat(area, crs),
            title=t("map.outbreak", language, disease=disease), label=t("map.outbreak_label", language),
            label_at=one_to_lonlat(point, crs), card=f"outbreak/{found.id}", priority=6_000,
        ))
    return [Layer("outbreaks", t("map.layer_outbreaks", language), t("map.group_zones", language), tuple(features))]


def say_outbreak(found: ActiveOutbreak, language: str) -> list[tuple[str, str]]:
    """Return (label, value) lines: cases, first and last one, the end when no other comes, what links them."""
    outbreak = found.outbreak
    lines = [
        (t("card.outbreak_cases", language), number(len(outbreak.cases), language)),
        (t("card.outbreak_start", language), say_start(outbreak.start)),
        (t("card.outbreak_last", language), say_start(outbreak.last_case)),
        (t("card.outbreak_ends", language), say_moment(outbreak.ends)),
    ]
    if outbreak.place:
        lines.insert(0, (t("card.outbreak_place", language), outbreak.place))
    return lines
