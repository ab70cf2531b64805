"""Find the files that a browser needs for the map page: Leaflet, the letters, our own script and style."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

import fontpkg_be_vietnam_pro
import xstatic.pkg.leaflet

_PAGE: Final = Path(__file__).parent / "page"

# In the order in which they must be loaded: each file adds its part to the one global `PlaceMap`.
SCRIPTS: Final = (
    "leaflet/leaflet.js",
    "page/dom.js",
    "page/samples.js",
    "page/renderer.js",
    "page/layers.js",
    "page/labels.js",
    "page/feed.js",
    "page/panels.js",
    "page/card.js",
    "page/curve.js",
    "page/film.js",
    "page/strip.js",
    "page/player.js",
    "page/dates.js",
    "page/start_briefing.js",
    "page/actions.js",
    "page/map.js",
)
# The pages beside the map: what they share with it, then their own.
SHARED_SCRIPTS: Final = ("leaflet/leaflet.js", "page/dom.js", "page/samples.js", "page/renderer.js", "page/layers.js",
                         "page/labels.js", "page/curve.js")
BRIEFING_SCRIPTS: Final = (*SHARED_SCRIPTS, "page/briefing_map.js", "page/briefing_pages.js", "page/briefing_kept.js",
                           "page/briefing_panels.js", "page/briefing.js")
BRIEFING_STYLES: Final = ("leaflet/leaflet.css", "page/map.css", "page/curve.css", "page/briefing.css")
COURSE_SCRIPTS: Final = (*SHARED_SCRIPTS, "page/film.js", "page/two_days.js", "page/progress.js", "page/course.js")
COURSE_STYLES: Final = ("leaflet/leaflet.css", "page/map.css", "page/curve.css", "page/course.css")
STYLES: Final = ("leaflet/leaflet.css", "page/map.css", "page/controls.css", "page/curve.css")
DRAW_SCRIPTS: Final = (
    "leaflet/leaflet.js",
    "page/dom.js",
    "page/draw_post.js",
    "page/draw_snap.js",
    "page/draw_layers.js",
    "page/draw_tools.js",
    "page/draw_handle.js",
    "page/draw_nodes.js",
    "page/draw_shape.js",
    "page/draw_form.js",
    "page/draw_panels.js",
    "page/draw_units.js",
    "page/draw_objects.js",
    "page/draw.js",
    "page/draw_acts.js",
)
DRAW_STYLES: Final = ("leaflet/leaflet.css", "page/map.css", "page/controls.css", "page/draw.css")
FONTS: Final = ("fonts/BeVietnamPro-Regular.ttf", "fonts/BeVietnamPro-SemiBold.ttf")

MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf"}

_FOLDERS: Final[dict[str, Path]] = {
    "leaflet": Path(xstatic.pkg.leaflet.BASE_DIR),
    "page": _PAGE,
    "fonts": Path(fontpkg_be_vietnam_pro.ROOT) / "files",
}

ALL: Final = tuple(dict.fromkeys((
    *SCRIPTS, *BRIEFING_SCRIPTS, *COURSE_SCRIPTS, *DRAW_SCRIPTS,
    *STYLES, *BRIEFING_STYLES, *COURSE_STYLES, *DRAW_STYLES, *FONTS,
)))


@lru_cache(maxsize=64)
def read(name: str) -> bytes:
    """Return the content of one of ALL files; KeyError for any other name."""
    if name not in ALL:
        raise KeyError(name)
    folder, file = name.split("/")
    return (_FOLDERS[folder] / file).read_bytes()


@lru_cache(maxsize=1)
def version() -> str:
    """Return a short hash over all files: it stands in their addresses, so they can be cached for ever."""
    digest = hashlib.sha256()
    for name in ALL:
        digest.update(name.encode("utf-8") + b"\0" + read(name))
    return digest.hexdigest()[:12]
