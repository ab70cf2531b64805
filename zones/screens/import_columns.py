"""Show which column of a file means what, to be confirmed or changed; remembered for the next file of its kind."""

from __future__ import annotations

import streamlit as st

from zones.intake.columns import UNUSED, meanings
from zones.intake.headings import Heading, read_headings
from zones.screens.import_piles import plain
from zones.usecases import CommandPost
from zones.usecases.tray import Tray
from zones.wording import has, t


def show(post: CommandPost, tray: Tray, speech: str, *, opened: bool) -> None:
    """Draw the columns with what each means. Nothing changes before the button is pressed."""
    assert tray.source is not None
    headings = tray.found.headings if tray.found else read_headings(tray.source.cells, tray.kind, tray.columns)
    unused = sum(heading.meaning == UNUSED for heading in headings)
    label = t("tray.columns", speech, used=len(headings) - unused, all=len(headings))
    with st.expander(label, expanded=opened), st.form(f"columns_{tray.id}", border=False):
        options = meanings(tray.kind)
        chosen: dict[str, str] = {}
        for start in range(0, len(headings), 3):
            for place, heading in zip(st.columns(3), headings[start:start + 3], strict=False):
                chosen[heading.column] = place.selectbox(
                    plain(heading.column), options, index=options.index(heading.meaning) if heading.meaning in options
                    else options.index(UNUSED), key=f"column_{tray.id}_{heading.column}", help=_help(heading, speech),
                    format_func=lambda one: say_meaning(one, speech),
                )
        if st.form_submit_button(t("tray.columns_read", speech)):
            before = {heading.column: heading.meaning for heading in headings}
            post.set_columns(tray, {**tray.columns, **{column: meaning for column, meaning in chosen.items()
                                                       if before[column] != meaning}})
            st.rerun()


def say_meaning(meaning: str, speech: str) -> str:
    """Return what a column means in words."""
    key = f"column.{meaning}"
    return t(key, speech) if has(key, speech) else meaning


def _help(heading: Heading, speech: str) -> str | None:
    if not heading.samples:
        return None
    return t("tray.samples", speech, samples="; ".join(plain(sample) for sample in heading.samples))
