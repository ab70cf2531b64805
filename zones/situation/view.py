"""Name which map of a place is meant: its own, another disease's, all diseases at once, a trial of another rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COMBINED: Final = "combined"
DISEASE: Final = "disease"


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a place's data. `disease` "" is the place's first; `ruleset` and `options` make a trial."""

    place_id: str
    disease: str = ""
    combined: bool = False
    ruleset: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_trial(self) -> bool:
        """Whether rules are tried that are not the place's own: the map must say so."""
        return bool(self.ruleset or self.options)

    @property
    def address(self) -> str:
        """The view as an address holds it; `read_view` reads it back."""
        parts = [self.ruleset] if self.ruleset else []
        parts += [COMBINED] if self.combined else []
        parts += [f"{DISEASE}={self.disease}"] if self.disease else []
        parts += [f"{name}={value}" for name, value in self.options]
        return f"{self.place_id}@{';'.join(parts)}" if parts else self.place_id


def read_view(text: str) -> View:
    """Read "place", "place@combined", "place@disease=dengue", "place@vn-qd218;numerator=all"."""
    place_id, _, rest = text.partition("@")
    disease, combined, ruleset, options = "", False, "", []
    for part in filter(None, rest.split(";")):
        name, equals, value = part.partition("=")
        if equals and name == DISEASE:
            disease = value
        elif equals:
            options.append((name, value))
        elif name == COMBINED:
            combined = True
        else:
            ruleset = name
    return View(place_id, disease, combined, ruleset, tuple(options))
