"""Hold the commander's acts: a level or a measure set by a document, beside the rule's result, for a term."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pandas as pd

from geo.areas import valid_at
from geo.frames import MOMENT, TEXT, Column, Contract
from zones.sites import DESIGNATIONS

KINDS: Final = ("level", "measure", "uplift", "withdrawal")
TARGETS: Final = ("place", "area", "site")

# An act is never changed nor deleted: it ends by its term, or by another act that withdraws it.
ACTS: Final = Contract(
    name="acts",
    key="act_id",
    columns={
        "act_id": Column(TEXT, unique=True),
        "kind": Column(TEXT, among=KINDS),
        "target": Column(TEXT, among=TARGETS),
        "target_id": Column(TEXT, nullable=True, meaning="area_id or site_id; empty: the whole place"),
        "level": Column(TEXT, nullable=True, among=DESIGNATIONS, meaning="for kind level"),
        "directive": Column(TEXT, nullable=True, meaning="for kind measure: CT15, CT15+, CT16 …"),
        "text": Column(TEXT, nullable=True, meaning="the measure in words"),
        "withdraws": Column(TEXT, nullable=True, meaning="for kind withdrawal: the act that ends"),
        "document": Column(TEXT, meaning="number and date"),
        "signer": Column(TEXT),
        "reason": Column(TEXT),
        "valid_from": Column(MOMENT),
        "valid_to": Column(MOMENT, nullable=True, meaning="first minute without it; empty: until withdrawn"),
    },
)


def acts_in_force(acts: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """Return the acts (all kinds but withdrawals) that hold at an aware moment: begun, not ended, not withdrawn."""
    standing = valid_at(acts, as_of)
    withdrawn = set(standing.loc[standing["kind"] == "withdrawal", "withdraws"].dropna())
    return standing[(standing["kind"] != "withdrawal") & ~standing["act_id"].isin(withdrawn)]


def ending_between(acts: pd.DataFrame, start: datetime, end: datetime) -> pd.DataFrame:
    """Return the acts in force at `start` that end by themselves before or at `end`, the soonest first."""
    standing = acts_in_force(acts, start)
    ending = standing[standing["valid_to"].notna() & (standing["valid_to"] <= pd.Timestamp(end))]
    return ending.sort_values("valid_to")
