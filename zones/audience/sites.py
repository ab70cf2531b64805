"""Name the sites that a document designates, as a public map may: no marker of theirs is on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from geo.frames import rows_of
from geo.names import alphabetical
from zones.audience.privacy import without_numbers
from zones.compose.names import zone_label
from zones.levels import WORST_FIRST, Level
from zones.situation import Situation


@dataclass(frozen=True, slots=True)
class NamedSite:
    """A designated site. `label` is what its document calls it ("KV1"), "" where it says a level alone."""

    name: str
    level: Level
    label: str
    area_id: str                           # as typed; "" where nobody said
    ground: dict[str, BaseGeometry]        # what the map cuts out for it, by unit (EPSG:4326); empty: not drawn


def named_sites(announced: Situation, language: str) -> Iterator[NamedSite]:
    """Yield the sites of a public situation, the worst first."""
    order = {level: rank for rank, level in enumerate(WORST_FIRST)}
    ground: dict[str, dict[str, BaseGeometry]] = {}
    for zone in announced.zones:
        if zone.source == "site":
            ground.setdefault(zone.source_id, {})[zone.area_id] = zone.geometry
    levels, areas = announced.site_levels, set(announced.areas["area_id"])
    rows = rows_of(announced.sites)
    rows.sort(key=lambda row: (order[levels[row["site_id"]]], alphabetical(row["name"])))
    for row in rows:
        yield NamedSite(
            without_numbers(row["name"]), levels[row["site_id"]], zone_label(row, language) or "",
            row["area_id"] if row["area_id"] in areas else "", ground.get(row["site_id"], {}),
        )
