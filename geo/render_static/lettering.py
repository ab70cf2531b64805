"""Set the sheet's type: the faces, how wide a text is, and where its lines break. All sizes in points."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

import fontpkg_be_vietnam_pro
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

# DejaVu Sans comes with matplotlib: it has what Be Vietnam Pro lacks, and is chosen glyph by glyph
FAMILIES: Final = ("Be Vietnam Pro", "DejaVu Sans")
SMALLEST_TYPE_PT: Final = 6.0  # smaller than this, nobody reads it on paper
ASCENT: Final = 1.05  # from the baseline to the top of "Ủ", in em; "Ẳ" is higher still, and rare
DESCENT: Final = 0.25  # down to the dot of "Ậ"
LINE: Final = ASCENT + DESCENT  # from one baseline to the next: a hook must not meet the dot over it
HEIGHT_OF_CAPITALS: Final = 0.70
# Agg sets letters on whole pixels: at 6 pt and 300 dpi a line comes out up to 1.5 % wider than its outlines
SLACK: Final = 1.015

NO_BREAK: Final = "\u00a0"
_PAUSES: Final = re.compile(r"(?<=[,;–·]) ")
_SPACES: Final = re.compile(r"[^\S\u00a0]+")
# "Tổ" at the end of a line and "13" on the next are two things to who reads in haste; so are "cấp" and "1"
_BEFORE_NUMBER: Final = re.compile(r"(?<!\w)([^\W\d_]{1,4}) (?=\d)")
_BEFORE_DASH: Final = re.compile(r" (?=[–·] )")  # a dash ends a line rather than begins one

_registering = threading.Lock()


class Face(NamedTuple):
    """One cut of the typeface."""

    bold: bool = False
    italic: bool = False


REGULAR: Final = Face()
BOLD: Final = Face(bold=True)
ITALIC: Final = Face(italic=True)
BOLD_ITALIC: Final = Face(bold=True, italic=True)


@cache
def _register() -> None:
    with _registering:  # two threads may draw the first sheet together
        known = {font.fname for font in fontManager.ttflist}
        for cut in ("Regular", "Bold", "Italic", "BoldItalic"):
            file = fontpkg_be_vietnam_pro.ROOT / "files" / f"BeVietnamPro-{cut}.ttf"
            if str(file) not in known:
                fontManager.addfont(file)


@lru_cache(maxsize=256)
def _properties(face: Face, size: float) -> FontProperties:
    _register()
    return FontProperties(
        family=list(FAMILIES),
        size=size,
        weight="bold" if face.bold else "normal",
        style="italic" if face.italic else "normal",
    )


def properties(face: Face, size: float) -> FontProperties:
    """Return matplotlib's description of a face at a size; a copy, so that no artist changes another's."""
    return _properties(face, size).copy()


def clean(text: str) -> str:
    """Return the text in NFC: a search in the PDF must find what was typed on another system."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=20_000)
def _width_em(text: str, face: Face) -> float:
    # word by word: a layout tries hundreds of lines made of the same words, and no letter is kerned with a space
    words = text.split(" ")
    if len(words) > 1:
        return sum(_width_em(word, face) for word in words) + (len(words) - 1) * _space_em(face)
    if not text:
        return 0.0
    width, _height, _descent = text_to_path.get_text_width_height_descent(clean(text), _properties(face, 100.0), False)
    return float(width) / 100.0 * SLACK


@cache
def _space_em(face: Face) -> float:
    return _width_em("n\u00a0n", face) - _width_em("nn", face)


def width(text: str, face: Face, size: float) -> float:
    """Return how wide one line of text comes out, in points."""
    return _width_em(text, face) * size


def wrap(text: str, face: Face, size: float, available: float) -> list[str]:
    """Break a text into lines no wider than `available`: at spaces; inside a word only when that is too long.

    Line breaks in the text stay. What a no-break space holds together stays on a line while it has room there, and so
    do a short word with its number and a word with the dash after it. An empty text gives one empty line.
    """
    lines: list[str] = []
    for paragraph in _paragraphs(text):
        if _width_em(paragraph.whole, face) * size <= available:  # most do: nothing need be measured in parts
            lines.append(paragraph.line)
            continue
        line = ""
        for word in paragraph.words:
            longer = f"{line} {word}" if line else word
            if width(longer, face, size) <= available:
                line = longer
                continue
            if line:
                lines.append(line.replace(NO_BREAK, " "))
            *full, line = _pieces(word, face, size, available)
            lines.extend(piece.replace(NO_BREAK, " ") for piece in full)
        lines.append(line.replace(NO_BREAK, " "))
    return lines


class _Paragraph(NamedTuple):
    """A text without line breaks: as it is measured, as one line, and the words between which it may be broken."""

    whole: str
    line: str
    words: tuple[str, ...]


@lru_cache(maxsize=20_000)
def _paragraphs(text: str) -> tuple[_Paragraph, ...]:
    # a layout breaks the same few hundred texts for hundreds of widths
    found = []
    for whole in clean(text).split("\n"):
        held = _BEFORE_DASH.sub(NO_BREAK, _BEFORE_NUMBER.sub(rf"\1{NO_BREAK}", whole))
        words = tuple(filter(None, _SPACES.split(held)))
        found.append(_Paragraph(whole, " ".join(words).replace(NO_BREAK, " "), words))
    return tuple(found)


def balanced(text: str, face: Face, size: float, available: float) -> list[str]:
    """Break a text as `wrap` does, into as few lines, but of like width; two lines part best at a comma or dash."""
    lines = wrap(text, face, size, available)
    if len(lines) == 2:
        pairs = [(text[: at.start()], text[at.end() :]) for at in _PAUSES.finditer(text)]
        fitting = [pair for pair in pairs if max(width(part, face, size) for part in pair) <= available]
        if fitting:
            best = min(fitting, key=lambda pair: max(width(part, face, size) for part in pair))
            return [line for part in best for line in wrap(part, face, size, available)]
    narrow, wide = available / max(1, len(lines)), available
    while len(lines) > 1 and wide - narrow > 0.02 * available:
        middle = (narrow + wide) / 2
        found = wrap(text, face, size, middle)
        if len(found) <= len(lines):
            lines, wide = found, middle
        else:
            narrow = middle
    return lines


def _pieces(word: str, face: Face, size: float, available: float) -> list[str]:
    if width(word, face, size) <= available:
        return [word]
    if NO_BREAK in word:                    # no room for both: they part where they meet, not inside the number
        return [piece for part in word.split(NO_BREAK) for piece in _pieces(part, face, size, available)]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, face, size) > available:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def longest_word(texts: Sequence[str], face: Face, size: float) -> float:
    """Return the width of the widest single word among the texts, in points; 0 when there is none."""
    return max((width(word, face, size) for text in texts for word in text.split()), default=0.0)
