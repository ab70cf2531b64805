"""Short codes: every wrong letter and every exchange of two is found, and what people type is forgiven."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones.codes import ALPHABET, RANDOM_LETTERS, check_character, new_code, read_code, spaced

letters = st.text(ALPHABET, min_size=RANDOM_LETTERS, max_size=RANDOM_LETTERS)


def whole(first: str) -> str:
    return first + check_character(first)


def test_a_new_code_has_two_groups_of_four_and_reads_back():
    code = new_code()
    assert len(code) == 9 and code[4] == "-"
    assert read_code(code) == code


def test_codes_come_from_chance_and_not_from_a_row():
    codes = {new_code() for _ in range(300)}
    assert len(codes) == 300
    assert len({code[0] for code in codes}) > 15


def test_the_alphabet_has_no_letters_that_are_confused_and_a_prime_number_of_them():
    assert not set("01OILUB") & set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 29


@given(letters, st.integers(0, RANDOM_LETTERS), st.sampled_from(ALPHABET))
def test_every_single_wrong_letter_is_found(first, place, letter):
    code = whole(first)
    wrong = code[:place] + letter + code[place + 1:]
    assert (read_code(wrong) is None) == (wrong != code)


@given(letters, st.integers(0, RANDOM_LETTERS - 1))
def test_every_exchange_of_two_neighbours_is_found(first, place):
    code = whole(first)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2:]
    assert (read_code(wrong) is None) == (wrong != code)


@given(letters, st.lists(st.sampled_from([" ", "-", "–", ".", "\t", "\u00a0"]), min_size=9, max_size=9))
def test_small_letters_blanks_and_dashes_are_forgiven(first, marks):
    code = whole(first)
    typed = "".join(mark + letter for mark, letter in zip(marks, code.lower(), strict=False))
    assert read_code(typed) == spaced(code)


@given(st.text(max_size=60))
def test_whatever_is_typed_the_answer_is_a_code_or_none(text):
    found = read_code(text)
    assert found is None or read_code(found) == found


NO_CODES = ["", "K7MQ", "K7MQ-3XW0", "K7MQ-3XWDD", "%00", "../..", "１２３４-５６７８", string.printable]


@pytest.mark.parametrize("text", NO_CODES)
def test_what_is_no_code_is_none(text):
    assert read_code(text) is None
