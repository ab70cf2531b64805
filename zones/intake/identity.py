"""Give every row an id of its own, and ask where two rows claim the same one."""

from __future__ import annotations

import re

import pandas as pd

from zones.intake.draft import Draft
from zones.intake.examination import Note
from zones.intake.findings import ASKED

# telephones and identity cards have 9 to 12 digits, or fewer where a spreadsheet ate zeros; names have none
_OF_A_PERSON = re.compile(r"\+?\d{9,12}|\D*")


def give_ids(draft: Draft, sha256: str, known: set[str]) -> None:
    """Fill the contract's key: the file's own id, or one made from the file and the row's number."""
    key = draft.kind.contract.key
    given = draft.column(key)
    if draft.kind.contract.name == "cases":
        given = _without_personal_ids(draft, given)
    made = pd.Series([f"{sha256[:8]}-{row}" for row in given.index], index=given.index, dtype="object")
    ids = given.where(given.notna(), made)
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
    doubled = ids.duplicated(keep=False if draft.kind.ask_all_twins else "first")
    rows = ids.index.to_series()
    first = rows.groupby(ids).transform("first")
    other = first.where(first != rows, rows.groupby(ids).transform("last"))
    draft.findings.add(ASKED, doubled, "intake.same_id", key, ids, other=other)
