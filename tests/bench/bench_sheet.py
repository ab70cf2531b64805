"""Measure the sheet's time against the plain plot that a user of geopandas would write.

    python tests/bench/bench_sheet.py

Prints, for the ward (A4) and the city of 579 wards (A3), the median seconds of both at the same paper and
dpi, in one run, and their ratio. The plain plot has the colours and a hatch, and no head, legend table,
names, numbers, scale or watermark.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

import geopandas as gpd  # noqa: E402
import model_factory  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from geo.mapmodel import MapModel  # noqa: E402
from geo.render_static import PAPERS, render_sheet  # noqa: E402
from geo.sheet import SheetOptions  # noqa: E402

RUNS = 5
DPI = 300


def plain_plot(model: MapModel) -> bytes:
    zones = model.layer("zones").features
    frame = gpd.GeoDataFrame(
        {"style": [zone.style for zone in zones]}, geometry=[zone.geometry for zone in zones], crs="EPSG:4326"
    ).to_crs(model.metric_crs)
    paper = PAPERS[model.paper]
    figure = Figure(figsize=(paper.width_mm / 25.4, paper.height_mm / 25.4))
    frame.plot(column="style", ax=figure.subplots(), hatch="///", edgecolor="black", legend=True)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def median_seconds(work: Callable[[], object]) -> float:
    work()  # fonts and caches are warm for both
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def main() -> None:
    print(f"PNG at {DPI} dpi, processor time, median of {RUNS}")
    print(f"{'map':<24}{'sheet':>10}{'plain':>10}{'ratio':>8}")
    for name, model in (
        ("ward, A4", model_factory.ward(exercise=True)),
        ("579 wards, A3", model_factory.city()),
    ):
        sheet = median_seconds(lambda model=model: render_sheet(model, "png", SheetOptions(dpi=DPI)))
        plain = median_seconds(lambda model=model: plain_plot(model))
        print(f"{name:<24}{sheet:>8.2f} s{plain:>8.2f} s{sheet / plain:>8.2f}")


if __name__ == "__main__":
    main()
