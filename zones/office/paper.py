"""Set a Word document as NĐ 30/2020 asks: A4, margins, Times New Roman, page numbers in the upper margin, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

FACE: Final = "Times New Roman"
# NĐ 30/2020, Phụ lục I: upper and lower 20-25 mm, left 30-35 mm, right 15-20 mm
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20, 20, 30, 20
TEXT_WIDTH_MM: Final = 210 - LEFT_MM - RIGHT_MM
BODY_PT: Final = 14                        # 13 to 14
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def new_paper() -> WordDocument:
    """Return an empty document in the form: face, size, margins, spacing, page numbers from the second page on."""
    document = Document()
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = FACE, Pt(BODY_PT)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FACE)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    section = document.sections[0]
    _set_page(section, landscape=False)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(number, "PAGE")
    return document


def write_foot(document: WordDocument, text: str) -> None:
    """Write a line at the foot of every page, the first one's too."""
    section = document.sections[0]
    for footer in (section.footer, section.first_page_footer):
        write(footer.paragraphs[0], text, italic=True, size=11, align=WD_ALIGN_PARAGRAPH.CENTER)


def add_landscape(document: WordDocument) -> Section:
    """Begin a new landscape page (NĐ 30/2020 allows it for tables and figures); its pages are numbered on."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section, landscape=True)
    section.different_first_page_header_footer = False
    return section


def write(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: float = BODY_PT,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> Paragraph:
    """Add a run of text; what a document's XML cannot hold is left out."""
    run = paragraph.add_run(_NOT_XML.sub("", text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def body(document: WordDocument, text: str) -> Paragraph:
    """Add a paragraph of the report: first line 1.27 cm in, both sides even."""
    paragraph = write(document.add_paragraph(), text, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    return paragraph


def heading(document: WordDocument, text: str) -> Paragraph:
    """Add the bold heading of a part, kept with what follows."""
    paragraph = write(document.add_paragraph(), text, bold=True)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(6)
    return paragraph


def add_grid(document: WordDocument, widths_mm: Sequence[float], *, lines: bool) -> WordTable:
    """Add a table without rows, its columns as wide as said."""
    table: WordTable = document.add_table(rows=0, cols=len(widths_mm))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    if lines:
        table.style = "Table Grid"
    for column, wide in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(wide)
    return table


def add_row(table: WordTable, widths_mm: Sequence[float]) -> list[Cell]:
    """Add a row that no page break cuts; return its cells."""
    row: Any = table.add_row()  # type: ignore[no-untyped-call]
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    for cell, wide in zip(row.cells, widths_mm, strict=True):
        cell.width = Mm(wide)
        cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    return list(row.cells)


def repeat_as_head(table: WordTable) -> None:
    """Let the first row stand again at the head of each page that the table goes on to."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def shade(cell: Cell, rgb: str) -> None:
    """Colour a cell's ground: "RRGGBB"."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", rgb)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def rule_below(paragraph: Paragraph, *, share: float, width_mm: float) -> None:
    """Draw the line under a head: `share` of the column's width, in the middle (NĐ 30/2020: a third to a half)."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(borders)
    side = Mm(width_mm * (1 - share) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.line_spacing = Pt(3)


def lines_into(cell: Cell, texts: Iterable[tuple[str, bool, bool, float]]) -> None:
    """Write centred lines (text, bold, italic, size) into a cell, one under the other."""
    first = True
    for text, bold, italic, size in texts:
        paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
        write(paragraph, text, bold=bold, italic=italic, size=size, align=WD_ALIGN_PARAGRAPH.CENTER)
        paragraph.paragraph_format.space_after = Pt(0)
        first = False


def _set_page(section: Section, *, landscape: bool) -> None:
    wide, high = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance = Mm(10)


def _add_field(paragraph: Paragraph, name: str) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
