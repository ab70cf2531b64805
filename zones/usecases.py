"""Do what a command post does: open a place, look at a moment, take in a file, designate a site, draw a sheet."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import pandas as pd

from geo.frames import VIETNAM_TIME, Records
from geo.mapmodel import Card, MapModel
from zones import times
from zones.cards import make_card
from zones.checklist import Answer
from zones.comparison import Change, compare
from zones.compose import compose
from zones.export import export_map
from zones.intake import Examination, examine
from zones.levels import Level
from zones.places import Place, read_place
from zones.rulebook import is_known, placed_for, rules_for
from zones.ruleset import Library, Ruleset, open_library
from zones.settings import SAMPLES, rulesets_folder
from zones.situation import Situation, build_situation
from zones.situation.view import View, read_view
from zones.store import CONTRACTS, Store

SAMPLE_AUTHOR: Final = "sample_data"
CACHED_SITUATIONS: Final = 64
Clock = Callable[[], datetime]
T = TypeVar("T")


class UnknownSite(LookupError):
    """No site of that id in the place."""


class UnknownAct(LookupError):
    """No act of that id in the place."""


class CommandPost:
    """The verbs of the program over one store. Everything computed is kept by revision and moment, so that a
    rerun of a screen or the poll of a map costs a look-up; one computation at a time, not one per viewer."""

    def __init__(self, store: Store, clock: Clock = times.now, rulesets: Path | None = None) -> None:
        """Work over a store; `rulesets` is the folder with the user's own ruleset files, if there is one."""
        self.store = store
        self.clock = clock
        self.rulesets = rulesets
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.RLock()

    # places

    def list_places(self) -> list[Place]:
        """Return all places in the order in which they were made."""
        return self.store.places()

    def places(self) -> list[str]:
        """Return the ids of all places; the first is the one shown when none is asked for."""
        return [place.id for place in self.store.places()]

    def create_place(self, place: Place, author: str) -> None:
        """Make a place, or give a standing one other settings."""
        with self.store.write(place.id, author=author, action="place", recorded_at=self.clock()) as writer:
            writer.put_place(place)

    def load_sample(self, folder: Path) -> Place:
        """Load a folder with a place file: all its data in one write, through the same checks as a user's files."""
        place, files = read_place(folder / "place.toml")
        with self.store.write(
            place.id, author=SAMPLE_AUTHOR, action="sample", recorded_at=self.clock(), detail={"folder": folder.name}
        ) as writer:
            writer.put_place(place)
            frames: dict[str, pd.DataFrame] = {"areas": CONTRACTS["areas"].empty()}
            for kind in ("areas", *(kind for kind in files if kind != "areas")):
                path = files[kind]
                found = examine(kind, path.read_bytes(), path.name, areas=frames["areas"], home=_home(place),
                                now=self.clock())
                if found.rows_asked or found.rows_refused:
                    raise ValueError(f"{path.name}: {found.summary('en')}")
                frames[kind] = found.taken
                writer.put(kind, found.taken)
        return place

    def ensure_samples(self) -> None:
        """Load the program's own data into an empty store, so that the first page shows a map."""
        if not self.store.places():
            for name in ("nq54", "dien_tap"):
                self.load_sample(SAMPLES / name)

    # looking

    def moment(self, place: Place, revision: int, asked: datetime | None) -> datetime:
        """Return the moment to show: the one asked for, else the newest.

        The newest moment of a live place is now; that of a pinned one is its own, or the end of newer data.
        """
        if asked is not None:
            return asked
        now = self.clock().replace(second=0, microsecond=0)
        if place.pinned_as_of is None:
            return now
        ends = self._records(place.id, revision)["reports"]["period_end"]
        # data complete to midnight are shown as the day that they close, not as the first minute of the next
        newest = ends.max().to_pydatetime() - timedelta(minutes=1) if len(ends) else place.pinned_as_of
        return max(place.pinned_as_of, min(newest, now))

    def library(self) -> Library:
        """Return all rulesets, the user's own among them; a file that was changed there is read again."""
        return open_library(self.rulesets)

    def ruleset(self, place: Place, moment: datetime, disease: str = "") -> Ruleset:
        """Return the rule that colours a place's map at a moment."""
        return rules_for(place, View(place.id, disease), moment, self.library()).own[0]

    def knows(self, place_id: str) -> bool:
        """Tell whether there is such a place, or such a view of one ("place@ruleset", "place@combined")."""
        view = read_view(place_id)
        return view.place_id in self.places() and is_known(self._place(view), view, self.library())

    def situation(self, place_id: str, as_of: datetime | None = None, known_at: int | None = None) -> Situation:
        """Return everything about a place at a moment (None: the newest), as it was known at a revision (None: now).

        "place@…" is another view of the same data (`zones.situation.view`). UnknownPlace when there is no such place.
        """
        view = read_view(place_id)
        newest = self.store.revision(view.place_id)
        revision = newest if known_at is None else min(known_at, newest)
        place = self.store.place(view.place_id, revision)
        moment = self.moment(place, revision, as_of)
        library = self.library()

        def build() -> Situation:
            rules = rules_for(place, view, moment, library)
            records = self._records(view.place_id, revision)
            return build_situation(placed_for(place, view), records, rules, moment, revision, view)

        return self._keep(("situation", view, revision, moment, library.version), build)

    def compare(self, place_id: str, trial: View, as_of: datetime | None = None) -> tuple[Change, ...]:
        """Return which units would stand at another level in a trial, the worst change first."""
        return compare(self.situation(place_id, as_of), self.situation(trial.address, as_of))

    def model(
        self, place_id: str, as_of: datetime | None, language: str, known_at: int | None = None
    ) -> MapModel:
        """Return the composed map of a place at a moment in "vi" or "en"."""
        situation = self.situation(place_id, as_of, known_at)
        key = ("model", place_id, situation.revision, situation.as_of, self.library().version, language)
        return self._keep(key, lambda: compose(situation, language))

    def card(self, place_id: str, as_of: datetime | None, language: str, card_id: str) -> Card | None:
        """Return the answer to "Vì sao?" for one thing on the map; None when it is not there at that moment."""
        return make_card(self.situation(place_id, as_of), card_id, language)

    def version(self, place_id: str, as_of: datetime | None) -> str:
        """Return what changes when the map does: the revision and the moment. Cheap: one query, no computation."""
        view = read_view(place_id)
        place, revision = self._place(view), self.store.revision(view.place_id)
        library = hashlib.sha256(self.library().version.encode()).hexdigest()[:8]
        return f"{revision}-{self.moment(place, revision, as_of):%Y%m%d%H%M}-{library}"

    def days(self, place_id: str) -> tuple[date, date]:
        """Return the first and last day that the data speak of."""
        base = read_view(place_id).place_id
        revision = self.store.revision(base)
        last = self.moment(self.store.place(base), revision, None)
        records = self._records(base, revision)
        starts = [records["reports"]["period_start"].min(), records["cases"]["date_reporting"].min()]
        known = [start.to_pydatetime() for start in starts if pd.notna(start)]
        first = min([*known, last])
        return first.astimezone(VIETNAM_TIME).date(), last.astimezone(VIETNAM_TIME).date()

    def sheet(
        self, place_id: str, as_of: datetime | None, language: str, form: str, *,
        paper: str | None = None, dpi: int = 300, known_at: int | None = None,
    ) -> bytes:
        """Return the map as the bytes of a file: "png", "pdf", "svg" or "html"."""
        model = self.model(place_id, as_of, language, known_at)
        cards = None
        if form == "html":
            situation = self.situation(place_id, as_of, known_at)
            asked = {feature.card for layer in model.layers for feature in layer.features if feature.card}
            found = {card_id: make_card(situation, card_id, language) for card_id in asked}
            cards = {card_id: card for card_id, card in found.items() if card}
        return export_map(model, form, paper=paper, dpi=dpi, cards=cards)

    # changing

    def examine_file(
        self, place_id: str, kind: str, data: bytes, filename: str, *, disease: str = ""
    ) -> Examination:
        """Look at a file before anything is written: what would be taken, asked, refused.

        `disease` is meant where a case list names none; "" is the place's first.
        """
        areas = self._records(place_id, self.store.revision(place_id))["areas"]
        place = self.store.place(place_id)
        return examine(kind, data, filename, areas=areas, home=_home(place), disease=disease or place.diseases[0],
                       now=self.clock())

    def take_in(
        self, place_id: str, found: Examination, author: str, *, replace: bool = False,
        complete: tuple[datetime, datetime] | None = None, disease: str = "",
    ) -> int:
        """Write what an examination found good: all of it or nothing. Return how many records changed.

        `replace` makes the file's records the only ones of their kind. `complete` says for which period a case
        list is complete: without it, no case means no report.
        """
        detail = {"file": found.filename, "sha256": found.sha256, "kind": found.kind, "taken": found.rows_taken,
                  "asked": found.rows_asked, "refused": found.rows_refused}
        with self.store.write(
            place_id, author=author, action="import", recorded_at=self.clock(), detail=detail
        ) as writer:
            changed = (writer.replace if replace else writer.put)(found.kind, found.taken)
            if complete is not None:
                writer.put("reports", _report(found, complete, disease or self.store.place(place_id).diseases[0]))
        return changed

    def designate_site(
        self, place_id: str, site_id: str, level: Level | None, *, document: str, decided_by: str,
        valid_from: datetime, author: str,
    ) -> None:
        """Give a site another level by a document, from a moment on; the maps of earlier moments stay as they were."""
        sites = self.store.read(place_id, "sites")
        standing = sites[sites["site_id"] == site_id]
        if standing.empty:
            raise UnknownSite(site_id)
        start = pd.Timestamp(valid_from)
        renewed = standing.copy()
        renewed["level"] = str(level) if level else None
        # the label and directive were the former document's words
        renewed[["zone_label", "directive"]] = None
        renewed["document"], renewed["decided_by"] = document or None, decided_by or None
        renewed["valid_from"], renewed["valid_to"] = start, pd.NaT
        changed = [renewed]
        begun = standing["valid_from"].iloc[0]
        if pd.isna(begun) or begun < start:
            # the former designation ends where the new one begins
            renewed["site_id"] = f"{site_id.partition('~')[0]}~{valid_from:%Y%m%d%H%M}"
            changed.append(standing.assign(valid_to=start))
        with self.store.write(
            place_id, author=author, action="designate", recorded_at=self.clock(),
            detail={"site": site_id, "level": str(level or "")},
        ) as writer:
            for frame in changed:
                writer.put("sites", frame)

    def record_act(
        self, place_id: str, *, kind: str, target: str, target_id: str | None, level: Level | None, directive: str,
        text: str, document: str, signer: str, reason: str, valid_from: datetime, valid_to: datetime | None,
        author: str,
    ) -> str:
        """Record a decision of the commander; it stands beside the rule's result and ends by itself. Return its id.

        FrameError where document, signer or reason are empty.
        """
        return self._append_act(place_id, {
            "kind": kind, "target": target, "target_id": target_id, "level": str(level) if level else None,
            "directive": directive or None, "text": text or None, "document": document or None,
            "signer": signer or None, "reason": reason or None, "valid_from": valid_from, "valid_to": valid_to,
        }, author)

    def withdraw_act(
        self, place_id: str, act_id: str, *, document: str, signer: str, reason: str, valid_from: datetime, author: str
    ) -> str:
        """End an act by another one; both stay. UnknownAct when there is none of that id."""
        acts = self.store.read(place_id, "acts")
        found = acts[acts["act_id"] == act_id]
        if found.empty:
            raise UnknownAct(act_id)
        return self._append_act(place_id, {
            "kind": "withdrawal", "target": found["target"].iloc[0], "target_id": found["target_id"].iloc[0],
            "withdraws": act_id, "document": document or None, "signer": signer or None, "reason": reason or None,
            "valid_from": valid_from,
        }, author)

    def _append_act(self, place_id: str, row: dict[str, Any], author: str) -> str:
        with self.store.write(
            place_id, author=author, action="act", recorded_at=self.clock(), detail={"document": row["document"]}
        ) as writer:
            act_id = f"act-{writer.revision}"
            writer.put("acts", CONTRACTS["acts"].tidy(pd.DataFrame([{**row, "act_id": act_id}])))
        return act_id

    def record_answers(
        self, place_id: str, answers: Sequence[Answer], *, area_id: str | None, ruleset_id: str | None,
        document: str, valid_from: datetime, author: str,
    ) -> None:
        """Record what was answered on a checklist for one area (None: the whole place), from a moment on."""
        with self.store.write(
            place_id, author=author, action="answers", recorded_at=self.clock(),
            detail={"area": area_id or "", "answers": len(answers)},
        ) as writer:
            writer.put("answers", CONTRACTS["answers"].tidy(pd.DataFrame([
                {"answer_id": f"answer-{writer.revision}-{number}", "area_id": area_id, "ruleset": ruleset_id,
                 "question": answer.question, "answer": answer.answer, "reason": answer.reason or None,
                 "document": document or None, "valid_from": valid_from}
                for number, answer in enumerate(answers)
            ])))

    # keeping

    def _place(self, view: View) -> Place:
        base = view.place_id
        return self._keep(("place", base, self.store.revision(base)), lambda: self.store.place(base))

    def _records(self, place_id: str, revision: int) -> Records:
        def read() -> Records:
            return {kind: self.store.read(place_id, kind, known_at=revision) for kind in CONTRACTS}

        return self._keep(("records", place_id, revision), read)

    def _keep(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > CACHED_SITUATIONS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            kept: T = self._kept[key]
            return kept


def _home(place: Place) -> list[str]:
    """Name the units around a place's areas, the nearest first, for files that name their areas' parents."""
    return [place.name, *(name.strip() for name in place.within.split(",") if name.strip())]


def _report(found: Examination, period: tuple[datetime, datetime], disease: str) -> pd.DataFrame:
    start, end = period
    return pd.DataFrame([{
        "report_id": f"{found.sha256[:12]}", "disease": disease, "area_id": None,
        "period_start": start, "period_end": end, "source": found.filename,
    }])


@lru_cache(maxsize=4)
def open_post(url: str) -> CommandPost:
    """Return the process's one command post on a database: screens and routes share its caches."""
    return CommandPost(Store(url), rulesets=rulesets_folder(url))

