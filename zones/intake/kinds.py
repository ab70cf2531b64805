"""Say what each kind of file becomes: its contract, and what to do where a file is silent or unclear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from geo.areas import AREAS
from geo.frames import Contract
from zones.cases import CASES, FORCES, REPORTS
from zones.clocks import PROPOSALS
from zones.facilities import FACILITIES
from zones.lockdowns import LOCKDOWN_LINES, LOCKDOWNS
from zones.posts import BELTS, CHECKPOINTS
from zones.sites import SITES
from zones.underlay import UNDERLAY

ASK: Final = "ask"                 # a word that is not understood makes the row a question
LEAVE_EMPTY: Final = "leave_empty"  # … is left out, and that is said beside the row


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which words a column may hold (a table of vocabulary.toml), and what an unknown one leads to."""

    table: str
    unknown: str = ASK             # ASK, LEAVE_EMPTY, or the value that is taken instead
    phrase: bool = True            # a word of the table may stand inside a longer text


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    contract: Contract
    must_have: tuple[str, ...] = ()                    # without such a column the file is not of this kind
    words: Mapping[str, Vocabulary] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)   # for a missing column or cell; said in a note
    placed: bool = False                               # rows are put into areas (area_id)
    empty_place_is_all: bool = False                   # a row without an area speaks for the whole place
    shapes: tuple[int, ...] = ()                       # dimensions its shapes may have: point, line, area
    shape_needed: bool = False                         # a row without a shape is refused
    shapes_sound: bool = True                          # shapes are computed with: broken ones are refused
    past_only: tuple[str, ...] = ()                    # moments neither before 2019 nor in the future
    ask_all_twins: bool = False                        # of rows with one id all are asked about


_LEVEL: Final = Vocabulary("level", phrase=False)

KINDS: Final[dict[str, Kind]] = {
    # two shapes under one code: which of them is the ward? neither is taken on a guess
    "areas": Kind(
        AREAS,
        words={"area_level": Vocabulary("area_level", phrase=False)},
        shapes=(2,),
        shape_needed=True,
        ask_all_twins=True,
    ),
    "cases": Kind(
        CASES,
        must_have=("date_reporting",),
        words={"detection": Vocabulary("detection", LEAVE_EMPTY), "status": Vocabulary("status", LEAVE_EMPTY),
               "disease": Vocabulary("disease")},
        placed=True,
        past_only=("date_reporting",),
    ),
    "sites": Kind(
        SITES,
        must_have=("name",),
        words={"kind": Vocabulary("site_kind", "other"), "level": _LEVEL},
        defaults={"kind": "other", "is_class": False},
        placed=True,
        shapes=(0, 2),
    ),
    "checkpoints": Kind(
        CHECKPOINTS,
        must_have=("name", "kind"),
        words={"kind": Vocabulary("checkpoint_kind"), "status": Vocabulary("post_status", phrase=False),
               "managing_level": Vocabulary("managing_level", LEAVE_EMPTY, phrase=False)},
        shapes=(0,),
    ),
    "belts": Kind(BELTS, must_have=("number", "name"), defaults={"active": True}, shapes=(1, 2)),
    "lockdowns": Kind(
        LOCKDOWNS,
        must_have=("name",),
        words={"level": _LEVEL, "ring": Vocabulary("ring", phrase=False),
               "change": Vocabulary("lockdown_change", phrase=False)},
        shapes=(2,),
    ),
    "lockdown_lines": Kind(
        LOCKDOWN_LINES,
        must_have=("lockdown_id",),
        words={"side": Vocabulary("side", phrase=False)},
    ),
    "facilities": Kind(
        FACILITIES,
        must_have=("name", "kind"),
        words={"kind": Vocabulary("facility_kind")},
        placed=True,
        shapes=(0, 2),
    ),
    "reports": Kind(
        REPORTS,
        must_have=("period_start", "period_end"),
        words={"disease": Vocabulary("disease")},
        placed=True,
        empty_place_is_all=True,
        past_only=("period_start", "period_end"),
    ),
    "forces": Kind(
        FORCES,
        must_have=("kind", "count"),
        words={"kind": Vocabulary("force_kind")},
        placed=True,
        empty_place_is_all=True,
    ),
    "proposals": Kind(
        PROPOSALS,
        must_have=("started_at", "due"),
        placed=True,
        empty_place_is_all=True,
    ),
    "underlay": Kind(
        UNDERLAY,
        must_have=("kind",),
        words={"kind": Vocabulary("underlay_kind")},
        shapes=(0, 1, 2),
        shape_needed=True,
        shapes_sound=False,
    ),
}
