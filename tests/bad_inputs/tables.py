"""Bad spreadsheets and delimited texts, as health stations send them and as somebody could to do harm."""

from __future__ import annotations

import datetime
import io
import unicodedata

import openpyxl
from bad_inputs.expectations import Bad, archive, encrypted, repacked
from old_encodings import tcvn3, vni

HEAD = "Mã ca,Ngày có KQ,Tổ,Số ca"
GOOD = "BN1,07/09/2021,1,1"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK_XML = ('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
                '<sheet name="F0" sheetId="1" r:id="rId1"/></sheets></workbook>')


def text(*lines: str, encoding: str = "utf-8") -> bytes:
    return ("\n".join(lines) + "\n").encode(encoding)


def workbook(*rows: list[object], more: dict[str, list[list[object]]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(2021, 9, 7)  # noqa: DTZ001 openpyxl takes no zone
    sheet = book.active
    sheet.title = "F0"
    for row in rows:
        sheet.append(row)
    for title, others in (more or {}).items():
        other = book.create_sheet(title)
        for row in others:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue())


def good_book() -> bytes:
    return workbook(HEAD.split(","), GOOD.split(","))


def with_entry(data: bytes, name: str, content: bytes | str) -> bytes:
    """Return a workbook with one entry put in or replaced."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries: dict[str, bytes | str] = {entry: packed.read(entry) for entry in packed.namelist()}
    return archive({**entries, name: content}, level=1)


def stray_cell() -> bytes:
    sheet = ('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
             '<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>')
    return with_entry(good_book(), "xl/worksheets/sheet1.xml", sheet)


def ods(content: str, manifest: str = "<manifest/>") -> bytes:
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": manifest,
                    "content.xml": content})


def ods_of_a_million_rows() -> bytes:
    names = "".join(f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
                    for short in ("office", "table", "text"))
    cell = ('<table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>Ngày</text:p>'
            "</table:table-cell>")
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    return ods(f"<office:document-content{names}><office:body><office:spreadsheet><table:table>{row}</table:table>"
               "</office:spreadsheet></office:body></office:document-content>")


def thousand_columns() -> bytes:
    return text(f"{HEAD}," + ",".join(f"Cột {n}" for n in range(1000)), GOOD + "," * 1000)


def formulas() -> bytes:
    return workbook(["Tên", "Loại", "X", "Y"], ["=cmd|'/C calc'!A0", "chợ", 105.882, 21.0355])


def entities() -> bytes:
    declared = ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
                '<!ENTITY d SYSTEM "file:///etc/passwd">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
                '2006/main"><si><t>&c;</t></si><si><t>&d;</t></si></sst>')
    return with_entry(good_book(), "xl/sharedStrings.xml", declared)


def stations(*rows: str) -> bytes:
    return text(HEAD, GOOD, *rows)


TABLES = [
    Bad("trong.xlsx", "cases", lambda: b"", "files.empty"),
    Bad("khoang_trang.csv", "cases", lambda: b" \r\n\t\r\n  ", "files.empty"),
    Bad("chi_co_bom.csv", "cases", lambda: b"\xef\xbb\xbf", "files.empty"),
    Bad("trang_tinh_trong.xlsx", "cases", lambda: workbook(), "files.empty"),
    Bad("chi_tieu_de.csv", "cases", lambda: text(HEAD), "intake.no_rows"),
    Bad("khong_tieu_de.csv", "cases", lambda: text("a,b,c", "1,2,3"), "intake.no_header"),
    Bad("thieu_cot_ngay.csv", "cases", lambda: text("Mã ca,Tổ", "BN1,1"), "intake.no_column_date_reporting"),
    Bad("cut_nua.xlsx", "cases", lambda: good_book()[:2000], "files.zip_broken"),
    Bad("cut_nua.xls", "cases", lambda: OLE + bytes(600), "files.unreadable"),
    Bad("mat_khau.xlsx", "cases", lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(99),
        "files.password"),
    Bad("mat_khau_zip.xlsx", "cases", lambda: encrypted(good_book()), "files.password"),
    Bad("mat_khau.ods", "cases", lambda: ods("<x/>", '<manifest><encryption-data/></manifest>'), "files.password"),
    Bad("csv_doi_duoi.xlsx", "cases", lambda: text(HEAD, GOOD), "intake.not_a_workbook"),
    Bad("xlsx_doi_duoi.csv", "cases", good_book, piles=(1, 0, 0)),
    Bad("anh.xlsx", "cases", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "intake.not_a_workbook"),
    Bad("anh.csv", "cases", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "files.encoding"),
    Bad("pdf.csv", "cases", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        "intake.no_header"),
    Bad("van_ban.docx", "cases", lambda: archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
        "intake.not_a_workbook"),
    Bad("trang_web.xls", "cases", lambda: b"<html><body><table><tr><td>M\xc3\xa3 ca</td></tr></table></body></html>",
        "files.web_page"),
    Bad("xml_2003.xls", "cases", lambda: b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>',
        "files.xml_workbook"),
    Bad("macro.xlsm", "cases", lambda: with_entry(good_book(), "xl/vbaProject.bin", OLE + bytes(512)), piles=(1, 0, 0)),
    Bad("bom_nen.xlsx", "cases",
        lambda: with_entry(good_book(), "xl/worksheets/sheet2.xml", bytes(513 * 2**20)), "files.zip_too_big"),
    Bad("o_lac_cuoi_bang.xlsx", "cases", stray_cell, "intake.sheet_too_wide"),
    Bad("trieu_dong.ods", "cases", ods_of_a_million_rows, "intake.table_too_big"),
    Bad("trang_tinh_hong.xlsx", "cases",
        lambda: with_entry(good_book(), "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c"), "files.unreadable"),
    Bad("thuc_the.xlsx", "cases", entities, "files.unreadable"),
    Bad("nghin_cot.csv", "cases", thousand_columns, piles=(1, 0, 0), note="intake.note_unused_columns"),
    Bad("cong_thuc.xlsx", "sites", formulas, piles=(0, 0, 1), problem=(2, "", "intake.missing")),
    Bad("lenh.csv", "sites", lambda: text("Tên,Loại,X,Y", "\"=cmd|'/C calc'!A0\",chợ,105.882,21.0355"), piles=(1, 0, 0)),
    Bad("ky_tu_nul.csv", "cases", lambda: text(HEAD, "BN1\x00,07/09/2021,1,1"), "files.encoding"),
    Bad("ngoac_kep_ho.csv", "cases", lambda: text(HEAD, GOOD, 'BN2,"07/09/2021,1,1', GOOD), "intake.bad_quotes"),
    Bad("o_qua_dai.csv", "cases", lambda: text(HEAD, f'BN1,"{"9" * 200_000}",1,1'), "intake.bad_quotes"),
    Bad("utf16.csv", "cases", lambda: text(HEAD, GOOD, encoding="utf-16"), piles=(1, 0, 0)),
    Bad("tcvn3.csv", "cases", lambda: tcvn3("Mã ca,Ngày có KQ,Tổ dân phố\nBN1,07/09/2021,Tổ dân phố 1\n"),
        piles=(1, 0, 0), note="encodings.tcvn3"),
    Bad("tcvn3_mat_chu_u.csv", "cases",
        lambda: tcvn3("Mã ca,Ngày có KQ,Phường,Tổ dân phố\nBN1,07/09/2021,Phường Gia Thụy,Tổ dân phố 1\n").replace(
            b"\xad", b""), piles=(1, 0, 0), note="encodings.lost_letters"),
    Bad("vni.xlsx", "cases", lambda: workbook(*([vni(cell).decode("latin-1") for cell in row] for row in (
        ["Mã ca", "Ngày có KQ", "Tổ dân phố"], ["BN1", "07/09/2021", "Tổ dân phố 1"]))), piles=(1, 0, 0),
        note="encodings.vni"),
    Bad("utf8_doc_nham.xlsx", "cases", lambda: workbook(*([cell.encode().decode("latin-1") for cell in row] for row in (
        ["Mã ca", "Ngày có KQ", "Tổ dân phố"], ["BN1", "07/09/2021", "Tổ dân phố 1"]))), piles=(1, 0, 0),
        note="encodings.double_utf8"),
    Bad("chu_to_hop.csv", "cases", lambda: unicodedata.normalize("NFD", f"{HEAD}\nBN1,07/09/2021,Tổ dân phố 1,1").encode(),
        piles=(1, 0, 0)),
    Bad("thua_o.csv", "cases", lambda: stations("BN2,07/09/2021,1,1,5,6"), piles=(1, 0, 1),
        problem=(3, "", "intake.row_too_long")),
    Bad("ngay_31_thang_2.csv", "cases", lambda: stations("BN2,31/02/2021,1,1"), piles=(1, 0, 1),
        problem=(3, "Ngày có KQ", "intake.no_such_day")),
    Bad("ngay_tuong_lai.csv", "cases", lambda: stations("BN2,01/01/2030,1,1"), piles=(1, 0, 1),
        problem=(3, "Ngày có KQ", "intake.in_future")),
    Bad("ngay_truoc_dich.csv", "cases", lambda: stations("BN2,07/09/1921,1,1"), piles=(1, 0, 1),
        problem=(3, "Ngày có KQ", "intake.too_early")),
    Bad("so_am.csv", "cases", lambda: stations("BN2,07/09/2021,1,-3"), piles=(1, 0, 1),
        problem=(3, "Số ca", "intake.negative")),
    Bad("dong_cong.csv", "cases", lambda: stations("Tổng cộng,07/09/2021,,12"), piles=(1, 0, 1),
        problem=(3, "", "intake.row_of_totals")),
    Bad("trung_ma.csv", "cases", lambda: stations(GOOD), piles=(1, 1, 0), problem=(3, "Mã ca", "intake.same_id")),
    Bad("so_dien_thoai.csv", "cases", lambda: stations("0912345678,07/09/2021,1,1"), piles=(2, 0, 0),
        note="intake.note_personal_ids"),
    Bad("hai_trang_tinh.xlsx", "cases", lambda: workbook(HEAD.split(","), GOOD.split(","), more={"Tháng 8": [["x"]]}),
        piles=(1, 0, 0), note="intake.note_other_sheets"),
    Bad("toa_do_hong.csv", "sites", lambda: text("Tên,Loại,Vĩ độ,Kinh độ", "A,chợ,21°61'00\",105.882", "B,chợ,21.0355,"),
        piles=(0, 0, 2), problem=(2, "Vĩ độ", "intake.not_a_coordinate")),
    Bad("nua_toa_do.csv", "sites", lambda: text("Tên,Loại,Tọa độ", "A,chợ,21.0355"), piles=(0, 0, 1),
        problem=(2, "Tọa độ", "coordinates.half_a_pair")),
    Bad("hai_cach_doc.csv", "sites", lambda: text("Tên,Loại,X,Y", "A,chợ,2326291,591477"), piles=(0, 1, 0),
        problem=(2, "X", "coordinates.row_unclear"), note="coordinates.file_unclear"),
    Bad("wkt_hong.csv", "areas", lambda: text("Tên,Cấp,WKT", 'A,tổ,"POLYGON((1 2"', 'B,tổ,"CURVEPOLYGON(CIRCULARSTRING'
        '(0 0,1 1,2 0,1 -1,0 0))"'), piles=(0, 0, 2), problem=(3, "WKT", "intake.shape_unreadable")),
]
