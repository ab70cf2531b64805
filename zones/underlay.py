"""Hold what lies under the zones for orientation: roads, railways, water, green."""

from __future__ import annotations

from typing import Final

from geo.frames import TEXT, Column, Contract

UNDERLAY: Final = Contract(
    name="underlay",
    key="underlay_id",
    columns={
        "underlay_id": Column(TEXT, unique=True),
        "kind": Column(TEXT, meaning="road_main, road_street, road_lane, rail, water, green, outside"),
        "name": Column(TEXT, nullable=True),
    },
    geometry=True,
)
