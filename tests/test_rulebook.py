"""Which rule colours a map: by its date, fixed, tried; a user's own ruleset files beside the program's."""

import os
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import hypothesis.strategies as some
import pytest
import small_ward as ward
from hypothesis import given

from geo.areas import AREAS
from zones.cards import make_card
from zones.compose import compose
from zones.levels import Level
from zones.places import Place
from zones.rulebook import NoRuleset, is_known, placed_for, rules_for
from zones.ruleset import FOLDER, RulesetError, open_library
from zones.situation import View, build_situation
from zones.situation.view import read_view
from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost

LIBRARY = open_library(None)
GIA_THUY = Place("gt", "Phường Gia Thụy", within="quận Long Biên, thành phố Hà Nội",
                 diseases=("covid-19", "dengue"))
QD4800 = (FOLDER / "vn-qd4800.toml").read_text(encoding="utf-8")


def rules(moment, place=GIA_THUY, view=None, library=LIBRARY):
    return rules_for(place, view or View(place.id), parse_moment(moment), library)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2021-05-01T00:00", "vn-qd2686"),            # before the first: the next to come, and the map says so
        ("2021-06-01T00:00", "vn-qd2686"),
        ("2021-09-06T05:59", "vn-qd2686"),
        ("2021-09-06T06:00", "long-bien-kh-2021-09-04"),
        ("2021-09-07T00:00", "vn-gia-thuy-nq54"),
        ("2021-09-21T05:59", "vn-gia-thuy-nq54"),
        ("2021-09-21T06:00", "vn-qd2686"),
        ("2021-10-11T12:00", "vn-qd2686"),            # between two: the last one that ended, greyed or with a warning
        ("2021-10-12T00:00", "vn-qd4800"),
        ("2022-01-27T00:00", "vn-qd218"),
        ("2024-01-01T00:00", "vn-qd218"),
    ],
)
def test_a_map_is_coloured_by_the_most_particular_rule_of_its_minute(moment, expected):
    assert rules(moment).own[0].id == expected


def test_a_fixed_rule_holds_for_all_dates_and_for_the_first_disease_only():
    fixed = GIA_THUY.with_(ruleset="vn-qd4800")
    assert rules("2021-09-08T12:00", fixed).own[0].id == "vn-qd4800"
    both = rules("2021-09-08T12:00", fixed, View("gt", combined=True))
    assert [one.id for one in both.own] == ["vn-qd4800", "vn-dengue-qd3711"]


def test_what_held_beside_and_what_was_announced_is_named_apart():
    beside = rules("2021-09-15T18:00").beside
    assert [one.id for one in beside] == ["long-bien-kh-2021-09-04", "hanoi-ct20", "vn-qd2686", "hanoi-vb3084"]
    assert rules("2021-09-15T18:00", view=View("gt", ruleset="vn-qd218")).beside == ()


def test_a_disease_without_any_rule_is_an_error_and_not_a_green_map():
    with pytest.raises(NoRuleset):
        rules("2021-09-08T12:00", GIA_THUY.with_(diseases=("plague",)))


def ha_noi(moment):
    """Hà Đông as one district of the city."""
    area = {"area_id": "hd", "name": "Quận Hà Đông", "area_level": "district", "population": 380_000,
            "geometry": ward.square(0, 0, 900)}
    areas = AREAS.check(gpd.GeoDataFrame([area], crs=4326))
    place = Place("hn", "Thành phố Hà Nội")
    reports = ward.reports("2021-05-01", "2021-12-31")
    at = parse_moment(moment)
    return build_situation(place, ward.records(areas=areas, reports=reports), rules_for(place, View("hn"), at, LIBRARY),
                           at, 1)


def lines(card, title):
    return [" ".join(filter(None, line)) for section in card.sections if section.title == title
            for line in section.lines]


def test_two_labels_hold_at_once_each_with_the_name_of_its_scale():
    card = make_card(ha_noi("2021-09-16T12:00"), "area/hd", "vi")
    assert card.headline == "Vùng vàng – nguy cơ"
    assert ("Vùng đỏ – Vùng 1 (Chỉ thị 20) (phân vùng theo Chỉ thị 20/CT-UBND của Hà Nội, 3/9/2021)"
            in lines(card, "Thang đo khác cùng thời điểm"))


def test_a_day_before_it_the_second_scale_is_shown_as_announced():
    seen = ha_noi("2021-09-15T18:00")
    card = make_card(seen, "area/hd", "vi")
    assert card.headline == "Vùng đỏ – Vùng 1 (Chỉ thị 20)"
    (announced,) = [line for line in lines(card, "Thang đo khác cùng thời điểm") if "Đã công bố" in line]
    assert "12:00 16/09/2021" in announced
    assert "Vùng vàng – nguy cơ (mức nguy cơ của Hà Nội theo Văn bản 3084/UBND, 15/9/2021)" in announced
    notices = [notice.text for notice in compose(seen, "vi").notices]
    assert any("Đã công bố, chưa áp dụng: mức nguy cơ của Hà Nội theo Văn bản 3084" in text for text in notices)


def test_between_two_rules_the_map_says_that_its_own_does_not_hold():
    seen = ha_noi("2021-10-11T12:00")
    assert seen.ruleset.id == "vn-qd2686"
    assert any("không có hiệu lực" in notice.text or "hiệu lực" in notice.text
               for notice in compose(seen, "vi").notices if notice.kind == "warning")


# views

WORDS = some.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)


@given(place=WORDS, disease=some.one_of(some.just(""), WORDS), combined=some.booleans(),
       ruleset=some.one_of(some.just(""), WORDS.filter(lambda word: word != "combined")),
       options=some.lists(some.tuples(WORDS.filter(lambda word: word != "disease"), WORDS), max_size=3))
def test_a_view_is_read_back_from_its_address(place, disease, combined, ruleset, options):
    view = View(place, disease, combined, ruleset, tuple(options))
    assert read_view(view.address) == view


@pytest.mark.parametrize(
    ("address", "known"),
    [("gt", True), ("gt@vn-qd218", True), ("gt@nothing", False), ("gt@disease=dengue", True),
     ("gt@disease=hfmd", False), ("gt@combined", True), ("gt@numerator=all", True), ("gt@numerator=some", False),
     ("gt@vn-qd4800;numerator=all", True), ("gt@ruleset=x", False)],
)
def test_only_what_there_is_can_be_asked_for(address, known):
    assert is_known(GIA_THUY, read_view(address), LIBRARY) is known


def test_with_one_disease_there_is_nothing_to_combine():
    assert not is_known(ward.place(), View("p", combined=True), LIBRARY)


def test_a_trial_of_another_numerator_counts_other_cases():
    cases = ward.cases(*[("to-1", "2021-10-30")] * 3)
    cases["detection"] = "quarantine"
    records = ward.records(cases=cases)

    def level(view):
        place = placed_for(ward.place(), view)
        found = build_situation(place, records, rules_for(place, view, ward.AS_OF, LIBRARY), ward.AS_OF, 1, view)
        return found.area_levels["to-1"]

    assert level(View("p")) is Level.GREEN
    assert level(View("p", options=(("numerator", "all"),))) is Level.ORANGE


# a user's own rulesets

def own(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_ruleset_file_in_the_folder_is_used_and_colours_the_map_of_its_ward(tmp_path):
    text = QD4800.replace('id = "vn-qd4800"', 'id = "gia-thuy-rieng"', 1).replace(
        "outside_validity", 'territory = ["Phường Gia Thụy", "Quận Long Biên"]\noutside_validity', 1)
    library = open_library(own(tmp_path, "gia-thuy-rieng.toml", text))
    assert library.own == {"gia-thuy-rieng"}
    assert rules("2021-11-01T12:00", library=library).own[0].id == "gia-thuy-rieng"
    assert rules("2021-11-01T12:00", ward.place(ruleset=""), library=library).own[0].id == "vn-qd4800"


def test_a_broken_file_is_told_with_name_line_and_sentence_and_nothing_else_stops(tmp_path):
    own(tmp_path, "sai.toml", QD4800.replace("window_days = 14", 'window_days = "hai tuần"', 1))
    own(tmp_path, "trung.toml", QD4800)
    own(tmp_path, "dung.toml", QD4800.replace('id = "vn-qd4800"', 'id = "dung"', 1))
    library = open_library(tmp_path)
    assert {"dung", "vn-qd4800", "vn-qd218"} <= {ruleset.id for ruleset in library}
    said = {trouble.file: trouble.say("vi") for trouble in library.troubles}
    assert set(said) == {"sai.toml", "vn-qd4800.toml"}
    assert "dòng" in said["sai.toml"]
    assert "window_days" in said["sai.toml"]
    assert "văn bản đã công bố không được sửa" in said["vn-qd4800.toml"]
    with pytest.raises(RulesetError):
        library.get("sai")


def test_a_changed_file_is_read_again_and_every_open_map_learns_of_it(tmp_path):
    folder = tmp_path / "rulesets"
    folder.mkdir()
    store = Store(f"sqlite:///{(tmp_path / 'z.sqlite').as_posix()}")
    post = CommandPost(store, rulesets=folder)
    post.create_place(Place("gt", "Phường Gia Thụy", within="quận Long Biên, thành phố Hà Nội"), "t")
    moment = parse_moment("2021-11-01T12:00")
    before = post.version("gt", moment)
    text = QD4800.replace('id = "vn-qd4800"', 'id = "rieng"', 1).replace(
        "outside_validity", 'territory = ["Phường Gia Thụy"]\noutside_validity', 1)
    own(folder, "rieng.toml", text)
    assert post.version("gt", moment) != before
    assert post.situation("gt", moment).ruleset.id == "rieng"
    path = folder / "rieng.toml"
    path.write_text(text + "\n[", encoding="utf-8")
    os.utime(path, (0, 0))
    assert post.situation("gt", moment).ruleset.id == "vn-qd4800"
    assert [trouble.file for trouble in post.library().troubles] == ["rieng.toml"]
    store.close()


def test_a_folder_that_does_not_exist_holds_none(tmp_path):
    assert open_library(tmp_path / "nowhere").own == frozenset()


def test_the_edge_of_a_rule_changes_the_map_to_the_minute():
    edge = parse_moment("2021-09-21T06:00")
    assert rules((edge - timedelta(minutes=1)).isoformat()).own != rules(edge.isoformat()).own
