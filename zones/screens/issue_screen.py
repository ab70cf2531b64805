"""Issue sheets: look at the draft, give it a number, print again, replace, withdraw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from geo.frames import VIETNAM_TIME
from geo.sheet import PAPERS, Audience, SheetKind
from zones.export import Progress
from zones.issued import IssuedSheet, next_number, say_sign
from zones.places import Place
from zones.screens.issued_list import show_issued, valid_sheets
from zones.screens.map_screen import choose_view
from zones.screens.options import choose_unit
from zones.settings import public_url
from zones.sheets.troubles import SHEET_TROUBLES, say_sheet_trouble
from zones.situation.view import View
from zones.stamping import check_address
from zones.times import say_moment, say_start
from zones.usecases import (
    DEFAULT_SYMBOL,
    ISSUE_FORMS,
    AlreadyIssued,
    CommandPost,
    IssueRequest,
    SheetEnded,
    TooManyIssuing,
)
from zones.wording import t

_PREVIEW_DPI: Final = 110
_DAY: Final = "DD/MM/YYYY"
_DONE: Final = "issue_done"
_SAME: Final = "issue_same"                # an order that asks for what stands already, and that sheet


def show(post: CommandPost, place: Place, speech: str) -> None:
    """Draw the screen "Ban hành"."""
    st.caption(t("issue.intro", speech))
    if (done := st.session_state.pop(_DONE, None)) is not None:
        st.success(done)
    url = public_url()
    if url:
        st.caption(t("issue.public_url", speech, address=check_address(url)))
    else:
        st.info(t("issue.no_public_url", speech))
    form, picture = st.columns([2, 3], gap="large")
    with form:
        wanted, replaces, pressed = _ask(post, place, speech, url)
    if pressed:
        st.session_state.pop(_SAME, None)
    with picture:
        if pressed == "draft":
            _make_draft(post, place, wanted, speech)
        _show_draft(place, speech)
    if pressed == "issue":
        _issue(post, wanted, replaces, speech)
    _offer_the_same(post, place, speech)
    show_issued(post, place, speech, wanted.author)


def _ask(post: CommandPost, place: Place, speech: str, url: str) -> tuple[IssueRequest, IssuedSheet | None, str]:
    """Ask what is to be issued; return the order, the sheet that it replaces, and which button was pressed."""
    newest = post.situation(place.id).as_of
    author = st.text_input(t("screen.author", speech), key="author", help=t("screen.author_help", speech)).strip()
    kind = SheetKind(st.selectbox(t("sheets.kind", speech), [str(one) for one in ISSUE_FORMS], key="issue_kind",
                                  format_func=lambda one: t(f"sheets.kind_{one}", speech)))
    unit = choose_unit(post, View(place.id), speech, key="issue") if kind is SheetKind.POSTER else ""
    standing = {sheet.id: sheet for sheet in valid_sheets(post, place) if sheet.kind is kind}
    now = post.clock()
    with st.form("issue", border=True):
        st.markdown(f"**{t('issue.new', speech)}** · {_next_sign(post, place, now, speech)}")
        view = choose_view(place, speech, key="issue") if len(place.diseases) > 1 else View(place.id)
        moment = _moment(newest, speech)
        audience = Audience.PUBLIC if kind is SheetKind.POSTER else st.selectbox(
            t("issue.audience", speech), list(Audience), index=0, key="issue_audience",
            format_func=lambda name: t(f"issue.audience_{name}", speech))
        left, right = st.columns(2)
        symbol = left.text_input(t("issue.symbol", speech), DEFAULT_SYMBOL[place.issuer.form],
                                 key=f"issue_symbol_{place.id}", help=t("issue.symbol_help", speech), max_chars=30)
        paper = right.selectbox(t("issue.paper", speech), list(PAPERS), list(PAPERS).index(place.paper),
                                key=f"issue_paper_{place.id}")
        signer = st.text_input(t("issue.signer", speech), key="issue_signer", max_chars=120)
        reason = st.text_input(t("issue.reason", speech), key="issue_reason", help=t("issue.reason_help", speech),
                               max_chars=300)
        former = st.selectbox(
            t("issue.replaces", speech), ["", *standing], key=f"issue_replaces_{place.id}_{kind}",
            format_func=lambda key: standing[key].sign if key else t("issue.replaces_none", speech),
        )
        left, right = st.columns(2)
        draft = left.form_submit_button(t("issue.draft_make", speech), width="stretch")
        issue = right.form_submit_button(t("issue.issue_make", speech), type="primary", width="stretch")
    order = IssueRequest(view.address, signer.strip(), author, moment, speech, audience or Audience.PUBLIC,
                         symbol.strip(), reason.strip(), paper, public_url=url, kind=kind, unit=unit)
    return order, standing.get(former), "draft" if draft else "issue" if issue else ""


def _next_sign(post: CommandPost, place: Place, now: datetime, speech: str) -> str:
    number = next_number(post.store.read(place.id, "issued"), now.year)
    sign = say_sign(number, DEFAULT_SYMBOL[place.issuer.form], place.issuer.form)
    return t("issue.next_sign", speech, sign=sign)


def _moment(newest: datetime, speech: str) -> datetime | None:
    """Ask for the moment of the map; None is the newest one, whenever that is when the button is pressed."""
    choices = {"newest": t("issue.moment_newest", speech, moment=say_moment(newest)),
               "other": t("issue.moment_other", speech)}
    left, right = st.columns(2)
    chosen = left.radio(t("issue.moment", speech), list(choices), key="issue_when", format_func=choices.__getitem__)
    local = newest.astimezone(VIETNAM_TIME).replace(tzinfo=None)
    other = right.datetime_input(t("issue.moment_other", speech), local, format=_DAY, step=timedelta(minutes=1),
                                 key="issue_moment")
    return other.replace(tzinfo=VIETNAM_TIME) if chosen == "other" else None


def _make_draft(post: CommandPost, place: Place, order: IssueRequest, speech: str) -> None:
    try:
        with _drawing(speech) as progress:
            made = {
                "png": post.draft_sheet(replace(order, dpi=_PREVIEW_DPI), "png"),
                "pdf": post.draft_sheet(order, "pdf", progress),
            }
    except SHEET_TROUBLES as trouble:
        st.error(say_sheet_trouble(trouble, speech))
        return
    st.session_state["issue_draft"] = (place.id, made)


@contextmanager
def _drawing(speech: str) -> Iterator[Progress]:
    """Show that a sheet is drawn; of an atlas, how many of its pages are done."""
    words = st.empty()

    def show(done: int, total: int) -> None:
        words.progress(done / total, t("sheets.drawing_page", speech, done=done, total=total))

    with st.spinner(t("issue.drawing", speech)):
        yield show
    words.empty()


def _show_draft(place: Place, speech: str) -> None:
    owner, made = st.session_state.get("issue_draft", ("", {}))
    if owner != place.id:
        return
    st.image(made["png"], caption=t("issue.draft_caption", speech))
    st.download_button(t("issue.draft_save", speech, form="PDF"), made["pdf"],
                       t("issue.draft_file_name", speech, place=place.id) + ".pdf", "application/pdf",
                       on_click="ignore")


def _offer_the_same(post: CommandPost, place: Place, speech: str) -> None:
    """Ask what was meant where the very sheet was issued before: a second press, or a colleague was faster."""
    order, sheet = st.session_state.get(_SAME, (None, None))
    if sheet is None or sheet.place_id != place.id:
        return
    with st.container(border=True):
        st.warning(t("issue.same", speech, sign=sheet.sign, moment=say_start(sheet.issued_at), signer=sheet.signer))
        left, right = st.columns(2)
        if left.button(t("issue.same_open", speech, sign=sheet.sign), type="primary", width="stretch"):
            del st.session_state[_SAME]
            st.session_state[f"issued_{sheet.place_id}"] = sheet.id
            st.rerun()
        if right.button(t("issue.same_replace", speech, sign=sheet.sign), width="stretch"):
            del st.session_state[_SAME]
            _issue(post, order, sheet, speech)


def _issue(post: CommandPost, order: IssueRequest, former: IssuedSheet | None, speech: str) -> None:
    missing = [name for name in ("author", "signer") if not getattr(order, name)]
    if missing:
        names = ", ".join(t(f"issue.needs_{name}", speech) for name in missing)
        st.error(t("issue.missing", speech, names=names))
        return
    try:
        with _drawing(speech) as progress:
            sheet = post.issue_sheet(order, replaces=former.id if former else None, progress=progress)
    except SHEET_TROUBLES as trouble:
        st.error(say_sheet_trouble(trouble, speech))
    except AlreadyIssued as already:
        st.session_state[_SAME] = (order, already.sheet)
    except SheetEnded:
        st.error(t("issue.ended", speech))
    except TooManyIssuing:
        st.error(t("issue.busy", speech))
    else:
        key = "issue.replaced_done" if former else "issue.issued_done"
        st.session_state[_DONE] = t(key, speech, sign=sheet.sign, code=sheet.code, former=former.sign if former else "")
        st.session_state.pop("issue_draft", None)
        st.session_state[f"issued_{sheet.place_id}"] = sheet.id  # the list opens at the new one
        st.rerun()
