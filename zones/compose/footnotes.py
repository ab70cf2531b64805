"""Mark the commander's acts on the map, and write their footnotes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from zones.compose.names import level_headline
from zones.levels import Level
from zones.situation import Situation
from zones.times import say_start
from zones.wording import t

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def act_rows(situation: Situation) -> list[dict[str, Any]]:
    """Return the acts in force in the order of their footnotes: the oldest first."""
    if situation.acts.empty:                      # asked for every card of a city: sorting nothing takes its time
        return []
    rows: list[dict[str, Any]] = situation.acts.sort_values(["valid_from", "act_id"]).to_dict("records")  # type: ignore[assignment]
    return rows


def make_marks(situation: Situation) -> dict[tuple[str, str], str]:
    """Return the raised footnote numbers ("¹ ³") of everything that an act touches, keyed (target, id).

    An act on the whole place is told in its footnote alone: a mark on every unit would say nothing.
    """
    marks: dict[tuple[str, str], str] = {}
    for number, row in enumerate(act_rows(situation), start=1):
        if row["target"] != "place":
            key = (row["target"], row["target_id"])
            marks[key] = " ".join(filter(None, (marks.get(key), str(number).translate(_RAISED))))
    return marks


def marked_uplifts(situation: Situation) -> frozenset[str]:
    """Return the units whose measures are above their level, to be marked at their names.

    None where all are: as with an act on the whole place, the legend says it once.
    """
    uplifted = frozenset(area_id for area_id, applied in situation.applied.items() if applied.uplifted)
    return frozenset() if len(uplifted) == len(situation.applied) else uplifted


def make_footnotes(situation: Situation, language: str) -> list[str]:
    """Return one sentence for each act in force: what, where, by which document, until when, and the rule's result."""
    return [_say(situation, number, row, language) for number, row in enumerate(act_rows(situation), start=1)]


def _say(situation: Situation, number: int, row: dict[str, Any], language: str) -> str:
    return t(
        "act.footnote", language, number=str(number).translate(_RAISED), where=target_name(situation, row, language),
        what=say_what(situation, row, language), document=row["document"], signer=row["signer"],
        term=say_term(row, language), rule=_rule_result(situation, row, language),
    )


def target_name(situation: Situation, row: dict[str, Any], language: str) -> str:
    """Return the name of what an act is about."""
    if row["target"] == "place":
        return t("act.whole_place", language)
    frame, key = {"area": (situation.areas, "area_id"), "site": (situation.sites, "site_id")}[row["target"]]
    names = dict(zip(frame[key], frame["name"], strict=True))
    return str(names.get(row["target_id"], row["target_id"]))


def say_what(situation: Situation, row: dict[str, Any], language: str) -> str:
    """Return what an act sets: the level as the document in force calls it, or the measure."""
    if row["kind"] == "level":
        return level_headline(Level(row["level"]), situation.ruleset, language)
    if row["kind"] == "uplift":
        return t("act.uplift_words", language)
    words = [str(row[name]) for name in ("directive", "text") if pd.notna(row[name])]
    return t("act.measure", language, words=": ".join(words))


def say_term(row: dict[str, Any], language: str) -> str:
    """Return from when to when an act holds."""
    start = say_start(row["valid_from"])
    if pd.isna(row["valid_to"]):
        return t("card.valid_from", language, start=start)
    return t("card.valid_from_to", language, start=start, end=say_start(row["valid_to"]))


def _rule_result(situation: Situation, row: dict[str, Any], language: str) -> str:
    """Return what the rule says where the act says otherwise: the act stands beside it and does not replace it."""
    decisions = {"area": situation.area_decisions, "site": situation.site_decisions}.get(row["target"], {})
    decision = decisions.get(row["target_id"])
    if row["kind"] != "level" or decision is None:
        return ""
    return " " + t("act.by_rule", language, level=level_headline(decision.level, situation.ruleset, language))
