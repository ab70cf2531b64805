"""Say how each level looks: the one table of colours, hatches and letters."""

from __future__ import annotations

from typing import Final

from geo.mapmodel import Hatch
from zones.levels import Level

# No official hex colours were found in any document (domain §8): these are our own choice. The hatches and
# letters make the five classes readable on a black-and-white copy and for the colour-blind.
COLOR: Final = {
    Level.RED: "#D32F2F",
    Level.ORANGE: "#F57C00",
    Level.YELLOW: "#FBC02D",
    Level.GREEN: "#388E3C",
    Level.UNASSESSED: "#BDBDBD",
}
HATCH: Final = {
    Level.RED: Hatch.CROSS,
    Level.ORANGE: Hatch.DIAGONAL,
    Level.YELLOW: Hatch.DOTS,
    Level.GREEN: Hatch.NONE,
    Level.UNASSESSED: Hatch.HORIZONTAL,
}
