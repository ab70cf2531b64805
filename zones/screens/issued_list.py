"""List the issued sheets of a place; print one again, withdraw it."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st

from zones.issued import IssuedSheet, Standing
from zones.places import Place
from zones.store.files import DamagedFile
from zones.times import say_moment, say_start
from zones.usecases import CommandPost, SheetEnded
from zones.wording import t

_WORD_OF: Final = {"zalo.png": "zalo"}
_TYPES: Final = {"pdf": "application/pdf", "png": "image/png", "zalo.png": "image/png"}


def valid_sheets(post: CommandPost, place: Place) -> list[IssuedSheet]:
    """Return the sheets of a place that stand: those that can be replaced or withdrawn."""
    return [sheet for sheet in post.issued_sheets(place.id) if sheet.standing is Standing.VALID]


def show_issued(post: CommandPost, place: Place, speech: str, author: str) -> None:
    """Draw the list and what can be done with one sheet."""
    st.subheader(t("issue.list", speech))
    sheets = post.issued_sheets(place.id)
    if not sheets:
        st.info(t("issue.list_empty", speech))
        return
    signs = {sheet.id: sheet.sign for sheet in sheets}
    st.dataframe([_row(sheet, signs, speech) for sheet in sheets], hide_index=True, width="stretch")
    by_id = {sheet.id: sheet for sheet in sheets}
    chosen = st.selectbox(
        t("issue.choose", speech), list(by_id), key=f"issued_{place.id}",
        format_func=lambda key: f"{by_id[key].sign} – {say_start(by_id[key].issued_at)} – "
                                f"{say_standing(by_id[key], signs, speech)}",
    )
    again, end = st.columns(2, gap="large")
    with again:
        _offer_again(post, place, by_id[chosen], speech)
    with end:
        if by_id[chosen].standing is Standing.VALID:
            _offer_withdrawal(post, place, by_id[chosen], speech, author)


def say_standing(sheet: IssuedSheet, signs: dict[str, str], speech: str) -> str:
    """Return what a sheet is now, in words."""
    return t(f"issue.standing_{sheet.standing}", speech, sign=signs.get(sheet.ended_by or "", ""))


def _row(sheet: IssuedSheet, signs: dict[str, str], speech: str) -> dict[str, str]:
    cells = {
        "sign": sheet.sign, "kind": t(f"sheets.kind_{sheet.kind}", speech),
        "issued_at": say_start(sheet.issued_at), "title": sheet.title,
        "as_of": say_moment(sheet.as_of), "standing": say_standing(sheet, signs, speech), "code": sheet.code,
        "audience": t(f"issue.audience_{sheet.audience}_short", speech), "signer": sheet.signer,
        "author": sheet.recorded_by,
    }
    return {t(f"issue.column_{name}", speech): value for name, value in cells.items()}


def _offer_again(post: CommandPost, place: Place, sheet: IssuedSheet, speech: str) -> None:
    st.markdown(f"**{t('issue.again', speech)}**")
    if sheet.standing is not Standing.VALID:
        st.warning(t("issue.again_ended", speech))
    for form, sha256 in sheet.files.items():
        try:
            body = post.issued_file(place.id, sheet.id, form)
        except (DamagedFile, KeyError):
            st.error(t("issue.damaged", speech))
            continue
        if form == "png":
            st.image(body, caption=t("issue.check_picture", speech))
        st.download_button(
            t(f"issue.again_{_WORD_OF.get(form, form)}", speech), body, file_name(sheet, form, speech),
            _TYPES.get(form), key=f"again_{sheet.id}_{form}", on_click="ignore",
            help=t("issue.again_note", speech, digest=sha256[:12]),
        )


def file_name(sheet: IssuedSheet, form: str, speech: str) -> str:
    """Return ban-do_nq54_so-07-2021.pdf, tap-ban-do_…, ap-phich_…: letters that every system and every mail accepts."""
    place = re.sub(r"[^A-Za-z0-9_-]+", "-", sheet.place_id)
    return t("issue.file_name", speech, kind=t(f"sheets.file_{sheet.kind}", speech), place=place,
             number=f"{sheet.number:02d}", year=sheet.year) + f".{form}"


def _offer_withdrawal(post: CommandPost, place: Place, sheet: IssuedSheet, speech: str, author: str) -> None:
    with st.form("withdraw_sheet", border=False, clear_on_submit=True):
        st.markdown(f"**{t('issue.withdraw', speech)}**")
        signer = st.text_input(t("issue.signer", speech), key="withdraw_sheet_signer", max_chars=120).strip()
        reason = st.text_input(t("issue.withdraw_reason", speech), key="withdraw_sheet_reason", max_chars=300).strip()
        pressed = st.form_submit_button(t("issue.withdraw", speech))
    if not pressed:
        return
    given = {"author": author, "signer": signer, "reason": reason}
    if missing := [name for name, value in given.items() if not value]:
        names = ", ".join(t(f"issue.needs_{name}", speech) for name in missing)
        st.error(t("issue.missing", speech, names=names))
        return
    try:
        post.withdraw_sheet(place.id, sheet.id, signer=signer, reason=reason, author=author)
    except SheetEnded:
        st.error(t("issue.ended", speech))
        return
    st.session_state["issue_done"] = t("issue.withdrawn_done", speech, sign=sheet.sign, code=sheet.code)
    st.rerun()
