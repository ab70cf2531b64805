"""Hold facilities: quarantine, treatment, sampling, vaccination, food supply, with how much of each is used."""

from __future__ import annotations

from typing import Final

from geo.frames import COUNT, MOMENT, TEXT, Column, Contract

FACILITIES: Final = Contract(
    name="facilities",
    key="facility_id",
    columns={
        "facility_id": Column(TEXT, unique=True),
        "name": Column(TEXT),
        "kind": Column(TEXT, meaning="quarantine, treatment, sampling, vaccination, food … an open set"),
        "address": Column(TEXT, nullable=True),
        "area_id": Column(TEXT, nullable=True, meaning="the residential group that it lies in"),
        "capacity": Column(COUNT, nullable=True, at_least=0, meaning="beds, places, people or parcels a day"),
        "used": Column(COUNT, nullable=True, at_least=0, meaning="of the capacity; more than it is an overload"),
        "counted_at": Column(MOMENT, nullable=True, meaning="when `used` was counted"),
        "hours": Column(TEXT, nullable=True),
        "managed_by": Column(TEXT, nullable=True),
        "document": Column(TEXT, nullable=True),
        "note": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT, nullable=True),
        "valid_to": Column(MOMENT, nullable=True),
    },
    geometry=True,
)
