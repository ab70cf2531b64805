"""Recognise the person of a row again, without keeping a word of it outside the sealed table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pandas as pd

from geo.names import clean_name
from zones.intake.asking import Choice
from zones.intake.columns import ROLES
from zones.intake.draft import Draft
from zones.intake.findings import REMARK
from zones.intake.sealing import Seal, mask_name, mask_phone

HASHES: Final = ("name_hash", "person_hash", "phone_hash", "papers_hash")
OLDEST: Final = 1900
_YEAR = re.compile(r"(?:.*\D)?((?:19|20)\d\d)(?:\D.*)?")
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\ufeff]+")
_NO_LETTER = re.compile(r"[\W_]+")
_SHORT = re.compile(r"\d{1,2}")
_AGE = re.compile(r"(\d{1,3})\s*(?:t|tuổi|tuoi)?")


class People:
    """The persons of a file's rows: keyed hashes to compare by, masks to show, and the facts, sealed when asked for.

    `hashes` has HASHES on the rows' index, None where the row does not say it. The facts themselves are no frame,
    appear in no repr, and leave this object encrypted only.
    """

    def __init__(self, facts: Mapping[str, pd.Series], years: pd.Series, seal: Seal) -> None:
        self._facts = facts
        self._years = years
        self._seal = seal
        self.hashes = self._hash()

    def __repr__(self) -> str:
        """Say how many rows there are, and nothing of them."""
        return f"People({len(self.hashes)} rows)"

    def mask(self, row: int) -> str:
        """Return what may be shown of a row's person: "N. V. A., 0xx…123"."""
        return mask({name: str(texts.get(row, "")) for name, texts in self._facts.items()})

    def known(self) -> pd.Series:
        """Tell which rows say who it is."""
        told: pd.Series = self.hashes.notna().any(axis="columns")
        return told

    def sealed(self, row: int) -> bytes:
        """Return the facts of a row, encrypted."""
        facts = {name: str(texts[row]) for name, texts in self._facts.items() if texts[row]}
        year = self._years[row]
        return self._seal.close({**facts, **({"birth_year": str(year)} if year else {})})

    def _hash(self) -> pd.DataFrame:
        name = _each(self._facts["person_name"], plain_name)
        phone = _each(self._facts["phone"], plain_phone)
        papers = _each(self._facts["papers"], lambda text: re.sub(r"[\W_]", "", text).upper())
        year = self._years.map(lambda value: str(value) if value else "")
        person = (name + "|" + year).where((name != "") & (year != ""), "")
        texts = {"name_hash": name, "person_hash": person, "phone_hash": phone, "papers_hash": papers}
        return pd.DataFrame({
            what: _each(column, lambda text, what=what: self._seal.hash(what, text)).replace("", None)
            for what, column in texts.items()
        }, dtype="object")


def read_people(draft: Draft, cells: pd.DataFrame, roles: Mapping[str, str], source: str, now: datetime,
                seal: Seal) -> People:
    """Take the personal columns of a case list ({role: the file's column}); ask where 45 may be a year or an age."""
    empty = pd.Series("", index=cells.index, dtype="object")
    facts = {role: cells[roles[role]].astype("object") if role in roles else empty for role in ROLES}
    years = _birth_years(draft, facts["birth"], roles.get("birth", ""), source, now)
    return People({name: facts[name] for name in ("person_name", "phone", "papers", "home_address")}, years, seal)


def mask(facts: Mapping[str, str]) -> str:
    """Return what may be shown of a person's facts."""
    parts = (mask_name(facts.get("person_name", "")), mask_phone(facts.get("phone", "")))
    return ", ".join(part for part in parts if part)


def plain_name(text: str) -> str:
    """Return a person's name without accents, capitals and signs: a list typed in haste has none of them."""
    apart = unicodedata.normalize("NFKD", text).lower().replace("đ", "d")
    return " ".join(_NO_LETTER.sub(" ", _MARKS.sub("", apart)).split())


def plain_phone(text: str) -> str:
    """Return a telephone's last nine digits: +84 912 345 678, 0912.345.678 and 912345678 are one; "" for no number."""
    digits = re.sub(r"\D", "", re.split(r"[/;,]|\bhoặc\b", text)[0])
    return digits[-9:] if 9 <= len(digits) <= 12 else ""


def _birth_years(draft: Draft, births: pd.Series, column: str, source: str, now: datetime) -> pd.Series:
    """Return years of birth (0: not said). An age alone gives none: it is a year too many or too few half the time."""
    plain = births.str.strip().str.replace(r"\.0$", "", regex=True)
    short = plain.map(lambda text: bool(_SHORT.fullmatch(text)))
    answers = draft.ask(
        "age", pd.Series(f"{source}/{clean_name(column)}", index=births.index), short, "ask.year_or_age_row",
        lambda _subject: (Choice("year", "ask.is_year"), Choice("age", "ask.is_age")), question="ask.year_or_age",
        fields=lambda _subject: _example(plain[short], now),
    )
    years = {text: _year(text, now.year) for text in plain.unique()}
    out = plain.map(years).astype("int64")
    out = out.where(~(short & (answers != "year")), 0)
    wrong = (plain != "") & (out < 0)
    draft.findings.add(REMARK, wrong, "ask.birth_unread")
    return out.where(out > 0, 0)


def _example(shorts: pd.Series, now: datetime) -> dict[str, object]:
    """Return a number of the column and the two things it may mean; a number alone tells nobody."""
    value = shorts.iloc[0]
    return {"value": value, "year": str(_year(value, now.year)), "born": str(now.year - int(value))}


def _year(text: str, this_year: int) -> int:
    """Return the year of birth that a text says, 0 for an age in words, -1 for what cannot be."""
    if not text:
        return 0
    if _SHORT.fullmatch(text):
        value = int(text)
        return 2000 + value if 2000 + value <= this_year else 1900 + value
    if match := _YEAR.fullmatch(text):
        return int(match[1]) if OLDEST <= int(match[1]) <= this_year else -1
    if match := re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.](\d\d)", text):
        return _year(match[1], this_year)
    return 0 if _AGE.fullmatch(text) and int(_AGE.fullmatch(text)[1]) <= 120 else -1  # type: ignore[index]


def _each(texts: pd.Series, change: object) -> pd.Series:
    answers = {text: change(text) if text else "" for text in texts.unique()}  # type: ignore[operator]
    return texts.map(answers).astype("object")
