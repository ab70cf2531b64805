"""Draw what comes in on the standard input, until it ends: the process behind `Studio`."""

from __future__ import annotations

import os
import sys
import traceback

from zones.export import draw
from zones.sheets.troubles import SHEET_TROUBLES
from zones.studio.messages import receive, send

_POLITE = 10


def main() -> None:
    """Answer each order with ("page", done, total)…, then ("sheet", bytes), ("trouble", error) or ("failed", trace)."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr        # what a library prints must not come between the messages
    if hasattr(os, "nice"):        # on Windows the process was started with a lower priority
        os.nice(_POLITE)
    while True:
        try:
            order = receive(orders)
        except EOFError:
            return
        try:
            sheet = draw(order, lambda done, total: send(answers, ("page", done, total)))
        except SHEET_TROUBLES as trouble:
            send(answers, ("trouble", trouble))
        except Exception:  # the next order may do: this process stays
            send(answers, ("failed", traceback.format_exc()))
        else:
            send(answers, ("sheet", sheet))


if __name__ == "__main__":
    main()
