"""Keep a cell from being taken for a formula by whatever opens the file that it is written to."""

from __future__ import annotations

import unicodedata
from typing import Final

import pandas as pd

# what Excel, LibreOffice and Google Sheets begin to calculate at, also behind white space or in its wide form
_BEGINS: Final = ("=", "+", "-", "@", "|", "%")


def is_alive(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula; plain numbers such as -3,5 are none."""
    start = unicodedata.normalize("NFKC", text).lstrip()
    if text[:1] in {"\t", "\r", "\n"} and start[:1] in _BEGINS:
        return True
    return start[:1] in _BEGINS and not _number(start)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet calculates: an apostrophe stands before one that it would."""
    return f"'{text}" if is_alive(text) else text


def harmless_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose texts, and the names of its columns, no spreadsheet calculates."""
    out = frame.copy()
    for name in out.columns:
        if out[name].dtype == object or str(out[name].dtype) == "str":
            out[name] = out[name].map(lambda cell: harmless(cell) if isinstance(cell, str) else cell)
    return out.rename(columns={name: harmless(str(name)) for name in out.columns})


def _number(text: str) -> bool:
    try:
        float(text.replace(",", ".").replace("−", "-").rstrip("%"))
    except ValueError:
        return False
    return True
