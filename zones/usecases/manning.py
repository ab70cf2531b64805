"""Keep the lists of the field: posts and their people, facilities, teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.crs import LONLAT
from geo.frames import Contract, rows_of
from zones.store import CONTRACTS
from zones.usecases.desk import Desk

Row = dict[str, Any]
# what is true from a moment on: a change of it leaves the maps of the days before as they were
DATED: Final = {
    "checkpoints": ("kind", "staffed", "status", "required_per_shift", "people_per_shift", "shifts_per_day"),
    "facilities": ("capacity", "used"),
    "forces": ("count", "people", "hours"),
}


class Manning(Desk):
    """The verbs that edit a list as a table."""

    def save_rows(
        self, place_id: str, kind: str, rows: pd.DataFrame, *, ended: Sequence[str], moment: datetime, author: str
    ) -> int:
        """Write a list's rows ("checkpoints", "facilities", "forces"): new ones get an id, `ended` end at the moment.

        The columns that `rows` lacks stay as they are, shapes among them. A number that changes is a new record from
        the moment on (id "…~202111081800"), the former ends there. Return how many records were written; FrameError
        where a row breaks its contract, and then nothing is.
        """
        contract = CONTRACTS[kind]
        with self.store.write(place_id, author=author, action="list", recorded_at=self.clock(),
                              detail={"kind": kind, "rows": len(rows), "ended": len(ended)}) as writer:
            standing = {row[contract.key]: row for row in rows_of(self.store.read(place_id, kind))}
            written: list[Row] = [
                {**standing[key], "valid_to": pd.Timestamp(moment)} for key in ended if key in standing
            ]
            for number, given in enumerate(rows_of(rows), start=1):
                former = standing.get(given[contract.key])
                if former is None:
                    start = given.get("valid_from")
                    written.append({**given, contract.key: f"{kind}-{writer.revision}-{number}",
                                    "valid_from": pd.Timestamp(moment) if pd.isna(start) else start})
                else:
                    written += _renewed(contract, former, {**former, **given}, moment)
            return writer.put(kind, _frame(contract, written)) if written else 0


def _renewed(contract: Contract, former: Row, row: Row, moment: datetime) -> list[Row]:
    """Return the record as it is from now on, after the one that it follows where a dated number changed."""
    begun = former["valid_from"]
    changed = any(not _same(former[name], row[name]) for name in DATED[contract.name])
    if not changed or (pd.notna(begun) and begun >= pd.Timestamp(moment)):
        return [row]
    base = str(former[contract.key]).partition("~")[0]
    follower = {**row, contract.key: f"{base}~{moment:%Y%m%d%H%M}", "valid_from": pd.Timestamp(moment)}
    return [{**former, "valid_to": pd.Timestamp(moment)}, follower]


def _same(one: Any, other: Any) -> bool:
    return bool(pd.isna(one) and pd.isna(other)) or bool(pd.notna(one) and pd.notna(other) and one == other)


def _frame(contract: Contract, rows: Sequence[Row]) -> pd.DataFrame:
    columns = list(contract.columns)
    plain = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows], columns=columns, dtype=object)
    if not contract.geometry:
        return contract.tidy(plain)
    return contract.tidy(gpd.GeoDataFrame(plain, geometry=[row.get("geometry") for row in rows], crs=LONLAT))
