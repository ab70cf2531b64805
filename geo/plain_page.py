"""Write a page of our own beside the map: scripts and styles from our own address, and a few settings; no data."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from geo.page_state import compact_json


def plain_page(
    title: str, language: str, asset_base: str, scripts: Sequence[str], styles: Sequence[str], config: Mapping[str, Any]
) -> str:
    """Return an HTML page that loads `scripts` and `styles` (names of `geo.page_files`) from under `asset_base`.

    The scripts find `config` in the element #page-config and start themselves when the page is there. There is no
    inline script: the page runs under a policy that allows none.
    """
    links = "".join(f'<link rel="stylesheet" href="{asset_base}/{name}">' for name in styles)
    loads = "".join(f'<script src="{asset_base}/{name}" defer></script>' for name in scripts)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f'{links}{loads}</head><body><script type="application/json" id="page-config">{script_safe(config)}</script>'
        "</body></html>"
    )


def script_safe(config: Mapping[str, Any]) -> str:
    """Return JSON that cannot end the script element it stands in, whatever names it holds."""
    return re.sub(r"[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", compact_json(config).decode("utf-8"))
