"""Hold locked-down areas (khu phong tỏa): polygon, decision, and the minute at which they end."""

from __future__ import annotations

from typing import Final

from geo.frames import COUNT, MOMENT, TEXT, Column, Contract
from zones.sites import DESIGNATIONS

LOCKDOWNS: Final = Contract(
    name="lockdowns",
    key="lockdown_id",
    columns={
        "lockdown_id": Column(TEXT, unique=True),
        "name": Column(TEXT, meaning="ngõ 24 Kim Đồng (số 2 đến 88)"),
        "level": Column(TEXT, nullable=True, among=DESIGNATIONS, meaning="empty: the ruleset's level for lockdowns"),
        "document": Column(TEXT, nullable=True, meaning="the decision's number and date"),
        "decided_by": Column(TEXT, nullable=True),
        "households": Column(COUNT, nullable=True, at_least=0),
        "population": Column(COUNT, nullable=True, at_least=0),
        "note": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT, nullable=True),
        "valid_to": Column(MOMENT, nullable=True, meaning="planned end, to the minute"),
    },
    geometry=True,
)
