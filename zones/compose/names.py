"""Say names and moments on the map: short unit names, names of open sets, ages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

import pandas as pd

from zones.levels import Level
from zones.ruleset import Ruleset
from zones.wording import has, t

K = TypeVar("K", bound=Hashable)

_UNIT_WORDS: Final = re.compile(r"^(Phường|Xã|Thị trấn)\s+(?=\D)")
_GROUP_WORDS: Final = re.compile(r"^Tổ dân phố( số)?\s+")
_PAPER_NUMBER: Final = re.compile(r"\b\d+[-/][^\W\d][\w/-]*")     # "54-NQ/ĐU", "234/KH-UBND"


def text(value: Any) -> str:
    """Return a cell as words: "" where it is empty."""
    return "" if pd.isna(value) else str(value)


def zone_label(row: Mapping[str, Any], language: str) -> str:
    """Return the name that a paper gave a site's area with the paper's number: "KV1 (54-NQ/ĐU)"; "" where it has none.

    Papers count in opposite directions, so the name alone would say nothing (domain §0.1, §0.2).
    """
    label, document = text(row["zone_label"]), text(row["document"])
    if not label:
        return ""
    found = _PAPER_NUMBER.search(document)
    paper = found[0] if found else document or t("map.paper_unknown", language)
    return t("map.zone_label", language, label=label, paper=paper)


def short_name(name: str) -> str:
    """Return what fits on a map: "Tổ 13" for "Tổ dân phố 13", "Phúc Xá" for "Phường Phúc Xá"."""
    return _UNIT_WORDS.sub("", _GROUP_WORDS.sub("Tổ ", name))


def told_apart(names: Mapping[K, str], more: Mapping[K, str] | None = None) -> dict[K, str]:
    """Return the names; those that several share get `more` after them, and their key where that is not enough.

    Two wards of a city have one name, two places one title: a decision must not fall on the other one.
    """
    said = _longer(dict(names), more or {})
    return _longer(said, {key: str(key[-1] if isinstance(key, tuple) else key) for key in said})


def _longer(names: dict[K, str], more: Mapping[K, str]) -> dict[K, str]:
    often = Counter(names.values())
    return {key: f"{name}, {more[key]}" if often[name] > 1 and more.get(key) else name for key, name in names.items()}


def kind_name(prefix: str, kind: str, language: str) -> str:
    """Return the name of a kind from an open set; a kind that has none is shown as it is written."""
    key = f"kind.{prefix}_{kind}"
    return t(key, language) if has(key, language) else kind


def capitalised(words: str) -> str:
    """Return words as they begin a line: "Sốt xuất huyết"; capitals further on stay."""
    return words[:1].upper() + words[1:]


def level_headline(level: Level, ruleset: Ruleset, language: str, designation_id: str = "") -> str:
    """Return "Vùng cam – KV1 của phường Gia Thụy – nguy cơ cao": the colour and the document's own name for it."""
    unassessed = level is Level.UNASSESSED
    label = t("level.unassessed_risk", language) if unassessed else ruleset.label(level, language, designation_id)
    return t("card.headline", language, level=t(f"level.{level}", language), label=label)


def say_age(age: timedelta, language: str) -> str:
    """Return "3 ngày 15 giờ", or hours alone within the first two days."""
    hours = int(age.total_seconds() // 3600)
    if hours < 48:
        return t("map.age_hours", language, hours=hours)
    return t("map.age_days_hours", language, days=hours // 24, hours=hours % 24)
