"""The sample data say what their README says: the ward, the resolution of 7/9/2021, the exercise."""

import subprocess
import sys
import tomllib
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, Polygon

from geo.areas import AREAS, valid_at
from geo.crs import one_to_metric, to_metric
from zones.cases import CASES, FORCES, REPORTS
from zones.lockdowns import LOCKDOWNS
from zones.outbreaks import find_outbreaks
from zones.posts import BELTS, CHECKPOINTS
from zones.ruleset import load_ruleset
from zones.sites import SITES
from zones.underlay import UNDERLAY

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data"
PLACES = ("nq54", "dien_tap")
CONTRACTS = {
    "areas": AREAS, "underlay": UNDERLAY, "sites": SITES, "checkpoints": CHECKPOINTS, "belts": BELTS,
    "lockdowns": LOCKDOWNS, "reports": REPORTS, "cases": CASES, "forces": FORCES,
}
NUMBERS = [1, 2, 3, 5, 6, 7, 9, 10, 12, 13, 15, 16, 18]
BOX = shapely.box(105.877, 21.043, 105.896, 21.056)
RED, ORANGE, YELLOW, GREEN = "red", "orange", "yellow", "green"


def at(text):
    return datetime.fromisoformat(text + "+07:00")


def place_files(place):
    folder = SAMPLE / place
    settings = tomllib.loads((folder / "place.toml").read_text(encoding="utf-8"))
    return {kind: folder / name for kind, name in settings["files"].items()}


def read(place, kind):
    """One data file as the contract holds it; a breach of the contract is an error."""
    path = place_files(place)[kind]
    frame = gpd.read_file(path) if path.suffix == ".geojson" else pd.read_csv(path, dtype={"code": "str"})
    return CONTRACTS[kind].check(frame)


def metric(frame):
    return to_metric(frame.geometry.to_numpy())


@pytest.fixture(scope="module")
def areas():
    return read("nq54", "areas").set_index("area_id", drop=False)


@pytest.fixture(scope="module")
def ward(areas):
    return shapely.coverage_union_all(areas.geometry.to_numpy())


@pytest.fixture(scope="module")
def roads():
    frame = read("nq54", "underlay")
    return frame[frame["kind"].str.startswith("road")]


# the files


@pytest.mark.parametrize("place", PLACES)
def test_every_file_that_a_place_names_keeps_its_contract_and_has_rows(place):
    for kind in place_files(place):
        assert len(read(place, kind)) > 0, kind


@pytest.mark.parametrize("place", PLACES)
def test_every_file_has_exactly_the_columns_of_its_contract_that_may_leave_the_command_post(place):
    for kind, path in place_files(place).items():
        frame = gpd.read_file(path) if path.suffix == ".geojson" else pd.read_csv(path)
        shared = [name for name, column in CONTRACTS[kind].columns.items() if not column.internal]
        assert list(frame.columns.drop("geometry", errors="ignore")) == shared, kind


def test_making_the_data_again_gives_the_files_that_stand_here(tmp_path):
    subprocess.run([sys.executable, str(SAMPLE / "make.py"), str(tmp_path)], check=True, cwd=tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(SAMPLE) for suffix in ("geojson", "csv") for path in SAMPLE.rglob(f"*.{suffix}")}
    assert made == kept
    for name in made:
        # read as text: git may write other line ends on Windows
        assert (tmp_path / name).read_text(encoding="utf-8") == (SAMPLE / name).read_text(encoding="utf-8"), name


def test_geojson_has_one_feature_a_line_and_six_decimals():
    for path in SAMPLE.rglob("*.geojson"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n{\"type\":\"Feature\",") == len(gpd.read_file(path))
        xy = shapely.get_coordinates(gpd.read_file(path).geometry.to_numpy())
        assert (abs(xy * 1e6 - (xy * 1e6).round()) < 1e-3).all(), path.name


def test_no_file_holds_a_column_or_a_word_about_a_person():
    personal = ("họ tên", "ho_ten", "full_name", "phone", "điện thoại", "năm sinh", "birth", "giới tính", "gender")
    for path in [*SAMPLE.rglob("*.csv"), *SAMPLE.rglob("*.geojson")]:
        text = path.read_text(encoding="utf-8").lower()
        assert not [word for word in personal if word in text], path.name
    for place in PLACES:
        # a case says its tổ and no more: no street, no house number
        wheres = read(place, "cases")["area_text"]
        assert wheres.str.fullmatch(r"Tổ dân phố \d+|Phường Gia Thụy, không nêu tổ dân phố").all()


# the ward


def test_the_ward_is_about_1_4_square_kilometres_inside_its_box(ward):
    assert ward.geom_type == "Polygon"
    assert len(ward.interiors) == 0
    assert one_to_metric(ward).area / 1e6 == pytest.approx(1.4, rel=0.03)
    assert BOX.contains(ward)


def test_thirteen_groups_with_gaps_in_their_numbers_fill_the_ward_without_gap_or_overlap(areas, ward):
    assert [int(code) for code in areas["code"]] == NUMBERS
    assert list(areas["name"]) == [f"Tổ dân phố {n}" for n in NUMBERS]
    assert list(areas["area_id"]) == [f"gia-thuy/to-{n}" for n in NUMBERS]
    shapes = areas.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON).all()
    assert shapely.coverage_is_valid(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(ward.area, rel=1e-9)


def test_people_and_households_add_up_to_the_census_of_2019(areas):
    assert areas["population"].sum() == 15_076
    assert areas["households"].sum() == 4_105
    assert areas["population"].between(900, 1_500).all()
    assert (areas["population"] / areas["households"]).between(3, 4.5).all()
    hectares = pd.Series(shapely.area(metric(areas)) / 10_000)
    assert hectares.between(7, 20).all()


@pytest.mark.parametrize(("name", "lat", "lon"), [
    ("TTTM Savico", 21.0505, 105.8935),
    ("Phòng khám Hồng Ngọc (Savico)", 21.0501971, 105.893332),
    ("Bến xe Gia Lâm", 21.048372, 105.878294),
    ("549 Nguyễn Văn Cừ", 21.049693, 105.883499),
    ("Phòng Công chứng số 2", 21.052364, 105.886077),
    ("Cây xăng 84 Cầu Chui", 21.053163, 105.889368),
    ("Đối diện Savico", 21.049885, 105.891792),
])
def test_a_landmark_of_the_ward_lies_inside(name, lat, lon, ward):
    assert ward.contains(Point(lon, lat)), name


@pytest.mark.parametrize(("name", "lat", "lon"), [
    ("307 Nguyễn Văn Cừ", 21.045525, 105.875224),
    ("Đối diện 447 Ngọc Lâm", 21.04903, 105.875875),
    ("Đối diện Công ty nước sạch", 21.046253, 105.894175),
    ("Trung tâm y tế Hàng không", 21.039949, 105.879393),
    ("Bệnh viện Đa khoa Đức Giang", 21.061449, 105.898226),
])
def test_a_landmark_of_another_ward_lies_outside(name, lat, lon, ward):
    assert not ward.covers(Point(lon, lat)), name


@pytest.mark.real_data
def test_all_surveyed_landmarks_lie_on_their_side_of_the_outline(ward):
    found = [folder / "shared" / "data" / "long_bien_landmarks.csv" for folder in ROOT.parents]
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        pytest.skip("no ../shared/data/long_bien_landmarks.csv")
    table = pd.read_csv(path).dropna(subset=["lat", "lon"])
    metres = pd.to_numeric(table["accuracy"].str.extract(r"±(\d+)")[0])
    table = table[metres <= 50]
    assert len(table) >= 15
    for row in table.itertuples():
        inside = ward.contains(Point(row.lon, row.lat))
        assert inside == (row.ward_in_polygon == "Phường Gia Thụy"), row.name


def test_both_main_roads_pass_their_bus_stops(roads):
    stops = {
        "Nguyễn Văn Cừ": [(21.045525, 105.875224), (21.049693, 105.883499), (21.052364, 105.886077),
                          (21.053163, 105.889368)],
        "Nguyễn Văn Linh": [(21.049885, 105.891792), (21.046253, 105.894175)],
    }
    for name, points in stops.items():
        road = one_to_metric(roads[roads["name"] == name].geometry.iloc[0])
        for lat, lon in points:
            assert road.distance(one_to_metric(Point(lon, lat))) < 35, (name, lat, lon)


def test_the_underlay_draws_a_town_that_goes_on_beyond_the_ward(roads, ward):
    underlay = read("nq54", "underlay")
    assert set(underlay["kind"]) == {"road_main", "road_street", "road_lane", "rail", "water", "green"}
    assert set(underlay["name"].dropna()) == {
        "Nguyễn Văn Cừ", "Nguyễn Văn Linh", "Ngõ 9 Nguyễn Văn Linh", "Đường sắt Long Biên – Gia Lâm",
    }
    inside = roads[roads.intersects(ward)]
    assert 30 <= len(inside) <= 120
    assert (roads[roads["kind"] != "road_lane"].geometry.map(ward.contains)).sum() < 5
    assert shapely.is_valid(underlay.geometry.to_numpy()).all()
    assert shapely.is_simple(underlay.geometry.to_numpy()).all()
    west, south, east, north = ward.bounds
    assert underlay.total_bounds[0] < west - 0.002
    assert underlay.total_bounds[1] < south - 0.002
    assert underlay.total_bounds[2] > east + 0.002
    assert underlay.total_bounds[3] > north + 0.002


def test_every_lane_inside_the_ward_meets_another_road(roads, ward):
    lines = metric(roads)
    outline = one_to_metric(ward)
    for n, (line, kind) in enumerate(zip(lines, roads["kind"], strict=True)):
        if kind == "road_lane" and outline.contains(line):
            others = shapely.union_all([*lines[:n], *lines[n + 1:]])
            assert min(others.distance(Point(line.coords[0])), others.distance(Point(line.coords[-1]))) < 0.2


# nq54: what the resolution says


@pytest.fixture(scope="module")
def sites():
    return read("nq54", "sites").set_index("site_id")


def test_the_resolution_names_one_orange_site_and_five_yellow_entries_and_no_red(sites):
    assert sites["level"].value_counts().to_dict() == {YELLOW: 5, ORANGE: 1}
    assert (sites["decided_by"] == "Đảng ủy phường Gia Thụy").all()
    assert (sites["document"] == "Nghị quyết số 54-NQ/ĐU ngày 07/9/2021").all()
    assert (sites["valid_from"] == at("2021-09-07T00:00")).all()
    assert (sites["valid_to"] == at("2021-09-21T06:00")).all()    # the paper names none: README says why


def test_the_tikinow_warehouse_is_kv1_under_directive_16(sites):
    site = sites.loc["nq54/tikinow"]
    assert (site["kind"], site["level"], site["zone_label"], site["directive"]) == ("warehouse", ORANGE, "KV1", "CT16")
    assert site["address"] == "Số 3+5 Nguyễn Văn Linh, thuộc ngõ 9 Nguyễn Văn Linh"


@pytest.mark.parametrize(("site_id", "kind", "area_id"), [
    ("nq54/savico", "mall", None),
    ("nq54/cho-tam", "market", "gia-thuy/to-13"),
    ("nq54/hh1-hh2", "apartment", "gia-thuy/to-18"),
    ("nq54/doan-871", "apartment", "gia-thuy/to-15"),
    ("nq54/cua-hang", "shop", None),
])
def test_kv2_sites_are_yellow_under_directive_15_plus_in_the_group_that_the_paper_names(sites, site_id, kind, area_id):
    site = sites.loc[site_id]
    assert (site["kind"], site["level"], site["zone_label"], site["directive"]) == (kind, YELLOW, "KV2", "CT15+")
    assert site["area_id"] == area_id if area_id else pd.isna(site["area_id"])


def test_the_class_of_shops_is_the_only_entry_without_a_place(sites):
    assert list(sites.index[sites["is_class"]]) == ["nq54/cua-hang"]
    assert list(sites.index[sites.geometry.isna()]) == ["nq54/cua-hang"]


def test_places_without_a_surveyed_position_say_so(sites):
    drawn = sites[~sites["is_class"]]
    assert set(drawn.index[drawn["note"].isna()]) == {"nq54/savico"}
    assert (drawn["note"].dropna() == "vị trí minh họa").all()


def test_savico_stands_where_it_was_surveyed(sites):
    assert sites.loc["nq54/savico"].geometry.covers(Point(105.8935, 21.0505))


@pytest.mark.parametrize("place", PLACES)
def test_every_site_lies_inside_one_group_and_inside_the_one_it_names(place, areas):
    drawn = read(place, "sites").dropna(subset=["geometry"])
    for site in drawn.itertuples():
        holding = [area.area_id for area in areas.itertuples() if area.geometry.contains(site.geometry)]
        assert len(holding) == 1, site.site_id
        assert pd.isna(site.area_id) or holding == [site.area_id], site.site_id


@pytest.mark.parametrize("place", PLACES)
def test_footprints_are_buildings_of_30_to_150_metres_that_touch_no_other(place):
    drawn = read(place, "sites").dropna(subset=["geometry"])
    drawn = drawn[drawn.geometry.geom_type == "Polygon"]
    shapes = pd.Series(list(metric(drawn)), index=drawn["name"]).groupby(level=0).first()
    for shape in shapes:
        box = shapely.minimum_rotated_rectangle(shape)
        corners = [Point(c) for c in box.exterior.coords]
        sides = sorted(one.distance(other) for one, other in pairwise(corners))
        assert 30 <= sides[-1] <= 150
        assert sides[0] >= 25
    for n, one in enumerate(shapes):
        assert all(one.distance(other) > 5 for other in shapes.iloc[n + 1:])


@pytest.mark.parametrize("place", PLACES)
def test_no_road_runs_through_a_building(place, roads):
    drawn = read(place, "sites").dropna(subset=["geometry"])
    network = shapely.union_all(roads.geometry.to_numpy())
    assert not [site.site_id for site in drawn.itertuples() if site.geometry.intersects(network)]


def test_belts_1_and_2_are_not_kept_and_belt_3_is():
    belts = read("nq54", "belts")
    assert belts.groupby("number")["active"].unique().map(list).to_dict() == {1: [False], 2: [False], 3: [True]}
    assert belts[belts["number"] == 3]["note"].str.contains("Giữ nguyên vành đai 3 bảo vệ").all()
    assert belts[belts["number"] < 3]["note"].str.contains("không nhất thiết duy trì trực").all()
    assert (belts["number"] == 1).sum() >= 4
    assert (belts["number"] == 2).sum() >= 4


@pytest.mark.parametrize("place", PLACES)
def test_belt_3_is_the_wards_outline(place, ward):
    belts = read(place, "belts")
    (ring,) = belts[belts["number"] == 3].geometry
    assert ring.geom_type == "LineString"
    assert Polygon(ring).symmetric_difference(ward).area == 0


def test_belts_2_together_go_round_every_group_once(areas):
    belts = read("nq54", "belts")
    rings = [Polygon(line) for line in belts[belts["number"] == 2].geometry]
    for shape in areas.geometry:
        assert sum(ring.contains(shape.representative_point()) for ring in rings) == 1


def test_gateways_of_belt_3_are_staffed_soft_posts_and_its_other_roads_are_hard():
    posts = read("nq54", "checkpoints")
    third = posts[posts["belt"] == 3]
    assert 8 <= (third["kind"] == "hard").sum() <= 12
    assert 2 <= (third["kind"] == "soft").sum() <= 3
    assert third["staffed"].all()
    inner = posts[posts["belt"] < 3]
    assert set(inner["belt"]) == {1, 2}
    assert (inner["kind"] == "soft").all()
    assert not inner["staffed"].any()


def test_numbers_of_people_stay_empty_where_the_resolution_gives_none():
    posts = read("nq54", "checkpoints")
    assert posts["people_per_shift"].isna().all()
    assert posts["shifts_per_day"].isna().all()


@pytest.mark.parametrize("place", PLACES)
def test_every_post_stands_on_a_belt_of_its_number_and_on_a_road(place, roads):
    posts, belts = read(place, "checkpoints"), read(place, "belts")
    network = shapely.union_all(metric(roads))
    for post, spot in zip(posts.itertuples(), metric(posts), strict=True):
        standing = valid_at(belts, post.valid_from)
        lines = metric(standing[standing["number"] == post.belt])
        assert min(spot.distance(line) for line in lines) < 15, post.checkpoint_id
        assert spot.distance(network) < 15, post.checkpoint_id


@pytest.mark.parametrize(("place", "moment"), [("nq54", "2021-09-08T15:41"), ("dien_tap", "2021-11-08T12:00")])
def test_no_road_leaves_the_ward_without_a_post_on_belt_3(place, moment, roads, ward):
    posts = valid_at(read(place, "checkpoints"), at(moment))
    spots = shapely.union_all(metric(posts[posts["belt"] == 3]))
    outline = one_to_metric(ward).exterior
    crossings = []
    for road in metric(roads):
        beyond = road.difference(one_to_metric(ward).buffer(1))
        ends = [Point(part.coords[n]) for part in shapely.get_parts(beyond) if not part.is_empty
                for n in (0, -1)]
        crossings += [end for end in ends if end.distance(outline) < 2]
    assert len(crossings) >= 12
    assert max(crossing.distance(spots) for crossing in crossings) < 15


def test_the_forces_are_9_teams_91_groups_2_patrols_and_1_mobile_team():
    forces = read("nq54", "forces").set_index("kind")
    assert forces["count"].to_dict() == {
        "community_team": 9, "community_group": 91, "patrol_team": 2, "mobile_team": 1,
    }
    assert forces["area_id"].isna().all()
    assert forces.loc["patrol_team", "hours"] == "hằng ngày"
    assert forces.loc["mobile_team", "hours"] == "ngoài giờ"


def test_one_recovered_community_case_is_counted_and_placed_nowhere():
    (case,) = read("nq54", "cases").itertuples()
    assert (case.count, case.detection, case.status) == (1, "community", "recovered")
    assert at("2021-04-27T00:00") <= case.date_reporting < at("2021-07-25T00:00")
    assert pd.isna(case.area_id)
    assert case.located_by == "none"


def test_one_report_covers_the_whole_ward_up_to_the_end_of_4_september():
    (report,) = read("nq54", "reports").itertuples()
    assert pd.isna(report.area_id)
    assert report.period_start == at("2021-04-27T00:00")
    assert report.period_end == at("2021-09-05T00:00")


# dien_tap: the exercise


@pytest.fixture(scope="module")
def exercise():
    """The exercise as its first disease has it."""
    frames = {kind: read("dien_tap", kind) for kind in place_files("dien_tap")}
    of_covid = {kind: frames[kind][frames[kind]["disease"] == "covid-19"] for kind in ("cases", "reports")}
    return {**frames, **of_covid}


def level_on(day, number, exercise):
    """The level at the end of a day, by QĐ 4800 as domain §3.2 gives it; computed here, apart from the program."""
    end = at(f"{day}T23:59")
    area = exercise["areas"].set_index("code").loc[str(number)]
    cases = exercise["cases"]
    window = cases[(cases["date_reporting"] > end - timedelta(days=14)) & (cases["date_reporting"] <= end)]
    window = window[(window["area_id"] == area["area_id"]) & (window["detection"] == "community")]
    count = int(window["count"].sum())
    rate = Fraction(count, 2) / int(area["population"]) * 100_000
    step = sum(rate >= limit for limit in (20, 50, 150))
    columns = (GREEN, GREEN, YELLOW, ORANGE) if area["adult_dose1_share"] >= 0.7 else (GREEN, YELLOW, ORANGE, RED)
    order = (GREEN, YELLOW, ORANGE, RED)
    place = order.index(columns[step])
    if area["elderly_full_share"] < 0.8 and count > 0:
        place = min(place + 1, 3)
    return order[place]


STORY = {
    "2021-10-15": {},
    "2021-10-18": {13: YELLOW},
    "2021-10-20": {13: ORANGE},
    "2021-10-22": {13: RED},
    "2021-10-25": {13: RED, 12: YELLOW},
    "2021-10-29": {13: RED, 12: RED, 15: YELLOW},
    "2021-11-04": {13: RED, 12: RED, 15: ORANGE, 6: ORANGE, 9: YELLOW, 7: YELLOW},
    "2021-11-08": {13: RED, 12: RED, 15: ORANGE, 6: ORANGE, 9: YELLOW, 7: YELLOW, 18: YELLOW, 10: YELLOW, 16: YELLOW},
    "2021-11-16": {13: RED, 12: RED, 15: ORANGE, 6: ORANGE, 7: YELLOW, 18: YELLOW, 10: YELLOW, 16: YELLOW},
    "2021-11-22": {13: ORANGE, 12: ORANGE, 15: YELLOW, 18: YELLOW},
    "2021-11-24": {13: ORANGE, 12: RED, 15: YELLOW},      # one more case in tổ 12: red again for a day
    "2021-11-29": {13: YELLOW, 12: ORANGE},
    "2021-12-04": {12: YELLOW},
    "2021-12-08": {},
    "2021-12-13": {},
}


@pytest.mark.parametrize("day", STORY)
def test_on_a_day_of_the_story_the_groups_named_have_their_colour_and_all_others_are_green(day, exercise):
    levels = {number: level_on(day, number, exercise) for number in NUMBERS}
    assert {number: level for number, level in levels.items() if level != GREEN} == STORY[day]


def test_the_spread_goes_from_the_first_red_group_to_its_neighbours(exercise):
    shapes = exercise["areas"].set_index("code").geometry
    touching = {int(code) for code in shapes.index[shapes.touches(shapes["13"])]}
    assert set(STORY["2021-11-04"]) - {13} <= touching


def test_one_case_is_enough_for_yellow_where_fewer_than_1000_people_live(exercise):
    cases = exercise["cases"]
    for number, before, after in ((10, "2021-11-06", "2021-11-07"), (16, "2021-11-07", "2021-11-08")):
        community = cases[(cases["area_id"] == f"gia-thuy/to-{number}") & (cases["detection"] == "community")]
        assert len(community) == 1
        assert (level_on(before, number, exercise), level_on(after, number, exercise)) == (GREEN, YELLOW)


def test_the_exercise_lasts_60_days_with_150_cases_found_in_all_three_ways(exercise):
    cases = exercise["cases"]
    assert cases["count"].sum() == 150
    assert (cases["date_reporting"] >= at("2021-10-15T00:00")).all()
    assert (cases["date_reporting"] <= at("2021-12-13T18:00")).all()
    found = cases["detection"].value_counts().to_dict()
    assert found == {"community": 75, "quarantine": 47, "lockdown_area": 28}    # as README.md says
    assert set(cases["status"]) >= {"active", "recovered"}
    assert cases["area_id"].isin(exercise["areas"]["area_id"]).all()
    hours = cases["date_reporting"].dt.hour
    assert hours.nunique() > 8
    assert not ((hours == 0) & (cases["date_reporting"].dt.minute == 0)).any()


def test_in_the_same_weeks_dengue_has_two_outbreaks_and_hand_foot_and_mouth_one():
    """As README.md tells it, found by the rules themselves."""
    cases = read("dien_tap", "cases")
    for disease, ruleset, expected in (("dengue", "vn-dengue-qd3711", [{"5"}, {"2"}]),
                                       ("hfmd", "vn-hfmd-qd581", [{"7"}])):
        mine = cases[cases["disease"] == disease]
        found = find_outbreaks(mine, load_ruleset(ruleset).outbreak, "EPSG:5897")
        groups = [{mine["area_id"].iloc[case].rpartition("-")[2] for case in one.cases} for one in found]
        assert groups == expected
        assert mine["linked_to"].notna().any() == (disease == "hfmd")


def test_whether_an_area_has_cases_is_never_a_question_of_where_they_were_found(exercise):
    """The exception "nơi không có ca" must not depend on reading it as community cases or as all cases."""
    few = exercise["areas"][exercise["areas"]["elderly_full_share"] < 0.8]
    assert list(few["code"]) == ["12"]
    cases = exercise["cases"][exercise["cases"]["area_id"].isin(few["area_id"])]
    for end in pd.date_range(at("2021-10-15T23:59"), at("2021-12-13T23:59")):
        window = cases[(cases["date_reporting"] > end - timedelta(days=14)) & (cases["date_reporting"] <= end)]
        assert window.empty == (window["detection"] != "community").all(), end


def test_cases_found_in_a_lockdown_were_found_while_their_group_had_one(exercise):
    locked = exercise["lockdowns"]
    cases = exercise["cases"]
    groups = exercise["areas"]
    for case in cases[cases["detection"] == "lockdown_area"].itertuples():
        shape = groups[groups["area_id"] == case.area_id].geometry.iloc[0]
        assert valid_at(locked, case.date_reporting).geometry.map(shape.contains).any(), case.case_id


def touching_reports(number, end, reports):
    start = end - timedelta(days=14)
    whole = reports["area_id"].isna() | (reports["area_id"] == f"gia-thuy/to-{number}")
    return reports[whole & (reports["period_start"] < end) & (reports["period_end"] > start)]


def test_group_18_has_no_report_before_25_october_and_is_grey_till_then(exercise):
    for end in pd.date_range(at("2021-10-15T23:59"), at("2021-10-24T23:59")):
        assert touching_reports(18, end, exercise["reports"]).empty
        assert not touching_reports(13, end, exercise["reports"]).empty
    assert touching_reports(18, at("2021-12-13T18:00"), exercise["reports"])["period_start"].min() >= at(
        "2021-10-25T00:00"
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_reports_follow_each_other_without_a_gap_up_to_the_pinned_moment(number, exercise):
    reports = exercise["reports"]
    own = reports[reports["area_id"].isna() | (reports["area_id"] == f"gia-thuy/to-{number}")]
    own = own.sort_values("period_start")
    assert (own["period_start"].iloc[1:].to_numpy() == own["period_end"].iloc[:-1].to_numpy()).all()
    first = at("2021-10-25T00:00") if number == 18 else at("2021-09-30T00:00")
    assert own["period_start"].iloc[0] <= first
    assert own["period_end"].iloc[-1] == at("2021-12-13T18:00")


def test_the_exercise_has_the_geometry_of_the_ward_and_shares_of_the_vaccinated(exercise, areas):
    assert shapely.equals_identical(
        exercise["areas"].geometry.to_numpy(), areas.geometry.to_numpy()
    ).all()
    shares = ["adult_dose1_share", "elderly_full_share"]
    assert areas[shares].isna().all(axis=None)
    assert exercise["areas"][shares].notna().all(axis=None)
    assert list(exercise["areas"]["population"]) == list(areas["population"])


def test_lockdowns_are_blocks_inside_hot_groups_for_14_days_from_midnight_to_midnight(exercise, areas):
    locked = exercise["lockdowns"]
    assert 3 <= len(locked) <= 5
    assert ((locked["valid_to"] - locked["valid_from"]) == timedelta(days=14)).all()
    assert (locked["valid_from"].dt.strftime("%H:%M") == "00:00").all()
    assert locked["document"].str.contains("QĐ-DT").all()
    assert (locked["households"] > 0).all()
    assert (locked["population"] > locked["households"]).all()
    for row in locked.itertuples():
        (holding,) = [area for area in areas.itertuples() if area.geometry.contains(row.geometry)]
        day = row.valid_from.strftime("%Y-%m-%d")
        assert level_on(day, int(holding.code), exercise) in (ORANGE, RED), row.lockdown_id


def test_everything_of_the_exercise_says_that_it_is_invented(exercise):
    for kind in ("sites", "belts", "checkpoints", "lockdowns", "forces"):
        assert exercise[kind]["document"].str.contains("diễn tập").all(), kind
    assert exercise["sites"][~exercise["sites"]["is_class"]]["name"].str.contains("giả định").all()
    assert exercise["cases"]["case_id"].str.startswith("DT-").all()
    settings = tomllib.loads((SAMPLE / "dien_tap" / "place.toml").read_text(encoding="utf-8"))
    assert settings["exercise"] is True
    assert settings["pinned_as_of"] == at("2021-12-13T18:00")


def test_belts_posts_and_designations_come_and_go(exercise):
    seen = []
    for day in ("2021-10-16", "2021-10-25", "2021-11-08", "2021-11-23", "2021-12-12"):
        now = {kind: valid_at(exercise[kind], at(f"{day}T12:00")) for kind in ("belts", "checkpoints", "sites")}
        kept = now["belts"][now["belts"]["active"]]["number"]
        hard = (now["checkpoints"]["kind"] == "hard").sum()
        seen.append(((kept == 1).sum(), (kept == 2).sum(), (kept == 3).sum(), hard, len(now["sites"])))
    assert seen == [(0, 0, 1, 0, 0), (1, 1, 1, 1, 1), (4, 1, 1, 14, 8), (0, 1, 1, 10, 5), (0, 0, 1, 0, 0)]


def test_all_kinds_of_sites_of_the_exercise_are_there_and_each_ends(exercise):
    sites = exercise["sites"]
    assert set(sites["kind"]) == {"warehouse", "market", "apartment", "mall", "office", "school", "shop"}
    assert sites["valid_to"].notna().all()
    assert set(sites["level"]) == {RED, ORANGE, YELLOW}


def test_a_site_has_one_designation_at_a_time(exercise):
    for _, rows in exercise["sites"].groupby("name"):
        ordered = rows.sort_values("valid_from")
        assert (ordered["valid_from"].iloc[1:].to_numpy() >= ordered["valid_to"].iloc[:-1].to_numpy()).all()
