"""The composed map says everything that screen and paper draw: layers, legend, facts, notices, numbers."""

import pytest
import small_ward as ward

from geo.mapmodel import HeadForm, NoticeKind
from zones.compose import compose
from zones.levels import Level
from zones.places import Issuer
from zones.posts import BELTS, CHECKPOINTS
from zones.ruleset import load_ruleset
from zones.situation import build_situation

SITE = {"site_id": "kho", "name": "Kho A", "kind": "warehouse", "level": "orange", "zone_label": "KV1",
        "geometry": ward.square(100, 100, 50)}


def model(language="vi", place=None, ruleset="vn-qd4800", as_of=ward.AS_OF, **frames):
    situation = build_situation(place or ward.place(), ward.records(**frames), load_ruleset(ruleset), as_of, 7)
    return compose(situation, language)


def posts(*rows):
    import geopandas as gpd
    filled = [{"name": row["checkpoint_id"], "kind": "hard", "staffed": True, "belt": 3, **row} for row in rows]
    return CHECKPOINTS.check(gpd.GeoDataFrame(filled, geometry="geometry", crs=4326))


def belts(*rows):
    import geopandas as gpd
    filled = [{"name": f"Vành đai {row['number']}", "belt_id": f"b{i}", **row} for i, row in enumerate(rows)]
    return BELTS.check(gpd.GeoDataFrame(filled, geometry="geometry", crs=4326))


def section(made, title):
    return next(s for s in made.legend if s.title == title)


def lines(made, title):
    return {entry.label: entry.values for entry in section(made, title).entries}


def test_every_style_that_is_used_is_there_and_every_feature_has_its_own_id():
    made = model(sites=ward.sites(SITE), checkpoints=posts({"checkpoint_id": "c1", "geometry": ward.at(0, 500)}),
                 belts=belts({"number": 3, "active": True, "geometry": ward.areas().geometry.iloc[0].exterior}))
    for layer in made.layers:
        ids = [feature.id for feature in layer.features]
        assert len(ids) == len(set(ids))
        assert {feature.style for feature in layer.features} <= set(made.styles)
    assert {entry.style for s in made.legend for entry in s.entries if entry.style} <= set(made.styles)
    assert {row.style for table in made.indexes for row in table.rows} <= set(made.styles)


def test_the_legend_lists_every_level_even_those_with_nothing():
    zones = section(model(), "Phân vùng")
    assert [entry.style for entry in zones.entries[:5]] == [
        f"zone.{level}" for level in ("red", "orange", "yellow", "green", "unassessed")]
    assert zones.entries[0].values == ("0", "0", "0", "0,00")
    assert zones.entries[3].values == ("4", "0", "4.000", "1,00")
    assert zones.columns == ("Tổ", "Điểm", "Người", "km²")


def test_the_legend_counts_what_could_not_be_placed():
    made = model(cases=ward.cases((None, "2021-10-30"), ("to-1", "2021-10-30")))
    found = section(made, "Ca mắc (F0)")
    assert lines(made, "Ca mắc (F0)")["Chưa xác định vị trí"] == ("1",)
    assert [entry.label for entry in found.entries if entry.emphasis] == ["Chưa xác định vị trí"]


def test_a_class_without_an_address_is_listed_and_counted_but_not_numbered():
    shops = {"site_id": "shops", "kind": "shop", "level": "yellow", "is_class": True}
    made = model(sites=ward.sites(SITE, shops))
    assert lines(made, "Địa điểm nguy cơ") == {
        "Cửa hàng": ("1",), "Kho": ("1",), "Chưa có vị trí, không vẽ được": ("1",)}
    assert [row.cells[0] for table in made.indexes for row in table.rows] == ["Kho A"]
    assert made.layer("sites_shop").features == ()


def test_posts_are_numbered_first_and_sites_go_on_from_there_worst_first():
    made = model(
        sites=ward.sites({"site_id": "v", "name": "Chợ", "level": "yellow", "geometry": ward.square(600, 0, 40)}, SITE),
        checkpoints=posts({"checkpoint_id": "c2", "geometry": ward.at(0, 500)}))
    numbers = {f.id: f.number for layer in made.layers for f in layer.features if f.number}
    assert numbers == {"checkpoint/c2": 1, "site/kho": 2, "site/v": 3}
    assert [row.number for table in made.indexes for row in table.rows] == [1, 2, 3]


def test_units_carry_their_short_name_and_their_cases():
    made = model(cases=ward.cases(("to-13", "2021-10-30"), ("to-13", "2021-10-31")))
    labels = {f.id: f.label for f in made.layer("zones").features}
    assert labels["area/to-13"] == "Tổ 13\n2 F0"
    assert labels["area/to-1"] == "Tổ 1"


def test_facts_say_the_data_time_the_rule_and_its_dates():
    assert model().facts == (
        "Số liệu đến 18:00 01/11/2021",
        "Quy định: Quyết định 4800/QĐ-BYT hướng dẫn tạm thời thực hiện Nghị quyết 128/NQ-CP",
        "Hiệu lực: từ 00:00 12/10/2021 đến 00:00 27/01/2022",
    )


def test_old_data_raise_a_warning_that_says_how_old():
    made = model(reports=ward.reports(end="2021-10-30T00:00"))
    warnings = [notice.text for notice in made.notices if notice.kind is NoticeKind.WARNING]
    assert warnings == ["Số liệu đã cũ 2 ngày 18 giờ: mới có đến 24:00 29/10/2021, bản đồ thể hiện 18:00 01/11/2021."]


def test_a_rule_out_of_force_raises_a_warning():
    early = ward.AS_OF.replace(month=10, day=1)
    made = model(as_of=early, reports=ward.reports(end="2021-10-01T18:00"))
    assert any("không có hiệu lực" in notice.text for notice in made.notices if notice.kind is NoticeKind.WARNING)


def test_unverified_thresholds_and_missing_numbers_are_remarked():
    made = model(areas=ward.areas(adult_dose1_share=None), cases=ward.cases(*[("to-1", "2021-10-30")] * 3))
    remarks = [notice.text for notice in made.notices if notice.kind is NoticeKind.INFO]
    assert "4 đơn vị thiếu tỷ lệ tiêm chủng: xét theo cột chặt hơn." in remarks
    assert any("chưa kiểm chứng" in text for text in remarks)


@pytest.mark.parametrize(
    ("form", "motto"),
    [
        (HeadForm.STATE, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")),
        (HeadForm.PARTY, ("ĐẢNG CỘNG SẢN VIỆT NAM",)),
    ],
)
def test_the_head_has_the_form_of_its_issuer(form, motto):
    issuer = Issuer(form, "ĐẢNG BỘ QUẬN MẪU", "ĐẢNG ỦY PHƯỜNG THỬ", "Thử")
    assert model(place=ward.place(issuer=issuer)).title_block.motto == motto


@pytest.mark.parametrize(("month", "day", "written"), [(9, 8, "ngày 08 tháng 9"), (2, 3, "ngày 03 tháng 02"),
                                                       (11, 21, "ngày 21 tháng 11")])
def test_dates_have_the_leading_zeros_of_official_papers(month, day, written):
    moment = ward.AS_OF.replace(month=month, day=day)
    assert model(as_of=moment).title_block.place_date == f"Thử, {written} năm 2021"


def test_an_exercise_says_so_across_the_map():
    assert model(place=ward.place(exercise=True)).watermark == "DIỄN TẬP"
    assert model("en", place=ward.place(exercise=True)).watermark == "EXERCISE"
    assert model().watermark == ""


def test_the_english_map_has_the_same_things_in_other_words():
    frames = {"sites": ward.sites(SITE), "cases": ward.cases(("to-1", "2021-10-30"))}
    vi, en = model("vi", **frames), model("en", **frames)
    assert [(layer.id, [f.id for f in layer.features]) for layer in vi.layers] == [
        (layer.id, [f.id for f in layer.features]) for layer in en.layers]
    assert [len(s.entries) for s in vi.legend] == [len(s.entries) for s in en.legend]
    assert en.title_block.title == "MAP OF COVID-19 RISK ZONES"
    assert vi.styles["zone.red"].letter == "Đ"
    assert en.styles["zone.red"].letter == "R"


def test_zones_are_coloured_by_level_and_nothing_else():
    made = model(cases=ward.cases(*[("to-1", "2021-10-30")] * 4), sites=ward.sites(SITE))
    styles = {f.id: f.style for f in made.layer("zones").features}
    assert styles["area/to-1"] == f"zone.{Level.ORANGE}"
    assert styles["area/to-2"] == "zone.green"
    assert styles["site/kho/to-1"] == "zone.orange"


def test_an_empty_place_still_gives_a_map():
    made = model(areas=ward.areas().iloc[:0])
    assert made.layer("zones").features == ()
    assert made.bounds[0] < made.bounds[2]


@pytest.mark.parametrize(("language", "words"), [
    ("vi", "Thang: cấp độ dịch theo Nghị quyết 128/NQ-CP"),
    ("en", "Scale: epidemic levels by Resolution 128/NQ-CP"),
])
def test_the_legend_names_the_scale_on_which_its_levels_count(language, words):
    assert words in [entry.label for entry in model(language).legend[0].entries]


@pytest.mark.parametrize(("document", "said"), [
    ("Nghị quyết số 54-NQ/ĐU ngày 07/9/2021", "KV1 (54-NQ/ĐU)"), ("Kế hoạch 234/KH-UBND", "KV1 (234/KH-UBND)"),
    ("Thông báo ngày 07/9/2021", "KV1 (Thông báo ngày 07/9/2021)"), (None, "KV1 (chưa rõ văn bản)"),
])
def test_the_name_that_a_paper_gave_an_area_is_never_shown_without_that_paper(document, said):
    made = model(sites=ward.sites({**SITE, "document": document}))
    feature = made.layer("sites_warehouse").features[0]
    assert feature.label == said
    assert said in feature.title
    assert made.indexes[0].rows[0].cells[1] == said
