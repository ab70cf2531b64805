"""Draw the golden pictures of the sheets anew: `python tests/golden_sheets.py`, after a look was changed on purpose.

Small PNGs of the samples in tests/golden/: a review sees by them what a change does to the look.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from PIL import Image  # noqa: E402 - the path is set above

from geo.sheet import SheetKind, SheetOptions  # noqa: E402
from zones.settings import SAMPLES  # noqa: E402
from zones.store import Store  # noqa: E402
from zones.times import parse_moment  # noqa: E402
from zones.usecases import CommandPost  # noqa: E402

FOLDER: Final = ROOT / "tests" / "golden"
WIDTH: Final = 640             # pixels: small enough to be kept, large enough to see a shifted legend
COLOURS: Final = 64
SHEETS: Final = {
    "nq54-a4": ("nq54", None, SheetOptions(paper="A4", dpi=72)),
    "dien-tap-a4": ("dien_tap", "2021-11-08T18:00", SheetOptions(paper="A4", dpi=72)),
    "dien-tap-a3-portrait-grey": (
        "dien_tap", "2021-11-08T18:00", SheetOptions(paper="A3", portrait=True, dpi=72, black_and_white=True)),
    "dien-tap-square": ("dien_tap", "2021-11-08T18:00", SheetOptions(SheetKind.SQUARE)),
    "dien-tap-poster": (
        "dien_tap", "2021-11-08T18:00", SheetOptions(SheetKind.POSTER, "A4", dpi=72, unit="area/gia-thuy/to-15")),
}


def draw(post: CommandPost, name: str) -> Image.Image:
    """Return one sheet, reduced and with few colours, as the golden picture holds it."""
    place, moment, options = SHEETS[name]
    data = post.sheet(place, parse_moment(moment) if moment else None, "vi", "png", options)
    with Image.open(io.BytesIO(data)) as picture:
        plain = picture.convert("RGB")
    small = plain.resize((WIDTH, round(plain.height * WIDTH / plain.width)), Image.Resampling.LANCZOS)
    # MAXCOVERAGE keeps rare colours: an orange warehouse in a green ward is what the map is about
    return small.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def main() -> None:
    """Draw all of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Store(f"sqlite:///{(Path(folder) / 'z.sqlite').as_posix()}")
        post = CommandPost(store)
        for place in ("nq54", "dien_tap"):
            post.load_sample(SAMPLES / place)
        for name in SHEETS:
            draw(post, name).save(FOLDER / f"{name}.png", optimize=True)
        store.close()


if __name__ == "__main__":
    main()
