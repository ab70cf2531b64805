"""Edits of a drawn board: every sequence keeps a covering, every refusal changes nothing, numbers stay honest."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from coverings import EAST, NORTH, OUTLINE, points_inside
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.areas import AREAS
from geo.crs import HANOI_METRIC, one_to_lonlat
from geo.editing.borders import borders_of, nodes_of
from geo.editing.errors import EditError
from zones.drafts import applied, difference
from zones.drawing.board import EMPTY, board_of, from_content, to_content
from zones.drawing.edits import edit
from zones.drawing.errors import DrawError
from zones.drawing.fields import BadFields
from zones.drawing.mending import problems_of
from zones.drawing.units import Naming
from zones.wording import t

NAMING = Naming("p", "Phường Thử")


def lonlat(x, y):
    point = one_to_lonlat(shapely.Point(x, y), HANOI_METRIC)
    return [round(point.x, 7), round(point.y, 7)]


def near(x, y):
    return lonlat(EAST + x, NORTH + y)


def ring(*places):
    return [near(x, y) for x, y in places]


def do(board, **change):
    return edit(board, change, HANOI_METRIC, NAMING).board


def square_ward():
    """A ward of 1,000 m with its outline only."""
    return do(EMPTY, op="outline", rings=[ring((0, 0), (1000, 0), (1000, 1000), (0, 1000))])


def two_units():
    board = do(square_ward(), op="add", rings=[ring((-50, -50), (1050, -50), (1050, 1050), (-50, 1050))])
    return do(board, op="split", area_id="p/to-1", line=[near(500, -30), near(500, 1030)], tolerance_m=20)


def covers(board):
    total = float(shapely.area(board.coverage.shapes).sum())
    return not problems_of(board) and total == pytest.approx(board.outline.area, rel=1e-6)


def test_a_unit_drawn_over_the_edge_is_cut_at_the_outline_and_gets_the_first_number():
    board = do(square_ward(), op="add", rings=[ring((-50, -50), (1050, -50), (1050, 1050), (-50, 1050))])
    assert board.fields["p/to-1"] == {"code": "1", "name": "Tổ dân phố 1", "area_level": "residential_group",
                                      "parent_name": "Phường Thử"}
    assert covers(board)


def test_a_node_that_two_share_takes_both_along():
    board = two_units()
    bent = do(board, op="bend", at=near(500, 500), to=near(600, 500))
    assert covers(bent)
    areas = sorted(shapely.area(bent.coverage.shapes))
    assert areas == pytest.approx([450_000, 550_000], rel=0.01)


def test_a_node_on_a_locked_outline_slides_along_it_and_an_unlocked_one_takes_the_outline_along():
    board = two_units()
    foot = next(node for node in nodes_of(board.coverage) if len(node.areas) == 2 and node.point.y < NORTH + 10)
    slid = do(board, op="move_node", at=lonlat(foot.point.x, foot.point.y), to=near(600, 40))
    assert covers(slid)
    assert slid.outline.equals(board.outline)
    moved = do(board, op="move_node", at=lonlat(foot.point.x, foot.point.y), to=near(600, -40), outline_locked=False)
    assert covers(moved)
    assert moved.outline.area > board.outline.area + 10_000


@pytest.mark.parametrize("change", [
    {"op": "move_node", "to": near(900, 900)}, {"op": "move_node", "to": near(1100, 1050)}, {"op": "remove_node"},
])
def test_an_unlocked_corner_leaves_the_outline_and_its_units_the_same_ground(change):
    board = two_units()
    corner = max(shapely.get_coordinates(board.outline).tolist(), key=sum)
    assert covers(do(board, at=lonlat(*corner), outline_locked=False, **change))


def test_a_split_unit_does_not_keep_the_number_of_its_people_and_a_merged_one_adds_them():
    board = do(two_units(), op="fields", area_id="p/to-1", fields={"population": "1200", "households": 300})
    board = do(board, op="fields", area_id="p/to-2", fields={"population": 800})
    merged = do(board, op="merge", area_ids=["p/to-1", "p/to-2"])
    assert merged.fields["p/to-1"]["population"] == 2000
    assert "households" not in merged.fields["p/to-1"]           # of the other nobody knows
    halves = do(merged, op="split", area_id="p/to-1", line=[near(-30, 500), near(1030, 500)], tolerance_m=20)
    assert "population" not in halves.fields["p/to-1"]


def test_a_unit_is_renamed_and_renumbered_but_not_to_a_number_in_use():
    board = do(two_units(), op="fields", area_id="p/to-2", fields={"code": "13", "name": "Tổ dân phố 13"})
    assert board.name("p/to-2") == "Tổ dân phố 13"
    with pytest.raises(DrawError) as refused:
        do(board, op="fields", area_id="p/to-1", fields={"code": "13"})
    assert refused.value.kind == "code_taken"
    with pytest.raises(BadFields) as wrong:
        do(board, op="fields", area_id="p/to-1", fields={"population": "-3", "name": ""})
    assert set(wrong.value.sentences("vi")) == {"population", "name"}


def test_a_gap_is_given_to_a_chosen_unit_or_becomes_a_unit():
    board = do(two_units(), op="delete", area_id="p/to-2")
    (gap,) = problems_of(board)
    assert gap.fault.kind == "gap"
    assert covers(do(board, op="give", problem=gap.key, area_id="p/to-1"))
    filled = do(board, op="fill", problem=gap.key, code="7")
    assert covers(filled)
    assert filled.fields["p/to-7"]["name"] == "Tổ dân phố 7"
    assert covers(do(board, op="repair", problems=None))


def test_points_give_a_division_with_the_wards_own_numbers():
    board = do(square_ward(), op="divide", points=[
        {"at": near(250, 500), "code": "5"}, {"at": near(750, 500), "code": "18"}])
    assert board.codes() == ["5", "18"]
    assert covers(board)
    with pytest.raises(DrawError) as refused:
        do(board, op="divide", points=[{"at": near(250, 500)}])
    assert refused.value.kind == "units_exist"
    assert len(do(board, op="divide", points=[{"at": near(250, 500)}], replace=True).codes()) == 1


REFUSED = {
    "a bow-tie": ({"op": "add", "rings": [ring((0, 0), (400, 400), (400, 0), (0, 400))]}, "self_crossing"),
    "a hole outside": ({"op": "outline", "rings": [
        ring((0, 0), (400, 0), (400, 400)), ring((800, 800), (900, 800), (900, 900))]}, "hole_outside"),
    "no area": ({"op": "add", "rings": [ring((0, 0), (400, 0), (800, 0))]}, "zero_area"),
    "the other side of the world": ({"op": "add", "rings": [[[-74, 40.7], [-74, 40.8], [-73.9, 40.8]]]},
                                    "outside_vietnam"),
    "another province": ({"op": "add", "rings": [[[108.2, 16.0], [108.3, 16.0], [108.3, 16.1]]]}, "far_away"),
    "50,000 vertices": ({"op": "add", "rings": [[[105.9 + n * 1e-7, 21.04] for n in range(50_000)]]},
                        "too_many_vertices"),
    "no numbers": ({"op": "add", "rings": [[["a", "b"], [1, 2], [3, 4]]]}, "not_coordinates"),
    "not a number": ({"op": "add", "rings": [[[float("nan"), 21], [105.9, 21.04], [105.9, 21.05]]]}, "not_finite"),
    "nothing": ({"op": "add"}, "not_coordinates"),
    "a text": ({"op": "split", "area_id": "p/to-1", "line": "abc"}, "not_coordinates"),
    "an unknown unit": ({"op": "delete", "area_id": "p/to-99"}, "no_such_area"),
    "an unknown change": ({"op": "explode"}, "unknown_change"),
    "no change": ({}, "unknown_change"),
    "a unit beyond the outline": ({"op": "add", "rings": [ring((2000, 0), (2400, 0), (2400, 400))]},
                                  "outside_outline"),
    "a point outside": ({"op": "divide", "replace": True, "points": [{"at": near(5000, 0)}]}, "point_outside"),
    "nothing to mend": ({"op": "repair", "problems": None}, "nothing_to_mend"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_gives_a_sentence_and_changes_nothing(name):
    change, kind = REFUSED[name]
    board = two_units()
    before = to_content(board)
    with pytest.raises((EditError, DrawError)) as refused:
        edit(board, change, HANOI_METRIC, NAMING)
    assert refused.value.kind == kind
    assert t(refused.value.key, "vi", **refused.value.fields)
    assert to_content(board) == before


def test_a_stored_board_comes_back_and_its_outline_is_the_ground_of_its_units():
    board = two_units()
    again = from_content(to_content(board))
    assert to_content(again) == to_content(board)
    frame = AREAS.tidy(gpd.GeoDataFrame(
        [{**board.fields[area_id], "area_id": area_id} for area_id in board.coverage.ids],
        geometry=[one_to_lonlat(shape, HANOI_METRIC) for shape in board.coverage.shapes], crs=4326))
    stored = board_of(frame, HANOI_METRIC)
    assert stored.outline.symmetric_difference(board.outline).area < 5    # a grid of 1 mm round 4 km
    assert covers(stored)


def divided(seed, count):
    """The concave ward with a lake, divided from random points."""
    exterior = [lonlat(*place) for place in OUTLINE.exterior.coords]
    lake = [lonlat(*place) for place in OUTLINE.interiors[0].coords]
    board = do(EMPTY, op="outline", rings=[exterior, lake])
    points = [{"at": lonlat(place.x, place.y)} for place in points_inside(seed, count, board.outline).values()]
    return do(board, op="divide", points=points)


def random_change(draw, board):
    """Draw one change as a person makes it, of those that keep a covering (adding over others is cut to nothing)."""
    ids = st.sampled_from(board.coverage.ids)
    kind = draw(st.sampled_from(("move_node", "bend", "border", "remove_node", "split", "merge", "fields")))
    offset = st.tuples(*[st.floats(-60, 60)] * 2)
    if kind in ("move_node", "remove_node"):
        node = draw(st.sampled_from(nodes_of(board.coverage))).point
        dx, dy = draw(offset)
        return {"op": kind, "at": lonlat(node.x, node.y), "to": lonlat(node.x + dx, node.y + dy)}
    if kind in ("bend", "border"):
        line = draw(st.sampled_from(borders_of(board.coverage))).line
        dx, dy = draw(offset)
        at = line.interpolate(draw(st.floats(0.1, 0.9)), normalized=True)
        pulled = [lonlat(*line.coords[0]), lonlat(at.x + dx, at.y + dy), lonlat(*line.coords[-1])]
        if kind == "border":
            return {"op": "border", "border": [lonlat(*place) for place in line.coords], "line": pulled}
        return {"op": "bend", "at": lonlat(at.x, at.y), "to": pulled[1]}
    if kind == "split":
        area_id = draw(ids)
        west, south, east, north = board.coverage[area_id].bounds
        share = draw(st.floats(0.2, 0.8))
        x = west + share * (east - west)
        return {"op": "split", "area_id": area_id, "line": [lonlat(x, south - 20), lonlat(x, north + 20)]}
    if kind == "merge":
        beside = [border.areas for border in borders_of(board.coverage) if len(border.areas) == 2]
        return {"op": "merge", "area_ids": list(draw(st.sampled_from(beside)))} if beside else {}
    return {"op": "fields", "area_id": draw(ids), "fields": {"population": draw(st.integers(0, 5000))}}


@settings(max_examples=25)
@given(st.data())
def test_random_edits_with_undo_and_redo_keep_a_covering(data):
    board = divided(data.draw(st.integers(0, 50)), data.draw(st.integers(2, 7)))
    assert covers(board)
    history, mark = [to_content(board)], 0
    for _ in range(data.draw(st.integers(1, 8))):
        step = data.draw(st.sampled_from(("edit", "edit", "edit", "undo", "redo")))
        if step == "undo":
            mark = max(mark - 1, 0)
        elif step == "redo":
            mark = min(mark + 1, len(history) - 1)
        else:
            before = from_content(history[mark])
            try:
                after = to_content(edit(before, random_change(data.draw, before), HANOI_METRIC, NAMING).board)
            except (EditError, DrawError):
                assert to_content(before) == history[mark]
                continue
            history = [*history[:mark + 1], applied(history[mark], difference(history[mark], after))]
            assert history[-1] == after
            mark += 1
        shown = from_content(history[mark])
        assert not [one for one in problems_of(shown) if one.fault.size_m2 > 1], [
            (one.key, one.fault.size_m2) for one in problems_of(shown)]
        total = float(np.sum(shapely.area(shown.coverage.shapes)))
        assert total == pytest.approx(shown.outline.area, rel=1e-5)
