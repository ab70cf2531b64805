"""Hold the sheets that left the room: issued with a number, replaced or withdrawn, never changed nor deleted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import pandas as pd

from geo.frames import COUNT, FLAG, MOMENT, TEXT, Column, Contract, rows_of
from geo.mapmodel import HeadForm
from geo.sheet import SheetKind

AUDIENCES: Final = ("public", "internal")

# A row is an act: a sheet is issued (perhaps in another's place), or withdrawn. What a sheet is now follows from all.
ISSUED: Final = Contract(
    name="issued",
    key="issue_id",
    columns={
        "issue_id": Column(TEXT, unique=True, meaning="2021-0012, or 2021-0012/withdrawn"),
        "kind": Column(TEXT, among=("issue", "withdrawal")),
        "about": Column(TEXT, nullable=True, meaning="the sheet that is replaced or withdrawn by this act"),
        "year": Column(COUNT, nullable=True),
        "number": Column(COUNT, nullable=True, at_least=1, meaning="per place and year, from 1, without gaps"),
        "symbol": Column(TEXT, nullable=True, meaning="what stands after the number: BĐ-SCH"),
        "sign": Column(TEXT, nullable=True, meaning="number and symbol as the head of the paper has them"),
        "code": Column(TEXT, nullable=True),
        "view": Column(TEXT, nullable=True, meaning="place and view as an address holds them"),
        "title": Column(TEXT, nullable=True),
        "subtitle": Column(TEXT, nullable=True),
        "language": Column(TEXT, nullable=True),
        "audience": Column(TEXT, nullable=True, among=AUDIENCES),
        "exercise": Column(FLAG, nullable=True),
        "as_of": Column(MOMENT, nullable=True, meaning="the moment that the map shows"),
        "data_time": Column(MOMENT, nullable=True, meaning="until when its data are complete"),
        "known_at": Column(COUNT, nullable=True, meaning="the revision of the data"),
        "rulesets": Column(TEXT, nullable=True, meaning="JSON: id, version and title of each"),
        "counts": Column(TEXT, nullable=True, meaning="JSON: style, words and values of the legend's zone lines"),
        "options": Column(TEXT, nullable=True, meaning="JSON: paper, dpi, kind, unit"),
        "files": Column(TEXT, nullable=True, meaning="JSON: form -> SHA-256 of its bytes"),
        "digest": Column(TEXT, nullable=True, meaning="SHA-256 of what the map shows"),
        "signer": Column(TEXT),
        "reason": Column(TEXT, nullable=True),
        "recorded_by": Column(TEXT),
        "valid_from": Column(MOMENT, meaning="when it was issued or withdrawn"),
    },
)


class Standing(StrEnum):
    """What an issued sheet is now."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RulesetUsed:
    """A ruleset as it was when a sheet was issued: its id, the hash of its text, its title."""

    id: str
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class ColourCount:
    """A line of the legend's zones: its colour as "#RRGGBB", its words, what is counted under which heading."""

    fill: str
    label: str
    values: tuple[tuple[str, str], ...]    # (heading, number in words)


@dataclass(frozen=True, slots=True)
class IssuedSheet:
    """One issued sheet with what became of it."""

    id: str
    place_id: str
    year: int
    number: int
    symbol: str
    sign: str                              # 07/BĐ-SCH
    code: str
    view: str
    title: str
    subtitle: str
    language: str
    audience: str
    exercise: bool
    as_of: datetime
    data_time: datetime | None
    known_at: int
    rulesets: tuple[RulesetUsed, ...]
    counts: tuple[ColourCount, ...]
    options: dict[str, Any]
    files: dict[str, str]                  # form -> SHA-256
    digest: str
    signer: str
    reason: str
    recorded_by: str
    issued_at: datetime
    standing: Standing
    replaces: str | None = None            # the id of the sheet in whose place it stands
    ended_by: str | None = None            # the sheet that replaced it
    ended_at: datetime | None = None
    end_reason: str = ""

    @property
    def kind(self) -> SheetKind:
        """What was issued: a map, an atlas or a poster."""
        return SheetKind(self.options.get("kind", SheetKind.MAP))


def say_sign(number: int, symbol: str, form: HeadForm) -> str:
    """Write a number as Vietnamese papers do: 07/BĐ-SCH of the State (NĐ 30/2020), 07-BĐ/ĐU of the Party."""
    return f"{number:02d}{'-' if form is HeadForm.PARTY else '/'}{symbol}"


def issue_id(year: int, number: int) -> str:
    """Return the key of a sheet within its place: unique, and so no number is given twice."""
    return f"{year}-{number:04d}"


def next_number(issued: pd.DataFrame, year: int) -> int:
    """Return the number after the highest of that year; 1 when there is none."""
    numbers = issued.loc[(issued["kind"] == "issue") & (issued["year"] == year), "number"]
    return int(numbers.max()) + 1 if len(numbers) else 1


def read_sheets(place_id: str, issued: pd.DataFrame) -> list[IssuedSheet]:
    """Return all issued sheets of a place, the newest first, each with what became of it.

    The first act that ends a sheet counts: a sheet that was replaced can't be withdrawn nor replaced again.
    """
    rows = sorted(rows_of(issued), key=lambda row: (row["valid_from"], row["issue_id"]))
    ends: dict[str, dict[str, Any]] = {}
    for row in rows:
        if pd.notna(row["about"]):
            ends.setdefault(row["about"], row)
    sheets = [_sheet(place_id, row, ends.get(row["issue_id"])) for row in rows if row["kind"] == "issue"]
    return sorted(sheets, key=lambda sheet: (sheet.year, sheet.number), reverse=True)


def _sheet(place_id: str, row: dict[str, Any], end: dict[str, Any] | None) -> IssuedSheet:
    standing = Standing.VALID
    if end is not None:
        standing = Standing.WITHDRAWN if end["kind"] == "withdrawal" else Standing.REPLACED
    counts = tuple(
        ColourCount(line["fill"], line["label"], tuple((head, value) for head, value in line["values"]))
        for line in json.loads(row["counts"])
    )
    return IssuedSheet(
        id=row["issue_id"], place_id=place_id, year=int(row["year"]), number=int(row["number"]),
        symbol=_text(row["symbol"]), sign=row["sign"], code=row["code"], view=row["view"], title=row["title"],
        subtitle=_text(row["subtitle"]), language=row["language"], audience=row["audience"],
        exercise=bool(row["exercise"]), as_of=_moment(row["as_of"]),
        data_time=_moment(row["data_time"]) if pd.notna(row["data_time"]) else None, known_at=int(row["known_at"]),
        rulesets=tuple(RulesetUsed(**used) for used in json.loads(row["rulesets"])), counts=counts,
        options=json.loads(row["options"]), files=json.loads(row["files"]), digest=row["digest"],
        signer=row["signer"], reason=_text(row["reason"]), recorded_by=row["recorded_by"],
        issued_at=_moment(row["valid_from"]), standing=standing,
        replaces=row["about"] if pd.notna(row["about"]) else None,
        ended_by=end["issue_id"] if end is not None and standing is Standing.REPLACED else None,
        ended_at=_moment(end["valid_from"]) if end is not None else None,
        end_reason=_text(end["reason"]) if end is not None else "",
    )


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _moment(value: pd.Timestamp) -> datetime:
    moment: datetime = value.to_pydatetime()
    return moment


def rows_as_json(rows: Sequence[Any]) -> str:
    """Write small frozen records as JSON for one of the contract's columns."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False)
