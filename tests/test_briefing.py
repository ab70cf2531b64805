"""The briefing's pages: the numbers are the situations', each change has its sentence, empty pages say good news."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import small_ward as ward
from zones.acts import ACTS
from zones.briefing import Moments, arrange, hot_units, is_visible, make_briefing
from zones.briefing.changes import change_pages
from zones.briefing.comparing import delta
from zones.briefing.model import Line, Page, Tone, in_pages, rows_on_page
from zones.epicurve import count_days, count_span, days_between
from zones.posts import BELTS, CHECKPOINTS
from zones.ruleset import load_ruleset
from zones.situation import Rules, build_situation

DAY = timedelta(days=1)
RULES = Rules((load_ruleset("vn-qd4800"),))


def situation(as_of=ward.AS_OF, **frames):
    return build_situation(ward.place(), ward.records(**frames), RULES, as_of, 1)


def moments(since=None, first=False, **frames):
    records = ward.records(**frames)
    now = situation(**frames)
    days = days_between(date(2021, 10, 5), date(2021, 11, 1))
    spans = {"day": (0, 1), "day_before": (1, 1), "day_last_week": (7, 1), "week": (0, 7), "week_before": (7, 7)}
    counts = {
        name: count_span(records["cases"], records["reports"], now.as_of - (ago + length) * DAY, now.as_of - ago * DAY)
        for name, (ago, length) in spans.items()
    }
    curves = {unit: count_days(records["cases"][records["cases"]["area_id"] == unit], records["reports"], days, [unit])
              for unit in hot_units(now)}
    yesterday = situation(ward.AS_OF - DAY, **frames)
    return Moments(now, yesterday if since is None else since, yesterday, situation(ward.AS_OF - 7 * DAY, **frames),
                   first, count_days(records["cases"], records["reports"], days, ["to-1", "to-2", "to-13", "to-18"]),
                   curves, counts)


def briefing(language="vi", **given_):
    return make_briefing(moments(**given_), language)


def words_of(page: Page) -> str:
    lines = [f"{line.text} {line.detail} {line.badge}" for group in page.groups for line in group.lines]
    heads = [group.title for group in page.groups]
    return " | ".join([page.title, page.subtitle, page.good, page.more, *heads, *lines])


def days_cases(*days_ago, area="to-1"):
    return ward.cases(*((area, (ward.AS_OF - n * DAY).isoformat()[:16]) for n in days_ago))


def test_a_quiet_ward_has_few_pages_and_says_the_good_news():
    made = briefing()
    assert [page.key for page in made.pages] == ["overview", "changes", "decisions", "measures"]
    assert made.page("changes").good == "Không có thay đổi"
    assert "Không có tổ dân phố ở mức cam, đỏ" in words_of(made.page("overview"))
    assert "Không có khu vực phong tỏa" in words_of(made.page("overview"))


def test_the_overview_counts_units_of_each_level_beside_yesterday_and_last_week():
    made = briefing(cases=days_cases(0.1, 0.2, 0.3))
    orange, green = (made.page("overview").figures[n] for n in (1, 3))
    assert (orange.label, orange.value) == ("Vùng cam", "1")
    assert [(d.label, d.value, d.change, d.tone) for d in orange.deltas] == [
        ("hôm qua", "0", "+1", Tone.WORSE), ("tuần trước", "0", "+1", Tone.WORSE)]
    assert (green.value, green.deltas[0].change, green.deltas[0].tone) == ("3", "−1", Tone.WORSE)
    day = made.page("overview").figures[4]
    assert (day.label, day.value, day.deltas[0].change) == ("Ca mới 24 giờ", "3", "+3")


def test_no_report_is_a_question_mark_and_never_a_zero():
    made = briefing(reports=ward.reports(end="2021-10-25"))
    day = made.page("overview").figures[4]
    assert (day.value, day.unit) == ("?", "chưa có báo cáo")
    assert day.deltas[0].value == "–"
    assert "Số liệu cũ" in words_of(made.page("overview"))


def test_a_unit_that_rose_is_told_from_colour_to_colour_with_cause():
    made = briefing(cases=days_cases(0.1, 0.2, 0.3))
    (line,) = made.page("changes").groups[0].lines
    assert (line.text, line.before, line.style, line.tone) == (
        "Tổ dân phố 1", "zone.green", "zone.orange", Tone.WORSE)
    assert line.detail.startswith("Ca trong 14 ngày: 0 → 3. Bảng cấp độ")
    assert "mức 4" in line.detail
    assert made.page("changes").focus.spotlight == (("zones", "area/to-1"),)


def test_a_unit_that_fell_is_good_news():
    before = situation(cases=days_cases(0.1, 0.2, 0.3))
    made = briefing(since=before)
    (line,) = made.page("changes").groups[0].lines
    assert (line.before, line.style, line.tone) == ("zone.orange", "zone.green", Tone.BETTER)
    assert made.since_words == "So với giao ban trước: 18:00 01/11/2021"


def test_the_commanders_act_is_named_as_the_cause_and_so_is_its_end():
    act = ACTS.check(pd.DataFrame([{
        "act_id": "a", "kind": "level", "target": "area", "target_id": "to-2", "level": "red",
        "document": "QĐ 7/QĐ-UBND", "signer": "Chủ tịch", "reason": "chùm ca",
        "valid_from": ward.AS_OF - 0.5 * DAY, "valid_to": ward.AS_OF + DAY}]))
    made = briefing(acts=act)
    assert made.page("changes").groups[0].lines[0].detail == "Theo QĐ 7/QĐ-UBND."
    assert "QĐ 7/QĐ-UBND" in words_of(made.page("decisions"))
    ended = briefing(since=situation(acts=act))
    assert ended.page("changes").groups[0].lines[0].detail == "Hết hiệu lực QĐ 7/QĐ-UBND."


def test_a_hot_unit_has_its_own_zoom_curve_and_outlook():
    page = briefing(cases=days_cases(0.1, 0.2, 2)).page("hot/to-1")
    west, south, east, north = page.focus.bounds
    inside = ward.square(100, 100, 300).bounds
    assert west < inside[0] and east > inside[2] and south < inside[1] and north > inside[3]
    assert east - west < 0.012                      # one unit of 500 m, not the whole ward
    assert [day.total for day in page.curve.days][-3:] == [1, 0, 2]
    assert page.style == "zone.orange"
    assert "thì về vùng" in words_of(page)


def test_lockdowns_say_what_is_left_of_them_and_what_ends_soon_is_to_be_decided():
    areas = ward.lockdowns(
        {"lockdown_id": "far", "geometry": ward.square(0, 0, 100), "population": 40, "households": 10,
         "valid_to": ward.AS_OF + 5 * DAY},
        {"lockdown_id": "near", "geometry": ward.square(600, 0, 100), "population": 60,
         "valid_to": ward.AS_OF + 0.25 * DAY},
        {"lockdown_id": "wide", "ring": "wide", "geometry": ward.square(0, 0, 900), "valid_to": ward.AS_OF + 9 * DAY},
    )
    made = briefing(lockdowns=areas)
    page = made.page("lockdowns")
    assert [line.text for line in page.groups[0].lines] == ["near", "far", "wide"]
    assert page.groups[0].lines[0].badge == "còn 6 giờ"
    assert page.groups[0].lines[0].tone is Tone.WORSE
    assert [figure.value for figure in page.figures] == ["2", "100", "10"]
    decisions = made.page("decisions")
    assert decisions.groups[0].title == "Dỡ hoặc gia hạn phong tỏa"
    assert [line.text for line in decisions.groups[0].lines] == ["near"]


def test_belts_count_posts_and_people_of_a_shift_and_name_the_open_posts():
    belts = BELTS.check(gpd.GeoDataFrame([
        {"belt_id": f"b{number}", "number": number, "name": f"Vành đai {number}", "active": number == 3,
         "geometry": ward.square(0, 0, 300 * number).boundary} for number in (1, 3)
    ], crs=4326))
    posts = CHECKPOINTS.check(gpd.GeoDataFrame([
        {"checkpoint_id": "a", "name": "Cổng A", "kind": "soft", "belt": 3, "staffed": True, "people_per_shift": 4,
         "shifts_per_day": 3, "required_per_shift": 6, "geometry": ward.at(0, 0)},
        {"checkpoint_id": "b", "name": "Cổng B", "kind": "soft", "belt": 3, "staffed": False,
         "geometry": ward.at(9, 9)},
        {"checkpoint_id": "c", "name": "Rào C", "kind": "hard", "belt": 3, "staffed": False, "geometry": ward.at(5, 5)},
    ], crs=4326))
    page = briefing(belts=belts, checkpoints=posts).page("belts")
    # without roads nobody can say where the belts are open
    assert [figure.value for figure in page.figures] == ["1", "1", "1", "4", "–"]
    assert {delta_.tone for figure in page.figures for delta_ in figure.deltas} == {Tone.PLAIN}
    said = words_of(page)
    assert "3 chốt, 1 có trực · 4 người/ca, 12 lượt/ngày" in said
    assert "1 chốt mềm không có người trực: Cổng B" in said
    assert "Không duy trì" in said
    # what is open or short of people is to be decided
    decisions = words_of(briefing(belts=belts, checkpoints=posts).page("decisions"))
    assert "Cổng B" in decisions
    assert "Thiếu 2\u00a0người mỗi ca trực: Cổng A" in decisions


def test_green_is_no_progress_where_nobody_had_assessed_before():
    begins = ward.AS_OF - 18 * DAY
    made = briefing(reports=ward.reports(start=begins.isoformat()[:10]))
    green = next(figure for figure in made.page("overview").figures if figure.style == "zone.green")
    assert [(d.value, d.change) for d in green.deltas] == [("4", "="), ("chưa đánh giá", "")]


def test_measures_above_the_level_everywhere_are_said_for_all_units():
    acts = ACTS.check(pd.DataFrame([{
        "act_id": "u", "kind": "uplift", "target": "place", "target_id": None, "document": "QĐ 7", "signer": "A",
        "reason": "giáp ổ dịch", "valid_from": ward.AS_OF - DAY}]))
    assert "Áp dụng cao hơn 1 mức: cả 4\u00a0tổ dân phố" in words_of(briefing(acts=acts).page("measures"))


def test_decisions_name_units_that_one_case_would_raise_and_units_without_a_report():
    cases = days_cases(0.5)
    made = briefing(cases=cases, reports=pd.concat([
        ward.reports(area_id=unit) for unit in ("to-1", "to-2", "to-13")]))
    said = words_of(made.page("decisions"))
    assert "Chưa có báo cáo: Tổ 18" in said
    assert "Thêm 1 ca thì lên vùng" in said


def test_measures_stand_for_every_level_on_the_map():
    said = words_of(briefing(cases=days_cases(0.1, 0.2, 0.3)).page("measures"))
    for level in ("Vùng cam", "Vùng xanh"):
        assert level in said
    assert "Vùng đỏ" not in said
    assert "[chưa kiểm chứng]" in said


def test_a_city_with_many_changes_counts_those_without_a_page():
    many = ward.areas()
    many = pd.concat([many.assign(area_id=[f"{area}-{n}" for area in many["area_id"]],
                                  name=[f"{name} {n}" for name in many["name"]]) for n in range(10)])
    cases = pd.concat([days_cases(0.1, 0.2, 0.3, area=area).assign(case_id=[f"{area}{k}" for k in range(3)])
                       for area in many["area_id"]])
    made = briefing(since=situation(areas=many), areas=many, cases=cases)
    changes = [page for page in made.pages if page.kind == "changes"]
    assert len(changes) == 6
    listed = sum(len(group.lines) for page in changes for group in page.groups)
    assert 18 <= listed < 40
    assert changes[-1].more == f"Còn {40 - listed} đơn vị: {40 - listed} từ vùng xanh sang vùng cam"
    assert len([page for page in made.pages if page.kind == "hot"]) == 8


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sentence_of_a_full_briefing_is_there_in_both_languages(language):
    lockdowns = ward.lockdowns({"lockdown_id": "l", "geometry": ward.square(0, 0, 100), "valid_to": ward.AS_OF + DAY})
    sites = ward.sites({"site_id": "s", "level": "red", "geometry": ward.at(100, 100)},
                       {"site_id": "c", "level": "yellow"})
    made = briefing(language, cases=days_cases(0.1, 0.2, 0.3), lockdowns=lockdowns, sites=sites)
    assert {page.kind for page in made.pages} == {
        "overview", "changes", "hot", "sites", "lockdowns", "decisions", "measures"}
    assert not any("briefing." in words_of(page) or "{" in words_of(page) for page in made.pages)


severities = st.lists(st.integers(0, 6), min_size=4, max_size=4)


@settings(max_examples=10)
@given(severities, severities)
def test_the_changes_listed_are_exactly_the_colours_that_differ(first, second):
    def of(counts):
        rows = [(area, (ward.AS_OF - 0.1 * (n + 1) * DAY).isoformat()[:16])
                for area, count in zip(("to-1", "to-2", "to-13", "to-18"), counts, strict=True) for n in range(count)]
        return ward.cases(*rows)

    since, now = situation(cases=of(first)), situation(cases=of(second))
    made = Moments(now, since, None, None, False, (), {}, {})
    listed = {
        line.part[1].removeprefix("area/"): (line.before, line.style)
        for page in change_pages(made, (0, 0, 1, 1), "", "vi") for group in page.groups for line in group.lines
    }
    differing = {
        area: (f"zone.{since.area_levels[area]}", f"zone.{level}")
        for area, level in now.area_levels.items() if since.area_levels[area] is not level
    }
    assert listed == differing


def test_a_difference_says_whether_it_is_good():
    assert delta("", 3, 5, "vi", bad=True).tone is Tone.BETTER
    assert delta("", 5, 3, "vi", bad=True).change == "+2"
    assert delta("", 3, 5, "vi", bad=False).tone is Tone.WORSE
    assert delta("", 5, 5, "vi", bad=True).tone is Tone.SAME
    assert (delta("", 5, None, "vi", bad=True).value, delta("", None, 5, "vi", bad=True).change) == ("–", "")


keys = st.lists(st.sampled_from(["overview", "changes", "changes/2", "hot/a", "hot/b", "sites", "x"]), unique=True)


@given(keys, keys)
def test_an_order_loses_no_page_and_keeps_what_it_names(pages, order):
    found = arrange(pages, order)
    assert sorted(found) == sorted(pages)
    named = [key for key in order if key in pages]
    assert [key for key in found if key in named] == named


@given(keys)
def test_without_an_order_the_pages_stay_as_they_make_themselves(pages):
    assert arrange(pages, []) == pages


def test_a_page_that_the_order_does_not_know_follows_its_neighbour():
    assert arrange(["a", "b", "new", "c"], ["c", "b", "a"]) == ["c", "b", "new", "a"]
    assert arrange(["changes", "changes/2", "sites"], ["sites", "changes"]) == ["sites", "changes", "changes/2"]


def test_a_hidden_kind_hides_all_its_pages():
    page = Page("hot/a", "hot", "")
    assert not is_visible(page, ["hot"])
    assert not is_visible(page, ["hot/a"])
    assert is_visible(page, ["hot/b"])


lines = st.lists(st.builds(Line, st.text("a", max_size=120), detail=st.text("b", max_size=300)), max_size=30)


@given(lines, st.integers(5, 20), st.integers(1, 5))
def test_pages_hold_their_rows_and_no_line_is_lost(found, rows, most):
    pages, left = in_pages(found, rows, most)
    assert [line for page in pages for line in page] == found[:len(found) - left]
    assert all(len(page) == 1 or sum(map(rows_on_page, page)) <= rows for page in pages)
    assert len(pages) <= most
