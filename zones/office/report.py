"""Write the report of a map as a Word document in the form of NĐ 30/2020, or the Party's, with the map in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from geo.frames import VIETNAM_TIME
from geo.mapmodel import HeadForm, MapModel, TitleBlock
from zones.office import paper
from zones.office.workbook import over_white
from zones.tables import Table, Value, legend_table
from zones.times import say_day, say_start
from zones.wording import number, t

_HEAD_MM: Final = (62.0, 98.0)             # issuer, motto: the motto's first line of 12 pt needs 89 mm and its air
_LONGEST_LINE: Final = 22                  # letters of 12 pt capitals in the issuer's column
_BEFORE_UNIT: Final = re.compile(r"\s(?=(?:THÀNH PHỐ|TỈNH|QUẬN|HUYỆN|THỊ XÃ|PHƯỜNG|XÃ|THỊ TRẤN)\s)")
_TABLE_PT: Final = 11.0
_MAP_WIDTH_MM: Final = 297 - paper.LEFT_MM - paper.RIGHT_MM
# what must stand in one line has its own width, the rest share what is left
_NARROW_MM: Final = {
    "level": 22.0, "valid_from": 24.0, "valid_to": 24.0, "number": 12.0, "belt": 14.0, "cases": 20.0, "area_km2": 20.0,
    "uplifted": 19.0, "population": 18.0, "households": 14.0, "zone_label": 16.0, "active": 18.0, "ring": 22.0,
    "staffed": 18.0,
    **{f"value_{place}": 20.0 for place in range(6)},
}
_LEFT_OUT: Final = ("note", "decided_by")  # long words that the map's record has; the workbook holds them
_FIRST_TO_GO: Final = ("households", "population", "zone_label", "kind", "measure", "ring", "valid_from")
_LEAST_WORDS_MM: Final = 26.0
_SIGNATURE_LINES: Final = 4
_LONGEST_MEASURE: Final = 24               # letters that a cell of a row still holds well
_TABLES: Final = ("units", "sites", "lockdowns", "belts")


def report_bytes(model: MapModel, tables: Iterable[Table], picture: bytes, imprint: str = "") -> bytes:
    """Return the report; `picture` is the sheet of the same map as PNG, on a landscape page of its own at the end;
    `imprint` says at the foot of each page who printed it and when."""
    document = paper.new_paper()
    if imprint:
        paper.write_foot(document, imprint)
    head, language = model.title_block, model.language
    if model.watermark:
        paper.write(document.add_paragraph(), model.watermark, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _write_head(document, head, language)
    about = t("report.about", language, title=head.title.removeprefix(t("report.of_map", language)))
    for text in (t("report.title", language), about, head.subtitle):
        paper.write(document.add_paragraph(), text, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    # a report to those above is addressed at its head, and "Như trên" at its end means them (NĐ 30/2020, Phụ lục I)
    paper.write(document.add_paragraph(), t("report.addressed", language), align=WD_ALIGN_PARAGRAPH.CENTER)
    _write_situation(document, model)
    by_id = {table.id: table for table in tables}
    roman = 2
    for name in _TABLES:
        if name in by_id:
            paper.heading(document, f"{_roman(roman)}. {by_id[name].title.upper()}")
            _write_table(document, by_id[name], model)
            roman += 1
    if model.notices:
        paper.heading(document, f"{_roman(roman)}. {t('report.notices', language).upper()}")
        for notice in model.notices:
            # neither the heading nor the signature under them ever stands alone on a page
            paper.body(document, f"– {notice.text}").paragraph_format.keep_with_next = True
    _write_signature(document, model)
    _write_map(document, model, picture)
    moment = datetime.fromisoformat(model.as_of).astimezone(VIETNAM_TIME).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = head.title, head.issuer, head.issuer
    properties.created = properties.modified = moment
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_head(document: WordDocument, head: TitleBlock, language: str) -> None:
    """Write issuer and motto side by side, with their rules, number and date under them (domain §9.1)."""
    grid = paper.add_grid(document, _HEAD_MM, lines=False)
    left, right = paper.add_row(grid, _HEAD_MM)
    is_party = head.form is HeadForm.PARTY
    issuer = [(line, False, False, 12.0) for line in in_lines(head.superior)]
    issuer += [(line, True, False, 12.0) for line in in_lines(head.issuer)]
    paper.lines_into(left, [*issuer, *([("*", False, False, 12.0)] if is_party else [])])
    if not is_party:
        paper.rule_below(left.add_paragraph(), share=0.4, width_mm=_HEAD_MM[0] - 4)
    first, *rest = head.motto
    paper.lines_into(right, [(first, True, False, 14.0 if is_party else 12.0),
                             *((line, True, False, 13.0) for line in rest)])
    paper.rule_below(right.add_paragraph(), share=0.62, width_mm=_HEAD_MM[1] - 4)
    left, right = paper.add_row(grid, _HEAD_MM)
    paper.lines_into(left, [(head.number or t("report.number_open", language), False, False, 13.0)])
    paper.lines_into(right, [(head.place_date, False, True, 13.0)])
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def in_lines(name: str) -> list[str]:
    """Break a long name of an office as offices do: ỦY BAN NHÂN DÂN / QUẬN LONG BIÊN. An empty one has no line."""
    if len(name) <= _LONGEST_LINE:
        return [name] if name else []
    return [part.strip() for part in _BEFORE_UNIT.split(name, maxsplit=1)]


def _write_situation(document: WordDocument, model: MapModel) -> None:
    language = model.language
    paper.heading(document, f"I. {t('report.situation', language).upper()}")
    for fact in model.facts:
        paper.body(document, f"– {fact}.")
    _write_table(document, legend_table(model), model)
    for section in model.legend[1:]:
        counted = [entry for entry in section.entries if entry.values] or list(section.entries)
        words = "; ".join(": ".join((_within(entry.label), *entry.values[:1])) for entry in counted)
        paper.body(document, f"– {section.title}: {words}.")


def _within(label: str) -> str:
    """Begin a label in small letters, as it stands in the middle of a sentence; an abbreviation stays."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]


def _write_table(document: WordDocument, table: Table, model: MapModel) -> None:
    spoken = _long_measures(table)
    chosen = [column for column, key in enumerate(table.keys)
              if key not in _LEFT_OUT and any(row[column] not in (None, "") for row in table.rows)
              and not (spoken and key == "measure")]
    chosen = _that_fit(chosen, table)
    widths = _widths([table.keys[column] for column in chosen], table)
    grid = paper.add_grid(document, widths, lines=True)
    for cell, column in zip(paper.add_row(grid, widths), chosen, strict=True):
        paper.write(cell.paragraphs[0], table.titles[column], bold=True, size=_TABLE_PT,
                    align=WD_ALIGN_PARAGRAPH.CENTER)
    paper.repeat_as_head(grid)
    coloured = table.keys.index("level") if "level" in table.keys else None
    for place, row in enumerate(table.rows):
        style = model.styles.get(table.styles[place]) if table.styles else None
        for cell, column in zip(paper.add_row(grid, widths), chosen, strict=True):
            value = row[column]
            counted = isinstance(value, int | float) or table.keys[column].startswith("value_")
            align = WD_ALIGN_PARAGRAPH.RIGHT if counted else None
            paper.write(cell.paragraphs[0], say_value(value, model.language), size=_TABLE_PT, align=align)
            if style is not None and style.fill and column == coloured:
                paper.shade(cell, over_white(style.fill, style.fill_opacity))
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    for level, measure in spoken:
        paper.body(document, f"– {level}: {measure}")


def _long_measures(table: Table) -> list[tuple[Value, Value]]:
    """Return what applies at each level, where it is a sentence: under the table it stands once, not in every row."""
    if not {"level", "measure"} <= set(table.keys):
        return []
    level, measure = table.keys.index("level"), table.keys.index("measure")
    pairs = dict.fromkeys((row[level], row[measure]) for row in table.rows if row[measure])
    return list(pairs) if any(len(str(words)) > _LONGEST_MEASURE for _, words in pairs) else []


def _that_fit(chosen: list[int], table: Table) -> list[int]:
    """Leave out columns, the least needed first, until the words of the others have room: the workbook holds all."""
    for key in ("", *_FIRST_TO_GO):
        chosen = [column for column in chosen if table.keys[column] != key]
        keys = [table.keys[column] for column in chosen]
        words = [width for name, width in zip(keys, _widths(keys, table), strict=True) if name not in _NARROW_MM]
        if not words or min(words) >= _LEAST_WORDS_MM:
            break
    return chosen


def _widths(keys: Sequence[str], table: Table) -> list[float]:
    """Return the columns' widths in mm: together the width of the text."""
    # in the legend the first column is the level's whole name
    fixed = [None if table.id == "legend" and key == "level" else _NARROW_MM.get(key) for key in keys]
    free = fixed.count(None)
    left = paper.TEXT_WIDTH_MM - sum(width for width in fixed if width is not None)
    return [left / free if width is None else width for width in fixed]


def say_value(value: Value, language: str) -> str:
    """Return a table's value as the paper has it: numbers and moments the country's way, "" for what is unknown."""
    match value:
        case None:
            return ""
        case datetime():
            local = value.astimezone(VIETNAM_TIME)
            return say_day(local) if (local.hour, local.minute) == (0, 0) else say_start(local)
        case int():
            return number(value, language)
        case float():
            return number(value, language, 2)
        case _:
            return value


def _write_signature(document: WordDocument, model: MapModel) -> None:
    """Write "Nơi nhận" on the left, the signer's block on the right; the office fills in receivers and name."""
    language = model.language
    widths: Sequence[float] = (70.0, 90.0)
    grid = paper.add_grid(document, widths, lines=False)
    left, right = paper.add_row(grid, widths)
    paper.write(left.paragraphs[0], t("report.receivers", language), bold=True, italic=True, size=12)
    for line in t("report.receivers_lines", language).split("|"):
        paper.write(left.add_paragraph(), line, size=11).paragraph_format.space_after = Pt(0)
    form = "party" if model.title_block.form is HeadForm.PARTY else "state"
    signer = [(line, True, False, 14.0) for line in t(f"report.sign_{form}", language).split("|")]
    room = [("", False, False, 14.0)] * _SIGNATURE_LINES
    paper.lines_into(right, [*signer, *room, (t("report.signer_name", language), True, False, 14.0)])


def _write_map(document: WordDocument, model: MapModel, picture: bytes) -> None:
    paper.add_landscape(document)
    title = t("report.annex", model.language)
    paper.write(document.add_paragraph(), title, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    # as high as the page allows under the annex's heading
    paragraph.add_run().add_picture(BytesIO(picture), height=Mm(min(155.0, _MAP_WIDTH_MM * 210 / 297)))


def _roman(value: int) -> str:
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[value - 1]
