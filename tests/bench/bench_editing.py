"""Measure one edit of a city's coverage against rebuilding the whole of it.

    python tests/bench/bench_editing.py [wards.geojson]

Without a file it takes ../shared/data/hanoi_wards_2021.geojson (579 wards), and without that a division of as many.
For each edit it prints the median milliseconds and its ratio to `shapely.unary_union` and to `shapely.coverage_union`
of all areas in the same run: what an editor without shared nodes does after each change to see whether the areas still
fit together. Below 1 the edit, checked for crossings and overlaps, costs less than that.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import geopandas as gpd  # noqa: E402
import shapely  # noqa: E402
from coverings import OUTLINE, points_inside  # noqa: E402

from geo.crs import to_metric  # noqa: E402
from geo.editing.borders import borders_of, nodes_of  # noqa: E402
from geo.editing.checking import check  # noqa: E402
from geo.editing.division import divide  # noqa: E402
from geo.editing.nodes import insert_node, move_node, replace_border  # noqa: E402
from geo.editing.operations import merge, split  # noqa: E402
from geo.editing.topology import Coverage  # noqa: E402

RUNS = 21
WARDS = ROOT.parent / "shared" / "data" / "hanoi_wards_2021.geojson"


def coverage_of(arguments: list[str]) -> Coverage:
    path = Path(arguments[0]) if arguments else WARDS
    if not path.exists():
        return divide(OUTLINE, points_inside(1, 579))
    shapes = to_metric(gpd.read_file(path).geometry.to_numpy())
    return Coverage.of({str(row): shape for row, shape in enumerate(shapes)})


def median_ms(act: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main() -> None:
    coverage = coverage_of(sys.argv[1:])
    node = next(node for node in nodes_of(coverage) if len(node.areas) == 3)
    border = next(border for border in borders_of(coverage) if len(border.areas) == 2 and border.line.length > 300)
    to = shapely.Point(node.point.x + 1, node.point.y + 1)
    middle = border.line.interpolate(0.5, normalized=True)
    bent = shapely.LineString([border.line.coords[0], (middle.x + 1, middle.y), border.line.coords[-1]])
    first = coverage.ids[0]
    _, south, _, north = coverage[first].bounds
    inner = coverage[first].representative_point()
    cut = shapely.LineString([(inner.x, south - 10), (inner.x, north + 10)])
    whole_ms = median_ms(lambda: shapely.unary_union(coverage.shapes))
    coverage_ms = median_ms(lambda: shapely.coverage_union_all(coverage.shapes))
    print(f"{len(coverage.ids)} areas, {shapely.get_num_coordinates(coverage.shapes).sum()} vertices")
    print(f"rebuild: unary_union {whole_ms:.1f} ms, coverage_union {coverage_ms:.1f} ms")
    edits: dict[str, Callable[[], object]] = {
        "move a node of three areas": lambda: move_node(coverage, node.point, to),
        "insert a node": lambda: insert_node(coverage, middle),
        "draw a border anew": lambda: replace_border(coverage, border.line, bent),
        "merge two areas": lambda: merge(coverage, border.areas),
        "split an area": lambda: split(coverage, first, cut, "new"),
        "list all nodes": lambda: nodes_of(coverage),
        "list all borders": lambda: borders_of(coverage),
        "check the whole": lambda: check(coverage),
    }
    for name, act in edits.items():
        took = median_ms(act)
        print(f"{name:28} {took:8.2f} ms   {took / whole_ms:6.2f} of unary_union   "
              f"{took / coverage_ms:6.2f} of coverage_union")


if __name__ == "__main__":
    main()
