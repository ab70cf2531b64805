"""Make the first page: the whole map, how many units stand at each level, how many new cases."""

from __future__ import annotations

from zones.briefing.comparing import case_figure, figure
from zones.briefing.model import Curve, Figure, Focus, Group, Line, Moments, Page, Tone
from zones.compose.names import kind_name
from zones.compose.telling import area_level
from zones.levels import WORST_FIRST, Level
from zones.situation import LevelCount, Situation
from zones.times import say_moment
from zones.wording import number, t

DAY, WEEK = "day", "week"          # the spans of new cases: 24 hours and 7 days


def overview_page(moments: Moments, bounds: tuple[float, float, float, float], language: str) -> Page:
    """Return the overview."""
    now = moments.now
    levels = tuple(_level_figure(moments, level, language) for level in WORST_FIRST if _matters(now, level))
    return Page(
        "overview", "overview", t("briefing.overview", language),
        subtitle=t("briefing.units", language, count=number(len(now.areas), language),
                   unit=kind_name("area", area_level(now), language)),
        figures=(*levels, *_cases(moments, language)),
        groups=tuple(group for group in (_good_news(now, language), _warnings(moments, language)) if group.lines),
        curve=Curve(t("briefing.curve", language), moments.curve, len(now.areas)), focus=Focus(bounds, ("lockdowns",)),
    )


def count_of(situation: Situation, level: Level) -> LevelCount:
    """Return what the legend counts at a level."""
    return next(count for count in situation.level_counts if count.level is level)


def _matters(situation: Situation, level: Level) -> bool:
    # "đỏ: 0" is an answer; "chưa đánh giá: 0" is none
    return level is not Level.UNASSESSED or count_of(situation, level).units > 0


def _level_figure(moments: Moments, level: Level, language: str) -> Figure:
    count = count_of(moments.now, level)
    parts = [t("briefing.people", language, count=number(count.people, language))] if count.people else []
    parts += say_points(moments.now, level, language)

    def units(situation: Situation) -> int | None:
        # from "nobody had assessed it" to green is no progress
        assessed = level is Level.UNASSESSED or count_of(situation, Level.UNASSESSED).units < len(situation.areas)
        return count_of(situation, level).units if assessed else None

    return figure(
        moments, t(f"level.{level}", language), units, language, bad=level is not Level.GREEN, style=f"zone.{level}",
        unit=", ".join(parts), unknown="briefing.unassessed",
    )


def say_points(situation: Situation, level: Level, language: str) -> list[str]:
    """Say what of a level lies inside the units: ["1 địa điểm", "3 khu phong tỏa"]."""
    found = (("sites_count", situation.site_levels), ("locked_count", situation.lockdown_levels))
    counts = [(name, sum(one is level for one in levels.values())) for name, levels in found]
    return [t(f"briefing.{name}", language, count=number(count, language)) for name, count in counts if count]


def _cases(moments: Moments, language: str) -> tuple[Figure, ...]:
    counts = moments.counts
    day = case_figure(t("briefing.cases_day", language), counts[DAY],
                      {"yesterday": counts["day_before"], "last_week": counts["day_last_week"]}, language)
    week = case_figure(t("briefing.cases_week", language), counts[WEEK],
                       {"week_before": counts["week_before"]}, language)
    return day, week


def _good_news(situation: Situation, language: str) -> Group:
    """Say in a line what there is none of: those pages make themselves invisible."""
    unit = kind_name("area", area_level(situation), language)
    missing = []
    if not any(level.severity > Level.YELLOW.severity for level in situation.area_levels.values()):
        missing.append(t("briefing.none_hot", language, unit=unit))
    if situation.locked.empty:
        missing.append(t("briefing.none_locked", language))
    return Group("", tuple(Line(words, tone=Tone.BETTER) for words in missing))


def _warnings(moments: Moments, language: str) -> Group:
    now = moments.now
    lines = []
    if now.data_time is None:
        lines.append(t("briefing.no_data", language))
    elif now.stale_by is not None:
        lines.append(t("briefing.stale", language, moment=say_moment(now.data_time)))
    if now.cases.unplaced:
        lines.append(t("briefing.unplaced", language, count=number(now.cases.unplaced, language)))
    return Group("", tuple(Line(words, tone=Tone.WORSE) for words in lines))

