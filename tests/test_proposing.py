"""What the program proposes is closed, holds what it must, and a plan that locks a tổ in is told before it is saved."""

from datetime import datetime, timedelta

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.areas import valid_at
from geo.crs import one_to_metric, to_metric
from geo.frames import VIETNAM_TIME
from geo.neighbours import shared_borders
from zones.proposals import CannotPropose
from zones.store import CONTRACTS, Store
from zones.usecases import CommandPost

PEAK = datetime(2021, 11, 8, 15, tzinfo=VIETNAM_TIME)
FIRST_DAY = datetime(2021, 10, 15, 12, tzinfo=VIETNAM_TIME)
STORED = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def post(sample_url):
    return CommandPost(Store(sample_url))


@pytest.fixture
def areas(post):
    return post.store.read("dien_tap", "areas").set_index("area_id", drop=False)


def metric(geometry):
    return one_to_metric(geometry)


def facts(proposal):
    return dict(proposal.facts)


# belts


def test_belt_3_is_the_ward_s_edge_with_a_post_where_each_road_crosses_it(post, areas):
    proposal = post.propose_belt("dien_tap", 3, (), PEAK)
    assert proposal.kind == "belts"
    assert (proposal.fields["number"], proposal.fields["active"], proposal.fields["valid_from"]) == (3, True, PEAK)
    outline = shapely.union_all(to_metric(areas.geometry.to_numpy()))
    assert metric(proposal.geometry).hausdorff_distance(outline.exterior) < 0.2
    assert facts(proposal)["Số người"] == "15.076"
    assert facts(proposal)["Chỗ đường cắt qua, cần chốt"] == "13"
    assert len(proposal.posts) == 13
    assert all(metric(point).distance(outline.exterior) < 0.2 for point in proposal.posts)


@STORED
@given(picked=st.sets(st.integers(0, 12), min_size=1, max_size=5))
def test_belt_2_is_closed_and_contains_the_areas_that_it_rings(post, areas, picked):
    ids = [areas["area_id"].iloc[row] for row in sorted(picked)]
    proposal = post.propose_belt("dien_tap", 2, [f"area/{one}" for one in ids], PEAK)
    lines = shapely.get_parts(metric(proposal.geometry))
    assert shapely.is_closed(lines).all()
    inside = shapely.union_all([shapely.Polygon(line.coords) for line in lines]).buffer(0.2)
    assert all(inside.covers(metric(areas.geometry[one])) for one in ids)


@pytest.mark.parametrize("kind", ["site", "lockdown"])
def test_belt_1_runs_along_the_lanes_round_a_site_or_a_lockdown(post, kind):
    frame = valid_at(post.store.read("dien_tap", f"{kind}s"), PEAK)
    drawn = frame[frame.geometry.notna()].iloc[0]
    proposal = post.propose_belt("dien_tap", 1, f"{kind}/{drawn.iloc[0]}", PEAK)
    ring = shapely.Polygon(metric(proposal.geometry).coords)
    assert ring.buffer(0.2).covers(metric(drawn["geometry"]))
    assert proposal.fields["name"] == f"Vành đai 1 – {drawn['name']}"
    assert "Số người" not in facts(proposal)       # a block is no whole tổ
    assert facts(proposal)["Cách xác định"] == "theo đường, ngõ bao quanh"
    assert len(proposal.posts) >= 1
    roads = post.store.read("dien_tap", "underlay")
    lines = to_metric(roads[roads["kind"].str.startswith("road")].geometry.to_numpy())
    assert all(shapely.distance(lines, metric(point)).min() < 0.3 for point in proposal.posts)


def test_belt_1_runs_round_a_shape_that_is_not_stored_yet(post):
    footprint = shapely.Point(105.885, 21.05).buffer(0.0001)
    proposal = post.propose_belt("dien_tap", 1, footprint, PEAK)
    assert shapely.Polygon(proposal.geometry.coords).covers(footprint)


@pytest.mark.parametrize(("number", "around"), [(2, []), (2, ["area/nowhere"]), (1, []), (1, "site/nowhere"),
                                                (1, "area/gia-thuy/to-13"), (1, shapely.Point())])
def test_what_cannot_be_ringed_gives_a_sentence(post, number, around):
    from zones.wording import t
    with pytest.raises(CannotPropose) as refused:
        post.propose_belt("dien_tap", number, around, PEAK)
    assert t(refused.value.key, "vi", **refused.value.fields)


# containment


@STORED
@given(x=st.floats(0, 1), y=st.floats(0, 1))
def test_containment_holds_the_case_narrow_inside_the_ward_and_wide_by_the_group_and_its_neighbours(post, areas, x, y):
    west, south, east, north = areas.total_bounds
    point = shapely.Point(west + x * (east - west), south + y * (north - south))
    outline = areas.union_all()
    if not outline.buffer(-1e-6).contains(point):
        with pytest.raises(CannotPropose):
            post.propose_containment("dien_tap", shapely.Point(west - 0.001, south), PEAK)
        return
    narrow, wide = post.propose_containment("dien_tap", point, PEAK)
    assert metric(narrow.geometry).buffer(0.01).covers(metric(point))
    assert metric(outline).buffer(0.2).covers(metric(narrow.geometry))
    assert (narrow.fields["ring"], wide.fields["ring"]) == ("narrow", "wide")
    assert narrow.fields["containment_id"] == wide.fields["containment_id"]
    shapes = to_metric(areas.geometry.to_numpy())
    home = int(shapely.contains(shapes, metric(point)).argmax())
    pairs = shared_borders(shapes)
    group = {home, *pairs[(pairs == home).any(axis=1)].ravel().tolist()}
    assert metric(wide.geometry).area == pytest.approx(shapely.area(shapes[sorted(group)]).sum(), rel=1e-4)
    assert wide.fields["population"] == int(areas["population"].iloc[sorted(group)].sum())


def test_a_proposed_lockdown_runs_from_the_moment_to_the_first_midnight_after_14_days(post):
    narrow, _ = post.propose_containment("dien_tap", shapely.Point(105.885, 21.05), PEAK)
    assert narrow.fields["valid_from"] == PEAK
    assert narrow.fields["valid_to"] == datetime(2021, 11, 23, tzinfo=VIETNAM_TIME)
    assert "ước theo tỷ lệ diện tích" in facts(narrow)["Số người"]


def test_a_proposal_fits_its_contract_and_can_be_stored_as_it_is(post):
    import geopandas as gpd
    for proposal in (*post.propose_containment("dien_tap", shapely.Point(105.885, 21.05), PEAK),
                     post.propose_belt("dien_tap", 2, ["gia-thuy/to-13"], PEAK)):
        contract = CONTRACTS[proposal.kind]
        frame = gpd.GeoDataFrame([{**proposal.fields, contract.key: "x"}], geometry=[proposal.geometry], crs=4326)
        contract.check(contract.tidy(frame))


# warnings


def hard(post, **changes):
    frame = post.store.read("dien_tap", "checkpoints")
    standing = frame[frame["checkpoint_id"].str.contains("vd3") & frame["valid_to"].isna()].copy()
    return standing.assign(kind="hard", staffed=False, status=None, **changes)


def test_shutting_every_gate_locks_every_group_in_and_each_is_named_with_the_post_that_must_open(post, areas):
    plan = hard(post, valid_from=pd.Timestamp(FIRST_DAY))
    said = post.plan_warnings("dien_tap", "checkpoints", plan, FIRST_DAY, "vi")
    assert len(said) == len(areas)
    assert all("mở chốt “" in sentence for sentence in said)
    english = post.plan_warnings("dien_tap", "checkpoints", plan, FIRST_DAY, "en")
    assert all("ambulance" in sentence for sentence in english)


def test_a_plan_that_begins_tomorrow_is_judged_as_of_tomorrow(post):
    plan = hard(post, valid_from=pd.Timestamp(FIRST_DAY + timedelta(days=1)))
    assert post.plan_warnings("dien_tap", "checkpoints", plan, FIRST_DAY, "vi")


def test_a_soft_post_a_suspended_barrier_and_a_plan_without_barriers_warn_of_nothing(post):
    soft = hard(post, valid_from=pd.Timestamp(FIRST_DAY)).assign(kind="soft", staffed=True)
    assert post.plan_warnings("dien_tap", "checkpoints", soft, FIRST_DAY, "vi") == ()
    asleep = hard(post, valid_from=pd.Timestamp(FIRST_DAY)).assign(status="suspended")
    assert post.plan_warnings("dien_tap", "checkpoints", asleep, FIRST_DAY, "vi") == ()
    belts = post.store.read("dien_tap", "belts")
    assert post.plan_warnings("dien_tap", "belts", belts, FIRST_DAY, "vi") == ()


def test_what_was_locked_in_already_is_not_said_again(post):
    plan = hard(post, valid_from=pd.Timestamp(FIRST_DAY))
    with post.store.write("dien_tap", author="x", action="put", recorded_at=PEAK) as writer:
        writer.put("checkpoints", plan)
    assert post.plan_warnings("dien_tap", "checkpoints", plan, FIRST_DAY, "vi") == ()


def test_a_place_without_roads_proposes_without_posts_and_warns_of_nothing(post):
    with post.store.write("dien_tap", author="x", action="put", recorded_at=PEAK) as writer:
        writer.replace("underlay", CONTRACTS["underlay"].empty())
    assert post.propose_belt("dien_tap", 3, (), PEAK).posts == ()
    narrow, _ = post.propose_containment("dien_tap", shapely.Point(105.885, 21.05), PEAK)
    assert "vòng tròn 40 m" in facts(narrow)["Cách xác định"]
    assert post.plan_warnings("dien_tap", "checkpoints", hard(post), FIRST_DAY, "vi") == ()
