"""From an empty place and the ward's outline alone to the sheet: 13 tổ, the sites of NQ54, belts, posts, by mouse."""

from __future__ import annotations

import io
import json
import unicodedata
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import geopandas as gpd
import pypdf
import pytest
import shapely
from drawing_page import Drawer
from intake_screen import bring, sign, write

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parent.parent / "sample_data"
AREAS = gpd.read_file(SAMPLES / "gia_thuy" / "areas.geojson")
SITES = gpd.read_file(SAMPLES / "nq54" / "sites.geojson")
BELTS = gpd.read_file(SAMPLES / "nq54" / "belts.geojson")
DOCUMENT = "Nghị quyết số 54-NQ/ĐU ngày 07/9/2021"
PLACE_ID = "phuong-gia-thuy-tu-ve"


def make_place_and_load(app, page, outline, underlay):
    """On the screen "Dữ liệu": make the place, load the ward's outline and its streets as files."""
    page.goto(f"{app.url}/du-lieu?lang=vi")
    sign(page, "Nguyễn Thị Lan")
    page.get_by_role("tab", name="Địa bàn mới").click()
    form = page.get_by_test_id("stForm").filter(visible=True)
    form.get_by_role("textbox", name="Tên địa bàn").fill("Phường Gia Thụy tự vẽ")
    form.get_by_role("textbox", name="Thuộc").fill("quận Long Biên, thành phố Hà Nội")
    form.get_by_role("button", name="Tạo địa bàn").click()
    page.get_by_text("Đã tạo địa bàn").wait_for()
    page.goto(f"{app.url}/du-lieu?lang=vi&place={PLACE_ID}")
    sign(page, "Nguyễn Thị Lan")
    bring(page, outline, "Ranh giới")
    write(page)
    page.get_by_role("button", name="Nạp tệp khác").click()
    bring(page, underlay, "Nền (đường, mặt nước)")
    write(page)
    page.get_by_text("Đã ghi").first.wait_for()


def divide_into_groups(person):
    """One point per tổ where its middle is, with the ward's own numbers; then the proposal."""
    person.do("points")
    inside = AREAS.geometry.representative_point()
    for index, (code, point) in enumerate(zip(AREAS["code"], inside, strict=True)):
        person.click(point.x, point.y)
        person.page.locator(f"input[name=code-{index}]").fill(code)
    person.do("divide")
    person.until_version(1)


def correct_a_border(person):
    """Drag a node where three tổ meet: all three follow, nothing opens."""
    state = person.state()
    counts: dict[str, int] = {}
    for border in state["borders"]:
        if len(border["units"]) == 2:
            for end in (border["line"][0], border["line"][-1]):
                counts[json.dumps(end)] = counts.get(json.dumps(end), 0) + 1
    lon, lat = json.loads(max(counts, key=lambda end: (counts[end], end)))
    chosen = next(border["units"][0] for border in state["borders"] if [lon, lat] in border["line"])
    person.page.locator(f"[data-item='{chosen}']").click()
    person.drag((lon, lat), (lon + 0.0002, lat + 0.0001))
    person.until_version(2)
    person.page.get_by_text("Các đơn vị phủ kín địa bàn").wait_for()


def begin(person, kind):
    if person.page.locator("[data-do=back]").count():
        person.do("back")
    person.page.locator(f".dr-kind-{kind}.dr-button:visible").click()


def save_object(person, name):
    person.until_sent()
    person.do("save_object")
    person.says(f"Đã ghi “{name}”")


def draw_sites(person):
    """The resolution's six sites: five footprints, and a class of places that has no address."""
    for row in SITES.itertuples():
        begin(person, "sites")
        if row.geometry is None:
            person.do("cancel")
            person.fill("is_class", "true")
        else:
            corners = list(shapely.oriented_envelope(row.geometry).exterior.coords)[:-1]
            lon, lat = row.geometry.centroid.x, row.geometry.centroid.y
            person.look_at(lon, lat, 18)
            person.trace(corners, close=True)
        cells = {name: getattr(row, name) for name in ("name", "kind", "level", "zone_label", "directive")}
        for cell, value in {**cells, "document": DOCUMENT, "valid_from": "07/09/2021 00:00"}.items():
            person.fill(cell, value)
        save_object(person, row.name)


def draw_belts_and_posts(person, whole):
    """Belt 3 as the program proposes it, one drawn by hand; posts where roads cross and one set by hand."""
    person.look_at(*whole, 15)
    person.do("back") if person.page.locator("[data-do=back]").count() else None
    person.do("propose_belt3")
    person.says("Đã đưa 1 phương án lên bản vẽ")
    person.fill("valid_from", "07/09/2021 00:00")
    person.fill("document", DOCUMENT)
    name = person.page.locator("[data-cell=name] input").input_value()
    save_object(person, name)
    line = BELTS.loc[BELTS["belt_id"] == "nq54/vd1-market"].geometry.iloc[0]
    person.look_at(line.centroid.x, line.centroid.y, 18)
    begin(person, "belts")
    person.trace(list(line.coords)[:5])
    for cell, value in (("name", "Vành đai 1 – chợ tạm"), ("number", "1"), ("active", "false"),
                        ("valid_from", "07/09/2021 00:00"), ("document", DOCUMENT)):
        person.fill(cell, value)
    save_object(person, "Vành đai 1 – chợ tạm")
    person.look_at(*whole, 15)
    before = len(person.state()["open"])
    assert before > 0
    for number in (1, 2):
        person.do("open_post")
        person.until_sent()
        for cell, value in (("name", f"Chốt số {number}"), ("kind", "hard"), ("valid_from", "07/09/2021 00:00")):
            person.fill(cell, value)
        save_object(person, f"Chốt số {number}")
    assert len(person.state()["open"]) <= before - 2


def test_a_ward_makes_its_own_map_from_its_outline_and_gets_the_sheet(running_app, browser, person, tmp_path):
    outline = tmp_path / "duong-bao.geojson"
    union = shapely.union_all(AREAS.geometry.to_numpy())
    gpd.GeoDataFrame({"name": ["Phường Gia Thụy"], "area_level": ["ward"]}, geometry=[union], crs=4326).to_file(outline)
    clerk = person()
    make_place_and_load(running_app, clerk.page, outline, SAMPLES / "gia_thuy" / "underlay.geojson")
    assert clerk.strayed == []
    person = Drawer(browser)
    person.page.set_default_timeout(40_000)
    try:
        person.open(running_app.url, PLACE_ID).call_oneself("Nguyễn Thị Lan")
        assert person.state()["units"] == []
        divide_into_groups(person)
        correct_a_border(person)
        person.do("save")
        person.answer(document=DOCUMENT)
        person.says("Đã ghi ranh giới 13 đơn vị")
        person.page.locator("[data-tab=objects]").click()
        draw_sites(person)
        draw_belts_and_posts(person, (union.centroid.x, union.centroid.y))
        assert person.errors == []
        assert person.strayed == []
    finally:
        person.close()
    query = urlencode({"place": PLACE_ID, "as_of": "2021-09-08T15:41", "form": "pdf"})
    with urllib.request.urlopen(f"{running_app.url}/sheet?{query}", timeout=120) as answer:
        page = pypdf.PdfReader(io.BytesIO(answer.read())).pages[0]
    words = "".join(unicodedata.normalize("NFC", page.extract_text()).split())
    for needed in ("TTTM Savico", "Chợ tạm Gia Thụy", "Chung cư Đoàn 871", "Chốt số 1", "Chốt số 2", "KV1",
                   "PHƯỜNG GIA THỤY TỰ VẼ"):
        assert "".join(needed.split()).lower() in words.lower(), needed
