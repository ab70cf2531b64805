"""Read and finish one object that is drawn: a site, a lockdown, a belt, a post, or whatever else has a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from geo.containment import BESIDE_LANE_M, ContainmentError, lane_stretch
from geo.frames import MOMENT, Contract
from zones.drawing.errors import DrawError
from zones.drawing.fields import LONGEST, read_fields
from zones.drawing.reading import Pen

POINT, AREA, LINE, LANE = "point", "area", "line", "lane"
# how an object of a kind may be drawn, the usual way first; a kind that is not named here may be drawn in each way
SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    "sites": (AREA, POINT, LANE), "lockdowns": (AREA, LANE), "belts": (LINE,), "checkpoints": (POINT,),
    "facilities": (POINT,),
}
ANY_SHAPE: Final = (POINT, AREA, LINE, LANE)
SNAPPED: Final = ("checkpoints",)          # these stand on a road, or where it crosses a belt
WIDEST_M: Final = 100.0
_TYPES: Final = {"Point": POINT, "Polygon": AREA, "MultiPolygon": AREA, "LineString": LINE, "MultiLineString": LINE}


def shapes_of(kind: str) -> tuple[str, ...]:
    """Return the ways to draw an object of a kind."""
    return SHAPES.get(kind, ANY_SHAPE)


def drawn_shape(
    kind: str, drawn: Any, pen: Pen, lanes: Mapping[str, BaseGeometry], belts: Sequence[BaseGeometry]
) -> BaseGeometry | None:
    """Return the object's shape in metres. None: it has no place on the map.

    `drawn` is GeoJSON, or {"lane": id, "from": [lon, lat], "to": [lon, lat], "width_m": …} for a stretch of one of
    `lanes`; a post is put on the crossing, belt or road within its "snap_m". Raises EditError, DrawError,
    ContainmentError.
    """
    if drawn is None:
        return None
    if isinstance(drawn, Mapping) and "lane" in drawn:
        lane = lanes.get(str(drawn["lane"]))
        if lane is None:
            raise ContainmentError("no_lane")
        beside = min(max(_metres(drawn.get("width_m"), 2 * BESIDE_LANE_M) / 2, 1.0), WIDEST_M)
        return lane_stretch(lane, pen.point(drawn.get("from")), pen.point(drawn.get("to")), beside_m=beside)[0]
    shape = pen.shape(drawn)
    if _TYPES[shape.geom_type] not in shapes_of(kind):
        raise DrawError("wrong_shape")
    if kind in SNAPPED and isinstance(shape, shapely.Point):
        return snapped(shape, [*lanes.values()], belts, _metres(drawn.get("snap_m"), 0.0))
    return shape


def snapped(
    point: shapely.Point, roads: Sequence[BaseGeometry], belts: Sequence[BaseGeometry], within_m: float
) -> shapely.Point:
    """Return the place within reach where a road crosses a belt, else the nearest of a belt, of a road, else itself."""
    reach = point.buffer(min(within_m, WIDEST_M))
    near_roads = [part for part in (road.intersection(reach) for road in roads) if not part.is_empty]
    near_belts = [part for part in (belt.intersection(reach) for belt in belts) if not part.is_empty]
    crossing = shapely.union_all(near_roads).intersection(shapely.union_all(near_belts))
    for target in (crossing, shapely.union_all(near_belts), shapely.union_all(near_roads)):
        if not target.is_empty and within_m > 0:
            foot: shapely.Point = shapely.ops.nearest_points(target, point)[0]
            return foot
    return point


def draft_fields(contract: Contract, raw: Any) -> dict[str, Any]:
    """Return what was filled in so far, unread: a draft may hold half a form."""
    sent = raw if isinstance(raw, Mapping) else {}
    kept: dict[str, Any] = {}
    for name in form_columns(contract):
        value = sent.get(name)
        if isinstance(value, bool):
            kept[name] = value
        elif value not in (None, ""):
            kept[name] = str(value)[:LONGEST]
    return kept


def form_columns(contract: Contract) -> list[str]:
    """Return the columns that a person fills in: all but the record's own key."""
    return [name for name in contract.columns if name != contract.key]


def record(contract: Contract, key: str, fields: Mapping[str, Any], shape: BaseGeometry | None) -> pd.DataFrame:
    """Return the finished object as a frame of one row (EPSG:4326). Raises BadFields, FrameError."""
    columns = {name: contract.columns[name] for name in form_columns(contract)}
    values = read_fields(contract.name, columns, fields)
    frame = pd.DataFrame([{contract.key: key, **values}])
    frame["geometry"] = pd.Series([shape], dtype=object)
    return contract.check(frame)


def shown_fields(contract: Contract, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored record's values as a form shows them; empty cells are left out."""
    shown: dict[str, Any] = {}
    for name in form_columns(contract):
        value = row[name]
        if pd.isna(value):
            continue
        if contract.columns[name].dtype == MOMENT:
            shown[name] = f"{value:%d/%m/%Y %H:%M}"
        else:
            shown[name] = value.item() if isinstance(value, np.generic) else value
    return shown


def renewed_key(key: str, start: pd.Timestamp) -> str:
    """Return the key of a record that takes the place of another one from a moment on."""
    return f"{key.partition('~')[0]}~{start:%Y%m%d%H%M}"


def _metres(value: Any, otherwise: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        return otherwise
    return float(value)
