"""A briefing is held with the keyboard: pages read from six metres, in an order and with notes that stay."""

from __future__ import annotations

import io
import re
import unicodedata
from urllib.parse import urlencode, urlsplit

import pypdf
import pytest

from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost

pytestmark = pytest.mark.browser

MOMENT = "2021-11-08T18:00"
READ = ".gb-label, .gb-value, .gb-unit, .gb-delta > span, .gb-text, .gb-detail, .gb-good, .gb-more, .gb-data span, h1"


@pytest.fixture(scope="module")
def begun(running_app):
    post = CommandPost(Store(running_app.database))
    yield post.begin_briefing("dien_tap", parse_moment(MOMENT))
    post.store.close()


@pytest.fixture(scope="module")
def address(running_app, begun):
    query = {"place": "dien_tap", "as_of": begun.as_of.isoformat(), "revision": begun.revision}
    return f"{running_app.url}/giao-ban?{urlencode(query)}"


class Leader:
    """A screen at a briefing; it reaches no other host."""

    def __init__(self, browser, size=(1366, 768)):
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.context.set_default_timeout(30_000)
        self.strayed, self.errors = [], []
        self.context.on("request", self._remember)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _remember(self, request):
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            self.strayed.append(request.url)

    def open(self, address):
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.page


@pytest.fixture
def leader(browser):
    leaders = []

    def arrive(size=(1366, 768)):
        leaders.append(Leader(browser, size))
        return leaders[-1]

    yield arrive
    for one in leaders:
        one.context.close()
        assert one.errors == []
        assert one.strayed == []


def shown(page):
    return page.evaluate("() => document.documentElement.dataset.page")


def press(page, key, until):
    page.keyboard.press(key)
    page.wait_for_function("key => document.documentElement.dataset.page === key", arg=until)


def test_a_briefing_is_walked_reordered_hidden_and_noted_and_a_reload_shows_the_same(leader, address):
    page = leader().open(address)
    keys = page.evaluate("() => PlaceMap.deck.shown.map((one) => one.key)")
    assert keys[:3] == ["overview", "changes", "hot/gia-thuy/to-13"]
    assert page.locator(".gb-data").inner_text().splitlines() == [
        "Số liệu đến 18:00 08/11/2021", "đóng băng lúc 18:00 08/11/2021"]
    press(page, "ArrowRight", keys[1])
    press(page, " ", keys[2])
    press(page, "ArrowLeft", keys[1])
    press(page, "End", keys[-1])
    press(page, "Home", keys[0])
    page.locator(".gb-edge-next").click()
    page.wait_for_function("key => document.documentElement.dataset.page === key", arg=keys[1])

    page.keyboard.press("n")
    page.locator(".gb-note textarea").fill("Tổ 16: truy vết trong 12 giờ")
    page.keyboard.press("ArrowRight")                        # a key in a text turns no page
    page.locator(".gb-note input").fill("Trực ban")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_text("Tổ 16: truy vết trong 12 giờ").wait_for()
    assert shown(page) == keys[1]

    page.keyboard.press("t")
    rows = page.locator(".gb-sequence li")
    rows.locator("css=[data-move='-1']").nth(1).click()      # "Thay đổi" goes before "Tình hình chung"
    page.wait_for_function("() => PlaceMap.deck.ordered[0].key === 'changes' && PlaceMap.deck.plan.plan_id > 0")
    page.locator(".gb-sequence li[data-key='measures'] input").uncheck()
    page.wait_for_function("() => !PlaceMap.deck.shown.some((one) => one.key === 'measures')")
    page.wait_for_function("() => PlaceMap.deck.plan.hidden.includes('measures') && PlaceMap.deck.plan.plan_id > 1")
    page.keyboard.press("Escape")
    page.locator(".gb-sequence").wait_for(state="hidden")

    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert shown(page) == "changes"
    again = page.evaluate("() => PlaceMap.deck.shown.map((one) => one.key)")
    assert again == ["changes", "overview", *[key for key in keys[2:] if key != "measures"]]
    page.get_by_text("Tổ 16: truy vết trong 12 giờ").wait_for()
    page.get_by_text(re.compile(r"Trực ban, \d\d:\d\d \d\d/\d\d/\d{4}")).wait_for()

    page.keyboard.press("t")
    page.get_by_role("button", name="Về trình tự mặc định").click()
    page.wait_for_function(
        "() => PlaceMap.deck.plan.order.length === 0 && PlaceMap.deck.shown.at(-1).key === 'measures'")


def test_a_note_that_was_not_saved_waits_and_panels_take_and_give_back_the_focus(leader, address):
    page = leader().open(address)
    page.keyboard.press("n")
    page.keyboard.type("Điều tra ổ dịch")
    page.get_by_text("15/", exact=False).filter(has_text="ký tự").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("Ghi chú đang soạn, chưa ghi").wait_for()
    page.keyboard.press("ArrowRight")
    assert page.get_by_text("Ghi chú đang soạn, chưa ghi").count() == 0      # it is the first page's
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("n")
    assert page.locator(".gb-note textarea").input_value() == "Điều tra ổ dịch"
    page.locator(".gb-note textarea").fill("")
    page.keyboard.press("Escape")
    assert page.get_by_text("Ghi chú đang soạn, chưa ghi").count() == 0

    page.keyboard.press("t")
    focus = "() => document.activeElement.closest('.gb-sequence li')?.dataset.key"
    first = page.evaluate(focus)
    assert first == shown(page)
    page.keyboard.press("Tab")                               # "up" is not to be pressed on the first: "down"
    page.keyboard.press("Enter")
    page.wait_for_function("key => PlaceMap.deck.ordered[1].key === key && PlaceMap.deck.plan.plan_id > 0", arg=first)
    page.wait_for_function(f"key => ({focus})() === key", arg=first)
    page.get_by_role("button", name="Về trình tự mặc định").click()
    page.wait_for_function("() => PlaceMap.deck.plan.order.length === 0")
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.closest('.gb-panel')") is None


def test_the_page_in_view_can_be_printed_on_one_sheet(leader, address):
    page = leader().open(address)
    pdf = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(pdf.pages) == 1
    said = unicodedata.normalize("NFC", pdf.pages[0].extract_text())
    assert "Tình hình chung" in said and "Vùng đỏ" in said
    assert "chuyển trang" not in said                        # what only a keyboard can do


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160), (1280, 960)])
def test_every_page_is_read_from_six_metres_and_nothing_is_cut_off(leader, address, size):
    page = leader(size).open(address)
    for number in range(page.evaluate("() => PlaceMap.deck.shown.length")):
        page.evaluate("number => PlaceMap.deck.show(number)", number)
        small = page.evaluate("""(read) => [...document.querySelectorAll(read)].filter((node) => {
            const scale = node.getBoundingClientRect().height / node.offsetHeight;
            return node.offsetHeight && parseFloat(getComputedStyle(node).fontSize) * scale < 0.0295 * innerHeight;
        }).map((node) => node.textContent)""", READ)
        assert small == [], f"{shown(page)}: smaller than 3 % of the screen"
        cut = page.evaluate("""() => {
            const side = document.querySelector('.gb-side'), box = side.getBoundingClientRect();
            return [...side.querySelectorAll('*')].filter((node) => {
                const one = node.getBoundingClientRect();
                return one.width && (one.bottom > box.bottom + 2 || one.right > box.right + 2);
            }).map((node) => node.textContent.slice(0, 60));
        }""")
        assert cut == [], f"{shown(page)}: runs out of the page"
        assert page.evaluate("() => document.querySelector('.gb-head h1').scrollWidth <= innerWidth")


def test_the_map_of_each_page_has_the_colours_and_outlines_what_the_page_is_about(leader, address):
    page = leader((1920, 1080)).open(address)
    page.evaluate("() => PlaceMap.deck.goTo('hot/gia-thuy/to-13')")
    fill = page.locator("[data-layer='zones'] path[data-feature='area/gia-thuy/to-13']").first.get_attribute("fill")
    assert fill.upper() == "#D32F2F"
    outlined = page.locator(".leaflet-spotlight-pane path")
    assert outlined.count() >= 2
    assert page.locator(".gb-hot .pm-curve rect[data-kind]").count() > 5
    page.evaluate("() => PlaceMap.deck.goTo('belts')")
    assert page.locator("[data-layer='posts_soft'] .pm-point").count() > 5
    page.evaluate("() => PlaceMap.deck.goTo('overview')")
    assert page.locator("[data-layer='posts_soft'] .pm-point").count() == 0


def test_the_buttons_press_on_the_map_begins_a_briefing_of_the_day_in_view(leader, running_app):
    person = leader()
    page = person.page
    page.goto(f"{running_app.url}/map?place=dien_tap&as_of=2021-10-29T18:00")
    page.wait_for_selector("html[data-revision]", state="attached")
    with person.context.expect_page() as opened:
        page.locator(".pm-briefing").click()
    tab = opened.value
    tab.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
    assert "as_of=2021-10-29T18" in tab.url
    assert "revision=" in tab.url
    tab.get_by_text("đóng băng lúc 18:00 29/10/2021").wait_for()
    tab.keyboard.press("f")
    tab.wait_for_function("() => document.fullscreenElement !== null")
    tab.keyboard.press("f")
    tab.wait_for_function("() => document.fullscreenElement === null")


def test_the_address_alone_offers_to_begin_and_lists_what_was_held(leader, running_app, begun):
    page = leader().page
    page.goto(f"{running_app.url}/giao-ban?place=dien_tap")
    page.get_by_role("link", name="18:00 08/11/2021").wait_for()
    page.get_by_label("Người điều hành (không bắt buộc)").fill("Phó Chủ tịch")
    page.get_by_role("button", name="Bắt đầu giao ban").click()
    page.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
    page.get_by_text("đóng băng lúc 18:00 13/12/2021").wait_for()


def test_a_briefing_goes_on_when_the_server_is_away_and_says_that_nothing_was_written(leader, address):
    person = leader()
    page = person.open(address)
    person.context.set_offline(True)
    press(page, "End", "measures")
    press(page, "Home", "overview")
    page.keyboard.press("n")
    page.locator(".gb-note textarea").fill("không tới nơi")
    page.get_by_role("button", name="Ghi", exact=True).click()
    page.get_by_text("Chưa ghi được: máy chủ không trả lời").wait_for()
    person.context.set_offline(False)


def test_on_a_phone_it_is_a_page_to_scroll(leader, address):
    page = leader((390, 844)).open(address)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("() => document.documentElement.scrollHeight > innerHeight")
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    covered = page.evaluate("""() => [...document.querySelectorAll('.gb-edge')].some((button) => {
        const edge = button.getBoundingClientRect();
        return [...document.querySelectorAll('.gb-value, .gb-delta > *, .gb-text')].some((part) => {
          const box = part.getBoundingClientRect();
          return box.left < edge.right && box.right > edge.left && box.top < edge.bottom && box.bottom > edge.top;
        });
      })""")
    assert not covered
    page.locator(".gb-edge-next").click()
    page.wait_for_function("() => document.documentElement.dataset.page === 'changes'")
