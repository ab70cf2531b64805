"""Print: make any sheet of a place for those who may see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from geo.areas import valid_at
from geo.book import Book, Cover
from geo.mapmodel import Card, MapModel
from geo.sheet import Audience, SheetKind, SheetOptions, Stamp, audience_of
from zones import look
from zones.export import Order, Progress, draw, export_page
from zones.sheets import (
    Subject,
    compose_book,
    compose_picture,
    compose_poster,
    find_surroundings,
    make_subject,
    with_surroundings,
)
from zones.sheets.surroundings import Surroundings
from zones.sheets.troubles import PrinterUnknown
from zones.situation.view import read_view
from zones.stamping import unissued_stamp
from zones.studio import Studio
from zones.times import say_moment
from zones.usecases.looking import Looking
from zones.wording import t

PLAIN: Final = SheetOptions()
PREVIEW_DPI: Final = 110


class Printing(Looking):
    """The verbs that make files. With a `studio`, they are drawn by processes of their own."""

    studio: Studio | None = None

    def sheet(
        self, place_id: str, as_of: datetime | None, language: str, form: str, options: SheetOptions = PLAIN, *,
        known_at: int | None = None, progress: Progress | None = None,
    ) -> bytes:
        """Return a sheet as the bytes of a file: "png", "jpg", "pdf", "svg", or the map alone as "html".

        Public unless the options say otherwise. Raises PrinterUnknown, zones.sheets.NoSuchUnit, and what geo.sheet
        names: SheetTooSmall, ScaleTooLarge, PictureTooHeavy.
        """
        if form == "html":
            return self._page(place_id, as_of, language, options, known_at)
        return self._printed(self.order(place_id, as_of, language, form, options, known_at=known_at), progress)

    def preview(
        self, place_id: str, as_of: datetime | None, language: str, options: SheetOptions
    ) -> bytes:
        """Return a small PNG of a sheet; of an atlas its first page."""
        small = replace(options, dpi=PREVIEW_DPI)
        order = self.order(place_id, as_of, language, "png", small)
        return self._printed(first_page(order), None)

    def _printed(self, order: Order, progress: Progress | None) -> bytes:
        return draw(order, progress) if self.studio is None else self.studio.draw(order, progress)

    def order(
        self, place_id: str, as_of: datetime | None, language: str, form: str, options: SheetOptions = PLAIN, *,
        known_at: int | None = None, stamp: Stamp | None = None,
    ) -> Order:
        """Return a sheet that is composed and not yet drawn: drawing may be done by another process.

        Without a stamp the sheet says that it was not issued: who holds it need not look for a number.
        """
        options = replace(options, audience=audience_of(options.kind, options.audience))
        stamp = replace(stamp or unissued_stamp(language), imprint=self._imprint(options, language))
        subject = self.subject(place_id, as_of, language, options.audience, known_at)
        around = self._around(place_id, subject.situation.as_of)
        model = with_surroundings(subject.model, around, language)
        if options.black_and_white:
            model = replace(model, styles=look.in_grey(model.styles))
        subject = replace(subject, model=model)
        match options.kind:
            case SheetKind.MAP:
                return Order(subject.model, form, options, stamp)
            case SheetKind.ATLAS:
                head = subject.model.title_block
                title = t("sheets.book_title", language, title=head.title, subtitle=head.subtitle)
                return Order(compose_book(subject, title), form, options, stamp)
            case SheetKind.POSTER:
                return Order(compose_poster(subject, options.unit), form, replace(options, portrait=True), stamp)
            case _:
                return Order(compose_picture(subject, options.kind), form, options, stamp)

    def subject(
        self, place_id: str, as_of: datetime | None, language: str, audience: Audience, known_at: int | None = None
    ) -> Subject:
        """Return what a place's sheets for an audience are made from."""
        situation = self.situation(place_id, as_of, known_at)
        records = self._records(read_view(place_id).place_id, situation.revision)
        key = ("subject", place_id, situation.revision, situation.as_of, self.library().version, language, audience)
        return self._keep(
            key, lambda: make_subject(situation, records["cases"], records["reports"], audience, language)
        )

    def _imprint(self, options: SheetOptions, language: str) -> str:
        if options.audience is Audience.PUBLIC:
            return ""
        if not options.printed_by.strip():
            raise PrinterUnknown
        return t("audience.imprint", language, name=options.printed_by.strip(), moment=say_moment(self.clock()))

    def _around(self, place_id: str, as_of: datetime) -> Surroundings | None:
        base = read_view(place_id).place_id
        others = [place.id for place in self.store.places() if place.id != base]
        revisions = tuple((one, self.store.revision(one)) for one in (base, *others))

        def find() -> Surroundings | None:
            areas = [valid_at(self.store.read(one, "areas", known_at=revision), as_of) for one, revision in revisions]
            return find_surroundings(self.store.place(base), areas[0], areas[1:])

        return self._keep(("around", revisions, as_of.date()), find)

    def _page(
        self, place_id: str, as_of: datetime | None, language: str, options: SheetOptions, known_at: int | None
    ) -> bytes:
        subject = self.subject(place_id, as_of, language, options.audience, known_at)
        model: MapModel = subject.model
        if imprint := self._imprint(options, language):
            model = replace(model, facts=(imprint, *model.facts))
        asked = {feature.card for layer in model.layers for feature in layer.features if feature.card}
        cards: dict[str, Card] = {card_id: card for card_id in asked if (card := subject.card(card_id))}
        return export_page(model, cards)


def first_page(order: Order) -> Order:
    """Return the order of a sheet as a picture; of a book, its first page alone."""
    if not isinstance(order.content, Book):
        return replace(order, form="png")
    return replace(order, content=Cover(order.content), form="png", options=replace(order.options, kind=SheetKind.MAP))
