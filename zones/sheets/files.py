"""Name the file of a sheet, and say what kind of file it is."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from geo.sheet import Audience, SheetOptions
from zones.wording import t

MEDIA_TYPES: Final = {
    "png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf", "svg": "image/svg+xml",
}


def file_name(place: str, as_of: str, form: str, options: SheetOptions, language: str) -> str:
    """Return ban-do_gia-thuy_20210908-1541.pdf: letters that every system and every mail accepts."""
    moment = datetime.fromisoformat(as_of)
    place = re.sub(r"[^A-Za-z0-9_-]+", "-", place)
    inside = f"_{t('sheets.file_internal', language)}" if options.audience is Audience.INTERNAL else ""
    return f"{t(f'sheets.file_{options.kind}', language)}_{place}_{moment:%Y%m%d-%H%M}{inside}.{form}"
