"""Write a MapModel as one GeoPackage that opens coloured in QGIS: a table for each layer, and its style beside it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.exchange.qml import layer_qml
from geo.exchange.rows import Attributes, about, exchange_layers, rows_of_layer
from geo.mapmodel import Layer, MapModel

# what QGIS looks for when it opens a layer of a GeoPackage
_STYLES: Final = """CREATE TABLE layer_styles (
id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
_ABOUT: Final = "CREATE TABLE about (id INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT)"
_REGISTER: Final = "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)"
_GEOMETRY: Final = "geom"
_VERSION: Final = "1.2"                    # what programs of ten years read without a warning


def geopackage_bytes(model: MapModel, attributes: Attributes) -> bytes:
    """Return the map as a GeoPackage (EPSG:4326). Tables stand in drawing order, the uppermost first."""
    layers = exchange_layers(model)
    columns: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="zone-map-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "map.gpkg"
        for layer in reversed(layers):
            frame, kind = _frame(model, layer, attributes)
            columns[layer.id] = [column for column in frame.columns if column != frame.geometry.name]
            pyogrio.write_dataframe(frame, path, layer=layer.id, driver="GPKG", geometry_type=kind,
                                    dataset_options=None if path.exists() else {"VERSION": _VERSION},
                                    promote_to_multi=kind.startswith("Multi"), layer_options={
                                        "GEOMETRY_NAME": _GEOMETRY, "IDENTIFIER": layer.title,
                                    })
        with closing(sqlite3.connect(path)) as database, database:
            _add_styles(database, model, layers, columns, attributes)
            _add_about(database, model)
        return path.read_bytes()


def _frame(model: MapModel, layer: Layer, attributes: Attributes) -> tuple[gpd.GeoDataFrame, str]:
    rows = list(rows_of_layer(model, layer, attributes))
    records = [
        {"feature_id": row.feature.id, "title": row.feature.title, "label": row.feature.label,
         "number": row.feature.number, "style": row.style.key, "meaning": row.meaning, **row.values}
        for row in rows
    ]
    frame = pd.DataFrame(records)
    for name in frame.columns:
        frame[name] = _column(frame[name])
    kinds = {row.feature.geometry.geom_type.removeprefix("Multi") for row in rows}
    shapes = [row.feature.geometry for row in rows]
    several = any(shape.geom_type.startswith("Multi") for shape in shapes)
    kind = kinds.pop() if len(kinds) == 1 else "Unknown"
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326), f"Multi{kind}" if several and kind != "Unknown" else kind


def _column(values: pd.Series[Any]) -> pd.Series[Any]:
    """Give a column the type that all its values have: numbers stay numbers, moments stay moments."""
    known = [value for value in values if not pd.isna(value)]
    if known and all(isinstance(value, datetime) for value in known):
        return pd.to_datetime(values, utc=True)      # the standard knows moments in UTC alone
    if known and all(isinstance(value, int) and not isinstance(value, bool) for value in known):
        return values.astype("Int64")
    if known and all(isinstance(value, int | float) for value in known):
        return values.astype("Float64")
    return values.map(lambda value: None if pd.isna(value) else str(value)).astype(object)


def _add_styles(
    database: sqlite3.Connection, model: MapModel, layers: list[Layer], columns: Mapping[str, list[str]],
    attributes: Attributes,
) -> None:
    database.execute(_STYLES)
    meanings = attributes.meanings
    for layer in layers:
        shape = layer.features[0].geometry.geom_type
        kind = "marker" if "Point" in shape else "line" if "Line" in shape else "fill"
        used = dict.fromkeys(feature.style for feature in layer.features)
        # the legend's order and all its lines: "red: 0" has its colour ready for the next day
        prefix = next(iter(used)).split(".")[0] + "."
        listed = [key for key in meanings if key.startswith(prefix) and key in model.styles and layer.id == "zones"]
        styles = [model.styles[key] for key in dict.fromkeys([*listed, *used])]
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
            (layer.id, _GEOMETRY, layer.id[:30],
             layer_qml(styles, meanings, kind, {column: attributes.titles.get(column, column)
                                                for column in columns[layer.id]}),
             layer.title),
        )
    database.execute(_REGISTER, ("layer_styles", "layer_styles"))


def _add_about(database: sqlite3.Connection, model: MapModel) -> None:
    database.execute(_ABOUT)
    database.executemany("INSERT INTO about (line) VALUES (?)", [(line,) for line in about(model)])
    database.execute(_REGISTER, ("about", model.title_block.title))
