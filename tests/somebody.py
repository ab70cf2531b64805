"""Somebody at a screen of their own, and what browser tests read from the map that they see."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from running_app import RunningApp

from zones.store import CONTRACTS, Store


class Person:
    """Somebody at a window of their own; what they ask other hosts for is remembered (the browser reaches none)."""

    def __init__(self, context, size=(1366, 768)):
        self.strayed = []
        self.page = context.new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.on("request", self._remember)
        self.page.set_default_timeout(60_000)     # patience with a busy machine; no claim

    def _remember(self, request):
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            self.strayed.append(request.url)

    def open(self, address):
        self.page.goto(address)
        return self

    @property
    def map(self):
        """The map inside Streamlit's frame."""
        frame = self.page.frame_locator("iframe")
        frame.locator(".pm-layer path").first.wait_for()
        return frame

    def close(self):
        self.page.close()


def legend_line(frame, words):
    return frame.locator(".pm-legend tr", has_text=words)


def choose(box, option, *, exact=False):
    """Open a select box and take an option of it (a text, or a pattern), as a hand would.

    A list shuts itself when the page moves under it (react-aria): when it was opened while the page was still being
    scrolled to it, which no hand can do, and when a run of the screen ends and takes something away. Then it is opened
    again.
    """
    box = box.last
    for _ in range(6):
        box.scroll_into_view_if_needed()
        box.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        box.click()
        try:
            return box.page.get_by_role("option", name=option, exact=exact).first.click(timeout=10_000)
        except PlaywrightTimeout:
            continue
    raise AssertionError(f"no option {option}")


def wait_for_a_poll(page):
    with page.expect_response(re.compile(r"/map/state\.json")):
        pass


def view_of(frame):
    return frame.locator(".folium-map").evaluate(
        "() => { const m = PlaceMap.page.map; return [m.getCenter().lat, m.getCenter().lng, m.getZoom()]; }")


def own_exercise(app: RunningApp, place_id: str) -> str:
    """Make a copy of the exercise for a test that writes: what the others read stays as it was. Return its id."""
    store = Store(app.database)
    before = store.place("dien_tap")
    with store.write(place_id, author="t", action="copy", recorded_at=before.pinned_as_of) as writer:
        writer.put_place(before.with_(id=place_id))
        for kind in CONTRACTS:
            writer.put(kind, store.read("dien_tap", kind))
    store.close()
    return place_id
