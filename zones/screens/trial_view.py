""""Nếu áp dụng quy định khác": the same data under another ruleset or other options, as a table and a map."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from zones.compose.names import kind_name
from zones.levels import WORST_FIRST
from zones.places import Place
from zones.ruleset import Library, Ruleset
from zones.situation import View
from zones.times import end_of_day
from zones.usecases import CommandPost
from zones.wording import number, t

TRIAL_HEIGHT = 560
OPTION = "numerator"


def show(post: CommandPost, place: Place, library: Library, speech: str) -> None:
    """Draw the tab: what to try, which units change, the map as it would be."""
    situation = post.situation(place.id)
    own = situation.ruleset
    names = {ruleset.id: ruleset.document.title[speech] for ruleset in library if ruleset.disease == own.disease}
    left, middle, right = st.columns([3, 1, 1])
    chosen = left.selectbox(t("rules.try", speech), list(names), key="rules_trial", format_func=names.__getitem__,
                            index=_at_first(list(names), own))
    choices = library.get(chosen).options.get(OPTION, ("community",))
    # the rule in use is tried with the cases that it does not count
    other = next((choice for choice in choices if chosen == own.id and choice != situation.numerator), choices[0])
    numerator = middle.selectbox(
        t("rules.numerator", speech), choices, index=choices.index(other), key=f"rules_numerator_{chosen}",
        format_func=lambda value: kind_name(OPTION, value, speech),
    )
    day = right.date_input(t("rules.day", speech), value=post.days(place.id)[1], format="DD/MM/YYYY", key="rules_day")
    moment = end_of_day(day)
    view = View(place.id, ruleset=chosen, options=_options(library.get(chosen), numerator))
    changes = post.compare(place.id, view, moment)
    units = len(post.situation(place.id, moment).areas)
    st.markdown(t("rules.changes", speech, changed=number(len(changes), speech), all=number(units, speech)))
    if changes:
        counts = {level: sum(change.after is level for change in changes) for level in WORST_FIRST}
        st.caption("; ".join(f"{t(f'level.{level}', speech)}: {number(count, speech)}"
                             for level, count in counts.items() if count))
        st.dataframe([
            {t("card.area", speech): change.name, t("rules.before", speech): t(f"level.{change.before}", speech),
             t("rules.after", speech): t(f"level.{change.after}", speech)}
            for change in changes
        ], hide_index=True, width="stretch")
    address = {"place": view.address, "lang": speech, "as_of": moment.isoformat()}
    st.iframe("/map?" + urlencode(address), height=TRIAL_HEIGHT, alt=t("rules.trial_map", speech))


def _at_first(ids: list[str], own: Ruleset) -> int:
    """Return the position of what is tried first: the rule in use with its other option, else the newest other one."""
    if len(own.options.get(OPTION, ())) > 1:
        return ids.index(own.id)
    others = [position for position, ruleset_id in enumerate(ids) if ruleset_id != own.id]
    return others[-1] if others else 0


def _options(ruleset: Ruleset, numerator: str) -> tuple[tuple[str, str], ...]:
    return ((OPTION, numerator),) if OPTION in ruleset.options else ()
