"""Read where things are: shapes of features, WKT and coordinates in cells; and judge a coverage of areas."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import LONLAT, to_metric
from geo.readings import EAST, NORTH, SOUTH, WEST
from geo.whereabouts import read_as
from zones.intake.coordinate_question import ask_reading
from zones.intake.draft import Draft
from zones.intake.examination import Note
from zones.intake.findings import ASKED, REFUSED, REMARK
from zones.intake.points import has_points, read_points
from zones.intake.source import Source


def read_shapes(draft: Draft, source: Source) -> gpd.GeoSeries | None:
    """Fill the draft's shapes: from the features, else a column of WKT, else longitude and latitude.

    Return the features' shapes; where the file leaves their system open, in the one that a person named.
    """
    of_file = source.shapes
    if source.raw is not None:
        answer = ask_reading(draft, source.raw.notna(), source.options)
        of_file = read_as(source.raw, answer) if answer else of_file
    if not draft.kind.contract.geometry:
        return of_file
    shapes = np.array([None] * len(draft.cells), dtype=object)
    if of_file is not None:
        shapes = of_file.to_numpy().copy()
    elif "geometry" in draft.cells:
        shapes = _from_wkt(draft)
    elif has_points(draft.cells.columns):
        lon, lat = read_points(draft)
        good = np.isfinite(lon) & np.isfinite(lat)
        shapes[good] = shapely.points(lon[good], lat[good])
    draft.shapes = gpd.GeoSeries(_single(shapes), index=draft.cells.index, crs=LONLAT)
    _judge(draft)
    return of_file


def notes_on_coverage(areas: gpd.GeoDataFrame) -> list[Note]:
    """Say where areas of one level overlap, or leave holes between them. Measured in metres (VN-2000)."""
    notes = []
    for _, level in areas.groupby("area_level"):
        polygons = to_metric(level.geometry.to_numpy())
        mismatched = int((~shapely.is_empty(shapely.coverage_invalid_edges(polygons))).sum())
        if mismatched:
            whole = shapely.union_all(polygons)
            overlap = max(0.0, float(shapely.area(polygons).sum() - shapely.area(whole)))
            fields = {"units": mismatched, "overlap_m2": round(overlap)}
            notes.append(Note("intake.note_borders_differ", fields))
        holes = _holes(polygons)
        if holes:
            notes.append(Note("intake.note_holes", {"holes": holes}))
    return notes


def _holes(polygons: np.ndarray) -> int:
    return int(shapely.get_num_interior_rings(shapely.get_parts(shapely.union_all(polygons))).sum())


def _from_wkt(draft: Draft) -> np.ndarray:
    texts = draft.text("geometry")
    shapes = np.array([_one_from_wkt(text) if text else None for text in texts], dtype=object)
    unread = pd.Series([shape is None for shape in shapes], index=texts.index) & (texts != "")
    draft.findings.add(REFUSED, unread, "intake.shape_unreadable", "geometry")
    return np.asarray(shapely.force_2d(shapes), dtype=object)


def _one_from_wkt(text: str) -> shapely.Geometry | None:
    try:
        return shapely.from_wkt(text, on_invalid="ignore")
    except (NotImplementedError, shapely.errors.GEOSException):    # circles and arcs
        return None


def _single(shapes: np.ndarray) -> np.ndarray:
    """Take a multi-shape of one part for that part: file formats make every shape a multi-shape."""
    alone = shapely.get_num_geometries(shapes) == 1
    out = shapes.copy()
    out[alone] = shapely.get_geometry(shapes[alone], 0)
    out[shapely.is_empty(out)] = None
    return out


def _judge(draft: Draft) -> None:
    shapes, findings, index = draft.shapes.to_numpy(), draft.findings, draft.cells.index
    missing = pd.Series([shape is None for shape in shapes], index=index)
    undecided = ~findings.rows_of(ASKED, REFUSED)
    if draft.kind.shape_needed:
        findings.add(REFUSED, missing & undecided, "intake.shape_missing")
    elif draft.kind.shapes:
        classes = draft.column("is_class").map(lambda flag: flag is True).astype("bool")
        findings.add(REMARK, missing & undecided & ~classes, "intake.not_on_the_map")
    dimensions = shapely.get_dimensions(shapes)
    wrong = pd.Series(~np.isin(dimensions, draft.kind.shapes), index=index) & ~missing
    findings.add(REFUSED, wrong, f"intake.wrong_shape_{draft.kind.contract.name}")
    if draft.kind.shapes_sound:
        broken = pd.Series(~shapely.is_valid(shapes), index=index) & ~missing
        reasons = pd.Series([_where(shape) if bad else "" for shape, bad in zip(shapes, broken, strict=True)],
                            index=index)
        findings.add(REFUSED, broken, "intake.shape_broken", where=reasons)
    west, south, east, north = shapely.bounds(shapes).T
    inside = (west >= WEST) & (south >= SOUTH) & (east <= EAST) & (north <= NORTH)
    findings.add(REFUSED, pd.Series(~inside, index=index) & ~missing, "intake.outside_vietnam")


def _where(shape: shapely.Geometry) -> str:
    """Return where a shape is broken, as longitude and latitude; shapely says it in English prose."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", shapely.is_valid_reason(shape))
    return ", ".join(f"{float(number):.6f}" for number in numbers[-2:])
