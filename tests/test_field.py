"""Crossings of kept belts, posts that need not be kept, ways out, people on duty: as a person finds them by hand."""

from itertools import pairwise

import geopandas as gpd
import networkx
import numpy as np
import pandas as pd
import pytest
import shapely
import small_ward as ward
from coverings import random_coverage
from field_ward import EAST_GATE, NORTH_GATE, SOUTH_GATE, WEST_GATE, belts, edge, posts, ring, roads
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.access import Verdict
from geo.checkpoints import CrossingState
from geo.crs import one_to_metric, to_lonlat, to_metric
from geo.frames import rows_of
from zones.field.crossings import find_crossings, open_crossings, optional_posts
from zones.field.ground import digest, ground_of, streets_of
from zones.field.staffing import staffing
from zones.field.state import Field
from zones.field.ways import find_ways
from zones.levels import Level
from zones.posts import CHECKPOINTS

GREEN = dict.fromkeys(("to-1", "to-2", "to-13", "to-18"), Level.GREEN)
CRS = "EPSG:5897"


def ground(streets=None):
    return ground_of(ward.areas(), streets_of(roads() if streets is None else streets, CRS), CRS)


def no_posts():
    return CHECKPOINTS.empty()


# crossings


def test_without_a_post_every_crossing_of_a_kept_belt_is_open_and_named_by_its_road():
    found = find_crossings(belts(edge()), no_posts(), ground())
    assert [crossing.roads for crossing in found] == [("Phố Dọc",), ("Phố Ngang",), ("Phố Dọc",), ("Phố Ngang",)]
    assert open_crossings(found) == found
    places = {tuple(np.round(np.array(one_to_metric(crossing.point).coords[0]) - (ward.EAST, ward.NORTH)).astype(int))
              for crossing in found}
    assert places == {WEST_GATE, EAST_GATE, SOUTH_GATE, NORTH_GATE}


def test_people_or_a_barrier_close_it_and_an_empty_post_a_planned_and_a_suspended_one_do_not():
    standing = posts(
        {"geometry": ward.at(*WEST_GATE)}, {"geometry": ward.at(*EAST_GATE), "kind": "hard", "staffed": False},
        {"geometry": ward.at(*SOUTH_GATE), "staffed": False},
        {"geometry": ward.at(*NORTH_GATE), "status": "planned"})
    found = find_crossings(belts(edge()), standing, ground())
    states = sorted((crossing.state, crossing.posts, crossing.unstaffed) for crossing in found)
    assert states == [(CrossingState.CLOSED, ("c1",), ()), (CrossingState.OPEN, (), ()),
                      (CrossingState.OPEN, (), ("c2",)), (CrossingState.STAFFED, ("c0",), ())]
    assert len(find_crossings(belts(edge(active=False)), standing, ground())) == 0


def test_a_belt_without_a_line_and_a_ward_without_roads_have_no_crossings():
    assert find_crossings(belts({"number": 3, "geometry": None}), no_posts(), ground()) == ()
    assert find_crossings(belts(edge()), no_posts(), ground(roads().iloc[:0])) == ()
    rails = roads().assign(kind="rail")
    assert streets_of(rails, CRS) is None


@settings(max_examples=25, deadline=None)
@given(ends=st.lists(st.tuples(*[st.integers(-90, 1090)] * 4), min_size=1, max_size=6), seed=st.integers(0, 999))
def test_a_post_at_each_open_crossing_leaves_none_open(ends, seed):
    """However the streets run: what is shown as open is all that is open."""
    streets = {f"s{n}": [(a + 0.37, b + 0.11), (c + 0.53, d + 0.29)] for n, (a, b, c, d) in enumerate(ends)
               if abs(a - c) + abs(b - d) > 50}
    if not streets:
        return
    spot = ground(roads(streets))
    kept = belts(edge(), {"number": 2, "geometry": ring(100 + seed % 300, 150, 400)})
    found = open_crossings(find_crossings(kept, no_posts(), spot))
    standing = posts(*({"geometry": crossing.point} for crossing in found)) if found else no_posts()
    assert open_crossings(find_crossings(kept, standing, spot)) == ()


# posts that need not be kept


def optional(standing, levels=GREEN, kept=(), shut=()):
    return optional_posts(standing, belts(*kept) if kept else belts(edge()).iloc[:0], ground(), levels, shut)


def test_posts_of_belts_1_and_2_in_green_groups_need_not_be_kept_and_those_of_belt_3_must():
    standing = posts({"geometry": ward.at(100, 100), "belt": 1}, {"geometry": ward.at(100, 100), "belt": 2},
                     {"geometry": ward.at(100, 100), "belt": 3}, {"geometry": ward.at(100, 100), "belt": None})
    assert optional(standing) == {"c0", "c1"}


def test_a_post_on_the_border_of_a_group_that_is_not_green_must_be_kept():
    standing = posts({"geometry": ward.at(505, 100), "belt": 2}, {"geometry": ward.at(700, 100), "belt": 2})
    assert optional(standing, {**GREEN, "to-2": Level.YELLOW}) == set()
    assert optional(standing, {**GREEN, "to-1": Level.YELLOW}) == {"c1"}
    assert optional(standing, {**GREEN, "to-2": Level.UNASSESSED}) == set()


def test_a_post_on_a_kept_belt_round_an_orange_or_red_place_must_be_kept_though_its_group_is_green():
    standing = posts({"geometry": ward.at(100, 100), "belt": 1}, {"geometry": ward.at(400, 400), "belt": 1})
    belt = {"number": 1, "geometry": ring(100, 100, 50)}
    red = [(Level.RED, ward.square(110, 110, 20))]
    assert optional(standing, kept=[belt], shut=red) == {"c1"}
    assert optional(standing, kept=[{**belt, "active": False}], shut=red) == {"c0", "c1"}
    assert optional(standing, kept=[belt], shut=[(Level.YELLOW, ward.square(110, 110, 20))]) == {"c0", "c1"}


def test_a_post_outside_every_group_is_nobody_s_to_give_up():
    assert optional(posts({"geometry": ward.at(-300, 100), "belt": 2})) == set()


# ways out


def test_each_group_gets_out_until_its_gates_are_shut_and_the_post_that_must_open_is_named():
    def verdicts(*rows):
        return {way.area_id: (way.verdict, way.must_open)
                for way in find_ways(ground(), posts(*rows) if rows else no_posts())}
    assert verdicts()["to-1"] == (Verdict.OPEN, ())
    assert verdicts()["to-18"][0] is Verdict.UNKNOWN        # no street runs through it
    shut = [{"geometry": ward.at(*gate), "kind": "hard", "staffed": True}
            for gate in (WEST_GATE, EAST_GATE, SOUTH_GATE, NORTH_GATE)]
    assert verdicts(*shut)["to-1"][0] is Verdict.LOCKED
    assert len(verdicts(*shut)["to-1"][1]) == 1
    assert verdicts(*shut[:3])["to-1"] == (Verdict.OPEN, ())
    assert verdicts(*({**row, "status": "suspended"} for row in shut))["to-1"] == (Verdict.OPEN, ())


@settings(max_examples=25, deadline=None)
@given(shut=st.sets(st.sampled_from([(100, 250), (400, 250), (750, 250), (250, 100), (250, 400), (250, 750)])),
       gates=st.sets(st.sampled_from([WEST_GATE, EAST_GATE, SOUTH_GATE, NORTH_GATE])))
def test_a_verdict_agrees_with_a_plain_search_on_the_streets(shut, gates):
    barred = shut | gates
    rows = [{"geometry": ward.at(*place), "kind": "hard", "staffed": False} for place in sorted(barred)]
    ways = {way.area_id: way for way in find_ways(ground(), posts(*rows) if rows else no_posts())}
    graph = networkx.Graph()
    for along in ("x", "y"):
        places = [(at, 250) if along == "x" else (250, at) for at in (0, 100, 250, 400, 750, 1000)]
        graph.add_edges_from(pairwise(places))
        graph.add_edge(places[0], "out")
        graph.add_edge(places[-1], "out")
    graph.remove_nodes_from(barred)
    free = networkx.node_connected_component(graph, "out") if "out" in graph else set()
    if ways["to-1"].verdict is Verdict.OPEN:
        assert (250, 250) in free
    if (250, 250) not in free:
        assert ways["to-1"].shut
        reopened = barred - {tuple(int(n) for n in np.round(np.array(one_to_metric(
            rows[int(key[1:])]["geometry"]).coords[0]) - (ward.EAST, ward.NORTH))) for key in ways["to-1"].must_open}
        again = find_ways(ground(), posts(*({"geometry": ward.at(*place), "kind": "hard"} for place in reopened))
                          if reopened else no_posts())
        assert not again[0].shut


# people on duty


def duty(**columns):
    return {"checkpoint_id": "c", "kind": "soft", "staffed": True, "status": None, "required_per_shift": pd.NA,
            "people_per_shift": pd.NA, "shifts_per_day": pd.NA, "unit": "A", **columns}


def test_sums_of_a_group_say_what_is_needed_what_is_there_and_what_each_post_lacks():
    rows = [duty(required_per_shift=4, people_per_shift=3, shifts_per_day=3),
            duty(required_per_shift=2, people_per_shift=5, shifts_per_day=2), duty(kind="hard", staffed=False)]
    (found,) = staffing(rows, (), lambda row: row["unit"])
    assert (found.posts, found.required, found.assigned, found.short, found.unknown) == (3, 6, 8, 1, 0)
    assert (found.required_a_day, found.assigned_a_day) == (16, 19)


def test_a_post_without_people_has_none_a_number_nobody_wrote_is_not_known_and_a_planned_post_does_not_count():
    rows = [duty(required_per_shift=2, people_per_shift=2, staffed=False), duty(), duty(status="planned"),
            duty(unit="B", required_per_shift=3, people_per_shift=3)]
    one, other = staffing(rows, (), lambda row: row["unit"])
    assert (one.posts, one.required, one.assigned, one.short, one.unknown) == (2, 2, 0, 2, 1)
    assert (other.group, other.short) == ("B", 0)


def test_a_post_that_need_not_be_kept_asks_for_nobody():
    (found,) = staffing([duty(checkpoint_id="o", required_per_shift=4, staffed=False)], {"o"}, lambda _: "")
    assert (found.optional, found.required, found.short, found.unknown) == (1, 0, 0, 0)


# memory, and a whole city


def test_roads_and_ways_are_made_once_until_a_road_a_border_or_a_barrier_changes():
    made = []

    def keep(key, make, kept={}):  # noqa: B006 - the memory of this test
        if key not in kept:
            made.append(key[0])
            kept[key] = make()
        return kept[key]

    def look(**changes):
        frames = {"areas": ward.areas(), "belts": belts(edge()), "checkpoints": no_posts(), "underlay": roads(),
                  **changes}
        field = Field(frames, CRS, GREEN, (), keep)
        return field.crossings, field.ways

    look()
    look(areas=ward.areas(population=[5, 5, 5, 5]))
    assert sorted(made) == ["crossings", "ground", "streets", "ways"]
    manned = {"geometry": ward.at(*WEST_GATE)}
    assert len(look(checkpoints=posts(manned))[0]) == 4
    assert made[4:] == ["crossings"], "a soft post bars nobody"
    found, _ = look(checkpoints=posts({**manned, "staffed": False}))
    assert len(open_crossings(found)) == 4, "people who leave are seen at once"
    look(checkpoints=posts({**manned, "kind": "hard"}))
    assert made[6:] == ["crossings", "ways"]
    assert digest(roads()) != digest(roads().assign(kind="rail"))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 5_000), count=st.integers(2, 7))
def test_every_area_of_any_covering_has_an_answer_and_its_own_name(seed, count):
    shapes = random_coverage(seed, count).shapes
    areas = gpd.GeoDataFrame({"area_id": [f"a{n}" for n in range(count)], "name": [f"Tổ {n}" for n in range(count)]},
                             geometry=list(to_lonlat(shapes)), crs=4326)
    west, south, east, north = shapely.total_bounds(shapes)
    lines = [shapely.LineString([(west - 50, y), (east + 50, y)]) for y in np.linspace(south + 7, north - 7, 4)]
    underlay = gpd.GeoDataFrame({"underlay_id": range(4), "kind": "road_lane", "name": None},
                                geometry=list(to_lonlat(np.array(lines, dtype=object))), crs=4326)
    found = find_ways(ground_of(areas, streets_of(underlay, CRS), CRS), no_posts())
    assert [(way.area_id, way.name) for way in found] == [(f"a{n}", f"Tổ {n}") for n in range(count)]
    assert not any(way.shut for way in found)


@pytest.mark.real_data
def test_ha_noi_s_wards_with_belts_round_some_and_a_lattice_of_roads_are_looked_at_without_an_exception():
    from pathlib import Path

    path = next((folder / "shared" / "data" / "hanoi_wards_2021.geojson" for folder in Path(__file__).parents
                 if (folder / "shared" / "data" / "hanoi_wards_2021.geojson").is_file()), None)
    if path is None:
        pytest.skip("no ../shared/data/hanoi_wards_2021.geojson")
    wards = gpd.read_file(path)
    areas = gpd.GeoDataFrame({"area_id": [f"w{n}" for n in range(len(wards))], "name": "w"},
                             geometry=wards.geometry.to_numpy(), crs=4326)
    metric = to_metric(areas.geometry.to_numpy())
    small = np.argsort(shapely.area(metric))[:25]
    kept = belts(*({"number": 3, "geometry": shapely.get_parts(areas.geometry.iloc[row])[0].exterior} for row in small))
    west, south, east, north = shapely.total_bounds(metric[small])
    lattice = [shapely.LineString([(west, y), (east, y)]) for y in np.arange(south, north, 400)]
    underlay = gpd.GeoDataFrame({"underlay_id": range(len(lattice)), "kind": "road_main", "name": None},
                                geometry=list(to_lonlat(np.array(lattice, dtype=object))), crs=4326)
    levels = dict.fromkeys(areas["area_id"], Level.GREEN)
    field = Field({"areas": areas, "belts": kept, "checkpoints": no_posts(), "underlay": underlay}, CRS, levels, ())
    assert len(field.open_crossings) == len(field.crossings) > 10
    rings = [one_to_metric(row["geometry"]) for row in rows_of(kept)]
    assert all(min(line.distance(one_to_metric(crossing.point)) for line in rings) < 0.5
               for crossing in field.crossings)
    assert field.ways == ()
    assert field.optional_posts == frozenset()
