"""Text of the old Vietnamese fonts comes out as Unicode where that is sure, and stays as it is where it is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from old_encodings import LOWER, TCVN3, UPPER, tcvn3, vni

from geo.encodings import encoding_of, restore
from geo.old_fonts import from_double_utf8, from_tcvn3, from_vni, with_lost_u
from geo.syllables import is_syllable
from geo.unpack import decode_text, field_encoding

WARDS = ["Phường Gia Thụy", "Phường Ô Chợ Dừa", "Phường Bồ Đề", "Quận Long Biên", "Tổ dân phố số 13", "Đức Giang",
         "Phường Thượng Thanh", "Việt Hưng", "Ngọc Lâm", "Giang Biên", "Phúc Đồng", "Sài Đồng", "Thạch Bàn"]
# what the words of lists are made of; each word is a syllable of Vietnamese
MORE = "người nhà trường học bệnh viện chợ đường ngõ ngách số dương tính khỏi quỹ giếng quốc nghĩa hoà thuỷ ủy"
SYLLABLES = sorted({word for name in [*WARDS, MORE] for word in name.split() if not word.isdigit()})
text = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6).map(" ".join)


def western(stored: bytes) -> str:
    return stored.decode("latin-1")


def test_the_example_of_the_domain_comes_out() -> None:
    assert from_tcvn3(western(b"Ph\xad\xeang Gia Th\xf4y")) == "Phường Gia Thụy"


def test_every_letter_of_tcvn3_has_its_own_place() -> None:
    assert {chr(code): from_tcvn3(chr(code)) for code in TCVN3.values()} == {chr(c): x for x, c in TCVN3.items()}


@pytest.mark.parametrize("letter", LOWER + UPPER)
def test_every_vietnamese_letter_survives_vni(letter: str) -> None:
    assert from_vni(western(vni(letter))) == letter


@pytest.mark.parametrize("letter", LOWER)
def test_every_small_vietnamese_letter_survives_tcvn3(letter: str) -> None:
    assert from_tcvn3(western(tcvn3(letter))) == letter


@given(text)
@settings(max_examples=150)
def test_any_text_survives_both_fonts(words: str) -> None:
    assert from_vni(western(vni(words))) == words
    assert from_tcvn3(western(tcvn3(words))).lower() == words.lower()


@given(text)
@settings(max_examples=60)
def test_capitals_of_the_h_font_come_out_as_capitals(words: str) -> None:
    # plain letters typed as capitals, accented ones stored by their small codes
    capitals = words.upper()
    if any(len(run) > 1 for run in "".join(c if c.isascii() else " " for c in capitals).split()):
        assert from_tcvn3(western(tcvn3(capitals))) == capitals


@given(st.lists(text, min_size=4, max_size=8), st.sampled_from([tcvn3, vni]))
@settings(max_examples=60)
def test_a_column_in_an_old_font_is_recognised_as_a_whole(names: list[str], store) -> None:
    names = [*WARDS[:6], *names]
    read = [western(store(name)) for name in names]
    restored = restore([read])
    assert restored.encodings == (store.__name__,)
    assert [restored.texts[0].get(one, one) for one in read] == names


@given(st.lists(text, max_size=8), st.sampled_from(["NFC", "NFD"]))
@settings(max_examples=100)
def test_unicode_is_never_touched(names: list[str], form: str) -> None:
    composed = [unicodedata.normalize(form, name) for name in names]
    restored = restore([composed])
    assert not restored.changed and not restored.remarks()


@pytest.mark.parametrize("column", [
    ["SĐT", "CĐ", "KCL"], ["5 × 3 m", "µm", "m²", "©", "§ 3"], ["Café Müller", "Zoë", "São Paulo", "Muñoz", "Straße"],
    ["Đắk Lắk", "Krông Pa"], ["½", "±0,5", "20 °C"], ["Thô", "Hò"],
])
def test_what_chance_could_explain_stays_as_it_is(column: list[str]) -> None:
    restored = restore([column])
    assert not restored.changed and not restored.remarks()


def test_a_word_of_both_scripts_is_decided_by_the_words_beside_it() -> None:
    # "Thô" is a word of Unicode ("thô") and of TCVN3 ("thụ")
    alone, beside = restore([["Thô"]]), restore([[western(tcvn3("Phường Gia Thụy")), "Thô"]])
    assert not alone.changed
    assert beside.texts[0]["Thô"] == "Thụ"


def test_a_column_speaks_for_itself_and_the_file_for_silent_columns() -> None:
    old, new, silent = [western(tcvn3(name)) for name in WARDS], ["Nguyễn Du", "Hoàn Kiếm"] * 2, ["Thô"]
    restored = restore([old, new, silent])
    assert len(restored.texts[0]) == len(WARDS) and not restored.texts[1]
    assert restored.encodings == ("tcvn3",)


def test_cells_of_a_mixed_column_are_decided_one_by_one_and_the_unclear_ones_are_said() -> None:
    restored = restore([[western(tcvn3("Phường Gia Thụy")), "Phường Gia Thụy", "Phường Bồ Đề", "Thô"]])
    assert restored.texts[0] == {western(tcvn3("Phường Gia Thụy")): "Phường Gia Thụy"}
    assert restored.unsure == [frozenset({"Thô"})]
    assert [remark.key for remark in restored.remarks()] == ["encodings.tcvn3", "encodings.unsure"]


@pytest.mark.parametrize(("stripped", "meant"), [
    ("Phường", "Phường"), ("Thượng Thanh", "Thượng Thanh"), ("Việt Hưng", "Việt Hưng"), ("trường", "trường")])
def test_the_letter_that_reads_as_a_soft_hyphen_is_put_back_where_only_it_fits(stripped: str, meant: str) -> None:
    lost = western(tcvn3(stripped)).replace("\u00ad", "")
    assert with_lost_u(from_tcvn3(lost))[0] == meant


def test_a_lost_letter_is_not_invented_where_the_word_can_be_read_without_it() -> None:
    assert with_lost_u("Ngời bệnh tên T, nhà H, MB ct") == ("Ngời bệnh tên T, nhà H, MB ct", 0)


def test_the_loss_of_letters_is_said() -> None:
    stripped = [western(tcvn3(name)).replace("\u00ad", "") for name in WARDS]
    restored = restore([stripped])
    assert sorted(restored.texts[0].values()) == sorted(WARDS)
    assert restored.lost_letters > 3
    assert "encodings.lost_letters" in {remark.key for remark in restored.remarks()}


@given(text)
@settings(max_examples=60)
def test_utf8_that_was_read_as_western_is_undone(words: str) -> None:
    for code_page in ("latin-1", "cp1252"):
        try:
            misread = words.encode().decode(code_page)
        except UnicodeDecodeError:
            continue                       # a byte that this code page leaves undefined
        assert words.isascii() or from_double_utf8(misread) == words
    assert words.isascii() or from_double_utf8(words) is None


def test_old_fonts_read_as_windows_1258_are_undone_too() -> None:
    misread = unicodedata.normalize("NFC", tcvn3("Tổ Tiến Quận").decode("cp1258"))
    assert restore([[misread]]).texts[0] == {misread: "Tổ Tiến Quận"}


@pytest.mark.parametrize(("store", "name"), [(tcvn3, "tcvn3"), (vni, "vni")])
def test_bytes_tell_their_encoding(store, name: str) -> None:
    data = store("Tên,Tổ dân phố\nPhường Gia Thụy,Tổ 13\n")
    assert encoding_of(data) == name
    assert field_encoding(data, "") == "latin-1"
    assert decode_text(data, "a.csv") == western(data)
    apart = str.maketrans({"ợ": "ơ\u0323", "ừ": "ư\u0300", "ụ": "u\u0323", "ờ": "ơ\u0300"})
    new = "Phường Ô Chợ Dừa, Gia Thụy".translate(apart).encode("cp1258")
    assert encoding_of(new) == ""


@pytest.mark.parametrize(("named", "encoding"), [
    ("TCVN3", "tcvn3"), ("TCVN-3", "tcvn3"), ("ABC", "tcvn3"), ("VNI-Windows", "vni"), ("1258", "cp1258"),
    ("ANSI 1258", "cp1258"), ("UTF-8", "utf-8"), ("rot13", "utf-8"), ("base64", "utf-8"), ("\x00", "utf-8")])
def test_the_name_in_a_cpg_is_followed_when_it_is_an_encoding(named: str, encoding: str) -> None:
    assert field_encoding(b"ascii only", named) == encoding


@pytest.mark.parametrize("word", ["phường", "Thụy", "Nghĩa", "quỹ", "giếng", "gì", "ươn", "uống", "khuỷu", "Ô", "yến"])
def test_a_syllable_is_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["phờng", "Toå", "càc", "bìp", "Straße", "qươn", "ngngà", "ạ́", "", "êê", "gh", "ng"])
def test_what_cannot_be_read_aloud_is_none(word: str) -> None:
    assert not is_syllable(word)
