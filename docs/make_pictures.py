"""Make README's four pictures from the running program: `python docs/make_pictures.py` (needs requirements-dev.txt).

It starts the program on a free port with a store of its own, takes the screens with the machine's Chromium, and
draws the sheet with the program itself.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import ARGUMENTS, find_chromium  # noqa: E402 - the path is set above
from playwright.sync_api import sync_playwright  # noqa: E402
from running_app import RunningApp  # noqa: E402

from geo.sheet import SheetOptions  # noqa: E402
from zones.store import Store  # noqa: E402
from zones.times import parse_moment  # noqa: E402
from zones.usecases import CommandPost  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
WORST_DAY = "2021-11-08"
SHEET_DPI = 110


def main() -> None:
    """Take the pictures one after the other."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        app = RunningApp(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
            take(browser, f"{app.url}/?place=nq54", "nq54.png", (1366, 768), card="site/nq54/tikinow")
            take(browser, f"{app.url}/?place=dien_tap", "dien_tap.png", (1366, 768), day=WORST_DAY)
            take(browser, f"{app.url}/?place=dien_tap", "phone.png", (390, 844), day=WORST_DAY)
            browser.close()
        finally:
            app.stop()
        store = Store(app.database)
        sheet = CommandPost(store).sheet("dien_tap", parse_moment(f"{WORST_DAY}T18:00"), "vi", "png",
                                          SheetOptions(dpi=SHEET_DPI))
        (PICTURES / "sheet.png").write_bytes(sheet)
        store.close()


def take(browser, address: str, name: str, size: tuple[int, int], day: str = "", card: str = "") -> None:
    """Open a screen, choose a day or open a card, and keep the picture."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    frame = page.frame_locator("iframe")
    frame.locator(".pm-layer path").first.wait_for(timeout=60_000)
    if day:
        frame.locator(".pm-day-field").fill(day)
        frame.locator(".pm-notice", has_text="Đang xem").wait_for()
    if card:
        frame.locator(f"[data-feature='{card}']").click()
        frame.locator(".pm-card h2").wait_for()
    page.wait_for_timeout(1500)  # letters and colours settle
    page.screenshot(path=PICTURES / name)
    page.close()


if __name__ == "__main__":
    main()
