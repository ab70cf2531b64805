"""Hà Nội's 579 wards over 78 days: the course is the situations', the film one small answer, the briefing is made."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from geo.page_state import compact_json
from zones.places import Place
from zones.store import Store
from zones.times import end_of_day, parse_moment
from zones.usecases import CommandPost

REAL = Path(__file__).parent.parent.parent / "shared" / "data"
pytestmark = [pytest.mark.real_data, pytest.mark.skipif(not REAL.is_dir(), reason="no ../shared/data")]


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    file = tmp_path_factory.mktemp("city") / "zones.sqlite"
    store = Store(f"sqlite:///{file.as_posix()}")
    post = CommandPost(store)
    post.create_place(Place("ha-noi", "Thành phố Hà Nội", "vn-qd4800", paper="A3",
                            pinned_as_of=parse_moment("2021-07-13T18:00")), "t")
    complete = (parse_moment("2021-04-27"), parse_moment("2021-07-14"))
    for kind, name, period in (("areas", "hanoi_wards_2021.geojson", None),
                               ("cases", "hanoi_cases_by_ward_day_2021.csv", complete)):
        post.take_in("ha-noi", post.examine_file("ha-noi", kind, (REAL / name).read_bytes(), name), "t",
                     complete=period)
    yield post
    store.close()


def test_the_days_of_the_city_are_its_situations(post):
    course = post.course("ha-noi")
    assert len(course.days) == 78
    assert len(course.scenes) == 1            # no record begins or ends: one look at the ground serves all days
    for state in course.days[::25]:
        now = post.situation("ha-noi", end_of_day(state.day))
        assert dict(state.levels) == dict(now.area_levels)
        assert state.counts == now.level_counts
    assert sum(day.total for day in course.curve) == 471


def test_the_film_of_the_city_is_sent_at_once(post):
    film = post.film("ha-noi", "vi")
    assert {len(letters) for letters in film["levels"]} == {579}
    assert len(gzip.compress(compact_json(film), 9)) < 120_000


def test_the_briefing_of_the_city_names_changes_and_what_has_no_place(post):
    moment = parse_moment("2021-07-09T18:00")
    begun = post.begin_briefing("ha-noi", moment)
    made = post.briefing("ha-noi", begun.as_of, begun.revision, "vi")
    overview = made.page("overview")
    assert overview.subtitle == "579 xã, phường"
    assert sum(int(figure.value.replace(".", "")) for figure in overview.figures[:4]) == 579
    assert any("chưa xác định được vị trí" in line.text for group in overview.groups for line in group.lines)
    assert made.page("changes").groups or made.page("changes").good
