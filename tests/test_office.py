"""Workbook and report: real cells, living colours, dead formulas, the form of NĐ 30, and nothing that is not shared."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from geo.frames import VIETNAM_TIME
from geo.sheet import Audience
from zones.attributes import attributes_of
from zones.office.report import in_lines, report_bytes, say_value
from zones.office.workbook import over_white, workbook_bytes
from zones.store import Store
from zones.tables import Table, legend_table
from zones.times import parse_moment
from zones.usecases import CommandPost

MOMENT = "2021-11-08T18:00"


@pytest.fixture(scope="module")
def post(tmp_path_factory, _sample_file):
    copy = tmp_path_factory.mktemp("office") / "samples.sqlite"
    copy.write_bytes(_sample_file.read_bytes())
    store = Store(f"sqlite:///{copy.as_posix()}")
    yield CommandPost(store)
    store.close()


def made(post, place_id="dien_tap", audience=Audience.PUBLIC, language="vi"):
    subject = post.subject(place_id, parse_moment(MOMENT) if place_id == "dien_tap" else None, language, audience)
    return subject.model, post.tables(place_id, subject, audience)


@pytest.fixture(scope="module")
def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (297, 210), "white").save(buffer, "PNG")
    return buffer.getvalue()


def book_of(model, tables):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(model, tables)))


def words_of(body):
    """All text of an office file, whatever part it stands in."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return " ".join(archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml"))


# --- tables ---------------------------------------------------------------------------------------


def test_units_stand_in_natural_order_with_the_colours_of_the_map(post):
    model, tables = made(post)
    units = tables[0]
    names = [row[0] for row in units.rows]
    assert names.index("Tổ dân phố 9") < names.index("Tổ dân phố 10")
    styles = {feature.id: feature.style for feature in model.layer("zones").features}
    assert {key: styles[key] for key in units.ids} == dict(zip(units.ids, units.styles, strict=True))


def test_the_units_counts_are_those_on_the_map(post):
    for audience in Audience:
        model, tables = made(post, audience=audience)
        labels = {feature.id: feature.label.partition("\n")[2] for feature in model.layer("zones").features}
        count = tables[0].keys.index("cases")
        for feature_id, row in zip(tables[0].ids, tables[0].rows, strict=True):
            assert labels[feature_id] == (f"{row[count]} F0" if row[count] else "")


def test_the_areas_of_the_units_add_up_to_the_legends_total(post):
    model, tables = made(post)
    total = sum(row[tables[0].keys.index("area_km2")] for row in tables[0].rows)
    assert total == pytest.approx(legend_table(model).rows[-1][-1], abs=0.01)


def test_a_shared_table_holds_no_people_staff_notes_places_of_sites_days_or_acts(post):
    _, tables = made(post)
    keys = {key for table in tables for key in table.keys}
    assert not keys & {"population", "households", "managed_by", "head", "phone", "people_per_shift", "note", "reason",
                       "signer"}
    assert {table.id for table in tables} <= {"units", "sites", "posts", "belts", "lockdowns"}
    _, inside = made(post, audience=Audience.INTERNAL)
    assert {"population", "managed_by"} <= {key for table in inside for key in table.keys}


def test_a_telephone_number_in_a_name_is_not_shared(post):
    subject = post.subject("dien_tap", parse_moment(MOMENT), "vi", Audience.PUBLIC)
    posts = subject.situation.checkpoints.assign(name="Chốt ngõ 2 (ĐT 0912 345 678)")
    heard = replace(subject, situation=replace(subject.situation, checkpoints=posts))
    tables = post.tables("dien_tap", heard, Audience.PUBLIC)
    assert "0912" not in str(tables) and "Chốt ngõ 2" in str(tables)


def test_small_counts_of_small_units_are_told_in_bands_in_tables_too(post):
    subject = post.subject("dien_tap", parse_moment(MOMENT), "vi", Audience.PUBLIC)
    areas = subject.situation.areas.assign(households=40)
    few = replace(subject, situation=replace(subject.situation, areas=areas))
    units = post.tables("dien_tap", few, Audience.PUBLIC)[0]
    counts = {row[units.keys.index("cases")] for row in units.rows}
    assert counts <= {0, "1–4", "từ 5"} and len(counts) > 1


def test_attributes_go_to_the_maps_own_features(post):
    model, tables = made(post)
    drawn = {feature.id for layer in model.layers for feature in layer.features}
    known = attributes_of(model, tables).values
    assert {key for key in known if key.startswith("area/")} <= drawn
    assert known["area/gia-thuy/to-13"]["cases"] == 29


# --- workbook -------------------------------------------------------------------------------------


def test_every_table_has_its_sheet_with_a_frozen_head_and_a_filter(post):
    model, tables = made(post, audience=Audience.INTERNAL)
    book = book_of(model, tables)
    assert book.sheetnames == ["Tổng hợp", *(table.title for table in tables)]
    for table in tables:
        sheet = book[table.title]
        assert sheet.freeze_panes == "A3" and sheet.auto_filter.ref.startswith("A2:")
        # one sheet alone, printed or copied out, says what it is of
        assert sheet["A1"].value.startswith(f"{table.title} – {model.title_block.subtitle}")
        assert sheet["A1"].value.endswith("DIỄN TẬP")
        assert sheet.print_title_rows == "$1:$2"
        assert [cell.value for cell in sheet[2]] == list(table.titles)
        assert sheet.max_row == len(table.rows) + 2
        assert all(6 <= sheet.column_dimensions[cell.column_letter].width <= 60 for cell in sheet[2])


def test_each_sheet_and_page_of_an_internal_file_says_who_printed_it(post, picture):
    model, tables = made(post, audience=Audience.INTERNAL)
    imprint = "NỘI BỘ – Nguyễn Văn Trực in lúc 19:55 01/12/2026"
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(model, tables, imprint)))
    assert all(imprint in sheet["A1"].value for sheet in book.worksheets[1:])
    first = docx.Document(io.BytesIO(report_bytes(model, tables, picture, imprint))).sections[0]
    assert first.footer.paragraphs[0].text == first.first_page_footer.paragraphs[0].text == imprint


def test_a_measure_that_is_a_sentence_stands_once_under_the_units(post, picture):
    document = report_of(*made(post), picture)
    said = [line.text for line in document.paragraphs if line.text.startswith("– Vùng đỏ: Dừng hoạt động")]
    assert len(said) == 1
    units = next(table for table in document.tables if table.cell(1, 0).text == "Tổ dân phố 1")
    assert "Chỉ thị, biện pháp" not in [cell.text for cell in units.rows[0].cells]


def test_houses_of_a_lockdown_are_the_command_posts_own(post):
    keys = {audience: next(table.keys for table in made(post, audience=audience)[1] if table.id == "lockdowns")
            for audience in Audience}
    assert "houses" in keys[Audience.INTERNAL]
    assert "houses" not in keys[Audience.PUBLIC]


def test_numbers_and_dates_are_real_cells(post):
    model, tables = made(post, audience=Audience.INTERNAL)
    book = book_of(model, tables)
    units, days, locked = (book[title] for title in ("Tổ dân phố, đơn vị", "Ca theo ngày", "Phong tỏa"))
    assert isinstance(units["E3"].value, int)
    assert isinstance(days["A3"].value, datetime) and days["A3"].number_format == "dd/mm/yyyy"
    assert days["D3"].data_type == "n"
    assert any(isinstance(cell.value, datetime) for cell in locked[3])
    # "#.###" would show 0 km² as "0,"
    assert units["F3"].number_format == "#,##0.00#"


def test_the_first_sheet_counts_as_the_legend_does_and_says_what_must_be_said(post):
    model, tables = made(post)
    cells = [[cell.value for cell in row] for row in book_of(model, tables)["Tổng hợp"].iter_rows()]
    flat = [value for row in cells for value in row if value is not None]
    assert flat[0] == "DIỄN TẬP"
    for line in (*model.facts, *(notice.text for notice in model.notices)):
        assert line in flat
    for entry in legend_table(model).rows:
        assert list(entry) in [row[:len(entry)] for row in cells]


def test_a_level_has_the_maps_colour_as_it_looks_on_white(post):
    model, tables = made(post)
    sheet = book_of(model, tables)["Tổ dân phố, đơn vị"]
    red = next(row for row in sheet.iter_rows(min_row=3) if row[1].value == "Vùng đỏ")
    style = model.styles["zone.red"]
    assert red[1].fill.fgColor.rgb[-6:] == over_white(style.fill, style.fill_opacity)


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(\"http://x\")", "+84 1", "-2", "@SUM(A1)", "\tx", "a\x00b\x1f"])
def test_no_formula_of_a_name_comes_alive(post, text):
    model, _ = made(post)
    body = workbook_bytes(model, [Table("t", "T", ("name",), ("Tên",), ((text,),))])
    cell = openpyxl.load_workbook(io.BytesIO(body))["T"]["A3"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\x00", "").replace("\x1f", "")
    assert "<f>" not in words_of(body)


def test_two_tables_of_one_name_and_names_that_excel_forbids_get_sheets_of_their_own(post):
    model, _ = made(post)
    tables = [Table(str(n), "Tổ [1]: " + "rất dài " * 6, ("name",), ("Tên",), (("x",),)) for n in range(3)]
    names = book_of(model, tables).sheetnames
    assert len({name.lower() for name in names}) == 4 and all(len(name) <= 31 for name in names)


# --- report ---------------------------------------------------------------------------------------


def report_of(model, tables, picture):
    return docx.Document(io.BytesIO(report_bytes(model, tables, picture)))


def text_of(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_report_has_the_margins_face_and_page_numbers_of_nd_30(post, picture):
    document = report_of(*made(post), picture)
    first, last = document.sections[0], document.sections[-1]
    sizes = [round(length / Mm(1)) for length in (
        first.page_width, first.page_height, first.top_margin, first.bottom_margin, first.left_margin,
        first.right_margin)]
    assert sizes[:2] == [210, 297]
    assert all(20 <= size <= 25 for size in sizes[2:4])
    assert 30 <= sizes[4] <= 35 and 15 <= sizes[5] <= 20
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert first.different_first_page_header_footer and not first.first_page_header.paragraphs[0].text
    assert "PAGE" in first.header._element.xml
    assert last.orientation == WD_ORIENT.LANDSCAPE and not last.different_first_page_header_footer


def test_the_states_head_has_quoc_hieu_and_tieu_ngu_and_the_partys_its_own(post, picture):
    state = report_of(*made(post), picture).tables[0]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc" in state.cell(0, 1).text
    assert state.cell(0, 0).text.startswith("ỦY BAN NHÂN DÂN\nQUẬN LONG BIÊN\nỦY BAN NHÂN DÂN\nPHƯỜNG GIA THỤY")
    assert state.cell(1, 1).text == "Gia Thụy, ngày 08 tháng 11 năm 2021"
    party = report_of(*made(post, "nq54"), picture)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in party.tables[0].cell(0, 1).text
    assert party.tables[0].cell(0, 0).text.rstrip().endswith("*")
    assert "T/M ĐẢNG ỦY" in text_of(party) and "CỘNG HÒA" not in text_of(party)


def test_the_report_says_what_the_map_says(post, picture):
    model, tables = made(post)
    text = text_of(report_of(model, tables, picture))
    assert text.startswith("DIỄN TẬP")
    for line in (*model.facts, *(notice.text for notice in model.notices)):
        assert line in text
    for entry in model.legend[0].entries:
        assert entry.label in text or not entry.values
    for row in tables[0].rows:
        assert str(row[0]) in text


def test_heads_of_tables_repeat_rows_are_not_cut_and_levels_are_coloured(post, picture):
    model, tables = made(post)
    units = report_of(model, tables, picture).tables[2]
    assert units.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in units.rows)
    fills = {shade.get(qn("w:fill")) for shade in units._tbl.iter(qn("w:shd"))}
    assert over_white(model.styles["zone.red"].fill, model.styles["zone.red"].fill_opacity) in fills


def test_the_map_is_in_the_report_whole_on_its_page(post, picture):
    document = report_of(*made(post), picture)
    shape, = document.inline_shapes
    section = document.sections[-1]
    assert shape.width <= section.page_width - section.left_margin - section.right_margin
    assert shape.height <= section.page_height - section.top_margin - section.bottom_margin
    assert shape.width / shape.height == pytest.approx(297 / 210, rel=0.01)


def test_a_shared_report_and_workbook_hold_nothing_of_the_inside(post, picture):
    model, tables = made(post)
    _, inside = made(post, audience=Audience.INTERNAL)
    managers = {value for table in inside if table.id == "posts" for row in table.rows
                for key, value in zip(table.keys, row, strict=True) if key in ("managed_by", "note") and value}
    assert managers
    said = words_of(report_bytes(model, tables, picture)) + words_of(workbook_bytes(model, tables))
    assert not [name for name in managers if name in said]


@pytest.mark.parametrize(("value", "said"), [
    (None, ""), (15076, "15.076"), (1.4, "1,40"), ("x", "x"),
    (datetime(2021, 9, 8, 15, 41, tzinfo=VIETNAM_TIME), "15:41 08/09/2021"),
    (datetime(2021, 9, 8, tzinfo=VIETNAM_TIME), "08/09/2021"),
])
def test_values_are_written_the_countrys_way(value, said):
    assert say_value(value, "vi") == said


def test_long_names_of_offices_break_before_the_unit():
    assert in_lines("ỦY BAN NHÂN DÂN QUẬN LONG BIÊN") == ["ỦY BAN NHÂN DÂN", "QUẬN LONG BIÊN"]
    assert in_lines("UBND PHƯỜNG THỬ") == ["UBND PHƯỜNG THỬ"]
    assert in_lines("") == []


def test_english_has_every_word(post, picture):
    model, tables = made(post, language="en")
    assert "Units" in book_of(model, tables).sheetnames
    assert "REPORT" in text_of(report_of(model, tables, picture))
