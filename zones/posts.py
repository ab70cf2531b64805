"""Hold belts (vành đai 1-3) and checkpoints (chốt cứng, chốt mềm) with what they need and what they have."""

from __future__ import annotations

from typing import Final

from geo.frames import COUNT, FLAG, MOMENT, TEXT, Column, Contract

STATUSES: Final = ("active", "planned", "suspended")
MANAGING_LEVELS: Final = ("city", "district", "ward", "residential_group", "self_managed")

CHECKPOINTS: Final = Contract(
    name="checkpoints",
    key="checkpoint_id",
    columns={
        "checkpoint_id": Column(TEXT, unique=True),
        "name": Column(TEXT),
        "kind": Column(TEXT, among=("hard", "soft"), meaning="hard: nobody passes; soft: barrier and staff"),
        "belt": Column(COUNT, nullable=True, among=(1, 2, 3)),
        "staffed": Column(FLAG, meaning="manned at this time"),
        "status": Column(TEXT, nullable=True, among=STATUSES, meaning="empty: active"),
        "managing_level": Column(TEXT, nullable=True, among=MANAGING_LEVELS, meaning="self_managed: chốt tự quản"),
        "managed_by": Column(TEXT, nullable=True, meaning="the unit on duty"),
        "head": Column(TEXT, nullable=True, meaning="an office or role (chức danh), never a person's name"),
        "phone": Column(TEXT, nullable=True, internal=True, meaning="of the post, not of a person"),
        "required_per_shift": Column(COUNT, nullable=True, at_least=0, meaning="people that a shift needs"),
        "people_per_shift": Column(COUNT, nullable=True, at_least=0, meaning="people assigned to a shift"),
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
