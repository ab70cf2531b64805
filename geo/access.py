"""Tell whether a vehicle from every road of an area reaches a gate, and which barriers must open if not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.network import OUT, Network, Node, network_of
from geo.roads import Roads


class Verdict(StrEnum):
    """Whether a vehicle from an area gets out."""

    OPEN = "open"            # from every road in it
    PARTLY = "partly"        # some roads are cut off
    LOCKED = "locked"        # none gets out without opening a barrier
    UNKNOWN = "unknown"      # no road is known in it, or none that leads to a gate: nobody can say


@dataclass(frozen=True, slots=True)
class Pocket:
    """Roads that are cut off together: the barriers that must open (rows, in order of the way), the way out."""

    roads: BaseGeometry
    must_open: tuple[int, ...]
    way: shapely.LineString


@dataclass(frozen=True, slots=True)
class WayOut:
    """The answer for one area (its row): the verdict, the way to draw, the parts that are cut off (longest first).

    `way` runs from the road nearest to the area's middle to a gate; of a locked area it passes the barriers that must
    open. `unlinked` counts the road places in the area from which no drawn road leads to any gate: a gap in the map.
    """

    area: int
    verdict: Verdict
    way: shapely.LineString | None
    pockets: tuple[Pocket, ...]
    unlinked: int


def ways_out(areas: np.ndarray, outline: BaseGeometry, roads: Roads, barriers: np.ndarray) -> tuple[WayOut, ...]:
    """Return for each area (metric polygons) whether all its roads reach a gate without passing a barrier.

    Gates are where roads cross the outline; `barriers` are metric points where nobody passes. What a cut-off part
    needs is the fewest barriers to open, and of equal ones the shortest way.
    """
    network = network_of(roads, outline, barriers, areas)
    reached = _search(network)
    return tuple(
        _answer(row, area.centroid, network.members[row], network, reached)
        for row, area in enumerate(np.asarray(areas, dtype=object))
    )


def locked_in(areas: np.ndarray, outline: BaseGeometry, roads: Roads, barriers: np.ndarray) -> tuple[WayOut, ...]:
    """Return the areas that a plan of barriers locks in, wholly or in part: to be asked before the plan is saved."""
    answers = ways_out(areas, outline, roads, barriers)
    return tuple(answer for answer in answers if answer.verdict in (Verdict.LOCKED, Verdict.PARTLY))


def way_from(
    point: shapely.Point, outline: BaseGeometry, roads: Roads, barriers: np.ndarray, *, reach_m: float = 200.0
) -> WayOut:
    """Return the answer for the road nearest to a point (an address), within the reach; metres."""
    stretch = roads.tree.query_nearest(point, max_distance=reach_m, all_matches=False)
    if not len(stretch):
        return WayOut(0, Verdict.UNKNOWN, None, (), 0)
    foot = roads.lines[stretch[0]].interpolate(roads.lines[stretch[0]].project(point))
    # the network puts a node into the middle of what an area has of a road: here of a stretch as long as a car
    network = network_of(roads, outline, barriers, np.array([foot.buffer(4.5)], dtype=object))
    nearest = sorted(network.members[0], key=lambda node: network.place(node).distance(foot))[:1]
    return _answer(0, foot, nearest, network, _search(network))


@dataclass(frozen=True, slots=True)
class _Reached:
    cost: dict[Any, float]
    path: dict[Any, list[Any]]          # from OUT to the node


def _search(network: Network) -> _Reached:
    import networkx

    if OUT not in network.graph:
        return _Reached({}, {})
    cost, path = networkx.single_source_dijkstra(network.graph, OUT, weight="cost")
    return _Reached(cost, path)


def _answer(row: int, middle: shapely.Point, members: Iterable[Node], network: Network, reached: _Reached) -> WayOut:
    members = tuple(members)
    known = [node for node in members if node in reached.cost]
    unlinked = len(members) - len(known)
    if not known:
        return WayOut(row, Verdict.UNKNOWN, None, (), unlinked)
    barred = {node: _must_open(network, reached, node) for node in known}
    free = [node for node in known if not barred[node]]
    verdict = Verdict.OPEN if len(free) == len(known) else Verdict.PARTLY if free else Verdict.LOCKED
    nearest = min(free or known, key=lambda node: network.place(node).distance(middle))
    pockets = _pockets(network, reached, [node for node in known if barred[node]])
    return WayOut(row, verdict, _drawn(network, reached.path[nearest]), pockets, unlinked)


def _pockets(network: Network, reached: _Reached, cut_off: list[Node]) -> tuple[Pocket, ...]:
    """Return the parts that no barrier divides, the longest roads first."""
    import networkx

    loose = network.graph.subgraph([node for node in network.graph if node != OUT and not network.posts(node)])
    pockets, left = [], set(cut_off)
    for start in cut_off:
        if start not in left:
            continue
        part = networkx.node_connected_component(loose, start)
        best = min(left & part, key=lambda node: (reached.cost[node], str(node)))
        left -= part
        lines = [line for _, _, line in network.graph.edges(part, data="line") if line is not None]
        roads = shapely.union_all(lines)
        pockets.append(Pocket(roads, _must_open(network, reached, best), _drawn(network, reached.path[best])))
    return tuple(sorted(pockets, key=lambda pocket: (-pocket.roads.length, pocket.must_open)))


def _must_open(network: Network, reached: _Reached, node: Node) -> tuple[int, ...]:
    """Return the barriers on the cheapest way from a node, in the order in which they are met."""
    path = reached.path[node][::-1]                   # … gate, OUT
    on_way = [row for step in path[:-1] for row in network.posts(step)]
    return (*on_way, *network.graph.edges[path[-2], path[-1]]["posts"])


def _drawn(network: Network, path: list[Any]) -> shapely.LineString:
    """Return the line of a way, from the area to the gate."""
    steps = path[:0:-1]
    places: list[tuple[float, float]] = [network.graph.nodes[steps[0]]["at"]]
    for step, following in pairwise(steps):
        points = list(network.graph.edges[step, following]["line"].coords)
        start, end = (network.place(step).distance(shapely.Point(points[at])) for at in (0, -1))
        places += points if start <= end else points[::-1]
    line: shapely.LineString
    line = shapely.remove_repeated_points(shapely.LineString(places if len(places) > 1 else places * 2))
    return line

