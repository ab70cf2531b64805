"""Hold locked-down areas (khu phong tỏa), the wide areas round them, and their lines of lanes and house numbers."""

from __future__ import annotations

from typing import Final

from geo.frames import COUNT, MOMENT, TEXT, Column, Contract
from zones.sites import DESIGNATIONS

# "Khoanh vùng rộng, phong tỏa hẹp" (CV418): the wide area is searched and tested, the narrow one is closed.
RINGS: Final = ("narrow", "wide")
CHANGES: Final = ("extension", "partial_lifting")
SIDES: Final = ("odd", "even", "both")

LOCKDOWNS: Final = Contract(
    name="lockdowns",
    key="lockdown_id",
    columns={
        "lockdown_id": Column(TEXT, unique=True),
        "name": Column(TEXT, meaning="ngõ 24 Kim Đồng (số 2 đến 88)"),
        "ring": Column(TEXT, nullable=True, among=RINGS, meaning="phong tỏa hẹp, khoanh vùng rộng; empty: narrow"),
        "containment_id": Column(TEXT, nullable=True, meaning="the same for the areas of one outbreak"),
        "level": Column(TEXT, nullable=True, among=DESIGNATIONS,
                        meaning="empty: the ruleset's level for lockdowns; of a wide area: no colour of its own"),
        "document": Column(TEXT, nullable=True, meaning="the decision's number and date"),
        "decided_by": Column(TEXT, nullable=True),
        "households": Column(COUNT, nullable=True, at_least=0),
        "population": Column(COUNT, nullable=True, at_least=0),
        # an extension or a partial lifting is a decision of its own: a new record that names the one before it
        "follows": Column(TEXT, nullable=True, meaning="lockdown_id of the record that this one continues"),
        "change": Column(TEXT, nullable=True, among=CHANGES, meaning="how it continues it"),
        "ended_by": Column(TEXT, nullable=True, meaning="the document that ended it before its planned end"),
        "note": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT, nullable=True),
        "valid_to": Column(MOMENT, nullable=True, meaning="planned end, to the minute"),
    },
    geometry=True,
)

# A decision names lanes and house numbers, not polygons (domain §5.3): both are kept, the lines beside the shape.
LOCKDOWN_LINES: Final = Contract(
    name="lockdown_lines",
    key="line_id",
    columns={
        "line_id": Column(TEXT, unique=True),
        "lockdown_id": Column(TEXT),
        "street": Column(TEXT, nullable=True, meaning="đường, phố: đường Giáp Bát"),
        "lane": Column(TEXT, nullable=True, meaning="ngõ: ngõ 4 Kim Đồng"),
        "branch_lane": Column(TEXT, nullable=True, meaning="ngách: ngách 1"),
        "side": Column(TEXT, nullable=True, among=SIDES, meaning="dãy lẻ, dãy chẵn, cả hai dãy"),
        "from_number": Column(TEXT, nullable=True, meaning="house numbers have letters and strokes: 12A, 5/3"),
        "to_number": Column(TEXT, nullable=True),
        "households": Column(COUNT, nullable=True, at_least=0),
        "people": Column(COUNT, nullable=True, at_least=0),
        "note": Column(TEXT, nullable=True),
    },
)
