"""Say a reason, a number, a range in words: the one sentence used on popup, table and sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from zones.compose.names import capitalised, kind_name, level_headline
from zones.decisions import Decision, Near, Reason, ReasonKind
from zones.levels import Level
from zones.ruleset import Ruleset
from zones.wording import has, number, t


def say_step(ruleset: Ruleset, reason: Reason, language: str) -> str:
    """Return one reason of a ruleset as a sentence; what no source confirms carries its mark."""
    if reason.kind is ReasonKind.MISSING:
        key = "missing_skip" if reason.level is None else "missing"
        key = "missing_level" if reason.level is Level.UNASSESSED else key
        name = indicator_name("indicator", str(reason.fields["indicator"]), language)
        return t(f"card.reason_{key}", language, indicator=name)
    words = _words_of(ruleset, reason, language)
    plain = reason.kind is ReasonKind.BAND and words["step"] == words["range"]     # "dưới 70% (dưới 70%)"
    sentence = t("card.reason_band_plain" if plain else _sentence_of(reason), language, **words)
    if "detail" in reason.fields and reason.kind is ReasonKind.RULE:
        sentence = f"{sentence.rstrip('.')} ({_say_detail(reason.fields, language)})."
    return sentence if reason.verified else f"{sentence} [{t('card.unverified', language)}]"


def say_steps(ruleset: Ruleset, reasons: Sequence[Reason], language: str) -> list[str]:
    """Return reasons as sentences; a checklist that nobody has filled in says its result once, then what it asks."""
    unanswered = [one for one in reasons if one.kind is ReasonKind.UNANSWERED and one.level is Level.UNASSESSED]
    if len(unanswered) < 2:
        return [say_step(ruleset, reason, language) for reason in reasons]
    mark = f" [{t('card.unverified', language)}]"
    return [
        t("rule.reason_unanswered_all", language, count=len(unanswered)),
        *(f"– {one.clause.get(language, '')}{'' if one.verified else mark}" for one in unanswered),
        *(say_step(ruleset, reason, language) for reason in reasons if reason not in unanswered),
    ]


def say_why(ruleset: Ruleset, decision: Decision, language: str) -> str:
    """Return a level and what gave it, in one sentence: the same in tables, sheets and exports as on the card."""
    headline = level_headline(decision.level, ruleset, language, decision.designation_id)
    giving = [reason for reason in decision.reasons if reason.level is decision.level] or list(decision.reasons)
    if not giving:
        return headline
    # the last step that gave the level: a table before the +1 that raised it would explain another level
    moved = [r for r in giving if r.kind in (ReasonKind.ESCALATION, ReasonKind.HOLD)]
    said = say_step(ruleset, moved[-1], language) if moved else say_steps(ruleset, giving, language)[0]
    return f"{headline}: {said}"


def say_near(ruleset: Ruleset, near: Near, language: str) -> str:
    """Return how far a number is from a threshold, and what lies beyond it: the rule that nearly fired."""
    value = near.threshold - near.distance if near.upwards else near.threshold + near.distance
    key = "up" if near.upwards else "down"
    return t(
        f"near.{key}" if near.distance else f"near.at_{key}", language,
        indicator=capitalised(indicator_name("indicator", near.indicator, language)),
        value=say_value(near.indicator, value, language), then=_say_beyond(ruleset, near, language),
        threshold=say_value(near.indicator, near.threshold, language),
        distance=_say_distance(near.indicator, near.distance, language),
    )


def _say_beyond(ruleset: Ruleset, near: Near, language: str) -> str:
    if near.level is not None:
        return t("near.then_level", language, level=t(f"level.{near.level}", language).lower())
    if near.raises:
        return t(f"near.then_{'raise' if near.raises > 0 else 'relief'}", language, count=abs(near.raises))
    return t("near.then_step", language, step=ruleset.band(near.owner_id).said(near.step, language))


def _say_distance(indicator: str, distance: Fraction, language: str) -> str:
    """Write a difference: of shares in percentage points, for 2 % more of 68 % are not 70 %."""
    said = say_value(indicator, distance, language)
    return t("near.points", language, count=said.removesuffix("%")) if indicator.endswith("_share") else said


def indicator_name(form: str, name: str, language: str) -> str:
    """Return an indicator's name as "indicator" (within a sentence) or "label"; one that has none as it is written."""
    key = next((f"{table}.{form}_{name}" for table in ("card", "rule") if has(f"{table}.{form}_{name}", language)), "")
    return t(key, language) if key else name


def _sentence_of(reason: Reason) -> str:
    variant = ""
    if reason.kind is ReasonKind.UNANSWERED and reason.level is Level.UNASSESSED:
        variant = "_level"
    elif reason.kind is ReasonKind.FACTOR and reason.fields.get("reason"):
        variant = "_why"
    elif reason.kind is ReasonKind.DESIGNATION and "unit" in reason.fields:
        return "rule.reason_named"
    key = f"card.reason_{reason.kind}"
    return key if has(key, "vi") else f"rule.reason_{reason.kind}{variant}"


def _words_of(ruleset: Ruleset, reason: Reason, language: str) -> dict[str, str]:
    fields = reason.fields
    indicator = str(fields.get("indicator", ""))
    said = {name: str(value) for name, value in fields.items() if isinstance(value, str)}
    for name, band_id in _bands_of(ruleset, reason).items():
        said[name] = ruleset.band(band_id).said(said[name], language)
    for name in ("unit_level", "read_as"):
        if name in said:
            said[name] = kind_name("area", said[name], language)
    if "computed" in said:
        said["computed"] = level_headline(Level(said["computed"]), ruleset, language)
    level = ""
    if reason.kind is ReasonKind.DESIGNATION and reason.level and "unit" in fields:
        level = f"{t(f'level.{reason.level}', language)} – {ruleset.label(reason.level, language, reason.rule_id)}"
    elif reason.level:
        level = level_headline(reason.level, ruleset, language)
    return {
        "step": "", "row": "", "column": "", **said,
        "level": level, "clause": reason.clause.get(language, ""),
        "value": say_value(indicator, fields.get("value"), language),
        "range": say_range(indicator, fields.get("low"), fields.get("high"), language),
    }


def _bands_of(ruleset: Ruleset, reason: Reason) -> dict[str, str]:
    """Return which of a reason's words are names of steps, and of which band."""
    if reason.kind is ReasonKind.BAND:
        return {"step": reason.rule_id}
    if reason.kind is ReasonKind.TABLE:
        table = next(table for table in ruleset.tables if table.id == reason.rule_id)
        return {"row": table.rows, "column": table.columns}
    if reason.kind is ReasonKind.BAND_RAISED:
        band = next(item.band for item in ruleset.escalations if item.id == reason.rule_id) or ""
        return {"from": band, "to": band}
    return {}


def _say_detail(fields: Mapping[str, str | Fraction | None], language: str) -> str:
    return t(
        f"rule.detail_{fields['detail']}", language, count=say_value("", fields.get("count"), language),
        total=say_value("", fields.get("total"), language), level=t(f"level.{fields['level']}", language).lower(),
    )


def say_value(indicator: str, value: Fraction | str | None, language: str) -> str:
    """Write a number as it was compared: rates cut (never rounded) to two decimals, shares in per cent."""
    if isinstance(value, str):
        return t(f"rule.word_{value}", language) if has(f"rule.word_{value}", language) else value
    if value is None:
        return t("card.unknown", language)
    if indicator.endswith("_share"):
        percent = value * 100
        return f"{number(int(percent * 10) / 10, language, 0 if percent.denominator == 1 else 1)}%"
    if value.denominator == 1:
        return number(int(value), language)
    return number(int(value * 100) / 100, language, 2)


def say_range(indicator: str, low: Any, high: Any, language: str) -> str:
    """Return "từ 20 đến dưới 50": a band's step in words; None is an open end."""
    low_words, high_words = (say_value(indicator, value, language) for value in (low, high))
    if low is None:
        return t("card.range_below", language, high=high_words)
    if high is None:
        return t("card.range_from", language, low=low_words)
    return t("card.range_between", language, low=low_words, high=high_words)
