"""Show the rules: each document with clauses, sources, marks and worked examples; try another one on the same data."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from zones.cards.sentences import say_range
from zones.classify import classify
from zones.indicators import observe_example
from zones.levels import WORST_FIRST, Level
from zones.places import Place
from zones.ruleset import Band, Ruleset, Table, list_rulesets
from zones.times import end_of_day, say_start
from zones.usecases import CommandPost
from zones.wording import number, t

TRIAL_HEIGHT = 560


def show(post: CommandPost, place: Place, speech: str) -> None:
    """Draw the screen "Quy định"."""
    rulesets = {ruleset.id: ruleset for ruleset in list_rulesets()}
    read, trial = st.tabs([t("rules.tab_read", speech), t("rules.tab_trial", speech)])
    with read:
        in_use = rulesets[place.ruleset]
        st.markdown(t("rules.in_use", speech, place=place.name, title=in_use.document.title[speech]))
        st.dataframe([_line(ruleset, speech) for ruleset in rulesets.values()], hide_index=True, width="stretch")
        chosen = st.selectbox(t("rules.choose", speech), list(rulesets), key="rules_chosen",
                              index=list(rulesets).index(place.ruleset),
                              format_func=lambda key: rulesets[key].document.title[speech])
        _show_ruleset(rulesets[chosen], speech)
    with trial:
        _show_trial(post, place, rulesets, speech)


def _line(ruleset: Ruleset, speech: str) -> dict[str, str]:
    return {
        t("rules.from", speech): say_start(ruleset.valid_from),
        t("rules.to", speech): say_start(ruleset.valid_to) if ruleset.valid_to else "",
        t("rules.document", speech): ruleset.document.title[speech],
        t("rules.regime", speech): ruleset.regime,
        t("rules.checked", speech): _share_verified(ruleset, speech),
    }


def _parts(ruleset: Ruleset) -> list[bool]:
    """Return for every threshold, cell, rule and escalation whether a source confirms it."""
    parts = [rule.verified for rule in ruleset.rules] + [item.verified for item in ruleset.escalations]
    parts += [measure.verified for measure in ruleset.measures]
    parts += [step.verified for band in ruleset.bands for step in band.steps]
    return parts + [cell.verified for table in ruleset.tables for cell in table.cells.values()]


def _share_verified(ruleset: Ruleset, speech: str) -> str:
    parts = _parts(ruleset)
    return t("rules.verified_of", speech, verified=number(sum(parts), speech), all=number(len(parts), speech))


def _mark(verified: bool, speech: str) -> str:
    return t("rules.yes", speech) if verified else t("card.unverified", speech)


def _show_ruleset(ruleset: Ruleset, speech: str) -> None:
    st.subheader(ruleset.document.title[speech])
    st.markdown(t("rules.about", speech, issuer=ruleset.document.issuer[speech],
                  sources="; ".join(ruleset.document.sources)))
    if ruleset.rules:
        st.dataframe([
            {t("rules.clause", speech): rule.clause[speech],
             t("rules.level", speech): _level(ruleset, rule.level, speech),
             t("rules.checked", speech): _mark(rule.verified, speech), t("rules.source", speech): rule.source}
            for rule in ruleset.rules
        ], hide_index=True, width="stretch")
    for band in ruleset.bands:
        _show_band(band, speech)
    for table in ruleset.tables:
        _show_table(ruleset, table, speech)
    if ruleset.escalations:
        st.markdown(f"**{t('rules.escalations', speech)}**")
        st.dataframe([
            {t("rules.clause", speech): item.clause[speech], t("rules.checked", speech): _mark(item.verified, speech),
             t("rules.source", speech): item.source}
            for item in ruleset.escalations
        ], hide_index=True, width="stretch")
    st.markdown(f"**{t('rules.measures', speech)}**")
    st.dataframe([
        {t("rules.level", speech): _level(ruleset, measure.level, speech),
         t("card.directive", speech): measure.directive, t("rules.text", speech): measure.text[speech],
         t("rules.checked", speech): _mark(measure.verified, speech)}
        for measure in ruleset.measures
    ], hide_index=True, width="stretch")
    _show_examples(ruleset, speech)


def _show_band(band: Band, speech: str) -> None:
    st.markdown(f"**{band.clause[speech]}**")
    st.dataframe([
        {t("rules.step", speech): step.name,
         t("rules.range", speech): say_range(band.indicator, step.low, step.high, speech),
         t("rules.checked", speech): _mark(step.verified, speech), t("rules.source", speech): step.source}
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


def _show_examples(ruleset: Ruleset, speech: str) -> None:
    """Work the ruleset's own examples out, here and now: a tick is computed, not stored."""
    st.markdown(f"**{t('rules.examples', speech)}**")
    rows = []
    for example in ruleset.examples:
        found = classify(observe_example(example.given, ruleset.window_days), ruleset).level
        rows.append({
            t("rules.example", speech): example.name, t("rules.level", speech): _level(ruleset, found, speech),
            t("rules.right", speech): "✓" if found == example.expect["level"] else "✗",
        })
    st.dataframe(rows, hide_index=True, width="stretch")


def _level(ruleset: Ruleset, level: Level, speech: str) -> str:
    if level is Level.UNASSESSED:
        return t("level.unassessed", speech)
    return f"{t(f'level.{level}', speech)} – {ruleset.labels[level][speech]}"


def _show_trial(post: CommandPost, place: Place, rulesets: dict[str, Ruleset], speech: str) -> None:
    others = [key for key in rulesets if key != place.ruleset]
    chosen = st.selectbox(t("rules.try", speech), others, key="rules_trial",
                          format_func=lambda key: rulesets[key].document.title[speech])
    day = st.date_input(t("rules.day", speech), value=post.days(place.id)[1], format="DD/MM/YYYY", key="rules_day")
    if chosen is None:
        return
    moment = end_of_day(day)
    changes = post.compare(place.id, chosen, moment)
    units = len(post.situation(place.id, moment).areas)
    st.markdown(t("rules.changes", speech, changed=number(len(changes), speech), all=number(units, speech)))
    if changes:
        counts = {level: sum(change.after is level for change in changes) for level in WORST_FIRST}
        st.caption("; ".join(f"{t(f'level.{level}', speech)}: {number(count, speech)}"
                             for level, count in counts.items() if count))
        st.dataframe([
            {t("card.area", speech): change.name, t("rules.before", speech): t(f"level.{change.before}", speech),
             t("rules.after", speech): t(f"level.{change.after}", speech)}
            for change in changes
        ], hide_index=True, width="stretch")
    address = {"place": f"{place.id}@{chosen}", "lang": speech, "as_of": moment.isoformat()}
    st.iframe("/map?" + urlencode(address), height=TRIAL_HEIGHT, alt=t("rules.trial_map", speech))
