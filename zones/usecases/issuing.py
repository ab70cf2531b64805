"""Issue sheets: give one a number for good, replace or withdraw it, print it again, answer for its code."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import pandas as pd

from geo.mapmodel import HeadForm, MapModel
from geo.sheet import Audience, SheetKind, SheetOptions, Stamp, audience_of
from zones.codes import new_code, read_code
from zones.compose.head import say_place_date
from zones.export import Order, Progress
from zones.issued import IssuedSheet, Standing, issue_id, next_number, read_sheets, rows_as_json, say_sign
from zones.places import Place
from zones.situation import Situation
from zones.situation.view import View, read_view
from zones.stamping import (
    Issue,
    content_digest,
    draft_stamp,
    issued_stamp,
    picture_stamp,
    rulesets_used,
    summary_of,
    with_number,
)
from zones.store import CONTRACTS, AlreadyThere, Writer
from zones.store.files import keep_file, read_file
from zones.times import parse_moment
from zones.usecases.printing import Printing, first_page

# what can be issued, and what is produced of it: for the printer; for a screen and the answer to a code; for telephones
ISSUE_FORMS: Final[dict[SheetKind, dict[str, tuple[SheetKind, str]]]] = {
    SheetKind.MAP: {
        "pdf": (SheetKind.MAP, "pdf"), "png": (SheetKind.MAP, "png"), "zalo.png": (SheetKind.SQUARE, "png"),
    },
    SheetKind.ATLAS: {"pdf": (SheetKind.ATLAS, "pdf"), "png": (SheetKind.ATLAS, "png")},  # png: its first page
    SheetKind.POSTER: {"pdf": (SheetKind.POSTER, "pdf"), "png": (SheetKind.POSTER, "png")},
}
DEFAULT_SYMBOL: Final = {HeadForm.STATE: "BĐ-SCH", HeadForm.PARTY: "BĐ/ĐU"}
_TRIES: Final = 12
_turn = threading.Lock()  # within this process one sheet is issued after the other


class UnknownSheet(LookupError):
    """No issued sheet of that id in the place."""


class SheetEnded(RuntimeError):
    """The sheet was replaced or withdrawn already: it can't be ended twice."""


class AlreadyIssued(RuntimeError):
    """The same sheet was issued before and stands: two numbers for one sheet would make both doubtful."""

    def __init__(self, sheet: IssuedSheet) -> None:
        self.sheet = sheet
        super().__init__(sheet.id)


class TooManyIssuing(RuntimeError):
    """Others issued sheets of this place all the time: the number was gone at every try. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What is asked for when a sheet is issued. `as_of` None: the newest moment; `paper` None: the place's own.

    `kind` is one of ISSUE_FORMS; a poster names its `unit` ("area/…", "checkpoint/…") and is public, whatever is asked.
    """

    view: str
    signer: str
    author: str
    as_of: datetime | None = None
    language: str = "vi"
    audience: Audience = Audience.PUBLIC
    symbol: str = ""
    reason: str = ""
    paper: str | None = None
    portrait: bool = False
    dpi: int = 300
    public_url: str = ""
    kind: SheetKind = SheetKind.MAP
    unit: str = ""

    def options(self, kind: SheetKind) -> SheetOptions:
        """Return what is asked of the printer."""
        return SheetOptions(kind, self.paper, self.portrait, self.dpi, audience=self.told_to, unit=self.unit,
                            printed_by=self.author)

    def printed_as(self, paper: str) -> dict[str, Any]:
        """Return how the sheet is printed, as its record keeps it; `paper` is the place's own."""
        return {"paper": self.paper or paper, "portrait": self.portrait, "dpi": self.dpi, "kind": str(self.kind),
                "unit": self.unit}

    @property
    def told_to(self) -> Audience:
        """Whom the sheet is for, whatever was asked."""
        return audience_of(self.kind, self.audience)


class Issuing(Printing):
    """The verbs of whoever signs what leaves the room."""

    make_code: Callable[[], str] = staticmethod(new_code)

    def draft_sheet(self, order: IssueRequest, form: str, progress: Progress | None = None) -> bytes:
        """Draw the sheet of an order as a draft: the same sheet with NHÁP across it, without number and code."""
        model, known_at = self._frozen_map(order)[1:]
        kind, ending = ISSUE_FORMS[order.kind][form]
        composed = self._composed(order, kind, parse_moment(model.as_of), known_at, draft_stamp(model))
        return self._printed(_as_file(composed, ending), progress)

    def issue_sheet(
        self, order: IssueRequest, *, replaces: str | None = None, progress: Progress | None = None
    ) -> IssuedSheet:
        """Issue a sheet: number, code and bytes are stored together or not at all.

        The number is the next of its place and year. It stands in the picture, so the picture is drawn before the
        write; where somebody else took the number meanwhile, it is drawn again with the next one: no number is given
        twice and none is left out. UnknownSheet or SheetEnded when there is no standing sheet to replace;
        AlreadyIssued when a sheet that shows the very same stands and is not the one to be replaced.
        """
        situation, model, _ = self._frozen_map(order)
        place_id = read_view(order.view).place_id
        with _turn:
            for _ in range(_TRIES):
                former = self._standing_sheet(place_id, replaces) if replaces else None
                same = self._same_sheet(place_id, order, model)
                if same is not None and same != former:
                    raise AlreadyIssued(same)
                row, bodies = self._draw_issue(order, situation, model, former, progress)
                try:
                    self._file_sheet(place_id, order, row, bodies)
                except AlreadyThere:
                    continue
                return self.issued_sheet(place_id, row["issue_id"])
        raise TooManyIssuing(place_id)

    def withdraw_sheet(self, place_id: str, sheet_id: str, *, signer: str, reason: str, author: str) -> IssuedSheet:
        """Withdraw a standing sheet by an act of its own. UnknownSheet; SheetEnded when it stands no more."""
        sheet = self._standing_sheet(place_id, sheet_id)
        now = self.clock()
        try:
            with self.store.write(place_id, author=author, action="withdraw_sheet", recorded_at=now,
                                  detail={"sign": sheet.sign}) as writer:
                _append(writer, {"issue_id": f"{sheet.id}/withdrawn", "kind": "withdrawal", "about": sheet.id,
                                 "signer": signer or None, "reason": reason or None, "recorded_by": author or None,
                                 "valid_from": now})
        except AlreadyThere:
            raise SheetEnded(sheet_id) from None
        return self.issued_sheet(place_id, sheet_id)

    def issued_sheets(self, place_id: str) -> list[IssuedSheet]:
        """Return all issued sheets of a place with what became of them, the newest first."""
        revision = self.store.revision(place_id)
        return self._keep(("issued", place_id, revision),
                          lambda: read_sheets(place_id, self._records(place_id, revision)["issued"]))

    def issued_sheet(self, place_id: str, sheet_id: str) -> IssuedSheet:
        """Return one issued sheet. UnknownSheet when there is none of that id."""
        for sheet in self.issued_sheets(place_id):
            if sheet.id == sheet_id:
                return sheet
        raise UnknownSheet(sheet_id)

    def issued_file(self, place_id: str, sheet_id: str, form: str) -> bytes:
        """Return the very bytes that were issued. UnknownSheet, KeyError for a form that was not produced,
        DamagedFile when the store no longer holds the same bytes."""
        return read_file(self.store, self.issued_sheet(place_id, sheet_id).files[form])

    def ask_code(self, text: str) -> IssuedSheet | None:
        """Return the sheet that a code names, in whatever place; None when the code is not ours."""
        code = read_code(text)
        if code is None:
            return None
        for place_id in self.store.places_with("issued", "code", code):
            for sheet in self.issued_sheets(place_id):
                if sheet.code == code:
                    return sheet
        return None

    def place_of(self, place_id: str) -> Place:
        """Return the place of an issued sheet."""
        return self._place(View(place_id))

    def _standing_sheet(self, place_id: str, sheet_id: str) -> IssuedSheet:
        sheet = self.issued_sheet(place_id, sheet_id)
        if sheet.standing is not Standing.VALID:
            raise SheetEnded(sheet_id)
        return sheet

    def _same_sheet(self, place_id: str, order: IssueRequest, model: MapModel) -> IssuedSheet | None:
        """Return the standing sheet that shows the same, printed the same way for the same readers."""
        asked = (content_digest(model), order.view, str(order.told_to), order.printed_as(model.paper))
        for sheet in self.issued_sheets(place_id):
            if sheet.standing is Standing.VALID and (sheet.digest, sheet.view, sheet.audience, sheet.options) == asked:
                return sheet
        return None

    def _frozen_map(self, order: IssueRequest) -> tuple[Situation, MapModel, int]:
        """Return the situation, its map for the audience, and the revision: what is written meanwhile stays out."""
        known_at = self.situation(order.view, order.as_of).revision
        subject = self.subject(order.view, order.as_of, order.language, order.told_to, known_at)
        return self.situation(order.view, order.as_of, known_at), subject.model, known_at

    def _draw_issue(
        self, order: IssueRequest, situation: Situation, model: MapModel, former: IssuedSheet | None,
        progress: Progress | None,
    ) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Draw the sheet under the number that is the next now; return its record and its files by form."""
        now, place = self.clock(), situation.place
        number = next_number(self.store.read(read_view(order.view).place_id, "issued"), now.year)
        symbol = order.symbol.strip() or DEFAULT_SYMBOL[place.issuer.form]
        code, sign = self.make_code(), say_sign(number, symbol, place.issuer.form)
        place_date = say_place_date(place.issuer.place_name, now, order.language)
        issue = Issue(sign, place_date, code, now, order.public_url, order.signer,
                      former.sign if former else "")
        stamp = issued_stamp(model, issue)
        forms = ISSUE_FORMS[order.kind]
        # a city's book takes a minute to compose: once for all of its files
        composed = {kind: self._composed(order, kind, situation.as_of, situation.revision, stamp)
                    for kind in dict.fromkeys(kind for kind, _ in forms.values())}
        said = summary_of(composed[order.kind].content, model)
        numbered = {kind: replace(one, content=with_number(one.content, issue)) for kind, one in composed.items()}
        bodies = {form: self._printed(_as_file(numbered[kind], ending), progress if form == "pdf" else None)
                  for form, (kind, ending) in forms.items()}
        rulesets = rulesets_used([one.ruleset for one in situation.assessments], order.language)
        return {
            "issue_id": issue_id(now.year, number), "kind": "issue", "about": former.id if former else None,
            "year": now.year, "number": number, "symbol": symbol, "code": code, "view": order.view, "sign": sign,
            "title": said.title, "subtitle": said.subtitle, "language": order.language,
            "audience": str(order.told_to), "exercise": place.exercise, "as_of": situation.as_of,
            "data_time": situation.data_time, "known_at": situation.revision, "rulesets": rows_as_json(rulesets),
            "counts": rows_as_json(said.counts),
            "options": json.dumps(order.printed_as(place.paper)),
            "digest": content_digest(model), "signer": order.signer or None, "reason": order.reason or None,
            "recorded_by": order.author or None, "valid_from": now,
        }, bodies

    def _composed(self, order: IssueRequest, kind: SheetKind, as_of: datetime, known_at: int, stamp: Stamp) -> Order:
        """Return a sheet of a kind, composed and not yet drawn; which file it becomes is said by `_as_file`."""
        return self.order(order.view, as_of, order.language, "pdf", order.options(kind), known_at=known_at,
                          stamp=picture_stamp(stamp) if kind is SheetKind.SQUARE else stamp)

    def _file_sheet(self, place_id: str, order: IssueRequest, row: dict[str, Any], bodies: dict[str, bytes]) -> None:
        with self.store.write(place_id, author=order.author, action="issue_sheet", recorded_at=row["valid_from"],
                              detail={"sign": row["sign"], "code": row["code"]}) as writer:
            files = {form: keep_file(writer, body) for form, body in bodies.items()}
            _append(writer, {**row, "files": json.dumps(files)})


def _as_file(composed: Order, ending: str) -> Order:
    """Return the order of one file; a book's picture is its first page."""
    return first_page(composed) if ending == "png" else replace(composed, form=ending)


def _append(writer: Writer, row: dict[str, Any]) -> None:
    writer.append("issued", CONTRACTS["issued"].tidy(pd.DataFrame([row])))
