"""Say in a sentence why a sheet could not be made and what to choose instead; read what a person typed as a scale."""

from __future__ import annotations

import re
from typing import Final

from geo.sheet import PictureTooHeavy, ScaleTooLarge, SheetTooSmall
from zones.sheets.poster import NoSuchUnit
from zones.wording import number, t


class PrinterUnknown(ValueError):
    """An internal sheet was asked for without the name of who prints it."""


class DrawingFailed(RuntimeError):
    """The process that draws ended without a sheet."""


SHEET_TROUBLES: Final = (SheetTooSmall, ScaleTooLarge, PictureTooHeavy, NoSuchUnit, PrinterUnknown, DrawingFailed)
_PLAIN: Final = {
    PictureTooHeavy: "picture_too_heavy", NoSuchUnit: "no_such_unit", PrinterUnknown: "printed_by_missing",
}
_LARGEST: Final = 100              # 1:100 is a plan of a room
_SMALLEST: Final = 5_000_000


def say_sheet_trouble(trouble: Exception, language: str) -> str:
    """Return the sentence for one of SHEET_TROUBLES."""
    fields: dict[str, object] = {}
    match trouble:
        case ScaleTooLarge():
            key = "scale_too_large"
            fields = {"asked": number(trouble.denominator, language), "paper": trouble.paper,
                      "fits": number(trouble.fits, language)}
        case SheetTooSmall():
            key = "too_small" if trouble.larger else "too_small_for_all"
            fields = {"paper": trouble.paper, "larger": trouble.larger}
        case _:
            key = next((key for kind, key in _PLAIN.items() if isinstance(trouble, kind)), "drawing_failed")
    return t(f"sheets.{key}", language, **fields)


def read_scale(text: str) -> int:
    """Read "1:5000", "1:5.000", "1/5000" or "5000" as a denominator. ValueError for anything else."""
    found = re.fullmatch(r"\s*(?:1\s*[:/]\s*)?(\d{1,3}(?:[., ]?\d{3})*|\d+)\s*", text)
    denominator = int(re.sub(r"\D", "", found[1])) if found else 0
    if not _LARGEST <= denominator <= _SMALLEST:
        raise ValueError(text)
    return denominator
