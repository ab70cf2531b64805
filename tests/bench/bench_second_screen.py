"""Measure how long a change needs to the other screen: `python tests/bench/bench_second_screen.py`.

One process serves the program, this one writes decisions into its store as another server would, and a Chromium with
the map open waits until the unit has its new colour: seconds from the moment at which the writer was told "written",
printed beside the page's own period of asking, which is the largest part of them.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import ARGUMENTS, find_chromium  # noqa: E402 - the path is set above
from playwright.sync_api import sync_playwright  # noqa: E402
from running_app import RunningApp  # noqa: E402

from geo import page_files  # noqa: E402
from zones.levels import Level  # noqa: E402
from zones.look import COLOR  # noqa: E402
from zones.store import Store  # noqa: E402
from zones.usecases import CommandPost  # noqa: E402

REPEATS = 12
SHOWN = """(color) => document.querySelector('[data-layer="zones"] path[data-feature="area/gia-thuy/to-3"]')
    .getAttribute("fill").toLowerCase() === color"""


def main() -> None:
    """Measure and print."""
    period = int(re.search(r"POLL_MS = (\d+)", page_files.read("page/feed.js").decode())[1]) / 1000
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        app = RunningApp(Path(folder))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        page = browser.new_page()
        page.goto(f"{app.url}/map?place=nq54")
        page.wait_for_selector("html[data-revision]")
        store = Store(app.database)
        post = CommandPost(store)
        now = post.situation("nq54").as_of
        times = []
        for turn in range(REPEATS):
            level = (Level.RED, Level.YELLOW)[turn % 2]
            page.wait_for_timeout(170 * turn)      # the writer does not know where in its round the page is
            post.record_act(
                "nq54", kind="level", target="area", target_id="gia-thuy/to-3", level=level, directive="", text="",
                document=f"QĐ {turn}", signer="s", reason="r", valid_from=now, valid_to=None, author="bench")
            begun = time.perf_counter()
            page.wait_for_function(SHOWN, arg=COLOR[level].lower(), polling=20)
            times.append(time.perf_counter() - begun)
        store.close()
        browser.close()
        app.stop()
    middle, worst = statistics.median(times), max(times)
    print(f"{REPEATS} changes: median {middle:.2f} s, worst {worst:.2f} s; "
          f"worst / period of asking ({period:.0f} s) = {worst / period:.2f}")


if __name__ == "__main__":
    main()
