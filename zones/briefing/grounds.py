"""Make the pages of what stands on the ground: risk sites, belts and posts, lockdowns with their ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pandas as pd

from geo.frames import rows_of
from geo.names import alphabetical
from zones import look
from zones.briefing.bounds import AROUND_A_SITE, Box, box_round
from zones.briefing.comparing import figure
from zones.briefing.model import Figure, Focus, Group, Line, Moments, Page, Tone, in_pages
from zones.closing import is_wide
from zones.compose.field import open_places, say_until
from zones.compose.names import kind_name, say_age, short_name, text, zone_label
from zones.field.crossings import BeltCrossing
from zones.levels import WORST_FIRST, Level
from zones.situation import Situation
from zones.times import say_start
from zones.wording import number, t

SITE_ROWS, LOCKDOWN_ROWS = 12, 10      # what a page holds under its numbers
MOST_PAGES = 3
NAMED = 3             # posts or crossings named in one sentence
URGENT = timedelta(hours=24)


def site_pages(moments: Moments, bounds: Box, language: str) -> list[Page]:
    """Return the pages of designated sites, the worst first; none where no site has a level."""
    now = moments.now
    rows = [row for row in rows_of(now.sites) if row["site_id"] in now.site_levels]
    if not rows:
        return []
    rows.sort(key=lambda row: (-now.site_levels[row["site_id"]].severity, alphabetical(row["name"])))
    names = dict(zip(now.areas["area_id"], now.areas["name"], strict=True))
    lines = [_site_line(now, row, names, language) for row in rows]
    pages, left = in_pages(lines, SITE_ROWS, MOST_PAGES)
    figures = tuple(
        figure(moments, t(f"level.{level}", language), partial(_sites_at, level), language, style=f"zone.{level}",
               unknown="briefing.unassessed")
        for level in WORST_FIRST if any(_sites_at(level, one) for one in _all(moments))
    )
    return [
        Page("sites" if n == 1 else f"sites/{n}", "sites", t("briefing.sites", language), figures=figures,
             groups=(Group("", lines_),),
             focus=Focus(_box_of(now.sites, "site_id", lines_) or bounds, ("sites",),
                         tuple(line.part for line in lines_ if line.part)),
             more=_more(left if n == len(pages) else 0, language))
        for n, lines_ in enumerate(pages, start=1)
    ]


def _site_line(situation: Situation, row: dict[str, Any], names: dict[str, str], language: str) -> Line:
    level = situation.site_levels[row["site_id"]]
    where = short_name(names[row["area_id"]]) if row["area_id"] in names else ""
    kind = kind_name("site", row["kind"], language)
    directive = text(row["directive"]) if "directive" in row else ""
    drawn = row["geometry"] is not None
    parts = (zone_label(row, language), kind, where, directive, "" if drawn else t("briefing.no_place", language))
    return Line(row["name"], look.site_style(row["kind"], level).key, detail=" · ".join(part for part in parts if part),
                part=(f"sites_{row['kind']}", f"site/{row['site_id']}") if drawn else None)


def _sites_at(level: Level, situation: Situation) -> int | None:
    """Count the sites of a level; None before the first paper gave any site one."""
    levels = situation.site_levels.values()
    return sum(found is level for found in levels) if levels else None


def belt_page(moments: Moments, bounds: Box, language: str) -> list[Page]:
    """Return the page of belts, posts and people on duty; none where there is neither belt nor post."""
    now = moments.now
    if now.belts.empty and now.checkpoints.empty:
        return []
    figures = (
        figure(moments, t("briefing.belts_kept", language),
               _if_any(lambda one: int(one.belts["active"].fillna(False).sum())), language),
        figure(moments, t("briefing.soft_posts", language),
               _if_any(lambda one: len(_posts(one, "soft", staffed=True))), language),
        figure(moments, t("briefing.hard_posts", language), _if_any(lambda one: len(_posts(one, "hard"))), language),
        figure(moments, t("briefing.people_per_shift", language), _people_per_shift, language),
    )
    needed = _needed_per_shift(now)
    if needed is not None:
        plain = figures[-1]
        unit = t("briefing.needed_per_shift", language, count=number(needed, language))
        figures = (*figures[:-1], replace(plain, unit=unit))
    gap = figure(moments, t("briefing.open", language), _open_places, language, style=look.OPEN_CROSSING_STYLE.key,
                 unit=_say_open(now, language))
    lines = [line for belt in (1, 2, 3) if (line := _belt_line(now, belt, language))]
    groups = (Group("", tuple(lines)), Group("", tuple(_unstaffed(now, language))))
    return [Page("belts", "belts", t("briefing.belts", language), figures=(*_plain(figures), gap),
                 groups=tuple(group for group in groups if group.lines),
                 focus=Focus(bounds, ("belt_1", "belt_2", "belt_3", "posts_hard", "posts_soft", "crossings",
                                      "lockdowns")))]


def _if_any(count: Callable[[Situation], int]) -> Callable[[Situation], int | None]:
    """Count only where a belt or post is known: before the first paper named one, "0" would be a guess."""
    return lambda one: None if one.belts.empty and one.checkpoints.empty else count(one)


def _plain(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """More posts are neither better nor worse: the differences have no colour."""
    return tuple(
        Figure(one.label, one.value, one.unit, tuple(
            type(delta)(delta.label, delta.value, delta.change, Tone.PLAIN) for delta in one.deltas), one.style)
        for one in figures
    )


def _posts(situation: Situation, kind: str, staffed: bool | None = None) -> pd.DataFrame:
    posts: pd.DataFrame = situation.checkpoints[situation.checkpoints["kind"] == kind]
    return posts if staffed is None else posts[posts["staffed"].fillna(False) == staffed]


def _people_per_shift(situation: Situation) -> int | None:
    """Add up the people of one shift on all manned posts; None where no post says how many it has."""
    people = situation.checkpoints.loc[situation.checkpoints["staffed"].fillna(False), "people_per_shift"]
    return int(people.sum()) if people.notna().any() else None


def _needed_per_shift(situation: Situation) -> int | None:
    """Add up what the manned posts need in one shift; None where no post says so."""
    needed = situation.checkpoints.loc[situation.checkpoints["staffed"].fillna(False), "required_per_shift"]
    return int(needed.sum()) if needed.notna().any() else None


def _open_places(situation: Situation) -> int | None:
    """Count the places where a belt that is kept crosses a road and nothing stands; None where nobody can say."""
    return len(open_places(situation)) if situation.field.has_roads and not situation.belts.empty else None


def _say_open(situation: Situation, language: str) -> str:
    """Say where the one open place ("hở") lies, of several on which belts."""
    places = open_places(situation)
    if len(places) == 1:
        return _say_crossing(places[0], language)
    gaps = Counter(crossing.number for place in places for crossing in place[:1])
    return "; ".join(t("briefing.open_on_belt", language, belt=belt, count=number(count, language))
                     for belt, count in sorted(gaps.items()))


def _belt_line(situation: Situation, belt: int, language: str) -> Line | None:
    belts = situation.belts[situation.belts["number"] == belt]
    if belts.empty:
        return None
    kept = belts[belts["active"].fillna(False)]
    name = t("map.layer_belt", language, number=belt)
    if kept.empty:
        return Line(name, look.belt_style(belt, False).key, detail=t("card.belt_inactive", language))
    on_belt = situation.checkpoints[situation.checkpoints["belt"] == belt]
    manned = on_belt[on_belt["staffed"].fillna(False)]
    parts = [t("briefing.belt_posts", language, posts=number(len(on_belt), language),
               manned=number(len(manned), language))]
    if manned["people_per_shift"].notna().any():
        people, shifts = manned["people_per_shift"].sum(), manned["shifts_per_day"].fillna(1)
        parts.append(t("briefing.belt_people", language, people=number(int(people), language),
                       day=number(int((manned["people_per_shift"].fillna(0) * shifts).sum()), language)))
    badge = number(len(kept), language) if len(belts) > 1 else ""
    return Line(name, look.belt_style(belt, True).key, detail=" · ".join(parts),
                badge=t("briefing.belt_rings", language, count=badge) if badge else "")


def _say_crossing(place: list[BeltCrossing], language: str) -> str:
    roads = ", ".join(dict.fromkeys(road for crossing in place for road in crossing.roads))
    belts = ", ".join(dict.fromkeys(str(crossing.number) for crossing in place))
    return t("briefing.crossing", language, road=roads or t("briefing.unnamed_road", language), belts=belts)


def say_gaps(situation: Situation, language: str) -> Iterator[Line]:
    """Say where a belt that is kept is not: roads without a post, soft posts without people, shifts too small."""
    if places := [_say_crossing(place, language) for place in open_places(situation)]:
        yield _line_of("places_open", len(places), places, language)
    yield from _unstaffed(situation, language)
    manned = situation.checkpoints[situation.checkpoints["staffed"].fillna(False)]
    missing = (manned["required_per_shift"] - manned["people_per_shift"]).fillna(0)
    if names := list(manned.loc[missing > 0, "name"]):
        yield _line_of("people_missing", int(missing[missing > 0].sum()), names, language)


def _unstaffed(situation: Situation, language: str) -> Iterator[Line]:
    """Name the soft posts on belts that are kept where nobody stands: they are open."""
    kept = set(situation.belts.loc[situation.belts["active"].fillna(False), "number"].dropna().astype(int))
    posts = _posts(situation, "soft", staffed=False)
    if names := list(posts.loc[posts["belt"].isin(kept), "name"]):
        yield _line_of("posts_open", len(names), names, language)


def _line_of(key: str, count: int, names: Sequence[str], language: str) -> Line:
    named = "; ".join(names[:NAMED])
    if len(names) > NAMED:
        named += " " + t("briefing.others", language, count=number(len(names) - NAMED, language))
    return Line(t(f"briefing.{key}", language, count=number(count, language), names=named), tone=Tone.WORSE)


def lockdown_pages(moments: Moments, bounds: Box, language: str) -> list[Page]:
    """Return the pages of lockdowns, those that end first at the top, the wide areas round them last; none where there
    is neither."""
    now = moments.now
    rows = rows_of(now.lockdowns)
    if not rows:
        return []
    far = pd.Timestamp.max.tz_localize("UTC")
    rows.sort(key=lambda row: (
        is_wide(row), far if pd.isna(row["valid_to"]) else row["valid_to"], alphabetical(row["name"]),
    ))
    figures = (
        figure(moments, t("briefing.locked_areas", language), lambda one: len(one.locked), language),
        figure(moments, t("briefing.locked_people", language), lambda one: _sum(one.locked, "population"), language),
        figure(moments, t("briefing.locked_households", language), lambda one: _sum(one.locked, "households"),
               language),
    )
    lines = [_lockdown_line(now, row, language) for row in rows]
    pages, left = in_pages(lines, LOCKDOWN_ROWS, MOST_PAGES)
    return [
        Page("lockdowns" if n == 1 else f"lockdowns/{n}", "lockdowns", t("briefing.lockdowns", language),
             figures=figures, groups=(Group("", lines_),),
             focus=Focus(_box_of(now.lockdowns, "lockdown_id", lines_) or bounds,
                         ("lockdowns", "lockdowns_wide", "belt_1", "posts_soft"),
                         tuple(line.part for line in lines_ if line.part)),
             more=_more(left if n == len(pages) else 0, language))
        for n, lines_ in enumerate(pages, start=1)
    ]


def _lockdown_line(situation: Situation, row: dict[str, Any], language: str) -> Line:
    counts = [t(f"briefing.{name}_count", language, count=number(int(row[name]), language))
              for name in ("households", "population") if pd.notna(row[name])]
    layer = "lockdowns_wide" if is_wide(row) else "lockdowns"
    part = (layer, f"lockdown/{row['lockdown_id']}") if row["geometry"] is not None else None
    # a wide area is searched, not closed: it has no colour of its own
    style = "lockdown.wide" if is_wide(row) else f"zone.{situation.lockdown_levels[row['lockdown_id']]}"
    if pd.isna(row["valid_to"]):
        return Line(row["name"], style, detail=" · ".join([*counts, say_until(row, language)]), part=part)
    left = (row["valid_to"] - pd.Timestamp(situation.as_of)).to_pytimedelta()
    detail = " · ".join([t("briefing.ends_at", language, moment=say_start(row["valid_to"])), *counts])
    tone = Tone.WORSE if left <= URGENT else Tone.PLAIN
    return Line(row["name"], style, detail=detail, badge=t("briefing.time_left", language, age=say_age(left, language)),
                tone=tone, part=part)


def _sum(frame: pd.DataFrame, column: str) -> int | None:
    values = frame[column]
    return int(values.sum()) if values.notna().any() or frame.empty else None


def _box_of(frame: pd.DataFrame, key: str, lines: tuple[Line, ...]) -> Box | None:
    wanted = {line.part[1].partition("/")[2] for line in lines if line.part}
    return box_round((row["geometry"] for row in rows_of(frame) if row[key] in wanted), smallest=AROUND_A_SITE)


def _all(moments: Moments) -> list[Situation]:
    return [one for one in (moments.now, moments.yesterday, moments.last_week) if one]


def _more(left: int, language: str) -> str:
    return t("briefing.others", language, count=number(left, language)) if left else ""
