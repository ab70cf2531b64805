"""Tell whether counts by unit and day, or nameless cases, are recorded already under another file's rows."""

from __future__ import annotations

from typing import Final

import pandas as pd

from zones.intake.asking import Choice
from zones.intake.draft import Draft
from zones.intake.people import People
from zones.intake.register import Register

_MADE_ID: Final = r"[0-9a-f]{8}-\d+"      # from file and row: see identity
_KEY: Final = ("disease", "area_id", "date_reporting", "detection", "place")


def recognise_tallies(
    draft: Draft, register: Register, given: pd.Series, ids: pd.Series, people: People | None
) -> tuple[pd.Series, pd.Series]:
    """Return the rows' ids and which rows are to be taken as stored, for rows that neither number nor name identify.

    A row pairs with a stored one of the same disease, unit, day and place of detection, the first with the first. Equal
    counts are the same count; other ones, and single nameless cases, are one question for the whole file.
    """
    nobody = pd.Series(False, index=ids.index)
    stored = register.cases[register.cases["case_id"].str.fullmatch(_MADE_ID)]
    if stored.empty:
        return ids, nobody
    nameless = given.isna() & (~people.known() if people is not None else True)
    stored = stored[~stored["case_id"].isin(list(ids)) & ~stored["case_id"].isin(register.people["case_id"])]
    if stored.empty or not nameless.any():
        return ids, nobody
    columns = {name: draft.column(name) for name in (*_KEY[:4], "count")}
    ours = pd.DataFrame({**columns, "place": draft.column("area_text")})[nameless]
    theirs = stored.assign(place=stored["area_text"])
    keys = [_numbered(frame) for frame in (ours, theirs)]
    found = keys[0].map(dict(zip(keys[1], stored["case_id"], strict=True))).reindex(ids.index).astype("object")
    paired = found.notna()
    counts = found.map(stored.set_index("case_id")["count"].to_dict())
    equal = paired & (counts == draft.column("count")) & ("count" in draft.cells)
    answers = draft.ask(
        "tally", pd.Series("known", index=ids.index), paired & ~equal, "ask.tally_row",
        lambda _subject: (Choice("same", "ask.tally_same"), Choice("override", "ask.tally_override"),
                          Choice("new", "ask.tally_new")),
        question="ask.tally",
    )
    ids = ids.where(~(equal | answers.isin(["same", "override"])), found)
    return ids.astype("object"), (equal | (answers == "same")).astype("bool")


def _numbered(frame: pd.DataFrame) -> pd.Series:
    """Return what a row counts, with its number among the rows that count the same."""
    moments = pd.to_datetime(frame["date_reporting"], utc=True).astype("str")
    place = frame["place"].where(frame["area_id"].isna(), "")
    parts = [frame["disease"], frame["area_id"], moments, frame["detection"], place]
    key = pd.Series("", index=frame.index, dtype="object")
    for part in parts:
        key = key + "|" + part.astype("object").where(part.notna(), "").astype("str")
    return key + "#" + key.groupby(key).cumcount().astype("str")
