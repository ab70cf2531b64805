"""Take files in: look at one before anything is written, write what was found good."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from geo.areas import newest_at
from zones.intake import Examination, examine
from zones.usecases.desk import Desk, home_of


class Filing(Desk):
    """The verbs of the intake."""

    def examine_file(
        self, place_id: str, kind: str, data: bytes, filename: str, *, disease: str = "", coordinates: str = ""
    ) -> Examination:
        """Look at a file before anything is written: what would be taken, asked, refused.

        `disease` is meant where a case list names none; "" is the place's first. `coordinates` is the system
        that a person named for the file's coordinates, "" lets the program work it out.
        """
        now = self.clock()
        areas = newest_at(self._records(place_id, self.store.revision(place_id))["areas"], now)
        place = self.store.place(place_id)
        return examine(kind, data, filename, areas=areas, home=home_of(place), disease=disease or place.diseases[0],
                       now=now, coordinates=coordinates)

    def take_in(
        self, place_id: str, found: Examination, author: str, *, replace: bool = False,
        complete: tuple[datetime, datetime] | None = None, disease: str = "",
    ) -> int:
        """Write what an examination found good: all of it or nothing. Return how many records changed.

        `replace` makes the file's records the only ones of their kind. `complete` says for which period a case
        list is complete: without it, no case means no report.
        """
        detail = {"file": found.filename, "sha256": found.sha256, "kind": found.kind, "taken": found.rows_taken,
                  "asked": found.rows_asked, "refused": found.rows_refused}
        with self.store.write(
            place_id, author=author, action="import", recorded_at=self.clock(), detail=detail
        ) as writer:
            changed = (writer.replace if replace else writer.put)(found.kind, found.taken)
            if complete is not None:
                writer.put("reports", report_of(found, complete, disease or self.store.place(place_id).diseases[0]))
        return changed


def report_of(found: Examination, period: tuple[datetime, datetime], disease: str) -> pd.DataFrame:
    """Return the record that says for which period a case list is complete."""
    start, end = period
    return pd.DataFrame([{
        "report_id": f"{found.sha256[:12]}", "disease": disease, "area_id": None,
        "period_start": start, "period_end": end, "source": found.filename,
    }])
