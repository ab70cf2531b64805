"""The sheets look as they looked when somebody last looked at them; `python tests/golden_sheets.py` makes them anew."""

from __future__ import annotations

from collections.abc import Iterator

import golden_sheets
import numpy as np
import pytest
from PIL import Image

from zones.settings import SAMPLES
from zones.store import Store
from zones.usecases import CommandPost

SEEN = 48              # of 255: a difference that an eye sees
MOST_SEEN = 0.012      # of the pixels: letters' edges differ a little from one machine's libraries to another's


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandPost]:
    store = Store(f"sqlite:///{(tmp_path_factory.mktemp('golden') / 'z.sqlite').as_posix()}")
    command_post = CommandPost(store)
    for place in ("nq54", "dien_tap"):
        command_post.load_sample(SAMPLES / place)
    yield command_post
    store.close()


def difference(one: Image.Image, two: Image.Image) -> float:
    """The share of pixels in which an eye sees a difference; all where the sizes differ."""
    if one.size != two.size:
        return 1.0
    apart = np.abs(np.asarray(one.convert("RGB")).astype(int) - np.asarray(two.convert("RGB")).astype(int))
    return float((apart.max(axis=2) > SEEN).mean())


@pytest.mark.parametrize("name", list(golden_sheets.SHEETS))
def test_a_sheet_looks_like_its_golden_picture(post: CommandPost, name: str) -> None:
    with Image.open(golden_sheets.FOLDER / f"{name}.png") as golden:
        share = difference(golden_sheets.draw(post, name), golden)
    assert share < MOST_SEEN, f"{name}: {share:.1%} differ; if that was meant: python tests/golden_sheets.py"


def test_a_map_of_another_day_would_be_seen() -> None:
    names = ("nq54-a4", "dien-tap-a4")
    pictures = [Image.open(golden_sheets.FOLDER / f"{name}.png") for name in names]
    assert difference(*pictures) > 4 * MOST_SEEN
    for picture in pictures:
        picture.close()


def test_no_golden_picture_is_left_over() -> None:
    assert {file.stem for file in golden_sheets.FOLDER.glob("*.png")} == set(golden_sheets.SHEETS)
    assert all(file.stat().st_size < 150_000 for file in golden_sheets.FOLDER.glob("*.png"))
