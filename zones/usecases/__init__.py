"""Do what a command post does: open a place, look at a moment, take in a file, decide, draw a sheet."""

from __future__ import annotations

from functools import lru_cache

from zones.settings import rulesets_folder
from zones.store import Store
from zones.studio import Studio
from zones.usecases.briefing import BriefingLeaders, UnknownBriefing
from zones.usecases.containing import CannotDecide, Containing
from zones.usecases.deciding import Deciding, UnknownAct, UnknownSite
from zones.usecases.drawing_objects import Unconfirmed, UnknownObject
from zones.usecases.drawing_proposals import DrawingProposals
from zones.usecases.exporting import DATA_FORMS
from zones.usecases.filing import Filing
from zones.usecases.following import Following
from zones.usecases.issuing import (
    DEFAULT_SYMBOL,
    ISSUE_FORMS,
    AlreadyIssued,
    IssueRequest,
    Issuing,
    SheetEnded,
    TooManyIssuing,
    UnknownSheet,
)
from zones.usecases.manning import Manning
from zones.usecases.receiving import CannotUndo, Receiving
from zones.usecases.scheduling import Scheduling
from zones.usecases.setting_up import SAMPLE_AUTHOR, SettingUp

__all__ = [
    "DATA_FORMS", "DEFAULT_SYMBOL", "ISSUE_FORMS", "SAMPLE_AUTHOR", "AlreadyIssued", "CannotDecide", "CannotUndo",
    "CommandPost", "IssueRequest", "SheetEnded", "TooManyIssuing", "Unconfirmed", "UnknownAct", "UnknownBriefing",
    "UnknownObject", "UnknownSheet", "UnknownSite", "open_post",
]


class CommandPost(
    SettingUp, Following, BriefingLeaders, DrawingProposals, Containing, Manning, Issuing, Scheduling, Filing,
    Receiving, Deciding,
):
    """The verbs of the program over one store: each base class holds those of one kind of work."""


@lru_cache(maxsize=4)
def open_post(url: str) -> CommandPost:
    """Return the process's one command post on a database: screens and routes share its caches."""
    post = CommandPost(Store(url), rulesets=rulesets_folder(url))
    post.studio = Studio()
    return post
