"""Read a table from a spreadsheet or a delimited text: cells as text, under the header row, none dropped."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import pandas as pd
import python_calamine

from geo.unpack import ZIP_MAGIC, FileError, decode_text, require_size
from zones.intake.columns import count_known
from zones.intake.examination import Note
from zones.intake.extent import MAX_CELLS, require_sane_workbook
from zones.intake.header import HEADER_WITHIN, Header, cell_text, find_header
from zones.intake.old_text import in_unicode

TABLE_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
_SPREADSHEET_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = (",", ";", "\t", "|")

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows under the header. The index of `cells` is the row's number in the file, from 1."""

    cells: pd.DataFrame            # text; an empty cell is ""
    rows_empty: int = 0
    overlong: tuple[int, ...] = ()         # rows with more cells than the header: a delimiter inside a text
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()     # not read
    notes: tuple[Note, ...] = ()           # how its texts were read
    titles: tuple[str, ...] = ()           # the lines above the header
    header_row: int = 1                    # its number in the file; of two header rows the lower


def read_table(data: bytes, filename: str, kind: str | None = None) -> pd.DataFrame:
    """Return the cells of a .xlsx, .xls, .ods, .csv or .tsv as text, indexed by row number in the file.

    The header is the row that names most known columns (of `kind`, or of any kind). Raises FileError.
    """
    return open_table(data, filename, kind).cells


def open_table(data: bytes, filename: str, kind: str | None = None) -> Table:
    """Read a table as `read_table` does, with what else there is to say about it. Raises FileError."""
    require_size(data, filename)
    if data.startswith((ZIP_MAGIC, _OLE_MAGIC)):
        return _from_workbook(data, filename, kind)
    if PurePath(filename).suffix.lower() in _SPREADSHEET_SUFFIXES:
        raise FileError("intake.not_a_workbook", name=filename)
    return _from_text(data, filename, kind)


def _from_workbook(data: bytes, filename: str, kind: str | None) -> Table:
    if data.startswith(_OLE_MAGIC) and "EncryptedPackage".encode("utf-16-le") in data:
        raise FileError("files.password", name=filename)
    if data.startswith(ZIP_MAGIC):
        require_sane_workbook(data, filename)
    sheets = _sheets(data, filename)
    for title, as_read in sheets:
        rows, notes = in_unicode(as_read)
        header = find_header(rows, kind)
        if header is not None:
            others = tuple(other for other, _ in sheets if other != title)
            return _table(rows, header, sheet=title, other_sheets=others, notes=notes)
    if not sheets:
        raise FileError("files.empty", name=filename)
    raise FileError("intake.no_header", name=filename)


def _sheets(data: bytes, filename: str) -> list[tuple[str, Rows]]:
    """Return (title, rows) of the sheets that are not empty."""
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            read = [(title, _rows(workbook.get_sheet_by_name(title))) for title in workbook.sheet_names]
    except python_calamine.PasswordError as error:
        raise FileError("files.password", name=filename) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:                     # the reader is Rust: its panics are no Exceptions
        raise FileError("files.unreadable", name=filename) from error
    return [(title, rows) for title, rows in read if any(cell != "" for row in rows for cell in row)]


def _rows(sheet: python_calamine.CalamineSheet) -> Rows:
    """Return a sheet's rows; a cell that is merged over several rows holds its value in each of them."""
    rows = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top < bottom and left == right:
            for row in rows[top + 1:bottom + 1]:
                row[left] = rows[top][left]
    return rows


def _from_text(data: bytes, filename: str, kind: str | None) -> Table:
    text = decode_text(data, filename)
    if not text.strip():
        raise FileError("files.empty", name=filename)
    delimiter = _delimiter(text, kind)
    if text.count(delimiter) + text.count("\n") > MAX_CELLS:
        raise FileError("intake.table_too_big", name=filename)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        as_read = list(reader)
    except csv.Error as error:
        # a quote that is never closed would swallow the rows after it without a word
        raise FileError("intake.bad_quotes", name=filename, line=reader.line_num) from error
    rows, notes = in_unicode(as_read)
    header = find_header(rows, kind)
    if header is None:
        raise FileError("intake.no_header", name=filename)
    return _table(rows, header, notes=notes)


def _delimiter(text: str, kind: str | None) -> str:
    """Return the delimiter under which the first lines name most columns."""
    start = text[:100_000].splitlines()[:HEADER_WITHIN]
    scores = {}
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(start, delimiter=delimiter))
        except csv.Error:
            continue
        scores[delimiter] = max((count_known(row, kind), len(row)) for row in rows)
    return max(scores, key=lambda delimiter: scores[delimiter], default=",")


def _table(rows: Rows, header: Header, **about: Any) -> Table:
    body = _texts(rows[header.row + 1:])
    filled = [n for n, row in enumerate(body) if any(row)]
    last = filled[-1] + 1 if filled else 0
    names = list(header.names)
    while names and not names[-1]:
        names.pop()
    numbers = [header.row + 2 + n for n in filled]
    width = len(names)
    overlong = tuple(number for number, n in zip(numbers, filled, strict=True) if any(body[n][width:]))
    cells = [[*body[n][:width], *[""] * (width - len(body[n]))] for n in filled]
    index = pd.Index(numbers, name="row", dtype="int64")
    frame = pd.DataFrame(cells, columns=_distinct(names), index=index, dtype=str)
    titles = tuple(" ".join(text for cell in row if (text := cell_text(cell))) for row in rows[:header.top])
    return Table(frame, rows_empty=last - len(filled), overlong=overlong, titles=titles, header_row=header.row + 1,
                 **about)


def _texts(rows: Rows) -> list[list[str]]:
    """Return all cells as texts. Columns repeat themselves: each different text is written once."""
    known: dict[str, str] = {}
    body = []
    for row in rows:
        line = []
        for cell in row:
            if type(cell) is str:
                text = known.get(cell)
                if text is None:
                    text = known[cell] = cell_text(cell)
                line.append(text)
            else:
                line.append(cell_text(cell))
        body.append(line)
    return body


def _distinct(names: Iterable[str]) -> list[str]:
    """Return column names that differ: "Ngày", "Ngày (2)"; a nameless one is called by its letter, "[C]"."""
    seen: Counter[str] = Counter()
    out = []
    for position, name in enumerate(names):
        plain = " ".join(name.split()) or f"[{column_letter(position)}]"
        seen[plain] += 1
        out.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return out


def column_letter(position: int) -> str:
    """Return the spreadsheet's letter of a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
