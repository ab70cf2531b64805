"""The field on the map: nested lockdowns, open crossings, posts not required, ways out, facilities; cards, legend."""

import json
from dataclasses import replace

import pandas as pd
import pytest
import small_ward as ward
from field_ward import EAST_GATE, NORTH_GATE, SOUTH_GATE, WEST_GATE, belts, edge, facilities, posts, ring, roads

from geo.page_state import state
from geo.render_folium import standalone_html
from zones.cards import make_card
from zones.cases import FORCES
from zones.compose import compose
from zones.lockdowns import LOCKDOWN_LINES
from zones.ruleset import load_ruleset
from zones.situation import build_situation
from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost

RULES = load_ruleset("vn-qd4800")
GATES = (WEST_GATE, EAST_GATE, SOUTH_GATE, NORTH_GATE)


def situation(as_of=ward.AS_OF, **frames):
    return build_situation(ward.place(), ward.records(**frames), RULES, as_of, 1)


def on_map(**frames):
    return compose(situation(**frames), "vi")


def features(model, layer_id):
    return {feature.id: feature for feature in model.layer(layer_id).features}


def card(card_id, language="vi", **frames):
    return make_card(situation(**frames), card_id, language)


def words(made):
    return " | ".join(f"{label}: {value}" for section in made.sections for label, value in section.lines)


def legend(model, title):
    section = next(section for section in model.legend if section.title == title)
    return {entry.label: entry.values for entry in section.entries}


def nested():
    return ward.lockdowns(
        {"lockdown_id": "n", "name": "Ngõ 9", "geometry": ward.square(100, 100, 50), "ring": "narrow",
         "containment_id": "k", "document": "QĐ 1", "valid_from": "2021-10-25T00:00+07:00",
         "valid_to": "2021-11-02T00:00+07:00", "households": 40, "population": 120},
        {"lockdown_id": "w", "name": "Tổ 1", "geometry": ward.square(0, 0, 500), "ring": "wide", "containment_id": "k",
         "valid_from": "2021-10-25T00:00+07:00", "valid_to": "2021-11-08T00:00+07:00"})


# lockdowns


def test_a_wide_area_lies_under_its_narrow_one_and_has_no_colour_of_its_own():
    model = on_map(lockdowns=nested())
    order = [layer.id for layer in model.layers]
    assert order.index("lockdowns_wide") < order.index("lockdowns")
    assert set(features(model, "lockdowns_wide")) == {"lockdown/w"}
    assert set(features(model, "lockdowns")) == {"lockdown/n"}
    zones = features(model, "zones")
    assert zones["lockdown/n/to-1"].style == "zone.red"
    assert zones["area/to-1"].style == "zone.green"
    assert "lockdown/w/to-1" not in zones
    assert legend(model, "Phong tỏa") == {"Khu vực phong tỏa": ("1",), "Khoanh vùng rộng": ("1",)}
    assert sum(zone.area_m2 for zone in situation(lockdowns=nested()).zones) == pytest.approx(4 * 500**2, rel=1e-6)


def test_a_wide_area_to_which_a_document_gives_a_level_is_coloured_by_it():
    frame = nested()
    frame.loc[frame["lockdown_id"] == "w", "level"] = "yellow"
    assert features(on_map(lockdowns=frame), "zones")["lockdown/w/to-1"].style == "zone.yellow"


def test_each_clock_is_said_and_what_ends_within_24_hours_must_be_decided():
    model = on_map(lockdowns=nested())
    assert features(model, "lockdowns")["lockdown/n"].title == (
        "Ngõ 9. Phong tỏa đến 00:00 02/11/2021, còn 6 giờ – cần dỡ hoặc gia hạn")
    assert features(model, "lockdowns_wide")["lockdown/w"].title == (
        "Tổ 1. Khoanh vùng đến 00:00 08/11/2021, còn 6 ngày 6 giờ")
    assert [notice.text for notice in model.live_notices] == [
        "Cần dỡ hoặc gia hạn trong 24 giờ: Ngõ 9 (00:00 02/11/2021)."]


def test_the_card_of_a_lockdown_has_its_house_numbers_its_outbreak_and_the_decisions_before_it():
    extended = nested()
    extended.loc[extended["lockdown_id"] == "n", ["follows", "change"]] = ["first", "extension"]
    first = ward.lockdowns({"lockdown_id": "first", "name": "Ngõ 9", "geometry": ward.square(100, 100, 50),
                            "document": "QĐ 0", "valid_from": "2021-10-11T00:00+07:00",
                            "valid_to": "2021-10-25T00:00+07:00"})
    lines = LOCKDOWN_LINES.check(pd.DataFrame([
        {"line_id": "1", "lockdown_id": "n", "lane": "ngõ 4 Kim Đồng", "branch_lane": "ngách 1", "side": "both",
         "from_number": "2", "to_number": "88", "households": 33},
        {"line_id": "2", "lockdown_id": "n", "street": "đường Giáp Bát", "side": "odd", "from_number": "231",
         "to_number": "315", "households": 184, "people": 600},
        {"line_id": "3", "lockdown_id": "n", "lane": "ngõ 6", "from_number": "5A"}]))
    frames = {"lockdowns": pd.concat([first, extended]), "lockdown_lines": lines}
    said = words(card("lockdown/n", **frames))
    assert "ngách 1 ngõ 4 Kim Đồng (số 2 đến 88, 33 hộ)" in said
    assert "đường Giáp Bát (dãy lẻ, số 231 đến 315, 184 hộ, 600 người)" in said
    assert "ngõ 6 (số 5A)" in said
    assert "Cùng ổ dịch: Tổ 1" in said
    assert "gia hạn: QĐ 1: từ 00:00 25/10/2021 đến 00:00 02/11/2021" in said
    assert "QĐ 0: từ 00:00 11/10/2021 đến 00:00 25/10/2021" in said
    wide = card("lockdown/w", **frames)
    assert wide.headline == "Khoanh vùng đến 00:00 08/11/2021"
    assert "không đóng kín" in words(wide)


# crossings and posts


def test_open_crossings_are_marked_counted_listed_and_answer_what_is_to_be_done():
    frames = {"belts": belts(edge()), "underlay": roads(), "checkpoints": posts(
        {"geometry": ward.at(*WEST_GATE)}, {"geometry": ward.at(*SOUTH_GATE), "staffed": False, "name": "Chốt vắng"})}
    model = on_map(**frames)
    marks = features(model, "crossings_open")
    assert len(marks) == 3
    assert legend(model, "Chốt kiểm soát")["Chỗ hở: đường cắt vành đai, không chốt, không đóng"] == ("3",)
    table = next(table for table in model.indexes if table.title == "Chỗ hở trên vành đai")
    assert [row.cells[:2] for row in table.rows] == [("Phố Dọc", "3"), ("Phố Ngang", "3"), ("Phố Dọc", "3")]
    assert all(row.cells[2] for row in table.rows)      # the square of the map in which it lies
    assert [row.number for row in table.rows] == [feature.number for feature in marks.values()]
    cards = [card(feature.card, **frames) for feature in marks.values()]
    assert {made.headline for made in cards} == {"Hở: chưa có chốt, chưa đóng"}
    assert sum("Chốt mềm tại đây không có người trực: Chốt vắng" in words(made) for made in cards) == 1
    assert "Trong đó còn hở: 3" in words(card("belt/b0", **frames))


def test_none_open_is_an_answer_and_without_a_kept_belt_nobody_asks():
    closed = posts(*({"geometry": ward.at(*gate)} for gate in GATES))
    model = on_map(belts=belts(edge()), underlay=roads(), checkpoints=closed)
    assert legend(model, "Chốt kiểm soát")["Chỗ hở: đường cắt vành đai, không chốt, không đóng"] == ("0",)
    idle = on_map(belts=belts(edge(active=False)), underlay=roads())
    assert "crossings_open" not in {layer.id for layer in idle.layers}


def test_a_belt_on_the_edge_of_another_is_open_in_one_place():
    both = belts(edge(), {"number": 2, "geometry": ring(0, 0, 500)})
    model = on_map(belts=both, underlay=roads())
    titles = [feature.title for feature in features(model, "crossings_open").values()]
    assert len(titles) == 6
    assert sum("Vành đai 3, Vành đai 2" in title for title in titles) == 2


def test_without_roads_a_sentence_says_that_nobody_can_say():
    model = on_map(belts=belts(edge()))
    assert any("Chưa có dữ liệu đường" in notice.text for notice in model.notices)
    assert not any("Chưa có dữ liệu đường" in notice.text for notice in on_map().notices)
    assert "ways" not in {layer.id for layer in model.layers}


def test_posts_that_need_not_be_kept_say_so_on_mark_card_and_legend():
    frames = {"checkpoints": posts({"geometry": ward.at(100, 100), "belt": 2, "staffed": False},
                                   {"geometry": ward.at(900, 900), "belt": 3, "staffed": False})}
    model = on_map(**frames)
    marks = features(model, "posts_soft")
    assert marks["checkpoint/c0"].title.endswith("(không bắt buộc)")
    assert marks["checkpoint/c0"].style == "post.soft.unstaffed.optional"
    assert marks["checkpoint/c1"].style == "post.soft.unstaffed"
    assert legend(model, "Chốt kiểm soát")["Chốt mềm không có người trực, không bắt buộc"] == ("1",)
    assert "54-NQ/ĐU" in words(card("checkpoint/c0", **frames))
    assert "54-NQ/ĐU" not in words(card("checkpoint/c1", **frames))


def test_a_post_s_card_says_what_it_needs_and_lacks_and_never_its_telephone():
    frames = {"checkpoints": posts({
        "geometry": ward.at(100, 100), "required_per_shift": 4, "people_per_shift": 3, "shifts_per_day": 2,
        "head": "Công an phường", "managing_level": "ward", "phone": "024 3827 1234", "status": "active"})}
    said = words(card("checkpoint/c0", **frames))
    for part in ("Cần mỗi ca: 4 người", "Thiếu mỗi ca: 1 người", "Phụ trách: Công an phường",
                 "Cấp quản lý: Phường, xã", "Tình trạng: Đang hoạt động"):
        assert part in said
    model = on_map(**frames)
    everything = json.dumps(state(model), ensure_ascii=False) + said + standalone_html(
        model, {"checkpoint/c0": card("checkpoint/c0", **frames)})
    assert "3827" not in everything


# ways out, facilities, teams


def shut(*gates):
    return posts(*({"geometry": ward.at(*gate), "kind": "hard", "staffed": False, "name": f"Rào {n}"}
                   for n, gate in enumerate(gates)))


def test_ways_out_are_a_layer_switched_off_with_the_way_of_each_group_and_the_shut_ones_marked():
    layer = on_map(underlay=roads()).layer("ways")
    assert (layer.visible, layer.on_sheet) == (False, False)
    assert {feature.id for feature in layer.features} >= {"way/to-1", "way/to-2", "way/to-13"}
    frames = {"underlay": roads(), "checkpoints": shut(*GATES)}
    model = on_map(**frames)
    marked = {feature.id: feature for feature in model.layer("ways").features}
    assert marked["area/to-1"].style == "way.area"
    assert marked["way/to-1"].style == "way.shut"
    assert any(key.startswith("must_open/") for key in marked)
    assert "mở chốt “Rào" in words(card("way/to-1", **frames))
    assert "Lối ra cho xe cấp cứu" in [section.title for section in card("area/to-1", **frames).sections]
    assert card("way/nowhere", **frames) is None


def test_facilities_are_layers_by_kind_with_what_is_used_and_an_overload_is_loud():
    frames = {"facilities": facilities(
        {"geometry": ward.at(10, 10), "capacity": 120, "used": 96, "counted_at": "2021-11-01T07:00+07:00"},
        {"geometry": ward.square(20, 20, 30), "kind": "treatment", "capacity": 30, "used": 34},
        {"kind": "food", "geometry": None}, {"kind": "oxygen", "geometry": ward.at(50, 50)})}
    model = on_map(**frames)
    assert features(model, "facilities_quarantine")["facility/f0"].label == "96/120"
    assert features(model, "facilities_treatment")["facility/f1"].style == "facility.hospital.over"
    assert features(model, "facilities_food") == {}
    assert features(model, "facilities_oxygen")["facility/f3"].style == "facility.other.within"
    assert legend(model, "Cơ sở cách ly, điều trị, cung ứng")["Khu cách ly"] == ("96/120",)
    assert "Còn chỗ: 24" in words(card("facility/f0", **frames))
    assert card("facility/f1", **frames).headline == "Quá tải 34/30"
    assert "Vượt sức chứa: 4" in words(card("facility/f1", **frames))


def test_a_unit_s_card_counts_its_teams_and_names_those_of_the_whole_place_with_their_hours():
    forces = FORCES.check(pd.DataFrame([
        {"force_id": "1", "kind": "community_team", "area_id": "to-1", "count": 1, "people": 5},
        {"force_id": "2", "kind": "community_group", "area_id": "to-1", "count": 7},
        {"force_id": "3", "kind": "patrol_team", "count": 2, "people": 8, "hours": "hằng ngày"}]))
    said = words(card("area/to-1", forces=forces))
    for part in ("Tổ Covid cộng đồng: 1, 5 người", "Nhóm Covid cộng đồng: 7",
                 "Tổ tuần tra, kiểm soát (toàn địa bàn): 2, 8 người (hằng ngày)"):
        assert part in said
    assert "Tổ tuần tra" not in words(card("area/to-2", forces=forces))


@pytest.mark.parametrize("card_id", ["lockdown/n", "lockdown/w", "facility/f0", "way/to-1", "checkpoint/c0", "belt/b0"])
def test_every_card_of_the_field_has_the_same_lines_in_english(card_id):
    frames = {"lockdowns": nested(), "facilities": facilities({"geometry": ward.at(10, 10), "capacity": 1, "used": 2}),
              "underlay": roads(), "belts": belts(edge()), "checkpoints": shut(*GATES)}
    vi, en = (card(card_id, language, **frames) for language in ("vi", "en"))
    assert [len(section.lines) for section in vi.sections] == [len(section.lines) for section in en.sections]


def test_many_bare_barriers_carry_no_number_on_the_sheet_but_are_counted():
    rows = [{"geometry": ward.at(20 + 30 * n, 300), "kind": "hard", "staffed": False, "belt": 1} for n in range(30)]
    model = on_map(checkpoints=posts(*rows, {"geometry": ward.at(10, 10)}))
    assert {feature.number for feature in model.layer("posts_hard").features} == {None}
    assert {feature.number for feature in model.layer("posts_soft").features} == {1}
    assert legend(model, "Chốt kiểm soát")["Chốt cứng không có người trực, không bắt buộc"] == ("30",)


# the samples


def test_the_map_of_the_resolution_has_no_open_crossing_and_its_inner_posts_need_not_be_kept(sample_url):
    post = CommandPost(Store(sample_url))
    seen = post.situation("nq54")
    assert len(seen.field.crossings) == 13
    assert seen.field.open_crossings == ()
    assert seen.field.optional_posts == set(seen.checkpoints.loc[seen.checkpoints["belt"] < 3, "checkpoint_id"])
    assert all(not way.shut for way in seen.field.ways)
    assert post.model("nq54", None, "vi").live_notices == ()


@pytest.mark.parametrize(("moment", "places"), [("2021-10-16T12:00", 0), ("2021-10-25T12:00", 0),
                                                ("2021-11-08T18:00", 1), ("2021-12-13T18:00", 1)])
def test_the_exercise_shows_one_open_crossing_at_a_time(sample_url, moment, places):
    model = CommandPost(Store(sample_url)).model("dien_tap", parse_moment(moment), "vi")
    assert len(model.layer("crossings_open").features) == places


def test_the_clocks_of_a_city_are_not_its_wards_twelve_hours():
    areas = ward.areas().assign(area_level="ward")
    cases = ward.cases(("to-1", "2021-11-01T10:00"))
    assert len(situation(cases=cases).clocks) == 1
    assert situation(cases=cases, areas=areas).clocks == ()


def test_a_notice_of_the_live_map_is_told_before_all_others(sample_url):
    model = CommandPost(Store(sample_url)).model("dien_tap", parse_moment("2021-11-24T18:00"), "vi")
    assert "Tổ 12: còn" in state(model)["notices"][0]["text"]
    assert state(replace(model, live_notices=()))["notices"] == state(model)["notices"][1:]
