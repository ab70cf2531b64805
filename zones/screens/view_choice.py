"""Name the maps of a place: one for each disease that it watches, and the one of all."""

from __future__ import annotations

from zones.compose.names import capitalised, kind_name
from zones.places import Place
from zones.situation.view import COMBINED, View
from zones.wording import t


def views_of(place: Place) -> dict[str, View]:
    """Return the place's views by their key: each disease (the first is the map's own), then all together."""
    if len(place.diseases) < 2:
        return {place.diseases[0]: View(place.id)}
    views = {disease: View(place.id, disease="" if first else disease)
             for first, disease in zip((True, *(False,) * len(place.diseases)), place.diseases, strict=False)}
    return {**views, COMBINED: View(place.id, combined=True)}


def view_name(key: str, speech: str) -> str:
    """Return a view's name in words."""
    return t("screen.all_diseases", speech) if key == COMBINED else capitalised(kind_name("disease", key, speech))
