"""Lay lettered and numbered squares over a place, so that a spot can be named by telephone: "ô C4"."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Final

# I, J and O are left out: heard or read, they pass for 1 and 0
LETTERS: Final = "ABCDEFGHKLMNPQRSTUVXY"
_MOST: Final = 10          # squares along the longer side
_ROUND: Final = (1.0, 2.0, 2.5, 5.0)


@dataclass(frozen=True, slots=True)
class Grid:
    """Squares of `step` metres from the north-western corner (west, north), in the place's metric CRS.

    The same squares lie on all sheets of a place, whatever their scale: "C4" on the overview is "C4" on a page of one
    unit.
    """

    west: float
    north: float
    step: float
    columns: int
    rows: int

    def square(self, x: float, y: float) -> str:
        """Return the name of the square that holds a point (metres), "" where there is none."""
        column, row = floor((x - self.west) / self.step), floor((self.north - y) / self.step)
        return f"{LETTERS[column]}{row + 1}" if 0 <= column < self.columns and 0 <= row < self.rows else ""

    def column_edges(self) -> list[float]:
        """Return the x of the lines between the columns, the outer two included."""
        return [self.west + self.step * place for place in range(self.columns + 1)]

    def row_edges(self) -> list[float]:
        """Return the y of the lines between the rows, the outer two included, from the north."""
        return [self.north - self.step * place for place in range(self.rows + 1)]


def make_grid(bounds: tuple[float, float, float, float]) -> Grid:
    """Return the grid over (west, south, east, north) in metres: up to ten round squares, on round coordinates."""
    west, south, east, north = bounds
    longer = max(east - west, north - south, 1.0)
    step = next(
        step for step in (size * 10.0**power for power in range(7) for size in _ROUND)
        # on round coordinates the bounds may reach into one square more
        if ceil(longer / step) <= _MOST
    )
    left, top = floor(west / step) * step, ceil(north / step) * step
    columns, rows = ceil((east - left) / step) or 1, ceil((top - south) / step) or 1
    return Grid(left, top, step, columns, rows)
