"""Read from an address which sheet is asked for.

An address gives public sheets only: addresses are passed on and logged. Internal ones, with the name of who prints
them, come from the screen "Bản in" and the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.sheet import FINEST_DPI, PAPERS, Audience, SheetKind, SheetOptions
from zones.export import FORMS_OF
from zones.sheets.troubles import read_scale
from zones.web.answers import Refused

COARSEST_DPI: Final = 72


def read_request(query: Mapping[str, str]) -> tuple[str, SheetOptions]:
    """Return the form and the options of an address; Refused with a sentence when one of them is not known.

    form; kind (map); paper, portrait, scale, dpi, bw; unit.
    """
    kind = query.get("kind", "map")
    paper, dpi = query.get("paper") or None, query.get("dpi", "300")
    if kind not in list(SheetKind):
        raise Refused(400, "unknown_sheet")
    form = query.get("form", "")
    if form not in FORMS_OF[SheetKind(kind)]:
        raise Refused(400, "unknown_form")
    if paper not in (None, *PAPERS):
        raise Refused(400, "unknown_paper")
    if not dpi.isdecimal() or not COARSEST_DPI <= int(dpi) <= FINEST_DPI:
        raise Refused(400, "bad_dpi")
    return form, SheetOptions(
        SheetKind(kind), paper, query.get("portrait") == "1", int(dpi), _scale(query.get("scale", "")),
        Audience.PUBLIC, query.get("bw") == "1", query.get("unit", ""),
    )


def _scale(text: str) -> int | None:
    if not text:
        return None
    try:
        return read_scale(text)
    except ValueError:
        raise Refused(400, "bad_scale") from None
