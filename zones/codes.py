"""Make and check the short codes of issued sheets: unambiguous letters, a check character, not to be guessed."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Final

# without 0 O 1 I L U B: what is confused on paper, on the telephone, or in a copy of a copy. 29 is a prime: the
# check character then finds every single wrong letter and every two that changed places
ALPHABET: Final = "23456789ACDEFGHJKMNPQRSTVWXYZ"
RANDOM_LETTERS: Final = 7  # 29^7: a guesser at 20 a minute needs centuries to meet one of a thousand sheets
_LENGTH: Final = RANDOM_LETTERS + 1
_SEPARATORS: Final = re.compile(r"[\s\-–—.·]+")

Choose = Callable[[int], int]


def new_code(choose: Choose = secrets.randbelow) -> str:
    """Return a fresh code as it is printed: "K7MQ-3XWD". `choose(n)` gives a number below n."""
    letters = "".join(ALPHABET[choose(len(ALPHABET))] for _ in range(RANDOM_LETTERS))
    return spaced(letters + check_character(letters))


def check_character(letters: str) -> str:
    """Return the character that makes the weighted sum of a code a multiple of 29."""
    return ALPHABET[-sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(letters, start=2))
                    % len(ALPHABET)]


def spaced(letters: str) -> str:
    """Return a code in two groups of four, as it is read aloud."""
    return f"{letters[:4]}-{letters[4:]}"


def read_code(text: str) -> str | None:
    """Return what somebody typed as a code, in the printed form; None where it can't be one of ours.

    Small letters, blanks and other dashes are forgiven; a wrong letter or two that changed places are not.
    """
    letters = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:40])).upper()
    if len(letters) != _LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return spaced(letters) if check_character(letters[:-1]) == letters[-1] else None
