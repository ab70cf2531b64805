"""Ask in which system a file's coordinates stand, where several fit."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geo.readings import title
from zones.wording import t


def choose(options: Sequence[str], speech: str, key: str) -> str:
    """Show the question with its answers; return the system chosen, "" while there is none.

    `key` names the file: the answer for one file is no answer for the next.
    """
    answer: str | None = st.selectbox(
        t("coordinates.ask", speech), list(options), index=None, key=key, format_func=title,
        placeholder=t("coordinates.ask_none", speech), help=t("coordinates.ask_help", speech),
    )
    return answer or ""
