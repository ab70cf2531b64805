"""Run the 12-hour clock: from a new case to the proposal that the command post puts on record (KH Hà Đông)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from geo.frames import MOMENT, TEXT, Column, Contract, Records, rows_of

# KH of UBND quận Hà Đông on CT 20/CT-UBND (9/2021): "thực hiện các hoạt động dịch tễ trong vòng 12 giờ và đánh giá, đưa
# ra phương án đề xuất gửi Sở Chỉ huy Quận và Thành phố" when a new case appears
CLOCK: Final = timedelta(hours=12)
# a case list that is taken in late starts no clocks for cases older than one incubation period
LOOK_BACK: Final = timedelta(days=14)
# one that was found where people are shut off already asks for no new closure
SHUT_OFF: Final = ("quarantine", "lockdown_area")

PROPOSALS: Final = Contract(
    name="proposals",
    key="proposal_id",
    columns={
        "proposal_id": Column(TEXT, unique=True),
        "area_id": Column(TEXT, nullable=True, meaning="where the case was; empty: the whole place"),
        "started_at": Column(MOMENT, meaning="when the case was reported: the clock runs from here"),
        "started_by": Column(TEXT, nullable=True, meaning="what started it; never a person's name"),
        "due": Column(MOMENT, meaning="12 hours later"),
        "recorded_at": Column(MOMENT, nullable=True, meaning="when the proposal was sent; empty: the clock runs"),
        "document": Column(TEXT, nullable=True, meaning="the proposal's number and date"),
        "containment_id": Column(TEXT, nullable=True, meaning="the areas that were closed upon it"),
        "note": Column(TEXT, nullable=True),
    },
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs: where (None: the whole place, or nobody knows), since when, until when, for how many cases.

    `proposal_id` is set where a person started it.
    """

    area_id: str | None
    started_at: datetime
    due: datetime
    cases: int
    proposal_id: str | None = None

    def left(self, as_of: datetime) -> timedelta:
        """Return what is left of it; negative once it has run out."""
        return self.due - as_of


def running_clocks(records: Records, as_of: datetime, disease: str) -> tuple[Clock, ...]:
    """Return the clocks that run at an aware moment, the one that is due first at the head.

    A community case of the place's first disease starts one in its area; further ones there run with it, until a
    proposal is put on record. What was recorded after `as_of` was not known then.
    """
    proposals = records["proposals"]
    known = rows_of(proposals[proposals["started_at"] <= pd.Timestamp(as_of)])
    by_hand = [
        Clock(_or_none(row["area_id"]), row["started_at"].to_pydatetime(), row["due"].to_pydatetime(), 0,
              row["proposal_id"])
        for row in known if pd.isna(row["recorded_at"]) or row["recorded_at"] > pd.Timestamp(as_of)
    ]
    covered = [(_or_none(row["area_id"]), row["started_at"], row["recorded_at"]) for row in known]
    waiting: dict[str | None, Clock] = {}
    for row in rows_of(_asking(records["cases"], as_of, disease)):
        area_id, moment = _or_none(row["area_id"]), row["date_reporting"]
        if _covers(covered, area_id, moment):
            continue
        begun = moment.to_pydatetime()
        former = waiting.get(area_id)
        waiting[area_id] = Clock(
            area_id, former.started_at if former else begun, former.due if former else begun + CLOCK,
            int(row["count"]) + (former.cases if former else 0),
        )
    return tuple(sorted([*by_hand, *waiting.values()], key=lambda clock: (clock.due, clock.area_id or "")))


def _asking(cases: pd.DataFrame, as_of: datetime, disease: str) -> pd.DataFrame:
    """Return the cases that ask for a proposal, the earliest first."""
    moment = cases["date_reporting"]
    recent = (moment <= pd.Timestamp(as_of)) & (moment > pd.Timestamp(as_of - LOOK_BACK))
    community = ~cases["detection"].isin(SHUT_OFF)
    found = cases[recent & community & (cases["disease"] == disease) & (cases["count"] > 0)]
    return found.sort_values("date_reporting", kind="stable")


def _covers(covered: Sequence[tuple[str | None, pd.Timestamp, pd.Timestamp]], area_id: str | None,
            moment: pd.Timestamp) -> bool:
    """Tell whether a proposal speaks of a case: of its area (or of the whole place), and not recorded before it."""
    return any(
        where in (None, area_id) and start <= moment and (pd.isna(recorded) or moment <= recorded)
        for where, start, recorded in covered
    )


def _or_none(value: object) -> str | None:
    return None if pd.isna(value) else str(value)  # type: ignore[call-overload]
