"""Tell whether a row is about a person whose case is known: surely, surely not, or as a question.

Sure is: the same identity papers; or the same name, year of birth and telephone on the same day of report. Everything
weaker is asked: two people of Hà Nội share a name easily, a family shares a telephone, and a person may fall ill again.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from zones.intake.asking import Choice
from zones.intake.draft import Draft
from zones.intake.findings import REFUSED
from zones.intake.people import People
from zones.intake.register import Register
from zones.times import say_day

SAME, OVERRIDE, NEW = "same", "override", "new"
_CHOICES: Final = (Choice(SAME, "ask.person_same"), Choice(OVERRIDE, "ask.person_override"),
                   Choice(NEW, "ask.person_new"))


def recognise_people(
    draft: Draft, people: People, register: Register, given: pd.Series, ids: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return the rows' case ids, and which rows are to be taken just as they are stored."""
    known = set(register.cases["case_id"])
    numbered = given.isin(list(known))
    ids, _ = _ask_about_numbers(draft, people, register, numbered, ids)
    candidates, sure = _candidates(draft, people, register, numbered, given)
    sure_rows = candidates.notna() & sure
    ids = ids.where(~sure_rows, candidates)
    answers = _ask_about_persons(draft, people, register, candidates, candidates.notna() & ~sure)
    ids = ids.where(~answers.isin([SAME, OVERRIDE]), candidates)
    _ask_about_twins(draft, people, ids, candidates.isna() & ~numbered)
    return ids.astype("object"), (answers == SAME).astype("bool")


def _ask_about_numbers(
    draft: Draft, people: People, register: Register, numbered: pd.Series, ids: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """A case's number that comes again with another name is one of two mistakes."""
    stored = register.hashes()["name_hash"]
    before = ids.map(stored.to_dict()).astype("object")
    other = numbered & before.notna() & people.hashes["name_hash"].notna() & (before != people.hashes["name_hash"])
    subjects = ids.astype("str") + ":" + people.hashes["name_hash"].fillna("").str[:12]
    rows_of = _first_rows(subjects, other)
    answers = draft.ask(
        "number", subjects, other, "ask.number_row",
        lambda _subject: (Choice(OVERRIDE, "ask.number_override"), Choice(NEW, "ask.number_new")),
        question="ask.number",
        fields=lambda subject: _masks(people, register, rows_of[subject], subject.partition(":")[0]),
    )
    return ids.where(answers != NEW, ids + "-" + people.hashes["name_hash"].fillna("").str[:6]), answers


def _candidates(
    draft: Draft, people: People, register: Register, numbered: pd.Series, given: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return for each row the id of the case that may be its person's, and whether that is sure."""
    hashes = people.hashes.where(~numbered, None)
    disease = "|" + draft.column("disease").astype("object")
    by_papers, by_person = ((hashes[name] + disease).map(register.by_hash(name)).astype("object")
                            for name in ("papers_hash", "person_hash"))
    by_name = _by_name_alone(hashes, draft.column("disease"), register)
    found = by_papers.where(by_papers.notna(), by_person)
    found = found.where(found.notna(), by_name).astype("object")
    found = found.where(found.notna(), None)
    stored_phone = found.map(register.hashes()["phone_hash"].to_dict()).astype("object")
    days = pd.to_datetime(register.cases.set_index("case_id")["date_reporting"], utc=True).dt.tz_convert("+07:00")
    stored_day = found.map(days.dt.normalize().to_dict())
    own_day = pd.to_datetime(draft.column("date_reporting"), utc=True).dt.tz_convert("+07:00").dt.normalize()
    same_day = pd.to_datetime(stored_day, utc=True) == pd.to_datetime(own_day, utc=True)
    whole = by_person.notna() & hashes["phone_hash"].notna() & (hashes["phone_hash"] == stored_phone)
    sure = (by_papers.notna() | whole) & same_day & given.isna()
    return found, sure.astype("bool")


def _by_name_alone(hashes: pd.DataFrame, ill_with: pd.Series, register: Register) -> pd.Series:
    """Return a case of the same name and disease where nothing else tells the two apart."""
    known, diseases = register.hashes(), register.diseases()
    by_name: dict[str, list[tuple[str, object, object]]] = {}
    for case_id, name, person, phone in zip(known.index, known["name_hash"], known["person_hash"], known["phone_hash"],
                                            strict=True):
        if name and case_id in diseases:
            by_name.setdefault(f"{name}|{diseases[case_id]}", []).append((case_id, person, phone))
    found: list[str | None] = []
    for name, person, phone, disease in zip(hashes["name_hash"], hashes["person_hash"], hashes["phone_hash"], ill_with,
                                            strict=True):
        # a year of birth on both sides, or a telephone on both, has told them apart already
        fits = [case_id for case_id, other, number in by_name.get(f"{name}|{disease}", [])
                if not (person and other) and not (phone and number and phone != number)] if name else []
        found.append(fits[-1] if fits else None)
    return pd.Series(found, index=hashes.index, dtype="object")


def _ask_about_persons(
    draft: Draft, people: People, register: Register, candidates: pd.Series, rows: pd.Series
) -> pd.Series:
    hashes = people.hashes
    mark = hashes["papers_hash"].fillna(hashes["person_hash"]).fillna(hashes["name_hash"]).fillna("")
    subjects = mark.str[:16] + ":" + candidates.fillna("").astype("object")
    rows_of = _first_rows(subjects, rows)
    return draft.ask(
        "person", subjects, rows, "ask.person_row", lambda _subject: _CHOICES, question="ask.person",
        fields=lambda subject: _masks(people, register, rows_of[subject], subject.partition(":")[2]),
    )


def _ask_about_twins(draft: Draft, people: People, ids: pd.Series, fresh: pd.Series) -> None:
    """Two new rows of one file under different ids may be one person."""
    hashes = people.hashes
    both = hashes["name_hash"].astype("object") + "|" + hashes["phone_hash"].astype("object")
    mark = hashes["papers_hash"].fillna(hashes["person_hash"]).fillna(both)
    standing = fresh & mark.notna() & ~draft.findings.rows_of(REFUSED)
    same = mark.where(standing).duplicated(keep=False) & standing
    alike = mark[same].astype("object")                     # few: everything below is about these
    same &= (ids[same].groupby(alike).transform("nunique") > 1).reindex(ids.index, fill_value=False)
    if not same.any():
        return
    alike, rows = mark[same].astype("object"), ids.index.to_series()
    first, last = (rows[same].groupby(alike).transform(which).reindex(ids.index, fill_value=0)
                   for which in ("first", "last"))
    subjects = alike.str[:16].reindex(ids.index, fill_value="")
    lines = {str(subject): list(members) for subject, members in rows[same].groupby(subjects[same]).groups.items()}
    answers = draft.ask(
        "same_person", subjects, same & (rows != first), "ask.same_person_row",
        lambda _subject: (Choice("both", "ask.two_people"), Choice("first", "ask.keep_first"),
                          Choice("last", "ask.keep_last")),
        question="ask.same_person",
        fields=lambda subject: {"mask": people.mask(lines[subject][0]),
                                "rows": ", ".join(str(row) for row in lines[subject][:5])},
        other=first,
    )
    chosen = answers[same].groupby(alike).transform("first").reindex(ids.index)
    draft.findings.add(REFUSED, same & (chosen == "first") & (rows != first), "ask.twin_dropped", other=first)
    draft.findings.add(REFUSED, same & (chosen == "last") & (rows != last), "ask.twin_dropped", other=last)


def _first_rows(subjects: pd.Series, rows: pd.Series) -> dict[str, int]:
    told = subjects[rows].drop_duplicates()
    return dict(zip(told, told.index, strict=True))


def _masks(people: People, register: Register, row: int, case_id: str) -> dict[str, object]:
    """Return what a question shows of the two: masked, with the case's number, unit and day."""
    case = register.cases[register.cases["case_id"] == case_id].iloc[0]
    day = say_day(case["date_reporting"].date())
    return {"mask": people.mask(row), "case": case_id, "known": register.mask(case_id) or "–", "day": day}
