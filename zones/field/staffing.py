"""Set the people that posts need against those assigned: per shift and per day, by belt, unit on duty or area."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo.names import alphabetical

Row = dict[str, Any]
NO_GROUP: Final = ""


@dataclass(frozen=True, slots=True)
class Staffing:
    """One group of posts. `required` and `assigned` are people per shift over those posts whose number is known;
    `short` is what the posts lack, one by one: too many at one post do not help another. `unknown` posts say nothing.
    """

    group: str
    posts: int
    optional: int
    required: int
    assigned: int
    required_a_day: int
    assigned_a_day: int
    short: int
    unknown: int


def required_of(row: Row) -> int | None:
    """Return how many people a shift of a post needs; a barrier that nobody stands at needs none unless it says so."""
    if pd.notna(row["required_per_shift"]):
        return int(row["required_per_shift"])
    return 0 if row["kind"] == "hard" and not bool(row["staffed"]) else None


def assigned_of(row: Row) -> int | None:
    """Return how many people are assigned to a shift; where nobody is on duty, none."""
    if pd.isna(row["staffed"]) or not bool(row["staffed"]):
        return 0
    return int(row["people_per_shift"]) if pd.notna(row["people_per_shift"]) else None


def short_of(row: Row) -> int:
    """Return how many people a shift of a post lacks, as far as that is known."""
    required, assigned = required_of(row), assigned_of(row)
    return max(0, required - assigned) if required is not None and assigned is not None else 0


def staffing(
    rows: Iterable[Row], optional: Collection[str], group_of: Callable[[Row], str]
) -> tuple[Staffing, ...]:
    """Return the sums of each group in the order of its name, for posts in service; those that need not be kept are
    counted and ask for nobody."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row["status"] not in ("planned", "suspended"):
            groups.setdefault(group_of(row), []).append(row)
    names = sorted(groups, key=lambda name: (not name, alphabetical(name)))
    return tuple(_sum(name, groups[name], optional) for name in names)


def _sum(group: str, rows: list[Row], optional: Collection[str]) -> Staffing:
    needed = [row for row in rows if row["checkpoint_id"] not in optional]
    required = [(row, required_of(row)) for row in needed]
    assigned = [(row, assigned_of(row)) for row in rows]
    return Staffing(
        group, len(rows), len(rows) - len(needed),
        sum(count or 0 for _, count in required), sum(count or 0 for _, count in assigned),
        sum((count or 0) * _shifts(row) for row, count in required),
        sum((count or 0) * _shifts(row) for row, count in assigned),
        sum(short_of(row) for row in needed),
        sum(required_of(row) is None or assigned_of(row) is None for row in needed),
    )


def _shifts(row: Row) -> int:
    """Return the shifts of a day; where nobody wrote them down, one."""
    return int(row["shifts_per_day"]) if pd.notna(row["shifts_per_day"]) else 1
