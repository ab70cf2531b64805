"""Turn the hand drawing into a clean town: rounded lines, exact junctions, tổ that share their borders."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely
from gia_thuy import drawing
from gia_thuy.drawing import Point, Points
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry

BEND_STEP_M: Final = 12.0  # a rounded bend gets a vertex about so often
STRAIGHT_M: Final = 0.4  # a vertex nearer than this to the straight line is left out
REACH_M: Final = 30.0  # how far a lane's end is carried to the line that it meets


class Road(NamedTuple):
    """A line of the underlay in sheet metres."""

    road_id: str
    kind: str
    name: str | None
    line: LineString


@dataclass(frozen=True)
class Town:
    """The built drawing; all geometry in sheet metres (see drawing.ORIGIN)."""

    roads: list[Road]  # roads and railway
    water: list[Polygon]
    green: list[Polygon]
    groups: dict[int, Polygon]
    blocks: list[Polygon]  # what the streets and lanes enclose, inside one tổ each
    junctions: np.ndarray  # (n, 2): the ends and crossings of all lines

    @property
    def ward(self) -> Polygon:
        """The whole ward: the union of its tổ, vertex for vertex."""
        return self.cluster(self.groups)

    def cluster(self, numbers: Iterable[int]) -> Polygon:
        """Return the union of some tổ that lie together; ValueError when they don't."""
        union = shapely.coverage_union_all([self.groups[number] for number in numbers])
        if not isinstance(union, Polygon):
            raise ValueError(f"tổ {list(numbers)} are not one piece")
        return union

    def block(self, inside: Point) -> Polygon:
        """Return the street block that holds a point."""
        return next(block for block in self.blocks if block.contains(ShapelyPoint(inside)))

    def junction(self, near: Point) -> ShapelyPoint:
        """Return the junction nearest to a point; ValueError when none is within REACH_M."""
        distances = np.hypot(*(self.junctions - np.asarray(near)).T)
        nearest = int(distances.argmin())
        if distances[nearest] > REACH_M:
            raise ValueError(f"no junction near {near}: the nearest is {distances[nearest]:.0f} m away")
        return ShapelyPoint(self.junctions[nearest])


def build_town() -> Town:
    """Build the town from drawing.py."""
    paths = {line_id: _rounded(_placed(line.points)) for line_id, line in drawing.LINES.items()}
    lanes: list[list[Point]] = []
    for points, ending in drawing.LANES:
        lane = _placed(points)
        ends = (0,) if ending == "end" else (0, len(lane) - 1)
        for end in ends:
            lane[end] = _meet(lane[end], [*paths.values(), *lanes])
        lanes.append(_rounded(lane))
    roads = [
        Road(line_id, line.kind, line.name, LineString(paths[line_id]))
        for line_id, line in drawing.LINES.items()
        if line.kind.startswith(("road", "rail"))
    ]
    roads += [Road(f"lane-{n:02d}", "road_lane", None, LineString(lane)) for n, lane in enumerate(lanes, 1)]
    roads.append(Road("rail-branch", "rail", None, LineString(_rounded(_placed(drawing.RAIL_BRANCH)))))
    groups = _groups(paths)
    network = shapely.unary_union([LineString(path) for path in [*paths.values(), *lanes]])
    ward = shapely.coverage_union_all(list(groups.values()))
    ditch = LineString([*_rounded(_placed(drawing.DITCH_BEYOND)), *paths["ditch"]])
    return Town(
        roads=roads,
        water=[
            ditch.buffer(drawing.DITCH_WIDTH_M / 2, cap_style="flat", join_style="mitre"),
            *(_rounded_shape(corners) for corners in drawing.WATER),
        ],
        green=[_rounded_shape(corners) for corners in drawing.GREEN],
        groups=groups,
        blocks=[block for block in _faces(network) if ward.contains(block.representative_point())],
        junctions=_junctions(network),
    )


def to_lonlat(geometry: BaseGeometry) -> BaseGeometry:
    """Bring sheet metres to longitude and latitude with 6 decimals (0.1 m); equal points stay equal."""
    origin, scale = np.asarray(drawing.ORIGIN), np.asarray(drawing.METRES_PER_DEGREE)
    return shapely.transform(geometry, lambda xy: np.round(origin + xy / scale, 6))


def _placed(points: Points) -> list[Point]:
    return [drawing.NODES[point] if isinstance(point, str) else point for point in points]


def _rounded(points: Sequence[Point]) -> list[Point]:
    """Run a curve through all points (centripetal Catmull-Rom: no overshoot); the points stay in it."""
    path: list[Point] = [points[0]]
    padded = [_mirror(points[1], points[0]), *points, _mirror(points[-2], points[-1])]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        steps = max(2, round(math.dist(start, end) / BEND_STEP_M))
        span = [_between(before, start, end, after, step / steps) for step in range(steps + 1)]
        # thinned span by span, so that nodes and drawn corners are never lost
        kept = shapely.simplify(LineString([start, *span[1:-1], end]), STRAIGHT_M)
        path += [(round(x, 1), round(y, 1)) for x, y in kept.coords[1:]]
    return path


def _mirror(point: Point, centre: Point) -> Point:
    return (2 * centre[0] - point[0], 2 * centre[1] - point[1])


def _between(before: Point, start: Point, end: Point, after: Point, share: float) -> Point:
    """Return the point at `share` (0 to 1) of the curve from start to end (Barry and Goldman's pyramid)."""
    knots = [0.0]
    for one, other in ((before, start), (start, end), (end, after)):
        knots.append(knots[-1] + math.sqrt(math.dist(one, other)))
    k0, k1, k2, k3 = knots
    t = k1 + share * (k2 - k1)
    first = _mix(before, start, (t - k0) / (k1 - k0))
    middle = _mix(start, end, (t - k1) / (k2 - k1))
    last = _mix(end, after, (t - k2) / (k3 - k2))
    return _mix(_mix(first, middle, (t - k0) / (k2 - k0)), _mix(middle, last, (t - k1) / (k3 - k1)), share)


def _mix(one: Point, other: Point, share: float) -> Point:
    return (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)


def _meet(end: Point, paths: Sequence[list[Point]]) -> Point:
    """Carry a lane's end to the nearest line and make it a vertex of that line: the two meet exactly."""
    here = ShapelyPoint(end)
    lines = [LineString(path) for path in paths]
    distances = [line.distance(here) for line in lines]
    nearest = int(np.argmin(distances))
    if distances[nearest] > REACH_M:
        return end
    line, path = lines[nearest], paths[nearest]
    along = line.project(here)
    corner = min(path, key=lambda vertex: math.dist(vertex, end))
    if math.dist(corner, end) < distances[nearest] + 6.0:  # no splinters beside a vertex that is there
        return corner
    spot = line.interpolate(along)
    meeting = (round(spot.x, 1), round(spot.y, 1))
    position = next(i for i, vertex in enumerate(path) if line.project(ShapelyPoint(vertex)) > along)
    path.insert(position, meeting)
    return meeting


def _groups(paths: dict[str, list[Point]]) -> dict[int, Polygon]:
    """Cut the ward along BORDERS and give each piece to the tổ whose inner point lies in it."""
    pieces = []
    for line_id, start, end in drawing.BORDERS:
        path = paths[line_id]
        pieces.append(LineString(path[path.index(drawing.NODES[start]) : path.index(drawing.NODES[end]) + 1]))
    # the union cuts every piece where another ends on it, which polygonize needs; no vertex is moved
    faces = _faces(shapely.unary_union(pieces))
    groups = {}
    for number, group in drawing.GROUPS.items():
        (groups[number],) = [face for face in faces if face.contains(ShapelyPoint(group.inside))]
    return groups


def _faces(network: BaseGeometry) -> list[Polygon]:
    """Return the areas that a noded network encloses."""
    return list(shapely.get_parts(shapely.polygonize([network])))


def _rounded_shape(corners: list[Point]) -> Polygon:
    """Round a closed outline: the curve runs once round and a bit further, and the overlap is cut off."""
    lap = _rounded([*corners[-2:], *corners, *corners[:2]])
    start, end = lap.index(corners[0]), len(lap) - 1 - lap[::-1].index(corners[0])
    return Polygon(lap[start:end])


def _junctions(network: BaseGeometry) -> np.ndarray:
    """Return the points where at least three pieces of the noded network meet."""
    ends = [point for piece in shapely.get_parts(network) for point in (piece.coords[0], piece.coords[-1])]
    points, counts = np.unique(np.asarray(ends), axis=0, return_counts=True)
    return points[counts >= 3]
