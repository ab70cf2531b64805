"""Choose the rulesets of a map: by its date, its place, its diseases, or as a trial."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from zones.outlook import RATE
from zones.places import Place
from zones.regimes import choose_ruleset, rulesets_beside
from zones.ruleset import Library, Ruleset
from zones.situation import Rules, View

# below the ward a rate jumps with one case: the questions of this document are offered instead (domain §0, 7)
CHECKLIST: Final = "vn-qd2686"
# what a trial may set, beside the choices that a ruleset itself offers
PLACE_OPTIONS: Final = ("numerator",)


class NoRuleset(LookupError):
    """No ruleset of the library knows the disease that a map is asked for."""


def rules_for(place: Place, view: View, moment: datetime, library: Library) -> Rules:
    """Return the rulesets of one map at an aware moment. NoRuleset when the library has none for its disease."""
    if view.ruleset:
        return Rules((library.get(view.ruleset),))
    diseases = place.diseases if view.combined else (view.disease or place.diseases[0],)
    own = tuple(_own(place, disease, moment, library) for disease in diseases)
    if view.is_trial:
        return Rules(own)
    checklist = library.get(CHECKLIST) if CHECKLIST in library else None
    uses_rates = any(band.indicator == RATE for band in own[0].bands)
    beside = rulesets_beside(own[0], moment, place.unit, library.rulesets)
    if checklist is not None and (not uses_rates or checklist in beside or checklist.disease != own[0].disease):
        checklist = None
    return Rules(own, beside, checklist)


def placed_for(place: Place, view: View) -> Place:
    """Return the place as a view sees it: under the view's address, with the options of a trial."""
    options: Mapping[str, object] = {**place.options, **dict(view.options)}
    return place.with_(id=view.address, options=options)


def is_known(place: Place, view: View, library: Library) -> bool:
    """Tell whether a view asks for what there is: a known rule, a watched disease, an option that a rule offers."""
    if view.ruleset and view.ruleset not in library:
        return False
    if view.disease and view.disease not in place.diseases:
        return False
    if view.combined and len(place.diseases) < 2:
        return False
    choices: dict[str, set[str]] = {}
    for ruleset in library:
        for name, values in ruleset.options.items():
            choices.setdefault(name, set()).update(values)
    return all(name in PLACE_OPTIONS and value in choices.get(name, ()) for name, value in view.options)


def _own(place: Place, disease: str, moment: datetime, library: Library) -> Ruleset:
    fixed = place.ruleset if disease == place.diseases[0] else ""
    chosen = choose_ruleset(moment, place.unit, disease, library.rulesets, fixed)
    if chosen is None:
        raise NoRuleset(disease)
    return chosen
