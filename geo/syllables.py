"""Tell whether a word is a Vietnamese syllable: which letters can stand together, and with which tone.

Vietnamese has few syllables. Text read in a wrong encoding gives words that cannot be pronounced ("Ph­êng",
"Toå"), and that is what tells the encodings apart; a dictionary is not needed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

TONES: Final = "\u0300\u0301\u0309\u0303\u0323"      # huyền, sắc, hỏi, ngã, nặng
_SHARP_TONES: Final = "\u0301\u0323"                 # the only ones before a stop: "các", "cạc", never "càc"

_ONSETS: Final = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_RIMES_AS_TEXT: Final = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot ooc oong oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
    oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uôc uôi uôm uôn uông uôt uơ
    uy uya uych uyn uynh uyp uyt uyu uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y ych ynh yt yêm yên yêng yêt yêu
"""
_RIMES: Final = frozenset(_RIMES_AS_TEXT.split())
_SPLIT: Final = re.compile(f"({_ONSETS})(.+)")
_STOPS: Final = ("c", "ch", "p", "t")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Tell whether a word, in any case and with its accents, can be read aloud in Vietnamese."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in apart if mark in TONES]
    base = unicodedata.normalize("NFC", "".join(letter for letter in apart if letter not in TONES))
    if len(tones) > 1 or len(base) > 7:
        return False
    for onset, rime in _readings(base):
        if rime in _RIMES and not (onset == "qu" and rime[0] in "uư"):
            return not tones or tones[0] in _SHARP_TONES or not rime.endswith(_STOPS)
    return False


def _readings(base: str) -> list[tuple[str, str]]:
    """Return the ways to part a word into onset and rime: "gì" is g + i, "già" is gi + a, "ân" has no onset."""
    longest = _SPLIT.fullmatch(base)
    found = [("", base)] if longest is None else [(longest[1], longest[2])]
    if base[:1] == "g" and base[1:2] != "h":
        found.append(("g", base[1:]))
    return found
