"""Give every row an id of its own, and ask where two rows claim the same one."""

from __future__ import annotations

import re

import pandas as pd

from zones.intake.asking import Choice
from zones.intake.draft import Draft
from zones.intake.examination import Note
from zones.intake.findings import ASKED, REFUSED
from zones.intake.people import People
from zones.intake.register import Register
from zones.intake.same_person import recognise_people
from zones.intake.same_tally import recognise_tallies
from zones.intake.updates import keep_what_is_unsaid, take_stored

# telephones and identity cards have 9 to 12 digits, or fewer where a spreadsheet ate zeros; names have none
_OF_A_PERSON = re.compile(r"\+?\d{9,12}|\D*")


def give_ids(
    draft: Draft, sha256: str, known: set[str], register: Register | None = None, people: People | None = None
) -> None:
    """Fill the contract's key: the file's own id, the id of the case that a row is about, or one of file and row."""
    key = draft.kind.contract.key
    given = draft.column(key)
    of_cases = draft.kind.contract.name == "cases"
    if of_cases:
        given = _without_personal_ids(draft, given)
    made = pd.Series([f"{sha256[:8]}-{row}" for row in given.index], index=given.index, dtype="object")
    ids = given.where(given.notna(), made)
    if of_cases and register is not None:
        as_stored = pd.Series(False, index=ids.index)
        if people is not None:
            ids, as_stored = recognise_people(draft, people, register, given, ids)
        ids, tallies = recognise_tallies(draft, register, given, ids, people)
        take_stored(draft, register, ids, as_stored | tallies)
        keep_what_is_unsaid(draft, register, ids)
    draft.values[key] = ids
    _ask_about_twins(draft, key, ids)
    draft.findings.add(ASKED, ids.isin(known), "intake.already_known", key, ids)


def _without_personal_ids(draft: Draft, given: pd.Series) -> pd.Series:
    """A telephone number or a name in the column of ids tells a person: it is not kept."""
    texts = given.dropna().unique()
    personal = given.isin([text for text in texts if _OF_A_PERSON.fullmatch(re.sub(r"[\s.\-]", "", text))])
    if personal.any():
        draft.notes.append(Note("intake.note_personal_ids", {"rows": int(personal.sum())}))
    return given.where(~personal, None)


def _ask_about_twins(draft: Draft, key: str, ids: pd.Series) -> None:
    """Of rows with one id the first is taken and the others wait, until somebody says which of them holds."""
    standing = ~draft.findings.rows_of(ASKED, REFUSED)
    doubled = ids.duplicated(keep=False) & ids.isin(ids[standing])
    if not doubled.any():
        return
    rows = ids.index.to_series()
    first, last = (rows.groupby(ids).transform(which) for which in ("first", "last"))
    waiting = doubled & (rows != first) if not draft.kind.ask_all_twins else doubled
    answers = draft.ask(
        "twin", ids, waiting, "intake.same_id",
        lambda _subject: (Choice("first", "ask.keep_first"), Choice("last", "ask.keep_last")),
        question="ask.twin", column=key, texts=ids, fields=lambda subject: {"id": subject},
        other=first.where(first != rows, last),
    )
    chosen = answers.groupby(ids).transform("first")          # the first row of a pair has no answer of its own
    draft.findings.add(REFUSED, doubled & (chosen == "first") & (rows != first), "ask.twin_dropped", key, other=first)
    draft.findings.add(REFUSED, doubled & (chosen == "last") & (rows != last), "ask.twin_dropped", key, other=last)
