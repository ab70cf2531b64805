"""Find the header of a table under its title lines, in one row or in two with merged cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from zones.intake.columns import count_known

HEADER_WITHIN: Final = 50              # title lines stand above the header, not half the table


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: its names, and the positions of its first row (`top`) and its last (`row`), from 0."""

    names: tuple[str, ...]
    top: int
    row: int


def find_header(rows: Sequence[Sequence[Any]], kind: str | None) -> Header | None:
    """Return the row that names most known columns, the first such, or two rows that name more; None when none does.

    In a header of two rows a cell of the upper may be merged over several columns ("Địa chỉ" over "Tổ" and
    "Phường"): the lower row names them then, and the upper those under which the lower has nothing.
    """
    texts = [[cell_text(cell) for cell in row] for row in rows[:HEADER_WITHIN]]
    known = [count_known(row, kind) for row in texts]
    best = max(known, default=0)
    if not best:
        return None
    single = known.index(best)
    found, most = Header(tuple(texts[single]), single, single), best
    for top in (single - 1, single):
        if top < 0 or top + 1 >= len(texts):
            continue
        names = _joined(texts[top], texts[top + 1])
        if (count := count_known(names, kind)) > most:
            found, most = Header(names, top, top + 1), count
    return found


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    return tuple(low or high for low, high in zip(below, above, strict=True))


def cell_text(cell: Any) -> str:
    """Write a cell as text: whole numbers without a point, days as 2021-09-07, moments with their hour."""
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() else unicodedata.normalize("NFC", cell).strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return str(cell)
