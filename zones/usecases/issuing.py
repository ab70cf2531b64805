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
from geo.sheet import Audience, SheetKind, SheetOptions, Stamp
from zones.codes import new_code, read_code
from zones.compose.head import say_place_date
from zones.issued import IssuedSheet, Standing, issue_id, next_number, read_sheets, rows_as_json, say_sign
from zones.places import Place
from zones.situation import Situation
from zones.situation.view import View, read_view
from zones.stamping import (
    Issue,
    colour_counts,
    content_digest,
    draft_stamp,
    issued_stamp,
    picture_stamp,
    rulesets_used,
    with_number,
)
from zones.store import CONTRACTS, AlreadyThere, Writer
from zones.store.files import keep_file, read_file
from zones.times import parse_moment
from zones.usecases.printing import Printing

# what is produced of an issued sheet: for the printer, for a screen, for telephones
ISSUE_FORMS: Final = {
    "pdf": (SheetKind.MAP, "pdf"), "png": (SheetKind.MAP, "png"), "zalo.png": (SheetKind.SQUARE, "png"),
}
DEFAULT_SYMBOL: Final = {HeadForm.STATE: "BĐ-SCH", HeadForm.PARTY: "BĐ/ĐU"}
_TRIES: Final = 12
_turn = threading.Lock()  # within this process one sheet is issued after the other


class UnknownSheet(LookupError):
    """No issued sheet of that id in the place."""


class SheetEnded(RuntimeError):
    """The sheet was replaced or withdrawn already: it can't be ended twice."""


class TooManyIssuing(RuntimeError):
    """Others issued sheets of this place all the time: the number was gone at every try. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What is asked for when a sheet is issued. `as_of` None: the newest moment; `paper` None: the place's own."""

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

    def options(self, kind: SheetKind) -> SheetOptions:
        """Return what is asked of the printer."""
        by = self.author if self.audience is Audience.INTERNAL else ""
        return SheetOptions(kind, self.paper, self.portrait, self.dpi, audience=self.audience, printed_by=by)


class Issuing(Printing):
    """The verbs of whoever signs what leaves the room."""

    make_code: Callable[[], str] = staticmethod(new_code)

    def draft_sheet(self, order: IssueRequest, form: str) -> bytes:
        """Draw the sheet of an order as a draft: the same map with NHÁP across it, without number and code."""
        model, known_at = self._frozen_map(order)[1:]
        kind, ending = ISSUE_FORMS[form]
        stamp = draft_stamp(model)
        stamp = picture_stamp(stamp) if kind is SheetKind.SQUARE else stamp
        return self._printed(self.order(order.view, parse_moment(model.as_of), order.language, ending,
                                        order.options(kind), known_at=known_at, stamp=stamp), None)

    def issue_sheet(self, order: IssueRequest, *, replaces: str | None = None) -> IssuedSheet:
        """Issue a sheet: number, code and bytes are stored together or not at all.

        The number is the next of its place and year. It stands in the picture, so the picture is drawn before the
        write; where somebody else took the number meanwhile, it is drawn again with the next one: no number is given
        twice and none is left out. UnknownSheet or SheetEnded when there is no standing sheet to replace.
        """
        situation, model, _ = self._frozen_map(order)
        place_id = read_view(order.view).place_id
        with _turn:
            for _ in range(_TRIES):
                former = self._standing_sheet(place_id, replaces) if replaces else None
                row, bodies = self._draw_issue(order, situation, model, former)
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

    def _frozen_map(self, order: IssueRequest) -> tuple[Situation, MapModel, int]:
        """Return the situation, its map for the audience, and the revision: what is written meanwhile stays out."""
        known_at = self.situation(order.view, order.as_of).revision
        subject = self.subject(order.view, order.as_of, order.language, order.audience, known_at)
        return self.situation(order.view, order.as_of, known_at), subject.model, known_at

    def _draw_issue(
        self, order: IssueRequest, situation: Situation, model: MapModel, former: IssuedSheet | None
    ) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Draw the sheet under the number that is the next now; return its record and its files by form."""
        now, place = self.clock(), situation.place
        number = next_number(self.store.read(read_view(order.view).place_id, "issued"), now.year)
        symbol = order.symbol.strip() or DEFAULT_SYMBOL[place.issuer.form]
        code, sign = self.make_code(), say_sign(number, symbol, place.issuer.form)
        place_date = say_place_date(place.issuer.place_name, now, order.language)
        issue = Issue(sign, place_date, code, now, order.public_url, former.sign if former else "")
        stamp = issued_stamp(model, issue)
        bodies = {form: self._produce(order, situation, issue, stamp, form) for form in ISSUE_FORMS}
        rulesets = rulesets_used([one.ruleset for one in situation.assessments], order.language)
        return {
            "issue_id": issue_id(now.year, number), "kind": "issue", "about": former.id if former else None,
            "year": now.year, "number": number, "symbol": symbol, "code": code, "view": order.view, "sign": sign,
            "title": model.title_block.title, "subtitle": model.title_block.subtitle, "language": order.language,
            "audience": str(order.audience), "exercise": place.exercise, "as_of": situation.as_of,
            "data_time": situation.data_time, "known_at": situation.revision, "rulesets": rows_as_json(rulesets),
            "counts": rows_as_json(colour_counts(model)),
            "options": json.dumps({
                "paper": order.paper or place.paper, "portrait": order.portrait, "dpi": order.dpi,
            }),
            "digest": content_digest(model), "signer": order.signer or None, "reason": order.reason or None,
            "recorded_by": order.author or None, "valid_from": now,
        }, bodies

    def _produce(
        self, order: IssueRequest, situation: Situation, issue: Issue, stamp: Stamp, form: str
    ) -> bytes:
        kind, ending = ISSUE_FORMS[form]
        if kind is SheetKind.SQUARE:
            stamp = picture_stamp(stamp)
        made = self.order(order.view, situation.as_of, order.language, ending, order.options(kind),
                          known_at=situation.revision, stamp=stamp)
        content = made.content
        numbered = with_number(content, issue) if isinstance(content, MapModel) else content
        return self._printed(replace(made, content=numbered), None)

    def _file_sheet(self, place_id: str, order: IssueRequest, row: dict[str, Any], bodies: dict[str, bytes]) -> None:
        with self.store.write(place_id, author=order.author, action="issue_sheet", recorded_at=row["valid_from"],
                              detail={"sign": row["sign"], "code": row["code"]}) as writer:
            files = {form: keep_file(writer, body) for form, body in bodies.items()}
            _append(writer, {**row, "files": json.dumps(files)})


def _append(writer: Writer, row: dict[str, Any]) -> None:
    writer.append("issued", CONTRACTS["issued"].tidy(pd.DataFrame([row])))
