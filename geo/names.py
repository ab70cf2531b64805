"""Read the names of Vietnamese administrative units as people type them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# from the smallest; districts ended on 1/7/2025, so a place may have none
LEVELS: Final = ("residential_group", "ward", "district", "province")

# what stands before a name: (kind, the levels that it can be, its spellings)
_KINDS: Final = (
    ("group", LEVELS[:1], ("tổ dân phố số", "tổ dân phố", "tổ dp", "tdp số", "tdp", "tổ số", "tổ")),
    ("hamlet", LEVELS[:1], ("thôn", "xóm")),
    ("quarter", LEVELS[:1], ("khu dân cư số", "khu dân cư", "kdc số", "kdc", "khu phố", "cụm dân cư")),
    ("ward", LEVELS[1:2], ("phường", "ph", "p")),
    ("commune", LEVELS[1:2], ("xã", "x")),
    ("township", LEVELS[1:2], ("thị trấn", "tt")),
    ("district", LEVELS[2:3], ("quận", "q")),
    ("county", LEVELS[2:3], ("huyện", "h")),
    ("town", LEVELS[2:3], ("thị xã", "tx")),
    ("city", LEVELS[2:], ("thành phố", "tp")),
    ("province", LEVELS[3:], ("tỉnh", "t")),
)

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff'’ʼ`"))
_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"     # in the order of dictionaries: huyền, hỏi, ngã, sắc, nặng
_LOOKS_LIKE_D = str.maketrans("ðɖ", "đđ")      # typed for đ, and not the same letter
# "hoà" and "hòa", "thuỷ" and "thủy" are one spelling each; after q the u belongs to the consonant ("quý")
_OLD_TONE = re.compile(r"(o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")
_NEW_TONE = dict(zip(
    ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"),
    ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"),
    strict=True,
))


@dataclass(frozen=True, slots=True)
class UnitName:
    """One way to read a name: the kind of unit that it says it is ("" for none), and its cleaned words."""

    kind: str
    words: str

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the levels that a unit of this kind can have; none when the kind is not said."""
        return _LEVELS_OF.get(self.kind, ())


def clean_name(text: str) -> str:
    """Return a name in one spelling: composed, lower case, new tone placement, no signs, no leading zeros.

    Accents stay: "Đông Xuân" and "Đồng Xuân" are two places. "  PHƯỜNG  Trung Hoà." gives "phường trung hòa".
    """
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).lower().translate(_LOOKS_LIKE_D)
    text = re.sub(r"[\W_]+", " ", text)
    text = re.sub(r"\b([^\W\d]+)(\d)", r"\1 \2", text)          # "tổ13", "P10"
    text = re.sub(r"\b0+(?=\d)", "", text)
    return _OLD_TONE.sub(lambda match: _NEW_TONE[match[0]], text).strip()


def without_accents(text: str) -> str:
    """Return the text with its accents off: "ô chợ dừa" gives "o cho dua", "đ" gives "d"."""
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.replace("đ", "d").replace("Đ", "D")


@lru_cache(maxsize=4096)             # a rerun sorts a city's wards for each of its select boxes
def alphabetical(name: str) -> tuple[tuple[int, tuple[int, ...], int], ...]:
    """Return what to sort names by: as a Vietnamese list has them, and numbers by their size.

    The letters of a syllable count before its tone (a ă â b c d đ …; ngang, huyền, hỏi, ngã, sắc, nặng), and a syllable
    before the next: "Tổ 9" before "Tổ 10", "Dương" before "Đại", "Mai" before "Mài" before "Mải Cao".
    """
    key: list[tuple[int, tuple[int, ...], int]] = []
    for word in re.findall(r"\d+|[^\W\d_]+", unicodedata.normalize("NFC", name).lower().translate(_LOOKS_LIKE_D)):
        if word[0].isdecimal():
            key.append((0, (int(word),), 0))
            continue
        apart = unicodedata.normalize("NFD", word)
        base = unicodedata.normalize("NFC", "".join(letter for letter in apart if letter not in _TONES))
        ranks = tuple(_ALPHABET.find(letter) if letter in _ALPHABET else 100 + ord(letter) for letter in base)
        key.append((1, ranks, max((_TONES.index(letter) + 1 for letter in apart if letter in _TONES), default=0)))
    return tuple(key)


def read_name(text: str) -> tuple[UnitName, ...]:
    """Return the readings of one unit's name, the likelier first; none for a text without letters or digits.

    "P. Gia Thụy" is first the ward "gia thụy". "Quan Hoa" is first itself, and only then a district "Hoa"
    typed without accents.
    """
    whole = clean_name(text)
    if not whole:
        return ()
    as_it_stands = UnitName("", whole)
    for spelling, kind, certain in _SPELLINGS:
        rest = whole.removeprefix(spelling + " ")
        if rest == whole or (spelling == "t" and rest[0].isdigit()):
            continue
        named = UnitName(kind, rest)
        return (named, as_it_stands) if certain else (as_it_stands, named)
    if re.fullmatch(r"t \d+\w?", whole):                         # "T13" is a tổ
        return (UnitName("group", whole[2:]), as_it_stands)
    return (as_it_stands,)


def split_place(text: str) -> list[str]:
    """Split "Tổ 13, phường Gia Thụy – Long Biên" into its units, in the order written."""
    return [part for part in re.split(r"\s*[,;]\s*|\s+[-–—]\s+", text.strip()) if part]


def same_kind(one: UnitName, other: UnitName) -> bool:
    """Tell whether two names can be the same kind of unit: "Phường 13" is no "Tổ 13"."""
    return not one.kind or not other.kind or one.kind == other.kind


def same_words(typed: str, official: str, *, accents_may_lack: bool = False) -> bool:
    """Tell whether cleaned words agree; a typed word may lack all its accents, but never has other ones."""
    if typed == official or not accents_may_lack:
        return typed == official
    ours, theirs = typed.split(), official.split()
    return len(ours) == len(theirs) and all(
        word == whole or word == without_accents(whole) for word, whole in zip(ours, theirs, strict=True)
    )


def _all_spellings() -> tuple[tuple[str, str, bool], ...]:
    """Return (spelling, kind, certain), the longest first. A word that lost its accents is not certain."""
    certain = {spelling: kind for kind, _, spellings in _KINDS for spelling in spellings}
    bare = {without_accents(spelling): kind for spelling, kind in certain.items()}
    return tuple(
        (spelling, kind, spelling in certain)
        for spelling, kind in sorted({**bare, **certain}.items(), key=lambda pair: -len(pair[0]))
    )


_LEVELS_OF: Final = {kind: levels for kind, levels, _ in _KINDS}
_SPELLINGS: Final = _all_spellings()
