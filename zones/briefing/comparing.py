"""Compare numbers with yesterday and last week, and say whether the difference is good news."""

from __future__ import annotations

from collections.abc import Callable

from zones.briefing.model import Delta, Figure, Moments, Tone
from zones.epicurve import CaseSpan
from zones.situation import Situation
from zones.wording import number, t


def delta(
    label: str, now: float | None, before: float | None, language: str, *, bad: bool, decimals: int = 0,
    unknown: str = "briefing.not_known",
) -> Delta:
    """Compare a number with what it was; `bad` says that more of it is worse. None: not known, in the words
    `unknown`."""
    if before is None:
        return Delta(label, t(unknown, language), "", Tone.PLAIN)
    value = number(before, language, decimals)
    if now is None:
        return Delta(label, value, "", Tone.PLAIN)
    change = round(now - before, decimals)
    if change == 0:
        return Delta(label, value, "=", Tone.SAME)
    tone = Tone.WORSE if (change > 0) == bad else Tone.BETTER
    return Delta(label, value, ("+" if change > 0 else "−") + number(abs(change), language, decimals), tone)


def figure(
    moments: Moments, label: str, count: Callable[[Situation], float | None], language: str, *, bad: bool = True,
    style: str = "", unit: str = "", unknown: str = "briefing.not_known",
) -> Figure:
    """Return a number of the situation beside yesterday's and last week's; None of them: not known."""
    now = count(moments.now)
    deltas = tuple(
        delta(t(f"briefing.{name}", language), now, count(situation), language, bad=bad, unknown=unknown)
        for name, situation in (("yesterday", moments.yesterday), ("last_week", moments.last_week)) if situation
    )
    value = t("briefing.not_known", language) if now is None else number(now, language)
    return Figure(label, value, unit, deltas, style)


def case_figure(
    label: str, now: CaseSpan, befores: dict[str, CaseSpan], language: str
) -> Figure:
    """Return new cases beside those of earlier spans; a span without a report is said to be one."""
    deltas = tuple(
        delta(t(f"briefing.{name}", language), now.total if now.known else None, span.total if span.known else None,
              language, bad=True)
        for name, span in befores.items()
    )
    if not now.known:
        return Figure(label, t("briefing.no_number", language), t("briefing.no_report", language), deltas)
    unit = t("briefing.of_community", language, count=number(now.community, language)) if now.total else ""
    return Figure(label, number(now.total, language), unit, deltas)
