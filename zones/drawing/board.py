"""Hold the boundaries that are being drawn: the outline, the units as one coverage, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import AREAS
from geo.crs import to_metric
from geo.editing.reading import require_area
from geo.editing.topology import Coverage
from geo.frames import MOMENT, rows_of
from zones.drafts import Content

OUTLINE: Final = "outline"
UNIT: Final = "unit/"
UNIT_LEVEL: Final = "residential_group"
# what a person says of a unit; the version's own columns are asked for when it is saved
OF_THE_VERSION: Final = ("area_id", "document", "valid_from", "valid_to")
UNIT_COLUMNS: Final = tuple(name for name in AREAS.columns if name not in OF_THE_VERSION)
HOLE_M2: Final = 100.0      # a smaller hole between drawn units is a gap that nobody saw, not a lake


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """Outline (None: not drawn; then the units together are the place) and units, in metres. Never changed."""

    coverage: Coverage
    fields: Mapping[str, Mapping[str, Any]]       # area_id -> column -> plain value; missing: not known
    outline: BaseGeometry | None = None

    def name(self, area_id: str) -> str:
        """Return what people call a unit."""
        return str(self.fields.get(area_id, {}).get("name") or area_id)

    def with_units(self, coverage: Coverage, **more: Mapping[str, Any]) -> Board:
        """Return the board with another coverage; `more` are the fields of new or changed units, by area_id."""
        kept = {area_id: fields for area_id, fields in {**self.fields, **more}.items() if area_id in coverage.ids}
        return replace(self, coverage=coverage, fields=kept)

    def codes(self) -> list[str]:
        """Return the units' numbers or codes."""
        return [str(fields.get("code") or "") for fields in self.fields.values()]

    def level(self) -> str:
        """Return the level of the units drawn here: that of most, a residential group where there are none."""
        levels = [str(fields.get("area_level") or UNIT_LEVEL) for fields in self.fields.values()]
        return max(set(levels), key=levels.count) if levels else UNIT_LEVEL

    def ground(self) -> BaseGeometry | None:
        """Return what all of it covers, for asking whether something lies near; None: nothing is drawn."""
        if self.outline is not None:
            return self.outline
        return shapely.box(*shapely.total_bounds(self.coverage.shapes)) if self.coverage.ids else None


EMPTY: Final = Board(Coverage((), np.array([], dtype=object)), {})


def board_of(areas: pd.DataFrame, crs: str) -> Board:
    """Return the board of stored areas (EPSG:4326, one version each) in the metric `crs`.

    One area of a larger level, alone or beside the units, is the outline; otherwise the units together are.
    """
    rows = [row for row in rows_of(areas) if row["geometry"] is not None]
    shapes = to_metric(np.array([row["geometry"] for row in rows], dtype=object), crs)
    larger = [at for at, row in enumerate(rows) if row["area_level"] != UNIT_LEVEL]
    whole = larger if len(larger) == 1 else []
    units = {rows[at]["area_id"]: shapes[at] for at in range(len(rows)) if at not in whole}
    coverage = Coverage.of(units) if units else EMPTY.coverage
    fields = {row["area_id"]: _plain(row) for row in rows if row["area_id"] in units}
    if whole:
        outline = require_area("", shapes[whole[0]])
        return Board(coverage, fields, outline)
    return Board(coverage, fields, outline_of(coverage))


def outline_of(coverage: Coverage) -> BaseGeometry | None:
    """Return the ground of the units together; holes as small as a slip of the hand are filled."""
    if not coverage.ids:
        return None
    sound = shapely.make_valid(coverage.shapes)
    parts = [part for part in shapely.get_parts(shapely.union_all(sound, grid_size=1e-4))
             if isinstance(part, shapely.Polygon)]
    filled = [shapely.Polygon(part.exterior, [hole for hole in part.interiors
                                              if shapely.Polygon(hole).area > HOLE_M2]) for part in parts]
    return filled[0] if len(filled) == 1 else shapely.MultiPolygon(filled)


def to_content(board: Board) -> dict[str, dict[str, Any]]:
    """Return the board as a draft keeps it: exact coordinates, plain values."""
    content: dict[str, dict[str, Any]] = {}
    if board.outline is not None:
        content[OUTLINE] = {"shape": shapely.to_wkb(board.outline, hex=True)}
    for area_id, shape in zip(board.coverage.ids, board.coverage.shapes, strict=True):
        content[UNIT + area_id] = {"shape": shapely.to_wkb(shape, hex=True), "fields": dict(board.fields[area_id])}
    return content


def from_content(content: Content) -> Board:
    """Return the board that a draft keeps."""
    units = {key.removeprefix(UNIT): entry for key, entry in content.items() if key.startswith(UNIT)}
    shapes = np.array([shapely.from_wkb(entry["shape"]) for entry in units.values()], dtype=object)
    outline = shapely.from_wkb(content[OUTLINE]["shape"]) if OUTLINE in content else None
    fields = {area_id: entry["fields"] for area_id, entry in units.items()}
    return Board(Coverage(tuple(units), shapes), fields, outline)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a stored unit as values that JSON holds."""
    values = {name: row[name] for name in UNIT_COLUMNS if pd.notna(row[name])}
    return {
        name: value.isoformat() if AREAS.columns[name].dtype == MOMENT
        else value.item() if isinstance(value, np.generic) else value
        for name, value in values.items()
    }
