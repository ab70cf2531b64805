"""Examine a file: read it, understand it, and sort its rows into taken, asked and refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.crs import LONLAT
from geo.names import LEVELS
from geo.readings import Around
from geo.unpack import FileError
from zones.intake import places, shapes, units
from zones.intake.asking import Asking, still_open
from zones.intake.columns import ORDINAL, PERSONAL, ROLES, UNUSED, preferred
from zones.intake.draft import Draft
from zones.intake.examination import Examination, Note
from zones.intake.filling import fill_in
from zones.intake.findings import ASKED, REFUSED, REMARK, Findings
from zones.intake.headings import Heading, fingerprint, read_headings
from zones.intake.identity import give_ids
from zones.intake.kinds import KINDS
from zones.intake.people import People, read_people
from zones.intake.points import has_points
from zones.intake.reading import read_columns
from zones.intake.register import Register
from zones.intake.source import Source, open_source
from zones.intake.windows import said_period

_TOTALS = r"(?i)^(?:(?:tổng|tong)(?: cộng| cong| số| so)?|cộng|cong|(?:grand )?total|sum)\s*:?$"
# what holds where nobody can be asked: a day stands before its month, as the country writes; a case whose unit is not
# found is counted and not on the map
UNASKED: Final = {"date_order:*": "day_first", "date_swapped:*": "as_it_stands", "unit:*": "outside",
                  "unit_none:*": "outside", "coordinates:*": "unused"}
_NAMED_AT_MOST: Final = 15         # columns in one sentence
Tell = Callable[[str], None]


def examine(
    kind: str,
    data: bytes,
    filename: str,
    *,
    now: datetime,
    areas: gpd.GeoDataFrame | None = None,
    home: Sequence[str] = (),
    disease: str = "covid-19",
    known_ids: Collection[str] = (),
    area_level: str | None = None,
    coordinates: str = "",
) -> Examination:
    """Return what a file of one kind holds; nothing is written, and every row ends in exactly one pile.

    `kind` is a key of KINDS. `now` (aware) is the moment after which no case can be. `areas` are the place's
    areas, into which cases, sites, reports and forces are put; `home` names the units around them, the
    nearest first ("Phường Gia Thụy", "quận Long Biên"), for areas that do not name their parent. `disease` is
    for rows that name none, `area_level` for areas that do not say theirs. Rows whose id is in `known_ids`
    are asked about. Nobody answers here: UNASKED holds, and `coordinates`, the system of the file's coordinates
    (one of geo.readings.READINGS), where it is known. Raises FileError, whose key is a sentence, for a file
    that cannot be used as a whole.
    """
    source = open_source(kind, data, filename, around_of(areas))
    answers = {**UNASKED, "coordinates:*": coordinates} if coordinates else UNASKED
    return examine_source(
        kind, source, filename, now=now, areas=areas, home=home, disease=disease, known_ids=known_ids,
        area_level=area_level, answers=answers,
    )


def around_of(areas: gpd.GeoDataFrame | None) -> Around:
    """Return the place that a file is about, for reading coordinates whose system it does not name."""
    return Around([] if areas is None else areas.geometry.to_numpy())


def examine_source(
    kind: str,
    source: Source,
    filename: str,
    *,
    now: datetime,
    areas: gpd.GeoDataFrame | None = None,
    home: Sequence[str] = (),
    disease: str = "covid-19",
    known_ids: Collection[str] = (),
    area_level: str | None = None,
    columns: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    register: Register | None = None,
    tell: Tell = lambda _step: None,
) -> Examination:
    """Return what a file that was read holds, as `examine` does, with the answers given so far.

    `columns` says what columns mean where their names do not, `answers` and `remembered` are those of `asking`.
    With a `register` a case list's persons are recognised. `tell` hears the name of each step before it is taken.
    """
    draft, headings = _begin(kind, source, filename, columns, Asking(answers, remembered))
    if register is not None:
        draft.known_ids = frozenset(register.cases["case_id"])
    mark = draft.mark = fingerprint(source.cells.columns, kind)
    draft.around = around_of(areas)
    _refuse_whole_rows(draft, source)
    tell("columns")
    read_columns(draft, mark, now, said_period(source.titles))
    of_file = shapes.read_shapes(draft, source)
    if kind == "areas":
        units.complete(draft, area_level)
    tell("places")
    if draft.kind.placed:
        places.put_into_areas(draft, areas, home, of_file)
    fill_in(draft, disease)
    tell("people")
    people = None
    if kind == "cases" and register is not None:
        roles = {heading.meaning: heading.column for heading in reversed(headings) if heading.meaning in ROLES}
        people = read_people(draft, source.cells, roles, mark, now, register.seal)
    give_ids(draft, source.sha256, set(known_ids), register, people)
    tell("piles")
    _check_period(draft, source)
    _refuse_missing(draft)
    return _finish(draft, source, kind, filename, headings, people)


def _begin(
    kind: str, source: Source, filename: str, said: Mapping[str, str] | None, asking: Asking
) -> tuple[Draft, tuple[Heading, ...]]:
    """Name the columns as ours; what tells a person is left behind here and never seen again."""
    spec = KINDS[kind]
    headings = read_headings(source.cells, kind, said)
    recognised = {heading.column: heading.meaning for heading in headings if heading.meaning != UNUSED}
    chosen = preferred(recognised, kind)
    notes = _notes_on_columns(source, recognised, chosen)
    for name in spec.must_have:
        if name not in chosen:
            raise FileError(f"intake.no_column_{name}", name=filename)
    located = source.shapes is not None or "geometry" in chosen or has_points(chosen)
    if spec.shape_needed and not located:
        raise FileError("intake.no_shapes", name=filename)
    cells = source.cells[list(chosen.values())].set_axis(list(chosen), axis="columns")
    # a unit may be named by its column "Tổ dân phố": that is the one to point at
    named_by = next(({"name": chosen[level]} for level in LEVELS if level in chosen), {})
    # an area's id comes from its code: twins are shown at the column that has it
    known_by = {"area_id": chosen["code"]} if kind == "areas" and "code" in chosen else {}
    findings = Findings(kind, cells.index, {**known_by, **named_by, **chosen})
    return Draft(spec, cells, findings, notes, asking), headings


def _notes_on_columns(source: Source, recognised: dict[str, str], chosen: dict[str, str]) -> list[Note]:
    personal = [column for column, ours in recognised.items() if ours in {PERSONAL, *ROLES}]
    unknown = [column for column in source.cells.columns if column not in recognised]
    doubled = [column for column, ours in recognised.items()
               if ours not in {PERSONAL, ORDINAL, *ROLES} and chosen[ours] != column]
    notes = list(source.notes)
    if source.rows_empty:
        notes.append(Note("intake.note_empty_rows", {"rows": source.rows_empty}))
    for key, columns in (("personal", personal), ("unused", unknown), ("doubled", doubled)):
        if columns:
            notes.append(Note(f"intake.note_{key}_columns", {"columns": _listed(columns)}))
    if source.other_sheets:
        sheets = ", ".join(source.other_sheets)
        notes.append(Note("intake.note_other_sheets", {"sheet": source.sheet, "sheets": sheets}))
    return notes


def _listed(columns: list[str]) -> str:
    """Write names one after the other, of a thousand the first ones and how many more."""
    shown = [column if len(column) <= 40 else f"{column[:39]}…" for column in columns[:_NAMED_AT_MOST]]
    rest = len(columns) - len(shown)
    return ", ".join(shown) + (f", … (+{rest})" if rest else "")


def _refuse_whole_rows(draft: Draft, source: Source) -> None:
    index = draft.cells.index
    draft.findings.add(REFUSED, pd.Series(index.isin(source.overlong), index=index), "intake.row_too_long")
    totals = pd.Series(False, index=index)
    for column in source.cells.columns[:3]:
        totals |= source.cells[column].str.match(_TOTALS)
    draft.findings.add(REFUSED, totals, "intake.row_of_totals")


def _check_period(draft: Draft, source: Source) -> None:
    """Say which cases lie outside the hours that the lines above the table name."""
    period = said_period(source.titles)
    if period is None or draft.kind.contract.name != "cases":
        return
    moments = pd.to_datetime(draft.column("date_reporting"), utc=True)
    # a day without an hour is its 00:00, and lies in the window that ends at that day's 18:00
    outside = moments.notna() & ~((moments >= period[0]) & (moments < period[1]))
    draft.findings.add(REMARK, outside, "ask.outside_the_period", "date_reporting", draft.text("date_reporting"))


def _refuse_missing(draft: Draft) -> None:
    already = draft.findings.rows_of(ASKED, REFUSED)
    for name, column in draft.kind.contract.columns.items():
        if not column.nullable:
            missing = draft.column(name).isna() & ~already
            if name == "area_level":
                missing &= draft.column("name").notna()   # the name tells it: one thing is missing
            draft.findings.add(REFUSED, missing, "intake.missing", name)


def _finish(
    draft: Draft, source: Source, kind: str, filename: str, headings: tuple[Heading, ...], people: People | None
) -> Examination:
    contract = draft.kind.contract
    asked, refused, remarks = draft.findings.piles()
    kept = ~draft.findings.rows_of(ASKED, REFUSED)
    columns: dict[str, Any] = {name: draft.column(name)[kept] for name in contract.columns}
    frame = pd.DataFrame(columns, index=draft.cells.index[kept])
    if contract.geometry:
        frame = gpd.GeoDataFrame(frame, geometry=draft.shapes[kept].to_numpy(), crs=LONLAT)
    taken = contract.check(frame)
    if kind == "areas":
        draft.notes.extend(shapes.notes_on_coverage(taken))
    return Examination(
        kind=kind,
        filename=filename,
        sha256=source.sha256,
        taken=taken,
        asked=asked,
        refused=refused,
        remarks=remarks,
        rows_in_file=len(draft.cells),
        rows_empty=source.rows_empty,
        notes=tuple(draft.notes),
        questions=still_open(draft.asking.questions, set(asked["row"]), set(taken.index)),
        headings=headings,
        source=fingerprint(source.cells.columns, kind),
        said_period=said_period(source.titles),
        read=_as_read(draft),
        people=people,
    )


def _as_read(draft: Draft) -> pd.DataFrame:
    """Return for every row what was read of it, for looking at: no word of a person is among it."""
    return pd.DataFrame({name: draft.column(name).astype("object") for name in draft.kind.contract.columns},
                        index=draft.cells.index)
