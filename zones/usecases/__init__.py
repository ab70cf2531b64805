"""Do what a command post does: open a place, look at a moment, take in a file, decide, draw a sheet."""

from __future__ import annotations

from functools import lru_cache

from zones.settings import rulesets_folder
from zones.store import Store
from zones.usecases.deciding import Deciding, UnknownAct, UnknownSite
from zones.usecases.filing import Filing
from zones.usecases.looking import Looking
from zones.usecases.proposing import Proposing
from zones.usecases.receiving import CannotUndo, Receiving
from zones.usecases.setting_up import SAMPLE_AUTHOR, SettingUp

__all__ = ["SAMPLE_AUTHOR", "CannotUndo", "CommandPost", "UnknownAct", "UnknownSite", "open_post"]


class CommandPost(SettingUp, Proposing, Looking, Filing, Receiving, Deciding):
    """The verbs of the program over one store: each base class holds those of one kind of work."""


@lru_cache(maxsize=4)
def open_post(url: str) -> CommandPost:
    """Return the process's one command post on a database: screens and routes share its caches."""
    return CommandPost(Store(url), rulesets=rulesets_folder(url))
