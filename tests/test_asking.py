"""What a file leaves open is asked once, and one answer settles all rows of the same question."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from intake_files import HEAD, NOW, look, person, question, table, workbook
from small_ward import areas, at

from geo.frames import VIETNAM_TIME
from zones.intake import KINDS, examine
from zones.intake.values import senses
from zones.wording import LANGUAGES, has, t

DAY = ("Tổ", "Ngày có KQ")


def rows(*lines: str, head=DAY) -> bytes:
    return table([line.split(";") for line in lines], head)


# -- which unit ---------------------------------------------------------------------------------------------


def test_a_name_that_is_no_unit_is_asked_once_for_all_its_rows_with_what_it_may_mean():
    data = rows("Tổ 13 (cũ);25/10/2021", "tổ 13 cũ;26/10/2021", "TO 13 CU;27/10/2021", "Tổ 2;25/10/2021")
    found = look(data)
    assert (found.rows_taken, found.rows_asked, found.rows_refused) == (1, 3, 0)
    units = [one for one in found.questions if one.topic == "unit"]
    assert [one.rows for one in units] == [(2, 3), (4,)]          # an unaccented name is another name
    assert [choice.value for choice in units[0].choices] == ["area:to-13", "outside", "skip"]
    settled = look(data, answers={one.id: "area:to-13" for one in units})
    assert settled.taken["area_id"].tolist() == ["to-13"] * 3 + ["to-2"]
    assert settled.open_questions == ()


def test_a_guess_is_never_taken_without_an_answer():
    found = look(rows("Tổ dân phố 1З;25/10/2021", "Tổ 13 cũ;25/10/2021"))
    assert found.rows_taken == 0


def test_a_unit_outside_is_counted_and_not_on_the_map():
    found = look(rows("Tổ 99;25/10/2021", "Bắc Yên;25/10/2021"), answers={"unit:*": "outside"})
    assert (found.rows_taken, found.count_placed, found.count_unplaced) == (2, 0, 2)
    assert set(found.remarks["key"]) == {"intake.unplaced_unknown_name"}


def test_rows_left_out_by_an_answer_are_refused_with_that_reason():
    found = look(rows("Tổ 99;25/10/2021"), answers={"unit:tổ 99": "skip"})
    assert found.rows_refused == 1
    assert found.refused["key"].tolist() == ["ask.left_out"]


def test_an_answer_that_names_no_unit_of_the_place_counts_for_nothing():
    found = look(rows("Tổ 99;25/10/2021"), answers={"unit:tổ 99": "area:to-77"})
    assert found.taken["area_id"].isna().all()
    assert look(rows("Tổ 99;25/10/2021"), answers={"unit:tổ 99": "nonsense"}).rows_asked == 1


def test_a_remembered_answer_is_used_and_said_and_can_be_overruled():
    data = rows("Tổ 13 cũ;25/10/2021")
    found = look(data, remembered={"unit:tổ 13 cũ": "area:to-13"})
    assert found.taken["area_id"].tolist() == ["to-13"]
    assert question(found, "unit").remembered
    assert "intake.note" not in str(found.notes)
    assert "ask.matched_alias" in {note.key for note in found.notes}
    other = look(data, remembered={"unit:tổ 13 cũ": "area:to-13"}, answers={"unit:tổ 13 cũ": "area:to-18"})
    assert other.taken["area_id"].tolist() == ["to-18"]


def test_how_rows_matched_is_counted():
    found = look(rows("Tổ dân phố 1;25/10/2021", "TDP số 2;25/10/2021", "to 13;25/10/2021", "18;25/10/2021"))
    counted = {note.key: note.fields["rows"] for note in found.notes if note.key.startswith("ask.matched")}
    assert counted == {"ask.matched_exact": 1, "ask.matched_cleaned": 3}


def test_a_text_that_may_be_an_address_is_not_shown_in_a_question():
    found = look(rows("số 12 ngõ 53 Ngọc Lâm;25/10/2021", head=("Địa bàn", "Ngày có KQ")))
    asked = question(found, "unit")
    assert asked.fields["name"] == "…"
    assert "Ngọc Lâm" not in found.problem_table("vi").to_string()


def test_a_row_whose_unit_and_point_disagree_is_asked():
    inside_18, near_1 = at(750, 750), at(510, 100)
    head = ("Tổ", "Ngày có KQ", "Kinh độ", "Vĩ độ")
    data = rows(f"Tổ 1;25/10/2021;{inside_18.x};{inside_18.y}", f"Tổ 1;25/10/2021;{near_1.x};{near_1.y}", head=head)
    found = look(data)
    assert found.asked["row"].tolist() == [2]                     # 10 m over a border is no disagreement
    asked = question(found, "point")
    assert [choice.value for choice in asked.choices] == ["name", "point", "skip"]
    by_point = look(data, answers={asked.id: "point"})
    assert by_point.taken["area_id"].tolist() == ["to-18", "to-1"]
    assert by_point.taken["located_by"].tolist() == ["point", "name"]
    assert look(data, answers={asked.id: "name"}).taken["area_id"].tolist() == ["to-1", "to-1"]


# -- former and later wards -----------------------------------------------------------------------------------


def wards(*names: str):
    frame = areas()
    frame["name"] = [f"Phường {name}" for name in names]
    frame["area_level"] = "ward"
    frame["code"] = None
    frame["parent_name"] = None
    return frame


def test_a_ward_that_went_whole_into_another_is_placed_there_and_said():
    place = wards("Trúc Bạch", "Nguyễn Du", "Bạch Mai", "Hạ Đình")
    found = look(rows("P. Nguyễn Trung Trực;25/10/2021", "ngô thì nhậm;25/10/2021", head=("Phường", "Ngày có KQ")),
                 areas=place)
    assert found.taken["area_id"].tolist() == ["to-1"]
    assert found.remarks["key"].tolist() == ["ask.renamed"]
    assert found.asked["row"].tolist() == [3]                     # Phạm Đình Hổ is not among these wards


def test_a_ward_that_was_split_is_asked_with_its_parts():
    place = wards("Bách Khoa", "Thanh Nhàn", "Bạch Mai", "Hạ Đình")
    found = look(rows("Cầu Dền;25/10/2021", head=("Phường", "Ngày có KQ")), areas=place)
    assert [choice.value for choice in question(found, "unit").choices][:2] == ["area:to-1", "area:to-2"]


@pytest.mark.parametrize(("day", "asked"), [("25/10/2021", 0), ("25/10/2025", 1)])
def test_a_name_that_means_other_borders_since_july_2025_is_asked_from_that_day_on(day, asked):
    place = wards("Gia Thụy", "Long Biên", "Bồ Đề", "Hạ Đình")
    data = rows(f"Long Biên;{day}", head=("Phường", "Ngày có KQ"))
    found = look(data, areas=place, now=datetime(2025, 12, 1, tzinfo=VIETNAM_TIME))
    assert (found.rows_taken, found.rows_asked) == (1 - asked, asked)
    assert [one.topic for one in found.questions] == ["redrawn"] * asked


# -- which day --------------------------------------------------------------------------------------------


def test_a_day_that_reads_in_two_ways_is_asked_once_for_the_column():
    data = rows("Tổ 1;03/04/2021", "Tổ 2;05/04/2021", "Tổ 2;04/04/2021")
    found = look(data)
    assert found.asked["row"].tolist() == [2, 3]                  # 04/04 is one day either way
    asked = question(found, "date_order")
    days = look(data, answers={asked.id: "day_first"}).taken["date_reporting"]
    assert [f"{day:%d/%m}" for day in days] == ["03/04", "05/04", "04/04"]
    months = look(data, answers={asked.id: "month_first"}).taken["date_reporting"]
    assert [f"{day:%d/%m}" for day in months] == ["04/03", "04/05", "04/04"]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("03/04/2021", "25/04/2021"), "03/04"),                  # the 25th can only be a day
        (("03/04/2021", "04/25/2021"), "04/03"),                  # an American list
        (("2021-04-03",), "03/04"),
        (("10/09/2021", "03/09/2021"), "10/09"),                  # the 9th of October is still to come
    ],
)
def test_the_other_days_of_a_column_decide_where_they_can(days, first):
    found = look(rows(*(f"Tổ 1;{day}" for day in days)), now=datetime(2021, 9, 11, tzinfo=VIETNAM_TIME))
    assert [one.topic for one in found.questions] == []
    assert f"{found.taken['date_reporting'].iloc[0]:%d/%m}" == first


def test_where_nobody_can_be_asked_the_day_stands_first_as_the_country_writes():
    found = examine("cases", rows("Tổ 1;03/04/2021"), "a.csv", now=NOW, areas=areas())
    assert f"{found.taken['date_reporting'].iloc[0]:%d/%m}" == "03/04"


def test_the_lines_above_the_table_decide_too():
    data = b"\n".join([";(từ 18h00 ngày 06/9/2021 đến 18h00 ngày 07/9/2021)".encode(), rows("Tổ 1;07/09/2021")])
    found = look(data)
    assert found.rows_taken == 1
    assert found.questions == ()
    assert found.said_period is not None


def test_a_case_outside_the_hours_of_the_files_head_is_remarked_upon():
    data = b"\n".join([";(từ 18h00 ngày 06/9/2021 đến 18h00 ngày 07/9/2021)".encode(),
                       rows("Tổ 1;07/09/2021", "Tổ 1;06/09/2021 19:00", "Tổ 1;06/09/2021 17:59", "Tổ 1;25/08/2021")])
    found = look(data)
    assert found.remarks.loc[found.remarks["key"] == "ask.outside_the_period", "row"].tolist() == [5, 6]


def test_days_that_an_american_excel_has_turned_are_asked():
    data = workbook([["Tổ 1", date(2021, 3, 4)], ["Tổ 1", "25/04/2021"]], DAY)
    found = look(data, name="f0.xlsx")
    asked = question(found, "date_swapped")
    assert asked.rows == (2,)
    swapped = look(data, name="f0.xlsx", answers={asked.id: "swapped"})
    assert f"{swapped.taken['date_reporting'].iloc[0]:%d/%m}" == "03/04"
    kept = look(data, name="f0.xlsx", answers={asked.id: "as_it_stands"})
    assert f"{kept.taken['date_reporting'].iloc[0]:%d/%m}" == "04/03"


# -- the rest ---------------------------------------------------------------------------------------------------


def test_a_number_of_two_digits_is_a_year_or_an_age():
    data = table([person(0, born="45"), person(1, born="1988")])
    found = look(data)
    asked = question(found, "age")
    assert (asked.rows, asked.fields["year"], asked.fields["born"]) == ((2,), "1945", "1976")
    assert look(data, answers={asked.id: "age"}).rows_taken == 2


def test_rows_with_one_id_wait_until_somebody_says_which_holds():
    head = ("Mã BN", *DAY)
    data = rows("BN1;Tổ 1;25/10/2021", "BN1;Tổ 2;26/10/2021", head=head)
    found = look(data)
    assert (found.rows_taken, found.rows_asked) == (1, 1)
    asked = question(found, "twin")
    assert look(data, answers={asked.id: "first"}).taken["area_id"].tolist() == ["to-1"]
    last = look(data, answers={asked.id: "last"})
    assert last.taken["area_id"].tolist() == ["to-2"]
    assert last.refused["key"].tolist() == ["ask.twin_dropped"]


def test_an_empty_count_is_asked():
    head = (*DAY, "Số ca")
    data = rows("Tổ 1;25/10/2021;", "Tổ 2;25/10/2021;3", head=head)
    assert look(data).rows_asked == 1
    assert look(data, answers={"count:empty": "0"}).taken["count"].tolist() == [0, 3]
    assert look(data, answers={"count:empty": "1"}).taken["count"].tolist() == [1, 3]


def test_a_word_that_is_not_understood_is_asked_once_and_taken_as_answered():
    data = table([["Chốt A", "chốt lạ", "105.9", "21.0"], ["Chốt B", "chốt lạ", "105.9", "21.0"],
                  ["Chốt C", "cứng", "105.9", "21.0"]], ("Tên chốt", "Loại chốt", "Kinh độ", "Vĩ độ"))
    found = look(data, kind="checkpoints", register=None, areas=None)
    asked = question(found, "word_kind")
    assert asked.rows == (2, 3)
    told = look(data, kind="checkpoints", register=None, areas=None, answers={asked.id: "soft"})
    assert told.taken["kind"].tolist() == ["soft", "soft", "hard"]
    assert told.taken["staffed"].tolist() == [True, True, False]


def test_every_question_and_choice_has_its_sentence_in_both_languages():
    data = table([person(0, born="45", group="Tổ 13 cũ", day="03/04/2021"), person(0, born="45", day="03/04/2021")])
    for found in (look(data), look(data, answers={"date_order:*": "day_first"})):
        for language in LANGUAGES:
            for one in found.questions:
                assert "{" not in t(one.key, language, **one.fields)
                assert all("{" not in t(choice.key, language, **choice.fields) for choice in one.choices)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_value_that_may_be_asked_for_has_a_name(kind):
    for words in KINDS[kind].words.values():
        if words.unknown == "ask":
            for value in senses(words.table):
                assert has(f"level.{value}" if words.table == "level" else f"word.{words.table}_{value}", "vi")


def test_the_piles_add_up_whatever_is_answered():
    data = table([person(n % 3, group=group, day=day, born=born)
                  for n, (group, day, born) in enumerate([
                      ("Tổ 1", "03/04/2021", "45"), ("Tổ 99", "03/04/2021", "1950"), ("", "31/02/2021", "x"),
                      ("Tổ 13 cũ", "05/06/2021", "1950"), ("Tổ 2", "05/06/2021", "45")])], HEAD)
    answers: dict[str, str] = {}
    for _ in range(12):
        found = look(data, answers=answers)
        assert found.rows_taken + found.rows_asked + found.rows_refused == found.rows_in_file == 5
        if not found.open_questions:
            break
        waiting = found.open_questions[0]
        answers[waiting.id] = waiting.choices[len(answers) % len(waiting.choices)].value
    assert found.open_questions == ()
