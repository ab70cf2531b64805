"""Contain: extend a lockdown, lift it or a part of it, write its house numbers, run the 12-hour clock."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from zones.clocks import CLOCK, Clock
from zones.store import CONTRACTS, Writer
from zones.usecases.desk import Desk


class CannotDecide(ValueError):
    """Why a decision cannot be recorded; `key` names the sentence, `fields` fill it."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields


class Containing(Desk):
    """The verbs of containment. A decision is a new record that names the one before it; nothing is deleted."""

    def extend_lockdown(
        self, place_id: str, lockdown_id: str, *, document: str, decided_by: str, valid_to: datetime, author: str,
    ) -> str:
        """Let a lockdown go on from its end to another one, by a document. Return the new record's id. CannotDecide."""
        former = self._lockdown(place_id, lockdown_id)
        end = former["valid_to"].iloc[0]
        if pd.isna(end):
            raise CannotDecide("duty.cannot_open_end")
        if pd.Timestamp(valid_to) <= end:
            raise CannotDecide("duty.cannot_ends_before")
        lines = self._lines(place_id, lockdown_id)
        return self._go_on(place_id, former, lines, author, change="extension", valid_from=end.to_pydatetime(),
                           valid_to=valid_to, document=document, decided_by=decided_by)

    def lift_part(
        self, place_id: str, lockdown_id: str, *, document: str, decided_by: str, valid_from: datetime,
        kept_lines: Sequence[str], author: str, geometry: BaseGeometry | None = None,
    ) -> str:
        """Lift a part of a lockdown from a moment on; the lines named stay closed, within `geometry` (None: as before).

        Households and people are those of the lines that stay, where each of them says so. Return the new record's id.
        CannotDecide where the moment lies outside its term.
        """
        former = self._lockdown(place_id, lockdown_id)
        self._check_within(former, valid_from)
        lines = self._lines(place_id, lockdown_id)
        lines = lines[lines["line_id"].isin(kept_lines)]
        counts = {
            "households": _sum_or_none(lines["households"]), "population": _sum_or_none(lines["people"]),
        } if len(lines) else {}
        return self._go_on(place_id, former, lines, author, change="partial_lifting", valid_from=valid_from,
                           valid_to=_moment_or_none(former["valid_to"].iloc[0]), document=document,
                           decided_by=decided_by, geometry=geometry, closes_former=True, **counts)

    def lift_lockdown(
        self, place_id: str, lockdown_id: str, *, document: str, valid_from: datetime, author: str
    ) -> None:
        """End a lockdown at a moment, by a document. CannotDecide where the moment lies outside its term."""
        former = self._lockdown(place_id, lockdown_id)
        self._check_within(former, valid_from, at_end=True)
        with self._write(place_id, author, "lift", former) as writer:
            writer.put("lockdowns", former.assign(valid_to=pd.Timestamp(valid_from), ended_by=document))

    def put_lines(self, place_id: str, lockdown_id: str, lines: pd.DataFrame, author: str) -> int:
        """Make these the lines of a lockdown's lanes and house numbers; those left out end. Return what changed."""
        contract = CONTRACTS["lockdown_lines"]
        rows = contract.tidy(lines).assign(lockdown_id=lockdown_id)
        with self._write(place_id, author, "lines", self._lockdown(place_id, lockdown_id)) as writer:
            unnamed = rows["line_id"].isna()
            rows.loc[unnamed, "line_id"] = [
                f"{lockdown_id}~{writer.revision}-{number}" for number in range(1, int(unnamed.sum()) + 1)
            ]
            gone = set(self._lines(place_id, lockdown_id)["line_id"]) - set(rows["line_id"])
            changed: int = writer.put("lockdown_lines", rows) + writer.end("lockdown_lines", sorted(gone))
        return changed

    def record_proposal(
        self, place_id: str, clock: Clock, *, document: str, recorded_at: datetime, author: str,
        containment_id: str | None = None,
    ) -> str:
        """Put a proposal on record: its clock stops. Return the record's id. CannotDecide: before the case came."""
        if recorded_at < clock.started_at:
            raise CannotDecide("duty.cannot_before_case")
        return self._put_proposal(place_id, author, {
            "proposal_id": clock.proposal_id, "area_id": clock.area_id, "started_at": clock.started_at,
            "due": clock.due, "recorded_at": recorded_at, "document": document or None,
            "containment_id": containment_id,
        })

    def start_clock(
        self, place_id: str, *, area_id: str | None, started_at: datetime, started_by: str, author: str
    ) -> str:
        """Start a clock for a case that is on no list yet. Return the record's id."""
        return self._put_proposal(place_id, author, {
            "area_id": area_id, "started_at": started_at, "due": started_at + CLOCK, "started_by": started_by or None,
        })

    def _put_proposal(self, place_id: str, author: str, row: dict[str, Any]) -> str:
        with self.store.write(place_id, author=author, action="proposal", recorded_at=self.clock(),
                              detail={"document": row.get("document") or ""}) as writer:
            standing = self.store.read(place_id, "proposals")
            former = standing[standing["proposal_id"] == row.get("proposal_id")]
            proposal_id = row.get("proposal_id") or f"proposal-{writer.revision}"
            kept: dict[Any, Any] = {} if former.empty else dict(former.iloc[0])
            writer.put("proposals", CONTRACTS["proposals"].tidy(
                pd.DataFrame([{**kept, **row, "proposal_id": proposal_id}])))
        return str(proposal_id)

    def _lockdown(self, place_id: str, lockdown_id: str) -> gpd.GeoDataFrame:
        frame = self.store.read(place_id, "lockdowns")
        found = frame[frame["lockdown_id"] == lockdown_id]
        if found.empty:
            raise CannotDecide("duty.cannot_unknown")
        assert isinstance(found, gpd.GeoDataFrame)
        return found

    def _lines(self, place_id: str, lockdown_id: str) -> pd.DataFrame:
        lines = self.store.read(place_id, "lockdown_lines")
        return lines[lines["lockdown_id"] == lockdown_id]

    def _check_within(self, former: pd.DataFrame, moment: datetime, *, at_end: bool = False) -> None:
        start, end, at = former["valid_from"].iloc[0], former["valid_to"].iloc[0], pd.Timestamp(moment)
        if (pd.notna(start) and at <= start) or (pd.notna(end) and (at > end if at_end else at >= end)):
            raise CannotDecide("duty.cannot_outside_term")

    def _write(
        self, place_id: str, author: str, action: str, former: pd.DataFrame
    ) -> AbstractContextManager[Writer]:
        return self.store.write(place_id, author=author, action=action, recorded_at=self.clock(),
                                detail={"name": former["name"].iloc[0]})

    def _go_on(
        self, place_id: str, former: gpd.GeoDataFrame, lines: pd.DataFrame, author: str, *, change: str,
        geometry: BaseGeometry | None = None, closes_former: bool = False, **columns: Any,
    ) -> str:
        """Write the record that continues a lockdown, with its lines; both in one write."""
        lockdown_id = str(former["lockdown_id"].iloc[0])
        if lockdown_id in set(self.store.read(place_id, "lockdowns")["follows"].dropna()):
            raise CannotDecide("duty.cannot_twice")
        with self._write(place_id, author, change, former) as writer:
            new_id = f"{lockdown_id.partition('~')[0]}~{writer.revision}"
            renewed = former.assign(
                lockdown_id=new_id, follows=lockdown_id, change=change, ended_by=None,
                **{name: _cell(former, name, value) for name, value in columns.items()},
            )
            if geometry is not None:
                renewed = renewed.set_geometry(gpd.GeoSeries([geometry], index=renewed.index, crs=former.crs))
            writer.put("lockdowns", renewed)
            if closes_former:
                writer.put("lockdowns", former.assign(
                    valid_to=pd.Timestamp(columns["valid_from"]), ended_by=columns["document"]))
            self._copy_lines(writer, lines, new_id)
        return new_id

    def _copy_lines(self, writer: Writer, lines: pd.DataFrame, lockdown_id: str) -> None:
        if len(lines):
            writer.put("lockdown_lines", lines.assign(
                lockdown_id=lockdown_id, line_id=[f"{lockdown_id}-{number}" for number in range(1, len(lines) + 1)]))


def _cell(former: pd.DataFrame, name: str, value: Any) -> pd.Series:
    """Return a column of one row in the dtype that it has."""
    dtype = former[name].dtype
    return pd.Series([pd.NA if value is None else value], index=former.index, dtype="object").astype(dtype)


def _sum_or_none(counts: pd.Series) -> int | None:
    return None if counts.isna().any() else int(counts.sum())


def _moment_or_none(moment: Any) -> datetime | None:
    return None if pd.isna(moment) else moment.to_pydatetime()
