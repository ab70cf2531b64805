"""Draw the small parts that the forms of the field share: a moment to choose, a complaint, a word that it is done."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from geo.frames import VIETNAM_TIME
from zones.wording import t

DAY = "DD/MM/YYYY"


def moment_field(label: str, moment: datetime, key: str) -> datetime:
    """Let a person choose a moment of Việt Nam, to the minute."""
    local = moment.astimezone(VIETNAM_TIME).replace(tzinfo=None, second=0, microsecond=0)
    chosen: datetime = st.datetime_input(label, value=local, format=DAY, step=timedelta(minutes=1), key=key)
    return chosen.replace(tzinfo=VIETNAM_TIME)


def heading(words: str) -> None:
    """Write a heading that leaves the room to the tables."""
    st.markdown(f"##### {words}")


def complain(speech: str, author: str, **given: str) -> bool:
    """Say what is missing of the fields named (wording `duty.needs_<name>`); True when something is."""
    if not author:
        st.error(t("screen.author_missing", speech))
        return True
    missing = [name for name, value in given.items() if not value]
    if missing:
        st.error(t("act.missing", speech, names=", ".join(t(f"duty.needs_{name}", speech) for name in missing)))
    return bool(missing)


def done(sentence: str) -> None:
    """Run the screen anew with a word that something was recorded."""
    st.session_state["field_done"] = sentence
    st.rerun()
