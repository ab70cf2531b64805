"""Make map models for the sheet's tests: a ward like Gia Thụy, the same crowded, and a city of 579 wards."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.icons import ICONS
from geo.mapmodel import (
    Feature,
    HeadForm,
    IndexRow,
    IndexTable,
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
from zones.levels import WORST_FIRST, Level
from zones.look import COLOR, HATCH
from zones.wording import number, t, words

METRE = 1 / 104_000  # in degrees of longitude, near enough for inventing a ward
GROUPS = (1, 2, 3, 5, 6, 8, 9, 11, 13, 14, 15, 17, 18)

STATE_HEAD = TitleBlock(
    form=HeadForm.STATE,
    superior="ỦY BAN NHÂN DÂN QUẬN LONG BIÊN",
    issuer="ỦY BAN NHÂN DÂN PHƯỜNG GIA THỤY",
    number="Số: 12/SCH",
    motto=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    place_date="Gia Thụy, ngày 08 tháng 9 năm 2021",
    title="BẢN ĐỒ PHÂN VÙNG NGUY CƠ DỊCH COVID-19",
    subtitle="Phường Gia Thụy, quận Long Biên – 15:41 ngày 08/09/2021",
    annex="(Kèm theo Nghị quyết số 54-NQ/ĐU ngày 07/9/2021)",
)
PARTY_HEAD = dataclasses.replace(
    STATE_HEAD,
    form=HeadForm.PARTY,
    superior="ĐẢNG BỘ QUẬN LONG BIÊN",
    issuer="ĐẢNG ỦY PHƯỜNG GIA THỤY",
    number="Số 54-NQ/ĐU",
    motto=("ĐẢNG CỘNG SẢN VIỆT NAM",),
)
SITES = (
    ("warehouse", "Kho Tikinow Smart Logistics", "Số 3+5 Nguyễn Văn Linh", "orange"),
    ("mall", "TTTM Savico Megamall", "Số 7-9 Nguyễn Văn Linh", "yellow"),
    ("market", "Chợ tạm Gia Thụy", "Tổ dân phố 13", "yellow"),
    ("apartment", "Chung cư HH1-HH2", "Tổ dân phố 18", "yellow"),
    ("apartment", "Chung cư Đoàn 871", "Tổ dân phố 15", "yellow"),
    ("other", "Bến xe Gia Lâm", "Ngô Gia Khảm", "green"),
)
STREETS = (
    "Nguyễn Văn Cừ",
    "Nguyễn Văn Linh",
    "Ngọc Lâm",
    "Nguyễn Sơn",
    "Hoàng Như Tiếp",
    "Gia Thụy",
    "Ngô Gia Khảm",
)


def zone_styles() -> dict[str, Style]:
    found = {
        f"zone-{level}": Style(
            key=f"zone-{level}",
            fill=COLOR[level],
            fill_opacity=0.62,
            hatch=HATCH[level],
            hatch_color="#3C2A00",
            letter=t(f"level.{level}_letter", "vi"),
            stroke="#FFFFFF",
            stroke_width_pt=0.5,
            text_pt=9.0,
        )
        for level in Level
    }
    for style in (
        Style(
            key="area", stroke="#4A4A4A", stroke_width_pt=0.9, dash_pt=(4.0, 1.6), text_pt=8.0, text_bold=True
        ),
        Style(key="water", fill="#BFD9EA", stroke="#8FB8D4", stroke_width_pt=0.4),
        Style(
            key="road_main",
            stroke="#FFF3D6",
            casing="#B59B63",
            stroke_width_pt=3.0,
            text_pt=7.0,
            text_color="#5B4A1E",
        ),
        Style(
            key="road_lane",
            stroke="#FFFFFF",
            casing="#A9A9A9",
            stroke_width_pt=1.2,
            text_pt=6.0,
            text_color="#555555",
        ),
        Style(key="rail", stroke="#555555", stroke_width_pt=1.2, dash_pt=(5.0, 3.0)),
        Style(key="belt-1", stroke="#6A1B9A", stroke_width_pt=1.6, dash_pt=(1.6, 2.4), casing="#FFFFFF"),
        Style(key="belt-2", stroke="#1565C0", stroke_width_pt=1.8, dash_pt=(7.0, 3.0), casing="#FFFFFF"),
        Style(
            key="belt-3",
            stroke="#B71C1C",
            stroke_width_pt=2.4,
            casing="#FFFFFF",
            text_pt=7.0,
            text_color="#B71C1C",
        ),
        Style(key="hard", fill="#B71C1C", stroke="#FFFFFF", icon="hard_post", size_pt=13.0),
        Style(
            key="soft",
            fill="#1565C0",
            stroke="#FFFFFF",
            icon="soft_post",
            marker=Marker.DIAMOND,
            size_pt=14.0,
        ),
        Style(
            key="soft-idle",
            fill="#FFFFFF",
            stroke="#1565C0",
            icon="soft_post",
            icon_color="#1565C0",
            marker=Marker.DIAMOND,
            size_pt=14.0,
            dash_pt=(2.0, 1.5),
        ),
        *(
            Style(
                key=f"site-{kind}-{level}",
                fill="#37474F",
                stroke=COLOR[Level(level)],
                stroke_width_pt=1.8,
                icon=kind,
                marker=Marker.SQUARE,
                size_pt=15.0,
            )
            for kind in ICONS
            for level in ("orange", "yellow", "green")
        ),
    ):
        found[style.key] = style
    return found


def coverage(outline: Polygon, count: int, seed: int) -> list[Polygon]:
    """Cut an outline into `count` cells of like size with exactly shared borders (Voronoi, relaxed)."""
    rng = np.random.default_rng(seed)
    west, south, east, north = outline.bounds
    spots: list[Point] = []
    while len(spots) < count:
        point = Point(rng.uniform(west, east), rng.uniform(south, north))
        if outline.contains(point):
            spots.append(point)
    cells: list[Polygon] = []
    for _ in range(6):
        diagram = shapely.voronoi_polygons(shapely.MultiPoint(spots), extend_to=outline, ordered=True)
        cells = [
            max(shapely.get_parts(cell.intersection(outline)), key=lambda p: p.area) for cell in diagram.geoms
        ]
        spots = [cell.centroid for cell in cells]
    return cells


def ward_outline() -> Polygon:
    angles = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    radius = 1 + 0.10 * np.sin(3 * angles + 1) + 0.07 * np.cos(5 * angles)
    return Polygon(
        np.column_stack(
            [
                105.8862 + 850 * METRE * radius * np.cos(angles),
                21.0492 + 640 * METRE * radius * np.sin(angles),
            ]
        )
    )


def _zones(
    cells: list[Polygon], site_ground: list[tuple[BaseGeometry, str]], levels: list[str]
) -> tuple[Feature, ...]:
    cut = shapely.union_all([ground for ground, level in site_ground if level != "green"])
    zones = [
        Feature(
            f"to-{group}",
            f"zone-{level}",
            cell.difference(cut),
            title=f"Tổ dân phố {group}",
            card=f"to-{group}",
        )
        for group, cell, level in zip(GROUPS, cells, levels, strict=True)
    ]
    zones += [
        Feature(f"site-{index}", f"zone-{level}", ground)
        for index, (ground, level) in enumerate(site_ground, 1)
        if level != "green"
    ]
    return tuple(zones)


def _underlay(outline: Polygon) -> tuple[Layer, ...]:
    x, y = outline.centroid.x, outline.centroid.y
    roads = []
    for index, (name, slope, shift) in enumerate(
        zip(
            STREETS,
            (0.9, -1.4, 0.1, -0.5, 1.8, 0.4, -0.2),
            (-150, 380, -420, 260, -330, 90, 480),
            strict=True,
        )
    ):
        along = np.linspace(-1300, 1300, 25)
        bend = 30 * np.sin(along / 400 + index)
        turn = np.arctan(slope)
        points = np.column_stack(
            [
                x + METRE * (along * np.cos(turn) - (shift + bend) * np.sin(turn)),
                y + METRE * (along * np.sin(turn) + (shift + bend) * np.cos(turn)),
            ]
        )
        kind = "road_main" if index < 2 else "road_lane"
        roads.append(
            Feature(f"road-{index}", kind, LineString(points), label=name, priority=2 if index < 2 else 1)
        )
    lake = Point(x + 420 * METRE, y - 230 * METRE).buffer(85 * METRE)
    rail = LineString([(x - 1300 * METRE, y - 700 * METRE), (x + 1300 * METRE, y + 420 * METRE)])
    return (
        Layer("water", "Mặt nước", "Nền", (Feature("lake", "water", lake, label="Hồ"),)),
        Layer("roads", "Đường", "Nền", (Feature("rail", "rail", rail), *roads)),
    )


def _belts(outline: Polygon, cells: list[Polygon]) -> Layer:
    ring = outline.exterior
    first = MultiLineString([affinity.scale(cells[8], 0.55, 0.55).exterior])
    pair = shapely.union_all(
        [
            cells[3],
            next(
                cell
                for cell in cells
                if cell is not cells[3] and cell.intersection(cells[3]).length > 100 * METRE
            ),
        ]
    )
    return Layer(
        "belts",
        "Vành đai",
        "Vành đai, chốt",
        (
            Feature("belt-1", "belt-1", first),
            Feature("belt-2", "belt-2", pair.exterior),
            Feature("belt-3", "belt-3", ring, label="Vành đai 3", priority=5),
        ),
    )


def legend() -> tuple[LegendSection, ...]:
    counts = {
        Level.RED: ("0", "0", "0,00"),
        Level.ORANGE: ("1", "0", "0,02"),
        Level.YELLOW: ("4", "1.210", "0,08"),
        Level.GREEN: ("13", "13.866", "1,58"),
        Level.UNASSESSED: ("0", "0", "0,00"),
    }
    zones = LegendSection(
        "Mức độ nguy cơ",
        columns=("Khu vực", "Số dân", "km²"),
        entries=(
            *(
                LegendEntry(
                    f"zone-{level}",
                    f"{t(f'level.{level}', 'vi')} – {t(f'level.{level}_risk', 'vi')}",
                    counts[level],
                )
                for level in WORST_FIRST
            ),
            LegendEntry(None, "Toàn phường", ("18", "15.076", "1,68"), emphasis=True),
            LegendEntry(
                None, "Không đặt được lên bản đồ: 1 nhóm địa điểm (cửa hàng tiện ích, hàng thiết yếu)"
            ),
        ),
    )
    belts = LegendSection(
        "Vành đai và chốt kiểm soát",
        columns=("Số lượng",),
        entries=(
            LegendEntry("belt-1", "Vành đai 1 – liên gia, ngõ", ("không duy trì",)),
            LegendEntry("belt-2", "Vành đai 2 – tổ dân phố", ("không duy trì",)),
            LegendEntry("belt-3", "Vành đai 3 – toàn phường", ("duy trì",)),
            LegendEntry("hard", "Chốt cứng (không cho qua lại)", ("4",)),
            LegendEntry("soft", "Chốt mềm có người trực", ("6",)),
            LegendEntry("soft-idle", "Chốt mềm chưa bố trí người trực", ("2",)),
        ),
    )
    return zones, belts


def _sites(spots: list[Point]) -> tuple[Layer, IndexTable]:
    styles = [f"site-{kind}-{level}" for kind, _, _, level in SITES]
    layer = Layer(
        "sites",
        "Địa điểm nguy cơ",
        "Địa điểm",
        tuple(
            Feature(f"site-{index}", style, spot, title=name, number=index, card=f"site-{index}", priority=10)
            for index, (spot, style, (_, name, _, _)) in enumerate(zip(spots, styles, SITES, strict=True), 1)
        ),
    )
    table = IndexTable(
        "Địa điểm nguy cơ",
        ("Tên địa điểm", "Địa chỉ", "Mức"),
        tuple(
            IndexRow(
                index, style, (name, address, {"orange": "Cam", "yellow": "Vàng", "green": "Xanh"}[level])
            )
            for index, (style, (_, name, address, level)) in enumerate(zip(styles, SITES, strict=True), 1)
        ),
    )
    return layer, table


def _posts(ring: LineString, start: int, count: int, names: list[str]) -> tuple[Layer, IndexTable]:
    kinds = [("hard", "soft", "soft", "hard", "soft", "soft-idle")[index % 6] for index in range(count)]
    places = [ring.interpolate(index / count, normalized=True) for index in range(count)]
    layer = Layer(
        "checkpoints",
        "Chốt",
        "Vành đai, chốt",
        tuple(
            Feature(f"chot-{index}", kind, place, title=name, number=start + index, priority=5)
            for index, (kind, place, name) in enumerate(zip(kinds, places, names, strict=True))
        ),
    )
    say = {"hard": "Chốt cứng", "soft": "Chốt mềm", "soft-idle": "Chốt mềm"}
    table = IndexTable(
        "Chốt kiểm soát",
        ("Vị trí", "Loại", "Người/ca"),
        tuple(
            IndexRow(start + index, kind, (name, say[kind], "0" if kind != "soft" else "2"))
            for index, (kind, name) in enumerate(zip(kinds, names, strict=True))
        ),
    )
    return layer, table


@cache
def ward(*, exercise: bool = False, posts: int = 12, long_names: bool = False) -> MapModel:
    """A ward of 13 groups, 6 sites, 3 belts and `posts` checkpoints on the outer one."""
    outline = ward_outline()
    cells = coverage(outline, 13, seed=54)
    spots = [cells[index].representative_point() for index in (2, 12, 8, 12, 10, 4)]
    spots[3] = Point(
        spots[1].x + 25 * METRE, spots[1].y - 12 * METRE
    )  # two signs that would cover each other
    ground = [
        (spot.buffer(55 * METRE, cap_style="square"), level)
        for spot, (_, _, _, level) in zip(spots, SITES, strict=True)
    ]
    levels = ["green"] * 13
    if exercise:
        levels = [
            "red",
            "orange",
            "yellow",
            "green",
            "unassessed",
            "green",
            "red",
            "yellow",
            "green",
            "green",
            "orange",
            "green",
            "yellow",
        ]
    names = [f"Đầu ngõ {9 + 14 * index} {STREETS[index % 7]}" for index in range(posts)]
    if long_names:
        names = [
            f"{name}, đối diện nhà văn hóa tổ dân phố {GROUPS[i % 13]}, cạnh trạm biến áp số {i}"
            for i, name in enumerate(names)
        ]
    sites, site_index = _sites(spots)
    checkpoints, post_index = _posts(outline.exterior, 7, posts, names)
    areas = Layer(
        "areas",
        "Tổ dân phố",
        "Vùng",
        tuple(
            Feature(f"to-{group}", "area", cell, label=f"Tổ dân phố {group}", priority=20)
            for group, cell in zip(GROUPS, cells, strict=True)
        ),
    )
    zones = Layer("zones", "Vùng nguy cơ", "Vùng", _zones(cells, ground[1:], levels), switchable=False)
    hidden = Layer(
        "screen-only", "Chỉ trên màn hình", "Vùng", (Feature("x", "hard", outline.centroid),), on_sheet=False
    )
    notices = (
        Notice(NoticeKind.WARNING, "Số liệu đã cũ hơn 24 giờ so với thời điểm in bản đồ."),
        Notice(
            NoticeKind.INFO,
            "Ranh giới, vị trí địa điểm, chốt và vành đai là vị trí minh họa, không dùng để xử lý "
            "công việc thực tế.",
        ),
    )
    return MapModel(
        place_id="nq54",
        language="vi",
        revision=1,
        as_of="2021-09-08T15:41:00+07:00",
        title_block=STATE_HEAD if exercise else PARTY_HEAD,
        facts=(
            "Số liệu đến: 15:41 08/09/2021",
            "Quy định áp dụng: Nghị quyết số 54-NQ/ĐU ngày 07/9/2021 của Đảng ủy "
            "phường Gia Thụy (từ 07/9/2021)",
        ),
        layers=(*_underlay(outline), zones, areas, _belts(outline, cells), sites, checkpoints, hidden),
        styles=zone_styles(),
        legend=legend(),
        indexes=(site_index, post_index),
        notices=notices if exercise else notices[1:],
        bounds=outline.bounds,
        metric_crs="EPSG:5897",
        watermark="DIỄN TẬP" if exercise else "",
        paper="A4",
        words=words("sheet", "vi"),
    )


@cache
def city(wards: int = 579) -> MapModel:
    """A city of many wards at A3, coloured by level, with their names."""
    outline = Polygon(
        np.column_stack(
            [
                105.72 + 0.42 * np.cos(a) * (1 + 0.12 * np.sin(3 * a))
                for a in [np.linspace(0, 2 * np.pi, 90, endpoint=False)]
            ]
            + [
                21.0 + 0.36 * np.sin(a) * (1 + 0.12 * np.cos(2 * a))
                for a in [np.linspace(0, 2 * np.pi, 90, endpoint=False)]
            ]
        )
    )
    cells = [shapely.segmentize(cell, 0.002) for cell in coverage(outline, wards, seed=579)]
    rng = np.random.default_rng(1)
    levels = [WORST_FIRST[i] for i in rng.choice(5, size=wards, p=[0.03, 0.05, 0.15, 0.67, 0.10])]
    first, second = (
        ("Phúc", "Long", "Gia", "Thạch", "Ngọc", "Việt", "Đức", "Bồ"),
        ("Thụy", "Biên", "Bàn", "Lợi", "Hưng", "Đề"),
    )
    features = tuple(
        Feature(
            f"w{index:03d}",
            f"zone-{level}",
            cell,
            card=f"w{index:03d}",
            priority=level.severity,
            label=f"{first[index % 8]} {second[index % 6]}",
            title=f"Phường {index}",
        )
        for index, (cell, level) in enumerate(zip(cells, levels, strict=True))
    )
    small = {key: dataclasses.replace(style, text_pt=7.0) for key, style in zone_styles().items()}
    entries = tuple(
        LegendEntry(
            f"zone-{level}",
            f"{t(f'level.{level}', 'vi')} – {t(f'level.{level}_risk', 'vi')}",
            (number(levels.count(level), "vi"), number(levels.count(level) * 13_950, "vi")),
        )
        for level in WORST_FIRST
    )
    lost = LegendEntry(None, "Không đặt được lên bản đồ: 132 trong 471 ca", emphasis=True)
    head = dataclasses.replace(
        STATE_HEAD,
        superior="",
        issuer="ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
        number="",
        annex="",
        subtitle="Thành phố Hà Nội – 24:00 ngày 12/08/2021",
        place_date="Hà Nội, ngày 13 tháng 8 năm 2021",
    )
    return MapModel(
        place_id="ha-noi",
        language="vi",
        revision=3,
        as_of="2021-08-13T00:00:00+07:00",
        title_block=head,
        facts=("Số liệu đến: 24:00 12/08/2021", "Quy định áp dụng: QĐ 4800/QĐ-BYT ngày 12/10/2021"),
        layers=(Layer("zones", "Vùng nguy cơ", "Vùng", features, switchable=False),),
        styles=small,
        legend=(LegendSection("Mức độ dịch", (*entries, lost), ("Phường, xã", "Số dân")),),
        indexes=(),
        notices=(),
        bounds=outline.bounds,
        metric_crs="EPSG:5897",
        paper="A3",
        words=words("sheet", "vi"),
    )
