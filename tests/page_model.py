"""Make maps for the tests of the map page: a ward with thirteen groups, and the source that serves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pyogrio
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo.mapmodel import (
    Card,
    CardSection,
    Feature,
    Hatch,
    HeadForm,
    Layer,
    LegendEntry,
    LegendSection,
    MapModel,
    Marker,
    Notice,
    NoticeKind,
    Style,
    TitleBlock,
)
from geo.sheet import SheetOptions
from zones.levels import WORST_FIRST, Level
from zones.look import COLOR, HATCH
from zones.wording import t, words

# West, south, east, north of the drawn ward, and its outline
WARD: Final = Polygon(
    [
        (105.8775, 21.0478),
        (105.8792, 21.0436),
        (105.8845, 21.0442),
        (105.8893, 21.0431),
        (105.8942, 21.0459),
        (105.8958, 21.0502),
        (105.8931, 21.0547),
        (105.8878, 21.0559),
        (105.8829, 21.0541),
        (105.8790, 21.0524),
    ]
)
GROUPS: Final = (1, 2, 3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 18)
SEEDS: Final = (
    (105.8795, 21.0490),
    (105.8800, 21.0455),
    (105.8827, 21.0467),
    (105.8822, 21.0510),
    (105.8846, 21.0492),
    (105.8850, 21.0531),
    (105.8868, 21.0456),
    (105.8880, 21.0492),
    (105.8884, 21.0535),
    (105.8908, 21.0458),
    (105.8912, 21.0500),
    (105.8918, 21.0535),
    (105.8938, 21.0487),
)
MAIN_ROAD: Final = [
    (105.8762, 21.0447),
    (105.8800, 21.0477),
    (105.8846, 21.0500),
    (105.8890, 21.0529),
    (105.8935, 21.0560),
]
SIDE_ROADS: Final = {
    "Phố Nguyễn Sơn": [(105.8846, 21.0500), (105.8851, 21.0470), (105.8846, 21.0430)],
    "Đường Nguyễn Văn Linh": [(105.8890, 21.0529), (105.8915, 21.0500), (105.8950, 21.0455)],
    "Ngõ 298 Ngọc Lâm": [(105.8800, 21.0477), (105.8812, 21.0512), (105.8829, 21.0541)],
}
HISTORY: Final = (date(2021, 7, 10), date(2021, 9, 8))
LATEST: Final = "2021-09-08T15:41:00+07:00"


def groups() -> dict[str, Polygon]:
    """Return the thirteen groups: cells around the seeds, with exactly shared borders."""
    cells = shapely.voronoi_polygons(MultiPoint(SEEDS), extend_to=WARD.envelope)
    found = {}
    for number, seed in zip(GROUPS, SEEDS, strict=True):
        cell = next(c for c in cells.geoms if c.contains(Point(seed)))
        found[f"to-{number}"] = cell.intersection(WARD)
    return found


def styles(language: str = "vi") -> dict[str, Style]:
    """Return the looks of everything on the test map."""
    look = {
        str(level): Style(
            key=str(level),
            fill=COLOR[level],
            fill_opacity=0.62,
            hatch=HATCH[level],
            hatch_color=_darker(COLOR[level]),
            letter=t(f"level.{level}_letter", language),
            stroke="#FFFFFF",
            stroke_width_pt=1.0,
            text_pt=8.5,
            text_bold=True,
        )
        for level in Level
    }
    points = {
        "site_orange": Style(
            "site_orange",
            fill=COLOR[Level.ORANGE],
            stroke="#FFFFFF",
            stroke_width_pt=1.25,
            marker=Marker.SQUARE,
            size_pt=19,
            icon="warehouse",
            text_bold=True,
        ),
        "site_yellow": Style(
            "site_yellow",
            fill=COLOR[Level.YELLOW],
            stroke="#FFFFFF",
            stroke_width_pt=1.25,
            marker=Marker.SQUARE,
            size_pt=18,
            icon="market",
            icon_color="#1A1A1A",
        ),
        "hard_post": Style(
            "hard_post", fill="#37474F", stroke="#FFFFFF", marker=Marker.CIRCLE, size_pt=15, icon="hard_post"
        ),
        "soft_post": Style(
            "soft_post",
            fill="#FFFFFF",
            stroke="#37474F",
            marker=Marker.DIAMOND,
            size_pt=16,
            icon="soft_post",
            icon_color="#37474F",
        ),
    }
    lines = {
        "main_road": Style(
            "main_road",
            stroke="#FFFFFF",
            stroke_width_pt=5,
            casing="#B9A98C",
            text_pt=7.5,
            text_color="#5B4A2E",
        ),
        "side_road": Style(
            "side_road",
            stroke="#FFFFFF",
            stroke_width_pt=2.5,
            casing="#C9C9C9",
            text_pt=7,
            text_color="#555555",
        ),
        "water": Style("water", fill="#BBD7EA", text_color="#33678F", text_pt=7.5),
        "outside": Style("outside", fill="#DFE3E6"),
        "ward": Style("ward", stroke="#37474F", stroke_width_pt=2),
        "belt": Style("belt", stroke="#6A1B9A", stroke_width_pt=2.5, dash_pt=(7, 3), casing="#FFFFFF"),
        "lockdown": Style(
            "lockdown",
            fill="#B71C1C",
            fill_opacity=0.25,
            hatch=Hatch.VERTICAL,
            hatch_color="#7F0000",
            stroke="#7F0000",
            stroke_width_pt=1.6,
            dash_pt=(4, 2),
            text_color="#7F0000",
            text_bold=True,
        ),
    }
    return {**look, **points, **lines}


def ward_model(
    levels: dict[str, Level] | None = None, language: str = "vi", revision: int = 1, as_of: str = LATEST
) -> MapModel:
    """Return the ward's map; `levels` of groups (others are green)."""
    levels = dict.fromkeys(groups(), Level.GREEN) | (levels or {})
    zones = Layer(
        "zones",
        "Vùng nguy cơ",
        "Phân vùng",
        switchable=False,
        features=tuple(
            Feature(
                group,
                str(levels[group]),
                shape,
                title=f"{_group_name(group)} – {t(f'level.{levels[group]}', language)}",
                label=_group_name(group),
                label_at=shape.representative_point(),
                card=f"area/{group}",
                priority=50,
            )
            for group, shape in groups().items()
        ),
    )
    return MapModel(
        place_id="gia-thuy",
        language=language,
        revision=revision,
        as_of=as_of,
        title_block=TitleBlock(
            HeadForm.STATE,
            "ỦY BAN NHÂN DÂN QUẬN LONG BIÊN",
            "ỦY BAN NHÂN DÂN PHƯỜNG GIA THỤY",
            "",
            (),
            "Gia Thụy, ngày 08 tháng 9 năm 2021",
            "BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19",
            "Phường Gia Thụy, quận Long Biên – 15:41 ngày 08/09/2021",
        ),
        facts=(
            "Số liệu đến 15:41 08/09/2021",
            "Quy định: NQ 54-NQ/ĐU (KV1–KV3)",
            "Văn bản: 54-NQ/ĐU ngày 07/9/2021",
        ),
        layers=(*_underlay(), zones, *_overlay()),
        styles=styles(language),
        legend=_legend(levels, language),
        indexes=(),
        notices=(
            Notice(NoticeKind.WARNING, "Ranh giới, vị trí địa điểm, chốt và vành đai là vị trí minh họa."),
        ),
        bounds=WARD.bounds,
        metric_crs="EPSG:5897",
        watermark="DIỄN TẬP",
        words=words("map_page", language),
    )


def _darker(color: str) -> str:
    return "#" + "".join(f"{int(int(color[at : at + 2], 16) * 0.62):02X}" for at in (1, 3, 5))


def _group_name(group: str) -> str:
    return "Tổ " + group.removeprefix("to-")


def _underlay() -> tuple[Layer, ...]:
    pond = Point(105.8862, 21.0478).buffer(0.0008)
    return (
        Layer(
            "outside",
            "Nền",
            "Nền bản đồ",
            (Feature("outside", "outside", box(105.86, 21.03, 105.91, 21.07)),),
            switchable=False,
        ),
        Layer(
            "water",
            "Mặt nước",
            "Nền bản đồ",
            (Feature("pond", "water", pond, label="Hồ", label_at=pond.centroid),),
        ),
    )


def _overlay() -> tuple[Layer, ...]:
    roads = [
        Feature(
            "main",
            "main_road",
            LineString(MAIN_ROAD),
            title="Đường Nguyễn Văn Cừ",
            label="Đường Nguyễn Văn Cừ",
            priority=30,
        )
    ]
    roads += [
        Feature(f"side-{n}", "side_road", LineString(line), title=name, label=name, priority=20)
        for n, (name, line) in enumerate(SIDE_ROADS.items())
    ]
    lane = Point(105.8929, 21.0490).buffer(0.0006, quad_segs=2)
    sites = (
        Feature(
            "tikinow",
            "site_orange",
            Point(105.8921, 21.0512),
            title="Kho Tikinow Smart Logistics",
            label="Kho Tikinow",
            card="site/tikinow",
            priority=80,
        ),
        Feature(
            "market",
            "site_yellow",
            Point(105.8905, 21.0462),
            title="Chợ tạm Gia Thụy",
            label="Chợ tạm",
            card="site/market",
            priority=70,
        ),
    )
    posts = tuple(
        Feature(
            f"post-{n}",
            "hard_post" if n % 2 else "soft_post",
            Point(at),
            title=f"Chốt {'cứng' if n % 2 else 'mềm'} số {n}",
            card=f"post/{n}",
        )
        for n, at in enumerate(list(WARD.exterior.coords)[:7], start=1)
    )
    return (
        Layer("roads", "Đường phố", "Nền bản đồ", tuple(reversed(roads))),
        Layer(
            "ward",
            "Ranh giới phường",
            "Phân vùng",
            (Feature("ward", "ward", WARD.exterior),),
            switchable=False,
        ),
        Layer(
            "lockdowns",
            "Khu phong tỏa",
            "Biện pháp",
            (
                Feature(
                    "lane",
                    "lockdown",
                    lane,
                    title="Phong tỏa ngõ 24 đến 00:00 15/09/2021",
                    label="đến 15/9",
                    card="lockdown/lane",
                    priority=60,
                ),
            ),
        ),
        Layer(
            "belts",
            "Vành đai",
            "Biện pháp",
            (Feature("belt-3", "belt", WARD.buffer(-0.0002).exterior, title="Vành đai 3", card="belt/3"),),
        ),
        Layer("posts", "Chốt kiểm soát", "Biện pháp", posts),
        Layer("sites", "Địa điểm nguy cơ", "Địa điểm", sites),
    )


def _legend(levels: dict[str, Level], language: str) -> tuple[LegendSection, ...]:
    counts = {level: list(levels.values()).count(level) for level in WORST_FIRST}
    area = LegendSection(
        "Phân vùng",
        columns=("Tổ", "Dân số", "km²"),
        entries=(
            *(
                LegendEntry(
                    str(level),
                    t(f"level.{level}", language),
                    (str(count), f"{count * 1160:,}".replace(",", "."), f"{count * 0.108:.2f}"),
                )
                for level, count in counts.items()
            ),
            LegendEntry(None, "Cộng", ("13", "15.076", "1,40"), emphasis=True),
        ),
    )
    return (
        area,
        LegendSection(
            "Địa điểm, chốt, vành đai",
            (
                LegendEntry("site_orange", "Kho (nguy cơ cao)", ("1",)),
                LegendEntry("site_yellow", "Chợ (nguy cơ)", ("1",)),
                LegendEntry("hard_post", "Chốt cứng", ("4",)),
                LegendEntry("soft_post", "Chốt mềm", ("3",)),
                LegendEntry("belt", "Vành đai 3 – duy trì", ("1",)),
                LegendEntry("lockdown", "Khu phong tỏa", ("1",)),
            ),
            columns=("Số",),
        ),
        LegendSection(
            "Không vẽ trên bản đồ",
            (LegendEntry(None, "Cửa hàng tiện ích, hàng thiết yếu (một loại hình)", ("1",)),),
        ),
    )


def city_model(file: Path, language: str = "vi") -> MapModel:
    """Return the 579 wards as one layer, coloured in turn."""
    _, _, shapes, fields = pyogrio.raw.read(file, columns=["ward_code", "name"])
    cycle = (
        Level.GREEN,
        Level.GREEN,
        Level.YELLOW,
        Level.GREEN,
        Level.ORANGE,
        Level.UNASSESSED,
        Level.GREEN,
        Level.RED,
    )
    features = tuple(
        Feature(
            code,
            str(cycle[n % len(cycle)]),
            shapely.from_wkb(wkb),
            title=f"{name} – {n % 9} F0",
            label=name.removeprefix("Phường ").removeprefix("Xã "),
            card=f"area/{code}",
            priority=n % 9,
        )
        for n, (code, name, wkb) in enumerate(zip(*fields, shapes, strict=True))
    )
    west, south, east, north = shapely.union_all([f.geometry for f in features]).bounds
    thin = {key: replace(style, stroke_width_pt=0.5) for key, style in styles(language).items()}
    return replace(
        ward_model(language=language),
        place_id="ha-noi",
        layers=(Layer("zones", "Xã, phường", "Phân vùng", features, switchable=False),),
        styles=thin,
        bounds=(west, south, east, north),
        watermark="",
    )


class FakeSource:
    """A `MapSource` over the ward's map that a test can change, with a count of how often it was asked."""

    def __init__(self) -> None:
        self.levels: dict[str, Level] = {"to-13": Level.YELLOW, "to-18": Level.YELLOW, "to-11": Level.ORANGE}
        self.revision = 1
        self.models: dict[str, MapModel] = {}
        self.changes: dict[str, Any] = {}
        self.models_made = 0
        self.sheet_error: Exception | None = None
        self.sheet_options = SheetOptions()

    def designate(self, group: str, level: Level) -> None:
        """Change one group's level, as one person's work in the command post would."""
        self.levels = self.levels | {group: level}
        self.revision += 1

    def change(self, **fields: Any) -> None:
        """Replace fields of the map from now on."""
        self.changes |= fields
        self.revision += 1

    def places(self) -> tuple[str, ...]:
        return ("gia-thuy", *self.models)

    def knows(self, place_id: str) -> bool:
        return place_id in self.places()

    def version(self, place_id: str, as_of: datetime | None) -> str:
        return f"{self.revision}"

    def model(self, place_id: str, as_of: datetime | None, language: str) -> MapModel:
        self.models_made += 1
        if place_id in self.models:
            return self.models[place_id]
        moment = LATEST if as_of is None else as_of.isoformat()
        model = ward_model(self._levels_on(as_of), language, self.revision, moment)
        return replace(model, **self.changes)

    def _levels_on(self, as_of: datetime | None) -> dict[str, Level]:
        if as_of is None:
            return self.levels
        # a story: one group more is red each week before the end
        weeks = min(12, max(0, (HISTORY[1] - as_of.date()) // timedelta(days=7)))
        return dict.fromkeys(list(groups())[:weeks], Level.RED)

    def days(self, place_id: str) -> tuple[date, date]:
        return HISTORY

    def card(self, place_id: str, as_of: datetime | None, language: str, card_id: str) -> Card | None:
        kind, _, name = card_id.partition("/")
        if kind == "area" and name in groups():
            level = self._levels_on(as_of).get(name, Level.GREEN)
            return Card(
                card_id,
                f"Tổ dân phố {name.removeprefix('to-')}",
                str(level),
                f"{t(f'level.{level}', language).upper()} – {t(f'level.{level}_risk', language)}",
                (
                    CardSection(
                        "Căn cứ",
                        (
                            ("Quy định", "Nghị quyết số 54-NQ/ĐU, mục I"),
                            ("Người quyết định", "Đảng ủy phường Gia Thụy"),
                            ("Hiệu lực", "từ 06:00 07/09/2021"),
                        ),
                    ),
                    CardSection("Số liệu", (("F0 trong 14 ngày", "0"), ("Dân số", "1.160 người, 316 hộ"))),
                    CardSection(
                        "Biện pháp",
                        (("", "Chỉ thị 15 và một số biện pháp cao hơn. Không tập trung quá 5 người."),),
                    ),
                ),
                (Notice(NoticeKind.INFO, "Không cần duy trì vành đai 1 và 2 tại tổ xanh."),),
            )
        if kind == "site":
            return Card(card_id, "Kho Tikinow Smart Logistics", "site_orange", "NGUY CƠ CAO (KV1)", ())
        return None

    def sheet(self, place_id: str, as_of: datetime | None, language: str, form: str, options: SheetOptions) -> bytes:
        self.sheet_options = options
        if self.sheet_error:
            raise self.sheet_error
        return b"%PDF-1.7 " + f"{place_id} {language} {form}".encode()


def shape_of(model: MapModel, layer_id: str, feature_id: str) -> BaseGeometry:
    """Return one feature's geometry."""
    return next(f.geometry for f in model.layer(layer_id).features if f.id == feature_id)
