"""Close what the exercise closes: locked-down blocks, wide areas round them, belts and posts that come and go."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from dien_tap.papers import BELT_2_PAPER, DECIDED_BY, PEAK, POSTS_PAPER, START, Term, dates, paper
from gia_thuy.build import Town
from gia_thuy.drawing import GROUPS, NODES, Point
from gia_thuy.places import BLOCKS, CORNERS, GATES
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry
from writing import Row

from geo.checkpoints import CrossingState, crossings, states
from geo.roads import Roads, roads_from_lines

BACK_FROM_ROAD_M: Final = 5.0
LEFT_ALONE: Final = "phia-dong"      # the gate where nobody stands once the back lanes are open again
SHORT_AT: Final = "F2"               # the post of belts 2 that has one person fewer than it needs


class Lockdown(NamedTuple):
    """A block of streets for 14 days; its belt 1 and the two posts at its mouths go with it."""

    number: int                # also of its decision
    block: str
    name: str
    term: Term
    households: int
    population: int
    hard_at: Point             # about where the posts stand: they are put on the nearest junction
    soft_at: Point
    outbreak: str              # what joins it with the wide area round it
    west_of: float = 10_000.0  # only the part of the block west of here
    follows: int | None = None           # the lockdown that it goes on from
    lifted_by: int | None = None         # the decision that ended it; None: nobody decided


LOCKDOWNS: Final = [
    Lockdown(1, "lockdown-13", "Cụm ngõ 1, tổ 13", ("22/10/2021", "05/11/2021"),
             58, 214, (960, 490), (850, 380), "13"),
    Lockdown(2, "lockdown-12", "Cụm ngõ 2, tổ 12", ("29/10/2021", "12/11/2021"),
             41, 152, (950, 256), (940, 328), "12", lifted_by=36),
    Lockdown(3, "lockdown-15", "Cụm ngõ 3, tổ 15", ("01/11/2021", "15/11/2021"),
             47, 171, (1332, 640), (1356, 562), "15"),
    Lockdown(4, "lockdown-13", "Một phần cụm ngõ 1, tổ 13 (gia hạn)", ("05/11/2021", "19/11/2021"),
             26, 97, (830, 472), (850, 380), "13", west_of=912.0, follows=1, lifted_by=37),
    Lockdown(5, "lockdown-6", "Cụm ngõ 4, tổ 6", ("06/11/2021", "20/11/2021"),
             33, 120, (590, 448), (500, 326), "6", lifted_by=38),
]


class Wide(NamedTuple):
    """The tổ round a lockdown that are searched and tested ("khoanh vùng rộng")."""

    key: str
    outbreak: str
    groups: tuple[int, ...]
    term: Term
    decision: int
    follows: str | None = None


WIDE: Final = [
    Wide("13", "13", (9, 12, 13), ("22/10/2021", "05/11/2021"), 1),
    Wide("13-gia-han", "13", (12, 13), ("05/11/2021", "19/11/2021"), 4, follows="13"),
    Wide("15", "15", (15, 18), ("01/11/2021", "15/11/2021"), 3),
]


class Belt2(NamedTuple):
    """A belt round some tổ for some days, with its posts at nodes of the drawing."""

    key: str
    groups: tuple[int, ...]
    term: Term
    posts: tuple[str, ...] = ()
    active: bool = True


BELTS_2: Final = [
    Belt2("hep", (13,), ("22/10/2021", "30/10/2021"), ("F2", "F3", "G0", "G1")),
    Belt2("rong", (6, 9, 12, 13, 15), ("30/10/2021", "22/11/2021"),
          ("A2", "A3", "A5", "B0", "B1", "F1", "F2", "G1")),
    Belt2("thu-hep", (12, 13), ("22/11/2021", "06/12/2021"), ("F2", "F3", "G0", "G1")),
    Belt2("thoi-duy-tri", (12, 13), ("06/12/2021", None), active=False),
]


def lockdowns(town: Town) -> list[Row]:
    """Return the locked-down blocks, their level left to the rule, and the wide areas, which have no colour."""
    narrow: list[Row] = [
        {"lockdown_id": f"dien-tap/pt-{lock.number}", "name": lock.name, "ring": "narrow",
         "containment_id": f"dien-tap/kv-{lock.outbreak}", "document": paper(lock.number), "decided_by": DECIDED_BY,
         "households": lock.households, "population": lock.population,
         "follows": f"dien-tap/pt-{lock.follows}" if lock.follows else None,
         "change": "extension" if lock.follows else None,
         "ended_by": paper(lock.lifted_by) if lock.lifted_by else None,
         "note": "Số liệu giả định", **dates(lock.term), "geometry": _houses(town, lock)}
        for lock in LOCKDOWNS
    ]
    wide: list[Row] = [
        {"lockdown_id": f"dien-tap/kvr-{area.key}",
         "name": "Khoanh vùng rộng tổ " + ", ".join(map(str, area.groups)), "ring": "wide",
         "containment_id": f"dien-tap/kv-{area.outbreak}", "document": paper(area.decision), "decided_by": DECIDED_BY,
         "households": sum(GROUPS[number].households for number in area.groups),
         "population": sum(GROUPS[number].population for number in area.groups),
         "follows": f"dien-tap/kvr-{area.follows}" if area.follows else None,
         "change": "extension" if area.follows else None, "note": "Số liệu giả định", **dates(area.term),
         "geometry": town.cluster(area.groups)}
        for area in WIDE
    ]
    return [*narrow, *wide]


def _houses(town: Town, lock: Lockdown) -> BaseGeometry:
    """Return the houses of the block, a few metres back from the middle of the streets round it."""
    houses = town.block(BLOCKS[lock.block]).buffer(-BACK_FROM_ROAD_M, join_style="mitre")
    west, south, east, north = houses.bounds
    return shapely.intersection(houses, shapely.box(west, south, min(east, lock.west_of), north))


def belts(town: Town) -> list[Row]:
    """Return belt 3 for all days, and belts 1 and 2 with the days on which they were kept."""
    rows = [
        _belt(1, str(lock.number), lock.name, town.block(BLOCKS[lock.block]), lock.term, lock.number)
        for lock in LOCKDOWNS
    ]
    for belt in BELTS_2:
        name = "tổ " + ", ".join(map(str, belt.groups))
        rows.append(_belt(2, belt.key, name, town.cluster(belt.groups), belt.term, BELT_2_PAPER, belt.active))
    return [*rows, _belt(3, "phuong", "toàn phường", town.ward, (START, None), POSTS_PAPER)]


def _belt(number: int, key: str, name: str, inside: Polygon, term: Term, decision: int,
          active: bool = True) -> Row:
    return {"belt_id": f"dien-tap/vd{number}-{key}", "number": number, "name": f"Vành đai {number} – {name}",
            "active": active, "document": paper(decision), "note": "Tuyến giả định", **dates(term),
            "geometry": LineString(inside.exterior)}


def checkpoints(town: Town) -> list[Row]:
    """Return the posts of all belts, each with its days; barriers close what no post holds, but for one lane."""
    rows = []
    for gate in GATES:
        spot = ShapelyPoint(NODES[gate.node])
        if gate.open:
            rows.append(_post(3, "soft", gate.key, gate.name, spot, (START, None), POSTS_PAPER, people=4, needed=4))
            continue
        closed, opened = PEAK
        people = 0 if gate.key == LEFT_ALONE else 2
        rows.append(_post(3, "soft", f"{gate.key}-truoc", gate.name, spot, (START, closed), POSTS_PAPER, 2, 2))
        rows.append(_post(3, "hard", f"{gate.key}-dong", gate.name, spot, PEAK, POSTS_PAPER))
        rows.append(_post(3, "soft", f"{gate.key}-sau", gate.name, spot, (opened, None), POSTS_PAPER, people, 2))
    roads = _roads(town)
    for belt in BELTS_2:
        own = [
            _post(2, "soft", f"{belt.key}-{node.lower()}", CORNERS[node], ShapelyPoint(NODES[node]), belt.term,
                  BELT_2_PAPER, people=3, needed=4 if node == SHORT_AT else 3)
            for node in belt.posts
        ]
        left_open = 1 if belt.key == "rong" else 0
        edge = LineString(town.cluster(belt.groups).exterior)
        name = "Rào ngõ, vành đai 2"
        rows += [*own, *(_barriers(2, belt.key, name, edge, roads, own, belt.term, BELT_2_PAPER, left_open)
                         if belt.active else [])]
    for lock in LOCKDOWNS:
        own = [
            _post(1, kind, f"{lock.number}-{kind}", lock.name, town.junction(near), lock.term, lock.number, people,
                  people)
            for kind, near, people in (("hard", lock.hard_at, 0), ("soft", lock.soft_at, 2))
        ]
        edge = LineString(town.block(BLOCKS[lock.block]).exterior)
        rows += [*own, *_barriers(1, str(lock.number), f"Rào ngõ, {lock.name[0].lower()}{lock.name[1:]}", edge, roads,
                                  own, lock.term, lock.number)]
    return rows


def _roads(town: Town) -> Roads:
    return roads_from_lines(np.array([road.line for road in town.roads if road.kind.startswith("road")], dtype=object))


def _barriers(
    belt: int, key: str, name: str, edge: LineString, roads: Roads, posts: list[Row], term: Term, decision: int,
    left_open: int = 0,
) -> list[Row]:
    """Return a barrier for each crossing of a belt that its posts do not hold, the last `left_open` left out."""
    found = crossings(edge, roads)
    spots: Any = np.array([post["geometry"] for post in posts], dtype=object)
    hard = np.array([post["kind"] == "hard" for post in posts])
    gaps = [crossing for crossing, (state, _) in zip(found, states(found, spots, hard), strict=True)
            if state is CrossingState.OPEN]
    closed = gaps[:len(gaps) - left_open]
    return [
        _post(belt, "hard", f"{key}-rao-{number}", f"{name} ({number:02d})", crossing.point, term, decision)
        for number, crossing in enumerate(closed, 1)
    ]


def _post(belt: int, kind: str, key: str, place: str, spot: ShapelyPoint, term: Term, decision: int,
          people: int = 0, needed: int = 0) -> Row:
    """Return a post; one without people is a barrier, or a post that nobody stands at."""
    return {"checkpoint_id": f"dien-tap/vd{belt}-{key}", "name": place[0].upper() + place[1:], "kind": kind,
            "belt": belt, "staffed": people > 0,
            "status": "active", "managing_level": "ward" if belt == 3 else "residential_group",
            "managed_by": "UBND phường" if belt == 3 else "Tổ Covid cộng đồng",
            "head": None if kind == "hard" else "Công an phường" if belt == 3 else "Tổ trưởng tổ dân phố",
            "required_per_shift": needed or None, "people_per_shift": people or None,
            "shifts_per_day": 3 if people else None,
            "document": paper(decision), "note": "vị trí minh họa", **dates(term), "geometry": spot}
