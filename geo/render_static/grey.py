"""Turn a finished sheet into greys, as a photocopier would see it: what it says must stand in hatch and letter too."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib.typing import ColorType


def to_grey(figure: Figure) -> None:
    """Replace every colour on the page by the grey of the same brightness (ITU-R BT.601), transparency kept."""
    for artist in figure.findobj(lambda artist: isinstance(artist, PathPatch | Text)):
        _artist_to_grey(artist)


def _artist_to_grey(artist: Artist) -> None:
    if isinstance(artist, Text):
        artist.set_color(grey_of(artist.get_color()))
    elif isinstance(artist, PathPatch):
        # hatch and edge have colours of their own: set first, a hatch would take the edge's
        hatch = artist.get_hatchcolor()
        artist.set_facecolor(grey_of(artist.get_facecolor()))
        artist.set_edgecolor(grey_of(artist.get_edgecolor()))
        artist.set_hatchcolor(grey_of(hatch))


def grey_of(color: ColorType) -> tuple[float, float, float, float]:
    """Return the grey of a colour, with its transparency."""
    red, green, blue, alpha = to_rgba(color)
    bright = 0.299 * red + 0.587 * green + 0.114 * blue
    return bright, bright, bright, alpha
