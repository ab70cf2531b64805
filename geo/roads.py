"""Make a graph of any lines: cut where roads really meet, bridges and tunnels pass over and under.

networkx holds the graph: a pure Python wheel that installs alike on Windows and Linux, with exact shortest ways and
components; a ward has some thousand stretches and a city some hundred thousand, so scipy's 30 MB would save nothing
that a person feels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.clusters import clusters
from geo.crs import HANOI_METRIC, to_metric

if TYPE_CHECKING:
    import networkx

JOIN_M: Final = 0.5      # ends of roads that were meant to meet lie this near to one another


class RoadError(ValueError):
    """Lines from which no road graph can be made; `kind` names the reason, `key` its sentence, `fields` fill it."""

    def __init__(self, kind: str, **fields: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.key = f"roads.{kind}"
        self.fields = fields


@dataclass(frozen=True)
class Roads:
    """A road network in metres: stretches between nodes.

    `lines` (m,) LineStrings, `ends` (m, 2) node numbers, `source` (m,) the row of the frame that each comes from,
    `nodes` (n, 2) coordinates. The first and last vertex of a line are exactly its nodes.
    """

    lines: np.ndarray
    ends: np.ndarray
    source: np.ndarray
    nodes: np.ndarray

    @cached_property
    def graph(self) -> networkx.MultiGraph:
        """Nodes 0 … n-1; an edge's key is its stretch's number, `length` its metres."""
        import networkx  # a fifth of a second, for those who look for ways only

        graph = networkx.MultiGraph()
        graph.add_nodes_from(range(len(self.nodes)))
        lengths = shapely.length(self.lines).tolist()
        graph.add_edges_from(
            (start, end, number, {"length": lengths[number]}) for number, (start, end) in enumerate(self.ends.tolist())
        )
        return graph

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index of the stretches."""
        return shapely.STRtree(self.lines)

    @cached_property
    def degree(self) -> np.ndarray:
        """How many stretches end at each node; 1: a dead end."""
        counts: np.ndarray = np.bincount(self.ends.ravel(), minlength=len(self.nodes))
        return counts


def roads_from_frame(
    frame: gpd.GeoDataFrame, crs: str = HANOI_METRIC, *, level_column: str | None = None, join_m: float = JOIN_M
) -> Roads:
    """Return the network of a frame's lines (EPSG:4326; points and polygons are passed over) in the metric `crs`.

    `level_column` names the column that says on which level a road runs (OpenStreetMap's "layer": -1 tunnel, 1 bridge;
    empty: 0). Raises RoadError: no_lines, no_such_column.
    """
    if level_column is not None and level_column not in frame.columns:
        raise RoadError("no_such_column", column=level_column)
    shapes = to_metric(shapely.force_2d(frame.geometry.to_numpy()), crs)
    parts, row = shapely.get_parts(shapes, return_index=True)
    lines = np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)
    levels = None if level_column is None else _levels(frame[level_column])[row[lines]]
    return roads_from_lines(parts[lines], levels=levels, source=row[lines], join_m=join_m)


def roads_from_lines(
    lines: np.ndarray, *, levels: np.ndarray | None = None, source: np.ndarray | None = None, join_m: float = JOIN_M
) -> Roads:
    """Return the network of metric LineStrings, cut where they cross or end on one another.

    Lines of two `levels` do not meet where they cross, only where one ends. An end within `join_m` of another road is
    joined to it: hand-drawn lanes stop short of the street. Raises RoadError (no_lines).
    """
    lines = np.asarray(lines, dtype=object)
    source = np.arange(len(lines)) if source is None else np.asarray(source)
    sound = np.isfinite(shapely.bounds(lines).reshape(-1, 4)).all(axis=1) & (shapely.length(lines) > 0)
    levels = np.zeros(len(lines), dtype=int) if levels is None else np.asarray(levels)
    lines, source, levels = lines[sound], source[sound], levels[sound]
    if not len(lines):
        raise RoadError("no_lines")
    lines = shapely.remove_repeated_points(lines)
    cuts = _cuts(lines, levels, join_m)
    pieces, of = [], []
    for number, line in enumerate(lines):
        parts = cut_line(line, cuts[number], join_m)
        pieces += parts
        of += [number] * len(parts)
    return _joined(np.array(pieces, dtype=object), source[of], join_m)


def cut_line(line: shapely.LineString, along_m: Iterable[float], shortest_m: float = 0.0) -> list[shapely.LineString]:
    """Return the line cut at these distances from its start; cuts nearer than `shortest_m` to another are one."""
    length, kept = line.length, [0.0]
    for place in sorted(along_m):
        if place - kept[-1] > shortest_m and length - place > shortest_m:
            kept.append(place)
    if len(kept) == 1:
        return [line]
    coordinates = shapely.get_coordinates(line)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(coordinates, axis=0).T))])
    cut = shapely.get_coordinates(shapely.line_interpolate_point(line, kept[1:]))
    bounds = [*kept, length]
    ends = [coordinates[0], *cut, coordinates[-1]]
    parts = []
    for number, (start, end) in enumerate(pairwise(bounds)):
        between = coordinates[(at > start + 1e-9) & (at < end - 1e-9)]
        parts.append(shapely.LineString([ends[number], *between, ends[number + 1]]))
    return parts


def part_of_line(line: shapely.LineString, start_m: float, end_m: float) -> shapely.LineString:
    """Return the line from `start_m` to `end_m` along it, `start_m` being the less; of no length: the place, twice."""
    if end_m - start_m <= 1e-9:
        place = line.interpolate(start_m)
        return shapely.LineString([place, place])
    parts = cut_line(line, [place for place in (start_m, end_m) if 1e-9 < place < line.length - 1e-9])
    return parts[0] if start_m <= 1e-9 else parts[1]


def _levels(column: Any) -> np.ndarray:
    import pandas as pd  # the frame's own library

    numbers: np.ndarray = pd.to_numeric(column, errors="coerce").fillna(0).to_numpy(dtype=int)
    return numbers


def _cuts(lines: np.ndarray, levels: np.ndarray, join_m: float) -> dict[int, list[float]]:
    """Return for each line the distances at which another one meets it."""
    cuts: dict[int, list[float]] = defaultdict(list)
    tree = shapely.STRtree(lines)
    one, other = tree.query(lines, predicate="intersects")
    level = (one != other) & (levels[one] == levels[other])
    _add_cuts(cuts, lines, one[level], shapely.intersection(lines[one[level]], lines[other[level]]))
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, line = tree.query(ends, predicate="dwithin", distance=join_m)
    foreign = end % len(lines) != line
    for number, place in zip(line[foreign], ends[end[foreign]], strict=True):
        cuts[int(number)].append(float(shapely.line_locate_point(lines[number], place)))
    for number in np.flatnonzero(~shapely.is_simple(lines)):       # a lane that crosses itself meets itself there
        knots = shapely.get_coordinates(shapely.get_parts(shapely.node(lines[number])))
        met = np.unique(knots, axis=0)
        cuts[int(number)] += shapely.line_locate_point(lines[number], shapely.points(met)).tolist()
    return cuts


def _add_cuts(cuts: dict[int, list[float]], lines: np.ndarray, number: np.ndarray, common: np.ndarray) -> None:
    """Add the points at which lines cross, and the ends of the stretches that they share."""
    parts, pair = shapely.get_parts(common, return_index=True)
    inner, collection = shapely.get_parts(parts, return_index=True)
    crossing = shapely.get_type_id(inner) == 0
    ends = np.concatenate([inner, shapely.get_point(inner, 0), shapely.get_point(inner, -1)])
    ends[:len(inner)][~crossing] = None
    owner = np.tile(number[pair[collection]], 3)
    met = ~shapely.is_missing(ends)
    places = shapely.line_locate_point(lines[owner[met]], ends[met])
    for line, place in zip(owner[met].tolist(), places.tolist(), strict=True):
        cuts[line].append(place)


def _joined(pieces: np.ndarray, source: np.ndarray, join_m: float) -> Roads:
    """Make one node of ends that lie within `join_m` of each other, and draw the pieces up to it."""
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(pieces, at)) for at in (0, -1)])
    name = clusters(ends, join_m)
    nodes = np.column_stack([np.bincount(name, ends[:, axis]) for axis in (0, 1)]) / np.bincount(name)[:, None]
    start, end = name[:len(pieces)], name[len(pieces):]
    lines = np.array([
        shapely.LineString([nodes[a], *shapely.get_coordinates(piece)[1:-1], nodes[b]])
        for piece, a, b in zip(pieces, start, end, strict=True)
    ], dtype=object)
    kept = shapely.length(lines) > 0
    lines, pairs, source = lines[kept], np.column_stack([start, end])[kept], source[kept]
    # a road that two files hold is one: the same line, whichever way it was drawn
    _, first = np.unique(shapely.to_wkb(shapely.normalize(lines), hex=True).astype(str), return_index=True)
    first.sort()
    return Roads(lines[first], pairs[first], source[first], nodes)
