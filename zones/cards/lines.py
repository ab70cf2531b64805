"""Write the lines that cards share: the basis in law, the measures, the acts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.mapmodel import CardSection
from zones.cards.sentences import say_steps
from zones.compose.footnotes import act_rows, say_term, say_what
from zones.compose.names import level_headline, text
from zones.decisions import Decision, ReasonKind
from zones.levels import Level
from zones.ruleset import Ruleset
from zones.ruleset.parts import Measure
from zones.situation import Situation
from zones.times import say_start
from zones.wording import t

Lines = list[tuple[str, str]]


def filled(sections: list[CardSection]) -> tuple[CardSection, ...]:
    """Leave out the sections without a line."""
    return tuple(section for section in sections if section.lines)


def labelled(row: dict[str, Any], language: str, names: tuple[str, ...]) -> Lines:
    """Return those of a record's columns that hold words, with their labels."""
    return [(t(f"card.{name}", language), text(row[name])) for name in names if text(row[name])]


def unit_line(situation: Situation, area_id: Any, language: str) -> Lines:
    """Name the unit that a thing lies in."""
    names = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))
    return [(t("card.area", language), names[area_id])] if area_id in names else []


def reason_lines(ruleset: Ruleset, decision: Decision, language: str) -> tuple[tuple[str, str], ...]:
    """Return the reasons that answer "Vì sao?": a lower rule that holds as well ("all remaining") says nothing."""
    answers = [r for r in decision.reasons if r.kind is not ReasonKind.RULE or r.level is decision.level]
    return tuple(("", sentence) for sentence in say_steps(ruleset, answers, language))


def measure_lines(
    level: Level, measure: Measure | None, directive: str, language: str
) -> tuple[tuple[str, str], ...]:
    """Return what applies at a level; `directive` is the record's own, which counts more than the ruleset's."""
    if level is Level.UNASSESSED:
        return ()
    if measure is None:
        return (("", t("card.measure_unknown", language)),)
    mark = "" if measure.verified else f" [{t('card.unverified', language)}]"
    lines: Lines = []
    if directive or measure.directive:
        lines.append((t("card.directive", language), directive or measure.directive))
    lines.append(("", measure.text[language] + mark))
    return tuple(lines)


def rule_basis(ruleset: Ruleset, language: str) -> tuple[tuple[str, str], ...]:
    """Return document, issuer, scale and term of a ruleset."""
    start = say_start(ruleset.valid_from)
    valid = t("card.valid_from", language, start=start)
    if ruleset.valid_to is not None:
        valid = t("card.valid_from_to", language, start=start, end=say_start(ruleset.valid_to))
    return (
        (t("card.document", language), ruleset.document.title[language]),
        (t("card.decided_by", language), ruleset.document.issuer[language]),
        (t("card.scale", language), ruleset.scale.name[language]),
        (t("card.valid", language), valid),
    )


def record_basis(row: dict[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    """Return the paper and the term of a site, lockdown, belt or post."""
    lines = labelled(row, language, tuple(name for name in ("document", "decided_by") if name in row))
    start, end = row["valid_from"], row["valid_to"]
    if pd.notna(start) and pd.notna(end):
        valid = t("card.valid_from_to", language, start=say_start(start), end=say_start(end))
    elif pd.notna(start):
        valid = t("card.valid_from", language, start=say_start(start))
    elif pd.notna(end):
        valid = t("card.valid_to", language, end=say_start(end))
    else:
        valid = t("card.valid_always", language)
    return (*lines, (t("card.valid", language), valid))


def act_sections(
    situation: Situation, target: str, target_id: str, decision: Decision | None, language: str
) -> list[CardSection]:
    """Show the commander's acts on a thing, and the rule's result beside them."""
    sections = []
    for row in act_rows(situation):
        if row["target"] != "place" and (row["target"], row["target_id"]) != (target, target_id):
            continue
        lines: Lines = [(t("act.what", language), say_what(situation, row, language))]
        lines += [(t(f"act.{name}", language), text(row[name])) for name in ("document", "signer", "reason")]
        lines.append((t("act.term", language), say_term(row, language)))
        if row["kind"] == "level" and decision:
            lines.append((t("act.rule_says", language), level_headline(decision.level, situation.ruleset, language)))
        sections.append(CardSection(t("act.title", language), tuple(lines)))
    return sections
