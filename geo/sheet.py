"""Say which sheet is wanted: paper, turn, scale, ink and for whom; and what is stamped on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class SheetKind(StrEnum):
    """The sheets that can leave the room."""

    MAP = "map"            # one map with head, legend and tables
    ATLAS = "atlas"        # a book: overview, a page for each unit, lists
    SQUARE = "square"      # a picture for a telephone, 1080 by 1080
    TALL = "tall"          # and one of 1080 by 1920
    POSTER = "poster"      # what holds in one unit, to be read at a checkpoint


class Audience(StrEnum):
    """Whom a sheet is for. What each may hold is decided in `zones.audience`."""

    PUBLIC = "public"      # may be passed on by anybody
    INTERNAL = "internal"  # stays in the command post, with the name of who printed it


def audience_of(kind: SheetKind, asked: Audience) -> Audience:
    """Return whom a sheet is for: a poster hangs in the street, whatever was asked."""
    return Audience.PUBLIC if kind is SheetKind.POSTER else asked


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, landscape unless turned, and how large the sheet's own type is on it (a poster is read from afar)."""

    name: str
    width_mm: float
    height_mm: float
    type_scale: float
    column_mm: float       # width of the column beside the map

    @property
    def is_portrait(self) -> bool:
        """Tell whether the paper stands upright."""
        return self.height_mm > self.width_mm

    def upright(self) -> Paper:
        """Return the same paper in portrait."""
        return replace(self, width_mm=self.height_mm, height_mm=self.width_mm)


PAPERS: Final = {
    paper.name: paper
    for paper in (
        Paper("A4", 297, 210, 1.0, 80),
        Paper("A3", 420, 297, 1.2, 104),
        Paper("A2", 594, 420, 1.5, 132),
        Paper("A1", 841, 594, 2.0, 176),
        Paper("A0", 1189, 841, 2.7, 240),
    )
}
FINEST_DPI: Final = 600


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """What a person chooses before a sheet is drawn.

    `paper` None: the map's own paper, or the next larger one that holds its tables. `denominator` asks for the exact
    scale 1:denominator; None: the largest round scale at which the place fits. `dpi` is for PNG. `unit` is the card
    id that a poster is about ("area/…", "checkpoint/…"). `printed_by` must be given for an internal sheet.
    """

    kind: SheetKind = SheetKind.MAP
    paper: str | None = None
    portrait: bool = False
    dpi: int = 300
    denominator: int | None = None
    audience: Audience = Audience.PUBLIC
    black_and_white: bool = False
    unit: str = ""
    printed_by: str = ""

    def paper_of(self, name: str) -> Paper:
        """Return the paper of that name, turned as asked. KeyError for an unknown one."""
        paper = PAPERS[name]
        return paper.upright() if self.portrait else paper


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is put on a sheet beside its content; all words are final.

    `status` lies across the sheet ("NHÁP"). `headline` (the sheet's number), `short_code` (set large: it is read aloud
    on the telephone), `lines` (where to ask) and `code` (the QR, a matrix of dark modules) stand among the notes.
    `imprint` is repeated faintly all over an internal sheet: who printed it and when. `page` is the number at its
    head ("3/17").
    """

    status: str = ""
    headline: str = ""
    short_code: str = ""
    lines: tuple[str, ...] = ()
    code: tuple[tuple[bool, ...], ...] = ()
    imprint: str = ""
    page: str = ""


class ScaleTooLarge(ValueError):
    """The place is larger than this paper at the scale asked for; `fits` is the largest round scale that fits."""

    def __init__(self, denominator: int, paper: str, fits: int) -> None:
        self.denominator, self.paper, self.fits = denominator, paper, fits
        super().__init__(f"1:{denominator} does not fit on {paper}; 1:{fits} does")

    def __reduce__(self) -> tuple[type[ScaleTooLarge], tuple[int, str, int]]:
        return type(self), (self.denominator, self.paper, self.fits)


class SheetTooSmall(ValueError):
    """The legend and the tables do not fit on this paper even in the smallest readable type."""

    def __init__(self, paper: str) -> None:
        self.paper = paper
        larger = list(PAPERS)[list(PAPERS).index(paper) + 1 :] if paper in PAPERS else []
        self.larger: str | None = larger[0] if larger else None
        super().__init__(f"the tables do not fit on {paper}; try {self.larger or 'fewer points'}")

    def __reduce__(self) -> tuple[type[SheetTooSmall], tuple[str]]:
        return type(self), (self.paper,)


class PictureTooHeavy(ValueError):
    """A picture for telephones came out larger than messengers take without spoiling it."""
