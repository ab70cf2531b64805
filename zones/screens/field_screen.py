"""Show what a person on night duty must see and do: clocks, what ends, closures, posts, facilities, teams."""

from __future__ import annotations

import streamlit as st

from zones.compose.alarms import make_live_notices
from zones.places import Place
from zones.screens import closures_tab, lists_tab, posts_tab
from zones.screens.fields import moment_field
from zones.times import say_moment
from zones.usecases import CommandPost
from zones.wording import t


def show(post: CommandPost, place: Place, speech: str) -> None:
    """Draw the screen "Thực địa"."""
    if (done := st.session_state.pop("field_done", None)) is not None:
        st.success(done)
    left, middle, right = st.columns([1, 1, 1], vertical_alignment="bottom")
    author = left.text_input(t("screen.author", speech), key="author", help=t("screen.author_help", speech)).strip()
    situation = post.situation(place.id)
    if place.pinned_as_of is None:
        middle.caption(t("duty.as_of", speech, moment=say_moment(situation.as_of)))
    else:
        # a piece of history or an exercise is walked through day by day
        with middle:
            asked = moment_field(t("duty.look_at", speech), situation.as_of, f"field_moment_{place.id}")
        situation = post.situation(place.id, asked)
    right.caption(t("duty.map_hint", speech))
    for notice in make_live_notices(situation, speech):
        st.warning(notice.text)
    names = ("duty.tab_closures", "duty.tab_posts", "duty.tab_facilities", "duty.tab_forces")
    closures, posts, facilities, forces = st.tabs([t(name, speech) for name in names])
    with closures:
        closures_tab.show(post, place, situation, speech, author)
    with posts:
        posts_tab.show(post, place, situation, speech, author)
    with facilities:
        lists_tab.show_facilities(post, place, situation, speech, author)
    with forces:
        lists_tab.show_forces(post, place, situation, speech, author)
