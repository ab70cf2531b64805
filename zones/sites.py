"""Hold risk sites (kho, chợ, chung cư …) with the level that a document gave them."""

from __future__ import annotations

from typing import Final

from geo.frames import COUNT, FLAG, MOMENT, NUMBER, TEXT, Column, Contract
from zones.levels import Level

DESIGNATIONS: Final = tuple(str(level) for level in Level if level is not Level.UNASSESSED)

SITES: Final = Contract(
    name="sites",
    key="site_id",
    columns={
        "site_id": Column(TEXT, unique=True),
        "name": Column(TEXT),
        "kind": Column(TEXT, meaning="warehouse, market, apartment, mall, shop, office, school … an open set"),
        "address": Column(TEXT, nullable=True),
        "area_id": Column(TEXT, nullable=True, meaning="the residential group named in the document"),
        "level": Column(TEXT, nullable=True, among=DESIGNATIONS, meaning="designation; empty: none"),
        # KV number, Vùng number and level are three things (domain §0.2): the label is only shown
        "zone_label": Column(TEXT, nullable=True, meaning="KV1, KV2 … as the document names it"),
        "directive": Column(TEXT, nullable=True, meaning="measure named for this very site, e.g. CT16"),
        "document": Column(TEXT, nullable=True),
        "decided_by": Column(TEXT, nullable=True),
        "population": Column(COUNT, nullable=True, at_least=0, meaning="residents on the site; empty: not known"),
        "radius_m": Column(NUMBER, nullable=True, at_least=1, at_most=5000, meaning="for a point: what it covers"),
        "is_class": Column(FLAG, meaning="a class of places without an address: counted and listed, not drawn"),
        "note": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT, nullable=True),
        "valid_to": Column(MOMENT, nullable=True),
    },
    geometry=True,
)
