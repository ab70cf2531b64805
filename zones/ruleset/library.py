"""Bring the program's rulesets and a user's own together: a broken file is told and stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zones.ruleset.model import Ruleset
from zones.ruleset.reading import RulesetError, list_rulesets, try_rulesets


@dataclass(frozen=True, slots=True)
class Library:
    """All rulesets that can be used, the earliest in force first. `own` are the ids of the user's; `troubles` say what
    is wrong with each file that was left out; `version` changes whenever a file of the user's does."""

    rulesets: tuple[Ruleset, ...]
    own: frozenset[str]
    troubles: tuple[RulesetError, ...]
    version: str

    def __contains__(self, ruleset_id: object) -> bool:
        return any(ruleset.id == ruleset_id for ruleset in self.rulesets)

    def __iter__(self) -> Iterator[Ruleset]:
        return iter(self.rulesets)

    def get(self, ruleset_id: str) -> Ruleset:
        """Return the ruleset of that id. RulesetError when there is none: its file is missing or was left out."""
        for ruleset in self.rulesets:
            if ruleset.id == ruleset_id:
                return ruleset
        raise RulesetError(f"{ruleset_id}.toml", None, "no_file")


def open_library(folder: Path | None) -> Library:
    """Return the program's rulesets and those of a folder (None, or one that does not exist: none). Read again only
    when a file there was changed: asking costs one look at the folder."""
    seen: list[tuple[str, int, int]] = []
    if folder is not None and folder.is_dir():
        for path in sorted(folder.glob("*.toml")):
            try:
                found = path.stat()
            except OSError:
                continue      # taken away at this very moment
            seen.append((path.name, found.st_mtime_ns, found.st_size))
    return _read(folder, tuple(seen))


@lru_cache(maxsize=4)
def _read(folder: Path | None, seen: tuple[tuple[str, int, int], ...]) -> Library:
    program = list_rulesets()
    if folder is None or not seen:
        return Library(tuple(program), frozenset(), (), "")
    good, bad = try_rulesets(folder)
    taken = {ruleset.id for ruleset in program}
    own = []
    for ruleset in good:
        if ruleset.id in taken:
            bad.append(RulesetError(f"{ruleset.id}.toml", None, "id_taken", value=ruleset.id))
        else:
            taken.add(ruleset.id)
            own.append(ruleset)
    everything = sorted([*program, *own], key=lambda ruleset: (ruleset.valid_from, ruleset.id))
    version = "-".join(f"{name}.{changed}.{size}" for name, changed, size in seen)
    return Library(tuple(everything), frozenset(ruleset.id for ruleset in own), tuple(bad), version)
