"""The file comes back: the user's own workbook with results and reasons, its formatting kept, nothing in it alive."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_files import look, person, table
from openpyxl.styles import Font, PatternFill

from zones.intake.harmless import harmless, harmless_frame, is_alive
from zones.intake.returning import return_file, row_results
from zones.intake.source import open_source

ATTACK = "=cmd|' /C calc'!A0"
HEAD = ["Mã BN", "Họ và tên", "Tổ", "Ngày có KQ", "CT"]


def book() -> bytes:
    """A station's list: a title, a coloured header, a formula with and without its last value, an attack."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "F0"
    sheet["A1"] = "DANH SÁCH F0"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.merge_cells("A1:E1")
    sheet.append(HEAD)
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="BDD7EE")
    sheet.append(["BN1", "x", "Tổ 13", "25/10/2021", 25])
    sheet.append(["BN2", ATTACK, "Tổ 99", "25/10/2021", "=1+1"])
    sheet.append(["BN3", "y", "Tổ 1", "31/02/2021", '=HYPERLINK("http://a.example","x")'])
    sheet["B4"].data_type = "s"
    sheet.column_dimensions["B"].width = 33
    sheet.row_dimensions[2].height = 40
    made.create_sheet("khác")["A1"] = "=NOW()"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def returned(data: bytes, name: str, **options):
    found = look(data, name=name, **options)
    back = return_file(found, open_source("cases", data, name), data, "vi")
    return found, back, openpyxl.load_workbook(io.BytesIO(back))


def test_each_row_has_its_result_and_its_reason_beside_it():
    _, _, back = returned(book(), "f0.xlsx")
    sheet = back["F0"]
    assert [cell.value for cell in sheet[2]] == [*HEAD, "Kết quả", "Lý do"]
    assert [sheet.cell(row, 6).value for row in (3, 4, 5)] == ["Nhận", "Cần hỏi", "Từ chối"]
    assert sheet["G3"].value is None
    assert "không có đơn vị mang tên này" in sheet["G4"].value
    assert "Không có ngày này" in sheet["G5"].value


def test_the_formatting_is_the_users_own():
    _, _, back = returned(book(), "f0.xlsx")
    sheet = back["F0"]
    assert (sheet["A1"].font.size, sheet["A1"].font.bold) == (16, True)
    # the new heads are dressed like the others
    assert sheet["A2"].fill.fgColor.rgb == sheet["F2"].fill.fgColor.rgb == "00BDD7EE"
    assert (sheet.column_dimensions["B"].width, sheet.row_dimensions[2].height) == (33, 40)
    assert "A1:E1" in [str(merged) for merged in sheet.merged_cells.ranges]
    assert back.sheetnames == ["F0", "khác"]


def formulas(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [name for name in archive.namelist() if "worksheets/" in name and b"<f" in archive.read(name).replace(
            b"<fgColor", b"").replace(b"<font", b"").replace(b"<fill", b"")]


def test_no_formula_comes_out_alive():
    assert formulas(book())
    _, data, back = returned(book(), "f0.xlsx")
    assert formulas(data) == []
    sheet = back["F0"]
    for cell in ("B4", "E4", "E5"):
        assert sheet[cell].data_type == "s"
        assert sheet[cell].quotePrefix
    assert sheet["B4"].value == ATTACK
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name.lower()]


def test_a_formula_that_has_a_value_becomes_that_value():
    made = openpyxl.load_workbook(io.BytesIO(book()))
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if name.endswith("sheet1.xml"))
    parts[sheet] = parts[sheet].replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
        b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    assert b"<v>2</v>" in parts[sheet]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    _, _, back = returned(out.getvalue(), "f0.xlsx")
    assert back["F0"]["E4"].value == 2


def test_a_text_file_comes_back_as_a_new_workbook_with_all_its_cells():
    data = table([[*person(0)[:6], ATTACK], person(1, group="Tổ 99")])
    found, raw, back = returned(data, "f0.csv")
    sheet = back.active
    assert [sheet.cell(2, column).value for column in range(1, 8)] == [*person(0)[:6], ATTACK]
    assert [sheet.cell(row, 8).value for row in (1, 2, 3)] == ["Kết quả", "Nhận, có lưu ý", "Cần hỏi"]
    assert formulas(raw) == []
    assert len(row_results(found, "vi")) == found.rows_in_file


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "-1+cmd|' /C calc'!A0"])
def test_what_a_spreadsheet_would_calculate_is_written_as_text(text):
    assert is_alive(text)
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["-3,5", "-3.5", "+84", "Tổ 13", "", "a=b", "12/09/2021"])
def test_numbers_and_plain_texts_stay_as_they_are(text):
    assert harmless(text) == text


@given(st.text(max_size=30))
def test_no_text_begins_with_a_sign_that_calculates(text):
    import pandas as pd

    shown = harmless_frame(pd.DataFrame({text: [text, None, text]}))
    for cell in (shown.columns[0], shown.iloc[0, 0]):
        assert cell == text or cell == f"'{text}"
        assert not is_alive(str(cell))
