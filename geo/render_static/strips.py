"""Write a large PNG strip by strip: an A0 at 600 dpi has 560 million pixels, and no machine need hold them at once."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

MOST_AT_ONCE: Final = 40_000_000   # pixels: A3 at 300 dpi is drawn whole, A1 is not
_STRIP_INCHES: Final = 1           # whole inches from the top: hatches repeat every inch, and go on over the seam
_INCH_M: Final = 0.0254
_RGB: Final = 2                    # PNG's colour type
_UNIT_METRE: Final = 1


def streamed_png(figure: Figure, title: str, dpi: int, strip_inches: int = _STRIP_INCHES) -> bytes:
    """Return the figure as a PNG with its title and dpi, as `save` does, with one strip in memory at a time."""
    wide, high = (round(float(inches) * dpi) for inches in figure.get_size_inches())
    buffer = BytesIO()
    buffer.write(b"\x89PNG\r\n\x1a\n")
    _chunk(buffer, b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, _RGB, 0, 0, 0))
    _chunk(buffer, b"pHYs", struct.pack(">IIB", round(dpi / _INCH_M), round(dpi / _INCH_M), _UNIT_METRE))
    _chunk(buffer, b"iTXt", b"Title\0\0\0\0\0" + title.encode("utf-8"))
    packer = zlib.compressobj(1)
    for rows in _strips(figure, dpi, (wide, high), strip_inches):
        # each row begins with its filter; "none" is quick, and flat colours pack well all the same
        lines = np.zeros((len(rows), 1 + 3 * wide), dtype=np.uint8)
        lines[:, 1:] = rows.reshape(len(rows), 3 * wide)
        if packed := packer.compress(lines.data):
            _chunk(buffer, b"IDAT", packed)
    _chunk(buffer, b"IDAT", packer.flush())
    _chunk(buffer, b"IEND", b"")
    return buffer.getvalue()


def _chunk(buffer: BytesIO, kind: bytes, body: bytes) -> None:
    buffer.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))


def _strips(figure: Figure, dpi: int, size: tuple[int, int], inches: int) -> Iterator[np.ndarray]:
    """Yield the picture's rows from the top, a strip at a time: the whole page is drawn, moved down, into each."""
    wide, high = size
    step = inches * dpi
    figure.set_dpi(dpi)
    # the same correction as for a whole picture: Agg cuts off what is left over of a pixel
    figure.set_size_inches((wide + 0.01) / dpi, (high + 0.01) / dpi)
    _cut_dashes(figure)
    scale: Any = figure.dpi_scale_trans
    new_renderer: Any = RendererAgg
    try:
        for top in range(0, high, step):
            tall = min(step, high - top)
            renderer: Any = new_renderer(wide, tall, dpi)
            scale.clear().scale(dpi).translate(0, tall + top - high)
            figure.draw(renderer)
            yield np.asarray(renderer.buffer_rgba())[:, :, :3]
    finally:
        scale.clear().scale(dpi)


def _cut_dashes(figure: Figure) -> None:
    """Replace dashed lines by their dashes: Agg would begin the pattern anew at each seam."""
    for patch in figure.findobj(PathPatch):
        assert isinstance(patch, PathPatch)
        style = patch.get_linestyle()
        # Agg cuts lines at the picture's edge, but leaves what has a filling or a hatch whole
        if not isinstance(style, tuple) or not style[1] or patch.get_fill() or patch.get_hatch():
            continue
        lengths = np.asarray(style[1], dtype=float) * patch.get_linewidth()
        patch.set_path(dashes_of(patch.get_path(), lengths))
        patch.set_linestyle("solid")


def dashes_of(path: Path, lengths: np.ndarray) -> Path:
    """Return the drawn pieces of a path of straight lines; `lengths` are dash, gap, dash, gap …, in its own units."""
    pieces: list[np.ndarray] = []
    for points in path.to_polygons(closed_only=False):
        line = np.asarray(points, dtype=float)
        steps = np.hypot(*np.diff(line, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(steps)])
        count = int(along[-1] / lengths.sum()) + 1
        edges = np.concatenate([[0.0], np.cumsum(np.tile(lengths, count))])
        for start, end in zip(edges[:-1:2], edges[1::2], strict=False):
            if start < along[-1]:
                inside = along[(along > start) & (along < min(end, along[-1]))]
                at = np.concatenate([[start], inside, [min(end, along[-1])]])
                pieces.append(np.column_stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)]))
    codes = [np.concatenate([[Path.MOVETO], np.full(len(piece) - 1, Path.LINETO)]) for piece in pieces]
    return Path(np.concatenate(pieces), np.concatenate(codes)) if pieces else path
