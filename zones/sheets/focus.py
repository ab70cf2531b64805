"""Turn a place's map into that of one unit: its own window, a veil over what is not it, its border."""

from __future__ import annotations

from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import one_to_lonlat, one_to_metric
from geo.mapmodel import Feature, Layer, MapModel
from zones import look


def focused(model: MapModel, area: BaseGeometry, around: float) -> MapModel:
    """Return the map about `area` (EPSG:4326); `around`: how much is seen beside it, of its longer side."""
    crs = model.metric_crs
    west, south, east, north = one_to_metric(area, crs).bounds
    air = around * max(east - west, north - south)
    window = shapely.box(west - air, south - air, east + air, north + air)
    # the veil reaches far beyond the window: a page is wider than its unit
    far = one_to_lonlat(window.buffer(4 * (east - west + north - south)), crs)
    veil = Layer("focus", "", "", (
        Feature("veil", "focus.veil", far.difference(area)), Feature("border", "focus.border", area.boundary),
    ))
    place = next(number for number, layer in enumerate(model.layers) if layer.id == "zones") + 1
    return replace(
        model, bounds=one_to_lonlat(window, crs).bounds, focus=area,
        layers=(*model.layers[:place], veil, *model.layers[place:]), styles={**model.styles, **look.FOCUS_STYLES},
    )
