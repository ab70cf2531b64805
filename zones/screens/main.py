"""Route between the screens."""

from __future__ import annotations

import streamlit as st

from zones.screens import data_screen, map_screen
from zones.screens.frame import language
from zones.wording import t


def main() -> None:
    """Draw the navigation and the screen that the address asks for."""
    speech = language()
    st.set_page_config(page_title=t("screen.product", speech), page_icon=":material/map:", layout="wide")
    pages = [
        st.Page(map_screen.show, title=t("screen.map", speech), icon=":material/map:", url_path="ban-do", default=True),
        st.Page(data_screen.show, title=t("screen.data", speech), icon=":material/table:", url_path="du-lieu"),
    ]
    st.navigation(pages, position="top").run()


main()
