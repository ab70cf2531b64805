"""Sheets drawn by processes of their own: the same bytes, told as they grow, and a dead process harms nobody."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import model_factory as factory
import pytest

from geo.book import Book
from geo.mapmodel import IndexRow, IndexTable
from geo.sheet import ScaleTooLarge, SheetKind, SheetOptions, Stamp
from zones.export import Order, draw
from zones.sheets.troubles import DrawingFailed
from zones.studio import Studio, pool

PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    made = Studio(workers=2)
    yield made
    made.close()


def order(form: str = "svg", **options) -> Order:
    return Order(factory.ward(), form, SheetOptions(**options), Stamp())


def book() -> Order:
    ward = factory.ward()
    contents = IndexTable("Các trang", ("Đơn vị",), (IndexRow(2, "zone-green", ("Tổ 1",)),))
    return Order(Book("Tập", ward, (ward, ward), contents, ()), "pdf", SheetOptions(SheetKind.ATLAS), Stamp())


def test_a_sheet_drawn_apart_is_the_sheet_drawn_here(studio: Studio) -> None:
    assert studio.draw(order()) == draw(order())


def test_the_pages_of_an_atlas_are_told_while_it_is_drawn(studio: Studio) -> None:
    told: list[tuple[int, int]] = []
    assert studio.draw(book(), lambda done, total: told.append((done, total))).startswith(b"%PDF")
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_several_at_once_each_get_their_own(studio: Studio) -> None:
    orders = [order("svg"), order("svg", paper="A3"), order("pdf"), order("svg", portrait=True)]
    with ThreadPoolExecutor(4) as threads:
        apart = list(threads.map(studio.draw, orders))
    assert apart == [draw(one) for one in orders]
    assert len(studio._idle) == 2


def test_a_trouble_comes_over_as_itself_and_the_process_draws_the_next(studio: Studio) -> None:
    with pytest.raises(ScaleTooLarge) as refused:
        studio.draw(order(paper="A4", denominator=100))
    assert refused.value.fits > 100
    assert studio.draw(order()).startswith(b"<?xml")


def test_a_failure_inside_is_told_without_its_trace(studio: Studio) -> None:
    broken = Order(factory.ward(), "svg", SheetOptions(paper="A9"), Stamp())
    with pytest.raises(DrawingFailed) as failed:
        studio.draw(broken)
    assert "KeyError" not in str(failed.value)
    assert studio.draw(order()).startswith(b"<?xml")


def test_a_process_that_is_killed_while_it_draws_ends_in_a_sentence_and_a_new_one_takes_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Studio(workers=1)
    killed = threading.Event()

    def kill(_done: int, _total: int) -> None:
        if not killed.is_set():
            killed.set()
            running[0]._process.kill()

    running: list[pool._Worker] = []
    take = made._take
    monkeypatch.setattr(made, "_take", lambda: running.append(take()) or running[-1])
    with pytest.raises(DrawingFailed):
        made.draw(book(), kill)
    assert killed.is_set()
    assert made.draw(order()).startswith(b"<?xml")
    assert len({worker._process.pid for worker in running}) == 2
    made.close()
    assert all(not worker.is_alive for worker in running)


def test_who_breaks_off_leaves_no_half_drawn_sheet_for_the_next() -> None:
    class ClosedTab(Exception):
        """A browser's tab was closed: Streamlit stops the script inside the progress."""

    made = Studio(workers=1)

    def leave(_done: int, _total: int) -> None:
        raise ClosedTab

    with pytest.raises(ClosedTab):
        made.draw(book(), leave)
    assert made.draw(order()) == draw(order())
    made.close()


def test_a_process_that_nobody_needs_any_more_ends_by_itself() -> None:
    made = Studio(workers=1, idle_seconds=0.2)
    made.draw(order())
    [worker] = made._idle or [None]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while made._idle and time.monotonic() < deadline:
        time.sleep(0.05)
    assert made._idle == []
    assert worker is None or worker._process.wait(PATIENCE_SECONDS) is not None


def test_the_processes_end_with_the_program(studio: Studio) -> None:
    """A worker whose orders end (the program was killed) ends, too."""
    studio.draw(order())
    worker = studio._idle.pop()
    worker._process.stdin.close()
    assert worker._process.wait(PATIENCE_SECONDS) == 0
    worker.end()


def test_the_thread_that_asks_waits_and_does_not_work(studio: Studio) -> None:
    """Drawing apart takes next to nothing of this process's CPU time: that is what keeps its screens quick."""
    def own_seconds(work: Callable[[Order], bytes]) -> float:
        begun = time.thread_time()
        work(order("pdf", paper="A3"))
        return time.thread_time() - begun

    studio.draw(order())       # the process is there, and warm
    assert own_seconds(studio.draw) < 0.2 * own_seconds(draw)
    assert os.getpid() not in {worker._process.pid for worker in studio._idle}
