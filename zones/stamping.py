"""Say what makes a composed map a draft or an issued sheet: number and stamp; and what it shows in numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from geo.book import Book, Content, Cover, Poster
from geo.mapmodel import MapModel
from geo.page_state import compact_json, state
from geo.qr import qr_matrix
from geo.sheet import Stamp
from zones.issued import ColourCount, RulesetUsed
from zones.ruleset import Ruleset
from zones.times import say_start
from zones.wording import t

CHECK_PATH: Final = "kiem-tra"
SHORT_DIGEST: Final = 12


@dataclass(frozen=True, slots=True)
class Issue:
    """What makes a map an issued sheet. `public_url` "" : no QR, the code alone."""

    sign: str
    place_date: str                        # "Gia Thụy, ngày 08 tháng 9 năm 2021": of the issue, not of the map
    code: str
    issued_at: datetime
    public_url: str
    signer: str
    replaces: str = ""                     # the sign of the sheet in whose place it stands


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said of an issued sheet where it is not looked at itself."""

    title: str
    subtitle: str
    counts: tuple[ColourCount, ...]


def content_digest(model: MapModel) -> str:
    """Return the SHA-256 of all that a map shows, words and shapes; which write it was read at is no part of it."""
    return hashlib.sha256(compact_json(state(replace(model, revision=0)))).hexdigest()


def unissued_stamp(language: str) -> Stamp:
    """Return the stamp of what is only printed: that nobody answers for it under a number."""
    return Stamp(lines=(t("issue.stamp_unissued", language),))


def draft_stamp(model: MapModel) -> Stamp:
    """Return the stamp of a draft: NHÁP across the sheet, and a line that says that it does not bind."""
    speech = model.language
    return Stamp(
        status=t("issue.watermark_draft", speech), headline=t("issue.stamp_draft", speech),
        lines=(t("issue.stamp_draft_note", speech), _digest_line(model)),
    )


def issued_stamp(model: MapModel, issue: Issue) -> Stamp:
    """Return the stamp of an issued sheet: number, short code, where to ask, and the QR where there is an address."""
    speech = model.language
    lines = [t("issue.stamp_issued_at", speech, moment=say_start(issue.issued_at)),
             t("issue.stamp_signer", speech, signer=issue.signer)]
    if issue.replaces:
        lines.append(t("issue.stamp_replaces", speech, sign=issue.replaces))
    if issue.public_url:
        lines.append(t("issue.stamp_ask", speech, address=check_address(issue.public_url)))
    else:
        lines.append(t("issue.stamp_ask_locally", speech))
    lines.append(_digest_line(model))
    return Stamp(
        headline=t("issue.stamp_issued", speech, sign=issue.sign), short_code=issue.code, lines=tuple(lines),
        code=qr_matrix(check_address(issue.public_url, issue.code) if issue.public_url else ""),
    )


def picture_stamp(stamp: Stamp) -> Stamp:
    """Return the stamp as a picture for telephones has room for it: number and code, and the QR."""
    return replace(stamp, lines=tuple(filter(None, (stamp.headline, stamp.short_code))), headline="", short_code="")


def with_number(content: Content, issue: Issue) -> Content:
    """Return a sheet with number and day of the issue in the head of each of its maps; a picture has no head."""
    def numbered(model: MapModel) -> MapModel:
        number = t("map.number", model.language, number=issue.sign)
        return replace(model, title_block=replace(model.title_block, number=number, place_date=issue.place_date))

    match content:
        case MapModel():
            return numbered(content)
        case Book():
            return replace(content, overview=numbered(content.overview), maps=tuple(map(numbered, content.maps)))
        case Cover():
            return Cover(replace(content.book, overview=numbered(content.book.overview)))
        case Poster():
            return replace(content, model=numbered(content.model))
        case _:
            return content


def summary_of(content: Content, model: MapModel) -> Summary:
    """Return what the list and the answer for a code say of a sheet; `model` is the whole map that it was made from."""
    head, speech = model.title_block, model.language
    match content:
        case Book():
            title = t("issue.title_atlas", speech, title=head.title, count=len(content.maps))
            return Summary(title, head.subtitle, colour_counts(model))
        case Poster():
            # a poster says one colour, and that of one unit: a picture of it with another colour is a fake
            colour = ColourCount(content.model.styles[content.style].fill or "", content.headline, ())
            return Summary(t("issue.title_poster", speech, place=content.place), "", (colour,))
        case _:
            return Summary(head.title, head.subtitle, colour_counts(model))


def _digest_line(model: MapModel) -> str:
    return t("issue.stamp_digest", model.language, digest=content_digest(model)[:SHORT_DIGEST])


def check_address(public_url: str, code: str = "") -> str:
    """Return where a sheet is asked about: the page with the field, or the answer for one code."""
    base = f"{public_url.rstrip('/')}/{CHECK_PATH}"
    return f"{base}/{code}" if code else base


def colour_counts(model: MapModel) -> tuple[ColourCount, ...]:
    """Return the legend's lines of zones: what a picture must say to be this sheet."""
    section = model.legend[0] if model.legend else None
    if section is None:
        return ()
    lines = []
    for entry in section.entries:
        style = model.styles[entry.style] if entry.style else None
        if style is not None and style.fill:
            pairs = tuple(zip(section.columns, entry.values, strict=False))
            lines.append(ColourCount(style.fill, entry.label, pairs))
    return tuple(lines)


def rulesets_used(rulesets: Iterable[Ruleset], language: str) -> tuple[RulesetUsed, ...]:
    """Return which rulesets coloured a map, each with the hash of all that it says."""
    return tuple(
        RulesetUsed(one.id, hashlib.sha256(repr(one).encode()).hexdigest()[:16], one.document.title[language])
        for one in rulesets
    )
