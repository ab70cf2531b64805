"""What browser tests do on the screen "Dữ liệu": sign in as somebody, bring a file, answer, write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from somebody import choose

SUMMARY = "nhận {taken}, cần hỏi {asked}, từ chối {refused}"


def sign(page: Any, name: str = "Trực ban") -> None:
    """Say who writes."""
    who = page.get_by_role("textbox", name="Người ghi")
    who.fill(name)
    who.press("Enter")


def bring(page: Any, file: Path, kind: str = "") -> None:
    """Drop a file; where the program cannot tell what it is (or tells otherwise), say its kind."""
    with page.expect_response(lambda answer: "/upload_file/" in answer.url):
        page.locator("input[type=file]").set_input_files(str(file))
    if kind:
        page.get_by_role("button", name="Bỏ tệp này").wait_for()
        choose(page.get_by_role("combobox", name=re.compile("Loại dữ liệu")), kind, exact=True)


def wait_for_piles(page: Any, taken: int, asked: int, refused: int) -> None:
    """Wait until the file is sorted like this."""
    words = SUMMARY.format(taken=taken, asked=asked, refused=refused)
    page.locator("p", has_text=words).filter(visible=True).first.wait_for()


def answer(page: Any, question: str, choice: str) -> None:
    """Answer a question of the file."""
    choose(page.get_by_role("combobox", name=re.compile(re.escape(question))), choice)


def write(page: Any) -> None:
    """Press "Ghi", once a run of the screen has taken away the button that stood there before the last answer."""
    button = page.get_by_role("button", name=re.compile(r"^Ghi \S+ dòng vào bản đồ"))
    expect(button).to_have_count(1, timeout=60_000)
    button.click()
