"""Examine a file: read it, understand it, and sort its rows into taken, asked and refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.crs import LONLAT
from geo.frames import COUNT, FLAG, MOMENT, NUMBER, Column
from geo.names import LEVELS
from geo.readings import Around, title
from geo.unpack import FileError
from zones.intake import places, shapes, units
from zones.intake.columns import ORDINAL, PERSONAL, preferred, recognise_columns
from zones.intake.draft import Draft
from zones.intake.examination import Examination, Note
from zones.intake.findings import ASKED, REFUSED, REMARK, Findings
from zones.intake.identity import give_ids
from zones.intake.kinds import ASK, KINDS, LEAVE_EMPTY, Vocabulary
from zones.intake.points import has_points
from zones.intake.source import Source, open_source
from zones.intake.values import (
    Reader,
    past_moment,
    phrase_of,
    read_all,
    read_count,
    read_flag,
    read_moment,
    read_number,
    read_ring,
    read_share,
    read_text,
    word_of,
)
from zones.ruleset import list_rulesets

_TOTALS = r"(?i)^(?:(?:tổng|tong)(?: cộng| cong| số| so)?|cộng|cong|(?:grand )?total|sum)\s*:?$"
_ZONE_NUMBER = r"(?i)^\s*(?:kv|khu vực|khu vuc|vùng|vung|cấp|cấp độ|cap|cap do|mức|muc)?\s*\d\s*$"


_NOTES_THAT_ASK: Final = frozenset({"coordinates.file_unclear", "coordinates.crs_contradicts"})
_NAMED_AT_MOST: Final = 15         # columns in one sentence

# columns that `places` fills: they are read together, not cell by cell
_READ_WITH_THE_PLACE: Final = frozenset({"area_id", "located_by", "area_text", "lon", "lat", "lonlat"})


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
    are asked about. `coordinates` is the system that a person named for the file's coordinates (one of
    geo.readings.READINGS), "" lets the program work it out. Raises FileError, whose key is a sentence,
    for a file that cannot be used as a whole.
    """
    around = Around([] if areas is None else areas.geometry.to_numpy())
    source = open_source(kind, data, filename, around)
    draft = _begin(kind, source, filename)
    settled = coordinates in source.options
    draft.around, draft.chosen, draft.options = around, coordinates, () if settled else source.options
    if settled:
        # the question is answered: the note that asks it gives way to the answer
        draft.notes[:] = [note for note in draft.notes if note.key not in _NOTES_THAT_ASK]
        draft.notes.append(Note("coordinates.chosen", {"reading": title(coordinates)}))
    of_file = source.shapes_as(coordinates)
    _refuse_whole_rows(draft, source)
    for name, column in draft.kind.contract.columns.items():
        if name in draft.cells and name not in _READ_WITH_THE_PLACE:
            _read_column(draft, name, column, now)
    shapes.read_shapes(draft, of_file)
    if kind == "areas":
        units.complete(draft, area_level)
    if draft.kind.placed:
        places.put_into_areas(draft, areas, home, of_file)
    _fill_in(draft, disease)
    _check_order_of_times(draft)
    give_ids(draft, source.sha256, set(known_ids))
    _refuse_missing(draft)
    return _finish(draft, source, kind, filename)


def _begin(kind: str, source: Source, filename: str) -> Draft:
    """Name the columns as ours; what tells a person is left behind here and never seen again."""
    spec = KINDS[kind]
    recognised = recognise_columns(source.cells.columns, kind)
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
    return Draft(spec, cells, Findings(kind, cells.index, {**known_by, **named_by, **chosen}), notes)


def _notes_on_columns(source: Source, recognised: dict[str, str], chosen: dict[str, str]) -> list[Note]:
    personal = [column for column, ours in recognised.items() if ours == PERSONAL]
    unknown = [column for column in source.cells.columns if column not in recognised]
    doubled = [column for column, ours in recognised.items()
               if ours not in {PERSONAL, ORDINAL} and chosen[ours] != column]
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


def _read_column(draft: Draft, name: str, column: Column, now: datetime) -> None:
    texts = draft.cells[name]
    words = draft.kind.words.get(name)
    draft.values[name], keys = read_all(texts, _reader(draft, name, column, words, now))
    wrong = keys.notna()
    if words is None:
        draft.findings.add(REFUSED, wrong, keys, name, texts)
    elif words.unknown == ASK:
        zone_number = texts.str.match(_ZONE_NUMBER) & (name == "level")
        draft.findings.add(ASKED, wrong & zone_number, "intake.level_is_a_zone_number", name, texts)
        draft.findings.add(ASKED, wrong & ~zone_number, "intake.unknown_word", name, texts)
    else:
        taken_for = None if words.unknown == LEAVE_EMPTY else words.unknown
        draft.values[name] = draft.values[name].where(~wrong, taken_for)
        key = "intake.word_left_out" if taken_for is None else "intake.word_taken_for_other"
        draft.findings.add(REMARK, wrong, key, name, texts)
    _check_range(draft, name, column, texts)


def _reader(draft: Draft, name: str, column: Column, words: Vocabulary | None, now: datetime) -> Reader:
    if words is not None:
        return phrase_of(words.table) if words.phrase else word_of(words.table)
    if column.dtype == MOMENT:
        return past_moment(now) if name in draft.kind.past_only else read_moment
    if column.dtype == COUNT:
        return read_ring if column.among is not None else read_count
    if column.dtype == NUMBER:
        return read_share if name.endswith("_share") else read_number
    return read_flag if column.dtype == FLAG else read_text


def _check_range(draft: Draft, name: str, column: Column, texts: pd.Series) -> None:
    if column.at_most is None and not (column.dtype == NUMBER and column.at_least is not None):
        return
    numbers = pd.to_numeric(draft.values[name], errors="coerce")
    low = float("-inf") if column.at_least is None else column.at_least
    high = float("inf") if column.at_most is None else column.at_most
    outside = numbers.notna() & ~numbers.between(low, high)
    draft.findings.add(REFUSED, outside, "intake.out_of_range", name, texts, low=f"{low:g}", high=f"{high:g}")


def _fill_in(draft: Draft, disease: str) -> None:
    """Put in what a file may leave unsaid, and say so where it changes the map."""
    columns = draft.kind.contract.columns
    if "disease" in columns:
        draft.values["disease"] = draft.column("disease").where(draft.column("disease").notna(), disease)
    if draft.kind.contract.name == "cases":
        _fill_counts(draft)
        _drop_points(draft)
    if draft.kind.contract.name == "checkpoints":
        # what the words mean: a soft post is a barrier with people, a hard one without (domain §4.4)
        staffed, kinds = draft.column("staffed"), draft.column("kind")
        unsaid = staffed.isna() & kinds.notna()
        draft.values["staffed"] = staffed.where(~unsaid, kinds == "soft")
        _note_rows(draft, "intake.note_staffed_by_kind", unsaid)
    for name, value in draft.kind.defaults.items():
        given = draft.column(name)
        draft.values[name] = given.where(given.notna(), value)
        if value is not False:
            _note_rows(draft, f"intake.note_default_{name}", given.isna())


def _drop_points(draft: Draft) -> None:
    """Keep the point of a case only where a rule draws circles round cases: for no other disease is it needed."""
    drawn = {ruleset.disease for ruleset in list_rulesets() if ruleset.outbreak and ruleset.outbreak.radius_m}
    needed = draft.column("disease").isin(drawn)
    for name in ("lon", "lat"):
        draft.values[name] = draft.column(name).where(needed, None)


def _note_rows(draft: Draft, key: str, rows: pd.Series) -> None:
    """Say of how many rows that are taken something was supposed."""
    count = int((rows & ~draft.findings.rows_of(ASKED, REFUSED)).sum())
    if count:
        draft.notes.append(Note(key, {"rows": count}))


def _fill_counts(draft: Draft) -> None:
    """A list without a column of counts has one case a row; an empty cell in such a column is a question."""
    if "count" not in draft.cells:
        draft.values["count"] = pd.Series(1, index=draft.cells.index, dtype="object")
        return
    draft.findings.add(ASKED, draft.cells["count"] == "", "intake.count_empty", "count")


def _check_order_of_times(draft: Draft) -> None:
    for first, last in (("valid_from", "valid_to"), ("period_start", "period_end")):
        if first not in draft.values or last not in draft.values:
            continue
        start, end = (pd.to_datetime(draft.values[name], utc=True) for name in (first, last))
        draft.findings.add(REFUSED, (end <= start).astype("bool"), "intake.ends_before_it_starts", last,
                           draft.cells[last])


def _refuse_missing(draft: Draft) -> None:
    already = draft.findings.rows_of(ASKED, REFUSED)
    for name, column in draft.kind.contract.columns.items():
        if not column.nullable:
            missing = draft.column(name).isna() & ~already
            if name == "area_level":
                missing &= draft.column("name").notna()   # the name tells it: one thing is missing
            draft.findings.add(REFUSED, missing, "intake.missing", name)


def _finish(draft: Draft, source: Source, kind: str, filename: str) -> Examination:
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
        options=draft.options,
    )
