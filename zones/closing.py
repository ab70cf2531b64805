"""Follow lockdowns through their decisions: what ends soon and what was decided about it, what continues what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import pandas as pd

from geo.areas import valid_at
from geo.frames import rows_of

SOON: Final = timedelta(hours=24)


def to_decide(lockdowns: pd.DataFrame, as_of: datetime, within: timedelta = SOON) -> list[dict[str, Any]]:
    """Return what "cần dỡ hoặc gia hạn" lists, the soonest first: what ends within that time, and what ended so lately
    without a word of a document.

    A record that another one continues (an extension, a partial lifting), or that a document ended, is decided.
    """
    moment, end = pd.Timestamp(as_of), lockdowns["valid_to"]
    begun = lockdowns["valid_from"].isna() | (lockdowns["valid_from"] <= moment)
    due = begun & (end > moment - within) & (end <= moment + within)
    undecided = ~lockdowns["lockdown_id"].isin(lockdowns["follows"].dropna()) & lockdowns["ended_by"].isna()
    return rows_of(lockdowns[due & undecided].sort_values("valid_to", kind="stable"))


def in_force(lockdowns: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """Return the areas that are closed or delimited at a moment, those of one outbreak together, the wide one first."""
    standing = valid_at(lockdowns, as_of)
    order = standing.assign(
        _group=standing["containment_id"].fillna(standing["lockdown_id"]), _wide=standing["ring"] != "wide",
    ).sort_values(["_group", "_wide", "name"], kind="stable")
    return standing.loc[order.index]


def chain_of(lockdowns: pd.DataFrame, lockdown_id: str) -> list[dict[str, Any]]:
    """Return the records that led to one, the first decision first: a lockdown, its extensions, its liftings."""
    rows = {row["lockdown_id"]: row for row in rows_of(lockdowns)}
    chain: list[dict[str, Any]] = []
    while lockdown_id in rows and rows[lockdown_id] not in chain:
        chain.insert(0, rows[lockdown_id])
        former = rows[lockdown_id]["follows"]
        lockdown_id = "" if pd.isna(former) else str(former)
    return chain


def is_wide(row: dict[str, Any]) -> bool:
    """Tell whether a record is the wide area ("khoanh vùng rộng"), which is searched and not closed."""
    return bool(row["ring"] == "wide")
