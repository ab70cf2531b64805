"""A person goes from the map to the screen "Bản in", draws a picture for a telephone there and takes it away."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from running_app import RunningApp
from somebody import Person, choose

PATIENCE_MS = 60_000


@pytest.mark.browser
def test_from_the_maps_menu_to_a_picture_on_the_disk_without_a_request_to_another_host(
    running_app: RunningApp, person: Callable[..., Person], tmp_path: Path
) -> None:
    hosts: set[str] = set()
    page = person().page
    page.context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{running_app.url}/map?place=dien_tap")
    page.locator(".pm-layer path").first.wait_for()
    page.locator(".pm-export").click()
    with page.context.expect_page() as opened:
        page.locator(".pm-menu").get_by_text("Bản in khác").click()
    sheets = opened.value
    sheets.set_default_timeout(PATIENCE_MS)
    sheets.get_by_role("button", name="Vẽ bản in").wait_for()
    assert "place=dien_tap" in sheets.url
    choose(sheets.get_by_role("combobox", name="Loại bản in"), "Ảnh vuông gửi Zalo")
    sheets.get_by_text("Khổ giấy", exact=True).wait_for(state="detached")
    sheets.get_by_role("button", name="Vẽ bản in").click()
    keep = sheets.get_by_role("button", name="Tải về anh-vuong_dien_tap_20211213-1800.png")
    keep.wait_for()
    sheets.locator("[data-testid='stImage'] img").wait_for()
    with sheets.expect_download() as download:
        keep.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with Image.open(io.BytesIO(file.read_bytes())) as picture:
        assert picture.size == (1080, 1080)
    assert file.name == "anh-vuong_dien_tap_20211213-1800.png"
    assert {host for host in hosts if host} == {urlsplit(running_app.url).netloc}
    sheets.close()
