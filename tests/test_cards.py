"""Anything on the map answers "Vì sao?": level, clause, document, numbers, who, from when to when, measures."""

import small_ward as ward

from zones.cards import make_card
from zones.cards.sentences import say_why
from zones.ruleset import load_ruleset
from zones.situation import build_situation


def card(card_id, language="vi", ruleset="vn-qd4800", as_of=ward.AS_OF, **frames):
    situation = build_situation(ward.place(), ward.records(**frames), load_ruleset(ruleset), as_of, 1)
    return make_card(situation, card_id, language)


def section(made, title):
    return next(s.lines for s in made.sections if s.title == title)


def words(made, title):
    return " | ".join(f"{label}: {value}" if label else value for label, value in section(made, title))


def test_a_units_card_names_the_level_the_band_the_cell_and_the_numbers():
    made = card("area/to-1", cases=ward.cases(*[("to-1", "2021-10-30")] * 4))
    assert made.title == "Tổ dân phố 1"
    assert made.headline == "Vùng cam – cấp 3 – nguy cơ cao"
    why = words(made, "Vì sao?")
    assert "200, thuộc mức 4 (từ 150)" in why
    assert "90% (từ 70%)" in why
    assert "mức 4 và từ 70% → Vùng cam – cấp 3 – nguy cơ cao" in why
    numbers = dict(section(made, "Số liệu"))
    assert numbers["F0 trong 14 ngày (ca cộng đồng)"] == "4"
    assert numbers["Dân số"] == "1.000"


def test_a_rate_is_cut_for_display_never_rounded_up_to_a_threshold():
    areas = ward.areas()
    areas["population"] = [6668, 1000, 1000, 1000]        # 20 cases: 149,97 per 100,000
    made = card("area/to-1", areas=areas, cases=ward.cases(*[("to-1", "2021-10-30")] * 20))
    assert "149,97, thuộc mức 3" in words(made, "Vì sao?")


def test_few_cases_or_few_people_carry_a_caution():
    made = card("area/to-1", cases=ward.cases(("to-1", "2021-10-30")))
    assert "tỷ lệ dao động mạnh" in made.notices[0].text


def test_what_no_source_confirms_is_marked_in_the_sentence():
    made = card("area/to-1", areas=ward.areas(adult_dose1_share=0.5), cases=ward.cases(*[("to-1", "2021-10-30")] * 4))
    assert "[chưa kiểm chứng]" in words(made, "Vì sao?")


def test_a_unit_without_reports_says_that_it_cannot_be_assessed():
    made = card("area/to-1", reports=ward.reports(area_id="to-2"))
    assert made.headline.startswith("Chưa đánh giá")
    assert "chưa đánh giá được" in words(made, "Vì sao?")
    assert all(s.title != "Biện pháp áp dụng" for s in made.sections)


def test_a_missing_vaccination_share_says_which_column_was_used():
    made = card("area/to-1", areas=ward.areas(adult_dose1_share=None), cases=ward.cases(("to-1", "2021-10-30")))
    assert "xét theo cột chặt hơn" in words(made, "Vì sao?")


def test_the_basis_names_document_issuer_and_dates():
    basis = dict(section(card("area/to-1"), "Căn cứ"))
    assert basis["Cơ quan quyết định"] == "Bộ Y tế"
    assert basis["Hiệu lực"] == "từ 00:00 12/10/2021 đến 00:00 27/01/2022"


def test_the_weeks_of_the_rate_stand_under_its_cases_and_add_up():
    days = ["2021-10-20", "2021-10-21", "2021-10-30"]
    made = card("area/to-1", cases=ward.cases(*[("to-1", day) for day in days]))
    numbers = section(made, "Số liệu")
    at = next(n for n, (label, _) in enumerate(numbers) if label.startswith("F0 trong 14 ngày"))
    assert numbers[at][1] == "3"
    assert [label[:4] for label, _ in numbers[at + 1:at + 3]] == ["– từ", "– từ"]
    assert [value for _, value in numbers[at + 1:at + 3]] == ["1", "2"]        # the later week first


def test_the_numerator_that_was_counted_is_named_and_why_where_the_rule_leaves_a_choice():
    assert dict(section(card("area/to-1"), "Số liệu"))["Cách tính ca"] == "ca cộng đồng"
    situation = build_situation(ward.place(options={"numerator": "all"}), ward.records(), load_ruleset("vn-qd4800"),
                                ward.AS_OF, 1)
    made = make_card(situation, "area/to-1", "vi")
    assert dict(section(made, "Số liệu"))["Cách tính ca"] == (
        "tất cả ca mắc (địa bàn chọn; mặc định của văn bản: ca cộng đồng)")
    assert "Cách tính ca" not in dict(section(card("area/to-1", ruleset="vn-gia-thuy-nq54",
                                                    as_of=ward.AS_OF.replace(month=9, day=8)), "Số liệu"))


def test_under_nq54_the_uplift_stands_beside_the_level_and_does_not_move_it():
    made = card("area/to-1", ruleset="vn-gia-thuy-nq54", as_of=ward.AS_OF.replace(month=9, day=8))
    assert made.headline == "Vùng xanh – KV3 của phường Gia Thụy – bình thường mới"
    measures = dict(section(made, "Biện pháp áp dụng"))
    assert measures["Chỉ thị"] == "CT15"
    assert "cao hơn 1 mức" in measures["Biện pháp cao hơn đánh giá"]


def test_a_sites_card_names_its_own_document_and_directive():
    site = {"site_id": "kho", "name": "Kho A", "kind": "warehouse", "level": "orange", "zone_label": "KV1",
            "directive": "CT16", "document": "NQ 54", "decided_by": "Đảng ủy phường", "area_id": "to-1",
            "valid_from": "2021-09-07T00:00+07:00", "geometry": ward.square(100, 100, 50)}
    made = card("site/kho", sites=ward.sites(site))
    assert made.headline.startswith("Vùng cam")
    assert dict(section(made, "Biện pháp áp dụng"))["Chỉ thị"] == "CT16"
    assert dict(section(made, "Căn cứ")) == {
        "Văn bản": "NQ 54", "Cơ quan quyết định": "Đảng ủy phường", "Hiệu lực": "từ 00:00 07/09/2021",
        "Thang đo": "cấp độ dịch theo Nghị quyết 128/NQ-CP"}
    assert dict(section(made, "Thông tin"))["Ký hiệu khu vực"] == "KV1 (theo NQ 54)"
    assert dict(section(made, "Thông tin"))["Đơn vị"] == "Tổ dân phố 1"


def test_a_units_card_lists_what_lies_in_it():
    site = {"site_id": "kho", "name": "Kho A", "level": "orange", "geometry": ward.square(100, 100, 50)}
    assert words(card("area/to-1", sites=ward.sites(site)), "Trong đơn vị này") == "Kho A: Vùng cam"


def test_a_lockdown_says_when_it_ends_and_how_long_that_is():
    made = card("lockdown/k", lockdowns=ward.lockdowns({
        "lockdown_id": "k", "name": "Ngõ 9", "geometry": ward.square(0, 0, 50), "households": 40,
        "document": "QĐ 01", "valid_from": "2021-10-25T00:00+07:00", "valid_to": "2021-11-08T00:00+07:00"}))
    assert made.headline == "Phong tỏa đến 00:00 08/11/2021"
    assert dict(section(made, "Thông tin"))["Còn lại"] == "6 ngày 6 giờ"


def test_what_is_not_on_the_map_has_no_card():
    assert card("site/none") is None
    assert card("nonsense") is None


def test_the_english_card_has_the_same_sections():
    vi, en = card("area/to-1"), card("area/to-1", "en")
    assert [len(s.lines) for s in vi.sections] == [len(s.lines) for s in en.sections]
    assert en.headline == "Green zone – level 1 – low risk, new normal"


def test_an_unanswered_checklist_says_its_result_once_and_the_same_in_the_table():
    ruleset = load_ruleset("vn-qd2686")
    situation = build_situation(ward.place(), ward.records(), ruleset, ward.AS_OF, 1)
    sentences = [value for _, value in section(make_card(situation, "area/to-1", "vi"), "Vì sao?")]
    assert sum("để xám" in sentence for sentence in sentences) == 1
    asked = [sentence for sentence in sentences if sentence.startswith("– ")]
    assert f"Chưa trả lời được {len(asked)} tiêu chí" in sentences[0]
    assert len(asked) > 1
    assert sentences[0] in say_why(ruleset, situation.area_decisions["to-1"], "vi")
