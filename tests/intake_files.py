"""Files of cases for the intake's tests: invented people with names that are looked for afterwards."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from cryptography.fernet import Fernet
from new_store import open_new_store
from small_ward import areas

from geo.frames import VIETNAM_TIME
from zones.cases import CASES
from zones.intake import Examination, examine_source
from zones.intake.register import Register, no_people
from zones.intake.sealing import Seal
from zones.intake.source import open_source
from zones.places import Place
from zones.usecases import CommandPost

NOW = datetime(2021, 12, 31, 12, tzinfo=VIETNAM_TIME)
# nobody's: invented, and rare enough that a test may look for them in every byte
NAMES = ("Nguyễn Thị Quỳnhxoan", "Trần Văn Khiêmthạo", "Lê Hữu Bằngliệt")
PHONES = ("0912345671", "0987123452", "0345678913")
DAY_FILE = "25/10/2021"
ADDRESS = "số 12 ngõ 53 Ngọcthủykhê"
NUMBERED = ("Mã BN", "Họ và tên", "Năm sinh", "SĐT", "Địa chỉ", "Tổ", "Ngày có KQ", "Tình trạng")
HEAD = ("Họ và tên", "Năm sinh", "SĐT", "Địa chỉ", "Tổ", "Ngày có KQ", "Tình trạng")


def person(number: int = 0, *, group: str = "Tổ 13", day: str = "25/10/2021", status: str = "", born: str = "1976",
           phone: str | None = None, name: str | None = None) -> list[str]:
    """One row under HEAD."""
    called = NAMES[number] if name is None else name
    return [called, born, PHONES[number] if phone is None else phone, ADDRESS, group, day, status]


def table(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD) -> bytes:
    """Rows as a .csv with semicolons."""
    return "\n".join(";".join(str(cell) for cell in row) for row in [head, *rows]).encode()


def workbook(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD) -> bytes:
    """Rows as an .xlsx."""
    book = openpyxl.Workbook()
    for row in [head, *rows]:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def look(data: bytes, *, answers: dict[str, str] | None = None, name: str = "f0.csv", kind: str = "cases",
         **options: Any) -> Examination:
    """Examine a file of the small ward (tổ 1, 2, 13, 18), with an empty register unless one is given."""
    options.setdefault("register", Register(CASES.empty(), no_people(), Seal(Fernet.generate_key())))
    options.setdefault("areas", areas())
    options.setdefault("now", NOW)
    return examine_source(kind, open_source(kind, data, name), name, answers=answers, **options)


def question(found: Examination, topic: str):
    """The one question of a topic."""
    fits = [one for one in found.questions if one.topic == topic]
    assert len(fits) == 1, [one.id for one in found.questions]
    return fits[0]


def desk(folder: Path, clock: datetime = NOW) -> CommandPost:
    """A command post over a store of its own with the small ward in it."""
    post = CommandPost(open_new_store(folder), clock=lambda: clock)
    post.create_place(Place("p", "Phường Thử", "vn-qd4800", within="quận Mẫu"), "t")
    with post.store.write("p", author="t", action="sample", recorded_at=clock) as writer:
        writer.put("areas", areas())
    return post


def bring(post: CommandPost, data: bytes, name: str = "f0.csv", kind: str = "cases"):
    """Bring a file and wait until it is looked at."""
    tray = post.receive("p", data, name, kind)
    assert tray.wait(60)
    return tray


def settle(post: CommandPost, tray, answers: dict[str, str | None]):
    """Answer and wait."""
    post.answer(tray, answers)
    assert tray.wait(60)
    return tray


def write(post: CommandPost, tray, **options: Any):
    """Write and wait."""
    post.write(tray, "lan", **options)
    assert tray.wait(60)
    return tray
