"""Take out of free text what no sheet may pass on: telephone numbers that somebody typed into a name."""

from __future__ import annotations

import re
from typing import Final

# Vietnamese numbers have 10 or 11 digits (with +84: 11 or 12), often in groups; house numbers and dates have fewer
_TELEPHONE: Final = re.compile(r"(?:\+84|\b0)[ .\-]?\d(?:[ .\-]?\d){7,9}\b")


def without_numbers(text: str) -> str:
    """Return the text without telephone numbers, and without the brackets and words that only led to one."""
    if not _TELEPHONE.search(text):
        return text
    bare = _TELEPHONE.sub("", text)
    bare = re.sub(r"(?i)[\s,;:–-]*\(?\s*(đt|sđt|điện thoại|tel|phone)?\s*[:.]?\s*\)?\s*$", "", bare)
    return re.sub(r"\(\s*(?:(?i:đt|sđt|điện thoại|tel|phone)\s*[:.]?)?\s*\)|\s{2,}", " ", bare).strip(" ,;:–-")
