"""The sheets of the program's own samples on A4: the map takes half of the paper, and every name is at its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import shapely
from matplotlib.figure import Figure
from matplotlib.text import Text

from geo.mapmodel import MapModel
from geo.render_static import draw_figure
from geo.sheet import SheetOptions
from zones.settings import SAMPLES
from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost

MM = 25.4 / 72
SHEETS = [
    ("nq54", None),
    ("dien_tap", "2021-10-29T18:00"),
    ("dien_tap", "2021-11-08T18:00"),
    ("dien_tap", "2021-11-15T18:00"),
]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandPost]:
    store = Store(f"sqlite:///{(tmp_path_factory.mktemp('sheets') / 'z.sqlite').as_posix()}")
    command_post = CommandPost(store)
    for place in ("nq54", "dien_tap"):
        command_post.load_sample(SAMPLES / place)
    yield command_post
    store.close()


@pytest.fixture(scope="module", params=SHEETS, ids=[f"{place}-{at or 'newest'}" for place, at in SHEETS])
def sheet(post: CommandPost, request: pytest.FixtureRequest) -> tuple[MapModel, Figure]:
    place, at = request.param
    moment: datetime | None = parse_moment(at) if at else None
    model = post.model(place, moment, "vi")
    return model, draw_figure(model, SheetOptions(paper="A4"))


def gids(figure: Figure) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for artist in figure.findobj():
        if artist.get_gid():
            found.setdefault(artist.get_gid(), []).append(artist)
    return found


def test_the_map_takes_half_of_the_paper_at_a_large_scale(sheet: tuple[MapModel, Figure]) -> None:
    model, figure = sheet
    artists = gids(figure)
    zone = artists[f"zones/{model.layer('zones').features[0].id}"][0]
    window = zone.get_clip_box()  # type: ignore[attr-defined]
    in_mm, letters = 25.4 / figure.dpi, 2 * 7.5 * figure.dpi / 72  # the strip with the squares' letters is the map's
    assert (window.width + letters) * (window.height + letters) * in_mm**2 >= 0.48 * 297 * 210
    [scale] = [text.get_text() for text in figure.findobj(Text) if text.get_gid() == "scale"]
    assert int(scale.split("1:")[1].replace(".", "")) <= 10_000


def test_each_of_the_thirteen_names_stands_in_its_own_group(sheet: tuple[MapModel, Figure]) -> None:
    model, figure = sheet
    artists = gids(figure)
    named = [feature for feature in model.layer("zones").features if feature.label]
    assert len(named) == 13
    for feature in named:
        gid = f"zones/{feature.id}"
        rings = artists[gid][0].get_path().to_polygons()  # type: ignore[attr-defined]
        area = shapely.union_all([shapely.Polygon(ring).buffer(0) for ring in rings]).convex_hull
        [name] = artists[f"{gid}#label"]
        assert isinstance(name, Text)
        assert area.contains(shapely.Point(name.get_position())), feature.label
        assert name.get_text() == feature.label.split("\n")[0]
        assert name.get_fontsize() >= 6
        assert f"{gid}#label-leader" not in artists
        if "\n" in feature.label:  # the case line right under the name
            [cases] = artists[f"{gid}#label-2"]
            assert isinstance(cases, Text)
            assert cases.get_text() == feature.label.split("\n")[1]
            assert cases.get_position()[0] == name.get_position()[0]
            assert 0 < cases.get_position()[1] - name.get_position()[1] < 1.3 * name.get_fontsize()


def test_every_lockdown_says_until_when_next_to_it(sheet: tuple[MapModel, Figure]) -> None:
    model, figure = sheet
    artists = gids(figure)
    for feature in model.layer("lockdowns").features:
        gid = f"lockdowns/{feature.id}"
        lines = [text for name, texts in artists.items() if name.startswith(f"{gid}#label") for text in texts]
        words = [line for line in lines if isinstance(line, Text)]
        assert " ".join(line.get_text() for line in words) == feature.label.replace("\n", " ")
        block = shapely.Polygon(artists[gid][0].get_path().vertices).convex_hull  # type: ignore[attr-defined]
        nearest = min(block.distance(shapely.Point(line.get_position())) for line in words)
        assert nearest * MM <= 16
