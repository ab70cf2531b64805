"""Complete areas: their names, levels, parents and ids, from whatever columns a file has."""

from __future__ import annotations

import pandas as pd

from geo.names import LEVELS, clean_name, read_name, without_accents
from zones.intake.asking import Choice
from zones.intake.draft import Draft
from zones.intake.values import read_all, read_text


def complete(draft: Draft, said_level: str | None) -> None:
    """Fill name, area_level, parent_name and area_id of a file of areas.

    The level is the column's, else the word before the name ("Phường Gia Thụy"), else that of the column that
    names the unit ("Tổ dân phố"), else `said_level`; a unit whose level nothing tells is asked about.
    """
    _name_units(draft)
    _tell_levels(draft, said_level)
    _name_parents(draft)
    _identify(draft)
    _ask_about_namesakes(draft)


def _name_units(draft: Draft) -> None:
    name = draft.column("name")
    for level in LEVELS:
        if level in draft.cells:
            name = name.where(name.notna(), _tidy(draft, level))
    draft.values["name"] = name


def _tell_levels(draft: Draft, said_level: str | None) -> None:
    prefix = {name: _level_of(name) for name in draft.column("name").dropna().unique()}
    by_name = draft.column("name").map(prefix.get).astype("object")
    level = draft.column("area_level")
    level = level.where(level.notna(), by_name)
    if "name" not in draft.cells:
        for one in LEVELS:                 # the smallest unit that a row names is what the row is about
            level = level.where(level.notna() | (draft.text(one) == ""), one)
    level = level.where(level.notna(), said_level)
    draft.values["area_level"] = level
    unclear = level.isna() & (draft.text("area_level") == "") & draft.column("name").notna()
    answers = draft.ask(
        "area_level", pd.Series("unsaid", index=level.index), unclear, "intake.area_level_unknown",
        lambda _subject: tuple(Choice(one, f"word.area_level_{one}") for one in LEVELS),
        question="ask.area_level", column="name", texts=draft.text("name"),
    )
    draft.values["area_level"] = level.where(~answers.isin(LEVELS), answers).astype("object")


def _name_parents(draft: Draft) -> None:
    parent = draft.column("parent_name")
    for position, level in enumerate(LEVELS[:-1]):
        of_level = draft.column("area_level") == level
        for above in LEVELS[position + 1:]:
            parent = parent.where(parent.notna() | ~of_level, _tidy(draft, above))
    draft.values["parent_name"] = parent


def _identify(draft: Draft) -> None:
    """The id is the file's own, else the code, else made of the name (and parent's where names repeat)."""
    name, parent = draft.column("name"), draft.column("parent_name")
    slug = name.map(_slug, na_action="ignore")
    repeated = slug.notna() & slug.duplicated(keep=False) & parent.notna()
    whole = parent.map(_slug, na_action="ignore").astype("str") + "/" + slug.astype("str")
    slug = slug.where(~repeated, whole)
    area_id = _tidy(draft, "area_id")
    for made in (draft.column("code"), slug):
        area_id = area_id.where(area_id.notna(), made)
    draft.values["area_id"] = area_id.astype("object").where(area_id.notna(), None)


def _ask_about_namesakes(draft: Draft) -> None:
    same = pd.DataFrame({
        "name": draft.column("name").map(clean_name, na_action="ignore"),
        "parent": draft.column("parent_name").fillna("").map(clean_name),
        "level": draft.column("area_level").fillna(""),
        # a unit that was redrawn stands twice in a file, each with its dates
        "from": draft.text("valid_from"),
    })
    namesakes = same["name"].notna() & same.duplicated(keep=False)
    other_ids = ~draft.column("area_id").duplicated(keep=False)      # those of one id are asked about already
    draft.ask("namesakes", same["name"].fillna(""), namesakes & other_ids, "intake.same_name",
              lambda _subject: (Choice("both", "ask.two_units"),), question="ask.namesakes", column="name",
              texts=draft.text("name"), fields=lambda subject: {"name": subject})


def _level_of(name: str) -> str | None:
    """Return the level that a name says; a city is a district or a province, so it says none."""
    readings = read_name(name)
    return readings[0].levels[0] if readings and len(readings[0].levels) == 1 else None


def _tidy(draft: Draft, name: str) -> pd.Series:
    return read_all(draft.text(name), read_text)[0]


def _slug(name: str) -> str:
    return without_accents(clean_name(name)).replace(" ", "-")
