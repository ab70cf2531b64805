"""Every sentence stands in both languages with the same fields."""

import string
import unicodedata

import pytest

from zones.wording import LANGUAGES, UnknownWording, _sentences, number, t


def fields(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_hold_the_same_keys():
    assert set(_sentences("vi")) == set(_sentences("en"))


@pytest.mark.parametrize("key", sorted(_sentences("vi")))
def test_a_sentence_has_the_same_fields_in_both_languages(key):
    assert fields(_sentences("vi")[key]) == fields(_sentences("en")[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_written_in_composed_letters(language):
    assert [key for key, text in _sentences(language).items() if unicodedata.normalize("NFC", text) != text] == []


def test_an_unknown_key_is_an_error_not_an_empty_sentence():
    with pytest.raises(UnknownWording):
        t("map.no_such_sentence", "vi")


def test_numbers_are_written_the_countrys_way():
    assert number(15076, "vi") == "15.076"
    assert number(1.4, "vi", 2) == "1,40"
    assert number(15076.5, "en", 1) == "15,076.5"
