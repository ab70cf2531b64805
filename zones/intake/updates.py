"""Compare rows with the cases that they are about: the unsaid stays, what is said anew is a revision."""

from __future__ import annotations

from typing import Final

import pandas as pd

from zones.intake.draft import Draft
from zones.intake.examination import Note
from zones.intake.findings import ASKED, REFUSED, REMARK
from zones.intake.register import Register

# what may change in the course of a case, in the order in which a remark names it
_TOLD: Final = ("area_id", "status", "date_reporting", "detection", "count", "confirmed", "larvae", "linked_to")
_PLACE: Final = ("residential_group", "ward", "district", "province", "area_name", "area_code", "area_id", "lon", "lat")


def take_stored(draft: Draft, register: Register, ids: pd.Series, rows: pd.Series) -> None:
    """Let rows say exactly what is stored of their cases: the person at the desk chose the stored one."""
    _from_store(draft, register, ids, {name: rows for name in register.cases.columns if name != "case_id"})


def keep_what_is_unsaid(draft: Draft, register: Register, ids: pd.Series) -> None:
    """Keep of a known case what the row is silent about, and say what changes."""
    known = ids.isin(register.cases["case_id"])
    if not known.any():
        return
    silent_place = pd.Series(True, index=ids.index)
    for name in _PLACE:
        silent_place &= draft.text(name) == ""
    silent = {name: known & (silent_place if name in {"area_id", "located_by", "area_text", "lon", "lat"}
                             else draft.text(name) == "") for name in register.cases.columns if name != "case_id"}
    _from_store(draft, register, ids, silent)
    _say_changes(draft, register, ids, known)


def _from_store(draft: Draft, register: Register, ids: pd.Series, rows: dict[str, pd.Series]) -> None:
    stored = register.cases.set_index("case_id")
    for name, which in rows.items():
        if which.any():
            values = ids[which].map(stored[name].astype("object").to_dict()).astype("object")
            column = draft.column(name).astype("object").copy()
            column[which] = values.where(values.notna(), None)
            draft.values[name] = column


def _say_changes(draft: Draft, register: Register, ids: pd.Series, known: pd.Series) -> None:
    stored = register.cases.set_index("case_id")
    changed = {}
    for name in _TOLD:
        before = ids.where(known).map(stored[name].astype("object").to_dict()).astype("object")
        now = draft.column(name).astype("object")
        if name == "date_reporting":
            before, now = (pd.to_datetime(each, utc=True) for each in (before, now))
        differs = known & ~((before == now).fillna(False).astype("bool") | (before.isna() & now.isna()))
        changed[name] = differs
        draft.findings.add(REMARK, differs, f"ask.changes_{name}", name)
    told = pd.concat(changed, axis=1).any(axis="columns")
    standing = ~draft.findings.rows_of(ASKED, REFUSED)
    fields = {"new": int((standing & ~known).sum()), "changed": int((standing & told).sum()),
              "same": int((standing & known & ~told).sum())}
    draft.notes.append(Note("ask.note_known", fields))
