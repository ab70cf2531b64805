"""Say a reason, a number, a range in words: the one sentence used on popup, table and sheet."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from zones.compose.names import level_headline
from zones.decisions import Reason, ReasonKind
from zones.levels import Level
from zones.situation import Situation
from zones.wording import number, t

SHARES: Final = ("adult_dose1_share", "elderly_full_share")


def say_reason(situation: Situation, reason: Reason, language: str) -> str:
    """Return one reason as a sentence; what no source confirms carries its mark."""
    fields = reason.fields
    level = level_headline(reason.level, situation.ruleset, language) if reason.level else ""
    if reason.kind is ReasonKind.MISSING:
        key = "missing_skip" if reason.level is None else "missing"
        key = "missing_level" if reason.level is Level.UNASSESSED else key
        return t(f"card.reason_{key}", language, indicator=t(f"card.indicator_{fields['indicator']}", language))
    indicator = str(fields.get("indicator", ""))
    sentence = t(
        f"card.reason_{reason.kind}", language, level=level, clause=reason.clause.get(language, ""),
        value=say_value(indicator, fields.get("value"), language), step=fields.get("step", ""),
        range=say_range(indicator, fields.get("low"), fields.get("high"), language),
        row=fields.get("row", ""), column=fields.get("column", ""),
    )
    return sentence if reason.verified else f"{sentence} [{t('card.unverified', language)}]"


def say_value(indicator: str, value: Fraction | str | None, language: str) -> str:
    """Write a number as it was compared: rates cut (never rounded) to two decimals, shares in per cent."""
    if not isinstance(value, Fraction):
        return t("card.unknown", language) if value is None else value
    if indicator in SHARES:
        percent = value * 100
        return f"{number(int(percent * 10) / 10, language, 0 if percent.denominator == 1 else 1)} %"
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
