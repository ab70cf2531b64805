"""Say in a sentence what went wrong when nobody foresaw it; the server's log has the rest."""

from __future__ import annotations

import logging

import streamlit as st

from zones.screens.frame import language
from zones.store import StoreTrouble
from zones.wording import t

_LOG = logging.getLogger(__name__)


def tell_trouble(error: Exception) -> bool:
    """Show a sentence in the viewer's language in place of Streamlit's own English one."""
    foreseen = isinstance(error, StoreTrouble)
    # only the kind of error: its words may quote a cell of somebody's file
    _LOG.error("a screen failed: %s%s", type(error).__name__, f": {error}" if foreseen else "")
    st.error(t("screen.trouble_store" if foreseen else "screen.trouble", language()))
    return True
