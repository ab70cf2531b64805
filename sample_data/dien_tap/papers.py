"""Number the exercise's decisions and hold its dates: all invented, and every paper says so."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from writing import at

DECIDED_BY: Final = "Sở Chỉ huy diễn tập phường Gia Thụy"
START: Final = "15/10/2021"
PEAK: Final = ("30/10/2021", "04/12/2021")    # the ward's back lanes are closed
Term = tuple[str, str | None]                 # from 00:00 of a day to 00:00 of another, or open
POSTS_PAPER: Final = 30
BELT_2_PAPER: Final = 31


def paper(number: int) -> str:
    """Return the name of a decision that nobody can take for a real one."""
    return f"QĐ {number:02d}/QĐ-DT (diễn tập)"


def dates(term: Term) -> dict[str, datetime | None]:
    """Return a term as the columns valid_from and valid_to."""
    first, last = term
    return {"valid_from": at(first), "valid_to": at(last) if last else None}
