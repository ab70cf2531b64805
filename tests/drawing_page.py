"""Somebody who draws: the drawing page in a real browser, worked by mouse at places on the map."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE = 20_000      # ms: what a busy machine may take


class Drawer:
    """One person at the drawing page; requests to other hosts (the browser reaches none) are remembered."""

    def __init__(self, browser: Any, size: tuple[int, int] = (1366, 768)) -> None:
        touch = size[0] < 700
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=touch,
                                           is_mobile=touch)
        self.strayed: list[str] = []
        self.errors: list[str] = []
        self.context.on("request", self._remember)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _remember(self, request: Any) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            self.strayed.append(request.url)

    def open(self, url: str, place: str, language: str = "vi") -> Drawer:
        """Open the page itself, without Streamlit's frame around it."""
        self.page.goto(f"{url}/draw?{urlencode({'place': place, 'lang': language})}")
        self.page.locator("html[data-ready]").wait_for(timeout=3 * PATIENCE)
        return self

    def call_oneself(self, name: str) -> Drawer:
        self.page.locator("input[name=author]").fill(name)
        self.page.locator("input[name=author]").press("Tab")
        return self

    @property
    def version(self) -> int:
        return int(self.page.locator("html").get_attribute("data-version") or 0)

    def until_version(self, version: int) -> None:
        """Wait until the boundaries' draft is at a version: the server has answered."""
        self.page.locator(f"html[data-version='{version}']").wait_for()

    def until_sent(self) -> None:
        """Wait until no change is on its way."""
        self.page.locator("html[data-waiting='0']").wait_for()

    def dot(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where on the screen a place of the map is."""
        x, y = self.page.evaluate(
            """([lon, lat]) => {
                const map = DrawPage.page.map, box = map.getContainer().getBoundingClientRect();
                const dot = map.latLngToContainerPoint([lat, lon]);
                return [box.left + dot.x, box.top + dot.y];
            }""", [lon, lat])
        return x, y

    def look_at(self, lon: float, lat: float, zoom: float) -> None:
        self.page.evaluate("([lon, lat, zoom]) => { DrawPage.page.map.setView([lat, lon], zoom, {animate: false}); }",
                           [lon, lat, zoom])

    def click(self, lon: float, lat: float, **more: Any) -> None:
        self.page.mouse.move(*self.dot(lon, lat))
        if "modifiers" in more:
            self.page.keyboard.down(more["modifiers"])
        self.page.mouse.click(*self.dot(lon, lat))
        if "modifiers" in more:
            self.page.keyboard.up(more["modifiers"])

    def trace(self, places: list[tuple[float, float]], *, close: bool = False) -> None:
        """Click along places; `close` clicks the first again, otherwise the last ends the line."""
        for place in places:
            self.click(*place)
        self.click(*(places[0] if close else places[-1]))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag from place to place on the map, as a hand does: in steps."""
        self.page.mouse.move(*self.dot(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.dot(*end), steps=6)
        self.page.mouse.up()

    def do(self, name: str) -> None:
        """Press the button of that name (the first that is seen)."""
        self.page.locator(f"[data-do='{name}']:visible").first.click()

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate("() => DrawPage.page.state")
        return found

    def units(self) -> dict[str, dict[str, Any]]:
        return {unit["fields"]["code"]: unit for unit in self.state()["units"]}

    def fill(self, cell: str, value: str) -> None:
        """Fill one cell of the form that is open, and leave it."""
        field = self.page.locator(f".dr-panel:not([hidden]) [data-cell='{cell}']").locator("input, select, textarea")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "checkbox":
            field.set_checked(value == "true")
        else:
            field.fill(value)
            field.press("Tab")

    def answer(self, **fields: str) -> None:
        """Fill in the question that is open and say yes."""
        dialog = self.page.locator("dialog[open]")
        for name, value in fields.items():
            dialog.locator(f"input[name={name}]").fill(value)
        dialog.locator("[data-do=yes]").click()
        dialog.wait_for(state="detached")

    def says(self, words: str) -> None:
        """Wait until the page says something over the map."""
        self.page.locator(".dr-notices", has_text=words).wait_for()

    def close(self) -> None:
        self.context.close()
