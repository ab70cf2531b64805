"""Turn a drawn board into records: the former boundaries end when the new ones begin, and old days keep the old map."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.areas import AREAS, newest_at, unit_of, version_key
from geo.crs import LONLAT, to_lonlat
from geo.frames import rows_of
from zones.drawing.board import UNIT_LEVEL, Board
from zones.drawing.errors import DrawError
from zones.drawing.mending import problems_of


def require_complete(board: Board, *, accept_gaps: bool) -> None:
    """Raise DrawError unless the units cover the place: no_units, has_faults, has_gaps (a person may accept those)."""
    if not board.coverage.ids:
        raise DrawError("no_units")
    problems = problems_of(board)
    grave = [problem for problem in problems if problem.grave]
    if grave:
        raise DrawError("has_faults", at=grave[0].fault.geometry, count=len(grave))
    if problems and not accept_gaps:
        raise DrawError("has_gaps", at=problems[0].fault.geometry, count=len(problems),
                        size_m2=round(sum(problem.fault.size_m2 for problem in problems)))


def new_version(
    standing: pd.DataFrame, board: Board, crs: str, *, valid_from: datetime | None, document: str, as_of: datetime
) -> pd.DataFrame:
    """Return all area records of the place after the board is saved, former versions among them (EPSG:4326).

    What held until `valid_from` ends there; what was to begin at or after it is superseded and left out (the store's
    history keeps it). None, "from the beginning", is for a place's first units only. Raises DrawError
    (valid_from_missing).
    """
    newest = newest_at(standing, as_of)
    if valid_from is None and (newest["area_level"] == UNIT_LEVEL).any():
        raise DrawError("valid_from_missing")
    kept = _ended(standing, valid_from)
    taken = {row["area_id"] for row in kept}
    shapes = to_lonlat(board.coverage.shapes, crs)
    rows = [*kept]
    for area_id, shape in zip(board.coverage.ids, shapes, strict=True):
        key = unit_of(area_id)
        if key in taken and valid_from is not None:
            key = version_key(key, valid_from)
        rows.append({**board.fields[area_id], "area_id": key, "document": document or None,
                     "valid_from": valid_from, "valid_to": None, "geometry": shape})
    geometry = np.array([row.pop("geometry") for row in rows], dtype=object)
    return AREAS.tidy(gpd.GeoDataFrame(pd.DataFrame(rows), geometry=gpd.GeoSeries(list(geometry), crs=LONLAT)))


def _ended(standing: pd.DataFrame, start: datetime | None) -> list[dict[str, Any]]:
    """Return the records that began before the start, none of them lasting beyond it."""
    if start is None:
        return []
    moment = pd.Timestamp(start)
    kept = []
    for row in rows_of(standing):
        if pd.notna(row["valid_from"]) and row["valid_from"] >= moment:
            continue
        ends = row["valid_to"]
        kept.append({**row, "valid_to": moment if pd.isna(ends) or ends > moment else ends})
    return kept
