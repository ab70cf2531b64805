"""Say what changed since the last briefing: each unit from colour to colour, and why, in a sentence."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from zones.briefing.bounds import WIDE_MARGIN, bounds_of
from zones.briefing.model import Focus, Group, Line, Moments, Page, Tone, in_pages
from zones.cards.sentences import say_step, say_value
from zones.comparison import Change, compare
from zones.decisions import Decision, Reason, ReasonKind
from zones.levels import Level
from zones.ruleset import Ruleset
from zones.situation import Situation
from zones.wording import number, t

ROWS = 17                  # what a page holds
MOST_PAGES = 6
MOVING = (ReasonKind.ESCALATION, ReasonKind.HOLD)


def change_pages(
    moments: Moments, bounds: tuple[float, float, float, float], since_words: str, language: str
) -> list[Page]:
    """Return the pages of changes; one that says "no change" where there is none."""
    title = t("briefing.changes", language)
    if moments.since is None:
        return [Page("changes", "changes", title, since_words, good=t("briefing.changes_unknown", language),
                     focus=Focus(bounds))]
    changes = compare(moments.since, moments.now)
    if not changes:
        return [Page("changes", "changes", title, since_words, good=t("briefing.no_change", language),
                     focus=Focus(bounds))]
    lines = [change_line(moments.since, moments.now, change, language) for change in changes]
    pages, left = in_pages(lines, ROWS, MOST_PAGES)
    more = _say_rest(changes[-left:], language) if left else ""
    return [
        Page(
            "changes" if number_ == 1 else f"changes/{number_}", "changes", title, since_words,
            groups=(Group(_tally(changes, language) if number_ == 1 else "", lines_),),
            focus=Focus(bounds_of(moments.now, [line.part[1] for line in lines_ if line.part], WIDE_MARGIN) or bounds,
                        ("lockdowns",), tuple(line.part for line in lines_ if line.part)),
            more=more if number_ == len(pages) else "",
        )
        for number_, lines_ in enumerate(pages, start=1)
    ]


def change_line(before: Situation, after: Situation, change: Change, language: str) -> Line:
    """Return one unit's change as a line: its name, both looks, the reason."""
    worse = change.after.severity > change.before.severity
    unclear = Level.UNASSESSED in (change.before, change.after)
    tone = Tone.PLAIN if unclear else Tone.WORSE if worse else Tone.BETTER
    return Line(
        change.name, f"zone.{change.after}", f"zone.{change.before}", say_cause(before, after, change, language),
        tone=tone, part=("zones", f"area/{change.area_id}"),
    )


def say_cause(before: Situation, after: Situation, change: Change, language: str) -> str:
    """Return why a unit changed: an act of the commander, another rule, or the numbers and the rule's own step."""
    acts = {key: _level_act(situation, change.area_id) for key, situation in (("before", before), ("after", after))}
    if acts["after"] is not None and acts["after"] != acts["before"]:
        return t("briefing.cause_act", language, document=acts["after"])
    if acts["before"] is not None and acts["after"] is None:
        return t("briefing.cause_act_ended", language, document=acts["before"])
    old, new = (situation.leading(change.area_id) for situation in (before, after))
    was, is_now = old.decisions[change.area_id], new.decisions[change.area_id]
    step = say_giving(new.ruleset, is_now, language)
    if old.ruleset.id != new.ruleset.id:
        return " ".join((t("briefing.cause_rule", language, title=new.ruleset.document.title[language]), step))
    return " ".join(filter(None, (_say_cases(was, is_now, new.ruleset.window_days, language), step)))


def _level_act(situation: Situation, area_id: str) -> str | None:
    acts = situation.acts[situation.acts["kind"] == "level"].sort_values("valid_from")
    mine = acts[(acts["target"] == "area") & (acts["target_id"] == area_id)]
    given = mine if len(mine) else acts[acts["target"] == "place"]
    return None if given.empty else str(given["document"].iloc[-1])


def _say_cases(was: Decision, is_now: Decision, days: int, language: str) -> str:
    counts = [decision.observed.get("cases_in_window") for decision in (was, is_now)]
    if not all(isinstance(count, Fraction) for count in counts):
        return ""
    old, new = (say_value("", count, language) for count in counts)
    if old == new:
        return t("briefing.cases_same", language, count=new, days=days)
    return t("briefing.cases_moved", language, before=old, after=new, days=days)


def say_giving(ruleset: Ruleset, decision: Decision, language: str) -> str:
    """Return the step that gave the level, without repeating the level: the line shows it."""
    giving = [reason for reason in decision.reasons if reason.level is decision.level] or list(decision.reasons)
    # that a number is missing says less than the cell that was read all the same
    giving = [reason for reason in giving if reason.kind is not ReasonKind.MISSING] or giving
    if not giving:
        return ""
    moved = [reason for reason in giving if reason.kind in MOVING]
    reason: Reason = (moved or giving)[-1 if moved else 0]
    words = say_step(ruleset, reason, language)
    short = words.partition(" → ")[0].rstrip(".") + "."
    mark = f" [{t('card.unverified', language)}]"
    return short + mark if not reason.verified and "[" not in short else short


def _tally(changes: tuple[Change, ...], language: str) -> str:
    up = sum(change.steps > 0 and Level.UNASSESSED is not change.before for change in changes)
    down = sum(change.steps < 0 and Level.UNASSESSED is not change.after for change in changes)
    parts = [t(f"briefing.tally_{key}", language, count=number(count, language))
             for key, count in (("up", up), ("down", down), ("other", len(changes) - up - down)) if count]
    return ", ".join(parts)


def _say_rest(changes: tuple[Change, ...], language: str) -> str:
    """Count what did not go on the pages, by colours."""
    moves = Counter((change.before, change.after) for change in changes)
    words = "; ".join(
        t("briefing.move", language, count=number(count, language), before=t(f"level.{before}", language).lower(),
          after=t(f"level.{after}", language).lower())
        for (before, after), count in moves.most_common()
    )
    return t("briefing.and_more", language, count=number(len(changes), language), words=words)
