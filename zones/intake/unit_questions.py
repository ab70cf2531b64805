"""Ask which unit a name means, offering what it may be; the answer is remembered as an alias of the place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.names import clean_name, read_name, split_place, without_accents
from zones.intake.asking import AREA, OUTSIDE, Choice
from zones.intake.draft import Draft
from zones.intake.findings import REMARK
from zones.intake.renames import other_names, redrawn, ward_key

SUGGESTIONS: Final = 4
_NO_PART_OF_THE_NAME = re.compile(r"\(.*?\)|\b(?:cũ|mới|trước đây|hiện nay|nay|cu|moi)\b")


class Namer:
    """The areas of a place under the names that a person reads, and the likeliest ones for a name that is none."""

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        self.labels: dict[str, str] = {}
        self._by_key: dict[str, list[str]] = {}
        for area_id, name, parent in zip(areas["area_id"], areas["name"], areas["parent_name"], strict=True):
            self.labels[area_id] = str(name) if pd.isna(parent) else f"{name}, {parent}"
            for reading in read_name(str(name)):
                self._by_key.setdefault(without_accents(reading.words), []).append(area_id)

    def suggestions(self, text: str) -> tuple[str, ...]:
        """Return the ids of the areas that a name may mean, the likeliest first."""
        found: dict[str, None] = {}
        for part in split_place(text) or [text]:
            for other, _, _ in other_names(part):
                found.update(dict.fromkeys(self._by_key.get(ward_key(other), [])))
            bare = _NO_PART_OF_THE_NAME.sub(" ", clean_name(part))
            for reading in read_name(bare):
                key = without_accents(reading.words)
                found.update(dict.fromkeys(self._by_key.get(key, [])))
                if not key.isdigit():
                    near = difflib.get_close_matches(key, self._by_key, n=SUGGESTIONS, cutoff=0.78)
                    for one in near:
                        if re.findall(r"\d+", one) == re.findall(r"\d+", key):
                            found.update(dict.fromkeys(self._by_key[one]))
        return tuple(found)[:SUGGESTIONS]

    def certain(self, text: str) -> str | None:
        """Return the one area into which a former ward of that name went as a whole; None when there is none."""
        parts = split_place(text)
        fits = {area_id for other, certain, _ in other_names(parts[0]) if certain
                for area_id in self._by_key.get(ward_key(other), [])} if parts else set()
        return next(iter(fits)) if len(fits) == 1 else None

    @property
    def keys(self) -> Mapping[str, object]:
        """Return the areas' names as `renames.ward_key` writes them."""
        return self._by_key


def named_text(draft: Draft, names: Sequence[str]) -> pd.Series:
    """Return for each row the units that it names, the smallest first: "Tổ 13 cũ, phường Gia Thụy"."""
    out = pd.Series("", index=draft.cells.index, dtype="object")
    for name in names:
        if name in draft.cells:
            part = draft.cells[name].astype("object")
            out = out.where(part == "", out.where(out == "", out + ", ") + part)
    return out


def ask_for_units(
    draft: Draft, namer: Namer, named: pd.Series, unplaced: pd.Series, keys: pd.Series, shown: Mapping[str, str],
    *, may_be_outside: bool,
) -> pd.Series:
    """Ask about the rows that no area was found for; return the area ids of the answers by row.

    `named` is what the rows call their unit, `keys` the sentence of each row, `shown` what of a name may be shown.
    """
    subjects = _subjects(named)
    known_by = dict(zip(subjects, named, strict=True))

    def choices(subject: str) -> tuple[Choice, ...]:
        likely = [Choice(AREA + one, "ask.unit_is", {"unit": namer.labels[one]})
                  for one in namer.suggestions(known_by[subject])] if subject else []
        return (*likely, *((Choice(OUTSIDE, "ask.unit_outside"),) if may_be_outside else ()))

    def fields(subject: str) -> dict[str, object]:
        return {"name": shown.get(known_by[subject], "…")}

    rows_named, rows_silent = unplaced & (named != ""), unplaced & (named == "")
    answers = draft.ask("unit", subjects, rows_named, keys, choices, question="ask.unit", fields=fields, any_area=True)
    silent = draft.ask("unit_none", subjects, rows_silent, keys, choices, question="ask.unit_none", any_area=True)
    answers = answers.where(answers.notna(), silent)
    draft.findings.add(REMARK, answers == OUTSIDE, keys)
    told = answers.map(lambda answer: answer.removeprefix(AREA) if answer and answer.startswith(AREA) else None)
    return told.where(told.isin(list(namer.labels)), None).astype("object")


def ask_about_redrawn(draft: Draft, namer: Namer, named: pd.Series, ids: pd.Series, moments: pd.Series) -> pd.Series:
    """Ask where a name means other borders on the row's day than in the boundaries; return ids, empty where open."""
    days = pd.to_datetime(moments, utc=True)
    late = ids.notna() & (days >= pd.Timestamp("2025-06-30", tz="UTC"))
    if not late.any():
        return ids
    found = {text: redrawn((split_place(text) or [""])[0], days[late].max().date(), namer.keys)
             for text in named[late].unique()}
    doubtful = late & named.map(lambda text: found.get(text) is not None)
    subjects = _subjects(named)
    known_by = dict(zip(subjects, named, strict=True))

    def choices(subject: str) -> tuple[Choice, ...]:
        change_from = [one for one, _, _ in other_names(known_by[subject])]
        near = dict.fromkeys([*ids[doubtful & (subjects == subject)].unique(),
                              *(area for other in change_from for area in namer.suggestions(other))])
        return (*(Choice(AREA + one, "ask.unit_is", {"unit": namer.labels[one]}) for one in list(near)[:6]),
                Choice(OUTSIDE, "ask.unit_outside"))

    answers = draft.ask(
        "redrawn", subjects, doubtful, "ask.redrawn_row", choices, question="ask.redrawn",
        fields=lambda subject: {"name": known_by[subject]}, any_area=True,
    )
    told = answers.map(lambda answer: answer.removeprefix(AREA) if answer and answer.startswith(AREA) else None)
    return ids.where(~doubtful, told).astype("object")


def _subjects(named: pd.Series) -> pd.Series:
    cleaned = {text: " / ".join(clean_name(part) for part in split_place(text)) for text in named.unique()}
    return named.map(cleaned).astype("object")
