"""Measure what a viewer costs: a poll, a change, against folium's own whole map of the same wards.

    python tests/bench/bench_live_map.py [wards.geojson]

Prints ratios of one run, with a column of milliseconds for orientation. Without a file, a grid of 576 made-up units
stands for the city.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import folium
import geopandas as gpd
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from zones.places import Place  # noqa: E402 - the path is set above
from zones.store import Store  # noqa: E402
from zones.times import parse_moment  # noqa: E402
from zones.usecases import CommandPost  # noqa: E402
from zones.web.map_routes import map_routes  # noqa: E402

REPEATS = 7


def wards(argument: str | None) -> bytes:
    """Return a boundary file: the one named, or a grid of units as a ward has them."""
    if argument:
        return Path(argument).read_bytes()
    cells = [shapely.box(105.6 + x / 60, 20.8 + y / 60, 105.6 + (x + 1) / 60, 20.8 + (y + 1) / 60)
             for x in range(24) for y in range(24)]
    columns = {"name": [f"Phường {n}" for n in range(576)], "population": 12_000}
    frame = gpd.GeoDataFrame(columns, geometry=cells, crs=4326)
    return frame.to_json().encode()


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median time of some runs."""
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return sorted(times)[REPEATS // 2] * 1000


def main() -> None:
    """Measure and print."""
    data = wards(sys.argv[1] if len(sys.argv) > 1 else None)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Store(f"sqlite:///{(Path(folder) / 'z.sqlite').as_posix()}")
        post = CommandPost(store)
        post.create_place(Place("c", "Thành phố", "vn-qd4800", pinned_as_of=parse_moment("2021-11-01T18:00")), "bench")
        post.take_in("c", post.examine_file("c", "areas", data, "wards.geojson"), "bench")
        client = TestClient(Starlette(routes=map_routes(post)))
        first = client.get("/map/state.json?place=c")
        etag = first.headers["etag"]

        def poll() -> None:
            assert client.get("/map/state.json?place=c", headers={"If-None-Match": etag}).status_code == 304

        def change() -> None:
            post.create_place(post.store.place("c"), "bench")   # a new revision: all is computed anew
            assert client.get("/map/state.json?place=c").status_code == 200

        areas = post.situation("c").areas[["name", "geometry"]]

        def whole_map() -> None:
            page = folium.Map(location=[21, 105.8], zoom_start=10)
            folium.GeoJson(areas, tooltip=folium.GeoJsonTooltip(["name"])).add_to(page)
            page.get_root().render()

        rows = {"folium's whole map (what a rerun would build)": milliseconds(whole_map),
                "a poll without a change": milliseconds(poll), "a change: situation, map, state": milliseconds(change)}
        whole = next(iter(rows.values()))
        for name, took in rows.items():
            print(f"{name:48} {took:8.1f} ms   {took / whole:6.3f} of the whole map")
        store.close()


if __name__ == "__main__":
    main()
