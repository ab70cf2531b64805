"""Place buildings and posts on the drawing: footprints, blocks, and the gateways of the ward.

No position here was surveyed except the shopping centre's (±100 m): the rest is "vị trí minh họa".
Coordinates are sheet metres, as in drawing.py.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from gia_thuy.drawing import Point
from shapely.geometry import Polygon


class Gate(NamedTuple):
    """A road that crosses the ward's outline; `open`: people may pass there, with a post that is staffed."""

    key: str
    node: str                              # in drawing.NODES
    name: str
    open: bool = False


GATES: Final = [
    Gate("nguyen-van-cu", "W3", "Nguyễn Văn Cừ, phía phường Ngọc Lâm", open=True),
    Gate("cau-chui", "N3", "Cầu Chui, phía bắc đường sắt", open=True),
    Gate("nguyen-van-linh", "S5", "Nguyễn Văn Linh, phía phường Phúc Đồng", open=True),
    Gate("ben-xe", "W1", "Lối vào bến xe, phía tây"),
    Gate("duong-ngang-1", "N1", "Đường ngang đường sắt, tổ 1 – tổ 2"),
    Gate("duong-ngang-2", "N2", "Đường ngang đường sắt, tổ 2 – tổ 3"),
    Gate("ngo-9", "E2", "Cuối ngõ 9 Nguyễn Văn Linh"),
    Gate("phia-dong", "E1", "Lối ra phía đông, tổ 18"),
    Gate("truc-giua", "W4", "Đầu đường trục giữa, tổ 5"),
    Gate("cau-muong-1", "S1", "Cầu qua mương, tổ 5 – tổ 7"),
    Gate("cau-muong-2", "S2", "Cầu qua mương, tổ 7 – tổ 12"),
    Gate("cau-muong-3", "S3", "Cầu qua mương, tổ 12"),
    Gate("cau-muong-4", "S4", "Cầu qua mương, tổ 12 – tổ 15"),
]

# Corners on the borders of tổ, in drawing.NODES: where posts of belts 2 stand.
CORNERS: Final = {
    "A2": "Nguyễn Văn Cừ, tổ 1 – tổ 5", "A3": "Nguyễn Văn Cừ, tổ 3 – tổ 6",
    "A5": "Nguyễn Văn Cừ, tổ 3 – tổ 9", "B0": "đầu ngõ 9 Nguyễn Văn Linh",
    "B1": "Nguyễn Văn Linh, tổ 15 – tổ 18", "F1": "ngã ba tổ 5 – tổ 6 – tổ 7",
    "F2": "ngã tư tổ 6 – tổ 7 – tổ 12 – tổ 13", "F3": "ngã tư tổ 12 – tổ 13 – tổ 15",
    "G0": "ngã ba tổ 6 – tổ 9 – tổ 13", "G1": "ngã tư tổ 9 – tổ 10 – tổ 13 – tổ 15",
}


def _house(centre: Point, length: float, width: float, turned: float) -> Polygon:
    """Return a rectangle (metres) turned by degrees against the clock."""
    cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    box = [(-length / 2, -width / 2), (length / 2, -width / 2), (length / 2, width / 2),
           (-length / 2, width / 2)]
    return Polygon([(centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos) for x, y in box])


FOOTPRINTS: Final[dict[str, Polygon]] = {
    "warehouse": _house((1549, 1017), 82, 62, 5),
    "mall": Polygon([(1618, 790), (1744, 782), (1750, 878), (1698, 882), (1696, 858), (1622, 862)]),
    "market": _house((884, 545), 72, 44, 8),
    "apartment-18": Polygon([(1722, 656), (1808, 662), (1806, 686), (1778, 684), (1777, 692), (1754, 691),
                             (1754, 683), (1720, 680)]),
    "apartment-15": _house((1262, 806), 94, 46, 18),
    "office": _house((1128, 1022), 46, 30, 8),
    "school": _house((540, 500), 58, 42, 6),
}
SHOP_AT: Final[Point] = (832, 780)

# Points inside the street blocks that belts 1 and lockdowns are made of.
BLOCKS: Final[dict[str, Point]] = {
    "warehouse": (1549, 1017),
    "mall": (1690, 830),
    "market": (884, 545),
    "apartment-18": (1764, 670),
    "apartment-15": (1262, 806),
    "lockdown-13": (905, 430),
    "lockdown-12": (1000, 310),
    "lockdown-15": (1275, 570),
    "lockdown-6": (555, 390),
}
