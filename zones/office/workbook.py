"""Write the tables behind a map as an Excel workbook: real numbers and dates, frozen heads, nothing that calculates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from geo.exchange.rows import about
from geo.frames import VIETNAM_TIME
from geo.mapmodel import MapModel
from zones.tables import Table, Value, legend_table
from zones.times import say_moment
from zones.wording import t

_FACE: Final = "Times New Roman"           # NĐ 30/2020; on every office computer
_HEAD_FILL: Final = "E7E6E6"
_LINE: Final = Side(style="thin", color="BFBFBF")
_BORDER: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_NARROWEST, _WIDEST = 6, 60
_LINE_PT, _LETTER = 16.0, 1.0             # height of a line and width of a letter of 12 pt, in Excel's units
_MOMENT: Final = "hh:mm dd/mm/yyyy"
_DAY: Final = "dd/mm/yyyy"
# control characters that a workbook's XML cannot hold
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAME_SIGNS: Final = re.compile(r"[\\/*?:\[\]]")
_LONGEST_NAME: Final = 31
_HEAD_ROW: Final = 2                      # of a table; its title stands over it
_SAID: Final = " – "


def workbook_bytes(model: MapModel, tables: Iterable[Table], imprint: str = "") -> bytes:
    """Return the workbook: a first sheet with what must go with every copy and the legend's counts, then the tables.

    `imprint` says over each table who had it written and when.
    """
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)
    front.title = _sheet_name(t("tables.summary", model.language), [])
    _write_front(front, model)
    names = [front.title]
    for table in tables:
        names.append(_sheet_name(table.title, names))
        sheet = book.create_sheet(names[-1])
        _write_title(sheet, f"{table.title} – {_SAID.join(_passport(model, imprint))}")
        _write_table(sheet, table, model, _HEAD_ROW)
    # the map's moment, not the clock's: the same map gives the same workbook
    moment = datetime.fromisoformat(model.as_of).astimezone(VIETNAM_TIME).replace(tzinfo=None)
    book.properties.title = model.title_block.title
    book.properties.creator = model.title_block.issuer
    book.properties.created = book.properties.modified = moment
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _passport(model: MapModel, imprint: str) -> list[str]:
    """Return what a single sheet that was printed or copied out must still say: where, when, exercise or not."""
    moment = say_moment(datetime.fromisoformat(model.as_of))
    return [text for text in (model.title_block.subtitle or moment, model.watermark, imprint) if text]


def _write_title(sheet: Worksheet, text: str) -> None:
    cell = _put(sheet, 1, 1, text)
    cell.font = Font(_FACE, size=12, bold=True)
    sheet.row_dimensions[1].height = _LINE_PT + 4


def _write_front(sheet: Worksheet, model: MapModel) -> None:
    table = legend_table(model)
    _set_widths(sheet, table)
    wide = sum(sheet.column_dimensions[get_column_letter(column + 1)].width for column in range(len(table.titles)))
    row = 1
    for line in about(model):
        cell = _put(sheet, row, 1, line)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(table.titles))
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[row].height = _LINE_PT * ceil(len(line) * _LETTER / wide) + 4
        cell.font = Font(_FACE, size=14 if line == model.title_block.title else 12,
                         bold=line in (model.title_block.title, model.title_block.issuer, model.watermark))
        row += 1
    _write_table(sheet, table, model, row + 1)


def _write_table(sheet: Worksheet, table: Table, model: MapModel, top: int) -> None:
    for column, title in enumerate(table.titles, start=1):
        cell = _put(sheet, top, column, title)
        cell.font = Font(_FACE, size=12, bold=True)
        cell.fill = PatternFill("solid", fgColor=_HEAD_FILL)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _BORDER
    _set_widths(sheet, table)
    sheet.row_dimensions[top].height = _LINE_PT * _lines_needed(sheet, table.titles) + 4
    coloured = table.keys.index("level") if "level" in table.keys else None
    for down, values in enumerate(table.rows, start=1):
        style = model.styles.get(table.styles[down - 1]) if table.styles else None
        if (lines := _lines_needed(sheet, [_shown(value) for value in values])) > 1:
            sheet.row_dimensions[top + down].height = _LINE_PT * lines     # not every program fits a row to its words
        for column, value in enumerate(values, start=1):
            cell = _put(sheet, top + down, column, value)
            cell.font = Font(_FACE, size=12)
            cell.border = _BORDER
            is_text = isinstance(value, str)
            cell.alignment = Alignment(vertical="top", wrap_text=is_text, indent=1 if is_text and column > 1 else 0)
            if style is not None and style.fill and column - 1 == coloured:
                cell.fill = PatternFill("solid", fgColor=over_white(style.fill, style.fill_opacity))
    if top == _HEAD_ROW:
        sheet.freeze_panes = f"A{top + 1}"
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(table.titles))}{top + len(table.rows)}"
        sheet.print_title_rows = f"1:{top}"
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "&P/&N"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9       # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> Cell:
    """Write one value; a text is a text, whatever sign it begins with: no formula of a file lives on in ours."""
    cell: Any = sheet.cell(row, column)
    if isinstance(value, datetime):
        local = value.astimezone(VIETNAM_TIME).replace(tzinfo=None)    # Excel knows no zones
        cell.value = local
        cell.number_format = _DAY if (local.hour, local.minute) == (0, 0) else _MOMENT
    elif isinstance(value, str):
        cell.value = _NOT_XML.sub("", value)
        cell.data_type = "s"
        if value[:1] in "=+-@\t\r":
            cell.quotePrefix = True
    else:
        cell.value = value
        cell.number_format = "#,##0.00#" if isinstance(value, float) else "#,##0"
    kept: Cell = cell
    return kept


def _set_widths(sheet: Worksheet, table: Table) -> None:
    for column, title in enumerate(table.titles):
        texts = [_shown(row[column]) for row in table.rows]
        longest = max([max(map(len, title.split())) + 4, *(len(text) + 2 for text in texts)])
        letter = get_column_letter(column + 1)
        before = sheet.column_dimensions[letter].width if table.id == "legend" and column == 0 else 0
        sheet.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, longest * 1.1, before))


def _lines_needed(sheet: Worksheet, texts: Sequence[str]) -> int:
    """Return how many lines the longest of a row's texts takes in its column."""
    widths = [sheet.column_dimensions[get_column_letter(column)].width for column in range(1, len(texts) + 1)]
    return max(ceil(len(text) * _LETTER / (width - 1)) for text, width in zip(texts, widths, strict=True))


def _shown(value: Value) -> str:
    return "hh:mm dd/mm/yyyy" if isinstance(value, datetime) else "" if value is None else str(value)


def _sheet_name(title: str, taken: list[str]) -> str:
    """Return a name that Excel allows, unlike those that are taken."""
    name = _NAME_SIGNS.sub(" ", title)[:_LONGEST_NAME].strip() or "-"
    number = 2
    while name.lower() in (other.lower() for other in taken):
        name = f"{name[:_LONGEST_NAME - 3]} {number}"
        number += 1
    return name


def over_white(hex_rgb: str, opacity: float) -> str:
    """Return the colour as it looks on white paper: RRGGBB."""
    parts = (int(hex_rgb[place:place + 2], 16) for place in (1, 3, 5))
    return "".join(f"{round(255 - (255 - part) * opacity):02X}" for part in parts)
