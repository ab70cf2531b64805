"""Say what the resolution 54-NQ/ĐU of 7/9/2021 says of phường Gia Thụy, row by row.

Quoted from the paper; what the paper leaves out stays empty. Only the positions are ours.
"""

from __future__ import annotations

from typing import Final

from gia_thuy.build import Town
from gia_thuy.drawing import NODES, Point
from gia_thuy.places import BLOCKS, CORNERS, FOOTPRINTS, GATES
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as ShapelyPoint
from writing import Row, at

DOCUMENT: Final = "Nghị quyết số 54-NQ/ĐU ngày 07/9/2021"
DECIDED_BY: Final = "Đảng ủy phường Gia Thụy"
FROM: Final = at("07/09/2021")
# the paper names no end: Directive 22/CT-UBND of 20/9/2021 abolished the zones
UNTIL: Final = at("21/09/2021", 6)
ILLUSTRATIVE: Final = "vị trí minh họa"
BELTS_NOT_KEPT: Final = (
    "“Đối với các khu vực trong trạng thái bình thường mới tại các tổ dân phố không nhất thiết duy trì trực, "
    "kiểm soát vành đai 1 và vành đai 2.” Tuyến vẽ minh họa."
)
BELT_3_KEPT: Final = (
    "“Giữ nguyên vành đai 3 bảo vệ “vùng xanh” toàn phường (duy trì các chốt cứng, lực lượng tham gia "
    "trực chốt do UBND phường quyết định, điều chỉnh phù hợp với tình hình thực tiễn)”. "
    "Tuyến vẽ theo địa giới phường."
)

# key, name as the paper writes it, kind, address, tổ that the paper names, level, KV, directive, note
_SITES: Final = [
    ("tikinow", "Công ty TNHH Tikinow smart Logistics kho Long Biên", "warehouse",
     "Số 3+5 Nguyễn Văn Linh, thuộc ngõ 9 Nguyễn Văn Linh", None, "orange", "KV1", "CT16", ILLUSTRATIVE),
    ("savico", "TTTM Savico", "mall", "Số 7-9 Nguyễn Văn Linh", None, "yellow", "KV2", "CT15+", None),
    ("cho-tam", "Chợ tạm Gia Thụy", "market", "Tổ 13", 13, "yellow", "KV2", "CT15+", ILLUSTRATIVE),
    ("hh1-hh2", "Chung cư HH1-HH2 Gia Thụy", "apartment", "Tổ 18", 18, "yellow", "KV2", "CT15+",
     ILLUSTRATIVE),
    ("doan-871", "Chung cư Đoàn 871", "apartment", "Tổ 15", 15, "yellow", "KV2", "CT15+", ILLUSTRATIVE),
    ("cua-hang", "Cửa hàng tiện ích, cửa hàng kinh doanh hàng thiết yếu", "shop", None, None, "yellow", "KV2",
     "CT15+", "Một loại hình: văn bản không nêu địa chỉ"),
]
_FOOTPRINT_OF: Final = {
    "tikinow": "warehouse",
    "savico": "mall",
    "cho-tam": "market",
    "hh1-hh2": "apartment-18",
    "doan-871": "apartment-15",
}

_BELTS_1: Final = {
    "warehouse": "kho Tikinow",
    "mall": "TTTM Savico",
    "market": "chợ tạm Gia Thụy",
    "apartment-18": "chung cư HH1-HH2",
    "apartment-15": "chung cư Đoàn 871",
}
_BELTS_2: Final = [(1, 2, 3), (5, 6, 7), (9, 10), (12, 13, 15), (16, 18)]
# lane mouths on belts 1 and street corners on belts 2: about where; they are put on the nearest junction
_POSTS_1: Final[list[tuple[str, Point]]] = [
    ("đầu ngõ cạnh kho Tikinow", (1506, 961)),
    ("cuối ngõ cạnh kho Tikinow", (1604, 1076)),
    ("lối vào bãi xe TTTM Savico", (1556, 745)),
    ("phía sau TTTM Savico", (1790, 926)),
    ("cổng nam chợ tạm", (830, 472)),
    ("cổng bắc chợ tạm", (940, 612)),
    ("lối vào chung cư HH1-HH2", (1760, 708)),
    ("cổng chung cư Đoàn 871", (1200, 846)),
    ("cổng sau chung cư Đoàn 871", (1318, 752)),
]
_POSTS_2: Final = ("A2", "A3", "A5", "B0", "B1", "F2", "G0", "G1")


def sites() -> list[Row]:
    """Return KV1 and KV2: five places with a footprint, and a class of shops without any."""
    return [
        {
            "site_id": f"nq54/{key}",
            "name": name,
            "kind": kind,
            "address": address,
            "area_id": None if group is None else f"gia-thuy/to-{group}",
            "level": level,
            "zone_label": label,
            "directive": directive,
            "document": DOCUMENT,
            "decided_by": DECIDED_BY,
            "is_class": key not in _FOOTPRINT_OF,
            "note": note,
            "valid_from": FROM,
            "valid_to": UNTIL,
            "geometry": FOOTPRINTS[_FOOTPRINT_OF[key]] if key in _FOOTPRINT_OF else None,
        }
        for key, name, kind, address, group, level, label, directive, note in _SITES
    ]


def belts(town: Town) -> list[Row]:
    """Return belts 1 and 2, not kept, and belt 3, kept round the whole ward."""
    rows = [
        _belt(1, f"vd1-{key}", f"Vành đai 1 – {name}", town.block(BLOCKS[key]))
        for key, name in _BELTS_1.items()
    ]
    rows += [
        _belt(
            2,
            "vd2-to-" + "-".join(map(str, cluster)),
            "Vành đai 2 – tổ " + ", ".join(map(str, cluster)),
            town.cluster(cluster),
        )
        for cluster in _BELTS_2
    ]
    return [*rows, _belt(3, "vd3", "Vành đai 3 – toàn phường", town.ward)]


def _belt(number: int, belt_id: str, name: str, inside: Polygon) -> Row:
    kept = number == 3
    return {
        "belt_id": f"nq54/{belt_id}",
        "number": number,
        "name": name,
        "active": kept,
        "document": DOCUMENT,
        "note": BELT_3_KEPT if kept else BELTS_NOT_KEPT,
        "valid_from": FROM,
        "geometry": LineString(inside.exterior),
    }


def checkpoints(town: Town) -> list[Row]:
    """Return the posts: those of belt 3 staffed, those of belts 1 and 2 not."""
    rows = [
        _post(
            3, "soft" if gate.open else "hard", f"vd3-{gate.key}", gate.name, ShapelyPoint(NODES[gate.node])
        )
        for gate in GATES
    ]
    rows += [
        _post(2, "soft", f"vd2-{node.lower()}", CORNERS[node], ShapelyPoint(NODES[node])) for node in _POSTS_2
    ]
    for number, (name, near) in enumerate(_POSTS_1, 1):
        rows.append(_post(1, "soft", f"vd1-{number}", name, town.junction(near)))
    return rows


def _post(belt: int, kind: str, post_id: str, place: str, spot: ShapelyPoint) -> Row:
    return {
        "checkpoint_id": f"nq54/{post_id}",
        "name": place[0].upper() + place[1:],
        "kind": kind,
        "belt": belt,
        "staffed": belt == 3,
        "managed_by": "UBND phường Gia Thụy" if belt == 3 else None,
        "document": DOCUMENT,
        "note": ILLUSTRATIVE,
        "valid_from": FROM,
        "geometry": spot,
    }


def forces() -> list[Row]:
    """Return the community teams and the patrols of the whole ward."""
    standing = [
        ("community_team", 9, None),
        ("community_group", 91, None),
        ("patrol_team", 2, "hằng ngày"),
        ("mobile_team", 1, "ngoài giờ"),
    ]
    return [
        {
            "force_id": f"nq54/{kind}",
            "kind": kind,
            "count": count,
            "hours": hours,
            "document": DOCUMENT,
            "valid_from": FROM,
        }
        for kind, count, hours in standing
    ]


def cases() -> list[Row]:
    """Return the one F0 since 27/4/2021: no tổ is named, so it is counted and not placed.

    The paper gives a span, "đến ngày 24/7/2021"; its last day is taken, so that "none since" stays true.
    """
    return [
        {
            "case_id": "nq54/f0-1",
            "disease": "covid-19",
            "count": 1,
            "date_reporting": at("24/07/2021"),
            "detection": "community",
            "status": "recovered",
            "located_by": "none",
            "area_text": "Phường Gia Thụy, không nêu tổ dân phố",
        }
    ]


def reports() -> list[Row]:
    """Return the one report: complete for the whole ward up to the end of 4/9/2021."""
    return [
        {
            "report_id": "nq54/04-9-2021",
            "disease": "covid-19",
            "period_start": at("27/04/2021"),
            "period_end": at("05/09/2021"),
            "source": f"{DOCUMENT}, mục I: “tính đến ngày 04/9/2021”",
        }
    ]
