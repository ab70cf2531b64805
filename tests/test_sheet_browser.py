"""A person goes from the map to the screen "Bản in", draws a picture for a telephone there and takes it away."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from running_app import RunningApp

PATIENCE_MS = 60_000


@pytest.mark.browser
def test_from_the_maps_menu_to_a_picture_on_the_disk_without_a_request_to_another_host(
    running_app: RunningApp, browser: Any, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    hosts: set[str] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{running_app.url}/?place=dien_tap")
    shown = page.frame_locator("iframe")
    shown.locator(".pm-layer path").first.wait_for()
    shown.locator(".pm-export").click()
    with context.expect_page() as opened:
        shown.locator(".pm-menu").get_by_text("Bản in khác").click()
    sheets = opened.value
    sheets.set_default_timeout(PATIENCE_MS)
    sheets.get_by_role("button", name="Vẽ bản in").wait_for()
    assert "place=dien_tap" in sheets.url
    sheets.get_by_role("combobox", name="Loại bản in").click()
    sheets.get_by_role("option", name="Ảnh vuông gửi Zalo").click()
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
    context.close()
