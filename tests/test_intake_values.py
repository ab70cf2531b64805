"""Cells are read as offices write them; what can mean two things is not read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.frames import VIETNAM_TIME
from geo.names import without_accents
from zones.intake.values import (
    _vocabularies,
    read_count,
    read_flag,
    read_moment,
    read_number,
    read_past_moment,
    read_phrase,
    read_ring,
    read_share,
    read_word,
)
from zones.wording import LANGUAGES, has

NOW = datetime(2021, 12, 31, 12, tzinfo=VIETNAM_TIME)

@pytest.mark.parametrize(
    "written, moment",
    [
        ("2021-09-07", "2021-09-07T00:00"),
        ("2021-09-07T18:00:00", "2021-09-07T18:00"),
        ("2021-09-07 18:00", "2021-09-07T18:00"),
        ("2021-09-07T11:00Z", "2021-09-07T18:00"),
        ("2021-09-07T18:00+07:00", "2021-09-07T18:00"),
        ("07/09/2021", "2021-09-07T00:00"),
        ("7/9/21", "2021-09-07T00:00"),
        ("7.9.2021", "2021-09-07T00:00"),
        ("07-09-2021 18:05", "2021-09-07T18:05"),
        ("18h05 07/09/2021", "2021-09-07T18:05"),
        ("18h ngày 7/9/2021", "2021-09-07T18:00"),
        ("6 giờ 30 ngày 07/9/2021", "2021-09-07T06:30"),
        ("15:41, 08/09/2021", "2021-09-08T15:41"),
        ("24:00 07/09/2021", "2021-09-08T00:00"),
        ("44446", "2021-09-07T00:00"),
        ("44446.75", "2021-09-07T18:00"),
    ],
)
def test_moments_are_read_as_offices_write_them(written: str, moment: str) -> None:
    assert read_moment(written) == (datetime.fromisoformat(moment).replace(tzinfo=VIETNAM_TIME), None)


@pytest.mark.parametrize(
    "written, key",
    [
        ("31/02/2021", "no_such_day"),
        ("2021-13-01", "no_such_day"),
        ("9/25/2021", "no_such_day"),
        ("00/00/0000", "no_such_day"),
        ("25:00 07/09/2021", "no_such_time"),
        ("07/09/2021 12:60", "no_such_time"),
        ("hôm qua", "not_a_date"),
        ("0912345678", "not_a_date"),
        ("7/9", "not_a_date"),
        ("-", "not_a_date"),
    ],
)
def test_what_is_no_moment_has_its_sentence(written: str, key: str) -> None:
    assert read_moment(written) == (None, f"intake.{key}")


def test_a_case_is_neither_of_the_future_nor_from_before_the_epidemic() -> None:
    assert read_past_moment("31/12/2018", now=NOW)[1] == "intake.too_early"
    assert read_past_moment("01/01/2022", now=NOW)[1] == "intake.in_future"
    assert read_past_moment("31/12/2021", now=NOW)[1] is None


@given(st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001 - made aware below
def test_a_moment_survives_every_way_of_writing_it(moment: datetime) -> None:
    minute = moment.replace(second=0, microsecond=0, tzinfo=VIETNAM_TIME)
    for way in (
        "%d/%m/%Y %H:%M",
        "%Y-%m-%dT%H:%M",
        "%H:%M %d/%m/%Y",
        "%Hh%M %d-%m-%Y",
        "%Y-%m-%dT%H:%M:00%z",
    ):
        assert read_moment(minute.strftime(way)) == (minute, None)
    assert read_moment(minute.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")) == (minute, None)


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(written: str) -> None:
    for read in (read_moment, read_count, read_number, read_share, read_flag, read_ring):
        value, key = read(written)
        assert (value is None) == (key is not None)
        assert key is None or all(has(key, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "written, number",
    [
        ("3", 3),
        ("3.0", 3),
        ("0", 0),
        ("15.076", 15076),
        ("15,076", 15076),
        ("15 076", 15076),
        ("1.234.567", 1234567),
    ],
)
def test_counts_are_read_with_either_thousands_sign(written: str, number: int) -> None:
    assert read_count(written) == (number, None)


@pytest.mark.parametrize(
    "written, key",
    [
        ("-1", "negative"),
        ("− 3", "negative"),
        ("3,5", "not_whole"),
        ("3.25", "not_whole"),
        ("ba", "not_a_number"),
        ("9999999999", "too_large"),
    ],
)
def test_what_is_no_count_has_its_sentence(written: str, key: str) -> None:
    assert read_count(written) == (None, f"intake.{key}")


def test_shares_are_read_as_fraction_or_percent() -> None:
    assert [read_share(x)[0] for x in ("0.939", "93,9 %", "93.9", "1", "100%")] == pytest.approx(
        [0.939, 0.939, 0.939, 1, 1]
    )
    assert read_share("120")[1] == "intake.not_a_share"


@pytest.mark.parametrize(
    "table, written, value",
    [
        ("level", "Đỏ", "red"),
        ("level", "vùng cam", "orange"),
        ("level", "nguy cơ cao (cam)", "orange"),
        ("level", "nguy cơ", "yellow"),
        ("level", "Bình thường mới", "green"),
        ("level", "ORANGE", "orange"),
        ("level", "KV1", None),
        ("level", "Vùng 1", None),
        ("level", "cấp 3", None),
        ("level", "cao (đỏ)", None),
        ("checkpoint_kind", "Chốt cứng", "hard"),
        ("checkpoint_kind", "mem", "soft"),
        ("status", "Khỏi bệnh", "recovered"),
        ("status", "Tử vong", "died"),
    ],
)
def test_words_are_understood_only_when_they_mean_one_thing(
    table: str, written: str, value: str | None
) -> None:
    assert read_word(written, table=table)[0] == value


@pytest.mark.parametrize(
    "table, written, value",
    [
        ("detection", "CĐ", "community"),
        ("detection", "Sàng lọc cộng đồng", "community"),
        ("detection", "KCL", "quarantine"),
        ("detection", "Khu cách ly tập trung", "quarantine"),
        ("detection", "khu phong toả", "lockdown_area"),
        ("detection", "KPT", "lockdown_area"),
        ("detection", "không phải cộng đồng", None),
        ("detection", "BV", None),
        ("site_kind", "Kho hàng Tikinow", "warehouse"),
        ("site_kind", "Chợ dân sinh", "market"),
        ("site_kind", "TTTM", "mall"),
        ("site_kind", "chung cu", "apartment"),
        ("site_kind", "Trường mầm non", "school"),
        ("site_kind", "Cửa hàng tiện ích", "shop"),
        ("site_kind", "Bến xe", "station"),
        ("site_kind", "khô", None),
        ("site_kind", "cơ quan", "office"),
        ("site_kind", "Nhà máy may", "factory"),
        ("site_kind", "Bệnh viện", "hospital"),
        ("force_kind", "Tổ Covid cộng đồng", "community_team"),
        ("force_kind", "Nhóm Covid cộng đồng", "community_group"),
        ("underlay_kind", "living_street", "road_lane"),
        ("underlay_kind", "Quốc lộ 5", "road_main"),
    ],
)
def test_phrases_are_understood_by_the_words_in_them(table: str, written: str, value: str | None) -> None:
    assert read_phrase(written, table=table)[0] == value


def test_no_word_of_a_vocabulary_means_two_things_even_without_accents() -> None:
    for table, entries in _vocabularies().items():
        for value, written in entries.items():
            for word in written:
                assert read_word(word, table=table)[0] == value, (table, word)
                assert read_word(without_accents(word), table=table)[0] in {value, None}, (table, word)
    assert read_flag("đúng")[0] is True
    assert read_flag("dừng")[0] is False
    assert read_flag("dung")[1] == "intake.unknown_word"


@pytest.mark.parametrize(
    "written, number", [("2", 2), ("Vành đai 3", 3), ("lớp 1", 1), ("vong 2", 2), ("4", None)]
)
def test_belts_have_the_numbers_one_to_three(written: str, number: int | None) -> None:
    assert read_ring(written)[0] == number
