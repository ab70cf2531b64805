"""Refuse spreadsheets that unfold into more cells than a machine can hold.

The reader lays a sheet out as one full rectangle up to its farthest cell. One stray value in the last row and
column asks it for half a terabyte, and it answers by ending the whole program; so the rectangle is measured
here before it is asked for.
"""

from __future__ import annotations

import re
import zipfile
from typing import Final
from xml.parsers import expat

from geo.unpack import FileError, open_zip, unpack

MAX_CELLS: Final = 20_000_000      # about 640 MB in the reader

_COLUMN = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,3})[0-9]{1,7}["']""")
_ROW = re.compile(rb"""r\s*=\s*["'][A-Za-z]{1,3}([0-9]{1,7})["']""")
_SLICE = 2**24                     # searched at a time: a list of all cells would itself be too large
_OVERLAP = 64                      # longer than a cell's reference


def require_sane_workbook(data: bytes, name: str) -> None:
    """Raise FileError unless this archive is an .xlsx or .ods whose sheets fit into MAX_CELLS."""
    archive = open_zip(data, name)
    entries = set(archive.namelist())
    if "xl/workbook.xml" in entries and not any(entry.endswith("workbook.bin") for entry in entries):
        _require_sane_xlsx(archive, name)
    elif "content.xml" in entries and "mimetype" in entries:
        _require_sane_ods(archive, name)
    else:
        raise FileError("intake.not_a_workbook", name=name)


def _require_sane_xlsx(archive: zipfile.ZipFile, name: str) -> None:
    cells = 0
    # which entry is a sheet is said by the file itself: every one is measured
    for entry in archive.namelist():
        content = unpack(archive, entry, name)
        columns, rows = {b"A"}, {b"0"}
        for start in range(0, len(content), _SLICE):
            part = content[start : start + _SLICE + _OVERLAP]
            columns.update(_COLUMN.findall(part))
            rows.update(_ROW.findall(part))
        column, height = max(columns, key=_column_number), max(map(int, rows))
        cells += _column_number(column) * height
        if cells > MAX_CELLS:
            farthest = f"{column.decode('ascii').upper()}{height}"
            raise FileError("intake.sheet_too_wide", name=name, cell=farthest)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _require_sane_ods(archive: zipfile.ZipFile, name: str) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in unpack(
        archive, "META-INF/manifest.xml", name
    ):
        raise FileError("files.password", name=name)
    measure = _OdsMeasure()
    try:
        measure.parse(unpack(archive, "content.xml", name))
    except (expat.ExpatError, ValueError) as error:
        raise FileError("files.unreadable", name=name) from error
    if measure.cells > MAX_CELLS:
        raise FileError("intake.table_too_big", name=name)


class _OdsMeasure:
    """Counts the cells of an OpenDocument file, where one element may stand for a million rows or columns."""

    def __init__(self) -> None:
        self._done = 0                 # cells of the sheets before
        self._rows = self._row_repeat = self._column = self._width = self._widest = 0
        self._last_filled = 0

    @property
    def cells(self) -> int:
        """Return how many cells the sheets unfold into."""
        return self._done + self._last_filled * self._widest

    def parse(self, content: bytes) -> None:
        """Measure the sheets of an OpenDocument's content. Raises ExpatError or ValueError."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(content, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "table":
            self._done = self.cells
            self._rows = self._widest = self._last_filled = 0
        elif local == "table-row":
            self._row_repeat = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = self._width = 0
        elif local in {"table-cell", "covered-table-cell"}:
            self._column += int(attributes.get("table:number-columns-repeated", "1"))
            if "office:value-type" in attributes:
                self._width = self._column

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "table-row":
            return
        self._rows += self._row_repeat
        self._widest = max(self._widest, self._width)
        if self._width:
            self._last_filled = self._rows
