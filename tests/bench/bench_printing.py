"""Measure what drawing sheets costs whoever looks at the map meanwhile, and what an atlas and a city take.

    python tests/bench/bench_printing.py

Prints the milliseconds that a poll of the live map takes (`version`, what /map/state.json asks every two seconds) in
this process: while nothing is drawn, while four sheets are drawn by its own threads, and while four are drawn by the
processes of `zones.studio`; then the seconds of a ward's sheet, of an atlas of 20 pages and, where ../shared/data is
there, of the 579 wards at A3 and 300 dpi, with the greatest memory that the drawing took.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from geo.sheet import SheetKind, SheetOptions  # noqa: E402
from zones.export import Order, draw  # noqa: E402
from zones.places import Place  # noqa: E402
from zones.settings import SAMPLES  # noqa: E402
from zones.store import Store  # noqa: E402
from zones.studio import Studio  # noqa: E402
from zones.times import parse_moment  # noqa: E402
from zones.usecases import CommandPost  # noqa: E402

REAL = ROOT.parent / "shared" / "data"
WORST = parse_moment("2021-11-08T18:00")
PAGES = 20


def polls(post: CommandPost, until: threading.Event) -> list[float]:
    """Ask as an open map does, thirty times a second, until told to stop; return the milliseconds of each answer."""
    times = []
    while not until.is_set() or len(times) < 30:
        begun = time.perf_counter()
        post.version("dien_tap", None)
        times.append(1000 * (time.perf_counter() - begun))
        time.sleep(1 / 30)
    return times


def say_polls(name: str, post: CommandPost, work: Callable[[], object]) -> None:
    done = threading.Event()
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(polls, post, done)
        begun = time.perf_counter()
        work()
        took = time.perf_counter() - begun
        done.set()
        times = sorted(asked.result())
    print(f"{name:<38}{statistics.median(times):>9.1f}{times[int(0.95 * len(times))]:>9.1f}{times[-1]:>9.1f}"
          f"{took:>9.1f} s")


def four(drawn: Callable[[Order], bytes], order: Order) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(drawn, [order] * 4))


def city(post: CommandPost) -> None:
    """Load the 579 wards and their cases."""
    post.create_place(Place("ha-noi", "Thành phố Hà Nội", "vn-qd4800", paper="A3",
                            pinned_as_of=parse_moment("2021-07-13T18:00")), "bench")
    for kind, name in (("areas", "hanoi_wards_2021.geojson"), ("cases", "hanoi_cases_by_ward_day_2021.csv")):
        found = post.examine_file("ha-noi", kind, (REAL / name).read_bytes(), name)
        period = (parse_moment("2021-04-27T00:00"), parse_moment("2021-07-14T00:00")) if kind == "cases" else None
        post.take_in("ha-noi", found, "bench", complete=period)


def drawn_alone(store: str, place: str, moment: datetime | None, options: SheetOptions, form: str) -> str:
    """Draw in a fresh process, twice; return the second drawing's CPU seconds and the process's memory."""
    code = f"""
import resource, sys, time
sys.path.insert(0, {str(ROOT)!r})
from geo.sheet import *
from dataclasses import replace
from zones.export import draw
from zones.times import parse_moment
from zones.usecases import CommandPost
from zones.store import Store
post = CommandPost(Store({store!r}))
moment = {moment.isoformat() if moment else None!r}
options = {options!r}
order = post.order({place!r}, parse_moment(moment) if moment else None, "vi", {form!r}, options)
if options.kind is SheetKind.ATLAS:
    book = order.content
    order = replace(order, content=replace(book, maps=(book.maps * 2)[:{PAGES} - 3]))
for turn in range(2):
    begun, wall = time.process_time(), time.perf_counter()
    data = draw(order)
    cpu, wall = time.process_time() - begun, time.perf_counter() - wall
print(f"{{cpu:8.2f}} s{{wall:8.2f}} s{{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:9.0f}} MB"
      f"{{len(data) / 1e6:8.1f}} MB")
"""
    for name in ("SheetKind.MAP", "SheetKind.ATLAS", "Audience.PUBLIC"):  # as repr() writes them
        code = re.sub(rf"<{name}: '\w+'>", name, code)
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.rstrip()


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        url = f"sqlite:///{(Path(folder) / 'z.sqlite').as_posix()}"
        post = CommandPost(Store(url))
        for place in ("nq54", "dien_tap"):
            post.load_sample(SAMPLES / place)
        order = post.order("dien_tap", WORST, "vi", "pdf", SheetOptions(paper="A3"))
        draw(order)
        studio = Studio()
        four(studio.draw, order)
        print(f"{'a poll of the map, ms':<38}{'median':>9}{'95 %':>9}{'longest':>9}{'work':>11}")
        say_polls("nothing is drawn", post, lambda: time.sleep(3))
        say_polls("four sheets by this process's threads", post, lambda: four(draw, order))
        say_polls("four sheets by processes of their own", post, lambda: four(studio.draw, order))
        studio.close()
        print(f"\n{'':<38}{'CPU':>10}{'wall':>10}{'memory':>12}{'file':>11}")
        plain = SheetOptions()
        print(f"{'ward, A4, PNG 300 dpi':<38}{drawn_alone(url, 'dien_tap', WORST, plain, 'png')}")
        print(f"{'ward, A4, PDF':<38}{drawn_alone(url, 'dien_tap', WORST, plain, 'pdf')}")
        atlas = replace(plain, kind=SheetKind.ATLAS)
        print(f"{f'atlas of about {PAGES} pages':<38}{drawn_alone(url, 'dien_tap', WORST, atlas, 'pdf')}")
        if REAL.is_dir():
            city(post)
            print(f"{'579 wards, A3, PNG 300 dpi':<38}{drawn_alone(url, 'ha-noi', None, plain, 'png')}")
        post.store.close()


if __name__ == "__main__":
    main()
