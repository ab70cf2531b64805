"""On an open map an open crossing goes when a post gets its people, and the clocks and ways out are to be seen."""

from __future__ import annotations

import re
from datetime import datetime

import pandas as pd
import pytest
from live_server import LiveServer
from starlette.applications import Starlette

from geo.frames import VIETNAM_TIME
from zones.store import Store
from zones.usecases import CommandPost
from zones.web.map_routes import map_routes

pytestmark = pytest.mark.browser
PATIENCE = 60_000          # on a busy machine; no claim
PINNED = datetime(2021, 12, 13, 18, tzinfo=VIETNAM_TIME)
EMPTY_POST = "dien-tap/vd3-phia-dong-sau"


@pytest.fixture
def post(sample_url):
    return CommandPost(Store(sample_url))


@pytest.fixture
def page(browser, post):
    server = LiveServer(Starlette(routes=map_routes(post)))
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    errors = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{server.url}/map?place=dien_tap&lang=vi")
    opened.wait_for_selector('[data-layer="zones"] path')
    yield opened
    context.close()
    server.stop()
    assert errors == []


def open_marks(page):
    return page.locator('[data-layer="crossings_open"] [data-feature^="crossing/"]')


def test_a_post_that_gets_its_people_makes_the_open_crossing_go_on_an_open_map(page, post):
    open_marks(page).first.wait_for()
    assert open_marks(page).count() == 1
    open_marks(page).first.click()
    card = page.locator(".pm-card")
    card.get_by_text("Hở: chưa có chốt, chưa đóng").wait_for()
    assert "Lối ra phía đông, tổ 18" in card.inner_text()
    staffed = pd.DataFrame([{"checkpoint_id": EMPTY_POST, "staffed": True, "people_per_shift": 2}])
    post.save_rows("dien_tap", "checkpoints", staffed, ended=(), moment=PINNED, author="Lan")
    open_marks(page).first.wait_for(state="detached")
    # and it comes back when the people go
    gone = pd.DataFrame([{"checkpoint_id": f"{EMPTY_POST}~202112131800", "staffed": False}])
    post.save_rows("dien_tap", "checkpoints", gone, ended=(), moment=PINNED, author="Lan")
    open_marks(page).first.wait_for()


def test_a_new_clock_is_told_on_the_open_map_until_its_proposal_is_recorded(page, post):
    notice = page.locator(".pm-notices").get_by_text(re.compile("Đồng hồ 12 giờ"))
    assert notice.count() == 0
    post.start_clock("dien_tap", area_id="gia-thuy/to-3", started_at=PINNED.replace(hour=17), started_by="TTYT báo",
                     author="Lan")
    notice.wait_for()
    assert "Tổ 3: còn 11 giờ 0 phút, hạn 05:00 14/12/2021" in notice.inner_text()
    (clock,) = post.situation("dien_tap").clocks
    post.record_proposal("dien_tap", clock, document="ĐX 1", recorded_at=PINNED, author="Lan")
    notice.wait_for(state="detached")


def test_the_ways_out_are_switched_off_at_first_and_drawn_when_somebody_asks(page):
    ways = page.locator('[data-layer="ways"] path')
    assert ways.count() == 0
    switch = page.locator('input[data-layer="ways"]')
    page.locator(".pm-switches .pm-panel-head").click()
    assert not switch.is_checked()
    switch.check()
    ways.first.wait_for()
    assert ways.count() >= 13
