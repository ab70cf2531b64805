"""What many ask for at once is made once, and nobody waits for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from zones.made_once import MadeOnce
from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost


def test_a_thing_may_ask_for_its_parts_while_others_ask_for_them_too():
    kept: MadeOnce[int] = MadeOnce(8)
    made: list[str] = []
    both = threading.Barrier(2)

    def part() -> int:
        made.append("part")
        return 1

    def whole(name: str) -> int:
        both.wait(5)                       # both wholes are being made when the part is asked for
        return kept.get("part", part) + len(name)

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(kept.get, name, lambda name=name: whole(name)) for name in ("a", "bb")]
        assert [answer.result(10) for answer in answers] == [2, 3]
    assert made == ["part"]


def test_maps_and_cards_of_many_days_asked_for_at_once_all_come(sample_url):
    """A card looks for the ways out by itself, a map while it is composed: neither may wait for the other for ever."""
    store = Store(sample_url)
    post = CommandPost(store)
    days = [parse_moment("2021-11-01T18:00") + timedelta(days=day) for day in range(4)]
    area = str(post.situation("dien_tap", days[0]).areas["area_id"].iloc[0])
    start = threading.Barrier(8)

    def ask(number: int) -> bool:
        start.wait(30)
        for day in days[number % 4:] + days[:number % 4]:
            if number % 2:
                post.model("dien_tap", day, "vi")
            else:
                post.card("dien_tap", day, "vi", f"area/{area}")
        return True

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    store.close()
