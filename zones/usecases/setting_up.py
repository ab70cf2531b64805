"""Set up places: make one, load a sample with all its files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from zones.intake import examine
from zones.places import Place, read_place
from zones.settings import SAMPLES
from zones.store import CONTRACTS
from zones.usecases.desk import Desk, home_of

SAMPLE_AUTHOR: Final = "sample_data"


class SettingUp(Desk):
    """The verbs that make places."""

    def create_place(self, place: Place, author: str) -> None:
        """Make a place, or give a standing one other settings."""
        with self.store.write(place.id, author=author, action="place", recorded_at=self.clock()) as writer:
            writer.put_place(place)

    def load_sample(self, folder: Path) -> Place:
        """Load a folder with a place file: all its data in one write, through the same checks as a user's files."""
        place, files = read_place(folder / "place.toml")
        with self.store.write(
            place.id, author=SAMPLE_AUTHOR, action="sample", recorded_at=self.clock(), detail={"folder": folder.name}
        ) as writer:
            writer.put_place(place)
            frames: dict[str, pd.DataFrame] = {"areas": CONTRACTS["areas"].empty()}
            for kind in ("areas", *(kind for kind in files if kind != "areas")):
                path = files[kind]
                found = examine(kind, path.read_bytes(), path.name, areas=frames["areas"], home=home_of(place),
                                now=self.clock())
                if found.rows_asked or found.rows_refused:
                    raise ValueError(f"{path.name}: {found.summary('en')}")
                frames[kind] = found.taken
                writer.put(kind, found.taken)
        return place

    def ensure_samples(self) -> None:
        """Load the program's own data into an empty store, so that the first page shows a map."""
        if not self.store.places():
            for name in ("nq54", "dien_tap"):
                self.load_sample(SAMPLES / name)
