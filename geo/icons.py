"""Draw our own icons: path data on a 24 by 24 grid (y down), with absolute M, L, C and Z only.

The map page puts the path into an SVG; the sheet turns the same path into a matplotlib path, so a sign on
paper is the sign on the screen. Shapes are filled; holes run the other way round (even-odd is not needed).
"""

from __future__ import annotations

from typing import Final

ICONS: Final[dict[str, str]] = {
    # site kinds
    "warehouse": "M3 10 L12 5 L21 10 L21 20 L18 20 L18 12 L6 12 L6 20 L3 20 Z M8 14 L16 14 L16 16 L8 16 Z "
                 "M8 17.5 L16 17.5 L16 19.5 L8 19.5 Z",
    "market": "M4 5 L20 5 L22 10 L2 10 Z M4 11.5 L20 11.5 L20 20 L14.5 20 L14.5 14.5 L9.5 14.5 L9.5 20 L4 20 Z",
    "apartment": "M4 4 L12 4 L12 21 L4 21 Z M6 6.5 L6 8.5 L10 8.5 L10 6.5 Z M6 10.5 L6 12.5 L10 12.5 L10 10.5 Z "
                 "M6 14.5 L6 16.5 L10 16.5 L10 14.5 Z M14 9 L20 9 L20 21 L14 21 Z "
                 "M15.7 11.5 L15.7 13.5 L18.3 13.5 L18.3 11.5 Z M15.7 15.5 L15.7 17.5 L18.3 17.5 L18.3 15.5 Z",
    "mall": "M5 8 L19 8 L20.5 21 L3.5 21 Z M8 8 C8 2.5 16 2.5 16 8 L14.3 8 C14.3 4.6 9.7 4.6 9.7 8 Z",
    "shop": "M2.5 4 L6 4 L7 7 L21.5 7 L19 15 L8 15 L5 6 L2.5 6 Z M8 17 L11 17 L11 20 L8 20 Z "
            "M15.5 17 L18.5 17 L18.5 20 L15.5 20 Z",
    "office": "M3 9 L12 3.5 L21 9 L21 10.5 L3 10.5 Z M5 12 L7.5 12 L7.5 18 L5 18 Z M10.7 12 L13.3 12 L13.3 18 "
              "L10.7 18 Z M16.5 12 L19 12 L19 18 L16.5 18 Z M3 19.3 L21 19.3 L21 21.3 L3 21.3 Z",
    "school": "M12 4 L23 9.5 L12 15 L1 9.5 Z M5.5 13.3 L12 16.6 L18.5 13.3 L18.5 17.5 C15 21 9 21 5.5 17.5 Z",
    "factory": "M3 21 L3 11 L9 14.5 L9 11 L15 14.5 L15 4 L19.5 4 L21 21 Z",
    "hospital": "M9.5 3.5 L14.5 3.5 L14.5 9.5 L20.5 9.5 L20.5 14.5 L14.5 14.5 L14.5 20.5 L9.5 20.5 L9.5 14.5 "
                "L3.5 14.5 L3.5 9.5 L9.5 9.5 Z",
    "station": "M5 4 L19 4 L20 8 L20 17 L4 17 L4 8 Z M6.5 6 L6 10.5 L18 10.5 L17.5 6 Z M6 18 L9 18 L9 20.5 L6 20.5 Z "
               "M15 18 L18 18 L18 20.5 L15 20.5 Z",
    "other": "M12 2.5 C7 2.5 4.5 6 4.5 9.5 C4.5 14.5 12 22 12 22 C12 22 19.5 14.5 19.5 9.5 C19.5 6 17 2.5 12 2.5 Z "
             "M12 6.5 C9 6.5 9 12.3 12 12.3 C15 12.3 15 6.5 12 6.5 Z",
    # checkpoints
    "hard_post": "M3 8.5 L21 8.5 L21 15.5 L3 15.5 Z",
    "soft_post": "M3 11 L21 7 L21 10 L8 12.9 L8 20 L4.5 20 L4.5 13.6 L3 14 Z",
    # a barrier with a gap: where nothing stands on a belt
    "open_crossing": "M1.5 8.5 L8 8.5 L8 15.5 L1.5 15.5 Z M16 8.5 L22.5 8.5 L22.5 15.5 L16 15.5 Z",
    # facilities (treatment has the sign of a hospital)
    "quarantine": "M2 5 L4.5 5 L4.5 13 L22 13 L22 19.5 L19.5 19.5 L19.5 16 L4.5 16 L4.5 19.5 L2 19.5 Z "
                  "M5.8 8.5 L10.5 8.5 L10.5 11.8 L5.8 11.8 Z M12 8 L19.5 8 C21 8 22 9.5 22 11.8 L12 11.8 Z",
    "sampling": "M7 3 L17 3 L17 5.2 L15 5.2 L15 17.5 C15 22 9 22 9 17.5 L9 5.2 L7 5.2 Z "
                "M10.8 7 L10.8 11 L13.2 11 L13.2 7 Z",
    "vaccination": "M20.3 1.2 L22.8 3.7 L21.4 5.1 L20.8 4.5 L17.6 7.7 L19.5 9.6 L11.4 17.7 L8.2 17.5 L7.8 "
                   "17.2 L2.9 22.0 L2.0 21.1 L6.8 16.2 L6.5 15.8 L6.3 12.6 L14.4 4.5 L16.3 6.4 L19.5 3.2 "
                   "L18.9 2.6 Z M14.3 7.2 L11.8 9.7 L14.3 12.2 L16.8 9.7 Z",
    "food": "M2.5 10 L21.5 10 L18.8 20.5 L5.2 20.5 Z M6.5 8.8 L9.8 3.2 L11.6 4.2 L9 8.8 Z "
            "M17.5 8.8 L14.2 3.2 L12.4 4.2 L15 8.8 Z",
    "lock": "M7 10 L7 8 C7 1.5 17 1.5 17 8 L17 10 L19 10 L19 21 L5 21 L5 10 Z M9.2 10 L14.8 10 L14.8 8 "
            "C14.8 4.2 9.2 4.2 9.2 8 Z",
}
