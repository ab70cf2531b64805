"""Answer "Vì sao?" for anything on the map: one card, the same on popup, table and sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

import numpy as np
import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import Card
from zones.cards.area import area_card
from zones.cards.field import crossing_card, facility_card, lockdown_card, way_card
from zones.cards.points import belt_card, checkpoint_card, outbreak_card, site_card
from zones.compose.outbreaks import active_outbreaks
from zones.situation import Situation


def make_card(
    situation: Situation, card_id: str, language: str, wanted: Collection[str] | None = None
) -> Card | None:
    """Return the card of "area/…", "site/…", "lockdown/…", "belt/…", "checkpoint/…", "crossing/…", "way/…" (an area's),
    "facility/…" or "outbreak/…"; None when it is not there. `wanted`: the only sections of an area's card to make."""
    kind, _, record_id = card_id.partition("/")
    if kind == "outbreak":
        found = {one.id: one for one in active_outbreaks(situation)}.get(record_id)
        return outbreak_card(found, card_id, language) if found else None
    if kind in ("crossing", "way"):
        return (crossing_card if kind == "crossing" else way_card)(situation, record_id, card_id, language)
    makers: dict[str, tuple[pd.DataFrame, str, Callable[..., Card]]] = {
        "area": (situation.areas, "area_id", partial(area_card, wanted=wanted)),
        "site": (situation.sites, "site_id", site_card),
        "lockdown": (situation.lockdowns, "lockdown_id", lockdown_card),
        "belt": (situation.belts, "belt_id", belt_card),
        "checkpoint": (situation.checkpoints, "checkpoint_id", checkpoint_card),
        "facility": (situation.facilities, "facility_id", facility_card),
    }
    if kind not in makers:
        return None
    frame, key, make = makers[kind]
    rows = rows_of(frame.iloc[np.flatnonzero(frame[key].to_numpy() == record_id)])
    return make(situation, rows[0], card_id, language) if rows else None
