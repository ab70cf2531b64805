"""Measure how long a person waits for the ward on a running server: `python tests/bench/bench_first_page.py`.

Opens the start address in the machine's Chromium, cold (new profile) and warm (second visit), and prints the seconds
until all units of the ward are drawn, beside the time that Streamlit needs for its own empty page.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import ARGUMENTS, find_chromium  # noqa: E402 - the path is set above
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from running_app import RunningApp  # noqa: E402

REPEATS = 5
UNITS = 13


def seconds_until_drawn(page: Page, url: str) -> tuple[float, float]:
    """Return the seconds until Streamlit's navigation stands, and until the whole ward does."""
    begun = time.perf_counter()
    page.goto(url)
    page.get_by_role("link", name="Dữ liệu").wait_for()
    streamlit = time.perf_counter() - begun
    page.frame_locator("iframe").locator(".pm-layer path").nth(UNITS - 1).wait_for()
    return streamlit, time.perf_counter() - begun


def main() -> None:
    """Measure and print medians."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        app = RunningApp(Path(folder))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        for name in ("new profile", "second visit"):
            times = []
            for _ in range(REPEATS):
                context = browser.new_context(viewport={"width": 1366, "height": 768})
                page = context.new_page()
                if name == "second visit":
                    seconds_until_drawn(page, app.url)
                times.append(seconds_until_drawn(page, app.url))
                context.close()
            streamlit, ward = (sorted(column)[REPEATS // 2] for column in zip(*times, strict=True))
            ratio = ward / streamlit
            print(f"{name:14} Streamlit's own page {streamlit:5.2f} s, the ward {ward:5.2f} s, ratio {ratio:4.2f}")
        browser.close()
        app.stop()


if __name__ == "__main__":
    main()
