"""Write the sample's files: GeoJSON with one feature a line, CSV; the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

import shapely
from gia_thuy.build import to_lonlat
from shapely.geometry import Polygon, mapping

from geo.frames import Contract

VIETNAM: Final = timezone(timedelta(hours=7))
Row = Mapping[str, Any]


def at(day: str, hour: int = 0, minute: int = 0) -> datetime:
    """Read "22/10/2021" as a moment of Việt Nam."""
    return datetime.strptime(f"{day} {hour:02d}:{minute:02d} +0700", "%d/%m/%Y %H:%M %z").astimezone(VIETNAM)


def write_geojson(path: Path, contract: Contract, rows: Iterable[Row]) -> None:
    """Write rows (the contract's columns, `geometry` in sheet metres or None) as longitude and latitude."""
    lines = []
    for row in rows:
        shape = row["geometry"]
        geometry = None if shape is None else _geojson(shape)
        properties = dict(zip(_columns(contract), _cells(contract, row, "geometry"), strict=True))
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = f'{{"type":"FeatureCollection","name":"{contract.name}","features":[\n'
    _write(path, head + ",\n".join(lines) + "\n]}\n")


def write_csv(path: Path, contract: Contract, rows: Iterable[Row]) -> None:
    """Write rows as comma-separated values under the contract's column names; None is empty."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_columns(contract))
    table.writerows(_cells(contract, row) for row in rows)
    _write(path, text.getvalue())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _columns(contract: Contract) -> list[str]:
    """Return the columns that may leave the command post."""
    return [name for name, column in contract.columns.items() if not column.internal]


def _cells(contract: Contract, row: Row, *beside: str) -> list[Any]:
    strange = set(row) - set(_columns(contract)) - set(beside)
    if strange:
        raise KeyError(f"{contract.name} has no column {sorted(strange)}")
    values = (row.get(name) for name in _columns(contract))
    return [value.isoformat(timespec="minutes") if isinstance(value, datetime) else value for value in values]


def _geojson(shape: Any) -> dict[str, Any]:
    moved = to_lonlat(shape)
    if not moved.is_valid or moved.is_empty:
        raise ValueError(f"rounding to 6 decimals broke {shape.wkt[:80]}")
    if isinstance(moved, Polygon):
        moved = shapely.orient_polygons(moved)  # RFC 7946: outer rings run against the clock
    return dict(mapping(moved))
