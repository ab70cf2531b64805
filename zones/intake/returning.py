"""Give the file back: the user's own workbook with a column "Kết quả" and "Lý do", its formatting kept.

Nothing in it is alive: a formula becomes its last value as text or number, links to other files and macros are left
behind, and a text that looks like a formula is marked as text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import copy
from typing import Any, Final

import openpyxl
import pandas as pd
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from geo.unpack import ZIP_MAGIC, FileError
from zones.intake.examination import Examination
from zones.intake.harmless import is_alive
from zones.intake.source import Source
from zones.wording import t

_FILLS: Final = {"taken": "E2F0D9", "remark": "E2F0D9", "asked": "FFF2CC", "refused": "F8CBAD"}
_WIDTHS: Final = (16, 60)


def return_file(found: Examination, source: Source, data: bytes, language: str) -> bytes:
    """Return an .xlsx with what became of each row: the original one, or for another format a new one."""
    results = row_results(found, language)
    heads = (t("intake.head_result", language), t("intake.head_reason", language))
    book = _own_workbook(data, found.filename, source)
    if book is not None:
        sheet = book[source.sheet]
        _freeze_formulas(book, data)
        header = source.header_row
    else:
        book = openpyxl.Workbook()
        sheet = book.active if isinstance(book.active, Worksheet) else book.create_sheet()
        header = 1
        _lay_out(sheet, source.cells)
        results = {line: results[row] for line, row in enumerate(source.cells.index, start=2) if row in results}
    _add_columns(sheet, header, heads, results)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_results(found: Examination, language: str) -> dict[int, tuple[str, str, str]]:
    """Return for each row of the file (pile, its word, the reasons in one text)."""
    out = {int(row): ("taken", t("intake.result_taken", language), "") for row in found.taken.index}
    table = found.problem_table(language)
    row_name, result_name, reason_name = (t(f"intake.head_{name}", language) for name in ("row", "result", "reason"))
    words = {t(f"intake.result_{pile}", language): pile for pile in ("refused", "asked", "remark")}
    for row, lines in table.groupby(row_name, sort=False):
        word = str(lines[result_name].iloc[0])
        reasons = " ".join(dict.fromkeys(lines[reason_name]))
        out[int(str(row))] = (words[word], word, reasons)
    return out


def _own_workbook(data: bytes, filename: str, source: Source) -> openpyxl.Workbook | None:
    """Open the user's own .xlsx; None for every other format, and for one that only the fast reader can read."""
    if not data.startswith(ZIP_MAGIC) or not source.sheet:
        return None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False)
    except FileError:
        raise
    except Exception:                  # openpyxl knows a dozen ways to fail, none of which loses a row here
        return None
    return book if source.sheet in book.sheetnames and filename else None


def _freeze_formulas(book: openpyxl.Workbook, data: bytes) -> None:
    """Put the last calculated value in place of each formula; one that has none stays visible as a text."""
    cells = ((sheet.title, cell) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    alive = [(title, cell) for title, cell in cells
             if cell.data_type == "f" or (isinstance(cell.value, str) and is_alive(cell.value))]
    if not alive:
        return
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    for title, cell in alive:
        value: Any = values[title][cell.coordinate].value if cell.data_type == "f" else cell.value
        _write(cell, str(getattr(cell.value, "text", cell.value)) if value is None else value)


def _write(cell: Cell | MergedCell, value: Any) -> None:
    """Put a value into a cell; a text that a spreadsheet would calculate is written, and marked, as text."""
    if isinstance(cell, MergedCell):
        return                         # the value of a merged range stands in its first cell
    if isinstance(value, str) and is_alive(value):
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = True
    else:
        cell.value = value


def _lay_out(sheet: Worksheet, cells: pd.DataFrame) -> None:
    for column, name in enumerate(cells.columns, start=1):
        head = sheet.cell(1, column)
        _write(head, str(name))
        head.font = Font(bold=True)
    for line, row in enumerate(cells.itertuples(index=False, name=None), start=2):
        for column, text in enumerate(row, start=1):
            if text:
                _write(sheet.cell(line, column), text)


def _add_columns(
    sheet: Worksheet, header: int, heads: tuple[str, str], results: Mapping[int, tuple[str, str, str]]
) -> None:
    first = sheet.max_column + 1
    model = sheet.cell(header, max(first - 1, 1))
    for offset, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
        _dress_like(sheet.cell(header, first + offset, head), model)
        sheet.column_dimensions[get_column_letter(first + offset)].width = width
    fills = {pile: PatternFill("solid", fgColor=colour) for pile, colour in _FILLS.items()}
    wrapped = Alignment(vertical="top", wrap_text=True)
    for row, (pile, word, reason) in results.items():
        beside = sheet.cell(row, max(first - 1, 1))
        for offset, text in enumerate((word, reason)):
            cell = sheet.cell(row, first + offset)
            _write(cell, text)
            _dress_like(cell, beside)
            cell.fill, cell.alignment = fills[pile], wrapped


def _dress_like(cell: Any, model: Any) -> None:
    if model.has_style:
        cell.font, cell.border, cell.fill = copy(model.font), copy(model.border), copy(model.fill)
        cell.alignment = copy(model.alignment)
