"""Write figures as PNG, JPEG, PDF or SVG: the same bytes for the same figure, with text as text."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from math import ceil
from typing import Any, Final, cast

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.render_static.lettering import BOLD, BOLD_ITALIC, FAMILIES, ITALIC, REGULAR, Face, clean, properties
from geo.render_static.page import WHITE
from geo.render_static.strips import MOST_AT_ONCE, streamed_png
from geo.sheet import PictureTooHeavy

# These can only be given through matplotlib's global settings, which all threads share: whoever needs them
# sets them, writes, and puts them back, one at a time. PNG needs none of them and does not wait.
_SETTINGS: Final[dict[str, Any]] = {
    "pdf.fonttype": 42,  # TrueType: the text can be searched and copied
    # matplotlib 3.11 reads this one, too, while it writes PDF, and cuts each face into parts of 256 letters:
    # a text that needs two parts is written in pieces, and no search finds it when it is turned
    "ps.fonttype": 42,
    "svg.fonttype": "none",  # text as text: found by a search, and may be corrected in Inkscape
    "svg.hashsalt": "sheet",  # ids by content, not by chance
}
_FINE_DPI: Final = 250
PICTURE_DPI: Final = 360           # a picture is drawn as a paper of a telephone's size: 76.2 mm are 1080 pixels
HEAVIEST_PICTURE: Final = 1_000_000  # bytes: above it, messengers pack a picture anew and blur its letters
_settings_lock = threading.Lock()


@contextmanager
def _vector_settings() -> Iterator[None]:
    # not rc_context: that puts back every setting, and so undoes what another thread changed meanwhile
    with _settings_lock:
        settings = cast("dict[str, Any]", mpl.rcParams)
        before = {key: settings[key] for key in _SETTINGS}
        settings.update(_SETTINGS)
        try:
            yield
        finally:
            settings.update(before)


def save(figure: Figure, form: str, title: str, dpi: int) -> bytes:
    """Return the figure as a "png", "pdf" or "svg"; `dpi` is for PNG. The clock does not enter the file."""
    if form == "png":
        return _png(figure, title, dpi)
    buffer = BytesIO()
    with _vector_settings():
        if form == "pdf":
            figure.savefig(
                buffer, format="pdf", facecolor=WHITE, metadata={"Title": title, "CreationDate": None}
            )
            return buffer.getvalue()
        figure.savefig(buffer, format="svg", facecolor=WHITE, metadata={"Title": title, "Date": None})
    return _with_letters(buffer.getvalue(), figure)


def save_pages(figures: Iterable[Figure], title: str) -> bytes:
    """Return the figures, drawn one after the other, as the pages of one PDF with each typeface in it once."""
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = BytesIO()
    with _vector_settings():
        pdf: Any = PdfPages(buffer, metadata={"Title": title, "CreationDate": None})
    for figure in figures:
        with _vector_settings():
            pdf.savefig(figure, facecolor=WHITE)
    with _vector_settings():
        pdf.close()
    return buffer.getvalue()


def save_picture(figure: Figure, form: str, title: str) -> bytes:
    """Return a picture for telephones as "png" or "jpg", below HEAVIEST_PICTURE bytes. PictureTooHeavy when none is."""
    picture = _pixels(figure, PICTURE_DPI)
    for data in _lighter_and_lighter(picture, form, title):
        if len(data) < HEAVIEST_PICTURE:
            return data
    raise PictureTooHeavy


def _lighter_and_lighter(picture: Image.Image, form: str, title: str) -> Iterator[bytes]:
    if form == "jpg":
        for quality in (92, 85, 75, 60):
            buffer = BytesIO()
            # letters keep clean edges only where colour is stored as finely as brightness
            picture.save(buffer, "JPEG", quality=quality, subsampling=0, optimize=True, comment=title.encode("utf-8"))
            yield buffer.getvalue()
        return
    for colours in (None, 256, 64):
        fewer = picture if colours is None else picture.quantize(colours, dither=Image.Dither.NONE)
        yield _packed_png(fewer, title, PICTURE_DPI, 9)


def _png(figure: Figure, title: str, dpi: int) -> bytes:
    wide, high = (float(inches) * dpi for inches in figure.get_size_inches())
    if wide * high > MOST_AT_ONCE:
        return streamed_png(figure, title, dpi)
    # level 1 packs a map's flat colours nearly as small as 6 does, in half the time
    return _packed_png(_pixels(figure, dpi), title, dpi, 1)


def _packed_png(picture: Image.Image, title: str, dpi: int, level: int) -> bytes:
    about = PngInfo()
    about.add_text("Title", title)
    buffer = BytesIO()
    picture.save(buffer, "PNG", dpi=(dpi, dpi), pnginfo=about, compress_level=level)
    return buffer.getvalue()


def _pixels(figure: Figure, dpi: int) -> Image.Image:
    # Agg sets letters on whole pixels, and coarse ones push a line's end out of its column: a picture of few
    # dots is drawn finer and reduced
    finer = max(1, ceil(_FINE_DPI / dpi))
    pixels = [round(float(inches) * dpi) * finer for inches in figure.get_size_inches()]
    figure.set_dpi(dpi * finer)
    # whole pixels: Agg cuts off what is left over, and 297 mm are 3507.9 of them
    wide, high = ((count + 0.01) / (dpi * finer) for count in pixels)
    figure.set_size_inches(wide, high)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    return picture.reduce(finer) if finer > 1 else picture


def _with_letters(svg: bytes, figure: Figure) -> bytes:
    """Put the letters that the sheet uses into the SVG: where the typeface is missing, nothing shifts."""
    used: dict[Face, set[str]] = {REGULAR: set(), BOLD: set(), ITALIC: set(), BOLD_ITALIC: set()}
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        cut = text.get_fontproperties()
        used[Face(cut.get_weight() == "bold", cut.get_style() == "italic")].update(clean(text.get_text()))
    faces = "".join(_font_face(face, "".join(sorted(letters))) for face, letters in used.items() if letters)
    style = b'<style type="text/css">'
    return svg.replace(style, style + faces.encode("ascii"), 1)


def _font_face(face: Face, letters: str) -> str:
    # these and PdfPages take a sixth of a second to load, and no picture needs them
    from fontTools import subset, ttLib

    buffer = BytesIO()
    with ttLib.TTFont(findfont(properties(face, 10.0)), recalcTimestamp=False, lazy=True) as font:
        subsetter = subset.Subsetter(subset.Options(hinting=False, notdef_outline=True))
        subsetter.populate(text=letters)
        subsetter.subset(font)
        font.save(buffer)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    weight, slant = "bold" if face.bold else "normal", "italic" if face.italic else "normal"
    return (
        f"@font-face{{font-family:'{FAMILIES[0]}';font-weight:{weight};font-style:{slant};"
        f"src:url(data:font/ttf;base64,{data})}}"
    )
