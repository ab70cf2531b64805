"""Describe a map as plain frozen data: what is drawn, in which order, in which words.

A `MapModel` is made once (by `zones.compose`) and drawn by `geo.render_folium` and `geo.render_static`.
The renderers decide nothing: every colour, word, number and order on screen and paper stands here.
All geometry is EPSG:4326 (longitude, latitude); lengths on paper are in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.grid import Grid


class Hatch(StrEnum):
    """The patterns that both renderers can draw; readable on a black-and-white photocopy."""

    NONE = "none"
    DIAGONAL = "diagonal"          # ////
    BACK_DIAGONAL = "back_diagonal"
    CROSS = "cross"                # diagonal crossing lines
    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    DOTS = "dots"


class Marker(StrEnum):
    """The shape under a point's icon."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of feature looks. Colours are "#RRGGBB"; None means "not drawn"."""

    key: str
    fill: str | None = None
    fill_opacity: float = 1.0
    hatch: Hatch = Hatch.NONE
    hatch_color: str = "#000000"
    letter: str = ""                       # written inside an area (or in the legend's patch)
    stroke: str | None = None
    stroke_width_pt: float = 1.0
    dash_pt: tuple[float, ...] = ()
    casing: str | None = None              # a wider line of this colour under the stroke
    marker: Marker = Marker.CIRCLE         # points only
    size_pt: float = 16.0                  # points only: the marker's width
    icon: str | None = None                # points only: a name in geo.icons.ICONS
    icon_color: str = "#FFFFFF"
    text_color: str = "#1A1A1A"            # the feature's label
    text_pt: float = 8.0
    text_bold: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map. `id` is unique in its layer and stable from one revision to the next."""

    id: str
    style: str                             # a key of MapModel.styles
    geometry: BaseGeometry                 # EPSG:4326
    title: str = ""                        # one line: the tooltip
    label: str = ""                        # written on the map; may have "\n"
    label_at: Point | None = None          # where (EPSG:4326); areas only
    number: int | None = None              # the number in its marker on the sheet, and in the index
    card: str | None = None                # what to ask the server for "Vì sao?"; None: no click
    priority: int = 0                      # labels: the higher is kept where two collide


@dataclass(frozen=True, slots=True)
class Layer:
    """Features that are switched together. Layers are drawn in the order of MapModel.layers, first lowest."""

    id: str
    title: str
    group: str                             # the heading under which the switch stands
    features: tuple[Feature, ...]
    visible: bool = True                   # switched on at the start
    switchable: bool = True                # False: always on, no switch (the zones)
    on_sheet: bool = True


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a sample of `style` (None: no sample), words, and values under the columns."""

    style: str | None
    label: str
    values: tuple[str, ...] = ()
    emphasis: bool = False                 # a total, or a line that must not be overlooked


@dataclass(frozen=True, slots=True)
class LegendSection:
    """A block of the legend with its own heading and value columns."""

    title: str
    entries: tuple[LegendEntry, ...]
    columns: tuple[str, ...] = ()          # headings over LegendEntry.values


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One numbered point of the table at the sheet's side, or one page of a book."""

    number: int
    style: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexTable:
    """The table that explains the numbers of one layer.

    `of_pages`: the numbers are pages and stand in a column, not in a marker, where they would be looked for on the map.
    """

    title: str
    columns: tuple[str, ...]               # headings over IndexRow.cells
    rows: tuple[IndexRow, ...]
    of_pages: bool = False


class HeadForm(StrEnum):
    """The two heads of Vietnamese official papers (NĐ 30/2020 and the Party's own form)."""

    STATE = "state"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The head of the sheet. Lines are final words; empty lines are left out."""

    form: HeadForm
    superior: str                          # "ỦY BAN NHÂN DÂN QUẬN LONG BIÊN" / "ĐẢNG BỘ QUẬN LONG BIÊN"
    issuer: str                            # "ỦY BAN NHÂN DÂN PHƯỜNG GIA THỤY": bold
    number: str                            # "Số: 12/SCH" ; "" when none was given
    motto: tuple[str, ...]                 # the right-hand lines: Quốc hiệu and Tiêu ngữ, or the Party's name
    place_date: str                        # "Gia Thụy, ngày 08 tháng 9 năm 2021"
    title: str                             # "BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19"
    subtitle: str                          # "Phường Gia Thụy, quận Long Biên – 15:41 ngày 08/09/2021"
    annex: str = ""                        # "(Kèm theo Nghị quyết số 54-NQ/ĐU ngày 07/9/2021)"


class NoticeKind(StrEnum):
    """How loud a notice is."""

    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that must be seen on screen and paper: old data, rule out of force, illustrative positions."""

    kind: NoticeKind
    text: str


@dataclass(frozen=True, slots=True)
class CardSection:
    """A heading and its lines: (label, value); a line with an empty label is a plain sentence."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, one a day. A value of None is a day of which nobody reported: a gap, never a zero."""

    title: str
    values: tuple[int | None, ...]
    marks: tuple[str, ...]                 # under each bar; "" for most


@dataclass(frozen=True, slots=True)
class Panel:
    """What is said beside the map of one unit: sentences and numbers, and a curve."""

    sections: tuple[CardSection, ...]
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Inset:
    """A small map that says where the place lies: its neighbours and itself, the last on top."""

    title: str
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class MapModel:
    """Everything about one map. `words` holds the renderers' own few words in the map's language:
    north, scale, legend, sheet_note, and the map page's controls (see zones/wording, section [map_page])."""

    place_id: str
    language: str                          # "vi" or "en"
    revision: int
    as_of: str                             # ISO 8601 with zone, the moment shown
    title_block: TitleBlock
    facts: tuple[str, ...]                 # "Số liệu đến …", "Quy định: …": on every map and sheet
    layers: tuple[Layer, ...]
    styles: Mapping[str, Style]
    legend: tuple[LegendSection, ...]
    indexes: tuple[IndexTable, ...]
    notices: tuple[Notice, ...]
    bounds: tuple[float, float, float, float]   # west, south, east, north in degrees
    metric_crs: str                        # "EPSG:5897": sheets are drawn and measured in it
    watermark: str = ""                    # "DIỄN TẬP" across the sheet and on the screen
    paper: str = "A4"                      # the sheet it is meant for: "A4", "A3"
    live_notices: tuple[Notice, ...] = ()  # for the live map of the command post only: on no sheet, in no file
    words: Mapping[str, str] = field(default_factory=dict)
    grid: Grid | None = None               # the lettered squares that the indexes name
    inset: Inset | None = None             # sheets only, as are grid and panel
    panel: Panel | None = None
    focus: BaseGeometry | None = None      # the unit that the map is about, when that is less than all it shows

    def layer(self, layer_id: str) -> Layer:
        """Return the layer of that id; KeyError when there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)


@dataclass(frozen=True, slots=True)
class Card:
    """The answer to "Vì sao?" for one thing on the map; the same on popup, table and sheet."""

    id: str
    title: str                             # "Tổ dân phố 13"
    style: str                             # a key of MapModel.styles: the colour beside the headline
    headline: str                          # "VÙNG XANH – bình thường mới (KV3)"
    sections: tuple[CardSection, ...]
    notices: tuple[Notice, ...] = ()
