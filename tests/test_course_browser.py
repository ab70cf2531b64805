"""Days are played on the map without asking the server, stopped anywhere, and set side by side."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from zones.levels import Level
from zones.look import COLOR

pytestmark = pytest.mark.browser


class Watcher:
    """A window that remembers what it asked for; it reaches no other host."""

    def __init__(self, browser, size):
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.context.set_default_timeout(60_000)
        self.asked, self.strayed, self.errors = [], [], []
        self.context.on("request", self._remember)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _remember(self, request):
        address = urlsplit(request.url)
        self.asked.append(address.path)
        if address.hostname not in ("127.0.0.1", None):
            self.strayed.append(request.url)


@pytest.fixture
def watcher(browser):
    watchers = []

    def arrive(size=(1366, 768)):
        watchers.append(Watcher(browser, size))
        return watchers[-1]

    yield arrive
    for one in watchers:
        one.context.close()
        assert one.errors == []
        assert one.strayed == []


def fill_of(page, unit):
    return page.locator(f"[data-layer='zones'] path[data-feature='area/gia-thuy/{unit}']").first.get_attribute("fill")


def test_the_days_are_played_from_one_answer_and_stop_on_the_map_of_the_day(running_app, watcher):
    person = watcher()
    page = person.page
    page.goto(f"{running_app.url}/map?place=dien_tap&as_of=2021-10-20T23:59")
    page.wait_for_selector("html[data-revision]", state="attached")
    person.asked.clear()
    page.locator(".pm-play").click()
    page.wait_for_function("() => document.documentElement.dataset.frame >= '2021-10-23'")
    assert page.locator(".pm-strip .pm-curve rect[data-kind]").first.is_visible()
    assert page.locator(".pm-strip-said").inner_text().startswith(
        page.locator(".pm-notice", has_text="Đang chạy").inner_text().split("hết ngày ")[1][:10])
    page.wait_for_function("() => document.documentElement.dataset.frame >= '2021-10-30'")
    # the poll goes on while the film runs; the film is asked for as the hand nears the button, and again by the press
    assert set(person.asked) - {"/map/state.json"} == {"/map/film.json"}
    assert person.asked.count("/map/film.json") <= 2
    assert page.evaluate("() => PlaceMap.page.player.frames") >= 10
    page.locator(".pm-play").click()
    page.wait_for_function("() => !document.documentElement.dataset.frame")
    page.get_by_text("Đang xem bản đồ hết ngày").wait_for()
    day = page.locator(".pm-day-field").input_value()
    assert day >= "2021-10-30"
    film = page.evaluate("day => PlaceMap.page.player.film.data.levels[PlaceMap.page.player.film.indexOf(day)]", day)
    units = page.evaluate("() => PlaceMap.page.player.film.data.units")
    letters = {"r": Level.RED, "o": Level.ORANGE, "y": Level.YELLOW, "g": Level.GREEN, "u": Level.UNASSESSED}
    page.wait_for_function(
        """day => PlaceMap.page.state.as_of.startsWith(day)""", arg=day)
    for unit, letter in zip(units, film, strict=True):
        assert fill_of(page, unit.removeprefix("area/gia-thuy/")).upper() == COLOR[letters[letter]].upper()
    # what is stopped on is a real map: it answers
    page.locator("[data-feature='area/gia-thuy/to-13']").first.click(position={"x": 30, "y": 30}, force=True)
    page.locator(".pm-card").get_by_text("Vì sao?").first.wait_for()


def test_a_click_on_the_curve_shows_that_day(running_app, watcher):
    page = watcher().page
    page.goto(f"{running_app.url}/map?place=dien_tap")
    page.wait_for_selector("html[data-revision]", state="attached")
    page.locator(".pm-curve-button").click()
    curve = page.locator(".pm-strip svg.pm-curve")
    curve.wait_for()
    box = curve.bounding_box()
    page.mouse.click(box["x"] + box["width"] * (42.5 / 78), box["y"] + box["height"] * 0.8)   # 8/11 is the 43rd of 78
    page.get_by_text("Đang xem bản đồ hết ngày 08/11/2021").wait_for()
    page.get_by_text("08/11/2021: 13 ca").wait_for()


def test_two_days_stand_side_by_side_with_better_worse_and_same(running_app, watcher):
    page = watcher().page
    page.goto(f"{running_app.url}/dien-bien?place=dien_tap#a=2021-10-22&b=2021-11-08")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.get_by_text("Từ 22/10/2021 đến 08/11/2021: 0 tốt hơn, 7 xấu hơn, 5 như cũ, 1 không so được.").wait_for()
    third = page.locator(".dc-difference path[data-feature='area/gia-thuy/to-12']").first
    assert third.get_attribute("fill") == "#7b1fa2"
    assert page.locator(".dc-changes li").count() == 8
    # a day later by its button, and back to where more is green
    page.get_by_role("button", name="Ngày thứ hai: Ngày sau").click()
    page.get_by_text("đến 09/11/2021").wait_for()
    page.locator(".dc-picker input").nth(1).fill("77")
    page.get_by_text("Từ 22/10/2021 đến 13/12/2021: 1 tốt hơn, 0 xấu hơn, 11 như cũ, 1 không so được.").wait_for()
    assert "b=2021-12-13" in page.url
    # maps move together
    page.evaluate("() => PlaceMap.course.views.compare.maps[0].map.setZoom(17, {animate: false})")
    assert page.evaluate("() => PlaceMap.course.views.compare.maps.map(({map}) => map.getZoom())") == [17, 17, 17]


def test_turning_green_is_stacked_by_units_people_and_area_with_the_table_behind(running_app, watcher):
    page = watcher().page
    page.goto(f"{running_app.url}/dien-bien?place=dien_tap#tab=progress")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.get_by_text("Vùng xanh: 13/13 (100%) ngày 13/12/2021; ngày ít nhất là 15/11/2021: 4").wait_for()
    assert page.locator(".dc-stack path[data-level='red']").count() >= 1
    assert page.locator(".dc-stack .dc-letter").count() >= 3
    page.get_by_role("button", name="km²").click()
    page.get_by_text("Vùng xanh: 1,4").wait_for()
    page.locator(".dc-table summary").click()
    row = page.locator(".dc-table tr", has_text="08/11/2021")
    row.wait_for()
    page.get_by_role("button", name="Đơn vị").click()
    page.locator(".dc-table tr", has_text="08/11/2021").get_by_text("2").first.wait_for()
    cells = page.locator(".dc-table tr", has_text="08/11/2021").locator("td").all_inner_texts()
    assert cells == ["2", "2", "5", "4", "0"]


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_the_page_of_the_days_is_not_cut_off_sideways(running_app, watcher, size):
    page = watcher(size).page
    page.goto(f"{running_app.url}/dien-bien?place=dien_tap")
    page.wait_for_selector("html[data-ready]", state="attached")
    for tab in ("Hai ngày cạnh nhau", "Xanh hóa"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_screen_of_the_days_stands_in_the_navigation(running_app, person):
    page = person().open(f"{running_app.url}/dien-bien-dich?place=nq54").page
    frame = page.frame_locator("iframe")
    frame.get_by_role("tab", name="Xanh hóa").click()
    frame.get_by_text("Vùng xanh: 13/13 (100%)").wait_for()
