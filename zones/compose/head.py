"""Write the map's head, its facts and its notices."""

from __future__ import annotations

from datetime import datetime

from geo.mapmodel import HeadForm, Notice, NoticeKind, TitleBlock
from zones.compose.footnotes import make_footnotes
from zones.compose.names import kind_name, say_age
from zones.decisions import ReasonKind
from zones.levels import Level
from zones.situation import Situation
from zones.times import say_moment, say_start
from zones.wording import t


def make_title_block(situation: Situation, language: str) -> TitleBlock:
    """Return the head of the sheet in the State's or the Party's form (domain §9.1)."""
    place, issuer, as_of = situation.place, situation.place.issuer, situation.as_of
    party = issuer.form is HeadForm.PARTY
    motto = ("map.motto_party_1",) if party else ("map.motto_state_1", "map.motto_state_2")
    where = f"{place.name}, {place.within}" if place.within else place.name
    moment = t("map.moment_words", language, time=f"{as_of:%H:%M}", day=f"{as_of:%d/%m/%Y}")
    diseases = [kind_name("disease", one.ruleset.disease, language) for one in situation.assessments]
    return TitleBlock(
        form=issuer.form, superior=issuer.superior, issuer=issuer.name,
        number=t("map.number", language, number=issuer.number) if issuer.number else "",
        motto=tuple(t(key, language) for key in motto),
        place_date=say_place_date(issuer.place_name, as_of, language),
        title=t("map.title", language, disease=", ".join(diseases).upper()),
        subtitle=t("map.subtitle", language, place=where, moment=moment), annex=issuer.annex,
    )


def say_place_date(place_name: str, day: datetime, language: str) -> str:
    """Return "Gia Thụy, ngày 08 tháng 9 năm 2021"; "" where the place has no name before dates.

    NĐ 30/2020: days below 10 and the months 1 and 2 get a leading zero, other months do not.
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return t("map.place_date", language, place=place_name, day=f"{day.day:02d}", month=month,
             year=day.year) if place_name else ""


def make_facts(situation: Situation, language: str) -> tuple[str, ...]:
    """Return what stands on every map and sheet: data time, the rule and its dates (the title has the moment)."""
    data_time = t("map.fact_no_data_time", language)
    if situation.data_time is not None:
        data_time = t("map.fact_data_time", language, moment=say_moment(situation.data_time))
    if situation.combined:
        rules = [t("map.fact_rule", language, title=one.ruleset.document.title[language])
                 for one in situation.assessments]
        return (data_time, *rules)
    ruleset = situation.ruleset
    dates = t("map.fact_rule_dates_open", language, start=say_start(ruleset.valid_from))
    if ruleset.valid_to is not None:
        dates = t("map.fact_rule_dates", language, start=say_start(ruleset.valid_from),
                  end=say_start(ruleset.valid_to))
    return (data_time, t("map.fact_rule", language, title=ruleset.document.title[language]), dates)


def make_notices(situation: Situation, language: str) -> tuple[Notice, ...]:
    """Return what must not be overlooked, the loudest first."""
    notices = [Notice(NoticeKind.WARNING, words) for words in _warnings(situation, language)]
    notices += [Notice(NoticeKind.INFO, words) for words in make_footnotes(situation, language)]
    notices += [Notice(NoticeKind.INFO, words) for words in _remarks(situation, language)]
    return tuple(notices)


def _warnings(situation: Situation, language: str) -> list[str]:
    words = []
    as_of = say_moment(situation.as_of)
    ruleset = situation.ruleset
    if situation.view.is_trial:
        options = "".join(f", {kind_name(name, value, language)}" for name, value in situation.view.options)
        words.append(t("map.notice_trial", language, title=ruleset.document.title[language] + options))
    for one in situation.assessments:
        if not one.ruleset.in_force(situation.as_of):
            key = "map.notice_greyed" if one.ruleset.outside_validity == "grey" else "map.notice_not_in_force"
            words.append(t(key, language, title=one.ruleset.document.title[language], as_of=as_of))
    if situation.unreported and situation.combined:
        names = ", ".join(kind_name("disease", disease, language) for disease in situation.unreported)
        words.append(t("map.notice_unreported", language, diseases=names))
    if situation.data_time is None:
        words.append(t("map.notice_no_report", language))
    elif situation.stale_by is not None:
        words.append(t("map.notice_stale", language, age=say_age(situation.stale_by, language),
                       data_time=say_moment(situation.data_time), as_of=as_of))
    return words


def _remarks(situation: Situation, language: str) -> list[str]:
    decisions = [d for d in situation.area_decisions.values() if d.level is not Level.UNASSESSED]
    unverified = sum(not decision.verified for decision in decisions)
    missing = sum(
        any(reason.kind is ReasonKind.MISSING and reason.level for reason in decision.reasons) for decision in decisions
    )
    words = []
    if situation.combined:
        words.append(t("map.notice_combined", language))
    if held := [scale.ruleset.scale.name[language] for scale in situation.scales if not scale.announced]:
        words.append(t("map.notice_beside", language, scales="; ".join(held)))
    words += [
        t("map.notice_announced", language, scale=scale.ruleset.scale.name[language],
          start=say_start(scale.ruleset.valid_from))
        for scale in situation.scales if scale.announced
    ]
    if missing:
        words.append(t("map.notice_missing", language, count=missing))
    if unverified:
        words.append(t("map.notice_unverified", language, count=unverified))
    if situation.belts["active"].fillna(False).any() and not situation.field.has_roads:
        words.append(t("field.no_roads", language))
    if note := situation.place.note.get(language, ""):
        words.append(note)
    return words
