"""Show the rules: which held when, each document with clauses and worked examples, another one tried on the data."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import streamlit as st

from geo.frames import VIETNAM_TIME
from zones.places import Place
from zones.regimes import Regime, list_regimes, regimes_in_force, rulesets_announced, rulesets_in_force
from zones.ruleset import Library, Ruleset
from zones.screens import ruleset_view, timeline, trial_view
from zones.times import say_start
from zones.usecases import CommandPost
from zones.wording import t

# squeezed into a telephone's width the timeline's letters are three pixels high: there it is pushed aside by a thumb
_ON_A_TELEPHONE: Final = """<style>
.st-key-regimes {overflow-x: auto;}
.st-key-regimes :is([data-testid="stElementContainer"], [data-testid="stImage"], img) {min-width: 820px;}
</style>"""


def show(post: CommandPost, place: Place, speech: str) -> None:
    """Draw the screen "Quy định"."""
    library = post.library()
    held, read, trial = st.tabs([t(f"rules.tab_{name}", speech) for name in ("timeline", "read", "trial")])
    with held:
        _show_timeline(post, place, library, speech)
    with read:
        _show_documents(post, place, library, speech)
    with trial:
        trial_view.show(post, place, library, speech)


def _show_timeline(post: CommandPost, place: Place, library: Library, speech: str) -> None:
    """Answer which regimes held at any hour in this place."""
    shown = post.situation(place.id).as_of.astimezone(VIETNAM_TIME).replace(tzinfo=None)
    left, _ = st.columns([1, 2])
    chosen = left.datetime_input(t("rules.moment", speech), value=shown, format="DD/MM/YYYY",
                                 step=timedelta(minutes=1), key="rules_moment")
    if chosen is None:
        return
    moment = chosen.replace(tzinfo=VIETNAM_TIME)
    rulesets = rulesets_in_force(moment, place.unit, rulesets=library.rulesets)
    coloured = {post.ruleset(place, moment, disease).id for disease in place.diseases}
    st.markdown(t("rules.held_at", speech, moment=say_start(moment), place=place.unit))
    lines = [_held_line(ruleset, "rules.colours_map" if ruleset.id in coloured else "", speech) for ruleset in rulesets]
    lines += [_held_line(ruleset, "rules.announced", speech)
              for ruleset in rulesets_announced(moment, place.unit, rulesets=library.rulesets)]
    lines += [f"- {_name(regime, speech)} – {t('rules.no_map', speech)}"
              for regime in regimes_in_force(moment, place.unit) if not regime.rulesets]
    st.markdown("\n".join(lines) if lines else t("rules.none_held", speech))
    st.html(_ON_A_TELEPHONE)
    with st.container(key="regimes"):
        st.image(timeline.draw(list_regimes(), moment, speech), width="stretch")
    st.dataframe([_regime_line(regime, speech) for regime in list_regimes()], hide_index=True, width="stretch")


def _held_line(ruleset: Ruleset, remark: str, speech: str) -> str:
    words = f"- **{ruleset.document.title[speech]}** ({ruleset.scale.name[speech]})"
    if remark:
        words += f" – {t(remark, speech, start=say_start(ruleset.valid_from))}"
    return words


def _name(regime: Regime, speech: str) -> str:
    return regime.name[speech]


def _regime_line(regime: Regime, speech: str) -> dict[str, str]:
    return {
        t("rules.from", speech): say_start(regime.valid_from),
        t("rules.to", speech): say_start(regime.valid_to) if regime.valid_to else "",
        t("rules.document", speech): _name(regime, speech),
        t("rules.territory", speech): ", ".join(regime.territory) or t("rules.whole_country", speech),
        t("rules.dates_checked", speech): ruleset_view.say_mark(regime.verified, speech),
        t("rules.source", speech): regime.source,
    }


def _show_documents(post: CommandPost, place: Place, library: Library, speech: str) -> None:
    for trouble in library.troubles:
        st.error(t("rules.left_out", speech, trouble=trouble.say(speech)))
    in_use = post.situation(place.id).ruleset
    st.markdown(t("rules.in_use", speech, place=place.name, title=in_use.document.title[speech]))
    st.dataframe([_document_line(ruleset, library, speech) for ruleset in library], hide_index=True, width="stretch")
    st.caption(t("rules.own_folder", speech, folder=str(post.rulesets or "–")))
    names = {ruleset.id: ruleset.document.title[speech] for ruleset in library}
    chosen = st.selectbox(t("rules.choose", speech), list(names), key="rules_chosen",
                          index=list(names).index(in_use.id), format_func=names.__getitem__)
    ruleset_view.show(library.get(chosen), speech)


def _document_line(ruleset: Ruleset, library: Library, speech: str) -> dict[str, str]:
    return {
        t("rules.from", speech): say_start(ruleset.valid_from),
        t("rules.to", speech): say_start(ruleset.valid_to) if ruleset.valid_to else "",
        t("rules.document", speech): ruleset.document.title[speech],
        t("rules.scale", speech): ruleset.scale.name[speech],
        t("rules.checked", speech): ruleset_view.say_share_verified(ruleset, speech),
        t("rules.origin", speech): t("rules.own" if ruleset.id in library.own else "rules.of_program", speech),
    }
