"""A table is found in any spreadsheet or text, its header under title lines, its columns by their names."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from geo.files import FileError
from zones.intake import KINDS, read_table, recognise_columns
from zones.intake.columns import NOT_READ, PERSONAL, _key, _tables, preferred
from zones.intake.tables import open_table
from zones.intake.windows import said_period
from zones.times import parse_moment
from zones.wording import has

# a workbook of Excel 97 made with xlwt: a title line, then Ngày có KQ | Tổ dân phố | Số ca with one row
XLS = zlib.decompress(
    base64.b85decode(
        "".join(
            (
                "c-rk)O=uHA6#izDG(V(CT2rwV!cwqmt+XPDmv*f`X+R9E6%-LPZGuW|T0$@B#cIt_5IiYf3iaTn>ZK|w*qaBT{vd)NBzp8DD",
                "tKtKzIoZzBqB7Rh3b6Eym|BHy_wm0Z+>>4FE-?7?zR+Ag&sIiG`*-RlL<;*yAT4^o2F##+(XG!SX1zN$dPp}Jgk4_mOhmJE<",
                "nQ_=K@jSJ*5*EM|>=u(pM3Cc?=05$Iwkw;08$oXy#EhG96~Rj_GaIe8hAQOD;3*Cf&R^jzuHhzT1l8V_GZM1t8nK$2M<SvI9",
                "+cDx>)P6;aZ4p*M3jac+%OM4W!if*jhHN~bci9K=odfMl|BbhI-|$RkY7p2b&F2fo;=`iZXOt1A~E`L{~B`!{kAIk8%PRdWJ",
                "UFi-I!$&r({J7tZAXx9>AkOi6i!2aHNOdnj>7t^C%6btdw`K&(tSwA@7gE)fM5gkcd?`i5_9B1$%;({2YOs9pGkimn}W)Z5`",
                "Eb4g?`H3bGWWIryQiw*obnDa0Lqq+>NtR6U0Z}?eHpx-L#06<V#sRKz{Gjb@v5o0PZgnH`Elk4{=ajegH(5+{nsqL5Z5#Eol",
                "kv*fT*hx9KKF6pekAw7*h>6dUtuyl_r{n(D;;Y|vX{>^Iz)%Keof+mVduiya^5j*{$=~|Xd&y}OzW%+VwvX*G#{`u1ixLShF",
                "}dzOC@{$N+pd-4$E4rvVM#W)@C?4FZFhDOFs5}kJgBJSxKAWPxzpqprD|jprD}epF{9<v2^K{S8|tit#@1hb(Sd=)o+r27Kb",
                "rL&jfw*9iT7231pD1DSp<&CG57u3T^EFg%U@p_Y6ib#N!yLIezK0Oq9RRiVZ`5ZVA=ef3cQv{^kC^14}8{{r",
            )
        )
    )
)


def workbook(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for title, others in sheets.items():
        other = book.create_sheet(title)
        for row in others:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode("utf-8")


def error(data: bytes, filename: str) -> str:
    with pytest.raises(FileError) as caught:
        read_table(data, filename)
    return caught.value.key


# -- tables -------------------------------------------------------------------------------------------------


def test_a_workbook_is_read_under_its_title_lines_and_by_its_own_row_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "DANH SÁCH CA MẮC COVID-19 PHƯỜNG GIA THỤY"
    sheet.merge_cells("A1:D1")
    sheet["A1"].font = Font(bold=True)
    for row, values in {
        3: ["STT", "Ngày có KQ", "Tổ dân phố", "Số ca"],
        4: [1, datetime(2021, 9, 7), "013", 2],  # noqa: DTZ001 - a spreadsheet knows no zone
        6: [2, datetime(2021, 9, 8, 15, 30), 13, 1.5],  # noqa: DTZ001
        7: [3, date(2021, 9, 9), None, True],
    }.items():
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value)
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue(), "f0.xlsx")
    assert table.index.tolist() == [4, 6, 7]
    assert table.to_numpy().tolist() == [
        ["1", "2021-09-07", "013", "2"],
        ["2", "2021-09-08T15:30:00", "13", "1.5"],
        ["3", "2021-09-09", "", "true"],
    ]


def test_an_old_workbook_is_read() -> None:
    table = read_table(XLS, "f0.xls")
    assert table.to_dict("index") == {3: {"Ngày có KQ": "2021-09-07", "Tổ dân phố": "13", "Số ca": "2"}}


def opendocument(body: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}office:1.0" '
        f'xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="F0">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def ods_row(*cells: str, rows: int = 1, columns: int = 1) -> str:
    inside = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{inside}</table:table-row>'


_BLANK = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell '
    'table:number-columns-repeated="16384"/></table:table-row>'
)


def test_an_opendocument_is_read_with_the_million_blank_rows_that_it_ends_in() -> None:
    data = opendocument(ods_row("Ngày", "Số ca") + ods_row("07/09/2021", "2") + _BLANK.format(1_048_570))
    assert read_table(data, "f0.ods").to_dict("index") == {2: {"Ngày": "07/09/2021", "Số ca": "2"}}


@pytest.mark.parametrize(
    "body",
    [
        ods_row("x", rows=1_048_576, columns=16384),
        ods_row("Ngày", "Số ca") + _BLANK.format(1_048_000) + ods_row("x", columns=16384),
    ],
)
def test_an_opendocument_that_unfolds_without_end_is_refused(body: str) -> None:
    assert error(opendocument(body), "f0.ods") == "intake.table_too_big"


def test_a_stray_cell_in_the_last_corner_is_a_sentence_and_not_the_end_of_the_program() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Ngày", "x"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FileError) as caught:
        read_table(out.getvalue(), "f0.xlsx")
    assert (caught.value.key, caught.value.fields["cell"]) == ("intake.sheet_too_wide", "XFD1048576")


CSV = "Ngày;Phường\r\n07/09/2021;Ô Chợ Dừa\r\n;\r\n08/09/2021;Gia Thụy"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_text_table_is_read_in_any_encoding_and_with_any_delimiter(encoding: str, delimiter: str) -> None:
    written = CSV.replace(";", delimiter)
    if encoding == "cp1258":  # Windows keeps the tone as a sign of its own after the letter
        for whole, apart in {
            "ợ": "ơ\u0323",
            "ừ": "ư\u0300",
            "ụ": "u\u0323",
            "à": "a\u0300",
            "ờ": "ơ\u0300",
        }.items():
            written = written.replace(whole, apart)
    table = read_table(written.encode(encoding), "f0.csv")
    assert table.to_dict("index") == {
        2: {"Ngày": "07/09/2021", "Phường": "Ô Chợ Dừa"},
        4: {"Ngày": "08/09/2021", "Phường": "Gia Thụy"},
    }


def test_a_delimiter_inside_quotes_is_part_of_the_text() -> None:
    table = read_table(text("ngày,phường", '07/09/2021,"Gia Thụy, Long Biên"'), "f0.csv")
    assert table.iloc[0, 1] == "Gia Thụy, Long Biên"


def test_columns_of_one_name_and_of_none_stay_apart() -> None:
    table = read_table(text("ngày,ngày,,số ca", "1,2,3,4"), "f0.csv")
    assert list(table.columns) == ["ngày", "ngày (2)", "[C]", "số ca"]


def test_the_sheet_with_a_header_is_taken_and_the_others_are_named() -> None:
    data = workbook([["Ghi nhớ"]], Ca=[["Ngày", "Số ca"], ["07/09/2021", 1]], Khac=[["x"]], Rong=[])
    table = open_table(data, "f0.xlsx")
    assert len(table.cells) == 1
    assert (table.sheet, table.other_sheets) == ("Ca", ("Sheet", "Khac"))


@given(st.integers(0, 20_000), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks(position: int, value: int) -> None:
    data = bytearray(_GOOD)
    data[position % len(data)] = value
    try:
        read_table(bytes(data), "f0.xlsx", "cases")
    except FileError as refused:
        assert has(refused.key, "vi")


_GOOD = workbook([["Ngày", "Tổ", "Số ca"], ["07/09/2021", "13", 1], ["08/09/2021", "1", 2]])


# -- columns ------------------------------------------------------------------------------------------------


def test_columns_are_recognised_in_any_spelling() -> None:
    header = [
        "STT",
        "Họ và tên",
        "SĐT liên hệ",
        "To dan pho",
        "NGÀY CÓ KQ (dd/mm/yyyy)",
        "Nơi  phát hiện*",
        "Xyz",
    ]
    assert recognise_columns(header, "cases") == {
        "STT": "ordinal",
        "Họ và tên": PERSONAL,
        "SĐT liên hệ": PERSONAL,
        "To dan pho": "residential_group",
        "NGÀY CÓ KQ (dd/mm/yyyy)": "date_reporting",
        "Nơi  phát hiện*": "detection",
    }


def test_a_name_tells_a_person_in_a_case_list_and_a_place_in_a_list_of_sites() -> None:
    assert recognise_columns(["Tên", "Địa chỉ"], "cases") == {"Tên": PERSONAL, "Địa chỉ": PERSONAL}
    assert recognise_columns(["Tên", "Địa chỉ"], "sites") == {"Tên": "name", "Địa chỉ": "address"}


def test_of_two_columns_of_one_meaning_the_more_telling_is_used() -> None:
    known = recognise_columns(["Ngày", "Ngày báo cáo"], "cases")
    assert set(known.values()) == {"date_reporting"}
    assert preferred(known, "cases") == {"date_reporting": "Ngày báo cáo"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_name_of_a_column_means_two_things(kind: str) -> None:
    tables = _tables()
    meanings: dict[str, set[str]] = {}
    for table in [tables[kind], *([tables["places"]] if KINDS[kind].placed else [])]:
        for ours, names in table.items():
            for name in names:
                meanings.setdefault(_key(name), set()).add(ours)
    assert {name: ours for name, ours in meanings.items() if len(ours) > 1} == {}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_our_own_column_names_are_understood_as_themselves(kind: str) -> None:
    # what never leaves the command post does not come in by a file either
    columns = [name for name, column in KINDS[kind].contract.columns.items() if not column.internal]
    assert recognise_columns(columns, kind) == {column: column for column in columns}


def test_a_header_of_two_rows_with_merged_cells_is_read_as_one() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["TRẠM Y TẾ PHƯỜNG GIA THỤY"])
    sheet.append(["STT", "Họ và tên", "Địa chỉ", "", "Ngày có KQ"])
    sheet.append(["", "", "Số nhà", "TDP", ""])
    for merged in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"):
        sheet.merge_cells(merged)
    sheet.append([1, "x", "12 ngõ 3", "Tổ 13", "07/09/2021"])
    out = io.BytesIO()
    book.save(out)
    table = open_table(out.getvalue(), "f0.xlsx", "cases")
    assert list(table.cells.columns) == ["STT", "Họ và tên", "Số nhà", "TDP", "Ngày có KQ"]
    assert (table.header_row, list(table.cells.index)) == (3, [4])
    assert table.titles[0] == "TRẠM Y TẾ PHƯỜNG GIA THỤY"


def test_a_cell_merged_over_several_rows_holds_for_each_of_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Tổ", "Ngày"], ["Tổ 13", "07/09/2021"], ["", "08/09/2021"], ["Tổ 15", "08/09/2021"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    assert open_table(out.getvalue(), "f0.xlsx", "cases").cells["Tổ"].tolist() == ["Tổ 13", "Tổ 13", "Tổ 15"]


def test_a_first_row_of_data_is_never_taken_for_a_second_header_row() -> None:
    table = read_table("Tổ;Ngày;Ghi chú\nTổ 13;07/09/2021;phường\n".encode(), "f0.csv", "cases")
    assert len(table) == 1


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("(Từ 18h00 ngày 06/9 đến 18h00 ngày 07/9/2021)", "2021-09-06T18:00", "2021-09-07T18:00"),
        ("Số liệu từ 18 giờ 00, ngày 06/9/2021 đến 18 giờ 00, ngày 07/9/2021.", "2021-09-06T18:00", "2021-09-07T18:00"),
        ("từ ngày 01/9/2021 đến hết ngày 07/9/2021", "2021-09-01T00:00", "2021-09-08T00:00"),
        ("DANH SÁCH F0 từ tổ 1 đến tổ 13", None, None),
        ("từ 18h00 ngày 07/9/2021 đến 18h00 ngày 06/9/2021", None, None),
    ],
)
def test_the_lines_above_a_table_say_for_which_hours_it_speaks(line: str, start: str | None, end: str | None) -> None:
    expected = (parse_moment(start), parse_moment(end)) if start and end else None
    assert said_period(["BÁO CÁO", line]) == expected


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_column_that_the_map_keeps_shares_its_name_with_what_is_left_out_of_it(kind):
    assert not {name for name, column in KINDS[kind].contract.columns.items() if not column.internal} & NOT_READ
