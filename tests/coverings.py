"""Random coverings of a ward near Gia Thụy, for the tests of geometry (EPSG:5897, metres)."""

import numpy as np
import shapely

from geo.editing.division import divide
from geo.editing.topology import Coverage

EAST, NORTH = 591_000.0, 2_327_000.0
# concave, with a bay and a hole (a lake that belongs to nobody): outlines of wards look like that
OUTLINE = shapely.Polygon(
    [(EAST, NORTH), (EAST + 700, NORTH - 60), (EAST + 760, NORTH + 420), (EAST + 820, NORTH + 30),
     (EAST + 1500, NORTH + 80), (EAST + 1430, NORTH + 990), (EAST + 640, NORTH + 1060), (EAST - 40, NORTH + 870)],
    [[(EAST + 300, NORTH + 500), (EAST + 420, NORTH + 480), (EAST + 390, NORTH + 600)]],
)


def at(x, y):
    return shapely.Point(EAST + x, NORTH + y)


def line(*places):
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in places])


def square(x, y, side):
    return shapely.box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side)


def grid(columns, rows, side=100.0):
    """Return areas a1, b1 … (column letter, row number from 1) of a chessboard."""
    return Coverage.of({f"{chr(97 + x)}{y + 1}": square(side * x, side * y, side)
                        for y in range(rows) for x in range(columns)})


def points_inside(seed, count, outline=OUTLINE):
    random, (west, south, east, north) = np.random.default_rng(seed), outline.bounds
    found = []
    while len(found) < count:
        place = shapely.Point(random.uniform(west, east), random.uniform(south, north))
        if outline.buffer(-2).contains(place) and all(place.distance(other) > 2 for other in found):
            found.append(place)
    return {f"to-{n + 1}": place for n, place in enumerate(found)}


def random_coverage(seed, count):
    """Return a division of OUTLINE with extra nodes on the borders, so that they bend when moved."""
    coverage = divide(OUTLINE, points_inside(seed, count))
    return Coverage.of(dict(zip(coverage.ids, shapely.segmentize(coverage.shapes, 120), strict=True)))
