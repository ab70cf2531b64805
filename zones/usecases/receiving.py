"""Receive files: read and match them in a worker, take answers, write whole or not at all, take an import back."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from geo.unpack import FileError
from zones.intake import Examination, examine_source
from zones.intake.asking import Question
from zones.intake.examine import around_of
from zones.intake.headings import fingerprint
from zones.intake.kind_of import kind_of
from zones.intake.people import HASHES
from zones.intake.register import Register
from zones.intake.sealing import KeyTrouble, Seal, open_seal
from zones.intake.source import Source, open_source
from zones.settings import key_file, sealing_key
from zones.store import Revision, StoreTrouble, Undone, Writer
from zones.usecases.desk import Desk, home_of
from zones.usecases.filing import report_of
from zones.usecases.tray import Cancelled, Tray, TrayState, Written

_LOG = logging.getLogger(__name__)
TRAYS: Final = 12                      # files on their way in at once; the oldest finished one makes room
_ATTEMPTS: Final = 5
# what is asked of every file anew: which of two rows, whether counts come on top
_NOT_REMEMBERED: Final = frozenset({"unit_none", "twin", "same_person", "tally", "count", "namesakes", "area_level"})
Period = tuple[datetime, datetime]


class CannotUndo(ValueError):
    """This write is no import of the place, or was taken back already. `key` names the sentence."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class _Moved(Exception):
    """The store changed since the examination."""


class Receiving(Desk):
    """The verbs of the intake's desk. Its trays live in the process, not in a browser's tab."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Open the desk; see Desk."""
        super().__init__(*arguments, **named)
        self._trays: OrderedDict[str, Tray] = OrderedDict()
        self._shelf = threading.Lock()         # two who bring a file at once both find it on the shelf
        self._turn = threading.Lock()          # one file at a time: two would only halve each other

    # bringing and looking

    def receive(self, place_id: str, data: bytes, filename: str, kind: str = "") -> Tray:
        """Take a file to the desk and begin to read it; return at once. `kind` "" is recognised by the columns."""
        tray = Tray(place_id, filename, data, self.clock(), kind)
        with self._shelf:
            for old in [one for one in self._trays.values() if not one.busy][:max(0, len(self._trays) - TRAYS + 1)]:
                del self._trays[old.id]
            self._trays[tray.id] = tray
        self._work(tray, lambda: self._examine(tray), TrayState.WORKING, "reading")
        return tray

    def tray(self, tray_id: str) -> Tray | None:
        """Return a file on its way in; None when it was put away."""
        return self._trays.get(tray_id)

    def trays(self, place_id: str) -> list[Tray]:
        """Return the files of a place that wait or are being worked on, the newest first."""
        waiting = {TrayState.WORKING, TrayState.READY, TrayState.WRITING}
        return [tray for tray in reversed(list(self._trays.values()))
                if tray.place_id == place_id and tray.state in waiting]

    def put_away(self, tray_id: str) -> None:
        """Stop the work on a file and forget it; what was written stays written."""
        tray = self._trays.pop(tray_id, None)
        if tray is not None and tray.state is not TrayState.WRITING:
            tray.stop()

    # answering

    def answer(self, tray: Tray, answers: Mapping[str, str | None]) -> None:
        """Give answers (question id, or "topic:*", to a choice's value; None takes one back) and sort the rows anew."""
        with tray.lock:
            for question, answer in answers.items():
                if answer is None:
                    tray.answers.pop(question, None)
                else:
                    tray.answers[question] = answer
        self._again(tray)

    def set_kind(self, tray: Tray, kind: str) -> None:
        """Say what kind of data the file holds; its columns and answers begin anew."""
        tray.kind, tray.kind_is_sure, tray.source = kind, True, None
        tray.columns, tray.answers = {}, {}
        self._again(tray)

    def set_columns(self, tray: Tray, columns: Mapping[str, str]) -> None:
        """Say what the file's columns mean; remembered for the next file of the same columns when this is written."""
        tray.columns = dict(columns)
        self._again(tray)

    # writing

    def write(self, tray: Tray, author: str, *, replace: bool = False, complete: Period | None = None) -> None:
        """Begin to write what is taken: all of it or nothing. `tray.written` says what was done."""
        self._work(tray, lambda: self._write_import(tray, author, replace, complete), TrayState.WRITING, "writing")

    def returned_file(self, tray: Tray, language: str) -> bytes:
        """Return the file with what became of each row, as .xlsx."""
        if tray.found is None or tray.source is None:
            raise FileError("tray.nothing_to_return", name=tray.filename)
        from zones.intake.returning import return_file  # openpyxl: for those who want their file back

        return return_file(tray.found, tray.source, tray.data, language)

    def imports(self, place_id: str) -> list[tuple[Revision, bool]]:
        """Return the newest imports of a place and whether each was taken back."""
        entries = self.store.imports(place_id, 200)
        undone = {entry.detail.get("undone") for entry in entries if entry.action == "undo"}
        return [(entry, entry.revision in undone) for entry in entries if entry.action == "import"]

    def undo_import(self, place_id: str, revision: int, author: str) -> Undone:
        """Take an import back whole: a new revision; what later writes changed stays. CannotUndo, StoreTrouble."""
        found = {entry.revision: (entry, gone) for entry, gone in self.imports(place_id)}
        if revision not in found:
            raise CannotUndo("tray.not_an_import")
        entry, gone = found[revision]
        if gone:
            raise CannotUndo("tray.undone_already")
        detail = {"undone": revision, "file": entry.detail.get("file", ""), "kind": entry.detail.get("kind", "")}
        with self.store.write(
            place_id, author=author, action="undo", recorded_at=self.clock(), detail=detail
        ) as writer:
            return writer.undo(revision)

    # the work itself

    def _again(self, tray: Tray) -> None:
        self._work(tray, lambda: self._examine(tray), TrayState.WORKING, "reading")

    def _work(self, tray: Tray, work: Callable[[], TrayState], state: TrayState, step: str) -> None:
        """Do a piece of work in a thread of its own: a browser that goes away does not stop it."""
        tray.begin(state, step)

        def run() -> None:
            with self._turn:
                ended = TrayState.FAILED
                try:
                    tray.tell(step)
                    ended = work()
                except Cancelled:
                    ended = TrayState.CANCELLED
                except (FileError, KeyTrouble) as error:
                    tray.trouble = error.key, error.fields
                except StoreTrouble as error:
                    _LOG.error("an import could not be written: %s", error)
                    tray.trouble, ended = ("screen.trouble_store", {}), TrayState.READY
                except Exception as error:
                    # only the kind of error: its words may quote a cell of somebody's file
                    _LOG.error("an import failed: %s", type(error).__name__)
                    tray.trouble = "tray.unforeseen", {"name": tray.filename}
                finally:
                    tray.end(ended)

        threading.Thread(target=run, name=f"intake-{tray.id}", daemon=True).start()

    def _examine(self, tray: Tray) -> TrayState:
        tray.source = tray.source or self._open(tray)
        tray.rows = len(tray.source.cells)
        if not tray.kind:
            return TrayState.READY             # nobody can tell: the person at the desk says it
        tray.mark = self._mark(tray.place_id)
        tray.found = self._look(tray, tray.source)
        tray.before = self._same_file(tray.place_id, tray.found.sha256)
        return TrayState.READY

    def _open(self, tray: Tray) -> Source:
        areas = self._records(tray.place_id, self.store.revision(tray.place_id))["areas"]
        source = open_source(tray.kind or None, tray.data, tray.filename, around_of(areas))
        if not tray.kind:
            tray.kind, tray.kind_is_sure = kind_of(source)
        return source

    def _look(self, tray: Tray, source: Source) -> Examination:
        place = self.store.place(tray.place_id)
        records = self._records(tray.place_id, self.store.revision(tray.place_id))
        remembered = self.store.answers(tray.place_id)
        start = f"columns:{fingerprint(source.cells.columns, tray.kind)}:"
        columns = {name.removeprefix(start): meaning for name, meaning in remembered.items() if name.startswith(start)}
        areas = records["areas"] if len(records["areas"]) else None
        return examine_source(
            tray.kind, source, tray.filename, now=self.clock(), areas=areas,
            home=home_of(place), disease=place.diseases[0], columns={**columns, **tray.columns}, answers=tray.answers,
            remembered=remembered, register=self._register(tray.place_id) if tray.kind == "cases" else None,
            tell=tray.tell,
        )

    def _register(self, place_id: str) -> Register:
        seal, people = self.seal(), self.store.people(place_id)
        if len(people) and (people["key_name"] != seal.name).any():
            raise KeyTrouble("people.other_key")
        cases = self._records(place_id, self.store.revision(place_id))["cases"]
        standing = people[people["case_id"].isin(cases["case_id"])]
        return Register(cases, standing.drop(columns="key_name").reset_index(drop=True), seal)

    def seal(self) -> Seal:
        """Return the installation's seal; its key file is made at the first use. KeyTrouble."""
        return self._keep(("seal",), lambda: open_seal(sealing_key(), key_file(self.store.engine.url.database)))

    def _write_import(self, tray: Tray, author: str, replace: bool, complete: Period | None) -> TrayState:
        for _ in range(_ATTEMPTS):
            found = tray.found
            assert found is not None
            try:
                tray.written = self._write_once(tray, found, author, replace, complete)
                return TrayState.WRITTEN
            except _Moved:
                self._examine(tray)
                if not _same_piles(found, tray.found):
                    tray.store_moved = True
                    return TrayState.READY
        return TrayState.READY

    def _write_once(
        self, tray: Tray, found: Examination, author: str, replace: bool, complete: Period | None
    ) -> Written:
        detail = {"file": found.filename, "sha256": found.sha256, "kind": found.kind, "taken": found.rows_taken,
                  "asked": found.rows_asked, "refused": found.rows_refused}
        place = tray.place_id
        with self.store.write(place, author=author, action="import", recorded_at=self.clock(), detail=detail) as writer:
            # inside the write nobody else writes: what is read now is what the examination must rest on
            if self._mark(place) != tray.mark:
                raise _Moved
            changed = (writer.replace if replace else writer.put)(found.kind, found.taken)
            self._write_people(writer, found)
            writer.put_answers(self._to_remember(tray, found))
            if complete is not None:
                writer.put("reports", report_of(found, complete, self.store.place(place).diseases[0]))
            return Written(writer.revision, changed)

    def _write_people(self, writer: Writer, found: Examination) -> None:
        if found.people is None:
            return
        hashes = found.people.hashes.loc[found.taken.index]
        told = hashes[hashes.notna().any(axis="columns")]
        plain = told.astype("object").where(told.notna(), None).to_dict("records")
        ids, key_name = found.taken["case_id"], self.seal().name
        rows = [{"case_id": ids[row], "row": row, "key_name": key_name, **{name: one[name] for name in HASHES}}
                for row, one in zip(told.index, plain, strict=True)]
        writer.put_people(rows, found.people.sealed)

    def _to_remember(self, tray: Tray, found: Examination) -> dict[str, str]:
        given = {question.id: question.answer for question in found.questions
                 if question.answer is not None and question.id in tray.answers and _lasts(question)}
        start = f"columns:{found.source}:"
        return {**given, **{start + column: meaning for column, meaning in tray.columns.items()}}

    def _mark(self, place_id: str) -> tuple[int, ...]:
        """Return what of the store an examination rests on: a post that is moved meanwhile changes none of it."""
        return self.store.last_change(place_id, ("areas", "cases", "reports"))

    def _same_file(self, place_id: str, sha256: str) -> tuple[int, datetime] | None:
        return next(((entry.revision, entry.recorded_at) for entry, undone in self.imports(place_id)
                     if not undone and entry.detail.get("sha256") == sha256), None)


def _lasts(question: Question) -> bool:
    """An answer about a name that may be an address is not kept in words."""
    return question.topic not in _NOT_REMEMBERED and question.fields.get("name") != "…"


def _same_piles(one: Examination, other: Examination | None) -> bool:
    return other is not None and one.taken.equals(other.taken) and one.asked.equals(other.asked) and (
        one.refused.equals(other.refused))
