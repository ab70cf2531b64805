"""Say how many cases a map tells: under each unit's name, and in the legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo.mapmodel import LegendEntry
from zones.compose.names import kind_name
from zones.situation import Situation
from zones.wording import number, t


@dataclass(frozen=True, slots=True)
class Told:
    """The counts of one map as they are written. `counts` has the units with something to write ("7", "1–4")."""

    counts: Mapping[str, str]
    legend: tuple[LegendEntry, ...]


def tell_all(situation: Situation, language: str) -> Told:
    """Return the counts as they are: what the command post itself sees."""
    counts = {area_id: number(count, language) for area_id, count in situation.case_counts.items() if count}
    cases = situation.cases
    unit = kind_name("area", area_level(situation), language)
    lines = [
        (t("map.cases_total", language), cases.total, False),
        (t("map.cases_window", language, days=window_words(situation)), cases.in_window, False),
        (t("map.cases_placed", language, areas=cases.areas, unit=unit), cases.placed, False),
        (t("map.cases_unplaced", language), cases.unplaced, cases.unplaced > 0),
    ]
    return Told(counts, tuple(LegendEntry(None, label, (number(count, language),), loud)
                              for label, count, loud in lines))


def area_level(situation: Situation) -> str:
    """Return the level of most of the areas: what the map's units are."""
    return str(situation.areas["area_level"].mode().iat[0]) if len(situation.areas) else "ward"


def window_words(situation: Situation) -> str:
    """Return over how many days cases are counted: "14", or "14; 7" where diseases differ."""
    return "; ".join(dict.fromkeys(str(one.ruleset.window_days) for one in situation.assessments))
