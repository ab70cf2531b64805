"""What a command post does, end to end over a real store: look, take in, designate, draw."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from geo.frames import VIETNAM_TIME
from geo.sheet import SheetOptions
from zones.levels import Level
from zones.places import Place
from zones.situation import View
from zones.store import Store, UnknownPlace
from zones.times import parse_moment
from zones.usecases import CommandPost, UnknownSite

REAL = Path(__file__).parent.parent.parent / "shared" / "data"
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=VIETNAM_TIME)
MOMENT = parse_moment("2021-09-08T15:41")


@pytest.fixture
def post(sample_url):
    store = Store(sample_url)
    yield CommandPost(store, lambda: NOW)
    store.close()


def designate(post, site_id, level, valid_from=MOMENT, author="t"):
    post.designate_site(
        "nq54", site_id, level, document="QĐ 02", decided_by="UBND", valid_from=valid_from, author=author
    )


def level_counts(situation):
    return {count.level: count.units for count in situation.level_counts if count.units}


def site_levels(post, as_of=None):
    return {key: decision.level for key, decision in post.situation("nq54", as_of).site_decisions.items()}


def cases_csv(*rows):
    return ("Mã BN;Tổ dân phố;Ngày có KQ\n" + "\n".join(rows)).encode()


def test_an_empty_store_gets_both_samples_and_a_full_one_nothing(post):
    assert post.places() == ["nq54", "dien_tap"]
    before = post.store.revision("nq54")
    post.ensure_samples()
    assert post.store.revision("nq54") == before


def test_a_pinned_place_opens_at_its_own_moment_and_a_live_one_at_the_clocks(post):
    assert post.situation("nq54").as_of == MOMENT
    post.create_place(Place("live", "Phường Mới", "vn-qd4800"), "t")
    assert post.situation("live").as_of == NOW


def test_newer_data_move_a_pinned_place_forward(post):
    found = post.examine_file("nq54", "cases", cases_csv("1;Tổ 13;10/09/2021"), "f0.csv")
    start, end = parse_moment("2021-09-01T00:00"), parse_moment("2021-09-11T00:00")
    post.take_in("nq54", found, "t", complete=(start, end))
    situation = post.situation("nq54")
    assert situation.as_of == end - timedelta(minutes=1)
    assert situation.stale_by is None


def test_the_version_changes_with_every_write_and_not_otherwise(post):
    before = post.version("nq54", None)
    assert post.version("nq54", None) == before
    designate(post, "nq54/savico", Level.RED)
    assert post.version("nq54", None) != before


def test_a_situation_is_computed_once_for_a_revision_and_moment(post):
    assert post.situation("nq54") is post.situation("nq54")
    assert post.model("nq54", None, "vi") is post.model("nq54", None, "vi")
    assert post.model("nq54", None, "vi") is not post.model("nq54", None, "en")


def test_an_unknown_place_says_so(post):
    with pytest.raises(UnknownPlace):
        post.situation("nowhere")


def test_a_new_designation_counts_from_its_moment_and_the_map_before_it_stays(post):
    later = MOMENT + timedelta(hours=1)
    designate(post, "nq54/savico", Level.RED, later, "lan")
    assert Level.RED not in site_levels(post, MOMENT).values()
    after = post.situation("nq54", later)
    assert [d.level for d in after.site_decisions.values()].count(Level.RED) == 1
    assert after.sites["name"].tolist().count("TTTM Savico") == 1
    newest = post.store.history("nq54")[0]
    assert (newest.author, newest.action) == ("lan", "designate")


def test_designating_twice_for_the_same_moment_corrects_the_first(post):
    for level in (Level.RED, Level.ORANGE):
        sites = post.situation("nq54").sites
        (site_id,) = sites.loc[sites["name"] == "TTTM Savico", "site_id"]
        designate(post, site_id, level)
    assert sorted(site_levels(post).values()).count(Level.RED) == 0
    assert post.situation("nq54").sites["name"].tolist().count("TTTM Savico") == 1


def test_a_designation_can_be_taken_away_again(post):
    designate(post, "nq54/savico", None)
    assert len(site_levels(post)) == 5


def test_a_site_that_is_not_there_cannot_be_designated(post):
    with pytest.raises(UnknownSite):
        designate(post, "x", Level.RED)


def test_a_map_can_be_drawn_again_as_it_was_known_then(post):
    before = post.store.revision("nq54")
    designate(post, "nq54/savico", Level.RED, parse_moment("2021-09-01T00:00"))
    assert Level.RED in site_levels(post).values()
    then = post.situation("nq54", known_at=before)
    assert [d.level for d in then.site_decisions.values()].count(Level.RED) == 0
    assert post.sheet("nq54", None, "vi", "svg", known_at=before) != post.sheet("nq54", None, "vi", "svg")


def test_the_same_file_twice_changes_nothing_the_second_time(post):
    file = cases_csv("1;Tổ 13;10/09/2021", "2;Tổ 15;10/09/2021")
    found = post.examine_file("nq54", "cases", file, "f0.csv")
    assert post.take_in("nq54", found, "t") == 2
    assert post.take_in("nq54", post.examine_file("nq54", "cases", file, "f0.csv"), "t") == 0
    assert post.situation("nq54").cases.total == 1     # the map's moment is before the new cases
    assert post.situation("nq54", parse_moment("2021-09-10T23:59")).cases.total == 3


def test_an_import_that_replaces_ends_what_is_not_in_the_file(post):
    found = post.examine_file("nq54", "cases", cases_csv("1;Tổ 13;01/09/2021"), "f0.csv")
    post.take_in("nq54", found, "t", replace=True)
    assert post.store.read("nq54", "cases")["case_id"].tolist() == ["1"]


def test_the_log_keeps_file_hash_and_counts_and_no_cell(post):
    found = post.examine_file("nq54", "cases", cases_csv("BN-777;Tổ 13;10/09/2021"), "f0.csv")
    post.take_in("nq54", found, "lan")
    detail = post.store.history("nq54")[0].detail
    assert (detail["file"], detail["taken"], len(detail["sha256"])) == ("f0.csv", 1, 64)
    assert "BN-777" not in json.dumps(detail)


def test_the_days_reach_from_the_first_report_to_the_maps_moment(post):
    assert post.days("nq54") == (date(2021, 4, 27), date(2021, 9, 8))
    assert post.days("dien_tap")[1] == date(2021, 12, 13)


def test_the_exercise_tells_its_story(post):
    def on(day):
        return level_counts(post.situation("dien_tap", parse_moment(f"{day}T18:00")))

    assert on("2021-11-08") == {Level.RED: 2, Level.ORANGE: 2, Level.YELLOW: 5, Level.GREEN: 4}
    assert on("2021-12-13") == {Level.GREEN: 13}
    assert on("2021-10-20")[Level.UNASSESSED] == 1


def test_every_area_count_of_the_exercise_adds_up_on_every_day(post):
    for offset in range(0, 60, 7):
        situation = post.situation("dien_tap", parse_moment("2021-10-15T18:00") + timedelta(days=offset))
        assert sum(count.units for count in situation.level_counts) == 13
        assert sum(count.people or 0 for count in situation.level_counts) == 15_076
        ward = sum(count.area_km2 for count in situation.level_counts)
        assert ward == pytest.approx(1.407, abs=0.001)


FIRST_BYTES = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml", "html": b"<!DOCTYPE html"}


@pytest.mark.parametrize(("form", "start"), FIRST_BYTES.items())
def test_the_map_leaves_the_room_in_every_form(post, form, start):
    assert post.sheet("nq54", None, "vi", form, SheetOptions(dpi=72)).startswith(start)


def test_the_stand_alone_file_answers_why_by_itself(post):
    page = post.sheet("nq54", None, "vi", "html").decode()
    assert "không tập trung quá 05 người" in page


def test_the_same_data_under_another_rule_say_which_units_change(post):
    moment = parse_moment("2021-11-08T18:00")
    changes = post.compare("dien_tap", View("dien_tap", ruleset="vn-gia-thuy-nq54"), moment)
    assert {change.after for change in changes} == {Level.UNASSESSED}    # not in force in November
    assert len(changes) == 13
    assert post.compare("dien_tap", View("dien_tap", ruleset="vn-qd4800"), moment) == ()


def test_a_trial_map_says_that_it_is_not_in_force(post):
    assert post.knows("nq54@vn-qd4800")
    assert not post.knows("nq54@nothing")
    trial = post.model("nq54@vn-qd4800", None, "vi")
    assert trial.place_id == "nq54@vn-qd4800"
    assert trial.notices[0].text.startswith("Bản đồ thử")
    assert not any("Bản đồ thử" in notice.text for notice in post.model("nq54", None, "vi").notices)


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason="no ../shared/data")
def test_the_wards_of_ha_noi_run_through_with_339_of_471_cases_placed_in_133_wards(post):
    post.create_place(Place("ha-noi", "Thành phố Hà Nội", "vn-qd4800", paper="A3",
                            pinned_as_of=parse_moment("2021-07-13T18:00")), "t")
    wards = REAL / "hanoi_wards_2021.geojson"
    found = post.examine_file("ha-noi", "areas", wards.read_bytes(), wards.name)
    assert (found.rows_taken, found.rows_in_file) == (579, 579)
    post.take_in("ha-noi", found, "t")
    listed = REAL / "hanoi_cases_by_ward_day_2021.csv"
    found = post.examine_file("ha-noi", "cases", listed.read_bytes(), listed.name)
    assert (found.count_total, found.count_placed, found.areas_with_cases, found.count_unplaced) == (471, 339, 133, 132)
    said = " ".join(found.summary("vi"))
    assert "339" in said
    assert "132" in said
    post.take_in("ha-noi", found, "t", complete=(parse_moment("2021-04-27T00:00"), parse_moment("2021-07-14T00:00")))
    situation = post.situation("ha-noi")
    assert (situation.cases.placed, situation.cases.areas, situation.cases.unplaced) == (339, 133, 132)
    legend = {e.label: e.values for s in post.model("ha-noi", None, "vi").legend for e in s.entries}
    assert legend["Chưa xác định vị trí"] == ("132",)
    sheet = post.sheet("ha-noi", None, "vi", "svg").decode()
    assert ">132<" in sheet
