"""Make a briefing ("giao ban") of a situation and earlier ones: frozen pages, with every number compared."""

from __future__ import annotations

from geo.areas import outline_bounds
from zones.briefing.bounds import Box
from zones.briefing.changes import change_pages
from zones.briefing.deciding import decision_page, measure_page
from zones.briefing.grounds import belt_page, lockdown_pages, site_pages
from zones.briefing.hot import hot_pages, hot_units
from zones.briefing.model import Briefing, Moments, Page
from zones.briefing.overview import overview_page
from zones.briefing.sequence import Begun, Note, Plan, arrange, is_visible
from zones.compose import HANOI_BOUNDS
from zones.compose.head import make_title_block
from zones.situation import Situation
from zones.times import say_moment
from zones.wording import t

__all__ = [
    "Begun", "Briefing", "Moments", "Note", "Page", "Plan", "arrange", "hot_units", "is_visible",
    "make_briefing",
]


def make_briefing(moments: Moments, language: str) -> Briefing:
    """Return the briefing in "vi" or "en": a pure function of what is compared.

    A page that has nothing to say is left out, or says the good news in one line; each thing is told where a leader
    asks for it: the whole, what changed, the hot units one by one, sites, belts, lockdowns, decisions, measures.
    """
    now = moments.now
    bounds: Box = HANOI_BOUNDS if now.areas.empty else outline_bounds(now.areas)
    since = say_since(moments, language)
    pages = [
        overview_page(moments, bounds, language),
        *change_pages(moments, bounds, since, language),
        *hot_pages(moments, bounds, language),
        *site_pages(moments, bounds, language),
        *belt_page(moments, bounds, language),
        *lockdown_pages(moments, bounds, language),
        *decision_page(moments, language),
        *measure_page(moments, language),
    ]
    return Briefing(
        now.place.id, language, now.as_of, now.revision, make_title_block(now, language).title, say_data(now, language),
        since, tuple(pages),
    )


def say_data(situation: Situation, language: str) -> str:
    """Say up to when the data go and that they stand still while the briefing lasts."""
    data_time, as_of = situation.data_time, situation.as_of
    frozen = t("briefing.frozen", language, moment=say_moment(as_of))
    if data_time is None:
        return f"{t('map.fact_no_data_time', language)} · {frozen}"
    return f"{t('map.fact_data_time', language, moment=say_moment(data_time))} · {frozen}"


def say_since(moments: Moments, language: str) -> str:
    """Say what the changes are counted from."""
    if moments.since is None:
        return ""
    key = "briefing.since_day" if moments.first else "briefing.since_last"
    return t(key, language, moment=say_moment(moments.since.as_of))
