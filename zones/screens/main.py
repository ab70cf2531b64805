"""Route between the screens."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from zones.screens import (
    course_screen,
    data_screen,
    draw_screen,
    field_screen,
    issue_screen,
    map_screen,
    rules_screen,
    sheet_screen,
)
from zones.screens.frame import command_post, head_row, language
from zones.wording import t

# an own file: a name like ":material/map:" would be fetched from another host
ICON: Final = Path(__file__).parent / "icon.svg"


def main() -> None:
    """Draw the frame and the screen that the address asks for."""
    speech = language()
    st.set_page_config(page_title=t("screen.product", speech), page_icon=str(ICON), layout="wide")
    post = command_post()
    pages = [
        st.Page(lambda: map_screen.show(place, speech), title=t("screen.map", speech), url_path="ban-do",
                icon=":material/map:", default=True),
        st.Page(lambda: course_screen.show(place, speech), title=t("course.screen", speech), url_path="dien-bien-dich",
                icon=":material/timeline:"),
        st.Page(lambda: field_screen.show(post, place, speech), title=t("duty.screen", speech), url_path="thuc-dia",
                icon=":material/security:"),
        st.Page(lambda: draw_screen.show(place, speech), title=t("draw_page.title", speech), url_path="ve-ban-do",
                icon=":material/draw:"),
        st.Page(lambda: data_screen.show(post, place, speech), title=t("screen.data", speech), url_path="du-lieu",
                icon=":material/table:"),
        st.Page(lambda: sheet_screen.show(post, place, speech), title=t("screen.sheets", speech), url_path="ban-in",
                icon=":material/print:"),
        st.Page(lambda: issue_screen.show(post, place, speech), title=t("issue.screen", speech), url_path="ban-hanh",
                icon=":material/verified:"),
        st.Page(lambda: rules_screen.show(post, place, speech), title=t("screen.rules", speech), url_path="quy-dinh",
                icon=":material/gavel:"),
    ]
    screen = st.navigation(pages, position="top")
    place = head_row(post, speech)
    if notice := post.schedule_notice(place.id, speech):
        st.warning(notice)
    screen.run()


main()
