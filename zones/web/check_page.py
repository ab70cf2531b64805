"""Write the page that answers for a code: plain HTML for any phone, no script, nothing fetched."""

from __future__ import annotations

import html
from datetime import datetime
from typing import Final

from zones.issued import ColourCount, IssuedSheet, Standing
from zones.stamping import SHORT_DIGEST
from zones.times import say_moment, say_start
from zones.wording import t

STYLE: Final = """
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;font:17px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:#1a1a1a;
background:#f3f4f6}
main{max-width:40rem;margin:0 auto;padding:1rem}
header{display:flex;justify-content:space-between;gap:1rem;align-items:baseline}
h1{font-size:1.15rem;margin:.3rem 0 .8rem}
a{color:#0b57a4}
form{display:flex;gap:.6rem;flex-wrap:wrap;margin:1rem 0}
label{width:100%}
input{flex:1 1 12rem;min-width:0;font:inherit;font-size:1.4rem;letter-spacing:.08em;text-transform:uppercase;
padding:.6rem;border:1px solid #6b7280;border-radius:.4rem;background:#fff}
input::placeholder{letter-spacing:0;text-transform:none;font-size:1rem;color:#6b7280}
button{font:inherit;font-weight:600;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#0b57a4;color:#fff}
.verdict{border-radius:.5rem;padding:1rem;color:#fff;margin:.2rem 0 1rem}
.verdict b{display:block;font-size:1.35rem;line-height:1.25}
.verdict p{margin:.4rem 0 0}
.valid{background:#1b6e2c}.ended{background:#8a4b00}.unknown{background:#a31515}.mistyped{background:#374151}
.exercise{border:2px solid #1a1a1a;border-radius:.4rem;padding:.5rem .8rem;font-weight:700;background:#fff}
dl{background:#fff;border-radius:.5rem;padding:.4rem 1rem;margin:1rem 0}
dt{color:#555;font-size:.9rem;margin-top:.6rem}
dd{margin:0 0 .5rem;font-weight:600;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;background:#fff;border-radius:.5rem}
caption{text-align:left;padding:.5rem 0;font-weight:600}
th,td{text-align:right;padding:.45rem .4rem;border-top:1px solid #e5e7eb;font-variant-numeric:tabular-nums}
thead th{font-weight:500;color:#555;font-size:.9rem;border:0}
th[scope=row]{text-align:left;font-weight:500}
svg{width:1rem;height:1rem;vertical-align:-.12rem;margin-right:.45rem}
img{width:100%;height:auto;background:#fff;border:1px solid #d1d5db;border-radius:.5rem}
footer{color:#555;font-size:.85rem;margin:1.2rem 0}
"""


def input_page(language: str) -> str:
    """Return the page with nothing but the field for a code."""
    lead = f"<p>{_(t('issue.check_lead', language))}</p>"
    return _page(language, lead + _form(language), "kiem-tra")


def unknown_page(language: str, now: datetime) -> str:
    """Return the answer for everything that is no code of ours: the same words whatever was typed."""
    body = _verdict("unknown", t("issue.check_unknown", language), t("issue.check_unknown_note", language))
    return _page(language, body + _form(language) + _answered(language, now), "kiem-tra")


def mistyped_page(language: str, typed: str) -> str:
    """Return the answer for what has not the form of a code: most often a slip of the finger, so nothing is accused."""
    body = _verdict("mistyped", t("issue.check_mistyped", language), t("issue.check_mistyped_note", language))
    return _page(language, body + _form(language, typed), "kiem-tra")


def refused_page(language: str, sentence: str) -> str:
    """Return the page that says why there is no answer now."""
    return _page(language, f"<p>{_(sentence)}</p>" + _form(language), "kiem-tra")


def answer_page(
    sheet: IssuedSheet, place_name: str, newer: IssuedSheet | None, language: str, now: datetime
) -> str:
    """Return the answer for one of our codes: whether it stands, and what the true sheet shows."""
    parts = [_standing(sheet, newer, language)]
    if sheet.exercise:
        parts.append(f'<p class="exercise">{_(t("issue.check_exercise", language))}</p>')
    parts.append(_lines(sheet, place_name, newer, language))
    parts.append(_colours(sheet.counts, language))
    if sheet.audience == "public":
        picture = t("issue.check_picture", language)
        parts.append(f'<p>{_(picture)}</p><img src="{_(sheet.code)}.png" alt="{_(picture)}" loading="lazy">')
    else:
        parts.append(f"<p>{_(t('issue.check_internal', language))}</p>")
    parts.append(f'<p><a href="../kiem-tra?lang={language}">{_(t("issue.check_again", language))}</a></p>')
    parts.append(_answered(language, now))
    return _page(language, "".join(parts), sheet.code)


def _standing(sheet: IssuedSheet, newer: IssuedSheet | None, language: str) -> str:
    note = t("issue.check_ended_note", language)
    match sheet.standing:
        case Standing.VALID:
            note = t("issue.check_valid_note", language)
            return _verdict("valid", t("issue.check_valid", language), note)
        case Standing.REPLACED:
            sign = newer.sign if newer is not None else ""
            return _verdict("ended", t("issue.check_replaced", language, sign=sign), note)
        case Standing.WITHDRAWN:
            return _verdict("ended", t("issue.check_withdrawn", language), note)


def _lines(sheet: IssuedSheet, place_name: str, newer: IssuedSheet | None, language: str) -> str:
    pairs = [
        ("check_code", sheet.code),
        ("check_ended_at", say_start(sheet.ended_at) if sheet.ended_at else ""),
        ("check_newer", newer.code if newer is not None else ""),
        ("check_sign", sheet.sign), ("check_place", place_name), ("check_what", sheet.title),
        ("check_as_of", say_moment(sheet.as_of)),
        ("check_data_time", say_moment(sheet.data_time) if sheet.data_time else ""),
        *(("check_rule", used.title) for used in sheet.rulesets),
        ("check_issued_at", say_start(sheet.issued_at)), ("check_signer", sheet.signer),
        ("check_digest", sheet.digest[:SHORT_DIGEST]),
    ]
    rows = (f"<dt>{_(t(f'issue.{key}', language))}</dt><dd>{_value(key, value, language)}</dd>"
            for key, value in pairs if value)
    return f"<dl>{''.join(rows)}</dl>"


def _value(key: str, value: str, language: str) -> str:
    # who holds an old sheet wants the new one's answer, not its code to type
    return f'<a href="{_(value)}?lang={language}">{_(value)}</a>' if key == "check_newer" else _(value)


def _colours(counts: tuple[ColourCount, ...], language: str) -> str:
    if not counts:
        return ""
    heads = "".join(f'<th scope="col">{_(head)}</th>' for head, _value in counts[0].values)
    rows = "".join(
        f'<tr><th scope="row">{_sample(line.fill)}{_(line.label)}</th>'
        + "".join(f"<td>{_(value)}</td>" for _head, value in line.values) + "</tr>"
        for line in counts
    )
    title = _(t("issue.check_colours", language))
    head = f"<thead><tr><td></td>{heads}</tr></thead>" if heads else ""     # a poster has one colour and no figures
    return f"<table><caption>{title}</caption>{head}<tbody>{rows}</tbody></table>"


def _sample(fill: str) -> str:
    # an attribute of a shape, not a style: the page's policy allows one style sheet and nothing else
    return f'<svg viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" fill="{_(fill)}"/></svg>'


def _verdict(kind: str, words: str, note: str) -> str:
    return f'<div class="verdict {kind}" role="status"><b>{_(words)}</b><p>{_(note)}</p></div>'


def _form(language: str, typed: str = "") -> str:
    """Return the field; it stands on pages of two depths, so its address is relative to the page's base."""
    words = {key: _(t(f"issue.check_{key}", language)) for key in ("code", "button", "example")}
    return (
        f'<form action="kiem-tra" method="get"><label for="ma">{words["code"]}</label>'
        f'<input id="ma" name="ma" required maxlength="20" autocomplete="off" autocapitalize="characters" '
        f'spellcheck="false" placeholder="{words["example"]}" value="{_(typed)}">'
        f'<input type="hidden" name="lang" value="{language}">'
        f'<button>{words["button"]}</button></form>'
    )


def _answered(language: str, now: datetime) -> str:
    return f"<footer>{_(t('issue.check_time', language, moment=say_start(now)))}</footer>"


def _page(language: str, body: str, own: str) -> str:
    other = "en" if language == "vi" else "vi"
    title = _(t("issue.check_title", language))
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f'<link rel="icon" href="data:,"><style>{STYLE}</style></head><body><main><header><h1>{title}</h1>'
        f'<a href="{_(own)}?lang={other}" hreflang="{other}" lang="{other}">'
        f'{_(t("issue.check_other_language", language))}</a></header>{body}</main></body></html>'
    )


def _(text: str) -> str:
    return html.escape(text)
