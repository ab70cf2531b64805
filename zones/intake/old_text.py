"""Turn the cells of a table that stand in old encodings into Unicode, before anything is looked for in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from geo.encodings import restore
from zones.intake.examination import Note

Rows = Sequence[Sequence[Any]]


def in_unicode(rows: Rows) -> tuple[Rows, tuple[Note, ...]]:
    """Return the rows with their texts in Unicode, and what there is to say about it.

    A column is judged as a whole: its header and its cells were typed in one font.
    """
    columns = [{cell for cell in cells if isinstance(cell, str) and not cell.isascii()} for cells in zip_longest(*rows)]
    restored = restore(columns)
    notes = tuple(Note(remark.key, remark.fields) for remark in restored.remarks())
    if not restored.changed:
        return rows, notes
    return [[said.get(cell, cell) if isinstance(cell, str) else cell
             for said, cell in zip(restored.texts, row, strict=False)] for row in rows], notes
