"""Measure what all days of a place cost together against asking for each day's situation, and what is sent.

    python tests/bench/bench_course.py [sample or ha-noi]

Prints the processor seconds of the course and of the film, how many times longer the situations of the days take one by
one (every fifth of them, scaled up), and the bytes of the film against those of all days' states. The levels of days
asked for singly are compared: the two agree, or it stops. "ha-noi" needs ../shared/data.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from geo.page_state import compact_json, state  # noqa: E402 - the path is set above
from zones.places import Place  # noqa: E402
from zones.store import Store  # noqa: E402
from zones.times import end_of_day, parse_moment  # noqa: E402
from zones.usecases import CommandPost  # noqa: E402

REAL = ROOT.parent / "shared" / "data"
EVERY = 5


def city(post: CommandPost) -> None:
    """Make Hà Nội of its 579 wards and the cases of 78 days."""
    post.create_place(Place("ha-noi", "Thành phố Hà Nội", "vn-qd4800", paper="A3",
                            pinned_as_of=parse_moment("2021-07-13T18:00")), "bench")
    complete = (parse_moment("2021-04-27"), parse_moment("2021-07-14"))
    for kind, name, period in (("areas", "hanoi_wards_2021.geojson", None),
                               ("cases", "hanoi_cases_by_ward_day_2021.csv", complete)):
        post.take_in("ha-noi", post.examine_file("ha-noi", kind, (REAL / name).read_bytes(), name), "bench",
                     complete=period)


def main() -> None:
    """Print the lines."""
    place = sys.argv[1] if len(sys.argv) > 1 else "dien_tap"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        post = CommandPost(Store(f"sqlite:///{Path(folder, 'zones.sqlite').as_posix()}"))
        post.ensure_samples()
        if place == "ha-noi":
            city(post)
        begun = time.process_time()
        course = post.course(place)
        computed = time.process_time() - begun
        begun = time.process_time()
        body = compact_json(post.film(place, "vi"))
        filmed = time.process_time() - begun
        asked = course.days[::EVERY]
        singly, sent = 0.0, 0
        for day in asked:
            begun = time.process_time()
            situation = post.situation(place, end_of_day(day.day))
            model = post.model(place, end_of_day(day.day), "vi")
            singly += time.process_time() - begun
            sent += len(gzip.compress(compact_json(state(model)), 9))
            assert dict(situation.area_levels) == dict(day.levels), day.day
        scale = len(course.days) / len(asked)
        packed = len(gzip.compress(body, 9))
        print(f"{place}: {len(course.days)} days, course {computed:.2f} s, film {filmed:.2f} s; the days one by one "
              f"{singly * scale / (computed + filmed):.1f} times longer; {packed} bytes sent, states alone "
              f"{sent * scale / packed:.0f} times more")
        post.store.close()


if __name__ == "__main__":
    main()
