"""Find out in which old encoding a file's texts stand, and turn them into Unicode only where that is sure.

The evidence are words that can be pronounced in one encoding and not in another. A file speaks for its columns,
a column for its cells: "Thô" alone could be "Thô" or (TCVN3) "Thụ", beside "Ph­êng" it is "Thụ".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from geo.old_fonts import DOUBLE_UTF8, TCVN3, VNI, from_double_utf8, from_tcvn3, from_vni, is_of_bytes, with_lost_u
from geo.syllables import is_syllable
from geo.telling import Remark

_TURN: Final[dict[str, Callable[[str], str]]] = {TCVN3: from_tcvn3, VNI: from_vni}
# words that stand in nearly every list; "Tæ" could be "Tổ" or (VNI) "Tỉ", and is the former
_COMMON: Final = frozenset((
    "tổ", "dân", "phố", "phường", "quận", "xã", "huyện", "thôn", "xóm", "số", "ngõ", "đường", "tên", "địa", "chỉ",
    "ngày", "khu", "thị", "trấn", "tỉnh",
))
_OUR_LETTERS: Final = frozenset("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")
# « » ¬ ® are letters of TCVN3: every sign beyond ASCII may be part of a word, but for spaces and typographic marks
_WORD: Final = re.compile("(?:[A-Za-z]|[^\x00-\x7f\u00a0\u2000-\u200a\u2010-\u206f])+")
# the first and second byte of a Vietnamese letter in UTF-8, read as Western ones
_MARKS_OF_DOUBLE: Final = re.compile("[\u00c2-\u00c6\u00e1\u00e2][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122]")
_KEYS: Final = {TCVN3: "tcvn3", VNI: "vni", DOUBLE_UTF8: "double_utf8"}
_MANY_TIMES: Final = 4             # so many times more words for an encoding than against it make it sure


@dataclass(slots=True)
class Restored:
    """What became of the texts of a file: `texts` maps each text that changed to its Unicode, by column."""

    texts: list[dict[str, str]]
    encodings: tuple[str, ...] = ()                          # those that were found, and turned into Unicode
    unsure: list[frozenset[str]] = field(default_factory=list)   # texts that could be read in two ways, by column
    lost_letters: int = 0                                    # "ư" that had been lost and could be put back

    @property
    def changed(self) -> bool:
        """Tell whether any text changed."""
        return any(self.texts)

    def remarks(self) -> tuple[Remark, ...]:
        """Say what was turned, which letters had been lost, and what could not be told."""
        said = [Remark(f"encodings.{_KEYS[name]}") for name in self.encodings]
        if self.lost_letters:
            said.append(Remark("encodings.lost_letters", {"count": self.lost_letters}))
        if doubtful := sum(map(len, self.unsure)):
            said.append(Remark("encodings.unsure", {"count": doubtful}))
        return tuple(said)


def restore(columns: Sequence[Iterable[str]]) -> Restored:
    """Return the Unicode of texts in old encodings; each of `columns` is judged on its own, then by the others.

    Texts that are Unicode already, or that cannot be told, stay as they are. Composed (NFC).
    """
    distinct = [{text for text in texts if not text.isascii()} for texts in columns]
    out = Restored([{} for _ in distinct], unsure=[frozenset() for _ in distinct])
    found: set[str] = set()
    for number, texts in enumerate(distinct):
        # few files are such: their marks are looked for in the column as a whole
        for text in texts if _MARKS_OF_DOUBLE.search("\n".join(texts)) else ():
            if (turned := from_double_utf8(text)) is not None:
                out.texts[number][text] = turned
                found.add(DOUBLE_UTF8)
    rest = [texts - out.texts[number].keys() for number, texts in enumerate(distinct)]
    words = [_telling_words(texts) for texts in rest]
    together: set[str] = set().union(*words)
    whole = _verdict(together)
    # in a file that is Unicode throughout nothing is doubtful, whatever a single word could be
    suspect = not whole and any(_beyond_chance(word, name) for name, said in _votes(together).items()
                                if name in _TURN for word in said)
    for number, texts in enumerate(rest):
        encodings, out.unsure[number] = _judge(texts, words[number], whole, suspect)
        for text, encoding in encodings.items():
            turned = unicodedata.normalize("NFC", _TURN[encoding](text))
            if encoding == TCVN3:
                turned, lost = with_lost_u(turned)
                out.lost_letters += lost
            out.texts[number][text] = turned
            found.add(encoding)
    out.encodings = tuple(sorted(found))
    return out


def encoding_of(data: bytes) -> str:
    """Return TCVN3 or VNI when bytes that are no UTF-8 are surely that, else ""."""
    western = data.decode("latin-1")
    as_1258 = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    spoken = sum(is_syllable(word) for word in _telling_words([as_1258]))
    words = _telling_words([western])
    votes = {name: sum(is_syllable(turn(word)) for word in words) for name, turn in _TURN.items()}
    best = max(votes, key=lambda name: votes[name])
    others = max(spoken, *(count for name, count in votes.items() if name != best))
    return best if votes[best] > _MANY_TIMES / 2 * others else ""


def _judge(
    texts: set[str], words: set[str], whole: str, suspect: bool
) -> tuple[dict[str, str], frozenset[str]]:
    """Return the encoding of each text that stands in an old one, and the texts that nothing decides."""
    said = _verdict(words) or (whole if _votes(words).keys() <= {whole} else "")
    if said == "unicode" or not (said or suspect):
        return {}, frozenset()
    if said:
        return dict.fromkeys(texts, said), frozenset()
    # the column is mixed: every cell for itself
    each = {text: _verdict(_telling_words([text])) for text in texts}
    doubtful = frozenset(text for text, one in each.items() if not one and _may_be_old(text))
    return {text: one for text, one in each.items() if one in _TURN}, doubtful


def _verdict(words: set[str]) -> str:
    """Return "unicode", TCVN3 or VNI when the words say so with one voice, else ""."""
    votes = _votes(words)
    if not votes:
        return ""
    best = max(votes, key=lambda name: len(votes[name]))
    against = sum(map(len, votes.values())) - len(votes[best])
    if len(votes[best]) <= _MANY_TIMES * against:
        return ""
    # "SĐT" and "µm" could be read as old words too: one word at least has to be beyond such chance
    return best if best == "unicode" or any(_beyond_chance(word, best) for word in votes[best]) else ""


def _votes(words: set[str]) -> dict[str, list[str]]:
    """Return the words that can be read in one encoding only, by that encoding."""
    votes: dict[str, list[str]] = {}
    for word in words:
        if said := _only_reading(word):
            votes.setdefault(said, []).append(word)
    return votes


@lru_cache(maxsize=50_000)
def _only_reading(word: str) -> str:
    readable = [name for name in _TURN if _reads(word, name)]
    if is_syllable(word):
        return "" if readable else "unicode"
    common = [name for name in readable if _turned(word, name).lower() in _COMMON]
    told = common if len(common) == 1 else readable
    return told[0] if len(told) == 1 else ""


def _beyond_chance(word: str, encoding: str) -> bool:
    foreign = any(letter not in _OUR_LETTERS and not letter.isascii() for letter in word.lower())
    return foreign and (len(word) > 2 or _turned(word, encoding).lower() in _COMMON)


def _turned(word: str, encoding: str) -> str:
    turned = _TURN[encoding](word)
    return with_lost_u(turned)[0] if encoding == TCVN3 else turned


def _reads(word: str, encoding: str) -> bool:
    """Tell whether a word is a syllable in an old encoding; letters that have no byte were never in one."""
    return is_of_bytes(word) and is_syllable(_turned(word, encoding))


def _may_be_old(text: str) -> bool:
    return any(_reads(word, name) for word in _telling_words([text]) for name in _TURN)


def _telling_words(texts: Iterable[str]) -> set[str]:
    return {word for word in set(_WORD.findall("\n".join(texts))) if not word.isascii()}
