"""Draw sheets in processes of their own: matplotlib holds Python's lock while it draws, and screens would stand still.

Each process is started with `python -m zones.studio.worker` and spoken to over its own pipes: the same on Windows and
Linux, with no fork of a server full of threads.
"""

from __future__ import annotations

from zones.studio.pool import Studio

__all__ = ["Studio"]
