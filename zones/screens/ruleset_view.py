"""Show one ruleset whole: clauses, thresholds, tables, measures, what is verified, its examples worked out now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import streamlit as st

from zones.cards.sentences import say_range
from zones.classify import classify
from zones.indicators import observe_example
from zones.levels import Level
from zones.ruleset import Band, Ruleset, Table
from zones.ruleset.parts import Bilingual
from zones.times import say_start
from zones.wording import number, t


class Clause(Protocol):
    """What every rule, question, escalation and hold of a document has."""

    @property
    def clause(self) -> Bilingual:
        """Where it stands, in both languages."""

    @property
    def verified(self) -> bool:
        """Whether a source confirms it."""

    @property
    def source(self) -> str:
        """The source."""


def show(ruleset: Ruleset, speech: str) -> None:
    """Draw a ruleset."""
    st.subheader(ruleset.document.title[speech])
    st.markdown(t("rules.about", speech, issuer=ruleset.document.issuer[speech],
                  sources="; ".join(ruleset.document.sources)))
    dates = t("rules.valid_open", speech, start=say_start(ruleset.valid_from))
    if ruleset.valid_to is not None:
        dates = t("rules.valid", speech, start=say_start(ruleset.valid_from), end=say_start(ruleset.valid_to))
    st.markdown(f"{dates} {t('rules.scale', speech)}: {ruleset.scale.name[speech]}.")
    for gap in ruleset.gaps:
        st.caption(f"{t('rules.gap', speech)}: {gap[speech]}")
    _table("rules.named_units", [
        {t("rules.units", speech): ", ".join(item.units), t("rules.level", speech): _level(ruleset, item.level, speech),
         **_clause(item, speech)}
        for item in ruleset.designations
    ], speech)
    _table("rules.factors", [
        {t("rules.question", speech): item.text[speech], t("rules.level", speech): _level(ruleset, item.level, speech),
         **_clause(item, speech)}
        for item in ruleset.factors
    ], speech)
    _table("rules.rules", [
        {t("rules.level", speech): _level(ruleset, item.level, speech), **_clause(item, speech)}
        for item in ruleset.rules
    ], speech)
    if ruleset.outbreak:
        st.markdown(f"**{t('rules.outbreak', speech)}**: {ruleset.outbreak.clause[speech]} "
                    f"[{say_mark(ruleset.outbreak.verified, speech)}]")
    for band in ruleset.bands:
        _show_band(band, speech)
    for table in ruleset.tables:
        _show_table(ruleset, table, speech)
    _table("rules.escalations", [_clause(item, speech) for item in ruleset.escalations], speech)
    _table("rules.holds", [_clause(item, speech) for item in ruleset.holds], speech)
    _show_measures(ruleset, speech)
    _show_examples(ruleset, speech)


def say_share_verified(ruleset: Ruleset, speech: str) -> str:
    """Return of how many thresholds, cells, rules and measures a source confirms how many."""
    parts = [item.verified for kind in (ruleset.rules, ruleset.factors, ruleset.designations, ruleset.escalations,
                                        ruleset.holds, ruleset.measures) for item in kind]
    parts += [step.verified for band in ruleset.bands for step in band.steps]
    parts += [cell.verified for table in ruleset.tables for cell in table.cells.values()]
    parts += [ruleset.outbreak.verified] if ruleset.outbreak else []
    return t("rules.verified_of", speech, verified=number(sum(parts), speech), all=number(len(parts), speech))


def say_mark(verified: bool, speech: str) -> str:
    """Return "có nguồn" or "chưa kiểm chứng"."""
    return t("rules.yes", speech) if verified else t("card.unverified", speech)


def _table(title: str, rows: Sequence[dict[str, str]], speech: str) -> None:
    """Draw a table under its heading; nothing where the document has no such part."""
    if rows:
        st.markdown(f"**{t(title, speech)}**")
        st.dataframe(rows, hide_index=True, width="stretch")


def _clause(item: Clause, speech: str) -> dict[str, str]:
    return {t("rules.clause", speech): item.clause[speech], t("rules.checked", speech): say_mark(item.verified, speech),
            t("rules.source", speech): item.source}


def _show_band(band: Band, speech: str) -> None:
    st.markdown(f"**{band.clause[speech]}**")
    st.dataframe([
        {t("rules.step", speech): step.name,
         t("rules.range", speech): step.name if step.word else say_range(band.indicator, step.low, step.high, speech),
         t("rules.checked", speech): say_mark(step.verified, speech), t("rules.source", speech): step.source}
        for step in band.steps
    ], hide_index=True, width="stretch")


def _show_table(ruleset: Ruleset, table: Table, speech: str) -> None:
    st.markdown(f"**{table.clause[speech]}**")
    columns = [step.name for step in ruleset.band(table.columns).steps]
    rows = []
    for row in ruleset.band(table.rows).steps:
        cells = {}
        for column in columns:
            cell = table.cells[row.name, column]
            words = t(f"level.{cell.level}", speech)
            cells[column] = words if cell.verified else f"{words} [{t('card.unverified', speech)}]"
        rows.append({t("rules.step", speech): row.name, **cells})
    st.dataframe(rows, hide_index=True, width="stretch")


def _show_measures(ruleset: Ruleset, speech: str) -> None:
    _table("rules.measures", [
        {t("rules.level", speech): _level(ruleset, measure.level, speech),
         t("card.directive", speech): measure.directive, t("rules.text", speech): measure.text[speech],
         t("rules.checked", speech): say_mark(measure.verified, speech)}
        for measure in ruleset.measures
    ], speech)
    if ruleset.uplift:
        st.markdown(f"**{t('card.uplift', speech)}**: {ruleset.uplift.text[speech]} "
                    f"({ruleset.uplift.clause[speech]}) [{say_mark(ruleset.uplift.verified, speech)}]")


def _show_examples(ruleset: Ruleset, speech: str) -> None:
    """Work the ruleset's own examples out, here and now: a tick is computed, not stored."""
    rows = []
    for example in ruleset.examples:
        found = classify(observe_example(example.given, ruleset.window_days), ruleset).level
        rows.append({
            t("rules.example", speech): example.name, t("rules.level", speech): _level(ruleset, found, speech),
            t("rules.right", speech): "✓" if found == example.expect["level"] else "✗",
        })
    _table("rules.examples", rows, speech)


def _level(ruleset: Ruleset, level: Level, speech: str) -> str:
    if level is Level.UNASSESSED:
        return t("level.unassessed", speech)
    return f"{t(f'level.{level}', speech)} – {ruleset.labels[level][speech]}"
