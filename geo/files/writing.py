"""Write a frame as GeoJSON or GeoPackage."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyogrio

from geo.telling import FileError

DRIVERS: Final = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG"}


def write_features(frame: gpd.GeoDataFrame, path: Path, driver: str | None = None) -> None:
    """Write the frame as GeoJSON or GeoPackage: the whole file or none, an older one replaced.

    `driver` is "GeoJSON" or "GPKG"; None: by the path's ending. Raises FileError for other kinds.
    """
    chosen = driver or DRIVERS.get(path.suffix.lower())
    if chosen not in DRIVERS.values():
        raise FileError("files.unknown_driver", name=path.name)
    # in the same folder, so that the last step is a rename within one file system
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex}{'.gpkg' if chosen == 'GPKG' else '.geojson'}")
    try:
        # one geometry type for the layer would refuse a site drawn as a point beside one drawn as an area
        pyogrio.write_dataframe(frame, draft, driver=chosen, layer=path.stem, geometry_type="Unknown")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
