"""Leave in a situation only what has been announced: designated sites and lockdowns that have a document."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd

from zones.situation import Situation
from zones.situation.counts import count_levels
from zones.situation.partition import make_zones


def public_situation(situation: Situation) -> Situation:
    """Return the situation as the public may know it.

    Sites without a document and lockdowns without a decision are not there: their ground has the level of its unit.
    Forces, facilities and posts that are only planned are not there. Levels of units are the same: a public map never
    contradicts the internal one.
    """
    sites = _announced(situation.sites)
    sites = sites[sites["site_id"].isin(situation.site_levels)]
    lockdowns = _announced(situation.lockdowns)
    site_levels = {key: level for key, level in situation.site_levels.items() if key in set(sites["site_id"])}
    lockdown_levels = {
        key: level for key, level in situation.lockdown_levels.items() if key in set(lockdowns["lockdown_id"])
    }
    zones = situation.zones
    if len(sites) < len(situation.sites) or len(lockdowns) < len(situation.lockdowns):
        zones = make_zones(situation.place, situation.areas, situation.area_levels, sites, site_levels, lockdowns,
                           lockdown_levels)
    return replace(
        situation, sites=sites, site_levels=site_levels, lockdowns=lockdowns, lockdown_levels=lockdown_levels,
        site_decisions={key: one for key, one in situation.site_decisions.items() if key in site_levels},
        zones=zones, forces=situation.forces.iloc[:0], facilities=situation.facilities.iloc[:0],
        checkpoints=situation.checkpoints[situation.checkpoints["status"].fillna("") != "planned"],
        level_counts=count_levels(zones, situation.areas, situation.area_levels, sites, site_levels, lockdowns,
                                  lockdown_levels),
    )


def _announced(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    announced: gpd.GeoDataFrame = frame[frame["document"].fillna("").str.strip() != ""]
    return announced
