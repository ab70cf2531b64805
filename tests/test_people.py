"""A person is recognised again, and no word of it leaves the sealed table."""

from __future__ import annotations

import logging
import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from intake_files import (
    ADDRESS,
    NAMES,
    NUMBERED,
    PHONES,
    bring,
    desk,
    look,
    person,
    question,
    settle,
    table,
    workbook,
    write,
)
from small_ward import areas

from geo.files import write_features
from geo.sheet import SheetKind, SheetOptions
from zones.export import FORMS_OF
from zones.intake.people import plain_name, plain_phone
from zones.intake.sealing import KeyTrouble, Seal, mask_name, mask_phone, open_seal
from zones.store import Store
from zones.usecases import CommandPost

TELLING = (*NAMES, *PHONES, ADDRESS, *(name.rpartition(" ")[2] for name in NAMES), "Ngọcthủykhê",
           *(phone[1:] for phone in PHONES))


# -- the seal ---------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=5))
def test_what_is_sealed_comes_back_with_its_key_only(facts):
    seal, other = Seal(Fernet.generate_key()), Seal(Fernet.generate_key())
    assert seal.open(seal.close(facts)) == facts
    with pytest.raises(KeyTrouble, match=r"people\.other_key"):
        other.open(seal.close(facts))


def test_hashes_agree_under_one_key_and_differ_by_key_and_by_what_is_hashed():
    key, other = Fernet.generate_key(), Fernet.generate_key()
    assert Seal(key).hash("phone", "1") == Seal(key).hash("phone", "1")
    assert len({Seal(key).hash("phone", "1"), Seal(key).hash("name", "1"), Seal(other).hash("phone", "1")}) == 3


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path):
    file = tmp_path / "data" / "zones.key"
    first = open_seal(None, file)
    assert first.name == open_seal(None, file).name
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["zones.key"]
    assert file.read_bytes().decode() not in repr(first)


def test_processes_that_start_at_once_end_with_one_key(tmp_path):
    names: list[str] = []
    threads = [threading.Thread(target=lambda: names.append(open_seal(None, tmp_path / "zones.key").name))
               for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8
    assert len(set(names)) == 1


def test_a_key_that_is_none_and_a_folder_that_cannot_be_written_give_a_sentence(tmp_path):
    with pytest.raises(KeyTrouble, match=r"people\.bad_key"):
        open_seal("not a key", tmp_path / "k")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(KeyTrouble, match=r"people\.key_file"):
        open_seal(None, tmp_path / "file" / "zones.key")


def test_masks_show_initials_and_three_digits():
    assert mask_name("Nguyễn Văn An") == "N. V. A."
    assert mask_phone("0912 345 123") == "0xx…123"
    assert (mask_name(""), mask_phone("123")) == ("", "")


@pytest.mark.parametrize("written", ["0912345678", "+84 912 345 678", "912345678", "0912.345.678", "0912345678 / 0987"])
def test_a_telephone_is_one_however_it_is_written(written):
    assert plain_phone(written) == "912345678"


def test_a_name_is_one_without_accents_and_capitals_and_composed_or_not():
    import unicodedata

    assert {plain_name(name) for name in ("Nguyễn Văn Đức", "NGUYEN  VAN DUC", "nguyễn văn đức.",
                                          unicodedata.normalize("NFD", "Nguyễn Văn Đức"))} == {"nguyen van duc"}


# -- the same person ------------------------------------------------------------------------------------------


@pytest.fixture
def post(tmp_path):
    made = desk(tmp_path)
    write(made, bring(made, table([person(0)])))
    yield made
    made.store.close()


def stored(post):
    return post.store.read("p", "cases")


def test_the_same_person_on_the_same_day_is_the_same_case_without_a_question(post):
    known = stored(post)["case_id"].tolist()
    tray = bring(post, table([person(0, status="khỏi", phone="+84 " + PHONES[0][1:])]), "chieu.csv")
    assert tray.found.questions == ()
    assert tray.found.taken["case_id"].tolist() == known
    assert {"ask.changes_status"} == set(tray.found.remarks["key"])
    write(post, tray)
    assert stored(post)[["case_id", "status"]].to_numpy().tolist() == [[known[0], "recovered"]]
    before = post.store.read("p", "cases", known_at=tray.written.revision - 1)
    assert before["status"].isna().all()                          # the former version stays


@pytest.mark.parametrize(
    ("again", "asked"),
    [
        (person(0, day="28/10/2021"), 1),                         # another day: ill again, or a correction
        (person(0, born="", day="28/10/2021"), 1),                # a name and a telephone
        (person(0, born="", phone=""), 1),                        # a name alone, and nothing that tells them apart
        (person(0, born="1977"), 0),                              # a namesake: another year of birth
        (person(0, born="", phone=PHONES[1]), 0),                 # a namesake: another telephone
        (person(1, phone=PHONES[0]), 0),                          # a family shares a telephone
    ],
)
def test_what_is_not_sure_is_asked_and_what_tells_two_people_apart_is_not(post, again, asked):
    tray = bring(post, table([again]), "b.csv")
    assert [one.topic for one in tray.found.questions] == ["person"] * asked
    assert tray.found.rows_asked == asked


def test_a_question_about_a_person_shows_masks_only(post):
    tray = bring(post, table([person(0, day="28/10/2021")]), "b.csv")
    fields = question(tray.found, "person").fields
    assert (fields["mask"], fields["known"]) == ("N. T. Q., 0xx…671", "N. T. Q., 0xx…671")
    assert not any(word in str(tray.found.questions) for word in TELLING)


@pytest.mark.parametrize(
    ("answer", "cases", "group"),
    [("same", 1, "to-13"), ("override", 1, "to-18"), ("new", 2, "to-13"), ("skip", 1, "to-13")],
)
def test_pick_override_new_and_skip_do_what_they_say(post, answer, cases, group):
    tray = bring(post, table([person(0, group="Tổ 18", day="28/10/2021", status="khỏi")]), "b.csv")
    asked = question(tray.found, "person")
    settle(post, tray, {asked.id: answer})
    if answer == "skip":
        assert tray.found.rows_refused == 1
    else:
        write(post, tray)
    now = stored(post)
    assert len(now) == cases
    assert now["area_id"].iloc[0] == group
    if answer == "same":
        assert tray.written.changed == 0
    # remembered: the same row in another file is no question any more
    again = bring(post, table([person(0, group="Tổ 18", day="28/10/2021", status="khỏi"), person(2)]), "c.csv")
    assert [one.topic for one in again.found.open_questions] == (["person"] if answer == "skip" else [])


def test_what_a_later_file_does_not_say_is_kept(post):
    write(post, bring(post, table([["BN9", *person(1, status="khỏi")]],
                                  NUMBERED)))
    tray = bring(post, table([["BN9", "26/10/2021"]], ("Mã BN", "Ngày có KQ")), "b.csv")
    write(post, tray)
    row = stored(post).set_index("case_id").loc["BN9"]
    assert (row["area_id"], row["status"], f"{row['date_reporting']:%d}") == ("to-13", "recovered", "26")


def test_a_number_that_comes_again_with_another_name_is_asked(post):
    head = NUMBERED
    write(post, bring(post, table([["BN9", *person(1)]], head)))
    tray = bring(post, table([["BN9", *person(2, group="Tổ 1")]], head), "b.csv")
    asked = question(tray.found, "number")
    settle(post, tray, {asked.id: "new"})
    write(post, tray)
    assert len(stored(post)) == 3
    assert stored(post).set_index("case_id").loc["BN9", "area_id"] == "to-13"


def test_two_rows_of_one_person_in_one_file_are_asked():
    found = look(table([person(0), person(0, group="Tổ 1"), person(1)]))
    asked = question(found, "same_person")
    assert (found.rows_taken, asked.rows) == (2, (3,))
    assert look(table([person(0), person(0, group="Tổ 1")]), answers={asked.topic + ":*": "both"}).rows_taken == 2
    last = look(table([person(0), person(0, group="Tổ 1")]), answers={asked.topic + ":*": "last"})
    assert (last.taken["area_id"].tolist(), last.refused["key"].tolist()) == (["to-1"], ["ask.twin_dropped"])


def test_another_disease_of_the_same_person_is_another_case(post):
    head = ("Họ và tên", "Năm sinh", "SĐT", "Địa chỉ", "Tổ", "Ngày có KQ", "Tình trạng", "Bệnh")
    tray = bring(post, table([[*person(0), "sốt xuất huyết"]], head), "b.csv")
    assert tray.found.questions == ()
    assert not set(tray.found.taken["case_id"]) & set(stored(post)["case_id"])


# -- counts and nameless rows ------------------------------------------------------------------------------------


COUNTS = ("Tổ", "Ngày", "Số ca")


def test_the_same_counts_in_a_new_file_are_the_same_counts_and_other_ones_are_asked(post):
    first = table([["Tổ 1", "25/10/2021", 3], ["Tổ 2", "25/10/2021", 1]], COUNTS)
    write(post, bring(post, first, "1.csv"))
    same = bring(post, table([["Tổ 2", "25/10/2021", 1], ["Tổ 1", "25/10/2021", 3]], COUNTS), "2.csv")
    assert same.found.questions == ()
    assert write(post, same).written.changed == 0
    other = bring(post, table([["Tổ 1", "25/10/2021", 5]], COUNTS), "3.csv")
    asked = question(other.found, "tally")
    settle(post, other, {asked.id: "override"})
    write(post, other)
    assert int(stored(post).query("area_id == 'to-1'")["count"].sum()) == 5
    more = bring(post, table([["Tổ 1", "25/10/2021", 2]], COUNTS), "4.csv")
    settle(post, more, {question(more.found, "tally").id: "new"})
    write(post, more)
    assert int(stored(post).query("area_id == 'to-1'")["count"].sum()) == 7


# -- privacy by shape -----------------------------------------------------------------------------------------


def test_the_whole_store_the_log_and_every_export_hold_no_word_of_a_person(tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    made = desk(tmp_path)
    rows = [person(n) for n in range(3)]
    tray = bring(made, workbook([*rows, person(0, day="hôm qua"), person(1, day=NAMES[1]), [*NAMES, *PHONES, ADDRESS]]),
                 "f0.xlsx")
    for waiting in tray.found.questions:
        assert not any(word in str(waiting) for word in TELLING)
    seen = [repr(tray), repr(tray.found), repr(tray.found.people), str(tray.found.summary("vi")),
            tray.found.problem_table("vi").to_string(), tray.found.read.to_string(), tray.found.taken.to_string(),
            str(tray.found.headings)]
    settle(made, tray, {one.id: one.choices[0].value for one in tray.found.open_questions})
    write(made, tray)
    assert tray.written.changed >= 3
    bring(made, table([person(0, day="28/10/2021")]), "b.csv")
    seen += [str(made.store.history("p")), str(made.store.answers("p"))]
    exports = [made.sheet("p", None, "vi", form, SheetOptions(dpi=72)) for form in (*FORMS_OF[SheetKind.MAP], "html")]
    exports += [made.sheet("p", None, "vi", form, SheetOptions(kind=SheetKind.SQUARE)) for form in ("png", "jpg")]
    for kind in ("cases", "areas", "reports"):
        frame = made.store.read("p", kind)
        seen.append(frame.to_csv())
    write_features(areas(), tmp_path / "out.geojson")
    made.store.engine.dispose()
    files = [path.read_bytes() for path in sorted(tmp_path.iterdir()) if path.is_file()]
    assert len(files) >= 2                                        # the store and the key
    printed = capfd.readouterr()
    for word in TELLING:
        for encoding in ("utf-8", "utf-16-le"):
            assert not [n for n, data in enumerate([*files, *exports]) if word.encode(encoding) in data], word
        assert not [text for text in [*seen, caplog.text, printed.out, printed.err] if word in text], word


def test_a_file_that_breaks_the_program_leaves_no_cell_in_the_log(tmp_path, caplog, monkeypatch):
    made = desk(tmp_path)

    def broken(*_arguments, **_named):
        raise ValueError(f"cannot read {NAMES[0]}")

    monkeypatch.setattr("zones.usecases.receiving.examine_source", broken)
    tray = bring(made, table([person(0)]))
    assert tray.trouble[0] == "tray.unforeseen"
    assert NAMES[0] not in caplog.text
    assert "ValueError" in caplog.text


def test_another_key_stops_the_intake_before_anything_is_written(tmp_path, post):
    url = str(post.store.engine.url)
    key = Path(post.store.engine.url.database).with_name("zones.key")
    key.write_bytes(Fernet.generate_key())
    other = CommandPost(Store(url), clock=post.clock)
    tray = bring(other, table([person(0)]))
    assert tray.trouble[0] == "people.other_key"
    other.store.close()


def test_the_key_of_the_environment_goes_before_the_key_file(tmp_path, monkeypatch):
    key = Fernet.generate_key()
    monkeypatch.setenv("ZONES_KEY", key.decode())
    made = desk(tmp_path)
    write(made, bring(made, table([person(0)])))
    assert not (tmp_path / "zones.key").exists()
    people = made.store.people("p")
    assert Seal(key).open(people["sealed"].iloc[0])["person_name"] == NAMES[0]
