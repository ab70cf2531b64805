"""Drawing with a real mouse: tổ, borders, lockdowns and posts; nothing is lost, nothing is written over."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from drawing_page import Drawer
from small_ward import SIDE, at

from geo.areas import AREAS
from zones.places import Place
from zones.store import CONTRACTS, Store
from zones.times import now
from zones.usecases import CommandPost

pytestmark = pytest.mark.browser


def where(x, y):
    """A place x, y metres from the ward's corner, as (lon, lat)."""
    point = at(x, y)
    return point.x, point.y


def make_ward(database, place_id):
    """Make a place whose only record is the ward's outline: a square of 1,000 m."""
    ring = [where(0, 0), where(2 * SIDE, 0), where(2 * SIDE, 2 * SIDE), where(0, 2 * SIDE)]
    outline = gpd.GeoDataFrame([{"area_id": "w", "name": "Phường Vẽ", "area_level": "ward"}],
                               geometry=[shapely.Polygon(ring)], crs=4326)
    lane = gpd.GeoDataFrame([{"underlay_id": "ngo-9", "kind": "road_lane", "name": "Ngõ 9"}],
                            geometry=[shapely.LineString([where(100, 300), where(900, 300)])], crs=4326)
    store = Store(database)
    with store.write(place_id, author="test", action="place", recorded_at=now()) as writer:
        writer.put_place(Place(place_id, f"Phường {place_id}"))
        writer.put("areas", AREAS.check(outline))
        writer.put("underlay", CONTRACTS["underlay"].check(lane))
    store.close()


@pytest.fixture
def ward(running_app, request):
    place_id = "ve-" + str(abs(hash(request.node.name)) % 10**8)
    make_ward(running_app.database, place_id)
    return place_id


@pytest.fixture
def drawer(browser, running_app, ward):
    people = []

    def arrive(size=(1366, 768), language="vi"):
        people.append(Drawer(browser, size).open(running_app.url, ward, language))
        return people[-1]

    yield arrive
    for somebody in people:
        somebody.close()
        assert somebody.errors == []
        assert somebody.strayed == []


def stored(running_app, place_id, kind):
    store = Store(running_app.database)
    try:
        return store.read(place_id, kind)
    finally:
        store.close()


def draw_whole_ward(person):
    """Draw one tổ over the whole ward: over the edge, so that the outline cuts it."""
    person.do("add")
    person.trace([where(-60, -60), where(1060, -60), where(1060, 1060), where(-60, 1060)], close=True)
    person.until_version(1)


def test_a_to_is_drawn_split_and_dragged_with_its_neighbour_saved_reloaded_and_undone(drawer, running_app, ward):
    person = drawer().call_oneself("Nguyễn Thị Lan")
    draw_whole_ward(person)
    assert person.units()["1"]["area_m2"] == pytest.approx(1_000_000, abs=2)

    person.do("split")
    person.trace([where(500, -20), where(520, 500), where(500, 1020)])
    person.until_version(2)
    assert set(person.units()) == {"1", "2"}
    before = person.units()
    assert before["1"]["area_m2"] + before["2"]["area_m2"] == pytest.approx(1_000_000, abs=2)

    # the node in the middle of the common border: both follow
    shared = next(border for border in person.state()["borders"] if len(border["units"]) == 2)
    middle = min(shared["line"], key=lambda place: abs(place[1] - where(520, 500)[1]))
    person.drag(tuple(middle), where(600, 500))
    person.until_version(3)
    after = person.units()
    assert after["1"]["area_m2"] + after["2"]["area_m2"] == pytest.approx(1_000_000, abs=2)
    west = min(after, key=lambda code: shapely.geometry.shape(after[code]["shape"]).centroid.x)
    assert after[west]["area_m2"] - before[west]["area_m2"] == pytest.approx(80 * 1000 / 2, rel=0.05)
    assert person.state()["problems"] == []

    # closing the page loses nothing
    person.page.reload()
    person.page.locator("html[data-ready]").wait_for()
    assert person.version == 3
    assert person.units()[west]["area_m2"] == after[west]["area_m2"]

    person.do("undo")
    person.until_version(4)
    assert person.units()[west]["area_m2"] == before[west]["area_m2"]
    person.do("redo")
    person.until_version(5)
    assert person.units()[west]["area_m2"] == after[west]["area_m2"]

    person.do("save")
    person.answer(document="QĐ 1/QĐ-UBND ngày 07/9/2021")
    person.says("Đã ghi ranh giới 2 đơn vị")
    areas = stored(running_app, ward, "areas")
    assert sorted(areas["name"]) == ["Tổ dân phố 1", "Tổ dân phố 2"]
    assert set(areas["document"]) == {"QĐ 1/QĐ-UBND ngày 07/9/2021"}
    assert shapely.coverage_is_valid(areas.geometry.to_numpy())


def test_a_border_is_dragged_as_a_whole_a_node_pulled_out_and_taken_away(drawer):
    person = drawer()
    draw_whole_ward(person)
    person.do("split")
    person.trace([where(500, -20), where(500, 1020)])
    person.until_version(2)
    person.page.locator("[data-item]:visible").first.click()
    person.drag(where(500, 250), where(440, 250))           # off the middle: the stretch itself
    person.until_version(3)
    shared = next(border for border in person.state()["borders"] if len(border["units"]) == 2)
    assert len(shared["line"]) == 3
    node = shared["line"][1]
    person.click(*node)
    person.do("remove_node")
    person.until_version(4)
    shared = next(border for border in person.state()["borders"] if len(border["units"]) == 2)
    assert len(shared["line"]) == 2
    person.drag(where(500, 500), where(560, 500))           # the middle: a new node
    person.until_version(5)
    assert person.state()["problems"] == []
    assert sum(unit["area_m2"] for unit in person.units().values()) == pytest.approx(1_000_000, abs=3)


@pytest.mark.parametrize("moved_before", [True, False])
def test_what_a_hand_holds_is_not_drawn_anew_under_it(drawer, moved_before):
    """Somebody else changes the map while a corner is dragged slowly; the drag is not lost, and both changes stand."""
    one, other = drawer(), drawer()
    draw_whole_ward(one)
    one.page.locator("#dr-lock").uncheck()
    one.page.mouse.move(*one.dot(*where(1000, 1000)))
    one.page.mouse.down()
    if moved_before:                                              # or only pressed: a finger rests before it moves
        one.page.mouse.move(*one.dot(*where(950, 950)), steps=3)
    other.until_version(1)
    other.page.locator("[data-item]:visible").first.click()
    other.do("split")
    with one.page.expect_response(lambda answer: "/state" in answer.url and '"version":2' in answer.text()):
        other.trace([where(300, -20), where(300, 1020)])
        other.until_version(2)
    one.page.mouse.move(*one.dot(*where(900, 900)), steps=3)
    one.page.mouse.up()
    one.until_version(3)
    areas = sorted(unit["area_m2"] for unit in one.units().values())
    assert areas == [pytest.approx(300_000, rel=0.01), pytest.approx(615_000, rel=0.01)]
    assert one.state()["problems"] == []


def test_a_state_that_was_asked_for_before_a_change_does_not_come_back_after_it(drawer):
    person = drawer()
    asked = []
    person.page.route("**/draw/state.json?*", lambda route: asked.append((route, route.fetch())))
    while not asked:                                              # the page's next question, its answer on the way
        person.page.wait_for_timeout(100)
    question, before = asked[0]
    draw_whole_ward(person)
    person.page.evaluate("DrawPage.page.seen = []; new MutationObserver(() => DrawPage.page.seen.push("
                         "document.documentElement.dataset.version)).observe(document.documentElement, "
                         "{attributeFilter: ['data-version']})")
    with person.page.expect_response("**/draw/state.json?*"):
        question.fulfill(response=before)
    person.page.locator("#dr-lock").uncheck()
    person.drag(where(1000, 1000), where(900, 900))               # it is still chosen, and its corner can be taken
    person.until_version(2)
    assert "0" not in person.page.evaluate("DrawPage.page.seen")


def test_the_double_click_that_ends_a_line_does_not_move_the_map(drawer):
    person = drawer()
    draw_whole_ward(person)
    zoom = person.page.evaluate("DrawPage.page.map.getZoom()")
    person.do("split")
    person.click(*where(500, -20))
    person.page.mouse.dblclick(*person.dot(*where(500, 1020)))
    person.until_version(2)
    assert person.page.evaluate("DrawPage.page.map.getZoom()") == zoom


def test_a_corner_of_the_locked_outline_does_not_move_and_the_page_says_why(drawer):
    person = drawer()
    draw_whole_ward(person)
    person.drag(where(1000, 1000), where(900, 900))
    person.says("đang khóa")
    assert person.version == 1
    person.page.locator("#dr-lock").uncheck()
    person.drag(where(1000, 1000), where(900, 900))
    person.until_version(2)
    assert person.units()["1"]["area_m2"] == pytest.approx(900_000, rel=0.01)
    assert person.state()["problems"] == []


def test_what_keeps_the_units_from_covering_is_listed_shown_mended_and_undone(drawer):
    person = drawer()
    person.do("add")
    person.trace([where(-60, -60), where(500, -60), where(500, 1060), where(-60, 1060)], close=True)
    person.until_version(1)
    person.page.locator("[data-problem=gap-1]", has_text="Khoảng trống").wait_for()
    assert person.page.locator("path.dr-problem").count() > 0
    person.do("zoom")
    person.do("fill")
    person.until_version(2)
    person.page.get_by_text("Các đơn vị phủ kín địa bàn").wait_for()
    assert set(person.units()) == {"1", "2"}
    person.do("undo")
    person.until_version(3)
    person.do("mend")
    person.until_version(4)
    assert set(person.units()) == {"1"}
    assert person.units()["1"]["area_m2"] == pytest.approx(1_000_000, abs=2)


def test_units_are_proposed_from_one_point_each_and_merged(drawer):
    person = drawer()
    person.do("points")
    for place in ((250, 250), (750, 250), (250, 750), (750, 750)):
        person.click(*where(*place))
    for index, code in enumerate(("1", "2", "13", "18")):
        person.page.locator(f"input[name=code-{index}]").fill(code)
    person.do("divide")
    person.until_version(1)
    assert set(person.units()) == {"1", "2", "13", "18"}
    assert all(unit["area_m2"] == pytest.approx(250_000, rel=0.03) for unit in person.units().values())
    person.click(*where(250, 250))
    person.click(*where(750, 250), modifiers="Shift")
    person.do("merge")
    person.until_version(2)
    assert set(person.units()) == {"1", "13", "18"}


def test_a_bow_tie_gives_a_sentence_and_changes_nothing(drawer):
    person = drawer()
    person.do("add")
    person.trace([where(200, 200), where(600, 600), where(600, 200), where(200, 600)], close=True)
    person.says("tự cắt chính nó")
    assert person.version == 0
    assert person.units() == {}


def test_a_change_made_without_network_is_kept_shown_and_sent_later(drawer):
    person = drawer()
    draw_whole_ward(person)
    person.context.set_offline(True)
    person.do("split")
    person.trace([where(500, -20), where(500, 1020)])
    person.page.locator(".dr-waiting", has_text="Chưa gửi 1 thay đổi").wait_for()
    assert person.page.locator("path.dr-unsent").count() > 0
    assert person.version == 1
    person.context.set_offline(False)
    person.until_version(2)
    person.until_sent()
    assert set(person.units()) == {"1", "2"}


def test_the_second_of_two_gets_a_sentence_and_the_fresh_draft_and_nothing_is_written_over(drawer):
    one = drawer().call_oneself("Lan")
    draw_whole_ward(one)
    other = drawer()
    other.until_version(1)
    other.page.evaluate("() => { DrawPage.page.outbox.poll = async () => {}; }")   # has not heard of it yet
    one.do("split")
    one.trace([where(500, -20), where(500, 1020)])
    one.until_version(2)
    other.do("add")
    other.trace([where(200, 200), where(400, 200), where(400, 400), where(200, 400)], close=True)
    other.says("Người khác vừa sửa")
    other.until_version(2)
    assert set(other.units()) == {"1", "2"}
    other.page.get_by_role("button", name="Bỏ thay đổi của tôi").click()
    other.until_sent()
    assert one.state()["draft"]["version"] == 2


def test_a_lockdown_is_drawn_and_stands_on_the_map(drawer, running_app, ward):
    person = drawer().call_oneself("Trực ban")
    person.page.locator("[data-tab=objects]").click()
    person.page.locator(".dr-kind-lockdowns:visible").click()
    person.trace([where(300, 300), where(500, 300), where(500, 450), where(300, 450)], close=True)
    person.until_sent()
    person.fill("name", "Ngõ 24 (số 2 đến 88)")
    person.fill("document", "QĐ 3736/QĐ-UBND ngày 07/9/2021")
    person.fill("valid_from", "07/09/2021 00:00")
    person.until_sent()
    person.page.reload()
    person.page.locator("html[data-ready]").wait_for()
    person.page.locator("[data-tab=objects]").click()
    person.page.locator("[data-item^='lockdowns/']").click()
    assert person.page.locator("[data-cell=name] input").input_value() == "Ngõ 24 (số 2 đến 88)"
    person.do("save_object")
    person.says("Đã ghi “Ngõ 24 (số 2 đến 88)”")
    found = stored(running_app, ward, "lockdowns")
    assert len(found) == 1
    assert f"{found['valid_from'].iloc[0]:%d/%m/%Y %H:%M}" == "07/09/2021 00:00"
    ground = CommandPost(Store(running_app.database)).situation(ward).lockdowns.to_crs(5897).area.iloc[0]
    assert ground == pytest.approx(200 * 150, rel=0.05)


def test_a_wrong_cell_is_marked_and_nothing_is_saved(drawer, running_app, ward):
    person = drawer().call_oneself("Trực ban")
    person.page.locator("[data-tab=objects]").click()
    person.page.locator(".dr-kind-checkpoints:visible").click()
    person.click(*where(500, 302))
    person.until_sent()
    person.fill("people_per_shift", "hai")
    person.until_sent()
    person.do("save_object")
    person.page.locator("[data-cell=name] .dr-error", has_text="Cần điền ô này").wait_for()
    assert person.page.locator("[data-cell=people_per_shift] .dr-error").inner_text() == "Không phải số."
    assert stored(running_app, ward, "checkpoints").empty


def test_a_post_is_put_on_the_lane_saved_and_ended(drawer, running_app, ward):
    person = drawer().call_oneself("Trực ban")
    person.page.locator("[data-tab=objects]").click()
    person.page.locator(".dr-kind-checkpoints:visible").click()
    person.click(*where(500, 304))
    person.until_sent()
    person.fill("name", "Đầu ngõ 9")
    person.fill("kind", "soft")
    person.fill("valid_from", "07/09/2021")
    person.until_sent()
    person.do("save_object")
    person.says("Đã ghi “Đầu ngõ 9”")
    post = stored(running_app, ward, "checkpoints")
    lane = shapely.LineString([where(100, 300), where(900, 300)])
    assert post.geometry.iloc[0].distance(lane) < 1e-6
    person.page.locator("[data-item^='checkpoints/']").click()
    person.do("end_object")
    person.answer(valid_to="21/09/2021 06:00")
    person.says("kết thúc từ 06:00 21/09/2021")
    assert f"{stored(running_app, ward, 'checkpoints')['valid_to'].iloc[0]:%d/%m/%Y %H:%M}" == "21/09/2021 06:00"


def test_a_site_is_a_stretch_of_lane_with_the_houses_along_it(drawer):
    person = drawer()
    person.page.locator("[data-tab=objects]").click()
    person.page.locator(".dr-kind-sites:visible").click()
    person.page.keyboard.press("Escape")
    person.do("shape_lane")
    person.click(*where(300, 302))
    person.click(*where(500, 299))
    person.answer(width="40")
    person.until_sent()
    shape = shapely.geometry.shape(person.state()["object_drafts"][0]["shape"])
    area = gpd.GeoSeries([shape], crs=4326).to_crs(5897).area.iloc[0]
    assert area == pytest.approx(200 * 40, rel=0.06)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
def test_nothing_of_the_page_is_cut_off_sideways(drawer, size):
    person = drawer(size)
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for tab in ("units", "objects"):
        person.page.locator(f"[data-tab={tab}]").click()
        assert person.page.locator(".dr-side").evaluate("node => node.scrollWidth <= node.clientWidth")


def test_the_page_speaks_english_when_it_is_asked_to(drawer):
    person = drawer(language="en")
    person.page.get_by_role("tab", name="Boundaries").wait_for()
    person.page.get_by_role("button", name="Divide by points").wait_for()


def test_the_corners_of_an_object_are_dragged_pulled_out_and_taken_away(drawer):
    person = drawer()
    person.page.locator("[data-tab=objects]").click()
    person.page.locator(".dr-kind-lockdowns:visible").click()
    person.trace([where(300, 300), where(500, 300), where(500, 500), where(300, 500)], close=True)
    person.until_sent()

    def corners():
        return person.state()["object_drafts"][0]["shape"]["coordinates"][0][:-1]

    person.drag(where(500, 500), where(600, 600))
    person.page.wait_for_function("lon => DrawPage.page.state.object_drafts[0].shape.coordinates[0]"
                                  ".some(place => Math.abs(place[0] - lon) < 1e-5)", arg=where(600, 600)[0])
    assert len(corners()) == 4
    person.until_sent()
    person.drag(where(400, 300), where(400, 200))
    person.page.wait_for_function("() => DrawPage.page.state.object_drafts[0].shape.coordinates[0].length === 6")
    person.until_sent()
    person.click(*where(400, 200))
    person.do("remove_node")
    person.page.wait_for_function("() => DrawPage.page.state.object_drafts[0].shape.coordinates[0].length === 5")


def test_units_are_merged_by_taps_without_a_keyboard(drawer):
    person = drawer((390, 844))
    person.do("points")
    for place in ((250, 500), (750, 500)):
        person.page.touchscreen.tap(*person.dot(*where(*place)))
    person.do("divide")
    person.until_version(1)
    person.page.touchscreen.tap(*person.dot(*where(250, 500)))
    person.do("merge")
    person.page.touchscreen.tap(*person.dot(*where(750, 500)))
    person.do("finish")
    person.until_version(2)
    assert set(person.units()) == {"1"}
