"""Write Vietnamese as the old fonts stored it, from the tables of domain §9.3 (TCVN3) and of VNI-Windows: independent
of the program's own tables, so that a mistake there is seen."""

from __future__ import annotations

import unicodedata

LOWER = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
UPPER = LOWER.upper()

_TCVN3 = """
B5 à B6 ả B7 ã B8 á B9 ạ A8 ă BB ằ BC ẳ BD ẵ BE ắ C6 ặ A9 â C7 ầ C8 ẩ C9 ẫ CA ấ CB ậ CC è CE ẻ CF ẽ D0 é D1 ẹ AA ê D2 ề
D3 ể D4 ễ D5 ế D6 ệ D7 ì D8 ỉ DC ĩ DD í DE ị DF ò E1 ỏ E2 õ E3 ó E4 ọ AB ô E5 ồ E6 ổ E7 ỗ E8 ố E9 ộ AC ơ EA ờ EB ở EC ỡ
ED ớ EE ợ EF ù F1 ủ F2 ũ F3 ú F4 ụ AD ư F5 ừ F6 ử F7 ữ F8 ứ F9 ự FA ỳ FB ỷ FC ỹ FD ý FE ỵ AE đ A1 Ă A2 Â A3 Ê A4 Ô A5 Ơ
A6 Ư A7 Đ
"""
_PAIRS = _TCVN3.split()
TCVN3 = {letter: int(code, 16) for code, letter in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}

_VNI_TONES = dict(zip("\u0300\u0301\u0309\u0303\u0323", "øùûõï", strict=True))
_VNI_HAT = dict(zip(("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), "âàáåãä", strict=True))
_VNI_BREVE = dict(zip(("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), "êèéúüë", strict=True))
_VNI_ALONE = {"đ": "ñ", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "ơ": "ô", "ư": "ö"}


def tcvn3(text: str) -> bytes:
    """Store a text as .VnTime does; an accented capital as its small letter, which .VnTimeH draws as a capital."""
    return b"".join(_tcvn3_letter(letter) for letter in unicodedata.normalize("NFC", text))


def vni(text: str) -> bytes:
    """Store a text as VNI-Times does."""
    return "".join(_vni_letter(letter) for letter in unicodedata.normalize("NFC", text)).encode("latin-1")


def _tcvn3_letter(letter: str) -> bytes:
    if letter.isascii():
        return letter.encode("ascii")
    return bytes([TCVN3.get(letter) or TCVN3[letter.lower()]])


def _vni_letter(letter: str) -> str:
    small = letter.lower()
    stored = small if small.isascii() else _VNI_ALONE.get(small) or _vni_pair(small)
    return stored.upper() if letter != small else stored


def _vni_pair(small: str) -> str:
    apart = unicodedata.normalize("NFD", small)
    tone = next((mark for mark in apart if mark in _VNI_TONES), "")
    base = unicodedata.normalize("NFC", apart.replace(tone, "") if tone else apart)
    if base in "âêô":
        return {"â": "a", "ê": "e", "ô": "o"}[base] + _VNI_HAT[tone]
    if base == "ă":
        return "a" + _VNI_BREVE[tone]
    return _VNI_ALONE.get(base, base) + _VNI_TONES[tone]
