"""Choose a sheet, see it, take it away: the screen "Bản in"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from geo.frames import VIETNAM_TIME
from geo.sheet import PAPERS, Audience, SheetKind, SheetOptions
from zones.export import FORMS_OF
from zones.places import Place
from zones.screens.map_screen import choose_view
from zones.screens.options import choose_unit
from zones.sheets.files import MEDIA_TYPES, file_name
from zones.sheets.troubles import SHEET_TROUBLES, read_scale, say_sheet_trouble
from zones.situation.view import View
from zones.usecases import CommandPost
from zones.wording import t

DPI: Final = (150, 300, 450, 600)
ON_PAPER: Final = (SheetKind.MAP, SheetKind.ATLAS, SheetKind.POSTER)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is chosen on the screen."""

    place: str
    as_of: datetime
    form: str
    options: SheetOptions


def show(post: CommandPost, place: Place, speech: str) -> None:
    """Draw the screen "Bản in": choices on the left, the sheet on the right."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        wanted = _choose(post, place, speech)
        sent = st.button(t("sheets.draw", speech), type="primary", key="sheet_draw", disabled=wanted is None)
    with right:
        if sent and wanted is not None:
            _draw(post, wanted, speech)
        _show_result(wanted, speech)


# --- choices --------------------------------------------------------------------------------------


def _choose(post: CommandPost, place: Place, speech: str) -> _Wanted | None:
    kind = SheetKind(st.selectbox(t("sheets.kind", speech), [str(item) for item in SheetKind], key="sheet_kind",
                                  format_func=lambda item: t(f"sheets.kind_{item}", speech)))
    view = choose_view(place, speech, key="sheet") if len(place.diseases) > 1 else View(place.id)
    shown = post.situation(view.address).as_of.astimezone(VIETNAM_TIME).replace(tzinfo=None)
    moment = st.datetime_input(t("sheets.moment", speech), value=shown, format="DD/MM/YYYY",
                               step=timedelta(minutes=1), key=f"sheet_moment_{place.id}")
    unit = choose_unit(post, view, speech, key="sheet") if kind is SheetKind.POSTER else ""
    paper, portrait, denominator = _choose_paper(place, kind, speech)
    form, dpi = _choose_file(kind, speech)
    black_and_white = st.checkbox(t("sheets.black_and_white", speech), key="sheet_bw")
    audience, printed_by = (Audience.PUBLIC, "") if kind is SheetKind.POSTER else _choose_audience(speech)
    if moment is None or denominator == 0 or (audience is Audience.INTERNAL and not printed_by):
        return None
    return _Wanted(view.address, moment.replace(tzinfo=VIETNAM_TIME), form, SheetOptions(
        kind, paper, portrait, dpi, denominator, audience, black_and_white, unit, printed_by,
    ))


def _choose_paper(place: Place, kind: SheetKind, speech: str) -> tuple[str | None, bool, int | None]:
    """Return paper, whether it stands upright, and the exact scale: None for the largest that fits, 0 for a bad one."""
    if kind not in ON_PAPER:
        return None, False, None
    left, right = st.columns(2)
    papers = list(PAPERS)
    paper = left.selectbox(t("sheets.paper", speech), papers, index=papers.index(place.paper), key="sheet_paper")
    if kind is SheetKind.POSTER:
        return paper, True, None
    turn = right.segmented_control(
        t("sheets.turn", speech), (False, True), default=False, required=True, key="sheet_turn",
        format_func=lambda upright: t("sheets.portrait" if upright else "sheets.landscape", speech),
    )
    typed = st.text_input(t("sheets.scale", speech), key="sheet_scale", placeholder="1:5.000",
                          help=t("sheets.scale_help", speech)).strip()
    if not typed:
        return paper, bool(turn), None
    try:
        return paper, bool(turn), read_scale(typed)
    except ValueError:
        st.error(t("sheets.bad_scale", speech, value=typed))
        return paper, bool(turn), 0


def _choose_file(kind: SheetKind, speech: str) -> tuple[str, int]:
    left, right = st.columns(2)
    form = left.selectbox(t("sheets.form", speech), FORMS_OF[kind], key=f"sheet_form_{kind}",
                          format_func=lambda item: t(f"sheets.form_{item}", speech))
    if form != "png" or kind not in ON_PAPER:
        return form, 300
    return form, right.selectbox(t("sheets.dpi", speech), DPI, index=1, key="sheet_dpi")


def _choose_audience(speech: str) -> tuple[Audience, str]:
    audience = Audience(st.radio(
        t("sheets.audience", speech), [str(item) for item in Audience], key="sheet_audience",
        format_func=lambda item: t(f"sheets.audience_{item}", speech),
        captions=[t(f"sheets.audience_{item}_holds", speech) for item in Audience],
    ))
    if audience is Audience.PUBLIC:
        return audience, ""
    known = st.session_state.get("author", "")
    name = st.text_input(t("sheets.printed_by", speech), value=known, key="sheet_by", max_chars=80).strip()
    if not name:
        st.info(t("sheets.printed_by_missing", speech))
    return audience, name


# --- the sheet ------------------------------------------------------------------------------------


def _draw(post: CommandPost, wanted: _Wanted, speech: str) -> None:
    """Draw the file and its preview; both happen in a process of their own while this script waits."""
    st.session_state.pop("sheet_result", None)
    bar = st.progress(0.0, t("sheets.drawing", speech))

    def progress(done: int, total: int) -> None:
        bar.progress(done / total, t("sheets.drawing_page", speech, done=done, total=total))

    try:
        data = post.sheet(wanted.place, wanted.as_of, speech, wanted.form, wanted.options, progress=progress)
        preview = data if wanted.form in ("png", "jpg") and wanted.options.kind not in ON_PAPER else post.preview(
            wanted.place, wanted.as_of, speech, wanted.options)
    except SHEET_TROUBLES as trouble:
        st.error(say_sheet_trouble(trouble, speech))
    else:
        st.session_state["sheet_result"] = (wanted, speech, data, preview)
    finally:
        bar.empty()


def _show_result(wanted: _Wanted | None, speech: str) -> None:
    found = st.session_state.get("sheet_result")
    if found is None:
        st.info(t("sheets.nothing_yet", speech))
        return
    drawn, language, data, preview = found
    if wanted is None or drawn != wanted or language != speech:
        st.warning(t("sheets.changed", speech))
    name = file_name(drawn.place, drawn.as_of.isoformat(), drawn.form, drawn.options, language)
    st.download_button(
        t("sheets.download", speech, name=name, size=_say_size(len(data))), data, name, MEDIA_TYPES[drawn.form],
        type="primary", key="sheet_download", on_click="ignore",
    )
    if drawn.options.kind is SheetKind.ATLAS:
        st.caption(t("sheets.first_page", speech))
    st.image(preview, width="stretch" if drawn.options.kind in ON_PAPER else 420)


def _say_size(count: int) -> str:
    return f"{count / 1e6:.1f} MB".replace(".", ",") if count >= 1e6 else f"{round(count / 1e3)} KB"
