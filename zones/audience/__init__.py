"""Decide what may leave the room: the public map of a situation has areas, colours, posts and counts by unit alone.

All that is shared is made here, whatever file it ends in: sheets, atlas, pictures, the stand-alone page. A public map
is composed from a public situation, in which what nobody announced is not there at all, and keeps of the map only the
layers, legend sections and cells named below: what is added to the map later stays inside until it is named here.
Sources: CV 4191/BYT-TT-KT, Luật 91/2025/QH15 (domain §6.4); the limits are marked [I] there.
"""

from __future__ import annotations

from zones.audience.bands import FEW_HOUSEHOLDS, few_areas, shown_counts
from zones.audience.cards import public_card
from zones.audience.model import public_model
from zones.audience.sites import NamedSite, named_sites
from zones.audience.situation import public_situation

__all__ = [
    "FEW_HOUSEHOLDS", "NamedSite", "few_areas", "named_sites", "public_card", "public_model", "public_situation",
    "shown_counts",
]
