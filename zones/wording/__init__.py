"""Say every sentence of the program in Vietnamese or English: t("key", "vi", field=…)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("vi", "en")
_MEASURES: Final = ("_km", "_m", "_m2")
_TOO_FINE: Final = 10      # from here on nobody needs the decimals of a length or an area


class UnknownWording(KeyError):
    """A key that no wording file holds: a programmer's mistake, never a user's."""


@lru_cache(maxsize=len(LANGUAGES))
def _sentences(language: str) -> dict[str, str]:
    return {
        f"{file.stem}.{key}": sentence
        for file in sorted((Path(__file__).parent / language).glob("*.toml"))
        for key, sentence in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }


def t(key: str, language: str, **fields: object) -> str:
    """Return the sentence of `key` ("file.name", e.g. "map.title") in "vi" or "en", its {fields} filled in."""
    try:
        sentence = _sentences(language)[key]
    except KeyError:
        raise UnknownWording(key) from None
    if not fields:
        return sentence        # the page itself fills in what stands in braces
    return sentence.format(**{name: _said(name, value, language) for name, value in fields.items()})


def _said(name: str, value: object, language: str) -> object:
    """Write lengths and areas the country's way; other whole numbers may be years, codes or rows."""
    if not name.endswith(_MEASURES) or not isinstance(value, int | float):
        return value
    return number(value, language, 0 if value == int(value) or abs(value) >= _TOO_FINE else 2)


def has(key: str, language: str) -> bool:
    """Tell whether a sentence of that key exists (for open sets such as site kinds)."""
    return key in _sentences(language)


def words(table: str, language: str) -> dict[str, str]:
    """Return all sentences of one file, keyed without the file's name."""
    prefix = table + "."
    return {key[len(prefix):]: text for key, text in _sentences(language).items() if key.startswith(prefix)}


def number(value: float, language: str, decimals: int = 0) -> str:
    """Write a number the country's way: 15.076 and 1,40 in Vietnamese, 15,076 and 1.40 in English."""
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text
