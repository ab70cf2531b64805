"""Hold belts (vành đai 1-3) and checkpoints (chốt cứng, chốt mềm)."""

from __future__ import annotations

from typing import Final

from geo.frames import COUNT, FLAG, MOMENT, TEXT, Column, Contract

CHECKPOINTS: Final = Contract(
    name="checkpoints",
    key="checkpoint_id",
    columns={
        "checkpoint_id": Column(TEXT, unique=True),
        "name": Column(TEXT),
        "kind": Column(TEXT, among=("hard", "soft"), meaning="hard: nobody passes; soft: barrier and staff"),
        "belt": Column(COUNT, nullable=True, among=(1, 2, 3)),
        "staffed": Column(FLAG, meaning="manned at this time"),
        "managed_by": Column(TEXT, nullable=True),
        "people_per_shift": Column(COUNT, nullable=True, at_least=0),
        "shifts_per_day": Column(COUNT, nullable=True, at_least=0, at_most=24),
        "document": Column(TEXT, nullable=True),
        "note": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT, nullable=True),
        "valid_to": Column(MOMENT, nullable=True),
    },
    geometry=True,
)

# A belt is a dated list of posts with an optional line; it is never derived as a buffer (domain §4.4).
BELTS: Final = Contract(
    name="belts",
    key="belt_id",
    columns={
        "belt_id": Column(TEXT, unique=True),
        "number": Column(COUNT, among=(1, 2, 3)),
        "name": Column(TEXT),
        "active": Column(FLAG, meaning="kept (duy trì) or not"),
        "document": Column(TEXT, nullable=True),
        "note": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT, nullable=True),
        "valid_to": Column(MOMENT, nullable=True),
    },
    geometry=True,
)
