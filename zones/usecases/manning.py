"""Keep the lists of the field: posts and their people, facilities, teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import geopandas as gpd
import pandas as pd

from zones.store import CONTRACTS
from zones.usecases.desk import Desk

LISTS: Final = ("checkpoints", "facilities", "forces")


class Manning(Desk):
    """The verbs that edit a list as a table."""

    def save_rows(
        self, place_id: str, kind: str, rows: pd.DataFrame, *, ended: Sequence[str], moment: datetime, author: str
    ) -> int:
        """Write a list's rows ("checkpoints", "facilities", "forces"): new ones get an id, `ended` end at the moment.

        The columns that `rows` lacks stay as they are, shapes among them. Return how many records changed; FrameError
        where a row breaks its contract.
        """
        contract = CONTRACTS[kind]
        standing = self.store.read(place_id, kind).set_index(contract.key, drop=False)
        with self.store.write(place_id, author=author, action="list", recorded_at=self.clock(),
                              detail={"kind": kind, "rows": len(rows), "ended": len(ended)}) as writer:
            rows = rows.copy()
            unnamed = rows[contract.key].isna() | (rows[contract.key] == "")
            rows.loc[unnamed, contract.key] = [
                f"{kind}-{writer.revision}-{number}" for number in range(1, int(unnamed.sum()) + 1)
            ]
            known = rows[contract.key].isin(standing.index)
            for name in contract.columns:
                if name not in rows:
                    rows[name] = rows[contract.key].map(standing[name])
            if "valid_from" not in rows or rows["valid_from"].isna().any():
                starts = pd.Series(pd.Timestamp(moment), index=rows.index)
                rows["valid_from"] = rows["valid_from"].where(known, starts)
            if contract.geometry:
                shapes = rows[contract.key].map(standing.geometry) if len(standing) else None
                rows = gpd.GeoDataFrame(rows, geometry=list(shapes) if shapes is not None else [None] * len(rows),
                                        crs=4326)
            changed = writer.put(kind, contract.tidy(rows)) if len(rows) else 0
            if len(ended):
                gone = standing[standing[contract.key].isin(ended)].reset_index(drop=True)
                changed += writer.put(kind, gone.assign(valid_to=pd.Timestamp(moment)))
        return changed
