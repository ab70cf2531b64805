"""Say how each level looks: the one table of colours, hatches and letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from geo.icons import ICONS
from geo.mapmodel import Hatch, Marker, Style
from zones.levels import Level
from zones.wording import t

# No official hex colours were found in any document (domain §8): these are our own choice. The hatches and
# letters make the five classes readable on a black-and-white copy and for the colour-blind.
COLOR: Final = {
    Level.RED: "#D32F2F",
    Level.ORANGE: "#F57C00",
    Level.YELLOW: "#FBC02D",
    Level.GREEN: "#388E3C",
    Level.UNASSESSED: "#BDBDBD",
}
# On a black-and-white sheet the worse is the darker; through ZONE_OPACITY over white paper they come out at 45, 62, 80,
# 100 and 90 hundredths of white. The colours' own greys would not do: yellow's is that of "not assessed".
GREY: Final = {
    Level.RED: "#1D1D1D",
    Level.ORANGE: "#636363",
    Level.YELLOW: "#ADADAD",
    Level.GREEN: "#FFFFFF",
    Level.UNASSESSED: "#D6D6D6",
}
HATCH: Final = {
    Level.RED: Hatch.CROSS,
    Level.ORANGE: Hatch.DIAGONAL,
    Level.YELLOW: Hatch.DOTS,
    Level.GREEN: Hatch.NONE,
    Level.UNASSESSED: Hatch.HORIZONTAL,
}

# Roads and water lie under the zones, so zones are drawn see-through; on paper and screen alike.
ZONE_OPACITY: Final = 0.62
BELT_COLOR: Final = {1: "#6A1B9A", 2: "#1565C0", 3: "#212121"}
BELT_DASH: Final = {1: (2.0, 2.5), 2: (7.0, 3.0), 3: (12.0, 3.0, 2.0, 3.0)}
BELT_WIDTH_PT: Final = {1: 1.8, 2: 2.2, 3: 2.8}
POST_COLOR: Final = {"hard": "#37474F", "soft": "#0277BD"}
OPTIONAL_COLOR: Final = "#78909C"
ALARM: Final = "#D50000"
FACILITY_COLOR: Final = "#00695C"
FACILITY_ICONS: Final = {"treatment": "hospital"}
LOCKDOWN_COLOR: Final = "#B71C1C"
UNDERLAY_STYLES: Final = (
    Style("underlay.green", fill="#CFE3C4"),
    Style("underlay.water", fill="#A9CCE3", stroke="#7FB3D5", stroke_width_pt=0.5, text_color="#2471A3", text_pt=7),
    Style("underlay.rail", stroke="#616161", stroke_width_pt=1.4, dash_pt=(4.0, 2.0), casing="#FFFFFF"),
    Style("underlay.road_lane", stroke="#FFFFFF", stroke_width_pt=1.0, casing="#B8B8B8"),
    Style("underlay.road_street", stroke="#FFFFFF", stroke_width_pt=2.0, casing="#A6A6A6", text_pt=6.5),
    Style("underlay.road_main", stroke="#FFF3C4", stroke_width_pt=3.6, casing="#8D8D8D", text_pt=7, text_bold=True),
)


def zone_style(level: Level, language: str, *, crowded: bool = False) -> Style:
    """Return the look of a zone of that level; the letter follows the language. Hundreds of zones have thin borders."""
    return Style(
        f"zone.{level}", fill=COLOR[level], fill_opacity=ZONE_OPACITY, hatch=HATCH[level], hatch_color="#3A3A3A",
        letter=t(f"level.{level}_letter", language), stroke="#4A4A4A", stroke_width_pt=0.35 if crowded else 0.8,
        text_bold=not crowded,
    )


def in_grey(styles: Mapping[str, Style]) -> dict[str, Style]:
    """Return the styles with the zones in their own greys; hatch and letter stay. Other colours are the printer's."""
    greys = {f"zone.{level}": grey for level, grey in GREY.items()}
    return {key: replace(style, fill=greys.get(key, style.fill)) for key, style in styles.items()}


def site_style(kind: str, level: Level | None) -> Style:
    """Return the marker of a site: its kind's icon on its designation's colour (white where it has none)."""
    icon = kind if kind in ICONS else "other"  # kinds are an open set
    fill = COLOR[level] if level else "#FFFFFF"
    dark = level in (None, Level.YELLOW, Level.UNASSESSED)
    return Style(
        f"site.{icon}.{level or 'none'}", fill=fill, stroke="#1A1A1A", stroke_width_pt=1.0, marker=Marker.SQUARE,
        size_pt=17.0, icon=icon, icon_color="#1A1A1A" if dark else "#FFFFFF", text_pt=7.0, text_bold=True,
    )


def post_style(kind: str, staffed: bool, optional: bool = False) -> Style:
    """Return the marker of a checkpoint: square and closed, or round with a raised barrier; hollow when unmanned, pale
    where it need not be kept."""
    color = OPTIONAL_COLOR if optional else POST_COLOR[kind]
    key = f"post.{kind}.{'staffed' if staffed else 'unstaffed'}"
    return Style(
        f"{key}.optional" if optional else key, fill=color if staffed else "#FFFFFF", stroke=color,
        stroke_width_pt=1.4, marker=Marker.SQUARE if kind == "hard" else Marker.CIRCLE,
        size_pt=13.0 if staffed or kind == "soft" else 10.5,      # a lane that is closed is one of many
        icon=f"{kind}_post", icon_color="#FFFFFF" if staffed else color,
    )


def belt_style(number: int, active: bool) -> Style:
    """Return the line of a belt: its own colour and dash; thin and pale where it is not kept."""
    color = BELT_COLOR[number]
    return Style(
        f"belt.{number}.{'active' if active else 'inactive'}", stroke=color if active else "#8E8E8E",
        stroke_width_pt=BELT_WIDTH_PT[number] if active else 1.0, dash_pt=BELT_DASH[number],
        casing="#FFFFFF" if active else None, text_color=color,
    )


# stands at the name of a unit where measures above its level apply
UPLIFT_MARK: Final = "+1"
OUTBREAK_STYLE: Final = Style(
    "outbreak", fill="#6D4C41", fill_opacity=0.14, stroke="#4E342E", stroke_width_pt=1.6, dash_pt=(1.5, 1.8),
    casing="#FFFFFF", text_color="#3E2723", text_pt=7, text_bold=True,
)
LOCKDOWN_STYLE: Final = Style(
    "lockdown", stroke=LOCKDOWN_COLOR, stroke_width_pt=2.2, dash_pt=(5.0, 2.0), casing="#FFFFFF",
    icon_color=LOCKDOWN_COLOR, text_color="#4A0000", text_pt=7, text_bold=True,
)
# searched and tested, not closed: a fine line, and no colour of its own
WIDE_STYLE: Final = Style(
    "lockdown.wide", stroke=LOCKDOWN_COLOR, stroke_width_pt=1.3, dash_pt=(1.2, 2.6), casing="#FFFFFF",
    text_color="#4A0000", text_pt=6.5,
)
OPEN_CROSSING_STYLE: Final = Style(
    "crossing.open", fill="#FFFFFF", stroke=ALARM, stroke_width_pt=2.0, marker=Marker.DIAMOND, size_pt=17.0,
    icon="open_crossing", icon_color=ALARM, text_color="#8E0000", text_pt=6.5, text_bold=True,
)
WAY_STYLES: Final = (
    Style("way.open", stroke="#0D47A1", stroke_width_pt=2.4, casing="#FFFFFF"),
    Style("way.shut", stroke=ALARM, stroke_width_pt=2.4, dash_pt=(5.0, 3.0), casing="#FFFFFF"),
    Style("way.cut_off", stroke=ALARM, stroke_width_pt=4.0, casing="#FFFFFF"),
    Style("way.area", stroke=ALARM, stroke_width_pt=2.6, dash_pt=(7.0, 3.0), casing="#FFFFFF"),
    Style("way.unknown", stroke="#616161", stroke_width_pt=2.0, dash_pt=(2.0, 3.0), casing="#FFFFFF"),
    Style("way.post", fill="#FFD600", stroke=ALARM, stroke_width_pt=2.0, marker=Marker.CIRCLE, size_pt=19.0,
          icon="soft_post", icon_color="#1A1A1A"),
)


def facility_style(kind: str, overloaded: bool) -> Style:
    """Return the marker of a facility: its kind's sign; red where more is used than there is."""
    icon = FACILITY_ICONS.get(kind, kind)
    icon = icon if icon in ICONS else "other"
    return Style(
        f"facility.{icon}.{'over' if overloaded else 'within'}", fill=ALARM if overloaded else FACILITY_COLOR,
        stroke="#FFFFFF", stroke_width_pt=1.2, marker=Marker.SQUARE, size_pt=16.0, icon=icon, icon_color="#FFFFFF",
        text_color="#00332C", text_pt=6.5, text_bold=True,
    )


FOCUS_STYLES: Final = {
    style.key: style for style in (
        Style("focus.veil", fill="#FFFFFF", fill_opacity=0.62),
        Style("focus.border", stroke="#1A1A1A", stroke_width_pt=2.0),
        Style("inset.other", fill="#F1F1EC", stroke="#8A8A8A", stroke_width_pt=0.5),
        Style("inset.own", fill="#C62828", fill_opacity=0.55, stroke="#1A1A1A", stroke_width_pt=0.9, text_bold=True),
    )
}
