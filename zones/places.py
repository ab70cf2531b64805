"""Describe a place: one command post's area of duty, its rule, its head of paper, its clock."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from geo.crs import HANOI_METRIC
from geo.mapmodel import HeadForm
from zones.times import parse_moment


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the lines of the sheet's head (domain §9.1)."""

    form: HeadForm = HeadForm.STATE
    superior: str = ""
    name: str = ""
    place_name: str = ""                  # in front of the date: "Gia Thụy, ngày …"
    number: str = ""
    annex: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One place and its settings. `pinned_as_of` opens a piece of history at its own moment; None: the map is live.

    `ruleset` "" colours the map by the rule that held at the moment shown; an id holds to that rule for all dates.
    `diseases` are those that the place watches, the first is the map's own.
    """

    id: str
    name: str
    ruleset: str = ""
    within: str = ""
    metric_crs: str = HANOI_METRIC
    paper: str = "A4"
    exercise: bool = False
    pinned_as_of: datetime | None = None
    stale_after_hours: float = 24
    note: Mapping[str, str] = field(default_factory=dict)
    issuer: Issuer = field(default_factory=Issuer)
    options: Mapping[str, Any] = field(default_factory=dict)
    diseases: tuple[str, ...] = ("covid-19",)

    @property
    def unit(self) -> str:
        """The place with the units around it, the smallest first: "Phường Gia Thụy, quận Long Biên, …"."""
        return ", ".join(part for part in (self.name, self.within) if part)

    def with_(self, **changes: Any) -> Place:
        """Return a copy with other settings."""
        return replace(self, **changes)


def read_place(path: Path) -> tuple[Place, dict[str, Path]]:
    """Read a place file; return the place and the paths of its data files by kind."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    files = {kind: (path.parent / name).resolve() for kind, name in data.pop("files", {}).items()}
    note = {"vi": data.pop("note", ""), "en": data.pop("note_en", "")}
    return _place({**data, "note": note}), files


def place_to_json(place: Place) -> str:
    """Write a place as the store keeps it."""
    data = asdict(place)
    data["pinned_as_of"] = place.pinned_as_of.isoformat() if place.pinned_as_of else None
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def place_from_json(text: str) -> Place:
    """Read a place as the store keeps it."""
    return _place(json.loads(text))


def _place(data: dict[str, Any]) -> Place:
    issuer = data.get("issuer", {})
    pinned = data.get("pinned_as_of")
    return Place(**{
        **data,
        "pinned_as_of": parse_moment(pinned) if isinstance(pinned, str) else pinned,
        "diseases": tuple(data.get("diseases", ("covid-19",))),
        "issuer": Issuer(**{**issuer, "form": HeadForm(issuer.get("form", "state"))}),
    })
