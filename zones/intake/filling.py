"""Put in what a file may leave unsaid, and say so where it changes the map."""

from __future__ import annotations

import pandas as pd

from zones.intake.asking import Choice
from zones.intake.draft import Draft
from zones.intake.examination import Note
from zones.intake.findings import ASKED, REFUSED
from zones.ruleset import list_rulesets


def fill_in(draft: Draft, disease: str) -> None:
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
    silent = draft.cells["count"] == ""
    answers = draft.ask(
        "count", pd.Series("empty", index=silent.index), silent, "intake.count_empty",
        lambda _subject: (Choice("0", "ask.count_is_0"), Choice("1", "ask.count_is_1")),
        question="ask.count", column="count",
    )
    counts = answers.map({"0": 0, "1": 1})
    draft.values["count"] = draft.column("count").where(~(silent & counts.notna()), counts).astype("object")
