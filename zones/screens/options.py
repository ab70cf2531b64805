"""Name the options of a box so that no two read alike: Streamlit finds the option by its words, and takes the last."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.frames import rows_of
from geo.names import alphabetical
from zones.compose.names import told_apart
from zones.situation.view import View
from zones.usecases import CommandPost
from zones.wording import t


def area_names(areas: pd.DataFrame) -> dict[str, str]:
    """Return {area_id: name}; units of one name are told apart by the unit above them."""
    rows = sorted(rows_of(areas), key=lambda row: alphabetical(str(row["name"])))
    return told_apart({row["area_id"]: str(row["name"]) for row in rows},
                      {row["area_id"]: row["parent_name"] for row in rows if isinstance(row["parent_name"], str)})


def choose_unit(post: CommandPost, view: View, speech: str, key: str) -> str:
    """Let a person choose whom a poster is for; return "area/…" or "checkpoint/…"; "" where there is none."""
    situation = post.situation(view.address)
    names = {f"area/{area}": name for area, name in area_names(situation.areas).items()}
    posts = situation.checkpoints[situation.checkpoints.geometry.notna()]
    names |= {f"checkpoint/{one}": t("sheets.unit_post", speech, name=name) for one, name in
              zip(posts["checkpoint_id"], posts["name"], strict=True)}
    names = told_apart(names)
    chosen: str | None = st.selectbox(t("sheets.unit", speech), list(names), key=f"{key}_unit",
                                      format_func=lambda one: names.get(one, one))
    return chosen or ""
