"""Turn text of the old Vietnamese fonts into Unicode: TCVN3 (.VnTime), VNI, and UTF-8 that was read as Western.

Such text reaches us as letters of the Western code page: "Ph­êng Gia Thôy" or "Phöôøng Gia Thuïy" for
"Phường Gia Thụy". Tables: domain §9.3 (TCVN3); VNI-Windows as the fonts draw it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from geo.syllables import TONES, is_syllable

TCVN3: Final = "tcvn3"
VNI: Final = "vni"
DOUBLE_UTF8: Final = "utf-8 as cp1252"

# one byte a letter; an accented capital has none: .VnTimeH draws these very codes as capitals
_TCVN3_LETTERS: Final = dict(zip(
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ®¡¢£¤¥¦§",
    "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđĂÂÊÔƠƯĐ",
    strict=True,
))
_TCVN3: Final = str.maketrans(_TCVN3_LETTERS)

_VNI_TONES: Final = dict(zip("øùûõï", TONES[:4] + TONES[4], strict=True))
_VNI_HAT: Final = dict(zip("âàáåãä", ("", *TONES), strict=True))       # â and a tone on it
_VNI_BREVE: Final = dict(zip("êèéúüë", ("", *TONES), strict=True))     # ă and a tone on it
_VNI_ALONE: Final = dict(zip("ñìíæóòîôö", "đìíỉĩịỵơư", strict=True))

_NO_VOWEL: Final = re.compile("([BCDĐGHKLMNPRSTVX]?[bcdđghklmnprstvx]{0,2})(ng)")     # "Hng"
_IN_1258: Final = frozenset(bytes(range(256)).decode("cp1258", "ignore"))
_ASCII_LETTERS: Final = re.compile("[A-Za-z]+")


def _vni_pairs() -> dict[str, str]:
    pairs = dict(_VNI_ALONE)
    for vowel, letter in zip("aeouyôö", "aeouyơư", strict=True):
        pairs.update({vowel + mark: letter + tone for mark, tone in _VNI_TONES.items()})
    for vowel, letter in zip("aeo", "âêô", strict=True):
        pairs.update({vowel + mark: letter + tone for mark, tone in _VNI_HAT.items()})
    pairs.update({"a" + mark: "ă" + tone for mark, tone in _VNI_BREVE.items()})
    return {sign: unicodedata.normalize("NFC", letter) for sign, letter in pairs.items()}


_VNI_PAIRS: Final = _vni_pairs()
_VNI_SIGNS: Final = re.compile("|".join(sorted(_VNI_PAIRS, key=len, reverse=True)), re.IGNORECASE)


def from_tcvn3(text: str) -> str:
    """Return Unicode for text of a .Vn font; a text of .VnTimeH (no small letter of its own) becomes capitals."""
    turned = western(text).translate(_TCVN3)
    ascii_letters = _ASCII_LETTERS.findall(turned)
    # the H fonts draw small codes as capitals: beside plain capitals "ê" was meant as "Ê"
    if any(len(run) > 1 for run in ascii_letters) and all(run.isupper() for run in ascii_letters):
        return turned.upper()
    return turned


def from_vni(text: str) -> str:
    """Return Unicode for text of a VNI font: a vowel and the sign after it are one letter."""
    return _VNI_SIGNS.sub(_one_vni_letter, western(text))


def from_double_utf8(text: str) -> str | None:
    """Return the text whose UTF-8 bytes were read as Western letters ("PhÆ°á»ng"), None when it is not such."""
    if text.isascii():
        return None
    try:
        raw = b"".join(_western_byte(letter) for letter in text)
        turned = raw.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    return unicodedata.normalize("NFC", turned)


def with_lost_u(text: str) -> tuple[str, int]:
    """Put back the "ư" that a program took for an invisible hyphen (TCVN3 0xAD); return how many there were.

    Only where nothing else can be read: "phờng" is no syllable, "phường" is one; "ngời" stays as it is.
    """
    count = 0

    def mended(match: re.Match[str]) -> str:
        nonlocal count
        word = _mended(match[0])
        count += word != match[0]
        return word

    return re.sub(r"[^\W\d_]+", mended, text), count


def western(text: str) -> str:
    """Return text that was read as Windows-1258 as if it had been read as Western, byte for byte.

    A text that no byte of either code page can have given stays as it is.
    """
    try:
        text.encode("latin-1")
        return text
    except UnicodeEncodeError:
        pass
    try:
        apart = "".join(_of_1258(letter) for letter in unicodedata.normalize("NFC", text))
        return apart.encode("cp1258").decode("latin-1")
    except UnicodeEncodeError:
        return text


def is_of_bytes(text: str) -> bool:
    """Tell whether a text can be one byte a letter, as the old encodings are."""
    return max(western(text), default="") <= "\xff"


def _of_1258(letter: str) -> str:
    """Take the tone off a letter that cp1258 writes as two: "ợ" is "ơ" and a dot."""
    if letter in _IN_1258:
        return letter
    apart = unicodedata.normalize("NFD", letter)
    base = "".join(sign for sign in apart if sign not in TONES)
    return unicodedata.normalize("NFC", base) + "".join(sign for sign in apart if sign in TONES)


def _western_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")       # the five bytes that cp1252 leaves undefined


def _one_vni_letter(match: re.Match[str]) -> str:
    letter = _VNI_PAIRS[match[0].lower()]
    return letter.upper() if match[0][0].isupper() else letter


@lru_cache(maxsize=50_000)
def _mended(word: str) -> str:
    if is_syllable(word):
        return word
    candidates = {re.sub("(?=[ơờởỡớợ])", "ư", word), re.sub("(?=[ƠỜỞỠỚỢ])", "Ư", word)}
    if bare := _NO_VOWEL.fullmatch(word):
        candidates.add(f"{bare[1]}ư{bare[2]}")
    good = [one for one in candidates if one != word and is_syllable(one)]
    return good[0] if len(good) == 1 else word
