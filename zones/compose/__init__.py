"""Compose a situation into a map: the only place where zones become layers, colours and words."""

from __future__ import annotations

from geo.areas import outline_bounds
from geo.frames import rows_of
from geo.mapmodel import MapModel, Style
from zones import look
from zones.compose.alarms import make_live_notices
from zones.compose.head import make_facts, make_notices, make_title_block
from zones.compose.layers import make_layers, number_points, site_level
from zones.compose.legend import make_indexes, make_legend
from zones.compose.squares import make_squares
from zones.compose.telling import Told, tell_all
from zones.levels import Level
from zones.situation import Situation
from zones.wording import t, words

CROWDED = 100  # areas: from here on borders and names are drawn lightly
HANOI_BOUNDS = (105.3, 20.55, 106.05, 21.4)  # shown while a place has no boundaries yet


def compose(situation: Situation, language: str, told: Told | None = None) -> MapModel:
    """Return the map of a situation in "vi" or "en": what screen and paper draw.

    `told` says how case counts are written; None: as they are.
    """
    numbers, squares = number_points(situation), make_squares(situation)
    told = told or tell_all(situation, language)
    return MapModel(
        place_id=situation.place.id, language=language, revision=situation.revision,
        as_of=situation.as_of.isoformat(),
        title_block=make_title_block(situation, language), facts=make_facts(situation, language),
        layers=make_layers(situation, numbers, told, language), styles=styles_of(situation, language),
        legend=make_legend(situation, told, language), indexes=make_indexes(situation, numbers, squares, language),
        notices=make_notices(situation, language), live_notices=make_live_notices(situation, language),
        bounds=HANOI_BOUNDS if situation.areas.empty else outline_bounds(situation.areas),
        metric_crs=situation.place.metric_crs,
        watermark=t("map.watermark_exercise", language) if situation.place.exercise else "",
        paper=situation.place.paper, words=words("map_page", language) | words("sheet", language),
        grid=squares.grid,
    )


def styles_of(situation: Situation, language: str) -> dict[str, Style]:
    """Return every style that a map of the situation may use, by key."""
    crowded = len(situation.areas) > CROWDED
    styles = [look.zone_style(level, language, crowded=crowded) for level in Level]
    styles += look.UNDERLAY_STYLES
    styles += [look.LOCKDOWN_STYLE, look.WIDE_STYLE, look.OUTBREAK_STYLE, look.OPEN_CROSSING_STYLE, *look.WAY_STYLES]
    styles += [look.belt_style(number, active) for number in (1, 2, 3) for active in (True, False)]
    styles += [look.post_style(kind, staffed, optional) for kind in ("hard", "soft") for staffed in (True, False)
               for optional in (False, True)]
    styles += [look.facility_style(row["kind"], over) for row in rows_of(situation.facilities)
               for over in (False, True)]
    for row in rows_of(situation.sites):
        styles.append(look.site_style(row["kind"], site_level(situation, row["site_id"])))
        styles.append(look.site_style(row["kind"], None))  # the legend's sample: the kind without a level
    return {style.key: style for style in styles}
