"""Cut roads at the gates of an outline, at barriers and in the middle of areas: the graph that ways are sought in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.checkpoints import Crossing, crossings
from geo.roads import Roads, cut_line, part_of_line

if TYPE_CHECKING:
    import networkx

ON_ROAD_M: Final = 15.0      # a barrier drawn farther from every road bars none
AT_GATE_M: Final = 25.0      # a barrier this near to a gate, on its road, shuts the gate
ON_GATE_M: Final = 5.0       # … and this near on whatever road
AT_NODE_M: Final = 1.0       # a barrier on a junction shuts the junction
STUB_M: Final = 15.0         # between a barrier and the street there is no house
INSIDE_M: Final = 2.0        # a road nearer to the edge of an area is the street that bounds it
OUT: Final = "out"

Node = tuple[Any, ...] | str  # ("node", n), ("gate", n), ("post", row), ("in", area, n), OUT
Stops = dict[int, list[tuple[float, Node]]]


@dataclass(frozen=True)
class Network:
    """The roads inside an outline as a graph that ends at `OUT`, behind the gates.

    A node has `at` (x, y) and, where barriers stand on it, `posts` (their rows); an edge has `line`, `length`
    (metres), `posts` (at a gate) and `cost`, in which one barrier weighs more than all roads together. `members[area]`
    are the nodes in each area, `off_road` the rows of barriers that stand on no road.
    """

    graph: networkx.Graph
    gates: tuple[Crossing, ...]
    members: tuple[tuple[Node, ...], ...]
    off_road: tuple[int, ...]

    def posts(self, node: Node) -> tuple[int, ...]:
        """Return the rows of the barriers on a node."""
        rows: tuple[int, ...] = self.graph.nodes[node].get("posts", ())
        return rows

    def place(self, node: Node) -> shapely.Point:
        """Return where a node lies."""
        return shapely.Point(self.graph.nodes[node]["at"])


def network_of(roads: Roads, outline: BaseGeometry, barriers: np.ndarray, areas: np.ndarray) -> Network:
    """Return the network inside the outline (metric polygon) with barriers (metric points) and areas (metric polygons).

    A road that runs on the outline belongs to it. Every road may be driven both ways: an ambulance does.
    """
    import networkx

    gates = crossings(outline, roads, merge_m=0)
    at_gate, on_stretch, off_road = _placed(roads, gates, np.asarray(barriers, dtype=object))
    stops = _stops(roads, gates, on_stretch)
    insides = shapely.buffer(np.asarray(areas, dtype=object), -INSIDE_M)
    _add_insides(stops, roads, insides)
    graph = networkx.Graph()
    ground = outline.buffer(0.5)
    shapely.prepare(ground)
    for number, line in enumerate(roads.lines):
        if ground.intersects(line):
            _add_stretch(graph, roads, number, sorted(stops[number], key=lambda stop: (stop[0], str(stop[1]))))
    _drop_outside(graph, ground)
    for at in (at for at in range(len(gates)) if ("gate", at) in graph):
        graph.add_edge(("gate", at), OUT, line=None, length=0.0, posts=tuple(at_gate[at]))
    shut = _shut_nodes(roads, on_stretch)
    networkx.set_node_attributes(graph, {node: rows for node, rows in shut.items() if node in graph}, "posts")
    _set_costs(graph)
    return Network(graph, gates, _members(graph, np.asarray(areas, dtype=object), insides), tuple(off_road))


def _placed(
    roads: Roads, gates: Sequence[Crossing], barriers: np.ndarray
) -> tuple[dict[int, list[int]], dict[int, list[tuple[float, int]]], list[int]]:
    """Put each barrier on the gate that it shuts, else on the nearest stretch, as (metres along it, row)."""
    at_gate: dict[int, list[int]] = defaultdict(list)
    on_stretch: dict[int, list[tuple[float, int]]] = defaultdict(list)
    off_road = []
    for row, barrier in enumerate(barriers):
        stretches = roads.tree.query_nearest(barrier, max_distance=ON_ROAD_M, all_matches=False)
        if not len(stretches):
            off_road.append(row)
            continue
        stretch = int(stretches[0])
        away = [gate.point.distance(barrier) for gate in gates]
        shuts = [at for at, gate in enumerate(gates)
                 if away[at] <= (AT_GATE_M if stretch in gate.stretches else ON_GATE_M)]
        if shuts:
            at_gate[min(shuts, key=lambda at: away[at])].append(row)
        else:
            on_stretch[stretch].append((roads.lines[stretch].project(barrier), row))
    return at_gate, on_stretch, off_road


def _stops(roads: Roads, gates: Sequence[Crossing], on_stretch: dict[int, list[tuple[float, int]]]) -> Stops:
    """Return the gates and barriers on each stretch; a barrier at its end is one on the junction."""
    stops: Stops = defaultdict(list)
    for at, gate in enumerate(gates):
        for stretch in gate.stretches:
            stops[stretch].append((roads.lines[stretch].project(gate.point), ("gate", at)))
    for stretch, barriers in on_stretch.items():
        length = roads.lines[stretch].length
        stops[stretch] += [(along, ("post", row)) for along, row in barriers if AT_NODE_M < along < length - AT_NODE_M]
    return stops


def _add_insides(stops: Stops, roads: Roads, insides: np.ndarray) -> None:
    """Put a node into the middle of what each area has of a stretch: a road through it may have no junction there."""
    areas, stretches = roads.tree.query(insides, predicate="intersects")
    common = shapely.intersection(roads.lines[stretches], insides[areas])
    pieces, pair = shapely.get_parts(common, return_index=True)
    barred = {stretch for stretch, found in stops.items() if any(node[0] == "post" for _, node in found)}
    for number, (piece, at) in enumerate(zip(pieces, pair.tolist(), strict=True)):
        if piece.length == 0:
            continue
        stretch, area = int(stretches[at]), int(areas[at])
        line, marks = roads.lines[stretch], [piece]
        if stretch in barred:                      # on either side of a barrier lies a part of its own
            posts = [line.interpolate(along) for along, node in stops[stretch] if node[0] == "post"]
            marks = cut_line(piece, [piece.project(post) for post in posts if post.distance(piece) < 1e-6])
        stops[stretch] += [
            (line.project(mark.interpolate(0.5, normalized=True)), ("in", area, number, part))
            for part, mark in enumerate(marks) if len(marks) == 1 or mark.length > STUB_M
        ]


def _add_stretch(graph: networkx.Graph, roads: Roads, number: int, stops: list[tuple[float, Node]]) -> None:
    """Add a stretch as edges from stop to stop; of two edges between the same nodes the shorter one is the way."""
    line = roads.lines[number]
    start, end = (("node", int(node)) for node in roads.ends[number])
    for (along, one), (further, other) in pairwise([(0.0, start), *stops, (line.length, end)]):
        for place, node in ((along, one), (further, other)):
            if node not in graph:
                graph.add_node(node, at=line.interpolate(place).coords[0])
        piece = part_of_line(line, along, further)
        if one != other and (not graph.has_edge(one, other) or graph.edges[one, other]["length"] > piece.length):
            graph.add_edge(one, other, line=piece, length=piece.length)


def _drop_outside(graph: networkx.Graph, ground: BaseGeometry) -> None:
    graph.remove_edges_from([
        (one, other) for one, other, line in graph.edges(data="line")
        if not ground.covers(line.interpolate(0.5, normalized=True))
    ])
    graph.remove_nodes_from([node for node, degree in list(graph.degree) if degree == 0])


def _shut_nodes(roads: Roads, on_stretch: dict[int, list[tuple[float, int]]]) -> dict[Node, tuple[int, ...]]:
    """Return the nodes that barriers stand on, with the rows of these."""
    shut: dict[Node, list[int]] = defaultdict(list)
    for stretch, barriers in on_stretch.items():
        start, end = roads.ends[stretch].tolist()
        for along, row in barriers:
            at_end = along >= roads.lines[stretch].length - AT_NODE_M
            node: Node = ("node", start) if along <= AT_NODE_M else ("node", end) if at_end else ("post", row)
            shut[node].append(row)
    return {node: tuple(sorted(rows)) for node, rows in shut.items()}


def _set_costs(graph: networkx.Graph) -> None:
    """Count metres, and for each barrier more than all metres: half when the way comes to it, half when it leaves."""
    barrier = 1.0 + sum(length for _, _, length in graph.edges(data="length"))
    posts = {node: len(rows) for node, rows in graph.nodes(data="posts", default=())}
    for one, other, edge in graph.edges(data=True):
        edge["cost"] = edge["length"] + barrier * (len(edge.get("posts", ())) + (posts[one] + posts[other]) / 2)


def _members(graph: networkx.Graph, areas: np.ndarray, insides: np.ndarray) -> tuple[tuple[Node, ...], ...]:
    """Return the nodes in each area, without those that barriers stand on; those on its edge where it has no others."""
    names = [node for node, rows in graph.nodes(data="posts", default=()) if node != OUT and not rows]
    marks = np.array([shapely.Point(graph.nodes[node]["at"]) for node in names], dtype=object)
    members = []
    for inside, area in zip(insides, areas, strict=True):
        found: list[Node] = []
        for ground in (inside, area):
            shapely.prepare(ground)
            found = found or [names[at] for at in np.flatnonzero(shapely.intersects(ground, marks))]
        members.append(tuple(found))
    return tuple(members)
